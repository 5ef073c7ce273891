"""The check report as a workbook of its own: 检查结果 with links into the checked file, which is not touched; 概况."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import show_percent
from zipingbiao.forms.parts import FINDINGS_SHEET
from zipingbiao.model.finding import Finding
from zipingbiao.writers.checked import (
    CheckedFile,
    count_severities,
    count_waived,
    counts_of,
    findings_by_form,
    unit_name_of,
    written_grade_of,
)
from zipingbiao.writers.file_links import external_link
from zipingbiao.writers.report_book import HEADER, LINKS_LIMIT, LOWEST_ROW, SIZE, ReportBook
from zipingbiao.writers.result_rows import (
    FINDING_WIDTHS,
    NAME_LIMIT,
    WAIVED,
    ResultRow,
    cell_reference,
    fit,
    result_table,
)
from zipingbiao.writers.workbook.heights import height_for

OVERVIEW_SHEET = "概况"
_OVERVIEW: dict[str, float] = {
    "文件": 24, "工作表": 16, "项目": 26, "填报总分": 9, "应为总分": 9, "填报等级": 9, "应为等级": 9, "填报执行率": 10,
    "计算执行率": 10, "错误": 6.5, "警告": 6.5, "提示": 6.5, WAIVED: 7.5,
}  # fmt: skip
_COUNTS = 4
_ELSEWHERE = "（不在某张自评表上）"
_HINT = (
    "要照原样保留的，在说明栏写明理由，下次检查时带上这份文件（--waivers），这一条就不再计数；填报值改了，说明即失效。"
)
_INPUT = "写明为什么照原样报送。只写“无”“已核对”不算理由。"
_CENTRED = frozenset({"序号", "编号", "单位"})


def render_xlsx(files: Sequence[CheckedFile], report: Path) -> bytes:
    """The workbook as bytes.

    Args:
        files: what was checked.
        report: where the workbook will stand; links to the checked files are relative to it.
    """
    book = ReportBook()
    _Report(book, files, report).write()
    return book.close()


class _Report:
    def __init__(self, book: ReportBook, files: Sequence[CheckedFile], report: Path) -> None:
        self.book = book
        self.files = files
        self.folder = report.resolve().parent

    def write(self) -> None:
        """Both sheets."""
        headers, rows = result_table(self.files)
        widths = {head: FINDING_WIDTHS[head] for head in headers}
        sheet = self.book.add_table(FINDINGS_SHEET, list(widths.items()))
        self._title(sheet, f"{unit_name_of(self.files)}绩效自评表检查结果", _HINT if rows else "")
        for number, row in enumerate(rows, start=HEADER + 1):
            self._finding(sheet, number, row, widths)
        last = len(headers) - 1
        if rows:
            sheet.autofilter(HEADER, 0, HEADER + len(rows), last)
            sheet.data_validation(
                HEADER + 1, last, HEADER + len(rows), last,
                {"validate": "any", "input_title": "说明", "input_message": _INPUT},
            )  # fmt: skip
        else:
            sheet.merge_range(HEADER + 1, 0, HEADER + 1, last, "没有发现问题", self.book.text)
        self._overview()

    def _title(self, sheet: Worksheet, title: str, hint: str) -> None:
        self.book.write_title(sheet, fit(f"{title}　（{_counts(self.files)}）"), hint)

    def _finding(self, sheet: Worksheet, number: int, row: ResultRow, widths: dict[str, float]) -> None:
        waived = row.finding.waived is not None
        for column, (head, value) in enumerate(zip(widths, row.values, strict=True)):
            if isinstance(value, int):
                sheet.write_number(number, column, value, self.book.count)
            elif head == "级别":
                sheet.write_string(
                    number, column, value, self.book.waived if waived else self.book.severity[row.finding.severity]
                )
            elif head == "单元格" and number < LINKS_LIMIT and (target := self._link(row.file, row.finding)):
                sheet.write_url(number, column, target, self.book.link, value, "打开被检查的文件，转到这个单元格")
            elif head == "说明":
                # An empty text would count as filled in.
                put = sheet.write_string if value else sheet.write_blank
                put(number, column, value, self.book.note)
            else:
                style = self.book.count if head in _CENTRED else self.book.grey if waived else self.book.text
                sheet.write_string(number, column, value, style)
        texts = [(str(value), width) for value, width in zip(row.values, widths.values(), strict=True)]
        sheet.set_row(number, height_for(texts, SIZE, LOWEST_ROW))

    def _link(self, file: CheckedFile, finding: Finding) -> str | None:
        """The link to the cell in the checked file, relative where both are on one drive."""
        reference = cell_reference(finding)
        return None if reference is None else external_link(file.path, self.folder, reference)

    def _overview(self) -> None:
        sheet = self.book.add_table(OVERVIEW_SHEET, list(_OVERVIEW.items()))
        self._title(sheet, OVERVIEW_SHEET, "")
        lines = [line for file in self.files for line in self._forms(file)]
        for row, (texts, findings) in enumerate(lines, start=HEADER + 1):
            self._line(sheet, row, texts, findings, self.book.text)
        every = [finding for file in self.files for finding in file.findings]
        self._line(sheet, HEADER + 1 + len(lines), ["合计"], every, self.book.sum)

    def _forms(self, file: CheckedFile) -> list[tuple[list[str], Sequence[Finding]]]:
        """A line for every form, and one for what belongs to none."""
        lines: list[tuple[list[str], Sequence[Finding]]] = []
        found, rest = findings_by_form(file)
        for evaluation, assessment, own in zip(file.evaluations, file.assessments, found, strict=True):
            funding = evaluation.total_funding
            computed = assessment.written_total
            texts = [
                file.name,
                evaluation.place.sheet or "",
                evaluation.name,
                evaluation.total.text or "",
                "" if computed is None else format(computed, "f"),
                written_grade_of(evaluation) or "",
                assessment.written_grade or "",
                (funding.rate.text if funding is not None else None) or "",
                "" if assessment.rate is None else show_percent(assessment.rate),
            ]
            lines.append((texts, own))
        if rest or not lines:
            lines.append(([file.name, "", file.unreadable or ("" if file.is_list else _ELSEWHERE)], rest))
        return lines

    def _line(self, sheet: Worksheet, row: int, texts: list[str], findings: Sequence[Finding], style: Format) -> None:
        texts += [""] * (len(_OVERVIEW) - _COUNTS - len(texts))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, fit(text, NAME_LIMIT), style)
        one = [CheckedFile(Path(), findings=tuple(findings))]
        column = len(texts)
        for severity, count in count_severities(one).items():
            sheet.write_number(row, column, count, self.book.severity[severity] if count else self.book.count)
            column += 1
        sheet.write_number(row, column, count_waived(one), self.book.count)
        widths = [(text, width) for text, width in zip(texts, _OVERVIEW.values(), strict=False)]
        sheet.set_row(row, height_for(widths, SIZE, LOWEST_ROW))


def _counts(files: Sequence[CheckedFile]) -> str:
    waived = count_waived(files)
    return f"{counts_of(files)}，{WAIVED} {waived} 条" if waived else counts_of(files)
