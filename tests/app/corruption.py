"""Corrupting one figure of a generated report after the other."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from zipingbiao.app.check import check_paths
from zipingbiao.app.made_reports import Source, expect
from zipingbiao.app.reading import read_file
from zipingbiao.model.made_report import ExpectedPart, ExpectedPiece, MadeReport
from zipingbiao.model.report import Piece, Report
from zipingbiao.model.report_mark import ReportKind, mark_report
from zipingbiao.model.statement import Span

GRADES = ("优", "良", "中", "差")
_DIGIT = re.compile(r"\d")


class Corrupted(NamedTuple):
    """A piece with one figure changed: its index, the figure, what it says now, the whole text."""

    index: int
    span: Span
    printed: str
    text: str


def source_of(path: Path) -> Source:
    """The forms of a file as zpb check takes them."""
    checked = check_paths([path]).files[0]
    return Source(checked.evaluations, checked.assessments, read_file(path).summaries)


def made_reports(source: Source, kind: ReportKind) -> Iterator[MadeReport]:
    """The report on each form of a file, as it was just generated."""
    singles = [source] if kind == "summary" else [Source([e], [a]) for e, a in zip(source.evaluations, source.assessments, strict=True)]
    for one in singles:
        made = expect(Report(file="报告.docx", made=mark_report(kind, b"")), [one])
        pieces = tuple(one.piece for part in made.parts for one in part.pieces)
        yield MadeReport(made.file, pieces, made.parts)


def expected_pieces(parts: tuple[ExpectedPart, ...]) -> list[ExpectedPiece]:
    """All pieces in their order."""
    return [piece for part in parts for piece in part.pieces]


def corruptions(made: MadeReport, chance: random.Random) -> Iterator[Corrupted]:
    """Every number and grade of a report with another digit or another grade in its place, one at a time."""
    for index, piece in enumerate(expected_pieces(made.parts)):
        for span in piece.spans:
            changed = corrupt(span.figure.text, chance) if span.figure.text else None
            if changed is not None:
                text = piece.piece.text
                yield Corrupted(index, span, changed, text[: span.start] + changed + text[span.end :])


def corrupt(text: str, chance: random.Random) -> str | None:
    """The text with one digit changed, or another grade; None where there is neither."""
    if text in GRADES:
        return chance.choice([grade for grade in GRADES if grade != text])
    places = [match.start() for match in _DIGIT.finditer(text)]
    if not places:
        return None
    place = chance.choice(places)
    digit = chance.choice([digit for digit in "123456789" if digit != text[place]])
    return text[:place] + digit + text[place + 1 :]


def with_text(made: MadeReport, changed: Corrupted) -> MadeReport:
    """The report with this piece changed."""
    pieces = list(made.pieces)
    pieces[changed.index] = Piece(changed.text, pieces[changed.index].place, pieces[changed.index].continues)
    return MadeReport(made.file, tuple(pieces), made.parts)
