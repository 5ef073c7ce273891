"""Lists of projects: units that are inferred, rows and totals that are told, files that are refused, words of headers."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.readers.build import DATA
from tests.readers.project_lists import Cells, read, said, total
from zipingbiao.base.errors import UnreadableFile
from zipingbiao.readers.list_words import head_of, money_unit, source_of, total_rank
from zipingbiao.readers.project_list import read_project_list


@pytest.mark.parametrize(
    ("figures", "unit", "sure"),
    [
        ([1870000, 250000, 4400], "元", True),
        ([12.3456, 3, 150], "万元", True),
        ([187, 25, 0.44], "万元", True),
        ([5800, 5000, 12000], "元", False),
        ([350, 2800], "万元", False),
    ],
)
def test_a_unit_that_nobody_states_is_inferred_and_said(
    tmp_path: Path, figures: list[float], unit: str, sure: bool
) -> None:
    found = read(tmp_path, [["项目名称", "预算数"], *([f"项目{n}", figure] for n, figure in enumerate(figures))])
    assert found.unit == unit
    assert f"当作{unit}" in said(found)
    assert ("拿不准" in said(found)) is not sure


def test_a_stated_unit_that_cannot_be_is_kept_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, [["单位：万元"], ["项目名称", "预算数"], ["甲", 18700000], ["乙", 5800]])
    assert total(found.projects[1])["budget"] == "58000000"
    assert "像是元，请核对" in said(found)


def test_a_unit_inside_the_cell_goes_before_the_column(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["项目名称", "金额（元）"], ["培训", "12万元"], ["会议", "3.5万"], ["差旅", "—"], ["印刷", "3,000.00元"]],
    )
    assert [total(project).get("budget") for project in found.projects] == ["120000", "35000.0", None, "3000.00"]
    assert "“金额（元）”一栏当作全年预算数" in said(found)


def test_rows_that_cannot_be_used_are_told_with_their_cells(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [["项目名称", "预算数（元）", "执行数（元）", "备注"], ["甲", "待定", 5000], ["乙", "=1+1", "#REF!"], [None, 700, 700, "不知是谁的"],
         ["丙"], [None, None, None, "只有备注"]],
    )  # fmt: skip
    assert [project.name for project in found.projects] == ["甲", "乙", "丙"]
    told = {note.place.cell: note.message for note in found.notes}
    assert set(told) == {"B2", "B3", "C3", "B4", "A5", "D6"}
    assert "“待定”，不是数" in told["B2"] and "公式没有算出" in told["B3"] and "#REF!" in told["C3"]
    assert "没有项目名称" in told["B4"] and "没有金额" in told["A5"]


def test_a_total_that_does_not_agree_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, [["项目名称", "预算数（元）"], ["甲", 1000], ["甲", 2000], ["合计", 7000]])
    (note,) = found.notes
    assert (note.place.cell, note.message) == (
        "B4", "“合计” 7000 与各项目之和 3000 不一致，请核对有没有漏读、重复的行",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "没有找到项目清单"),
        ([["随便", "写的"], ["没有", "表头"]], "没有找到项目清单"),
        ([["项目名称", "预算数"]], "没有项目"),
        ([["项目名称", "预算数"], ["合计", 5]], "没有项目"),
        ([["项目支出绩效自评表"], ["项目名称", "甲", "项目编码", "001"], ["主管部门", "A局", "实施单位", "B"]], "没有找到项目清单"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_one_sentence(tmp_path: Path, rows: Cells, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        read(tmp_path, rows)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空文件"),
        (b" \n", "空文件"),
        (b"\xff\xff\x00\x00", "不是文本"),
        ("只有一行字".encode(), "没有找到项目清单"),
    ],
)
def test_a_broken_csv_is_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=words):
        read_project_list(path)


def test_workbooks_of_forms_are_no_list() -> None:
    with pytest.raises(UnreadableFile, match="没有找到项目清单"):
        read_project_list(DATA / "seeds-xlsx" / "donghu-2019.xlsx")


def test_names_alone_are_a_list_without_amounts(tmp_path: Path) -> None:
    found = read(tmp_path, [["序号", "项目名称", "实施科室"], [1, "甲", "办公室"], [2, "乙", "财务科"]])
    assert [(p.name, p.implementing_unit, p.funds) for p in found.projects] == [
        ("甲", "办公室", {"": {}}), ("乙", "财务科", {"": {}}),
    ]  # fmt: skip
    assert found.lacks == ("initial", "budget", "executed") and not found.notes


def test_ten_thousand_rows_are_read(tmp_path: Path) -> None:
    rows: Cells = [["序号", "项目名称", "预算数（元）"], *([n, f"项目{n}", n] for n in range(10_000))]
    assert len(read(tmp_path, rows).projects) == 10_000


@pytest.mark.parametrize("year", [2020, 2022])
def test_published_project_tables_in_yuan(tmp_path: Path, year: int) -> None:
    document = json.loads((DATA / "json" / f"dongxihu-{year}.json").read_text(encoding="utf-8"))
    source, sums = document["project_table"], document["project_table_total"]
    rows: Cells = [["项目名称", "预算数", "执行数", "完成预算率", "主要用途"]]
    rows += [[r["name"], float(r["budget_yuan"]), float(r["executed_yuan"]), r["rate"], r["purpose"]] for r in source]
    rows.append(["合计", float(sums["budget_yuan"]), float(sums["executed_yuan"]), sums["rate"]])
    found = read(tmp_path, rows)
    assert [project.name for project in found.projects] == [row["name"] for row in source]
    for project, row in zip(found.projects, source, strict=True):
        assert project.funds[""] == {
            "budget": Decimal(row["budget_yuan"]), "executed": Decimal(row["executed_yuan"]),
        }  # fmt: skip
        assert project.attributes.get("主要用途") == row["purpose"]
    assert found.unit == "元" and len(found.assumed) == 1 and not found.notes


def test_the_published_workbook_itself_is_a_list() -> None:
    found = read_project_list(DATA / "seeds-xlsx" / "dongxihu-2022.xlsx")
    assert (len(found.projects), found.unit, found.year, found.assumed) == (18, "元", 2022, [])


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("项目名称", "project"), ("二级项目名称", "project"), ("支出项目", "project"), ("项目编码", "code"),
        ("主管部门", "department"), ("预算单位", "unit"), ("实施单位", "implementer"), ("责任科室", "implementer"),
        ("年初批复", "initial"), ("批复金额", "initial"), ("年初预算数（元）", "initial"), ("调整预算数", "budget"),
        ("调整后预算", "budget"), ("预算指标", "budget"), ("可执行指标", "budget"), ("已支付", "executed"),
        ("支付金额", "executed"), ("累计支出", "executed"), ("截至12月底支出数", "executed"), ("年中追加数", "adjustment"),
        ("资金性质", "source"), ("项目类别", "attribute"), ("主要用途", "purpose"), ("部门经济分类", "detail"),
        ("本月支出", None), ("支出进度", None), ("指标余额", None), ("上年执行数", None), ("单位负责人", None),
        ("业务处室", None), ("自评得分", None), ("备注", None),
    ],
)  # fmt: skip
def test_header_words(text: str, role: str | None) -> None:
    head = head_of(text)
    assert (head.role if head else None) == role


def test_sources_totals_and_units() -> None:
    assert [source_of(text) for text in ("其中：财政拨款", "其他资金", "政府性基金预算资金", "财政信息化建设补助")] == [
        "财政拨款", "其他资金", "政府性基金预算资金", None,
    ]  # fmt: skip
    assert [total_rank(text) for text in ("合 计", "商务局小计", "合计数", "统计调查")] == [2, 1, 1, 0]
    assert [money_unit(text) for text in ("金额单位：元", "（万元）", "预算数_元", "标准（元/人）", "单位:人民币 万元")] == [
        "元", "万元", "元", None, "万元",
    ]  # fmt: skip
