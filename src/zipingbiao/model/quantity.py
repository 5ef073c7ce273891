"""What a 年度指标值 or 实际完成值 says: operator, number, magnitude, unit, range, date, word — or that nobody can tell.

`understand` reads one text. `number` here means *exactly one* number that can be compared without guessing; texts with
several numbers, ranges and dates are recognised as such. The single-number grammar is deliberately one that native
Excel formulas can follow too (scoring.native builds them from the same tables), so that a workbook without the add-in
scores as Python does.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from zipingbiao.base.numbers import round_to
from zipingbiao.base.text import normalise

Operator = Literal["≥", "≤", "=", ""]
Shape = Literal["blank", "dash", "placeholder", "number", "range", "several", "date", "word"]

#: Words and signs that make a target an upper or a lower limit, looked for in this order.
AT_MOST = (
    "≤", "不超过", "不高于", "不大于", "不多于", "不得超过", "不得多于", "不得高于", "不得超出", "不超出", "不突破",
    "最多", "至多", "上限", "以内", "之内", "以下", "控制在", "天内", "日内", "时内", "钟内", "周内", "%内", "元内", "次内",
)  # fmt: skip
AT_LEAST = ("≥", "不少于", "不低于", "不小于", "不得低于", "不得少于", "至少", "最少", "下限", "以上")
LESS = ("<", "小于", "低于", "少于")
MORE = (">", "大于", "高于", "超过", "多于")
EQUAL = ("=",)

#: Words that give a change its sign: 下降5% and 上升5% are opposites, not equals.
DOWN = ("下降", "减少", "降低", "压减", "压缩", "缩减", "缩短")
UP = ("增长", "增加", "上升", "提高", "提升", "增幅")
#: A target per period or head (每月1次) is not comparable with a plain sum.
EACH = "每"
#: A duration without operator may mean within or at least.
DURATIONS = ("小时", "分钟", "秒", "天", "日", "周", "工作日", "个工作日")

#: Magnitudes directly behind a number, longest first.
MAGNITUDES: tuple[tuple[str, int], ...] = (("万亿", 12), ("千万", 7), ("百万", 6), ("亿", 8), ("万", 4))
#: Proportions directly behind a number.
PROPORTIONS: tuple[tuple[str, int], ...] = (("%", -2), ("‰", -3))
#: Dropped from a unit: they belong to the operator or to the sentence, not to the unit.
UNIT_NOISE = ("及以上", "以上", "以下", "以内", "之内", "左右", "(含)", "（含）", "。", "；", ";", "，", "、")
#: A number before one of these is a point in time.
DATE_MARKS = "年月日号"
#: Template text for a number to be filled in (指标1, 指标值2), and the hint how long a text may be (100字以内).
TEMPLATE_WORDS = ("指标", "指标值")
LENGTH_HINT = "字以内"
#: Longest run of digits and points read as a number.
MAX_DIGITS = 16
#: How much of the text behind a number is looked at.
MAX_REST = 200
#: Values are compared after rounding to this many decimals, so that 4.996万 equals 49960 in binary arithmetic too.
PLACES = 8

_SIGN_BEFORE = "≥≤><="
_DASHES = {"-", "/", "--", "---", "\\", "-/-"}
_PLACEHOLDER = re.compile(
    r"(?:…{1,}|\.{3,}|\*{2,}|[×xX]{2,}|_{2,})[。；;%]?|指标值?(?:[\d.]+.?)?|请填写.*|待填.*|【待填.*】"
)
_RANGE = re.compile(r"[≥≤><=]?(\d+(?:\.\d+)?)([%‰万亿]?)\D{0,4}?[-~～至到](\d+(?:\.\d+)?)([%‰万亿]?)([^\d]*)")
_DATE = re.compile(
    r"(?:(?P<y>(?:19|20)\d{2})[年./-])?(?:(?P<m>1[0-2]|0?[1-9])(?:月份?|[./-](?=\d)))(?:(?P<d>3[01]|[12]\d|0?[1-9])[日号]?)?"
)
_YEAR_END = re.compile(r"(?P<y>(?:19|20)\d{2})年(?:度|全年|底|末|年底|年末)(?:前|之前|完成|前完成)?")
_CHINESE_COUNT = re.compile(
    r"[≥≤><=]?(?P<n>[零一二两三四五六七八九十百千]+)(?P<u>[个部项次家人份套座条处起件名场篇期台辆所]+).{0,12}"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


class Quantity(NamedTuple):
    """What one text says.

    value   the number with its magnitude applied; a percentage is a fraction; only for shape 'number'
    unit    what stands behind the number ('份', '元/人/天'); '%' for a proportion; '' for a bare number
    strict  True where the text says more/less than, not at least/at most
    low, high  the limits for shape 'range'
    when    (year or 0, month, day or 0) for shape 'date' where a month is given
    numeral a small Chinese numeral as a whole text (一部 → 1): enough to judge, not to score
    power   the power of ten of a magnitude word
    """

    text: str
    shape: Shape
    operator: Operator = ""
    strict: bool = False
    value: Decimal | None = None
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    when: tuple[int, int, int] | None = None
    numeral: int | None = None
    power: int = 0

    @property
    def is_percent(self) -> bool:
        """True for a number written with % or ‰."""
        return self.unit == "%"

    @property
    def is_bare(self) -> bool:
        """True for a number without unit and magnitude."""
        return self.value is not None and not self.unit and not self.power

    @property
    def has_digit(self) -> bool:
        """True where the text contains an Arabic digit."""
        return any(c in "0123456789" for c in self.text)


@lru_cache(maxsize=16384)
def understand(text: str | None) -> Quantity:
    """Reads a target or an actual value as a person wrote it; never raises, never guesses.

    Args:
        text: the printed text, or None for a blank cell.
    """
    if text is None or not text.strip():
        return Quantity("", "blank")
    clean = normalise(text)
    if clean in _DASHES:
        return Quantity(clean, "dash")
    if _PLACEHOLDER.fullmatch(clean):
        return Quantity(clean, "placeholder")
    joined = clean.replace(",", "")
    operator, strict = _operator(joined)
    start = next((i for i, c in enumerate(joined) if c in "0123456789"), None)
    if start is None:
        return Quantity(joined, "word", operator, strict, numeral=_chinese_count(joined))
    end = start
    while end < len(joined) and joined[end] in "0123456789.":
        end += 1
    digits, rest = joined[start:end], joined[end : end + MAX_REST]
    if rest.startswith(LENGTH_HINT):
        return Quantity(joined, "placeholder")
    if rest[:1] and rest[0] in DATE_MARKS:
        return Quantity(joined, "date", operator, strict, when=_when(joined))
    if len(digits) > MAX_DIGITS or digits.count(".") > 1 or any(c in "0123456789" for c in rest):
        return _not_single(joined, operator, strict)
    value = Decimal(digits)
    if "," in text and f"{int(value):,}" not in text:
        return Quantity(joined, "several", operator, strict)
    power, unit = _magnitude(rest)
    value = value.scaleb(power)
    if start > 0 and joined[start - 1] == "-" and (start == 1 or joined[start - 2] in _SIGN_BEFORE):
        value = -value
    return Quantity(joined, "number", operator, strict, round_to(value, PLACES), unit, power=max(power, 0))


def _operator(text: str) -> tuple[Operator, bool]:
    for words, operator, strict in (
        (AT_MOST, "≤", False),
        (AT_LEAST, "≥", False),
        (LESS, "≤", True),
        (MORE, "≥", True),
        (EQUAL, "=", False),
    ):
        if any(word in text for word in words):
            return operator, strict  # type: ignore[return-value]
    return "", False


def _magnitude(rest: str) -> tuple[int, str]:
    """The power of ten and the unit that the text behind a number gives."""
    for mark, power in PROPORTIONS:
        if rest.startswith(mark):
            return power, "%"
    for mark, power in MAGNITUDES:
        if rest.startswith(mark):
            return power, _unit(rest[len(mark) :])
    return 0, _unit(rest)


def _unit(rest: str) -> str:
    for noise in UNIT_NOISE:
        rest = rest.replace(noise, "")
    return rest


def _not_single(text: str, operator: Operator, strict: bool) -> Quantity:
    if match := _RANGE.fullmatch(text):
        low, mark_low, high, mark_high, rest = match.groups()
        power_high, unit = _magnitude(mark_high + rest)
        power_low = _magnitude(mark_low)[0] if mark_low else power_high
        bounds = Decimal(low).scaleb(power_low), Decimal(high).scaleb(power_high)
        if bounds[0] < bounds[1] and not unit.startswith(tuple(DATE_MARKS)):
            return Quantity(text, "range", operator, strict, unit=unit, low=bounds[0], high=bounds[1])
    when = _when(text)
    if when is not None:
        return Quantity(text, "date", operator, strict, when=when)
    return Quantity(text, "several", operator, strict)


def _when(text: str) -> tuple[int, int, int] | None:
    """The (last) month named, or the end of a year; None for a year that only qualifies something else."""
    months = list(_DATE.finditer(text))
    if months:
        last = months[-1]
        return int(last["y"] or 0), int(last["m"]), int(last["d"] or 0)
    if year_end := _YEAR_END.fullmatch(text):
        return int(year_end["y"]), 12, 31
    return None


def _chinese_count(text: str) -> int | None:
    match = _CHINESE_COUNT.fullmatch(text)
    if not match:
        return None
    total, digit = 0, 0
    for char in match["n"]:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (digit or 1) * _UNITS[char]
            digit = 0
    return total + digit
