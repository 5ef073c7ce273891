"""The tables of a Word file as rows and columns of one sheet, with the lines of text around them.

Word has no columns that reach through a document: every table has a grid of its own, rows drawn by hand miss it by a
millimetre, and a form that was split at a page break continues in another table. So all edges are compared as parts
of the table's width, and those that mean the same (readers.word_edges) become one column of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from zipingbiao.readers.cells import RawCell
from zipingbiao.readers.grid import Face, Look, Merge, Sheet, TableRow
from zipingbiao.readers.word_blocks import NO_FACE, Block, Cell, Document, Paragraph, Row, Section, Table
from zipingbiao.readers.word_edges import SAME_EDGE, Aligner, grid_edges

#: Columns of the sheet; beyond it the tables of a file have nothing in common, and each counts its own.
_MAX_COLUMNS = 120
#: Lines of text kept before a table and behind one.
_LINES_BEFORE, _LINES_AFTER = 12, 8
#: A table inside a cell with so many rows and cells beside each other may be a form.
_FORM_ROWS, _FORM_CELLS = 4, 4
#: One character of a 10.5 point font in twips: what spreadsheets count widths in.
_CHARACTER = 105
_FIELDS_APART = re.compile(r"\t+|[ \u3000\u00a0]{3,}|\u3000{2,}")
_A3_WIDTH = 14_000


def lay_out(document: Document, file: str) -> Sheet:
    """The sheet of a Word file; its name is empty, its places are tables, rows and cells."""
    sheet = Sheet("", file)
    sheet.truncated = document.truncated
    _Layout(sheet, document).run()
    return sheet


@dataclass(slots=True)
class _Placed:
    """A cell of a row with its edges; `row` is filled when the row gets its number."""

    left: float
    right: float
    text: str
    face: Face
    above: _Placed | None = None
    row: int = 0
    bottom: int = 0


@dataclass(slots=True)
class _PlacedRow:
    """A row of a table, or a line of text outside of them (then `table` is 0 and `where` tells the place)."""

    table: int
    number: int
    cells: list[_Placed] = field(default_factory=list)
    where: str = ""


class _Layout:
    """Fills the sheet."""

    def __init__(self, sheet: Sheet, document: Document) -> None:
        self.sheet = sheet
        self.document = document
        self.rows: list[_PlacedRow] = []
        self.faces: dict[Face, int] = {NO_FACE: 0}

    def run(self) -> None:
        self._blocks(self.document.blocks, 0.0, 1.0)
        columns = self._columns()
        for number, row in enumerate(self.rows, start=1):
            self._write(number, row, columns)
        for row in self.rows:
            for cell in row.cells if row.table else []:
                if cell.above is None:
                    first, last = columns[row.table, cell.left], columns[row.table, cell.right] - 1
                    if last > first or cell.bottom > cell.row:
                        self.sheet.merges.append(Merge(cell.row, first, cell.bottom, last))
        self.sheet.look = self._look(columns)

    # -- from blocks to rows ---------------------------------------------------------------------------------------

    def _blocks(self, blocks: list[Block], left: float, right: float) -> None:
        """The rows of blocks that stand below each other between two edges."""
        lines: list[Paragraph] = []
        before: Table | None = None
        for block in [*blocks, None]:
            if isinstance(block, Paragraph):
                lines.append(block)
                continue
            self._lines(lines, before, block)
            lines = []
            if block is not None:
                self._table(block, left, right)
                before = block

    def _lines(self, paragraphs: list[Paragraph], before: Table | None, after: Table | None) -> None:
        """The lines nearest to the tables above and below them."""
        texts = [(text, p.face) for p in paragraphs for text in p.text.split("\n") if text.strip()]
        near_end = texts[:_LINES_AFTER] if before else []
        near_start = texts[len(near_end) :][-_LINES_BEFORE:] if after else []
        for text, face in [*near_end, *near_start]:
            where = f"表{after.number}上方" if after else f"表{before.number}下方" if before else ""
            # Lines of text have no edges of their own: what stands apart in them goes to the first columns.
            cells = [_Placed(float(index), index + 1.0, piece, face) for index, piece in enumerate(_pieces(text))]
            self.rows.append(_PlacedRow(0, 0, cells, where))

    def _table(self, table: Table, left: float, right: float) -> None:
        edges = grid_edges(table, left, right)
        above: list[_Placed] = []
        number = 0
        for row in table.rows:
            if row.deleted or not row.cells:
                continue
            number += 1
            nested: list[tuple[Cell, _Placed]] = []
            placed = _PlacedRow(table.number, number)
            below: list[_Placed] = []
            for cell in row.cells:
                if cell.joins_left and placed.cells:
                    placed.cells[-1].right = edges[cell.start + cell.span]
                    continue
                here = _Placed(edges[cell.start], edges[cell.start + cell.span], "", NO_FACE)
                top = _upper(above, here) if cell.continues else None
                if top is not None:
                    here.above = top.above or top
                else:
                    here.text, here.face = _text_of(cell)
                    if any(isinstance(block, Table) for block in cell.blocks):
                        nested.append((cell, here))
                if cell.continues or cell.starts_merge:
                    below.append(here)
                placed.cells.append(here)
            above = below
            self._add(placed, nested, row)

    def _add(self, placed: _PlacedRow, nested: list[tuple[Cell, _Placed]], row: Row) -> None:
        if len(nested) == 1 and not any(cell.text for cell in placed.cells if cell is not nested[0][1]):
            # A frame around a form: what is in it stands on the page.
            cell, here = nested[0]
            self._blocks(cell.blocks, here.left, here.right)
            return
        inside: list[tuple[Table, _Placed]] = []
        for cell, here in nested:
            tables = [block for block in cell.blocks if isinstance(block, Table)]
            if any(_is_large(table) for table in tables):
                inside.extend((table, here) for table in tables)
            else:
                # A few figures drawn as a table are part of what the cell says; rows of their own would be indicators.
                here.text = _with_tables(cell)
        self.rows.append(placed)
        for table, here in inside:
            self._table(table, here.left, here.right)

    # -- from edges to columns -------------------------------------------------------------------------------------

    def _columns(self) -> dict[tuple[int, float], int]:
        """(table, edge) → the sheet column that begins there; equal for all tables unless they have nothing in common.

        The edges of the cells are aligned on the way.
        """
        aligner = Aligner()
        by_table: dict[int, set[float]] = {}
        for row in self.rows:
            if not row.table or not row.cells:
                continue
            edges = aligner.align((*(cell.left for cell in row.cells), row.cells[-1].right))
            for cell, left, right in zip(row.cells, edges, edges[1:], strict=False):
                cell.left, cell.right = left, right
            by_table.setdefault(row.table, set()).update(edges)
        if len(aligner.edges) <= _MAX_COLUMNS:
            number = {edge: index for index, edge in enumerate(aligner.edges, start=1)}
            return {(table, edge): number[edge] for table, edges in by_table.items() for edge in edges}
        return {
            (table, edge): index
            for table, edges in by_table.items()
            for index, edge in enumerate(sorted(edges), start=1)
        }

    def _write(self, number: int, row: _PlacedRow, columns: dict[tuple[int, float], int]) -> None:
        cells: dict[int, RawCell] = {}
        starts = []
        for cell in row.cells:
            column = columns[row.table, cell.left] if row.table else int(cell.left) + 1
            starts.append(column)
            cell.row = cell.bottom = number
            if cell.above is not None:
                cell.above.bottom = number
            elif cell.text:
                style = self.faces.setdefault(cell.face, len(self.faces))
                cells[column] = RawCell("text", cell.text, style)
        if cells:
            self.sheet.rows[number] = cells
        if row.table:
            self.sheet.table_rows[number] = TableRow(row.table, row.number, tuple(starts))
        else:
            self.sheet.outside[number] = row.where

    def _look(self, columns: dict[tuple[int, float], int]) -> Look:
        """Widths from the width of the text area, paper from the section of the first table."""
        look = Look(faces=list(self.faces))
        table = next(_tables(self.document.blocks), None)
        sections = self.document.sections
        section = sections[min(table.section, len(sections) - 1)] if table and sections else Section()
        if section.width and section.height:
            look.landscape = section.width > section.height
            look.paper = "A3" if min(section.width, section.height) > _A3_WIDTH else "A4"
        total = sum(table.grid) if table else 0
        if not total:
            total = max(section.width - section.margins, 0) or 9_000
        starts = {column: edge for (number, edge), column in columns.items() if number}
        ordered = sorted(starts)
        for here, following in pairwise(ordered):
            width = (starts[following] - starts[here]) * total / _CHARACTER
            look.widths.append((here, following - 1, round(width / (following - here), 2)))
        return look


def _upper(above: list[_Placed], here: _Placed) -> _Placed | None:
    """The cell of the row above that `here` continues."""
    near = min(above, key=lambda cell: abs(cell.left - here.left), default=None)
    return near if near is not None and abs(near.left - here.left) <= SAME_EDGE else None


def _text_of(cell: Cell) -> tuple[str, Face]:
    paragraphs = [block for block in cell.blocks if isinstance(block, Paragraph)]
    text = "\n".join(part.text for part in paragraphs).replace("\t", " ").strip()
    return text, next((part.face for part in paragraphs if part.text.strip()), NO_FACE)


def _is_large(table: Table) -> bool:
    """Whether a table inside a cell may be a form of its own."""
    return len(table.rows) >= _FORM_ROWS and max(len(row.cells) for row in table.rows) >= _FORM_CELLS


def _with_tables(cell: Cell) -> str:
    """The text of a cell with the rows of the tables inside it as lines."""
    lines: list[str] = []
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            rows = [row for row in block.rows if not row.deleted]
            lines.extend(" ".join(filter(None, map(_with_tables, row.cells))) for row in rows)
    return "\n".join(line for line in lines if line.strip()).replace("\t", " ").strip()


def _pieces(text: str) -> list[str]:
    """A line of text; where tabs or wide gaps keep labels with values apart, each of them."""
    pieces = [piece.strip() for piece in _FIELDS_APART.split(text.strip()) if piece.strip()]
    apart = len(pieces) > 1 and sum("：" in piece or ":" in piece for piece in pieces) >= 1
    return pieces if apart else [text.replace("\t", " ").strip()]


def _tables(blocks: list[Block]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
