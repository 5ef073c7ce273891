"""What a Word file holds, as read: paragraphs and tables in their order, pages. Nothing is laid out here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from zipingbiao.readers.grid import Face

NO_FACE = Face()


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its text with line breaks and tabs, the font of its first run; `open` where the mark at its end
    was deleted, so that the next paragraph continues it."""

    text: str = ""
    face: Face = NO_FACE
    open: bool = False


@dataclass(slots=True)
class Cell:
    """A cell: the first grid column (from 0), how many it spans, whether it continues the cell above or on its left."""

    start: int
    span: int = 1
    continues: bool = False
    starts_merge: bool = False
    joins_left: bool = False
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A row of a table; `deleted` where a tracked change took it away."""

    cells: list[Cell] = field(default_factory=list)
    deleted: bool = False
    next_start: int = 0


@dataclass(slots=True)
class Table:
    """A table: the declared widths of its grid columns (in twips, 0 where not given), its number, its section."""

    number: int
    section: int
    grid: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


Block: TypeAlias = Paragraph | Table


@dataclass(slots=True)
class Section:
    """Page width and height, left and right margin, in twips."""

    width: int = 0
    height: int = 0
    margins: int = 0


@dataclass(slots=True)
class Document:
    """The blocks of the body in their order; `truncated` where the rest of an enormous file was not read."""

    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    tables: int = 0
    truncated: bool = False
    has_body: bool = False
