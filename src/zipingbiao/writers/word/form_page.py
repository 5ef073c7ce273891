"""A drawn form cut into the tables it becomes in Word: visible rows, cells across and down, where a header repeats.

Word repeats only the first rows of a table on every page, and the header of the indicators stands in the middle of a
form. So the form is cut above it (and above every further block with a header of its own); the tables have the same
columns and stand close to each other, so that they print as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from zipingbiao.forms.schema import Form
from zipingbiao.writers.workbook.heights import lines_of
from zipingbiao.writers.workbook.paper import Box, Look, Paper
from zipingbiao.writers.workbook.plan import Plan

#: Twips per point.
TWIPS = 20
#: (width, height) in twips.
_PAPERS = {"A4": (11906, 16838), "A3": (16838, 23811)}
#: The margins of the form sheet: 0.5 inch at the sides, 0.6 above and below.
SIDE_MARGIN, END_MARGIN = 720, 864
#: Left and right of the text in a cell, in twips.
CELL_MARGIN = 40
#: The smallest type that is still read without effort, in points.
_SMALLEST = 7.5
#: A figure is better small than broken. Digits are up to this wide, in parts of the type size, in substitute fonts.
_SMALLEST_FIGURE = 5.5
_DIGIT, _BOLD_DIGIT = 0.64, 0.7
_FIGURE = re.compile(r"-?[\d,.]+%?")
#: A row higher than this (points) may be broken at the foot of a page: kept together it would leave a hole there.
LONG_ROW = 170.0
#: A text higher than this (points) is set in the smallest type: half a page and more of one narrow column.
_MUCH = 380.0
#: Beyond this (points) a row of the sheet is as high as its text, and Word finds that height by itself.
_HIGHEST_MINIMUM = 60.0
_LEADING = 1.35
#: Width in pixels of a column of the sheet per character, and what is added.
_PIXELS, _ADDED = 7, 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One w:tc: the grid columns it takes; `merge` is restart or continue where it is part of a cell over several rows."""

    first: int
    last: int
    text: str
    look: Look
    merge: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `height` is its least height in points, `is_long` allows it to be broken."""

    cells: tuple[Cell, ...]
    height: float
    is_head: bool
    is_long: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text above the tables."""

    text: str
    look: Look
    is_title: bool


@dataclass(slots=True)
class FormPage:
    """A form as it stands on paper.

    width, height  of the paper, in twips
    columns        widths of the grid columns, in twips
    scale          type of the form → type on this paper
    """

    form: Form
    width: int
    height: int
    columns: list[int]
    scale: float
    lines: list[Line] = field(default_factory=list)
    tables: list[list[Row]] = field(default_factory=list)

    @property
    def is_landscape(self) -> bool:
        """Whether the paper lies on its side."""
        return self.width > self.height

    def size_of(self, look: Look) -> float:
        """The type size in points, at half points as Word has them."""
        return max(_SMALLEST, int(float(look["font_size"]) * self.scale * 2) / 2)

    def size_in(self, cell: Cell) -> float:
        """The type size of a cell; smaller for a figure that would be broken in two, and for a text of many pages."""
        size = self.size_of(cell.look)
        if not _FIGURE.fullmatch(cell.text):
            return _SMALLEST if self._height_in(cell, size) > _MUCH else size
        digit = _BOLD_DIGIT if cell.look.get("bold") else _DIGIT
        fitting = self.room_in(cell) / (len(cell.text) * digit)
        return size if fitting >= size else max(_SMALLEST_FIGURE, int(fitting * 2) / 2)

    def room_in(self, cell: Cell) -> float:
        """The width of the text in a cell, in points."""
        return (sum(self.columns[cell.first : cell.last + 1]) - 2 * CELL_MARGIN) / TWIPS

    def height_in(self, cell: Cell) -> float:
        """The height that the text of a cell takes, about, in points."""
        return self._height_in(cell, self.size_in(cell)) if cell.text else 0.0

    def _height_in(self, cell: Cell, size: float) -> float:
        # lines_of counts widths as sheets do, at 96 pixels to the inch.
        return lines_of(cell.text, (self.room_in(cell) * 96 / 72 + 2) / _PIXELS, size) * size * _LEADING


