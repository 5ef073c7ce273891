"""What Python hands to macros/ZpbResults.bas in one call: marks, the sheet of results, and the texts VBA cannot hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.app.result_lines import Texts, Words, is_blank, lines_of, remarks_of, title_of, words_in
from zipingbiao.base.files import printable
from zipingbiao.forms.parts import FINDINGS_SHEET, MARKS_SHEET
from zipingbiao.model.finding import SEVERITY_ORDER
from zipingbiao.readers.grid import Workbook
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.marking.areas import area_of, cell_name
from zipingbiao.writers.marking.book import ANCHOR
from zipingbiao.writers.marking.mark import COLOURS, Remark, note_text
from zipingbiao.writers.marking.result_sheet import (
    FONT,
    FOOTER,
    HEAD_HEIGHT,
    LEAST_HEIGHT,
    LEVEL_COLOURS,
    NOT_FOUND,
    SIZE,
    TITLE_HEIGHT,
    ResultLine,
)
from zipingbiao.writers.result_rows import FINDING_WIDTHS, result_table
from zipingbiao.writers.workbook.heights import height_for

#: What 级别 says of a row whose finding is gone, but not what a person wrote beside it.
GONE = "已不在"
#: Excel's longest name of a sheet.
_LONGEST_NAME = 31

Cell = int | float | str


class Handover(NamedTuple):
    """The arguments of ZpbShowResults after the name of the workbook; `marks` None where there are none.

    marks  a row per cell: sheet, address, colour, text of the note
    table  title, headings, lines; behind the columns: height, font and fill colour of the level, target of the link
    texts  name of the sheet, name to keep the older one under ("" to replace it), hidden name that points at it, font,
           footer, widths, centred columns, column of the level, column of the link
    """

    marks: tuple[tuple[str, str, int, str], ...] | None
    table: tuple[tuple[Cell, ...], ...]
    texts: tuple[str, ...]


def hand_over(file: CheckedFile, book: Workbook) -> Handover:
    """Everything that the check of a workbook shows in it.

    Args:
        file: the workbook as checked.
        book: its sheets, as they were read for the check.
    """
    words = words_in(book)
    name = _results_name(book, words)
    sheets = {sheet.name for sheet in book.sheets} - {name, MARKS_SHEET}
    table = result_table([file])
    lines, left = lines_of(table, words, sheets)
    rows = [_row(line, table.headers) for line in [*lines, *(_gone(texts, table.headers) for texts in left)]]
    if not rows:
        rows = [(NOT_FOUND, *[""] * (len(table.headers) - 1), HEAD_HEIGHT, 0, 0, "")]
    blank = [""] * (len(table.headers) - 1)
    column = {head: str(number) for number, head in enumerate(table.headers, start=1)}
    return Handover(
        _marks(remarks_of(table, sheets), book) or None,
        (
            (title_of(file), *blank, TITLE_HEIGHT, 0, 0, ""),
            (*table.headers, HEAD_HEIGHT, 0, 0, ""),
            *rows,
        ),
        (
            name,
            _keep_as(book, words, name),
            ANCHOR,
            FONT,
            FOOTER,
            ";".join(f"{FINDING_WIDTHS[head]:g}" for head in table.headers),
            ";".join(column[head] for head in ("序号", "级别", "编号")),
            column["级别"],
            column["单元格"],
        ),
    )


def _results_name(book: Workbook, words: Words) -> str:
    """The sheet that is ours, the empty one of a generated workbook, or a name that is free."""
    if words.sheet is not None:
        return words.sheet
    if is_blank(book.sheet(FINDINGS_SHEET)):
        return FINDINGS_SHEET
    taken = {sheet.name.casefold() for sheet in book.sheets}
    name, number = FINDINGS_SHEET, 1
    while name.casefold() in taken:
        number += 1
        name = f"{FINDINGS_SHEET}{number}"
    return name


def _keep_as(book: Workbook, words: Words, name: str) -> str:
    """The older sheet stays, under another name, where a person wrote beside the table or formulas refer to it."""
    speaking = re.compile(re.escape(name.replace("'", "''")) + "'?!")
    formulas = (
        cell.formula for sheet in book.sheets for cells in sheet.rows.values() for cell in cells.values() if cell.formula
    )
    if words.others or any(speaking.search(formula) for formula in formulas):
        return f"{name[: _LONGEST_NAME - 6]}（旧）"
    return ""


def _marks(remarks: Sequence[Remark], book: Workbook) -> tuple[tuple[str, str, int, str], ...]:
    """One mark per cell, or per merged range."""
    cells: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        area, sheet = area_of(remark.cell), book.sheet(remark.sheet)
        if area is None or sheet is None:
            continue
        merge = sheet.merge_at(area.top, area.left)
        spot = (merge.top, merge.left) if merge is not None else (area.top, area.left)
        cells.setdefault((remark.sheet, cell_name(spot)), []).append(remark)
    found = []
    for (name, cell), here in cells.items():
        worst = min((one.severity for one in here), key=SEVERITY_ORDER.__getitem__)
        found.append((name, cell, _bgr(COLOURS[worst]), printable(note_text(here))))
    return tuple(found)


def _row(line: ResultLine, headers: Sequence[str]) -> tuple[Cell, ...]:
    texts = [(str(value), FINDING_WIDTHS[head]) for value, head in zip(line.values, headers, strict=True)]
    font, fill = LEVEL_COLOURS[line.severity]
    height = height_for(texts, SIZE, LEAST_HEIGHT)
    return (*line.values, height, _bgr(font), _bgr(fill), line.link or "")


def _gone(texts: Texts, headers: Sequence[str]) -> ResultLine:
    """A row with what a person wrote about a finding that is not there any more."""
    shown = {**texts, "序号": "", "级别": GONE}
    return ResultLine(tuple(shown.get(head, "") for head in headers), "info", None)


def _bgr(colour: str) -> int:
    """AARRGGBB as the number that VBA's Color takes."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (2, 4, 6))
    return red | green << 8 | blue << 16
