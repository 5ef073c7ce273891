"""The check report as a workbook of its own: 检查结果 with links into the checked file, which is not touched; 概况."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.files import printable
from zipingbiao.base.numbers import show_percent
from zipingbiao.forms.parts import FINDINGS_SHEET
from zipingbiao.model.finding import SEVERITY_ORDER, SEVERITY_WORDS, Finding, Severity
from zipingbiao.writers.checked import (
    REPORT_MARK,
    CheckedFile,
    count_severities,
    shown_with_unit,
    spot_of,
    unit_name_of,
    written_grade_of,
)
from zipingbiao.writers.workbook.heights import height_for

OVERVIEW_SHEET = "概况"
#: (header, width in characters)
COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 5.5), ("级别", 6), ("规则", 7.5), ("表", 16), ("单元格", 9), ("项目", 20), ("指标或栏目", 16),
    ("填报值", 11), ("应为", 11), ("问题", 42), ("处理办法", 24), ("依据", 24), ("说明", 12),
)  # fmt: skip
_OVERVIEW: tuple[tuple[str, float], ...] = (
    ("文件", 30), ("表", 20), ("项目", 34), ("填报总分", 10), ("应为总分", 10), ("填报等级", 9), ("应为等级", 9),
    ("填报执行率", 11), ("计算执行率", 11), ("错误", 7), ("警告", 7), ("提示", 7),
)  # fmt: skip
_COLOURS = {"error": ("#9C0006", "#FFE1DF"), "warning": ("#7F5200", "#FFF1CC"), "info": ("#1F4E79", "#E3EEF9")}
_FONT = "宋体"
_SIZE = 10
#: Longest text Excel keeps in a cell, and the longest name that a row of the greatest height shows.
_TEXT_LIMIT, _NAME_LIMIT = 32767, 250
#: Longest link Excel keeps, and how many of them on one sheet.
_LINK_LIMIT = 2000
_LINKS_LIMIT = 60000
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?\Z")


def render_xlsx(files: Sequence[CheckedFile], report: Path) -> bytes:
    """The workbook as bytes.

    Args:
        files: what was checked.
        report: where the workbook will stand; links to the checked files are relative to it.
    """
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Report(book, files, report).write()
    book.close()
    return buffer.getvalue()


class _Report:
    def __init__(self, book: Workbook, files: Sequence[CheckedFile], report: Path) -> None:
        self.book = book
        self.files = files
        self.folder = report.resolve().parent
        base = {"font_name": _FONT, "font_size": _SIZE, "border": 1, "border_color": "#BFBFBF", "valign": "top"}
        self.text = book.add_format(base | {"text_wrap": True})
        self.note = book.add_format(base | {"text_wrap": True, "bg_color": "#FFFBE6"})
        self.link = book.add_format(base | {"font_color": "#0563C1", "underline": 1, "text_wrap": True})
        self.count = book.add_format(base | {"align": "center"})
        self.head = book.add_format(
            base | {"bold": True, "bg_color": "#F2F2F2", "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        self.title = book.add_format({"font_name": _FONT, "font_size": 14, "bold": True, "valign": "vcenter"})
        self.severity: dict[str, Format] = {
            key: book.add_format(base | {"font_color": font, "bg_color": fill, "align": "center", "bold": True})
            for key, (font, fill) in _COLOURS.items()
        }

    def write(self) -> None:
        """Both sheets."""
        self.book.set_custom_property(REPORT_MARK, "report")
        found = [(file, finding) for file in self.files for finding in file.findings]
        found.sort(key=lambda pair: SEVERITY_ORDER[pair[1].severity])
        sheet = self._sheet(FINDINGS_SHEET, COLUMNS, 1)
        self._title(sheet, f"{unit_name_of(self.files)}绩效自评表检查结果", _counts(self.files))
        for row, (file, finding) in enumerate(found, start=2):
            self._finding(sheet, row, file, finding)
        if found:
            sheet.autofilter(1, 0, len(found) + 1, len(COLUMNS) - 1)
        else:
            sheet.merge_range(2, 0, 2, len(COLUMNS) - 1, "没有发现问题", self.text)
        self._overview()

    def _sheet(self, name: str, columns: tuple[tuple[str, float], ...], header: int) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        for column, (text, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(header, column, text, self.head)
        sheet.set_row(header, 24)
        sheet.freeze_panes(header + 1, 0)
        sheet.set_landscape()
        # Thirteen columns on A4 would print at three quarters of their size: A3 keeps 10 points readable.
        sheet.set_paper(8)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(header)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def _title(self, sheet: Worksheet, title: str, counts: str) -> None:
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, _fit(f"{title}　（{counts}）"), self.title)

    def _finding(self, sheet: Worksheet, row: int, file: CheckedFile, finding: Finding) -> None:
        where = finding.place.sheet or ""
        if len(self.files) > 1:
            where = f"{file.name}\n{where}".strip()
        texts = [
            where,
            spot_of(finding),
            finding.project,
            finding.label,
            shown_with_unit(finding.printed, finding.unit),
            shown_with_unit(finding.expected, finding.unit),
            finding.message,
            finding.remedy,
            finding.basis,
        ]
        texts = [_fit(text, _NAME_LIMIT) for text in texts[:6]] + [_fit(text) for text in texts[6:]]
        sheet.write_number(row, 0, row - 1, self.count)
        sheet.write_string(row, 1, SEVERITY_WORDS[finding.severity], self.severity[finding.severity])
        sheet.write_string(row, 2, finding.code, self.count)
        for column, text in enumerate(texts, start=3):
            sheet.write_string(row, column, text, self.text)
        target = self._link(file, finding)
        if target is not None and row < _LINKS_LIMIT:
            sheet.write_url(row, 4, target, self.link, spot_of(finding), "打开被检查的文件，转到这个单元格")
        sheet.write_blank(row, len(COLUMNS) - 1, None, self.note)
        widths = [width for _, width in COLUMNS[3:]]
        sheet.set_row(row, height_for(list(zip(texts, widths, strict=False)), _SIZE, 18))

    def _link(self, file: CheckedFile, finding: Finding) -> str | None:
        """The link to the cell in the checked file, relative where both are on one drive."""
        match = _CELL.match(finding.place.cell or "")
        if match is None or finding.place.sheet is None or "#" in file.name or "\ufffd" in printable(str(file.path)):
            return None
        target = file.path.resolve()
        try:
            where = os.path.relpath(target, self.folder)
        except ValueError:
            where = str(target)
        sheet = finding.place.sheet.replace("'", "''")
        link = f"external:{where}#'{sheet}'!{match.group(1)}{match.group(2)}"
        return link if len(link) < _LINK_LIMIT and "#" not in where else None

    def _overview(self) -> None:
        sheet = self._sheet(OVERVIEW_SHEET, _OVERVIEW, 1)
        self._title(sheet, "概况", _counts(self.files))
        row = 2
        for file in self.files:
            if file.unreadable is not None:
                self._line(sheet, row, [file.name, file.unreadable], count_severities([file]))
                row += 1
            for evaluation, assessment in zip(file.evaluations, file.assessments, strict=True):
                funding = evaluation.total_funding
                own = tuple(f for f in file.findings if f.project == evaluation.name)
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
                self._line(sheet, row, texts, count_severities([CheckedFile(file.path, findings=own)]))
                row += 1

    def _line(self, sheet: Worksheet, row: int, texts: list[str], counts: dict[Severity, int]) -> None:
        texts += [""] * (len(_OVERVIEW) - 3 - len(texts))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, _fit(text, _NAME_LIMIT), self.text)
        for column, (severity, count) in enumerate(counts.items(), start=len(_OVERVIEW) - 3):
            sheet.write_number(row, column, count, self.severity[severity] if count else self.count)
        sheet.set_row(row, height_for([(t, w) for t, (_, w) in zip(texts, _OVERVIEW, strict=False)], _SIZE, 18))


def _fit(text: str, limit: int = _TEXT_LIMIT) -> str:
    """The text with at most `limit` characters."""
    text = printable(text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _counts(files: Sequence[CheckedFile]) -> str:
    return "，".join(f"{SEVERITY_WORDS[severity]} {count} 条" for severity, count in count_severities(files).items())
