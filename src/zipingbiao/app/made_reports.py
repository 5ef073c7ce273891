"""Generated reports beside the forms they are checked with: what would be generated from those forms today."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.made_report import ExpectedPart, ExpectedPiece, MadeReport
from zipingbiao.model.report import Piece, Report
from zipingbiao.model.report_mark import ReportMark, mark_report
from zipingbiao.model.statement import Sentence
from zipingbiao.model.summary import Summary
from zipingbiao.readers.word_pieces import pieces_of
from zipingbiao.readers.word_xml import scan_document
from zipingbiao.scoring.engine import Assessment


class Source(NamedTuple):
    """The forms of one file, from which reports are generated."""

    evaluations: Sequence[Evaluation]
    assessments: Sequence[Assessment]
    summaries: Sequence[Summary] = ()


def expect(report: Report, sources: Iterable[Source]) -> MadeReport:
    """What a generated report would be if it were generated from these files today.

    Raises ZpbError where the template or the packages it needs are missing.
    """
    assert report.made is not None
    text = squeeze("".join(piece.text for piece in report.pieces))
    parts = [part for source in sources if source.evaluations for part in _parts(report.made, source, text)]
    return MadeReport(report.file, report.pieces, tuple(parts))


def _parts(mark: ReportMark, source: Source, text: str) -> list[ExpectedPart]:
    # The optional packages are wanted only here, and checking must not depend on the command that writes reports.
    from zipingbiao.app.report_templates import find_template
    from zipingbiao.app.word_report import state
    from zipingbiao.writers.word.render import render

    if mark.kind == "summary":
        source = _chosen(source, text)
    forms = [one.template for one in source.evaluations]
    choices = [find_template(mark.kind, some) for some in (forms, *([form] for form in dict.fromkeys(forms)))]
    template = next((one for one in choices if mark_report(mark.kind, one.content) == mark), choices[0])
    statements = state(mark.kind, source.evaluations, source.assessments, source.summaries)
    names = [""] if mark.kind == "summary" else [one.project.text or "" for one in source.evaluations]
    rendered = render(mark.kind, statements, template)
    parts = zip(names, _expected(rendered.content, rendered.parts), strict=True)
    return [ExpectedPart(name, tuple(pieces)) for name, pieces in parts]


def _chosen(source: Source, text: str) -> Source:
    """The one form that a summary of a single project is about; all of them where it names several."""
    named = [i for i, one in enumerate(source.evaluations) if squeeze(one.project.text or "#") in text]
    if len(named) != 1 or len(source.evaluations) == 1:
        return source
    return Source([source.evaluations[named[0]]], [source.assessments[named[0]]])


def _expected(content: bytes, parts: Sequence[Sequence[Sentence]]) -> list[list[ExpectedPiece]]:
    """The paragraphs of a document as it was just generated, part by part, with the figures in them."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        document = scan_document([package.read("word/document.xml")], "报告")
    sentences = iter([(number, sentence) for number, part in enumerate(parts) for sentence in part])
    found: list[list[ExpectedPiece]] = [[] for _ in parts]
    number = 0
    for piece in pieces_of(document):
        sentence = None
        if piece.text.strip():
            number, sentence = next(sentences, (number, None))
        # A sentence is what the paragraph says, to the letter: else nobody knows where its figures are.
        spans = sentence.spans if sentence is not None and sentence.text == piece.text else ()
        found[number].append(ExpectedPiece(Piece(piece.text, piece.place(None), piece.continues), spans))
    return found
