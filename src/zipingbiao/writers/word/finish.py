"""Putting rendered bodies into one document: lines, tables, placeholders, page breaks, properties; marks are taken out."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from zipingbiao.model.report_mark import REPORT_WORDS, ReportMark
from zipingbiao.model.statement import Sentence
from zipingbiao.writers.word.marks import Ledger, strip
from zipingbiao.writers.word.runs import PLACEHOLDER_STYLE, break_lines, keep_spaces, show_placeholders, text_of
from zipingbiao.writers.word.tables import arrange

_P, _T, _TBL, _SECTION = (qn(f"w:{name}") for name in ("p", "t", "tbl", "sectPr"))
CATEGORY = "绩效自评报告"


class Document:
    """The package of the template, filled body by body.

    parts         the sentences of each body
    placeholders  what is left to be written, in the order of the document
    """

    def __init__(self, docx: Any) -> None:
        self._docx = docx
        self._bodies: list[Any] = []
        self.parts: list[tuple[Sentence, ...]] = []
        self.placeholders: list[str] = []
        # Raises KeyError or AttributeError where the package has no body or no styles, as a damaged one.
        self._styles = {style.name: style.style_id for style in docx.styles if style.type == WD_STYLE_TYPE.CHARACTER}

    def add(self, body: Any, ledger: Ledger) -> None:
        """One rendered w:body."""
        break_lines(body)
        for table in list(body.iter(_TBL)):
            arrange(table)
        sentences = []
        for paragraph in list(body.iter(_P)):
            sentence = ledger.read(text_of(paragraph))
            unmark(paragraph)
            if sentence.text.strip():
                sentences.append(sentence)
            self.placeholders += show_placeholders(paragraph, self._styles.get(PLACEHOLDER_STYLE))
        self.parts.append(tuple(sentences))
        self._bodies.append(body)

    def finish(self, mark: ReportMark, title: str, made: datetime | None) -> bytes:
        """The .docx with all bodies, each from a new page on; its properties say what it is."""
        first, *others = self._bodies
        for body in others:
            _append(first, body)
        for number, drawing in enumerate(first.iter(qn("wp:docPr")), 1):
            drawing.set("id", str(number))  # Word calls a file damaged where two drawings share a number
        element = self._docx.element
        element.replace(element.body, first)
        properties = self._docx.core_properties
        properties.title, properties.subject = title[:250], REPORT_WORDS[mark.kind]
        properties.keywords, properties.category = str(mark), CATEGORY
        if made is not None:
            properties.created = properties.modified = made
        content = BytesIO()
        self._docx.save(content)
        return content.getvalue()


def unmark(part: Any) -> None:
    """Takes all marks out of the texts of an element."""
    for text in part.iter(_T):
        if text.text:
            text.text = strip(text.text)
            keep_spaces(text)


def _append(body: Any, other: Any) -> None:
    """Puts the content of a body behind that of another, from a new page on."""
    last = body.find(_SECTION)
    content = [child for child in other if child.tag != _SECTION]
    if not content:
        return
    if last is not None and any(one.getparent() is not other for one in other.iter(_SECTION)):
        # A template of several sections begins anew with its first one: the last one must end before.
        end: Any = last.getprevious()
        if end is None or end.tag != _P or end.find(f".//{_SECTION}") is not None:
            end = OxmlElement("w:p")
            last.addprevious(end)
        end.get_or_add_pPr().append(deepcopy(last))
    else:
        if content[0].tag != _P:
            content.insert(0, OxmlElement("w:p"))
        Paragraph(content[0], None).paragraph_format.page_break_before = True  # type: ignore[arg-type]
    for child in content:
        if last is not None:
            last.addprevious(child)
        else:
            body.append(child)
