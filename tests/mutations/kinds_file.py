"""Mistakes of a file: in its formulas, results kept in it, hidden parts, links, its seal; and what only a file can say.

`make(folder, wrong)` writes a correct file, or the same with the mistake in it.
"""

from __future__ import annotations

import copy
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.packaging.relationship import Relationship
from openpyxl.utils import get_column_letter
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink
from openpyxl.worksheet.worksheet import Worksheet

from tests.mutations.clean import clean_forms, write_book
from tests.readers.form_data import Form
from zipingbiao.app.finish_sheets import seal_package
from zipingbiao.app.new import generate
from zipingbiao.app.reading import read_file

Make = Callable[[Path, bool], Path]


class FileKind(NamedTuple):
    """One kind of mistake of a file: the rule that must find it, the mistake, and what writes the file."""

    code: str
    name: str
    make: Make


FILE_KINDS: list[FileKind] = []
#: A form with reasons, an amount below its budget, rows of all groups.
_NAME, _NUMBER = "donghu-2019", 2
#: Its row that a person scores.
_BY_HAND = "推动园区安全生产工作"


def file_kind(code: str, name: str) -> Callable[[Make], FileKind]:
    """Declares a kind of mistake of a file."""

    def declare(make: Make) -> FileKind:
        FILE_KINDS.append(FileKind(code, name, make))
        return FILE_KINDS[-1]

    return declare


def _form() -> Form:
    return copy.deepcopy(clean_forms(_NAME)[_NUMBER])


def _own(folder: Path) -> Path:
    """A workbook of this software with the correct form in it, its scores computed as somebody fills it."""
    form, path = _form(), folder / "自评表.xlsx"
    for row in [*form["funding"], *form["indicators"]]:
        row["rate"] = None
        if row.get("l3") != _BY_HAND:
            row["score"] = None
    form["total"] = None
    data = {"unit_name": form["implementing_unit"], "year": form["year"], "forms": [form]}
    generate(form["template"], data, path)
    return path


def _cell(path: Path, field: str, row: int | None = None) -> str:
    """The address of a field of the form, or of an indicator row."""
    form = read_file(path).evaluations[0]
    value = getattr(form if row is None else form.indicators[row], field)
    cell: str = value.place.cell
    return cell


