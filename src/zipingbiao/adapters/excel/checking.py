"""The button 重新计算并检查, the next finding, and taking marks off; what is written into the workbook is `handover`'s."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zipingbiao.adapters.excel.copies import copy_name
from zipingbiao.adapters.excel.handover import GONE, hand_over
from zipingbiao.adapters.excel.host import Host, Where, answer_of
from zipingbiao.adapters.excel.live_book import read_live_book, read_live_names, read_live_sheet
from zipingbiao.app.check import check_book
from zipingbiao.app.result_lines import header_of
from zipingbiao.app.unfilled import unfilled_line
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.text import excerpt
from zipingbiao.forms.parts import FINDINGS_SHEET
from zipingbiao.model.finding import SEVERITY_WORDS
from zipingbiao.readers.grid import Sheet, Workbook
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.checked import CheckedFile, counts_of
from zipingbiao.writers.marking.areas import area_of
from zipingbiao.writers.marking.book import ANCHOR, sheet_of
from zipingbiao.writers.result_rows import WAIVED, sorted_findings

#: How many of the reader's remarks are told where it found no form.
_SHOWN = 2
#: Why Excel lets nothing be written, and what the user has to do first, by what ZpbShowResults and ZpbClearMarks say.
_FORBIDDEN = {
    "structure": ("工作簿的结构设有密码保护", "撤销“保护工作簿”"),
    "shared": ("这是共享工作簿", "在“审阅”里取消共享"),
}
_NOT_READ = "这个文件的副本读不了（有密码、加密，或不是工作簿格式），已改为直接读取各工作表：隐藏的行和列、引用别的文件没有检查。"


class Checked(NamedTuple):
    """A workbook that is open in Excel, as checked.

    in_place  its sheets were read from Excel, because its copy could not be read
    """

    file: CheckedFile
    book: Workbook
    in_place: bool


def recalculate_and_check(host: Host) -> None:
    """Recalculates the active workbook, checks it, writes 检查结果, marks the cells, and says what was found.

    Raises ZpbError where no workbook is open, no form is in it, or its structure forbids writing; nothing is written
    then. Any other error leaves the workbook as it was, too.
    """
    where = host.where()
    with progress(host):
        host.status("正在重新计算…")
        not_entered = _recalculate(host, where)
        host.status("正在检查…")
        checked = check_open_book(host, where)
        host.status("正在写入检查结果…")
        marks, table, texts = hand_over(checked.file, checked.book)
        answer = answer_of(host, "ZpbShowResults", where.book, marks, table, texts)
        if answer[3]:
            why, remedy = _FORBIDDEN[answer[3]]
            raise ZpbError(
                f"{why}，不能添加「检查结果」，没有写入任何内容。请先{remedy}，再检查一遍。{_counts(checked.file)}"
            )
        lines = [*_summary(checked, answer), *not_entered]
        host.status(lines[0])
        host.alert("\n".join(lines))


def check_open_book(host: Host, where: Where) -> Checked:
    """Checks the active workbook as `zpb check` checks its file; a form that was never saved too.

    Raises ZpbError where there is no form in it.
    """
    checked = _check_copy(host, where)
    if checked is None:
        book = read_live_book(host, where)
        checked = Checked(check_book(book), book, in_place=True)
    if not checked.file.evaluations:
        why = [one.full_message for one in checked.file.findings if one.kind != "required_missing"][:_SHOWN]
        advice = "如果是自评表，请核对表头用语。" if not why else "\n".join(["", *why])
        raise ZpbError(f"「{where.book}」里没有找到自评表，没有检查，也没有写入任何内容。{advice}")
    return checked


def _check_copy(host: Host, where: Where) -> Checked | None:
    """Checks a copy in a folder of its own, which is gone afterwards; None where Excel gives none that can be read."""
    folder = Path(tempfile.mkdtemp(prefix="zpb-"))
    try:
        copy = folder / copy_name(where)
        try:
            host.save_copy(where.book, copy)
        except Exception:  # protected view, rights management, a format that has no copies: each has an error of its own
            return None
        try:
            book = read_workbook(copy)
        except (UnreadableFile, OSError):
            return None
        return Checked(check_book(book), book, in_place=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def progress(host: Host) -> Iterator[None]:
    """Gives the status bar back to Excel, whatever happens."""
    try:
        yield
    finally:
        # A host that fails here has failed before, and that is what must be told.
        with contextlib.suppress(Exception):
            host.status(None)


def _recalculate(host: Host, where: Where) -> list[str]:
    """Enters formulas again that do not call the add-in, and recalculates; what of that failed is said."""
    not_entered: list[str] = []
    try:
        count = int(answer_of(host, "ZpbRebindBook", where.book)[1])
    except RuntimeError:
        count = 0
        not_entered = ["有的 ZPB_ 公式没有能够重新填写，得分按表上原有的数检查。"]
    host.recalculate(everything=count > 0)
    return not_entered


def _counts(file: CheckedFile) -> str:
    return f"检查的结果：{counts_of([file])}。"


def _summary(checked: Checked, answer: Sequence[Any]) -> list[str]:
    """What the message box says: counts, the worst finding, what was not marked."""
    lines = [_counts(checked.file)]
    open_ = [finding for _, finding in sorted_findings([checked.file]) if finding.waived is None]
    if open_:
        first = open_[0]
        place = " ".join(part for part in (first.place.sheet, first.place.cell) if part)
        lines.append(f"先看这一条（{SEVERITY_WORDS[first.severity]}）：{place} {excerpt(first.message, 120)}".strip())
    else:
        lines = ["没有发现问题。" if not checked.file.findings else f"{lines[0]}其余的已写明原因。"]
    if (line := unfilled_line([checked.file])) is not None:
        lines.append(line)
    _, marked, locked, _, rewritten, kept = answer
    if marked:
        lines.append(f"已标记 {int(marked)} 个单元格，全部问题见「{FINDINGS_SHEET}」。")
    if locked:
        names = "」「".join(str(locked).split("\n"))
        lines.append(f"「{names}」设有保护密码，没有标记，问题只列在「{FINDINGS_SHEET}」里。")
    if kept:
        lines.append(f"原来的检查结果里写有别的内容，或有公式引用它，已另留为「{kept}」。")
    if rewritten:
        lines.append(f"有 {int(rewritten)} 个批注在上次检查后被改写过，原样保留。")
    if checked.in_place:
        lines.append(_NOT_READ)
    return lines


class _Stop(NamedTuple):
    """A cell with an open finding: where it stands, and the line about it."""

    sheet: str
    cell: str
    order: tuple[int, int, int]
    row: int
    text: str


def next_finding(host: Host) -> None:
    """Goes to the next cell with a finding, sheet by sheet from top to bottom, and shows the finding in the status bar.

    From 检查结果 it goes to the cell of the selected row. Raises ZpbError where there is nothing to go to.
    """
    where = host.where()
    name = sheet_of(read_live_names(host, where).get(ANCHOR, "")) or FINDINGS_SHEET
    if name not in where.sheets:
        raise ZpbError("还没有检查结果，请先点「重新计算并检查」。")
    stops = _stops(read_live_sheet(host, where, name), where)
    if not stops:
        raise ZpbError("检查结果里没有要处理的问题。")
    here = area_of(where.cell)
    row, column = (here.top, here.left) if here is not None else (0, 0)
    if where.sheet == name:
        stop = next((one for one in stops if one.row == row), stops[0])
    else:
        order = where.sheets.index(where.sheet) if where.sheet in where.sheets else -1
        stop = next((one for one in stops if one.order > (order, row, column)), stops[0])
    host.select(where.book, stop.sheet, stop.cell)
    same = sum(one.order == stop.order for one in stops) - 1
    more = f"（这一格另有 {same} 条）" if same else ""
    host.status(f"{stops.index(stop) + 1}/{len(stops)} {stop.text}{more}")


def _stops(sheet: Sheet, where: Where) -> list[_Stop]:
    """The open findings that have a cell, in the order of the workbook."""
    header = header_of(sheet)
    if header is None:
        return []
    first, columns = header
    found = []
    for row in sheet:
        texts = {head: sheet.text(row, column) or "" for head, column in columns.items()}
        area, name, level = area_of(texts["单元格"]), texts["工作表"], texts.get("级别", "")
        # What is said of 检查结果 itself stood in other rows when it was checked.
        if row <= first or area is None or name not in where.sheets or name == sheet.name:
            continue
        if WAIVED in level or level == GONE:
            continue
        order = (where.sheets.index(name), area.top, area.left)
        text = f"{level}：{excerpt(texts.get('问题', ''), 150)}"
        found.append(_Stop(name, texts["单元格"], order, row, " ".join(text.split())))
    return sorted(found, key=lambda one: (one.order, one.row))


def clear_marks(host: Host) -> None:
    """Takes the marks off; 检查结果 stays. Raises ZpbError where there are none, or they cannot be taken off."""
    where = host.where()
    with progress(host):
        host.status("正在清除标记…")
        sentences = take_marks_off(host, where)
    if not sentences:
        raise ZpbError(f"「{where.book}」里没有检查标记，不用清除。")
    host.alert("\n".join(sentences))


def take_marks_off(host: Host, where: Where) -> list[str]:
    """Takes the marks off and says what there is to say, which is nothing where there are none.

    Raises ZpbError where the structure of the workbook forbids it.
    """
    _, count, locked, state, rewritten = answer_of(host, "ZpbClearMarks", where.book)
    if state == "none":
        return []
    if state:
        why, remedy = _FORBIDDEN[state]
        raise ZpbError(f"{why}，标记没有清除。请先{remedy}，再清除一遍。")
    sentences = [f"已清除 {int(count)} 个单元格的标记，「{FINDINGS_SHEET}」留着，不需要时请自行删除。"]
    if locked:
        names = "」「".join(str(locked).split("\n"))
        sentences.append(f"「{names}」设有保护密码，上面的标记没有清除，撤销工作表保护后再清除一遍。")
    if rewritten:
        sentences.append(f"有 {int(rewritten)} 个批注在检查后被改写过，原样保留，不需要时请自行删除。")
    return sentences
