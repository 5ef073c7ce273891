"""What the ribbon buttons do: one function per action of the registry, and the one way in that never raises."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from zipingbiao import __version__
from zipingbiao.adapters.excel.checking import (
    check_open_book,
    clear_marks,
    copy_name,
    next_finding,
    progress,
    recalculate_and_check,
    take_marks_off,
)
from zipingbiao.adapters.excel.host import Host, Where, XlwingsHost, answer_of
from zipingbiao.adapters.excel.live_book import read_live_sheet
from zipingbiao.app.official import official_name, refuse_errors, safe_name
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import cause, save
from zipingbiao.base.text import excerpt
from zipingbiao.forms.catalog import templates_dir
from zipingbiao.forms.parts import HELPERS
from zipingbiao.readers.grid import Sheet
from zipingbiao.writers.checked import CheckedFile

LOG_FILE = "zipingbiao-excel.log"
HELP_FILE = "使用说明.html"
_MOST_LOG = 1_000_000
#: Excel turns callers away while a cell is being edited or a dialog is open: RPC_E_CALL_REJECTED, VBA_E_IGNORE.
_BUSY = frozenset({-2147418111, -2146777998})
_WORKBOOK_KIND, _REPORT_KINDS = "Excel 工作簿 (*.xlsx),*.xlsx", "网页 (*.html),*.html,Excel 工作簿 (*.xlsx),*.xlsx"


def run_action(host: Host, action: str) -> None:
    """Does what a button says, by the id of its action; every failure becomes one Chinese sentence, nothing is raised."""
    try:
        try:
            _ACTIONS[action](host)
        except ZpbError as error:
            host.alert(str(error))
        except Exception as error:
            host.alert(_unexpected(error))
    except Exception as error:
        # Not even the message box could be shown; what is left is the log.
        _log(error)


def run_in_excel(action: str) -> None:
    """Does what a button says in the Excel that asks; xlwings knows it by the add-in that is handed over."""
    import xlwings

    run_action(XlwingsHost(xlwings.Book.caller().app), action)


def new(host: Host) -> None:
    """Asks for the form and where to save it, writes an empty workbook and opens it."""
    from zipingbiao.app.new import generate
    from zipingbiao.app.templates import list_templates

    forms = list_templates()
    listed = "\n".join(f"{number}  {form['name']}（{form['jurisdiction']}）" for number, form in enumerate(forms, start=1))
    answer = host.ask(f"请输入表样的序号：\n{listed}", "1")
    if answer is None:
        return
    if not (answer.isdecimal() and 1 <= int(answer) <= len(forms)):
        raise ZpbError(f"没有序号为“{excerpt(answer)}”的表样，请输入 1 至 {len(forms)} 的数字。")
    form = forms[int(answer) - 1]
    path = host.ask_path("新建自评表", f"{safe_name(form['name'])}.xlsx", _WORKBOOK_KIND)
    if path is None:
        return
    kept: list[Path] = []
    generate(form["id"], None, path, kept=kept.append)
    host.open(path)
    _tell_kept(host, kept)


def add_row(host: Host) -> None:
    """Shows the next spare row of the group that is selected, and goes to it."""
    where = host.where()
    sheet = read_live_sheet(host, where, where.sheet) if where.sheet in where.sheets else Sheet("", "")
    column = _group_column(sheet)
    if column is None:
        raise ZpbError(
            "这张表不是用本软件生成的自评表，没有备用行。请在 Excel 里插入行，再从上一行把格式和公式复制下来。"
        )
    row = int(re.sub(r"\D", "", where.cell) or 0)
    group = sheet.text(row, column)
    if group is None or row <= _header_row(sheet, column):
        raise ZpbError("请先选中指标表里的一行，再点「增加指标行」。")
    first = last = row
    while sheet.text(first - 1, column) == group:
        first -= 1
    while sheet.text(last + 1, column) == group:
        last += 1
    wanted = [*range(row + 1, last + 1), *range(first, row)]
    _, shown, locked = answer_of(host, "ZpbShowRow", where.book, where.sheet, ";".join(map(str, wanted)))
    if locked:
        raise ZpbError(f"「{where.sheet}」设有保护密码，不能显示备用行，请先撤销工作表保护。")
    if not shown:
        raise ZpbError(f"「{group}」的备用行已经用完。请撤销工作表保护，在组内插入行，再从上一行复制格式和公式。")


def report(host: Host) -> None:
    """Checks the active workbook, writes the report and opens it."""
    from zipingbiao.app.check import CheckResult
    from zipingbiao.app.report import prepare_reports, write_reports

    where = host.where()
    with progress(host):
        host.status("正在检查…")
        file = check_open_book(host, where).file
    folder = where.folder
    name = f"{safe_name(Path(where.book).stem)}_检查报告.html"
    path = host.ask_path("生成报告", str(folder / name) if folder else name, _REPORT_KINDS)
    if path is None:
        return
    own = [Path(where.path)] if folder else []
    prepare_reports([path], own)
    kept: list[Path] = []
    write_reports([path], CheckResult((file,)), kept=kept.append)
    host.open(path)
    _tell_kept(host, kept)


def finalize(host: Host) -> None:
    """Saves a copy without marks under its official name; refuses while there are findings at error level."""
    where = host.where()
    with progress(host):
        host.status("正在检查…")
        file = check_open_book(host, where).file
        refuse_errors(file)
        path = _official_path(host, where, file)
        if path is None:
            return
        sentences = take_marks_off(host, where)
        kept = _save_copy(host, where, path)
    host.alert("\n".join([f"送审工作簿已保存为「{path}」。", *sentences]))
    _tell_kept(host, kept)


def mail(host: Host) -> None:
    """Opens Excel's dialog for mailing the active workbook."""
    host.where()
    try:
        host.send_mail()
    except Exception as error:
        _log(error)
        raise ZpbError("本机没有可用的邮件程序，请保存工作簿后，在邮箱里作为附件发送。") from error


