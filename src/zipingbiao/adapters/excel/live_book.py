"""An open workbook as Excel shows its sheets, for workbooks whose copy cannot be read: one call per sheet.

What is not asked for, and so not known: hidden rows and columns, links to other files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from zipingbiao.adapters.excel.host import Host, Where, answer_of
from zipingbiao.readers.cells import RawCell
from zipingbiao.readers.grid import Sheet, Workbook, parse_range
from zipingbiao.readers.number_format import compile_format

_STATES: dict[int, Literal["visible", "hidden", "veryHidden"]] = {-1: "visible", 0: "hidden", 2: "veryHidden"}
#: A cell's error as it arrives: this, and Excel's number of the error.
_FIRST_ERROR = -2146828288
_ERRORS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
}  # fmt: skip


def read_live_book(host: Host, where: Where) -> Workbook:
    """All worksheets of the active workbook, and its defined names.

    Raises RuntimeError where Excel cannot tell.
    """
    book = Workbook(Path(where.book), "xlsx")
    book.defined_names = read_live_names(host, where)
    book.sheets = [read_live_sheet(host, where, name) for name in where.sheets]
    return book


def read_live_names(host: Host, where: Where) -> dict[str, str]:
    """The defined names with what they stand for; those of a single sheet with that sheet in front."""
    texts = answer_of(host, "ZpbNames", where.book)[1] or ()
    return {name: meaning.removeprefix("=") for name, meaning in zip(texts[::2], texts[1::2], strict=True)}


def read_live_sheet(host: Host, where: Where, name: str) -> Sheet:
    """One worksheet."""
    _, _, visible, top, left, values, formulas, styles, formats, merges, is_cut = answer_of(
        host, "ZpbReadSheet", where.book, name
    )
    sheet = Sheet(name, where.book, state=_STATES.get(int(visible), "hidden"), truncated=bool(is_cut))
    sheet.formats = [compile_format(code) for code in formats]
    sheet.merges = [one for text in merges.split(";") if text and (one := parse_range(text)) is not None]
    for row, line in enumerate(values):
        cells = {}
        for column, value in enumerate(line):
            cell = _cell(value, formulas[row][column], int(styles[row][column]))
            if cell is not None:
                cells[int(left) + column] = cell
        if cells:
            sheet.rows[int(top) + row] = cells
    return sheet


def _cell(value: Any, formula: Any, style: int) -> RawCell | None:
    # A text that begins with = is its own formula; a formula never gives itself.
    is_formula = isinstance(formula, str) and formula.startswith("=") and formula != value
    written = formula[1:] if is_formula else None
    if value is None or value == "":
        return RawCell("text", "", style, written) if is_formula else None
    if isinstance(value, bool):
        return RawCell("bool", "TRUE" if value else "FALSE", style, written)
    if isinstance(value, int) and value - _FIRST_ERROR in _ERRORS:
        return RawCell("error", _ERRORS[value - _FIRST_ERROR], style, written)
    if isinstance(value, int | float):
        return RawCell("number", repr(value).removesuffix(".0"), style, written)
    return RawCell("text", str(value), style, written)
