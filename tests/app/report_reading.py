"""A generated report read back with python-docx alone, and the figures in it that no cell of the form accounts for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from tests.scoring.provenance import Cells, fault_of
from zipingbiao.forms.policy import Policy
from zipingbiao.model.statement import GradeBandStatement, Sentence, Sourced

DIGIT = re.compile(r"[0-9０-９]")
GRADES = frozenset({"优", "良", "中", "差", "优秀", "良好", "中等", "较差"})
#: A grade is spoken of alone in its cell, or in quotation marks.
_QUOTED = re.compile(r"[“\"]([^”\"]{1,2})[”\"]")
#: The number of a heading or of an item of a list, with that of the goal it is about: beside the limits of the grades the
#: only digits of the house.
_ORDINAL = re.compile(r"（\d{1,3}）年度绩效目标\d{1,2}：|（\d{1,3}）|\d{1,3}．")
#: A list inside a paragraph, which must count from 1.
_ITEM = re.compile(r"(?<=[：；])（(\d{1,3})）")


def texts_of(content: bytes) -> list[str]:
    """The paragraphs of a document in their order, those in table cells too; none that is empty."""
    body = docx.Document(BytesIO(content)).element.body
    found = [Paragraph(element, None).text for element in body.iter(qn("w:p"))]  # type: ignore[arg-type]
    return [text for text in found if text.strip()]


def faults_in(
    content: bytes, sentences: Sequence[Sentence], cells: Cells, policy: Policy, bands: Sequence[GradeBandStatement] = ()
) -> list[str]:
    """Why a document is not what its sentences say, and every digit and grade in it that has no source."""
    made = [sentence for sentence in sentences if sentence.text.strip()]
    texts = texts_of(content)
    faults = [] if len(texts) == len(made) else [f"{len(texts)} paragraphs, {len(made)} sentences"]
    grades = {band.limits: band.name for band in bands}
    before = ""
    known: dict[Sourced, str | None] = {}
    for text, sentence in zip(texts, made, strict=False):
        if text != sentence.text:
            faults.append(f"“{text}” stands where “{sentence.text}” was made")
            continue
        # The scoring standard: the limits of a grade, and behind them its name, as the form's definition has them.
        if text not in grades and grades.get(before) != text:
            faults += _unaccounted(sentence)
        before = text
        for span in sentence.spans:
            said = text[span.start : span.end]
            faults += _misquoted(said, span.figure)
            if (DIGIT.search(said) or said in GRADES) and span.figure:
                if span.figure not in known:
                    known[span.figure] = fault_of(span.figure, cells, policy)
                faults += [f"“{text}”: {fault}" for fault in [known[span.figure]] if fault]
    return faults


def _unaccounted(sentence: Sentence) -> Iterator[str]:
    """Digits and grades among the words of the house."""
    words = list(sentence.text)
    for span in sentence.spans:
        words[span.start : span.end] = "\x00" * (span.end - span.start)
    text = "".join(words)
    if match := DIGIT.search(_without_ordinals(text)):
        yield f"“{sentence.text}”: {match.group()} has no source"
    if text.strip() in GRADES or any(match.group(1) in GRADES for match in _QUOTED.finditer(text)):
        yield f"“{sentence.text}”: a grade without source"


def _without_ordinals(text: str) -> str:
    text = _ORDINAL.sub("", text, count=1) if _ORDINAL.match(text) else text
    items = [int(match.group(1)) for match in _ITEM.finditer(text)]
    return _ITEM.sub("", text) if items == [*range(1, len(items) + 1)] else text


def _misquoted(said: str, figure: Sourced) -> Iterator[str]:
    if not figure:
        if said != f"【待填：{figure.label}】":
            yield f"“{said}” stands for a figure that is not known"
    elif said not in figure.text and said != "".join(figure.text.split()):
        yield f"“{said}” stands for “{figure.text}”"
    elif DIGIT.search(said) and not figure.places:
        yield f"“{said}” ({figure.label}) has no place"
