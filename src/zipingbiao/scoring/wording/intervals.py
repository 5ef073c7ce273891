"""Limits in words: 偏差率≤5%, 80%（含）-90%, 100%以上, 低于70% become intervals; contradictions are noted, never hidden."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_N = r"(\d+(?:\.\d+)?)"
_TWO_SIDED = re.compile(rf"{_N}(%?)\(?(含)?\)?([≤≥<>])([^\d≤≥<>]*)([≤≥<>]){_N}(%?)")
_RANGE = re.compile(rf"(?:=)?{_N}(%?)(\(含\)|\(不含\))?(?:-|~|～|至|到){_N}(%?)(?:\((不?含)\))?(?:之间)?")
_ABOVE = re.compile(rf"{_N}(%?)[^\d,%]{{0,4}}?(\(含\)|\(不含\))?(?:及)?以上(?:\((不?含)\))?")
_BELOW = re.compile(rf"{_N}(%?)[^\d,%]{{0,4}}?(\(含\)|\(不含\))?(?:及)?以下(?:\((不?含)\))?")
_SIGN = re.compile(
    rf"(不超过|不高于|不大于|不低于|不少于|不小于|高于|大于|超过|低于|小于|不足|少于|达到|[≤≥<>=]){_N}(%?)(?:\((不?含)\))?"
)
_BARE = re.compile(rf"{_N}(%?)")
_LOW_SIGNS = {
    "≥": True,
    "不低于": True,
    "不少于": True,
    "不小于": True,
    "达到": True,
    ">": False,
    "高于": False,
    "大于": False,
    "超过": False,
}
_HIGH_SIGNS = {
    "≤": True,
    "不超过": True,
    "不高于": True,
    "不大于": True,
    "<": False,
    "低于": False,
    "小于": False,
    "不足": False,
    "少于": False,
}


class Interval(NamedTuple):
    """Limits as written (a percentage as a fraction); None: open. `bare` is a number without any sign."""

    low: Decimal | None
    high: Decimal | None
    with_low: bool
    with_high: bool
    percent: bool
    bare: bool = False
    note: str = ""


def _value(number: str, percent: bool) -> Decimal:
    return Decimal(number).scaleb(-2) if percent else Decimal(number)


def read_interval(condition: str) -> Interval | None:
    """The interval a condition names; None where it names no number.

    80%≥x≤90% cannot hold as written for its evident purpose; it is read as 80%≤x≤90% and noted.
    """
    if match := _TWO_SIDED.search(condition):
        return _two_sided(match)
    if match := _RANGE.search(condition):
        first, first_percent, low_mark, last, last_percent, high_mark = match.groups()
        percent = bool(last_percent or first_percent)
        with_low = low_mark != "(不含)"
        with_high = high_mark != "不含" if high_mark else low_mark != "(含)"
        return Interval(_value(first, percent), _value(last, percent), with_low, with_high, percent)
    if match := _ABOVE.search(condition):
        number, percent_mark, inner, outer = match.groups()
        included = "不含" not in ((inner or "") + (outer or ""))
        return Interval(_value(number, bool(percent_mark)), None, included, True, bool(percent_mark))
    if match := _BELOW.search(condition):
        number, percent_mark, inner, outer = match.groups()
        included = "不含" not in ((inner or "") + (outer or ""))
        return Interval(None, _value(number, bool(percent_mark)), True, included, bool(percent_mark))
    if match := _SIGN.search(condition):
        sign, number, percent_mark, mark = match.groups()
        value, percent = _value(number, bool(percent_mark)), bool(percent_mark)
        if sign in _LOW_SIGNS:
            return Interval(value, None, mark == "含" or (_LOW_SIGNS[sign] and mark != "不含"), True, percent)
        if sign in _HIGH_SIGNS:
            return Interval(None, value, True, mark == "含" or (_HIGH_SIGNS[sign] and mark != "不含"), percent)
        return Interval(value, value, True, True, percent, bare=True)
    matches = list(_BARE.finditer(condition))
    if len(matches) == 1:
        value, percent = _value(matches[0][1], bool(matches[0][2])), bool(matches[0][2])
        return Interval(value, value, True, True, percent, bare=True)
    return None


def _two_sided(match: re.Match[str]) -> Interval:
    first, first_percent, _, left, quantity, right, last, last_percent = match.groups()
    percent = bool(first_percent or last_percent)
    one, other = _value(first, percent), _value(last, percent)
    if left in "≤<" and right in "≤<":
        return Interval(one, other, left == "≤", right == "≤", percent)
    if left in "≥>" and right in "≥>":
        return Interval(other, one, right == "≥", left == "≥", percent)
    low, high = min(one, other), max(one, other)
    note = f"“{match.group(0)}”两个不等号方向相反，不能同时成立；按 {first}{first_percent}≤{quantity}≤{last}{last_percent} 理解"
    return Interval(low, high, "=" in left or left in "≥≤", right in "≥≤", percent, note=note)