def settings(host: Host) -> None:
    """Shows versions and places."""
    lines = {
        "绩效自评": __version__,
        **host.about(),
        "表样": str(templates_dir()),
        "出错记录": str(_log_path()),
    }
    host.alert("\n".join(f"{label}：{text}" for label, text in lines.items()))


def help(host: Host) -> None:
    """Opens the guide that is installed with this software."""
    from zipingbiao.adapters.excel.build import sources

    guide = sources().addin / HELP_FILE
    if not guide.is_file():
        raise ZpbError(f"没有找到「{HELP_FILE}」。请重新安装，或在命令行执行 zpb --help。")
    host.open(guide)


_ACTIONS: dict[str, Callable[[Host], None]] = {
    "New": new,
    "AddRow": add_row,
    "Check": recalculate_and_check,
    "Next": next_finding,
    "Clear": clear_marks,
    "Report": report,
    "Finalize": finalize,
    "Mail": mail,
    "Settings": settings,
    "Help": help,
}


def _group_column(sheet: Sheet) -> int | None:
    """The helper column that names the first level of every row; None in a workbook of other origin."""
    wanted = {helper.key: helper.header for helper in HELPERS}
    for row in sheet:
        columns = {sheet.text(row, column): column for column in sheet.rows[row]}
        if {wanted["l1"], wanted["kind"], wanted["computed"]} <= columns.keys():
            return columns[wanted["l1"]]
    return None


def _header_row(sheet: Sheet, column: int) -> int:
    header = next(helper.header for helper in HELPERS if helper.key == "l1")
    return next(row for row in sheet if sheet.text(row, column) == header)


def _official_path(host: Host, where: Where, file: CheckedFile) -> Path | None:
    """单位_项目支出绩效自评表_年度 beside the workbook; asks where the workbook is in no folder, or has that name."""
    name = official_name(file, Path(copy_name(where)).suffix)
    if where.folder is not None and (where.folder / name) != Path(where.path):
        return where.folder / name
    kind = f"Excel 工作簿 (*{Path(name).suffix}),*{Path(name).suffix}"
    path = host.ask_path("定稿", f"{Path(name).stem}_定稿{Path(name).suffix}", kind)
    if path is not None and where.path and path == Path(where.path):
        raise ZpbError("定稿不能写在正在填报的工作簿上，请换一个文件名。")
    return path


def _save_copy(host: Host, where: Where, path: Path) -> list[Path]:
    """A copy under that name; an older file of that name is kept beside."""
    with tempfile.TemporaryDirectory(prefix="zpb-") as folder:
        copy = Path(folder) / path.name
        host.save_copy(where.book, copy)
        old = save(path, copy.read_bytes())
    return [] if old is None else [old]


def _tell_kept(host: Host, kept: list[Path]) -> None:
    for path in kept:
        host.alert(f"同名的旧文件没有丢，已留存为「{path.name}」。")


def _unexpected(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return f"没有权限读写「{error.filename or '文件'}」，请检查文件和文件夹的权限，或先关闭正在使用它的程序。"
    if isinstance(error, OSError) and error.filename:
        return f"读写出错「{error.filename}」（{cause(error)}），请检查磁盘和文件名后重试。"
    if getattr(error, "hresult", None) in _BUSY:
        return "Excel 正忙：有单元格正在编辑，或有对话框开着。请按回车或关闭对话框后再点一次。"
    _log(error)
    return (
        f"程序内部出错（{type(error).__name__}：{excerpt(str(error), 200)}）。工作簿里没有留下只做了一半的改动。"
        f"请把出错的文件和记录 {_log_path()} 发给维护者。"
    )


def _log_path() -> Path:
    return Path(tempfile.gettempdir()) / LOG_FILE


def _log(error: Exception) -> None:
    """Adds the error to the log; where that fails nothing else can be done."""
    try:
        path = _log_path()
        mode = "a" if not path.exists() or path.stat().st_size < _MOST_LOG else "w"
        with path.open(mode, encoding="utf-8") as log:
            log.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}  {__version__}\n")
            log.write("".join(traceback.format_exception(error)) + "\n")
    except OSError:
        return
