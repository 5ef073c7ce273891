"""Writing check reports: by the ending of the file name, never over a file that is being checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from zipingbiao.app.check import CheckResult
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import write_atomically

SUFFIXES = (".xlsx", ".html")


def prepare_reports(reports: Iterable[Path], checked: Sequence[Path]) -> None:
    """Refuses, before any work is done, a report that could not be written or would replace a checked file.

    Raises ZpbError.
    """
    for report in reports:
        if report.suffix.lower() not in SUFFIXES:
            raise ZpbError(f"报告文件名应以 {' 或 '.join(SUFFIXES)} 结尾：{report.name}")
        if not report.resolve().parent.is_dir():
            raise ZpbError(f"无法保存「{report.name}」：文件夹 {report.parent} 不存在，请先建立文件夹。")
        if report.exists() and any(path.exists() and report.samefile(path) for path in checked):
            raise ZpbError(f"报告不能写在被检查的文件 {report.name} 上，请换一个文件名。")


def write_reports(reports: Iterable[Path], result: CheckResult, made: date | None = None) -> list[Path]:
    """Writes every report and returns their paths; `made` is the day printed in it, today where None.

    Raises ZpbError where one cannot be written.
    """
    written = []
    for report in reports:
        if any(report.exists() and file.path.exists() and report.samefile(file.path) for file in result.files):
            raise ZpbError(f"报告不能写在被检查的文件 {report.name} 上，请换一个文件名。")
        write_atomically(report, _render(report, result, made or date.today()))
        written.append(report)
    return written


def _render(report: Path, result: CheckResult, made: date) -> bytes:
    # Each writer is imported for its own kind only: XlsxWriter has no part in a page of HTML.
    if report.suffix.lower() == ".html":
        from zipingbiao.writers.report_html import render_html

        return render_html(result.files, made).encode()
    from zipingbiao.writers.report_xlsx import render_xlsx

    return render_xlsx(result.files, report)
