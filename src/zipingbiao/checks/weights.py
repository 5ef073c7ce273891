"""Which indicator rows carry a weight, which share one, which lack one: the reading that several rules rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from zipingbiao.checks.figures import ZERO, is_blank
from zipingbiao.checks.rows import Row
from zipingbiao.model.evaluation import Indicator
from zipingbiao.model.values import Place

#: counted  a number above 0       shared  no weight of its own under a merged or common weight (其中 rows)
#: empty    nothing to be scored   missing  should carry a weight     invalid  zero, negative or not a number
WeightState = Literal["counted", "shared", "empty", "missing", "invalid"]

EXECUTION_NAMES = ("预算执行率", "预算执行情况")


@dataclass(frozen=True, eq=False)
class WeightTable:
    """The rows of a form with the state of their weights."""

    rows: tuple[tuple[Row, WeightState], ...]

    @cached_property
    def counted(self) -> tuple[Row, ...]:
        """Rows whose weights add up."""
        return tuple(row for row, state in self.rows if state == "counted")

    @cached_property
    def is_whole(self) -> bool:
        """True where no row lacks a usable weight, so that sums mean something."""
        return bool(self.counted) and all(state not in ("missing", "invalid") for _, state in self.rows)

    @cached_property
    def total(self) -> Decimal:
        """Σ weights of the indicator rows."""
        return weigh(self.counted)

    @cached_property
    def has_execution(self) -> bool:
        """Some forms score 预算执行率 as one of the indicator rows; it must not be added a second time."""
        return any(map(is_execution, self.counted))


def is_execution(row: Row) -> bool:
    """Whether a row of the indicator table is 预算执行率, by its levels or its name."""
    return any(name in text for text in (*row.group[1:], row.label) for name in EXECUTION_NAMES)


def weigh(rows: Iterable[Row]) -> Decimal:
    """Σ weights of some rows."""
    return sum((row.weight for row in rows if row.weight is not None), ZERO)


def label_points(rows: Iterable[Row]) -> Decimal | None:
    """The points that the first-level label of a group prints (产出指标（50分））; None where it prints none."""
    return next((row.indicator.l1_points for row in rows if row.indicator.l1_points is not None), None)


def weigh_rows(rows: Iterable[Row]) -> WeightTable:
    """The state of every row's weight."""
    states: list[tuple[Row, WeightState]] = []
    group: tuple[int, str, str] | None = None
    written: Place | None = None
    for row in rows:
        place = row.indicator.weight.place
        # One cell merged over several rows, which may reach into the next 二级指标.
        is_merged = place == written and place.cell is not None
        written = place
        state = _state(row.indicator, follows=is_merged or group == row.group)
        group = row.group if state in ("counted", "shared") else None
        states.append((row, state))
    return WeightTable(tuple(states))


def _state(indicator: Indicator, *, follows: bool) -> WeightState:
    """`follows`: the row above in the same 二级指标 carries a weight that may be meant for this row too."""
    weight = indicator.weight
    if weight.number is not None:
        return "counted" if weight.number > 0 else "invalid"
    if weight.error is not None:
        return "empty"
    if not is_blank(weight):
        return "invalid"
    if not is_blank(indicator.score):
        return "missing"
    if weight.is_dash or (is_blank(indicator.target) and is_blank(indicator.actual)):
        return "empty"
    return "shared" if follows else "missing"
