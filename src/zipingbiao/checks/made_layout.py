"""A document as paragraphs and tables, with what is expected in them. Which belongs to which is decided in made_pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from zipingbiao.checks.made_text import plain
from zipingbiao.model.made_report import ExpectedPiece
from zipingbiao.model.report import Piece
from zipingbiao.model.statement import Span
from zipingbiao.model.values import Place


@dataclass
class Passage:
    """A paragraph, or all paragraphs of a cell.

    key     its text in one way of writing
    spans   the figures expected in it; empty in the document as it stands
    merged  it is a cell that belongs to the one above it
    """

    text: str
    place: Place
    spans: tuple[Span, ...] = ()
    merged: bool = False
    project: str = ""
    key: str = ""
    part: int = 0

    @cached_property
    def words(self) -> str:
        """What is not a figure."""
        rest, position = "", 0
        for span in self.spans:
            rest += self.text[position : span.start]
            position = span.end
        return plain(rest + self.text[position:])


@dataclass(slots=True)
class Row:
    """A row of a table, its cells from the left."""

    cells: list[Passage]
    key: str = ""

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.cells[0].place


@dataclass(slots=True)
class Grid:
    """A table."""

    rows: list[Row] = field(default_factory=list)
    key: str = ""
    part: int = 0

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.rows[0].place


Item = Passage | Grid


def layout(pieces: Iterable[Piece]) -> list[Item]:
    """The paragraphs and tables of a document as it stands."""
    return _layout([ExpectedPiece(piece) for piece in pieces], "", 0)


def expected_layout(pieces: Sequence[ExpectedPiece], project: str, part: int) -> list[Item]:
    """The paragraphs and tables of one expected part."""
    return _layout(pieces, project, part)


def _layout(pieces: Sequence[ExpectedPiece], project: str, part: int) -> list[Item]:
    items: list[Item] = []
    for table, group in groupby(pieces, key=lambda one: one.piece.place.table):
        if table is None:
            items.extend(_passage([one], project, part) for one in group if one.piece.text.strip())
        else:
            items.append(_grid(list(group), project, part))
    return items


def _grid(pieces: Sequence[ExpectedPiece], project: str, part: int) -> Grid:
    rows = []
    for _, row in groupby(pieces, key=lambda one: one.piece.place.row):
        cells = [_passage(list(cell), project, part) for _, cell in groupby(row, key=lambda one: one.piece.place.column)]
        rows.append(Row(cells, "\t".join(cell.key for cell in cells)))
    return Grid(rows, "\n".join(row.key for row in rows), part)


def _passage(pieces: Sequence[ExpectedPiece], project: str, part: int) -> Passage:
    first = pieces[0].piece
    if len(pieces) == 1:
        text, spans = first.text, pieces[0].spans
    else:
        text, moved = "", []
        for one in pieces:
            offset = len(text)
            moved += [Span(span.start + offset, span.end + offset, span.figure) for span in one.spans]
            text += one.piece.text + "\n"
        spans = tuple(moved)
    return Passage(text, first.place, spans, first.continues, project, plain(text), part)
