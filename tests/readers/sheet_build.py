"""Worksheets made from drawn forms, as somebody makes them by hand in Excel: merged over a fine grid, or fitted to few
columns, or not merged at all; texts or numbers in the cells; away from A1; several forms below each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.readers.drawing import WIDTH, Drawn, Row

_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?(?:0|[1-9]\d{0,11})(?:\.\d{1,6})?")


@dataclass(frozen=True)
class Page:
    """How a drawing lies on a sheet.

    grid     "union" (every edge of every row is a column), "fitted" (the columns of the indicator table)
    merges   whether cells are merged; without, a text stands in the first of its columns
    numbers  figures and percentages are numbers with a format, not texts
    top      empty rows above, and `left` empty columns left of the first form
    gaps     an empty row between the blocks, and one that is hidden
    """

    grid: Literal["union", "fitted"] = "fitted"
    merges: bool = True
    numbers: bool = True
    top: int = 0
    left: int = 0
    gaps: bool = False


PAGES = {
    "fitted": Page(),
    "every edge a column": Page(grid="union", numbers=False, top=3, left=2),
    "nothing merged": Page(merges=False, top=1, gaps=True),
    "texts, away from A1": Page(numbers=False, top=7, left=5, gaps=True),
}


class Box(NamedTuple):
    """A cell of the sheet with what it covers, both ends included."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


@dataclass
class Laid:
    """The cells of a sheet, the rows that are hidden, the widths of its columns in characters."""

    boxes: list[Box] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)


def lay(drawings: list[Drawn], page: Page) -> Laid:
    """Places the drawings below each other."""
    laid = Laid()
    row = 1 + page.top
    # What stands below each other on a sheet shares its columns.
    shared = _edges(drawings, page) if page.grid == "union" else []
    for drawn in drawings:
        edges = shared or _edges([drawn], page)
        right = page.left + len(edges) - 1
        for number, (here, after) in enumerate(pairwise(edges), start=page.left + 1):
            laid.widths.setdefault(number, (after - here) / 90)
        for line in drawn.lines:
            laid.boxes.append(Box(row, page.left + 1, row, right, line))
            row += 1
        for table in drawn.tables:
            open_boxes: dict[int, int] = {}
            before = ""
            for drawn_row in table:
                if page.gaps and before and drawn_row.block != before and not _is_crossed(drawn_row):
                    laid.hidden.append(row)
                    row += 1
                before = drawn_row.block
                _lay_row(laid, drawn_row, row, page.left, edges, open_boxes)
                row += 1
            row += 1
        row += 2
    return laid


def _is_crossed(row: Row) -> bool:
    """Whether a vertical merge crosses the upper edge of the row, so that nothing can come between."""
    return any(cell.merge == "go" for cell in row.cells)


def _edges(drawings: list[Drawn], page: Page) -> list[int]:
    tables = [row for drawn in drawings for table in drawn.tables for row in table]
    rows = [row for row in tables if row.block in ("header", "indicator", "total")] if page.grid == "fitted" else tables
    edges = {0, WIDTH, *(edge for row in rows for edge in _edges_of(row))}
    most = max((len(row.cells) for row in tables), default=1)
    while len(edges) <= most:
        # A block with more cells than the indicator table has columns.
        ordered = sorted(edges)
        widest = max(range(len(ordered) - 1), key=lambda i: ordered[i + 1] - ordered[i])
        edges.add((ordered[widest] + ordered[widest + 1]) // 2)
    # Sums of parts differ in the last digit.
    ordered = sorted(edges)
    return [0, *(edge for last, edge in pairwise(ordered) if edge - last > 3)]


def _edges_of(row: Row) -> list[int]:
    inner = [round(WIDTH * part) for part in accumulate(cell.part for cell in row.cells)][:-1]
    return [0, *inner, WIDTH]


def _snap(wanted: list[int], edges: list[int]) -> list[int]:
    """For every edge of a row the nearest of the grid, each further right than the last, with room for the rest."""
    found: list[int] = []
    for number, edge in enumerate(wanted):
        first = found[-1] + 1 if found else 0
        last = len(edges) - (len(wanted) - number)
        found.append(min(range(first, last + 1), key=lambda i: abs(edges[i] - edge)))
    found[0], found[-1] = 0, len(edges) - 1
    return found


def _lay_row(laid: Laid, row: Row, number: int, left: int, edges: list[int], open_boxes: dict[int, int]) -> None:
    places = _snap(_edges_of(row), edges)
    for cell, start, end in zip(row.cells, places, places[1:], strict=False):
        if cell.merge == "go" and start in open_boxes:
            index = open_boxes[start]
            box = laid.boxes[index]
            if box.right == left + end and box.bottom == number - 1:
                laid.boxes[index] = box._replace(bottom=number)
                continue
        open_boxes.pop(start, None)
        if cell.merge:
            open_boxes[start] = len(laid.boxes)
        laid.boxes.append(Box(number, left + start + 1, number, left + end, cell.text))


def fill(sheet: Worksheet, laid: Laid, page: Page) -> None:
    """Writes the cells into a worksheet."""
    for box in laid.boxes:
        cell = sheet.cell(box.top, box.left)
        if box.text:
            value, shown = _typed(box.text) if page.numbers else (box.text, "")
            cell.value = value
            cell.number_format = shown or "General"
            if isinstance(value, str):
                # What begins with "=" or looks like a date is typed as text.
                cell.data_type = "s"
        if page.merges and (box.bottom > box.top or box.right > box.left):
            sheet.merge_cells(start_row=box.top, end_row=box.bottom, start_column=box.left, end_column=box.right)
    for column, width in laid.widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in laid.hidden:
        sheet.row_dimensions[row].hidden = True


def _typed(text: str) -> tuple[str | float, str]:
    """A figure as Excel keeps it, with the format that shows it as it was."""
    body = text.removesuffix("%")
    if not _NUMBER.fullmatch(body):
        return text, ""
    decimals = len(body.partition(".")[2])
    zeros = "." + "0" * decimals if decimals else ""
    if text.endswith("%"):
        return round(float(body.replace(",", "")) / 100, decimals + 2), f"0{zeros}%"
    if "," in body:
        return float(body.replace(",", "")), f"#,##0{zeros}"
    return (float(body) if decimals else int(body)), f"0{zeros}"


def workbook(sheets: dict[str, list[Drawn]], page: Page) -> Workbook:
    """A workbook with the drawings of each sheet below each other."""
    book = Workbook()
    for sheet in list(book):
        book.remove(sheet)
    for name, drawings in sheets.items():
        fill(book.create_sheet(name), lay(drawings, page), page)
    return book


def save(sheets: dict[str, list[Drawn]], page: Page, path: Path) -> Path:
    """Writes the workbook."""
    workbook(sheets, page).save(path)
    return path

