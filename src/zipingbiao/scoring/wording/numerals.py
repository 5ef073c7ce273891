"""Chinese numerals inside a standard as digits: 得三分, 百分之五, 二十份; what only looks like one stays as it is."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_N = r"[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?"
_SHARE = re.compile(rf"(?P<base>百|千)分之(?P<n>{_N}|\d+(?:\.\d+)?)")
_STEP = re.compile(rf"(?P<n>{_N})(?=个?百分点)")
#: 得三分, 满分十分, 扣零点五分; 十分满意, 三分之二 and 五分制's own words are no points.
_POINTS = re.compile(
    rf"(?:(?<=[得计记给扣加减为予赋值高多:(])|(?<=满分)|(?<=\A)|(?<=[,;]))(?P<n>{_N})(?=分(?![之类析配布管工点比数段明满]))"
    rf"|(?P<last>{_N})(?=分(?:[,;)]|\Z))|(?P<scale>{_N})(?=分制)"
)
_HALF = re.compile(r"(?:(?<=[得计记给扣加减])|(?<=\A))半(?=分(?![之]))")
#: 三个月, 二十份, 一项; but not 第一次, 统一, 一次性.
_COUNT = re.compile(
    rf"(?<![第之唯统逐同专零一二三四五六七八九十百千])(?![十百千]+[万亿])(?P<n>{_N})(?=个月|个工作日|(?:份|次(?!性)|个|项|家|人(?!口)|场|篇|起|例|件|台|套|户|亩|公里|天|日|小时|万|亿|条|处|部|座|周))"
)


def to_number(numeral: str) -> Decimal:
    """二十五 → 25, 零点五 → 0.5, 一百 → 100."""
    whole, _, fraction = numeral.partition("点")
    total, digit = 0, 0
    for char in whole:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (digit or 1) * _UNITS[char]
            digit = 0
    digits = "".join(str(_DIGITS[char]) for char in fraction)
    return Decimal(f"{total + digit}.{digits}" if digits else total + digit)


def arabic(text: str) -> str:
    """`text` with the Chinese numerals that are quantities or points written as digits."""
    if not any(char in text for char in "零〇一二两三四五六七八九十百半"):
        return text
    text = _SHARE.sub(_share, text)
    text = _STEP.sub(_plain, text)
    text = _HALF.sub("0.5", text)
    text = _POINTS.sub(_plain, text)
    return _COUNT.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    return str(to_number(next(group for group in match.groups() if group)))


def _share(match: re.Match[str]) -> str:
    number = match["n"]
    shown = number if number[0].isdigit() else str(to_number(number))
    return shown + ("%" if match["base"] == "百" else "‰")
