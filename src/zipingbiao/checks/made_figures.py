"""Whether what stands in a report is the figure of the form, however it is written. No rule lives here."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from zipingbiao.base.numbers import agrees, scale_of
from zipingbiao.checks.grades import grade_name
from zipingbiao.checks.made_text import plain
from zipingbiao.model.statement import Sourced

_NUMBER = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?")
_SIGN = re.compile(r"(?<=[\u4e00-\u9fff\d%])-(?=\d)")
_MONEY = re.compile(r"^[百千]?(亿元|万元|元)")
_MARKS = re.compile(r"[，。；、:()\"'《》·!?\[\]【】-]")
_PROSE = re.compile(r"[。；]|，.{12}")
_UNFILLED = re.compile(r"【待填|【\s*】")
#: A figure that is rounded must stay so near to the exact one; 得0.5分 is not 得1分.
_NEAR = Decimal("0.01")
#: Words this short are a value of their own: 达成, 及时, 优.
_VALUE = 12
#: A text with less in common with the form's was written anew.
_SAME_TEXT = 0.6


class Contradiction(NamedTuple):
    """What is printed and what the form says, for a reader; `certain` where it is a figure and no wording."""

    printed: str
    expected: str
    certain: bool = True


def contradiction(figure: Sourced, printed: str) -> Contradiction | None:
    """What is wrong with the printed figure; None where it is the form's, written in whatever way.

    Args:
        figure: of the form.
        printed: what stands in its place; '' where it was taken out.
    """
    own, other = plain(figure.text), plain(printed)
    if not own or own == other or _UNFILLED.search(printed) or _MARKS.sub("", own) == _MARKS.sub("", other):
        return None
    if _PROSE.search(own):
        return _of_prose(own, other)
    if grade_name(own) == grade_name(other):
        return None
    numbers = numbers_in(own)
    if len(numbers) == 1 and (figure.number is not None or not _is_name(figure)):
        if any(_agrees(figure, own, numbers[0], other, match) for match in _NUMBER.finditer(_signed(other))):
            return None
        return Contradiction(printed, figure.text)
    if numbers and numbers == numbers_in(other) and not _is_name(figure):
        return None
    certain = bool(numbers) or bool(numbers_in(other)) or len(own) <= _VALUE
    return Contradiction(printed, figure.text, certain)


def _is_name(figure: Sourced) -> bool:
    """Whether the words count and not only the numbers in them: the name of a project, of a unit."""
    return figure.label.endswith(("名称", "单位", "部门", "指标", "来源"))


def _agrees(figure: Sourced, own: str, number: Decimal, other: str, match: re.Match[str]) -> bool:
    """Whether a printed number is the figure: equal, or rounded from it and near to it; 元, 万元 and 亿元 count."""
    value = Decimal(match.group())
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    exact = number
    if figure.number is not None:
        exact = figure.number * 100 if "%" in own else figure.number
    units = _money_after(own), _money_after(other[match.end() :], at_start=True)
    if all(units):
        factor = scale_of(units[0]) / scale_of(units[1])
        number, exact = number * factor, exact * factor
    if value == number or ("%" in own and "%" not in other and value * 100 == number):
        return True
    return agrees(value, step, exact) and abs(value - exact) <= _NEAR * abs(exact)


def _money_after(text: str, *, at_start: bool = False) -> str:
    rest = text if at_start else _NUMBER.sub("", text, count=1)
    match = _MONEY.match(rest)
    return match[1] if match else ""


def _of_prose(own: str, other: str) -> Contradiction | None:
    """A text of several sentences may be shortened and reworded; a figure in it must be one of the form's."""
    known, printed = numbers_in(own), numbers_in(other)
    if _NUMBER.sub("#", _signed(own)) == _NUMBER.sub("#", _signed(other)):
        differing = [(number, right) for number, right in zip(printed, known, strict=True) if number != right]
    elif SequenceMatcher(None, own, other, autojunk=False).ratio() >= _SAME_TEXT:
        strange, left = Counter(printed) - Counter(known), Counter(known) - Counter(printed)
        differing = list(zip_longest(strange.elements(), left.elements())) if strange else []
    else:
        return None
    if not differing:
        return None
    texts = ["、".join(str(number) for number in side if number is not None) for side in zip(*differing, strict=True)]
    return Contradiction(texts[0], texts[1] or "没有这个数")


def numbers_in(text: str) -> list[Decimal]:
    """The numbers in a text from left to right."""
    return [Decimal(match.group()) for match in _NUMBER.finditer(_signed(text))]


def _signed(text: str) -> str:
    """A stroke behind a word or a number is no sign: 5-10人."""
    return _SIGN.sub("~", text)
