"""The paragraphs of a Word file one after the other, those in the cells of its tables included, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.model.values import Place
from zipingbiao.readers.word_blocks import Block, Cell, Document, Paragraph, Table

_FRAMES_DEEP = 8


class Placed(NamedTuple):
    """A paragraph: outside of tables its number as a person counts those that hold something; in a cell the place of
    the cell. A cell without text has one empty paragraph."""

    text: str
    number: int
    table: int = 0
    row: int = 0
    column: int = 0
    continues: bool = False

    def place(self, file: str | None, heading: str | None = None) -> Place:
        """Where a person finds it."""
        if not self.table:
            return Place(file, heading, f"第{self.number}段")
        cell = f"表{self.table} 第{self.row}行第{self.column}列"
        return Place(file, heading, cell, self.table, self.row, self.column)


def pieces_of(document: Document) -> Iterator[Placed]:
    """The paragraphs in the order of the text; a table of one column is a frame around text."""
    return _Walk().blocks(document.blocks, 0)


class _Walk:
    """Counts the paragraphs outside of tables."""

    def __init__(self) -> None:
        self.number = 0

    def blocks(self, blocks: list[Block], depth: int) -> Iterator[Placed]:
        for block in blocks:
            if isinstance(block, Paragraph):
                if block.text.strip():
                    self.number += 1
                    yield Placed(block.text, self.number)
            elif depth < _FRAMES_DEEP and _is_frame(block):
                for row in block.rows:
                    for cell in row.cells:
                        yield from self.blocks(cell.blocks, depth + 1)
            else:
                yield from self._table(block)

    def _table(self, table: Table) -> Iterator[Placed]:
        rows = [row for row in table.rows if not row.deleted and row.cells]
        for number, row in enumerate(rows, start=1):
            cells = [cell for cell in row.cells if not cell.joins_left]
            for column, cell in enumerate(cells, start=1):
                yield from self._cell(cell, Placed("", self.number, table.number, number, column, cell.continues))

    def _cell(self, cell: Cell, here: Placed) -> Iterator[Placed]:
        found = False
        for block in cell.blocks:
            if isinstance(block, Table):
                yield from self._table(block)
            elif block.text.strip():
                found = True
                yield here._replace(text=block.text)
        if not found:
            yield here


def _is_frame(table: Table) -> bool:
    rows = [row for row in table.rows if not row.deleted and row.cells]
    return bool(rows) and all(len(row.cells) == 1 for row in rows)
