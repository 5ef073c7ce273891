"""Reading whatever a user names: DATA.json, a workbook, a report. Files inside a folder are found by app.search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.app.excerpts import is_breakdown, is_excerpt, tables_of
from zipingbiao.base.errors import UnreadableFile
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.file_facts import FileFacts
from zipingbiao.model.finding import Finding
from zipingbiao.model.report import Report
from zipingbiao.model.summary import Summary
from zipingbiao.model.waiver import Waiver
from zipingbiao.model.workpaper import Workpaper
from zipingbiao.readers.data import read_data

if TYPE_CHECKING:
    from zipingbiao.readers.grid import Workbook

#: Plain text: a narrative report or nothing.
TEXT_SUFFIXES = (".txt", ".md")
#: What a letter about the evaluation holds as well: the year, and the points and grades of the scheme.
_NOTHING_TO_COMPARE = frozenset({"year", "points"})


class ReadFile(NamedTuple):
    """What one file holds.

    book     its sheets (readers.grid.Workbook); None for data
    facts    what was noticed about the file itself; None for data
    waivers  what its sheet 检查结果 says
    report   the figures of its sentences, which only `read_with_report` reads
    workpaper  the review workpaper that it is; it then holds no forms of its own
    """

    evaluations: list[Evaluation]
    findings: list[Finding]
    summaries: list[Summary]
    book: Workbook | None = None
    facts: FileFacts | None = None
    waivers: tuple[Waiver, ...] = ()
    report: Report | None = None
    workpaper: Workpaper | None = None


def read_file(path: Path) -> ReadFile:
    """Reads one file by what it is.

    Raises UnreadableFile or DataError with a plain sentence.
    """
    if path.suffix.lower() == ".json":
        evaluations, meta = read_data(path)
        return ReadFile(evaluations, [], [] if meta.project_list is None else [meta.project_list])
    # The workbook reader is wanted only here: reading DATA.json must not wait for them.
    from zipingbiao.readers.workbook import read_workbook

    return read_book(read_workbook(path))


def read_book(book: Workbook) -> ReadFile:
    """What the sheets of a workbook hold."""
    from zipingbiao.readers.file_facts import read_facts
    from zipingbiao.readers.forms import read_forms
    from zipingbiao.readers.summary import read_summaries
    from zipingbiao.readers.waiver_sheet import read_waiver_sheet
    from zipingbiao.readers.workpaper import read_workpaper

    if (workpaper := read_workpaper(book)) is not None:
        return ReadFile([], [], [], book, read_facts(book, [], []), read_waiver_sheet(book), workpaper=workpaper)
    evaluations, findings = read_forms(book)
    summaries = read_summaries(book)
    facts = read_facts(book, evaluations, summaries)
    return ReadFile(evaluations, findings, summaries, book, facts, read_waiver_sheet(book))


def read_with_report(path: Path) -> ReadFile:
    """Reads one file, and the sentences of a Word or text file; a text file holds nothing else.

    Raises UnreadableFile or DataError with a plain sentence.
    """
    ending = path.suffix.lower()
    if ending in TEXT_SUFFIXES:
        return ReadFile([], [], [], report=_worth_reading(_read_text(path)))
    read = read_file(path)
    if ending not in (".docx", ".docm"):
        return read
    try:
        report = _read_text(path)
    except UnreadableFile:
        return read  # What Word calls a document may hold tables that can be read, and no text that can.
    if not (report.titles or report.made):
        blanks = () if read.evaluations else report.blanks
        return read._replace(report=_worth_reading(report.model_copy(update={"blanks": blanks})))
    read = _without_excerpts(read, report)
    forms = {table for form in read.evaluations for table in tables_of(form)}
    blanks = tuple(blank for blank in report.blanks if blank.place.table not in forms)
    return read._replace(report=_worth_reading(report.model_copy(update={"blanks": blanks})))


def _without_excerpts(read: ReadFile, report: Report) -> ReadFile:
    """The forms and lists of a Word file that its report does not only quote, and what was noticed about them."""
    forms = [form for form in read.evaluations if not is_excerpt(form, made=bool(report.made))]
    lists = [table for table in read.summaries if not is_breakdown(table, report)]
    tables = {table for form in forms for table in tables_of(form)}
    kept = [finding for finding in read.findings if finding.place.table is None or finding.place.table in tables]
    return read._replace(evaluations=forms, summaries=lists, findings=kept if forms else [])


def _read_text(path: Path) -> Report:
    # A long module, and most checks see no report.
    from zipingbiao.readers.report_text import read_report

    return read_report(path)


def _worth_reading(report: Report) -> Report | None:
    """The report, where it states anything that a form states as well, or was not filled in."""
    if not speaks_of_performance(report):
        report = report.model_copy(update={"blanks": ()})  # A contract or a letter may be filled in by others.
    has_figures = any(figure.kind not in _NOTHING_TO_COMPARE for figure in report.figures)
    return report if has_figures or report.blanks or report.made else None


def speaks_of_performance(report: Report) -> bool:
    """Whether a text is about what the forms are about; contracts and minutes have figures as well."""
    titles = (report.file, report.title, *(section.title for section in report.sections))
    sentences = (*(figure.sentence for figure in report.figures), *(blank.sentence for blank in report.blanks))
    return bool(report.made) or any("绩效" in text for text in (*titles, *sentences))