def lay_out(paper: Paper) -> FormPage:
    """The tables of a drawn form."""
    form = paper.plan.form
    width, height = _PAPERS[form.layout.paper]
    if form.layout.orientation == "landscape":
        width, height = height, width
    columns, scale = _columns(form, width - 2 * SIDE_MARGIN)
    page = FormPage(form, width, height, columns, scale)
    owners = _owners(paper)
    rows = [row for row in range(paper.plan.last_row + 1) if row not in paper.hidden]
    cuts = _cuts(paper.plan)
    last: int | None = None
    for row in rows:
        boxes = [owners[row, column] for column in range(paper.plan.last_column + 1) if (row, column) in owners]
        if not boxes:
            continue
        if not boxes[0].look.get("border"):
            page.lines.append(Line(boxes[0].text, boxes[0].look, row == 0))
            continue
        # The row above may be folded up, and so may the one that a table begins with.
        if last is None or any(last < cut <= row for cut in cuts):
            page.tables.append([])
        page.tables[-1].append(_row(page, paper, owners, row, rows))
        last = row
    return page


def _columns(form: Form, room: int) -> tuple[list[int], float]:
    """The columns of the sheet, in its proportions, over the whole width of the text."""
    pixels = [float(column.width) * _PIXELS + _ADDED for column in form.layout.columns]
    total = sum(pixels)
    edges = [round(room * sum(pixels[:count]) / total) for count in range(len(pixels) + 1)]
    # A pixel is 3/4 point. A sheet that is narrower than the paper is printed as it is.
    return [after - here for here, after in pairwise(edges)], min(1.0, room / (total * 0.75 * TWIPS))


def _owners(paper: Paper) -> dict[tuple[int, int], Box]:
    return {
        (row, column): box
        for box in paper.boxes.values()
        for row in range(box.row, box.last_row + 1)
        for column in range(box.column, box.last_column + 1)
    }


def _cuts(plan: Plan) -> list[int]:
    """The rows that begin a table: headers, and what stands above or below their rows without belonging to them."""
    rows = [block.header_row for block in plan.blocks if block.header_row is not None]
    rows += [block.row for block in plan.blocks[1:] if block.header_row is not None]
    if plan.list_row is not None:
        rows.append(_list_top(plan))
    return sorted({*rows, *plan.footer_rows[:1]})


def _list_top(plan: Plan) -> int:
    assert plan.list_row is not None and plan.form.layout.projects is not None
    return plan.list_row - bool(plan.form.layout.projects.label)


def _heads(plan: Plan) -> Iterator[int]:
    yield from (block.header_row for block in plan.blocks if block.header_row is not None)
    if plan.list_row is not None:
        yield from range(_list_top(plan), plan.list_row + 1)


def _row(page: FormPage, paper: Paper, owners: dict[tuple[int, int], Box], row: int, rows: list[int]) -> Row:
    cells: list[Cell] = []
    column, end = 0, len(page.columns) - 1
    usual = next(box.look for (at, _), box in owners.items() if at == row)
    while column <= end:
        box = owners.get((row, column)) or Box(row, column, row, column, "", usual)
        visible = [one for one in rows if box.row <= one <= box.last_row]
        first = row == visible[0]
        merge = "" if len(visible) == 1 else "restart" if first else "continue"
        cells.append(Cell(box.column, box.last_column, box.text if first else "", box.look, merge))
        column = box.last_column + 1
    needed = max((page.height_in(cell) for cell in cells if not cell.merge), default=0.0)
    height = min(paper.heights.get(row, 0.0), _HIGHEST_MINIMUM) * page.scale
    return Row(tuple(cells), height, row in set(_heads(paper.plan)), needed > LONG_ROW)
