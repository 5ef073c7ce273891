"""Single cells: what is stored, and what a person sees of it. Where a cell stands is the grid's matter."""

from __future__ import annotations

import re
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, NamedTuple

from zipingbiao.base.files import printable
from zipingbiao.base.numbers import LIMIT, read_printed
from zipingbiao.readers.number_format import NumberFormat, compile_format

OUT_OF_RANGE = "数值超出范围"

_EXACT = Context(prec=15)
_CONTROL = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEWLINES = re.compile(r"\r\n?")

CellKind = Literal["text", "number", "bool", "error"]


class RawCell(NamedTuple):
    """A non-empty cell: its stored text, the index of its number format (or a printed text), its formula."""

    kind: CellKind
    raw: str
    style: int = 0
    formula: str | None = None
    #: how the file itself says the number is printed (.ods); else None
    shown: str | None = None


class Shown(NamedTuple):
    """What a cell shows, as the fields of Value are defined."""

    text: str | None
    number: Decimal | None = None
    step: Decimal | None = None
    unit: str = ""
    error: str | None = None


NOTHING = Shown(None)
_GENERAL = compile_format("General")
_DIGIT = re.compile(r"[0-9０-９]")


def show_cell(cell: RawCell, formats: list[NumberFormat]) -> Shown:
    """A raw cell as printed."""
    if cell.kind == "text":
        return _show_text(cell.raw)
    if cell.kind == "number":
        if cell.shown is not None:
            return _show_given(cell.raw, cell.shown)
        return _show_number(cell.raw, formats[cell.style] if 0 <= cell.style < len(formats) else _GENERAL)
    return Shown(cell.raw, error=cell.raw if cell.kind == "error" else None)


# The same texts and figures (100%, 及时, 10) stand in many cells.
@lru_cache(maxsize=8192)
def _show_text(raw: str) -> Shown:
    text = clean_text(raw)
    if not text:
        return NOTHING
    if len(text) <= 60 and _DIGIT.search(text):
        printed = read_printed(text)
        if printed is not None:
            return Shown(text, printed.value, printed.step, printed.unit)
    return Shown(text)


@lru_cache(maxsize=8192)
def _show_number(raw: str, style: NumberFormat) -> Shown:
    raw = raw.strip()
    number = exact_number(raw)
    if number is None:
        return Shown(raw[:40], error=OUT_OF_RANGE) if raw else NOTHING
    text, value, step = style.show(number)
    unit = ""
    if value is not None and text and not text[-1].isdigit():
        printed = read_printed(text)
        unit = printed.unit if printed else ""
    return Shown(text or None, value, step, unit)


def _show_given(raw: str, shown: str) -> Shown:
    """A number whose printed text the file itself gives (.ods)."""
    number = exact_number(raw.strip())
    text = clean_text(shown) or None
    if number is None:
        return Shown(text, error=OUT_OF_RANGE)
    printed = read_printed(text or "")
    return Shown(text, number, printed.step, printed.unit) if printed else Shown(text)


def exact_number(raw: str) -> Decimal | None:
    """The stored text of a number without the noise of binary fractions; None if it is none or absurdly large."""
    if not raw or len(raw) > 64:
        return None
    try:
        number = Decimal(raw)
        if not number.is_finite() or number.adjusted() > 18 or abs(number) >= LIMIT:
            return None
        if number.adjusted() < -30:
            return Decimal(0)
    except InvalidOperation:
        return None
    digits = len(number.as_tuple().digits)
    if digits > 15:
        number = _EXACT.plus(number)
    if "E" in raw or "e" in raw or digits > 15:
        number = Decimal(format(number, "f"))
        if "." in format(number, "f"):
            number = Decimal(format(number, "f").rstrip("0").rstrip("."))
    return number


def clean_text(text: str) -> str:
    """Cell text with the escapes of OOXML undone, plain line breaks and no white space around it."""
    if "_x" in text:
        # Half a character beyond U+FFFF is none; printable puts two halves together.
        text = printable(_CONTROL.sub(lambda match: chr(int(match.group(1), 16)), text))
    if "\r" in text:
        text = _NEWLINES.sub("\n", text)
    return text.strip()
