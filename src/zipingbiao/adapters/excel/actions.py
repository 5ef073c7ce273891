"""What the ribbon buttons do: one function per action of the registry, and the one way in that never raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from zipingbiao import __version__
from zipingbiao.adapters.excel.checking import clear_marks, next_finding, recalculate_and_check
from zipingbiao.adapters.excel.finishing import finalize, mail
from zipingbiao.adapters.excel.host import Host, XlwingsHost, answer_of
from zipingbiao.adapters.excel.live_book import read_live_sheet
from zipingbiao.adapters.excel.reporting import report
from zipingbiao.adapters.excel.telling import log, log_path, tell_kept, unexpected
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.file_names import join_name
from zipingbiao.base.text import excerpt
from zipingbiao.forms.catalog import templates_dir
from zipingbiao.forms.parts import HELPERS
from zipingbiao.readers.grid import Sheet

HELP_FILE = "使用说明.html"
_WORKBOOK_KIND = "Excel 工作簿 (*.xlsx),*.xlsx"


def run_action(host: Host, action: str) -> None:
    """Does what a button says, by the id of its action; every failure becomes one Chinese sentence, nothing is raised."""
    try:
        try:
            _ACTIONS[action](host)
        except ZpbError as error:
            host.alert(str(error))
        except Exception as error:
            host.alert(unexpected(error))
    except Exception as error:
        # Not even the message box could be shown; what is left is the log.
        log(error)


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
    path = host.ask_path("新建自评表", join_name([form["name"]], ".xlsx"), _WORKBOOK_KIND)
    if path is None:
        return
    kept: list[Path] = []
    generate(form["id"], None, path, kept=kept.append)
    host.open(path)
    tell_kept(host, kept)


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


def settings(host: Host) -> None:
    """Shows versions and places."""
    lines = {
        "绩效自评": __version__,
        **host.about(),
        "表样": str(templates_dir()),
        "出错记录": str(log_path()),
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