def _edit(path: Path, cell: str, change: Callable[[str], str]) -> Path:
    """Changes the XML of one cell of the first sheet as another program would: results elsewhere stay as they were."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = next(name for name, content in parts.items() if name.startswith("xl/worksheets/") and b"ZPB_" in content)
    xml = parts[name].decode("utf-8")
    pattern = re.compile(rf'<c r="{cell}"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    assert pattern.search(xml), cell
    parts[name] = pattern.sub(lambda match: change(match[0]), xml, count=1).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part, content in parts.items():
            target.writestr(part, content)
    return path


def _typed(value: str) -> Callable[[str], str]:
    """A typed number instead of whatever the cell had."""
    return lambda xml: re.sub(r"(<c r=\"[A-Z]+\d+\"(?: s=\"\d+\")?).*", rf"\1><v>{value}</v></c>", xml, flags=re.DOTALL)


@file_kind("ZP055", "得分的公式被数字盖住")
def score_typed_over(folder: Path, wrong: bool) -> Path:
    path = _own(folder)
    return _edit(path, _cell(path, "score", 7), _typed("4")) if wrong else path


@file_kind("ZP055", "总分的公式被数字盖住")
def total_typed_over(folder: Path, wrong: bool) -> Path:
    path = _own(folder)
    return _edit(path, _cell(path, "total"), _typed("98")) if wrong else path


@file_kind("ZP055", "总分的公式后面加了一个数")
def total_formula_changed(folder: Path, wrong: bool) -> Path:
    path = _own(folder)
    return _edit(path, _cell(path, "total"), lambda xml: xml.replace("</f>", "+1</f>")) if wrong else path


@file_kind("ZP058", "完成值改了，没有重新计算就保存")
def saved_without_calculation(folder: Path, wrong: bool) -> Path:
    path = _own(folder)
    text = '<is><t>14家</t></is>'
    change = lambda xml: re.sub(r'(<c r="[A-Z]+\d+"(?: s="\d+")?).*', rf'\1 t="inlineStr">{text}</c>', xml)  # noqa: E731
    return _edit(path, _cell(path, "actual", 2), change) if wrong else path


@file_kind("ZP058", "总分是公式，文件里没有保存结果")
def no_results(folder: Path, wrong: bool) -> Path:
    path = _by_hand(folder)
    if wrong:
        book = load_workbook(path)
        cell = _cell(path, "total")
        column = cell.rstrip("0123456789")
        book.worksheets[0][cell] = f"=SUM({column}5:{column}{int(cell[len(column):]) - 1})"
        book.save(path)
    return path


def _by_hand(folder: Path) -> Path:
    return write_book([_form()], folder / "自评表.xlsx")


def _changed(path: Path, change: Callable[[Workbook, Worksheet], None]) -> Path:
    book = load_workbook(path)
    change(book, book.worksheets[0])
    book.save(path)
    return path


@file_kind("ZP056", "得分引用了另一个文件")
def linked(folder: Path, wrong: bool) -> Path:
    path = _by_hand(folder)
    cell = _cell(path, "score", 0)

    def change(book: Workbook, sheet: Worksheet) -> None:
        link = ExternalLink(externalBook=ExternalBook(id="rId1"))
        link.file_link = Relationship(type="externalLinkPath", Target="file:///D:/绩效/2018汇总.xlsx", TargetMode="External")
        book._external_links.append(link)
        sheet[cell] = "=[1]汇总!C5"

    return _changed(path, change) if wrong else path


@file_kind("ZP064", "两行指标被隐藏")
def rows_hidden(folder: Path, wrong: bool) -> Path:
    path = _by_hand(folder)
    first = int(re.sub(r"\D", "", _cell(path, "l3", 1)))

    def change(book: Workbook, sheet: Worksheet) -> None:
        for row in (first, first + 1):
            sheet.row_dimensions[row].hidden = True

    return _changed(path, change) if wrong else path


@file_kind("ZP064", "本软件的工作簿里一行指标被隐藏")
def own_row_hidden(folder: Path, wrong: bool) -> Path:
    path = _own(folder)
    row = int(re.sub(r"\D", "", _cell(path, "l3", 1)))
    if wrong:
        with zipfile.ZipFile(path) as source:
            parts = {name: source.read(name) for name in source.namelist()}
        for name, content in parts.items():
            if name.startswith("xl/worksheets/") and b"ZPB_" in content:
                parts[name] = content.replace(f'<row r="{row}"'.encode(), f'<row r="{row}" hidden="1"'.encode())
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name, content in parts.items():
                target.writestr(name, content)
    return path


@file_kind("ZP064", "另有一张自评表藏在隐藏的工作表里")
def sheet_hidden(folder: Path, wrong: bool) -> Path:
    other = copy.deepcopy(clean_forms(_NAME)[8])
    path = write_book([_form(), other] if wrong else [_form()], folder / "自评表.xlsx")

    def change(book: Workbook, sheet: Worksheet) -> None:
        book.worksheets[1].sheet_state = "hidden"

    return _changed(path, change) if wrong else path


@file_kind("ZP057", "定稿以后改了总分")
def changed_after_seal(folder: Path, wrong: bool) -> Path:
    path = _by_hand(folder)
    total = _cell(path, "total")
    seal_package(path, date(2020, 3, 1), None)

    def change(book: Workbook, sheet: Worksheet) -> None:
        sheet[total] = 99

    return _changed(path, change) if wrong else path


@file_kind("ZP042", "文件名是上一年的")
def old_file_name(folder: Path, wrong: bool) -> Path:
    return write_book([_form()], folder / f"{2018 if wrong else 2019}年度项目支出绩效自评表.xlsx")


@file_kind("ZP000", "文件传坏了")
def broken_file(folder: Path, wrong: bool) -> Path:
    path = _by_hand(folder)
    if wrong:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
    return path


@file_kind("ZP054", "算式指标的完成值与所填的数算出的不同")
def formula_result(folder: Path, wrong: bool) -> Path:
    form = copy.deepcopy(clean_forms("xiangxi-2018-form")[0])
    form["implementing_unit"] = form["department"]
    row = next(row for row in form["indicators"] if row["l3"] == "公用经费控制率")
    if wrong:
        row["actual"] = "74.87%"
    path = folder / "自评表.json"
    data = {"unit_name": form["department"], "year": form["year"], "forms": [form]}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def _with_added(folder: Path, added: str, left: str) -> Path:
    """A form whose funds have 追加 and 结余 columns, laid out by hand."""
    form = _form()
    funds = form["funding"][0]
    rows: list[list[object]] = [
        ["项目支出绩效自评表"],
        [f"（{form['year']}年度）"],
        ["项目名称", form["project"]],
        ["主管部门", form["department"], None, "实施单位", form["implementing_unit"]],
        ["项目资金（万元）", "年初预算数", "追加预算数", "全年预算数", "全年执行数", "结余数", "执行率", "分值", "得分"],
        ["年度资金总额", 8.00, float(added), 10.00, float(funds["executed"]), float(left), funds["rate"], 10, float(funds["score"])],
        ["预期目标", form["goals"][0]["expected"]],
        ["实际完成情况", form["goals"][0]["actual"]],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        *([row[key] for key in ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason")] for row in form["indicators"]),
        ["总分", None, None, None, None, 100, float(form["total"])],
    ]
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([float(cell) if isinstance(cell, str) and re.fullmatch(r"\d+(?:\.\d+)?", cell) else cell for cell in row])
    for column in range(1, 10):
        sheet.column_dimensions[get_column_letter(column)].width = 16
    path = folder / "自评表.xlsx"
    book.save(path)
    return path


@file_kind("ZP008", "年初预算加追加不等于全年预算")
def added_budget(folder: Path, wrong: bool) -> Path:
    return _with_added(folder, "3.00" if wrong else "2.00", "0.15")


@file_kind("ZP008", "结余数不等于预算减执行")
def left_over(folder: Path, wrong: bool) -> Path:
    return _with_added(folder, "2.00", "1.00" if wrong else "0.15")
