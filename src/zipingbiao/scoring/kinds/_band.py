"""One band of values with the points it earns; also the band in which a step or a proportion earns nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from zipingbiao.scoring.kinds._base import number_literal


class Band(BaseModel):
    """One band, from `low` to `high` (None: open); limits in the measure's scale (5% is 0.05).

    points None means the whole weight.
    pro_rata   earns measure × weight instead
    written_low  the lower limit as written, where a small gap below it was closed
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: Decimal | None = None
    high: Decimal | None = None
    with_low: bool = True
    with_high: bool = True
    points: Decimal | None = None
    pro_rata: bool = False
    written_low: Decimal | None = None

    def holds(self, measure: Decimal) -> bool:
        """Whether `measure` falls into this band."""
        if self.low is not None and (measure < self.low or (measure == self.low and not self.with_low)):
            return False
        return self.high is None or measure < self.high or (measure == self.high and self.with_high)

    def earned(self, weight: Decimal, measure: Decimal) -> Decimal:
        """The points of a value in this band, before capping."""
        if self.pro_rata:
            return weight * measure
        return weight if self.points is None else self.points

    def condition(self, measure: str) -> str:
        """The twin of `holds` as a spreadsheet condition."""
        parts = []
        if self.low is not None:
            parts.append(f"{measure}{'>=' if self.with_low else '>'}{number_literal(self.low)}")
        if self.high is not None:
            parts.append(f"{measure}{'<=' if self.with_high else '<'}{number_literal(self.high)}")
        return f"AND({','.join(parts)})" if len(parts) > 1 else (parts[0] if parts else "TRUE")

    def shown(self, show_value: Callable[[Decimal], str]) -> str:
        """The limits for a sentence."""
        if self.low is not None and self.high is not None:
            lower, upper = "≤" if self.with_low else "<", "≤" if self.with_high else "<"
            return f"{show_value(self.low)}{lower}x{upper}{show_value(self.high)}"
        if self.low is not None:
            return f"{'≥' if self.with_low else '>'}{show_value(self.low)}"
        if self.high is not None:
            return f"{'≤' if self.with_high else '<'}{show_value(self.high)}"
        return "任何值"


def is_everything(bands: tuple[Band, ...]) -> bool:
    """Whether every value falls in a band."""
    ends = sorted({end for band in bands for end in (band.low, band.high) if end is not None})
    if not ends:
        return True
    between = [(one + other) / 2 for one, other in pairwise(ends)]
    places = [ends[0] - 1, *ends, *between, ends[-1] + 1]
    return all(any(band.holds(place) for band in bands) for place in places)
