"""Reading waivers: the 检查结果 of a workbook, a filled-in report, a list kept as .csv or .yaml."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.model.waiver import Waiver
from zipingbiao.readers.waiver_file import read_waivers
from zipingbiao.readers.waiver_sheet import read_waiver_sheet
from zipingbiao.readers.workbook import read_workbook

HEADS = ["编号", "工作表", "单元格", "指标或栏目", "填报值", "说明"]
ROW = ["ZP014", "安全生产专项", "I26", "总分", "97", "按省厅表样。"]


def _book(path: Path, *rows: list[object], name: str = "检查结果") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _is_row(waiver: Waiver) -> bool:
    return [waiver.code, waiver.sheet, waiver.cell, waiver.label, waiver.printed, waiver.reason] == ROW


def test_a_sheet_of_the_workbook_itself(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "a.xlsx",
        ["某单位绩效自评表检查结果"],
        [],
        ["序号", "级别", "编号", "文件", "工作表", "单元格", "指标或栏目", "填报值", "应为", "单位", "问题", "说明"],
        [1, "错误", "ZP014", "旧名.xlsx", "安全生产专项", "I26", "总分", 97, "96.85", "分", "不符。", "按省厅表样。"],
        [2, "错误", "ZP015", "旧名.xlsx", "安全生产专项", "I27", "总分", 97, "96.85", "分", "不符。", None],
        [None, None, None, None, None, None, None, None, None, None, None, "随手写的一句话"],
    )
    (found,) = read_waiver_sheet(read_workbook(path))
    assert _is_row(found) and found.expected == "96.85" and found.file is None
    assert found.place == ("a.xlsx", "检查结果", "L4", None, None, None)


@pytest.mark.parametrize(
    "rows",
    [
        [["尚未检查。"]],
        [["编号", "说明"], ["ZP014", "按省厅表样。"]],
        [["检查项目", "结果", "说明"], ["消防", "合格", "无"]],
        [HEADS, ["没有发现问题"]],
    ],
)
def test_another_sheet_of_that_name_is_left_alone(tmp_path: Path, rows: list[list[object]]) -> None:
    assert read_waiver_sheet(read_workbook(_book(tmp_path / "a.xlsx", *rows))) == ()


def test_only_the_sheet_of_that_name_counts_in_a_workbook(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", HEADS, ROW, name="说明")
    assert read_waiver_sheet(read_workbook(path)) == ()
    assert [_is_row(one) for one in read_waivers(path)] == [True]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_list(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "豁免.csv"
    blank = ",".join([*ROW[:-1], ""])
    path.write_text(f"{','.join(HEADS)}\r\n{','.join(ROW)}\r\n\r\n{blank}\r\n", encoding=encoding)
    found, empty = read_waivers(path)
    assert _is_row(found) and found.place == ("豁免.csv", None, "第2行", None, None, None)
    # In a list made of waivers a blank reason is one that is missing; see ZP062.
    assert empty.reason == ""


def test_a_report_saved_as_csv_keeps_most_rows_for_nobody(tmp_path: Path) -> None:
    path = tmp_path / "检查结果.csv"
    head = "序号,级别,编号,工作表,单元格,指标或栏目,填报值,问题,说明"
    path.write_text(
        f"标题\n\n{head}\n1,错误,14,甲,H40,总分,97,不符,\n2,错误,zp14,甲,H41,总分,97,不符,按表样。\n", "utf-8"
    )
    (found,) = read_waivers(path)
    assert (found.code, found.cell, found.reason) == ("ZP014", "H41", "按表样。")


def test_a_yaml_list(tmp_path: Path) -> None:
    path = tmp_path / "豁免.yaml"
    path.write_text(
        "# 一项一条\n- {编号: ZP014, 工作表: 安全生产专项, 单元格: I26, 指标或栏目: 总分, 填报值: 97, 说明: 按省厅表样。}\n"
        "- 编号: 19\n  文件: b.xlsx\n  填报值: 97.00\n  说明:\n",
        encoding="utf-8",
    )
    first, second = read_waivers(path)
    assert _is_row(first) and first.place.cell == "第2行"
    assert (second.code, second.file, second.printed, second.reason) == ("ZP019", "b.xlsx", "97.00", "")


def test_an_empty_yaml_list_has_no_waivers(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("# 暂时没有\n", encoding="utf-8")
    assert read_waivers(tmp_path / "a.yml") == ()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "编号,说明\nZP014,有理由\n", "第一行缺少 工作表、单元格、指标或栏目、填报值"),
        ("a.csv", "姓名,电话\n张三,123\n", "第一行为 编号、工作表"),
        ("a.csv", f"{','.join(HEADS)}\n,甲,H40,总分,97,有理由\n", "第2行没有写明规则编号"),
        ("a.yaml", "编号: ZP014\n", "应当是一个列表"),
        ("a.yaml", "- ZP014\n", "第 1 行应当写成"),
        ("a.yaml", "- 编号: ZP014\n  理油: 有\n", "第 2 行：不认识的键 理油"),
        ("a.yaml", "- 编号: ZP014\n  编号: ZP015\n", "第 2 行：键 编号 重复"),
        ("a.yaml", "- 编号: ZP014\n  说明: [a]\n", "第 2 行：说明 应当是一个值"),
        ("a.yaml", "- ? {编号: ZP014}\n  : 有理由\n", "第 1 行：键应当是一个词，如 编号。"),
        ("a.yaml", "- 说明: 有理由\n", "没有写明规则编号"),
        ("a.yaml", "- {编号: ZP014\n", "YAML 语法有误"),
        ("a.yaml", "[" * 50_000, "嵌套太深"),
    ],
)
def test_what_is_no_list_of_waivers_is_said_in_one_sentence(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ZpbError, match=words) as error:
        read_waivers(tmp_path / name)
    assert str(error.value).count("\n") == 0 and str(error.value).endswith("。")


@pytest.mark.parametrize("name", ["没有.csv", "没有.yaml", "没有.xlsx"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile):
        read_waivers(tmp_path / name)
