"""Filling a .docx template by docxtpl's rules for {{ }}, {% %}, {%p %} and {%tr %}; mistakes in it are told in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.text import excerpt
from zipingbiao.model.statement import FormStatement, UnitStatement
from zipingbiao.writers.word.chart_part import forget_unused
from zipingbiao.writers.word.charts import draw_charts
from zipingbiao.writers.word.environment import ReportEnvironment, sentence_of, with_pictures
from zipingbiao.writers.word.fields import View
from zipingbiao.writers.word.finish import unmark
from zipingbiao.writers.word.marks import Ledger
from zipingbiao.writers.word.template_limits import TemplateFault, joined, refuse_links, unpacked

_PARAGRAPH = re.compile(r"<w:p([ >])")
_LINE = re.compile(r"\n<w:p([ >])")
_TAG = re.compile(r"<[^>]+>")
_BROKEN = (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError, SyntaxError, AttributeError, RuntimeError)
_MISTAKES = (TemplateError, TemplateFault, TypeError, ValueError, ArithmeticError, RecursionError, SyntaxError)


class Filler:
    """One template and what it is filled with.

    Raises ZpbError naming the template, on making it where it is no Word file, on filling it where it has a mistake.
    """

    def __init__(self, name: str, content: bytes, charts: bool) -> None:
        self._name, self._charts = name, charts
        self._lines: list[str] = []
        self._environment = ReportEnvironment()
        self._docx, source = _opened(name, content)
        if "{{" not in source and "{%" not in source:
            raise ZpbError(
                f"模板“{name}”的正文里没有一个字段（如 {{{{ 项目名称 }}}}），像是写好的报告："
                "请用 zpb report --save-template 取一份模板来改。"
            )
        self._body = self._compile(source)
        # A loop over columns leaves the widths of the table's grid behind.
        self._has_columns = "{%tc " in self._docx.get_xml()

    @property
    def package(self) -> Any:
        """The document of the template, whose body is still unfilled."""
        return self._docx.docx

    def body(self, statement: FormStatement | UnitStatement) -> tuple[Any, Ledger]:
        """The filled w:body, with the figures that it prints."""
        element = self._filled(self._body, statement, self.package.part)
        if self._has_columns:
            element = parse_xml(etree.tostring(self._docx.fix_tables(etree.tostring(element))))
        return element, self._environment.ledger

    def fill_edges(self, statement: FormStatement | UnitStatement) -> None:
        """Fills headers and footers, which are the same for the whole document."""
        for kind in (self._docx.HEADER_URI, self._docx.FOOTER_URI):
            for key, part in list(self._docx.get_headers_footers(kind)):
                source = self._docx.patch_xml(self._docx.get_part_xml(part))
                if "{{" in source or "{%" in source:
                    element = self._filled(self._compile(source), statement, part)
                    unmark(element)
                    self._docx.map_headers_footers_xml(key, etree.tostring(element))

    def _compile(self, source: str) -> Any:
        # One paragraph a line: the number of the line tells where a mistake stands.
        source = _PARAGRAPH.sub(r"\n<w:p\1", source)
        self._lines = source.split("\n")
        with self._faults():
            return self._environment.from_string(source)

    def _filled(self, template: Any, statement: FormStatement | UnitStatement, part: Any) -> Any:
        pictures = {}
        if self._charts:
            pictures = draw_charts(part, statement)
        fields = View("单位" if isinstance(statement, UnitStatement) else "自评表", statement).values()
        self._environment.ledger = Ledger()
        with self._faults():
            filled = joined(template.generate(with_pictures(fields, pictures)))
            forget_unused(part, pictures.values(), filled)
            return parse_xml(_LINE.sub(r"<w:p\1", filled).encode())

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except _MISTAKES as error:
            line = getattr(error, "lineno", None) or _line_of(error)
            raise ZpbError(f"模板“{self._name}”{self._near(line)}：{sentence_of(error)}。") from error

    def _near(self, line: int | None) -> str:
        if line is None or not 0 < line <= len(self._lines):
            return ""
        text = unescape(_TAG.sub("", self._lines[line - 1]))
        return f"里“{excerpt(text, 24)}”这一段" if text.strip() else ""


def _opened(name: str, content: bytes) -> tuple[Any, str]:
    """A template, and the source that jinja compiles. Raises ZpbError for what is no template."""
    try:
        docx = DocxTemplate(unpacked(content))
        docx.render_init()
        refuse_links(docx.docx)
        return docx, docx.patch_xml(docx.get_xml())
    except TemplateFault as fault:
        raise ZpbError(f"模板“{name}”{fault}。") from fault
    except _BROKEN as error:
        raise ZpbError(f"模板“{name}”不是能打开的 .docx 文件，请用 Word、WPS 另存为 .docx 再试。") from error


def _line_of(error: BaseException) -> int | None:
    """The line of the template in which a mistake came up while it was filled."""
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found
