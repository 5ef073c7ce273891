"""How a sample is printed — column widths, fonts, paper — as far as its file says; used only for drafting a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zipingbiao.readers.grid import Sheet

_PAPERS = {"8": "A3", "9": "A4"}
#: Excel's own width of a column nobody touched, in characters.
_DEFAULT_WIDTH = 8.43


@dataclass(frozen=True, slots=True)
class Look:
    """Widths in characters by column from 1; font names and sizes by cell; paper and orientation; empty where unknown."""

    widths: dict[int, float] = field(default_factory=dict)
    fonts: dict[tuple[int, int], tuple[str, float]] = field(default_factory=dict)
    paper: str = ""
    orientation: str = ""

    def width(self, first: int, last: int) -> float | None:
        """The width of columns together; None where the file does not say."""
        if not self.widths:
            return None
        return sum(self.widths.get(column, _DEFAULT_WIDTH) for column in range(first, last + 1))


def read_look(path: Path, source: Sheet, cells: list[tuple[int, int]]) -> Look:
    """The look of an .xlsx sheet with the fonts of `cells`, or of a Word table; an empty one for other kinds of files."""
    if source.look.widths:
        widths = {column: width for column in range(1, 61) if (width := source.look.width(column)) is not None}
        orientation = {True: "landscape", False: "portrait"}.get(source.look.landscape or False, "")
        return Look(widths=widths, paper=source.look.paper, orientation=orientation)
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return Look()
    try:
        book = openpyxl.load_workbook(path)
        return _look(book[source.name], cells)
    except Exception:  # a workbook our own reader could read but openpyxl cannot: the look is a convenience
        return Look()


def _look(sheet: Worksheet, cells: list[tuple[int, int]]) -> Look:
    widths: dict[int, float] = {}
    for dimension in sheet.column_dimensions.values():
        if dimension.width and dimension.min and dimension.max:
            widths.update(
                {column: float(dimension.width) for column in range(dimension.min, min(dimension.max, 60) + 1)}
            )
    fonts = {}
    for row, column in cells:
        font = sheet[f"{get_column_letter(column)}{row}"].font
        if font is not None and font.name and font.sz:
            fonts[row, column] = (str(font.name), float(font.sz))
    setup = sheet.page_setup
    return Look(
        widths=widths,
        fonts=fonts,
        paper=_PAPERS.get(str(setup.paperSize or ""), ""),
        orientation=str(setup.orientation or ""),
    )
