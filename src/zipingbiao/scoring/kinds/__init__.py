"""The closed set of scoring kinds, discriminated by `kind`."""

from typing import Annotated

from pydantic import Field

from zipingbiao.scoring.kinds._band import Band
from zipingbiao.scoring.kinds._base import Example, Kind
from zipingbiao.scoring.kinds.all_or_nothing import AllOrNothing
from zipingbiao.scoring.kinds.bands import Bands
from zipingbiao.scoring.kinds.converted import Converted
from zipingbiao.scoring.kinds.itemised import Itemised
from zipingbiao.scoring.kinds.manual import Manual
from zipingbiao.scoring.kinds.not_applicable import NotApplicable
from zipingbiao.scoring.kinds.proportional import Proportional
from zipingbiao.scoring.kinds.rate_times import RateTimes
from zipingbiao.scoring.kinds.steps import Steps
from zipingbiao.scoring.kinds.three_bands import ThreeBands
from zipingbiao.scoring.kinds.words import WordLevel, Words

ScoringKind = Annotated[
    Proportional
    | AllOrNothing
    | Bands
    | Steps
    | ThreeBands
    | Words
    | RateTimes
    | Converted
    | Itemised
    | Manual
    | NotApplicable,
    Field(discriminator="kind"),
]
ALL_KINDS: tuple[type[Kind], ...] = (
    Proportional, AllOrNothing, Bands, Steps, ThreeBands, Words, RateTimes, Converted, Itemised, Manual, NotApplicable,
)  # fmt: skip

__all__ = [
    "ALL_KINDS", "AllOrNothing", "Band", "Bands", "Converted", "Example", "Itemised", "Kind", "Manual",
    "NotApplicable", "Proportional", "RateTimes", "ScoringKind", "Steps", "ThreeBands", "WordLevel", "Words",
]  # fmt: skip
