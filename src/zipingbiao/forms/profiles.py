"""The shape of a profile: what a place wants checked and how strictly. How a form scores stands in policy.py.

A profile never says how many points a form has: a form of no known template is judged by the points it prints.
Loading stands in profile_catalog.py, what a profile changes in judging.py.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from zipingbiao.forms.policy import (
    BasisKey,
    Number,
    OverAchievementPolicy,
    QualitativePolicy,
    Strict,
    TotalCap,
    check_caps,
)

#: The profile of forms that no other one is meant for.
DEFAULT_PROFILE = "national"
#: YAML reads the bare word off as false.
Strictness = Annotated[
    Literal["off", "error", "warning", "info"], BeforeValidator(lambda v: "off" if v is False else v)
]
RuleCode = Annotated[str, Field(pattern=r"^ZP\d{3}$")]


class PrintedPoints(Strict):
    """The points of 预算执行率 that forms of this place print."""

    execution: Number = Field(gt=0)
    basis: BasisKey


class LowExecution(Strict):
    """执行率 `below` this many percent must be explained."""

    below: Number = Field(gt=0, le=100)
    basis: BasisKey


class AdjustedBudget(Strict):
    """A budget that was changed during the year must be explained."""

    basis: BasisKey


class OverAchievement(Strict):
    """A result `above` percent or more beyond its target must be explained."""

    above: Number = Field(gt=0)
    basis: BasisKey


class BandLimits(Strict):
    """The lower limits of the 定性 bands in percent of the weight, from the best band to the worst, which ends at 0."""

    lows: list[Number] = Field(min_length=2)
    basis: BasisKey

    @field_validator("lows")
    @classmethod
    def _descending(cls, lows: list[Number]) -> list[Number]:
        if lows[0] >= 100 or lows[-1] != 0 or any(below >= above for above, below in pairwise(lows)):
            raise ValueError("lows 须从高到低排列，都小于 100，最后一档为 0")
        return lows

    def laid_over(self, qualitative: QualitativePolicy) -> QualitativePolicy:
        """The form's bands with these limits; unchanged where the form has another number of bands."""
        if len(self.lows) != len(qualitative.bands):
            return qualitative
        highs = [Decimal(100), *self.lows]
        bands = [
            band.model_copy(update={"low": low, "high": high})
            for band, low, high in zip(qualitative.bands, self.lows, highs, strict=False)
        ]
        return qualitative.model_copy(update={"bands": bands})


class Tolerance(Strict):
    """How far two figures may lie apart and still be taken for the same."""

    value: Number = Field(ge=0)
    basis: BasisKey


class Tolerances(Strict):
    """What is accepted beside what rounding explains.

    score   分; without it half a hundredth of a point
    rate    percentage points of 执行率
    amount  the sum of the 资金来源 beside their total, in units of the last printed place
    """

    score: Tolerance | None = None
    rate: Tolerance | None = None
    amount: Tolerance | None = None


class Profile(Strict):
    """One place's lines, tolerances and severities, and the forms it is meant for.

    extends    the profile whose lines hold where this one says nothing
    note       where its lines come from, and how sure they are
    form       the form that forms naming none are taken for, where a person chose this profile
    forms      ids or patterns (wuhan-*) of the forms it is chosen for by itself
    places     names that mean this place in a form's title, department or unit
    printed    the points that mean this place on a form of no known template
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    note: str = Field(min_length=1)
    extends: str | None = None
    form: str | None = None
    forms: list[str] = Field(default=[])
    places: list[str] = Field(default=[])
    printed: PrintedPoints | None = None
    low_execution: LowExecution | None = None
    adjusted_budget: AdjustedBudget | None = None
    over_achievement: OverAchievement | None = None
    deduction: OverAchievementPolicy | None = None
    caps: list[TotalCap] = Field(default=[])
    bands: BandLimits | None = None
    tolerances: Tolerances = Tolerances()
    rules: dict[RuleCode, Strictness] = Field(default={})

    @field_validator("caps")
    @classmethod
    def _caps_descend(cls, caps: list[TotalCap]) -> list[TotalCap]:
        return check_caps(caps)

    @property
    def is_default(self) -> bool:
        """Whether forms that no other profile is meant for are judged by this one."""
        return self.id == DEFAULT_PROFILE

    @property
    def mark(self) -> str:
        """What a finding says behind its basis where this profile made it what it is."""
        return f"（按“{self.title}”检查口径）"
