"""The button 生成报告: what was found as a page or a workbook, or a report in Word on what the forms say."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.adapters.excel.checking import check_open_book, progress
from zipingbiao.adapters.excel.copies import copied
from zipingbiao.adapters.excel.host import Host, Where
from zipingbiao.adapters.excel.telling import tell_kept
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.file_names import join_name
from zipingbiao.base.text import excerpt

_WORD = ".docx"
_KINDS = "检查报告：网页 (*.html),*.html,检查报告：Excel 工作簿 (*.xlsx),*.xlsx,Word 报告 (*.docx),*.docx"


def report(host: Host) -> None:
    """Writes the report whose kind the user names by the file's ending, and opens it.

    Raises ZpbError where there is no form in the active workbook, or the report cannot be written.
    """
    where = host.where()
    name = join_name([Path(where.book).stem, "报告"], ".html")
    path = host.ask_path("生成报告", str(where.folder / name) if where.folder else name, _KINDS)
    if path is None:
        return
    write = _in_word if path.suffix.lower() == _WORD else _on_findings
    kept = write(host, where, path)
    if kept is not None:
        host.open(path)
        tell_kept(host, kept)


def _on_findings(host: Host, where: Where, path: Path) -> list[Path]:
    """The check report; returns where older files were kept."""
    from zipingbiao.app.check import CheckResult
    from zipingbiao.app.report import prepare_reports, write_reports

    prepare_reports([path], [Path(where.path)] if where.folder else [])
    kept: list[Path] = []
    with progress(host):
        host.status("正在检查…")
        file = check_open_book(host, where).file
        write_reports([path], CheckResult((file,)), kept=kept.append)
    return kept


def _in_word(host: Host, where: Where, path: Path) -> list[Path] | None:
    """A report of the kind that the user chooses; None where she chooses none."""
    from zipingbiao.app.word_report import write_reports
    from zipingbiao.model.report_mark import REPORT_WORDS

    listed = "\n".join(f"{number}  {name}" for number, name in enumerate(REPORT_WORDS.values(), start=1))
    answer = host.ask(f"请输入报告的序号：\n{listed}", "1")
    if answer is None:
        return None
    kinds = dict(zip(map(str, range(1, len(REPORT_WORDS) + 1)), REPORT_WORDS, strict=True))
    if answer not in kinds:
        raise ZpbError(f"没有序号为“{excerpt(answer)}”的报告，请输入 1 至 {len(kinds)} 的数字。")
    kept: list[Path] = []
    with progress(host), copied(host, where) as copy:
        host.status("正在生成报告…")
        made = write_reports(copy, path, kinds[answer], kept=kept.append)
    if made.placeholders:
        host.alert(f"报告里有 {made.placeholders} 处【待填：…】，须由人写，填好以后再报送。")
    return kept
