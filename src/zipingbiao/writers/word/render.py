"""Rendering a report: statements and a .docx template → one document, with every sentence and where its figures stand.

The packages this needs are optional and are imported only when something is rendered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zipingbiao.base.errors import missing_package
from zipingbiao.model.report_mark import REPORT_WORDS, ReportKind, mark_report
from zipingbiao.model.statement import FormStatement, Sentence, UnitStatement
from zipingbiao.writers.word.marks import flatten


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """A .docx with fields; `name` is what a user knows it by."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report.

    content       the .docx
    parts         the sentences of each form's report in the order of the document, those of table cells too
    placeholders  what a person must still write, as it stands there: 【待填：通知文号】
    """

    content: bytes
    parts: tuple[tuple[Sentence, ...], ...]
    placeholders: tuple[str, ...]


def render(
    kind: ReportKind,
    statements: Sequence[FormStatement | UnitStatement],
    template: ReportTemplate,
    charts: bool = False,
    made: datetime | None = None,
) -> Rendered:
    """Renders the reports of several forms into one document, each from a new page on.

    Args:
        kind: what the report is; written into the properties of the document.
        statements: forms for self and evaluation, units for summary; at least one.
        template: what is filled in; headers and footers are filled from the first statement.
        charts: whether the pictures of the template are drawn.
        made: the time for the properties of the document; that of the template where None.

    Raises:
        ZpbError: where the template is no Word file, uses an unknown field, or has a mistake in its {{ }} or {% %};
            names the template. Also where the optional packages are missing.
    """
    try:
        from zipingbiao.writers.word.filling import Filler
        from zipingbiao.writers.word.finish import Document
    except ImportError as error:
        raise missing_package("生成 Word 报告", "python-docx、docxtpl", "reports") from error
    filler = Filler(template.name, template.content, charts)
    document = Document(filler.package)
    for statement in statements:
        document.add(*filler.body(statement))
    filler.fill_edges(statements[0])
    content = document.finish(mark_report(kind, template.content), _title(kind, statements), made)
    return Rendered(content, tuple(document.parts), tuple(document.placeholders))


def _title(kind: ReportKind, statements: Sequence[FormStatement | UnitStatement]) -> str:
    first = statements[0]
    unit = first.unit_name if isinstance(first, UnitStatement) else first.implementing_unit
    project = first.project.text if isinstance(first, FormStatement) and len(statements) == 1 else ""
    return flatten(f"{unit.text}{first.year.text}{project}{REPORT_WORDS[kind]}")
