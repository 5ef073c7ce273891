"""The unit of a list's amounts: said by the list, or inferred from their size and told; everything becomes 元."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from zipingbiao.base.numbers import read_printed, scale_of, show
from zipingbiao.base.text import squeeze
from zipingbiao.model.values import Value

_SCALES = {"千元": Decimal(1000), "百万元": Decimal(10) ** 6}
#: In 万元 these are 100亿 and 1亿: no unit has such a project, hardly one has such projects for the most part.
_HUGE, _LARGE = Decimal(10) ** 6, Decimal(10) ** 4
_CENTS = 2


_IN_WORDS = re.compile(r"[¥￥约]*([\d,，.]+)(万|亿)\Z")


class Inferred(NamedTuple):
    """A unit guessed from the figures; not `sure` where another one is as likely."""

    unit: str
    sure: bool
    biggest: Decimal


def to_yuan(value: Value, unit: str) -> Decimal | None:
    """The amount in 元, exactly; a unit inside the cell (187万元) goes before that of the list."""
    if value.number is None:
        return None
    unit = value.unit or unit
    return value.number * (_SCALES.get(unit) or scale_of(unit))


def in_words(value: Value) -> Value:
    """The value with its number where it is written as 3.5万."""
    if value.number is not None or value.text is None:
        return value
    match = _IN_WORDS.match(squeeze(value.text))
    printed = read_printed(match.group(1)) if match else None
    if match is None or printed is None:
        return value
    return value.model_copy(update={"number": printed.value, "step": printed.step, "unit": match.group(2) + "元"})


def infer_unit(values: Iterable[Value]) -> Inferred | None:
    """元 or 万元 by the size and the decimals of the figures; None where there is no figure without a unit."""
    numbers = [abs(value.number) for value in values if value.number and not value.unit]
    if not numbers:
        return None
    biggest, smallest, middle = max(numbers), min(numbers), median(numbers)
    fine = any(_places(number) > _CENTS for number in numbers)
    if biggest >= _HUGE or middle >= _LARGE:
        return Inferred("元", not fine, biggest)
    if fine:
        return Inferred("万元", True, biggest)
    if biggest < _LARGE and smallest < 100:
        return Inferred("万元", True, biggest)
    whole = all(number == number.to_integral_value() for number in numbers)
    return Inferred("元" if smallest >= (100 if biggest >= _LARGE else 1000) and whole else "万元", False, biggest)


def assumption(found: Inferred) -> str:
    """The sentence that tells the user what was assumed."""
    other = "万元" if found.unit == "元" else "元"
    doubt = "" if found.sure else "，拿不准"
    return (
        f"清单没有写金额单位，按数的大小当作{found.unit}{doubt}（最大的数是 {show(found.biggest)}）；"
        f"如不是，请在清单表头上方写明“单位：{other}”后重新生成。"
    )


def doubt(unit: str, values: Iterable[Value]) -> str:
    """What is odd about the figures in the unit that the list gives; '' where nothing is."""
    inferred = infer_unit(values)
    if inferred is None or inferred.unit == unit or not inferred.sure or unit not in ("元", "万元"):
        return ""
    # A list in 万元 may have large projects, one in 元 small ones; only what cannot be is told.
    if inferred.biggest < _HUGE if unit == "万元" else inferred.biggest > 1000:
        return ""
    return f"清单写的单位是{unit}，但最大的数是 {show(inferred.biggest)}，像是{inferred.unit}，请核对。"


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
