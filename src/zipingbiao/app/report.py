"""Writing check reports: by the ending of the file name, never over a file that is being checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from zipingbiao.app.check import CheckResult
from zipingbiao.app.rules import explain_found
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept, need_folder, save

SUFFIXES = (".xlsx", ".html")


def prepare_reports(reports: Iterable[Path], checked: Sequence[Path]) -> None:
    """Refuses, before any work is done, a report that could not be written or would replace a checked file.

    Raises ZpbError.
    """
    for report in reports:
        if report.suffix.lower() not in SUFFIXES:
            raise ZpbError(f"报告文件名应以 {' 或 '.join(SUFFIXES)} 结尾：{report.name}")
        need_folder(report)
        _refuse_checked(report, checked)


def write_reports(
    reports: Iterable[Path],
    result: CheckResult,
    made: date | None = None,
    kept: Kept | None = None,
) -> list[Path]:
    """Writes every report and returns their paths; `made` is the day printed in it, today where None.

    `kept` is told where an existing file of another content was kept.

    Raises ZpbError where one cannot be written.
    """
    written = []
    for report in reports:
        _refuse_checked(report, [file.path for file in result.files])
        save(report, _render(report, result, made or date.today()), kept)
        written.append(report)
    return written


def _refuse_checked(report: Path, checked: Sequence[Path]) -> None:
    if any(is_same_file(report, path) for path in checked):
        raise ZpbError(f"报告不能写在被检查的文件或豁免清单 {report.name} 上，请换一个文件名。")


def is_same_file(report: Path, path: Path) -> bool:
    """Whether both names lead to one existing file."""
    try:
        return report.samefile(path)
    except OSError:
        return False


def _render(report: Path, result: CheckResult, made: date) -> bytes:
    # Each writer is imported for its own kind only: XlsxWriter has no part in a page of HTML.
    if report.suffix.lower() == ".html":
        from zipingbiao.writers.report_html import render_html

        return render_html(result.files, made, explain_found(result.files)).encode()
    from zipingbiao.writers.report_xlsx import render_xlsx

    return render_xlsx(result.files, report)
