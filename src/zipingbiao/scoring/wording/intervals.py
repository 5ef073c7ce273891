"""Limits in words: 偏差率≤5%, 80%（含）-90%, 100%以上, 低于70% become intervals; contradictions are noted, never hidden."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

_N = r"(?P<{0}>\d+(?:\.\d+)?)(?P<{0}m>%|‰|万亿|千万|百万|亿|万)?"
_UNIT = r"[^\d,;≤≥<>=()%‰-]"
_SCALE = {"%": -2, "‰": -3, "万亿": 12, "千万": 7, "百万": 6, "亿": 8, "万": 4}

#: 80%≤x<90%, with whatever quantity stands between.
_TWO_SIDED = re.compile(
    _N.format("a") + rf"{_UNIT}{{0,4}}(?:\((?P<ax>不?含)\))?(?P<left>[≤≥<>])(?P<q>[^\d≤≥<>]*)(?P<right>[≤≥<>])"
    + _N.format("b")
)  # fmt: skip
_RANGE = re.compile(
    _N.format("a") + rf"(?P<au>{_UNIT}{{0,3}}?)(?:\((?P<ax>不?含)\))?(?:-|至|到)" + _N.format("b")
    + rf"(?P<bu>{_UNIT}{{0,3}}?)(?:\((?P<bx>不?含)\))?(?:之间|区间|[^\d]|\Z)"
)  # fmt: skip
_LOW = {"≥": True, "不低于": True, "不少于": True, "不小于": True, "不得低于": True, "不得少于": True, "至少": True,
        "达到": True, ">": False, "高于": False, "大于": False, "超过": False, "超出": False, "多于": False}  # fmt: skip
_HIGH = {"≤": True, "不超过": True, "不高于": True, "不大于": True, "不多于": True, "不得超过": True, "不得高于": True,
         "控制在": True, "<": False, "低于": False, "小于": False, "不足": False, "少于": False, "不到": False,
         "未达到": False, "未达": False, "达不到": False, "不满": False}  # fmt: skip
_SIGNS = "|".join(sorted((*_LOW, *_HIGH, "达到", "=", "为"), key=len, reverse=True))
_SIDE = r"(?P<side>及?以上|及?以下|及?以内|之内|内|[≤<≥>](?=[^\d]))"
_ONE = re.compile(
    rf"(?P<sign>{_SIGNS})?" + _N.format("a") + rf"(?:{_UNIT}{{0,4}}?(?:\((?P<ax>不?含)\))?{_SIDE}(?:\((?P<bx>不?含)\))?"
    + rf"|{_UNIT}{{0,3}}?\((?P<cx>不?含)\))?"
)  # fmt: skip
_SIDES: dict[str, Literal["low", "high"]] = {
    "以上": "low", "及以上": "low", "以下": "high", "及以下": "high", "以内": "high", "及以内": "high", "之内": "high", "内": "high",
}  # fmt: skip


class Interval(NamedTuple):
    """Limits as written (a percentage as a fraction); None: open. `bare` is a number without any sign.

    unit  the first character of what follows the number, to tell counts from scores
    implied  the upper limit is left out only because the lower one is said to belong (80%（含）-90%)
    """

    low: Decimal | None
    high: Decimal | None
    with_low: bool
    with_high: bool
    percent: bool
    bare: bool = False
    note: str = ""
    unit: str = ""
    implied: bool = False


def _value(number: str, mark: str | None) -> Decimal:
    return Decimal(number).scaleb(_SCALE[mark]) if mark else Decimal(number)


def _is_percent(mark: str | None) -> bool:
    return mark in ("%", "‰")


def read_interval(condition: str) -> Interval | None:
    """The interval a condition names; None where it names no number, or more than an interval has.

    80%≥x≤90% cannot hold as written for its evident purpose; it is read as 80%≤x≤90% and noted.
    """
    if not any(char in "0123456789" for char in condition) or has_date(condition):
        return None
    if match := _TWO_SIDED.search(condition):
        return _two_sided(match) if _alone(condition, match) else None
    if match := _RANGE.search(condition):
        return _range(match) if _alone(condition, match) else None
    found = [_single(match) for match in _ONE.finditer(condition)]
    if len(found) == 1:
        return found[0]
    if len(found) == 2 and not any(limit.bare for limit in found):
        return _both(*found)
    return None


#: 12月底前, 2022年, 9月30日; but not 3个月, 15日内.
_DATE = re.compile(r"\d(?:年|月|号|日(?!以?之?内))")


def has_date(text: str) -> bool:
    """Whether a point in time is named, which no limit of a quantity is."""
    return _DATE.search(text) is not None


def _alone(condition: str, match: re.Match[str]) -> bool:
    """No other number stands beside the interval."""
    return not any(char in "0123456789" for char in condition[: match.start()] + condition[match.end() :])


def _single(match: re.Match[str]) -> Interval:
    value, percent = _value(match["a"], match["am"]), _is_percent(match["am"])
    unit = match.string[match.end("am") if match["am"] else match.end("a") :][:1]
    said = match["ax"] or match["bx"] or match["cx"]
    sign, side = match["sign"], match["side"]
    if side in ("≤", "<", "≥", ">"):
        with_it = side in "≤≥" if said is None else said == "含"
        if side in "≤<":
            return Interval(value, None, with_it, True, percent, unit=unit)
        return Interval(None, value, True, with_it, percent, unit=unit)
    if side and not (side.endswith("内") and sign in _HIGH):
        # 达到90%以上, 控制在5%以内: the word behind the number decides
        if _SIDES[side] == "low":
            return Interval(value, None, said != "不含", True, percent, unit=unit)
        return Interval(None, value, True, said != "不含", percent, unit=unit)
    if sign in _LOW:
        return Interval(value, None, said == "含" or (_LOW[sign] and said != "不含"), True, percent, unit=unit)
    if sign in _HIGH:
        return Interval(None, value, True, said == "含" or (_HIGH[sign] and said != "不含"), percent, unit=unit)
    return Interval(value, value, True, True, percent, bare=True, unit=unit)


def _both(one: Interval, other: Interval) -> Interval | None:
    """90%以下80%以上, 大于80%小于等于90%: two one-sided limits that close an interval."""
    low, high = (one, other) if one.low is not None else (other, one)
    if low.low is None or low.high is not None or high.high is None or high.low is not None:
        return None
    percent = low.percent or high.percent
    floor, top = low.low, high.high
    if percent and not low.percent:
        floor = floor.scaleb(-2)
    if percent and not high.percent:
        top = top.scaleb(-2)
    if floor >= top:
        return None
    return Interval(floor, top, low.with_low, high.with_high, percent, unit=high.unit)


def _limits(match: re.Match[str]) -> tuple[Decimal, Decimal, bool]:
    """Both numbers on one scale: 80-90% means 80%-90%."""
    first, last = match["am"], match["bm"]
    percent = _is_percent(first) or _is_percent(last)
    if percent or (last and not first):
        first = first or last
        last = last or first
    return _value(match["a"], first), _value(match["b"], last), percent


def _range(match: re.Match[str]) -> Interval | None:
    low, high, percent = _limits(match)
    if low == high:
        return None
    marks = {low: match["ax"], high: match["bx"]}
    if low > high:
        low, high = high, low
    # 80%（含）-90%: where only the lower limit is said to belong, the upper one belongs to the next band
    with_high = marks[high] != "不含" if marks[high] else marks[low] != "含"
    implied = not with_high and not marks[high]
    unit = (match["bu"] or match["au"])[:1]
    return Interval(low, high, marks[low] != "不含", with_high, percent, unit=unit, implied=implied)


def _two_sided(match: re.Match[str]) -> Interval | None:
    one, other, percent = _limits(match)
    left, right = match["left"], match["right"]
    if one == other:
        return None
    if left in "≤<" and right in "≤<":
        return Interval(one, other, left == "≤", right == "≤", percent) if one < other else None
    if left in "≥>" and right in "≥>":
        return Interval(other, one, right == "≥", left == "≥", percent) if other < one else None
    low, high = min(one, other), max(one, other)
    shown = [match["a"] + (match["am"] or ""), match["b"] + (match["bm"] or "")]
    if one > other:
        shown.reverse()
    note = (
        f"“{match.group(0)}”两个不等号方向相反，不能同时成立；只有 {shown[0]}≤{match['q']}≤{shown[1]} 成一档，按此理解"
    )
    return Interval(low, high, left in "≥≤", right in "≥≤", percent, note=note)
