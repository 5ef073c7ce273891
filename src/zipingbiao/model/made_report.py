"""A report that was generated, beside what would be generated today: its paragraphs and those of the forms at hand."""

from __future__ import annotations

from dataclasses import dataclass

from zipingbiao.model.report import Piece
from zipingbiao.model.statement import Span


@dataclass(frozen=True, slots=True)
class ExpectedPiece:
    """A paragraph as it is generated from the forms, with the figures in it; `piece.place` is of the new document."""

    piece: Piece
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedPart:
    """The report on one form, or on a whole unit; `project` is the name of its project."""

    project: str
    pieces: tuple[ExpectedPiece, ...]


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A generated report as it stands and as it would be generated from the forms it is checked with.

    file    its name
    pieces  its paragraphs and cells in their order
    parts   what is expected, form by form
    """

    file: str
    pieces: tuple[Piece, ...]
    parts: tuple[ExpectedPart, ...]
