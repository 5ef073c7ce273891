"""Figures and texts with the cells they come from, worded one way in every report. No figure is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from zipingbiao.base.numbers import RoundMode, read_printed, round_to, scale_of, show, show_fixed
from zipingbiao.base.text import squeeze
from zipingbiao.model.statement import Sourced
from zipingbiao.model.values import NOWHERE, Place, Value
from zipingbiao.scoring.engine import amount

#: Amounts are printed with two decimals (分), with more where the cell has them.
MONEY_PLACES = 2
_MOST_PLACES = 6
FIXED_BY_FORM = "表样规定"
_SPACE = re.compile(r"[ \t\r\f\v\u3000\u00a0]+")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_SIGN = "\u3000-\u303f\uff00-\uff65“”‘’—…·≥≤≧≦"
#: A space beside a Chinese sign, or between a Chinese character and another one, is an accident of typing; one between
#: two Chinese characters may part two names (市财政局 市商务局).
_BETWEEN = re.compile(rf"(?<=[{_SIGN}]) | (?=[{_SIGN}])|(?<=[{_HAN}]) (?![{_HAN}])|(?<![{_HAN}]) (?=[{_HAN}])")
_CHINESE = re.compile(rf"[{_HAN}{_SIGN}]")
_STOPS = "。；;：:！!？?"
_ENDS = "。；;，,：:、！!？?）)"
_NUMBERED = re.compile(
    r"[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、)）](?!\d)|[①-⑳]"
)
#: A paragraph may also begin with a word like 原因：
_WORD = re.compile(r"[^，。；：:]{2,8}[：:]")


def one_line(text: str | None) -> str:
    """A text of a cell on one line, without spaces that only typing or breaking a line put there.

    A line break inside Chinese text vanishes; before a numbered part of it a space stays.
    """
    joined = ""
    for line in paragraphs(text).splitlines():
        is_part = not joined.endswith(tuple(_ENDS)) and _NUMBERED.match(line)
        is_chinese = _CHINESE.match(joined[-1:]) or _CHINESE.match(line)
        joined += (" " if joined and (is_part or not is_chinese) else "") + line
    return joined


def paragraphs(text: str | None) -> str:
    """A long text of a cell with its own line breaks, without blank lines and stray spaces."""
    lines = (_SPACE.sub(" ", part).strip() for part in (text or "").splitlines())
    return "\n".join(_BETWEEN.sub("", line) for line in lines if line)


def places_in(values: Iterable[Value | Sourced | Place]) -> tuple[Place, ...]:
    """The cells of several values, each once, in their order."""
    found: dict[Place, None] = {}
    for one in values:
        places = one.places if isinstance(one, Sourced) else (one if isinstance(one, Place) else one.place,)
        found |= dict.fromkeys(place for place in places if place != NOWHERE)
    return tuple(found)


def own_paragraphs(text: str | None) -> str:
    """A text of a narrow cell: the paragraphs a person made stay, breaks that only the width of the cell asked for go."""
    parts: list[str] = []
    for line in paragraphs(text).splitlines():
        if parts and not parts[-1].endswith(tuple(_STOPS)) and not (_NUMBERED.match(line) or _WORD.match(line)):
            parts[-1] = one_line(f"{parts[-1]}\n{line}")
        else:
            parts.append(line)
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Sources:
    """Makes the figures of one form or list.

    home                     where it stands as a whole: the source of what no cell of its own says
    unit                     of its amounts
    score_places, rate_places, mode  decimals of scores and of rates (as a fraction), and how they are cut
    """

    home: Place
    unit: str = "万元"
    score_places: int = 2
    rate_places: int = 4
    mode: RoundMode = "half_up"

    def places(self, *values: Value | Sourced | Place) -> tuple[Place, ...]:
        """The cells of the values, else the form as a whole."""
        return places_in(values) or places_in((self.home,))

    def text(self, value: Value, label: str) -> Sourced:
        """A short text as it stands in its cell."""
        return self.said(one_line(value.text), label, value)

    def long_text(self, value: Value, label: str) -> Sourced:
        """A text that may have paragraphs."""
        return self.said(paragraphs(value.text), label, value)

    def cell_text(self, value: Value, label: str) -> Sourced:
        """A text of a narrow cell that may have paragraphs."""
        return self.said(own_paragraphs(value.text), label, value)

    def said(self, text: str, label: str, *cells: Value | Sourced) -> Sourced:
        """A text with the cells it comes from; blank where it is empty."""
        return Sourced(text, label, None, self.places(*cells)) if text else Sourced("", label)

    def made(self, text: str, label: str, number: Decimal | None, parts: Iterable[Sourced], how: str) -> Sourced:
        """What no cell says itself, with what it is made of."""
        used = tuple(parts)
        return Sourced(text, label, number, self.places(*used), how, used)

    def fixed(self, number: Decimal, label: str, *cells: Value | Sourced) -> Sourced:
        """Points that the definition of the form sets, beside the cells where they would stand."""
        return Sourced(self.show_points(number), label, number, self.places(*cells), FIXED_BY_FORM)

    def money(self, value: Value, label: str, unit: str | None = None) -> Sourced:
        """An amount in the form's unit, or in `unit`, at least to two decimals; blank where the cell holds no number."""
        number = amount(value, self.unit)
        if number is None:
            return Sourced("", label)
        wanted = unit or self.unit
        own = value.unit or self.unit
        if scale_of(own) == scale_of(wanted):
            text = self.show_money(value.number or number, value, wanted)
            return Sourced(text, label, value.number, self.places(value))
        printed = Sourced(one_line(value.text), label, value.number, self.places(value))
        converted = number * scale_of(self.unit) / scale_of(wanted)
        text = self.show_money(converted, unit=wanted)
        return self.made(text, label, converted, (printed,), f"{own}换算为{wanted}")

    def show_money(self, number: Decimal, value: Value | None = None, unit: str | None = None) -> str:
        """An amount to two decimals, or to as many as its cell prints and it has; whole 元 without decimals."""
        # What binary arithmetic leaves behind the sixth decimal of a stored amount is no money.
        decimals = _decimals(round_to(number, _MOST_PLACES).normalize())
        if value is not None and value.step is not None and read_printed(value.text or "") is not None:
            decimals = min(decimals, _decimals(value.step))
        least = 0 if decimals == 0 and (unit or self.unit) == "元" else MONEY_PLACES
        return show_fixed(number, min(_MOST_PLACES, max(least, decimals)))

    def points(self, value: Value, label: str) -> Sourced:
        """Points as a cell says them, without superfluous zeros."""
        if value.number is None:
            return Sourced("", label)
        return Sourced(self.show_points(value.number, value), label, value.number, self.places(value))

    def show_points(self, number: Decimal, value: Value | None = None) -> str:
        """Points at the form's precision, or that of the cell where it prints more."""
        printed = _decimals(value.step) if value is not None and value.step is not None else 0
        return show(round_to(number, max(self.score_places, min(printed, _MOST_PLACES)), self.mode))

    def computed_points(
        self, number: Decimal | None, label: str, cells: Iterable[Value], parts: Iterable[Sourced], how: str
    ) -> Sourced:
        """Computed points: from the first of `cells` that says them, else from what they were computed from."""
        if number is None:
            return Sourced("", label)
        text = self.show_points(number)
        shown = Decimal(text)
        for cell in cells:
            if cell.number is not None and round_to(cell.number, self.score_places, self.mode) == shown:
                return Sourced(text, label, number, self.places(cell))
        return self.made(text, label, number, parts, how)

    def rate(
        self, number: Decimal | None, label: str, cells: Iterable[Value], parts: Iterable[Sourced], how: str
    ) -> Sourced:
        """A computed rate (a fraction) as a percentage at the form's precision, with its cell as computed_points has."""
        if number is None:
            return Sourced("", label)
        shown = round_to(number, self.rate_places, self.mode)
        text = self.show_rate(shown)
        for cell in cells:
            if cell.number is not None and shown in _rates(cell, self.rate_places, self.mode):
                return Sourced(text, label, number, self.places(cell))
        return self.made(text, label, number, parts, how)

    def show_rate(self, number: Decimal) -> str:
        """A fraction as a percentage at the form's precision."""
        shown = round_to(number, self.rate_places, self.mode)
        return show_fixed(shown * 100, max(0, self.rate_places - 2)) + "%"

    def printed_rate(self, value: Value, label: str) -> Sourced:
        """A rate that only its own cell says; blank where it may be a fraction as well as a percentage."""
        if value.number is None or "%" not in squeeze(value.text or "").replace("％", "%"):
            return Sourced("", label)
        return Sourced(self.show_rate(value.number), label, value.number, self.places(value))

    def quotient(self, part: Sourced, whole: Sourced, label: str, how: str) -> Sourced:
        """One figure as a share of another."""
        if part.number is None or whole.number is None or whole.number <= 0:
            return Sourced("", label)
        return self.rate(part.number / whole.number, label, (), (part, whole), how)

    def sum_of(self, figures: Iterable[Sourced], label: str, how: str) -> Sourced:
        """The sum of points; that of a single figure needs no arithmetic; blank where there is none."""
        known = [one for one in figures if one.number is not None]
        if len(known) == 1:
            return replace(known[0], label=label)
        number = sum((one.number for one in known if one.number is not None), Decimal(0))
        return self.made(self.show_points(number), label, number, known, how) if known else Sourced("", label)


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _rates(cell: Value, places: int, mode: RoundMode) -> tuple[Decimal, ...]:
    """A printed rate as a fraction; a bare 98.22 is either a fraction or a percentage."""
    number = cell.number or Decimal(0)
    readings = (number,) if "%" in (cell.text or "").replace("％", "%") else (number, number.scaleb(-2))
    return tuple(round_to(one, places, mode) for one in readings)
