"""Neighbouring bands of a standard: where they overlap, where they leave a gap, and what is made of either."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import show
from zipingbiao.scoring.wording.intervals import Interval
from zipingbiao.scoring.wording.text import quantity_name

#: Things that are only counted whole: between 10份 and 11份 there is nothing.
_WHOLE = "份次个项家人场篇起例件台套户条处部座名天"


class Joined(NamedTuple):
    """The bands in the order written, each with its lower limit as written where a small gap was closed."""

    bands: tuple[tuple[Interval, Decimal | None], ...]
    notes: tuple[str, ...]
    clear: bool


class Limits(NamedTuple):
    """The intervals of all clauses on one scale."""

    limits: tuple[Interval, ...]
    percent: bool
    notes: tuple[str, ...]


def one_scale(limits: list[Interval], target_percent: bool) -> Limits | None:
    """All intervals as proportions or all as plain numbers; 90%以上, 80-90 are meant as percentages alike.

    None where the two cannot be told apart.
    """
    natures = {limit.percent for limit in limits if not (limit.low in (None, 0) and limit.high in (None, 0))}
    if natures == {False} and target_percent and _look_like_percents(limits):
        natures = {True, False}
    if len(natures) < 2:
        return Limits(tuple(limits), natures != {False}, ())
    plain = [limit for limit in limits if not limit.percent]
    if not target_percent and not _look_like_percents(plain):
        return None
    changed = tuple(limit if limit.percent else _as_percent(limit) for limit in limits)
    return Limits(changed, True, ("没有写 % 的数也按百分数理解",))


def _look_like_percents(limits: list[Interval]) -> bool:
    ends = [end for limit in limits for end in (limit.low, limit.high) if end is not None]
    return all(end == 0 or 1 < end <= 200 for end in ends) and all(
        limit.unit in ("", "以", "及", "(") for limit in limits
    )


def _as_percent(limit: Interval) -> Interval:
    low, high = (None if end is None else end.scaleb(-2) for end in (limit.low, limit.high))
    return limit._replace(low=low, high=high, percent=True)


def opened(limit: Interval, least: bool) -> Interval:
    """30份得满分: a bare number is the least that earns the points — the most, where little is good."""
    if not limit.bare:
        return limit
    return limit._replace(high=None) if least else limit._replace(low=None)


def same_quantity(conditions: list[str]) -> str | None:
    """The one quantity all conditions speak of, '' where none names it; None where they name different ones."""
    names = [name for name in (quantity_name(condition) for condition in conditions) if name]
    if not names:
        return ""
    longest = max(names, key=len)
    return longest if all(name in longest or longest.endswith(name[-3:]) for name in names) else None


def join(limits: list[Interval], quantity: str = "") -> Joined:
    """Notes overlaps and gaps between bands; a gap of one printed unit is closed, a wider one is left to a person."""
    notes: list[str] = []
    clear = True
    limits = [_closed(limit, limits) for limit in limits]
    lows: dict[int, tuple[Decimal, Decimal]] = {}
    order = sorted((i for i, limit in enumerate(limits) if limit.low is not None), key=lambda i: limits[i].low or 0)
    for index in order:
        upper = limits[index]
        low = upper.low
        assert low is not None
        around = [
            x for i, x in enumerate(limits) if i != index and _overlap(x, upper) and (x.low is None or x.low < low)
        ]
        if around:
            if not any(_contains(x, upper) for x in around):
                notes.append(f"{_span(around[0])} 与 {_span(upper)} 两档有重叠，重叠的部分按写在前面的一档计分")
                clear = False
            continue
        under = [limit for i, limit in enumerate(limits) if i != index and limit.high is not None and limit.high <= low]
        if not under:
            continue
        lower = max(under, key=lambda limit: (limit.high or Decimal(0), limit.with_high))
        below = lower.high
        assert below is not None
        unit = Decimal("0.01") if upper.percent else Decimal(1)
        one, two = _number(below, upper.percent), _number(low, upper.percent)
        if below == low:
            if upper.with_low and lower.with_high:
                first = upper if limits.index(upper) < limits.index(lower) else lower
                notes.append(f"{two} 同时属于两档，按写在前面的一档（{_span(first, quantity)}）计分")
            elif not upper.with_low and not lower.with_high:
                notes.append(f"恰好 {two} 时没有规定得几分，由人评分")
                clear = False
        elif low - below <= unit:
            if upper.unit in _WHOLE and upper.unit and not upper.percent:
                continue
            lows[index] = (below, low)
            notes.append(f"{one} 与 {two} 之间没有规定，按连续的两档理解：大于 {one} 即属后一档")
        else:
            notes.append(f"{one} 与 {two} 之间没有规定得几分，由人评分")
            clear = False
    bands: list[tuple[Interval, Decimal | None]] = []
    for index, limit in enumerate(limits):
        if index in lows:
            below, low = lows[index]
            bands.append((limit._replace(low=below, with_low=False), low))
        else:
            bands.append((limit, None))
    return Joined(tuple(bands), tuple(notes), clear)


def show_amount(value: Decimal) -> str:
    """A number with 万 where a person would write so (5000万)."""
    return show(value / 10000) + "万" if value >= 10000 and value % 1000 == 0 else show(value)


def from_narrow_to_wide(limits: list[Interval], points: list[Decimal | None]) -> list[int] | None:
    """The order in which the first that holds is meant: 10份得1分；20份得2分 asks for 20份 first.

    None where two bands are the same, or a narrower one earns less than the one around it.
    """
    depth = [0] * len(limits)
    for i, one in enumerate(limits):
        for j, other in enumerate(limits):
            if i == j or not _contains(other, one):
                continue
            if _contains(one, other) or (points[i] is not None and (points[j] is None or points[i] <= points[j])):  # type: ignore[operator]
                return None
            depth[i] += 1
    return sorted(range(len(limits)), key=lambda i: -depth[i])


def _contains(outer: Interval, inner: Interval) -> bool:
    """Whether every value of `inner` is one of `outer`."""
    if outer.low is not None and (
        inner.low is None or inner.low < outer.low or (inner.low == outer.low and inner.with_low > outer.with_low)
    ):
        return False
    return outer.high is None or (
        inner.high is not None
        and (inner.high < outer.high or (inner.high == outer.high and inner.with_high <= outer.with_high))
    )


def _overlap(one: Interval, other: Interval) -> bool:
    """Whether a value can belong to both, beyond a shared limit."""
    low = max((x.low for x in (one, other) if x.low is not None), default=None)
    high = min((x.high for x in (one, other) if x.high is not None), default=None)
    return low is None or high is None or low < high


def _closed(limit: Interval, limits: list[Interval]) -> Interval:
    """100%-80%（含）: where no other band takes the upper limit, it belongs here after all."""
    high = limit.high
    if not limit.implied or high is None:
        return limit
    for other in limits:
        if (
            other is not limit
            and (other.low is None or other.low <= high)
            and (other.high is None or other.high >= high)
        ):
            return limit
    return limit._replace(with_high=True)


def _number(value: Decimal, percent: bool) -> str:
    return show(value * 100) + "%" if percent else show_amount(value)


def _span(limit: Interval, quantity: str = "") -> str:
    name = quantity or "x"
    if limit.low is None:
        return f"{'≤' if limit.with_high else '<'}{_number(limit.high or Decimal(0), limit.percent)}"
    left = _number(limit.low, limit.percent)
    if limit.high is None:
        return f"{'≥' if limit.with_low else '>'}{left}"
    right = _number(limit.high, limit.percent)
    return f"{left}{'≤' if limit.with_low else '<'}{name}{'≤' if limit.with_high else '<'}{right}"
