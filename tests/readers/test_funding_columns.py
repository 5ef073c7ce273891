"""Columns of the funding block beyond the usual ones, and which of its lines is the total."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.test_shapes import Rows, one
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.readers.words import fund_role, funding_role

TABLE: Rows = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "甲", "1", "1", 90, 90],
]


def total(tmp_path: Path, *rows: list[str | int | float | None]) -> FundingRow:
    got = one(tmp_path, [["项目支出绩效自评表"], ["项目名称", "甲项目"], *rows, *TABLE])
    assert got.total_funding is not None
    return got.total_funding


@pytest.mark.parametrize("label", ["年度总金额", "年度预算资金", "年度资金总额：", "合计"])
def test_the_total_by_its_names(label: str) -> None:
    assert fund_role(label, has_total=False) == "total"


def test_an_amount_of_a_source_is_no_total() -> None:
    assert fund_role("其中：财政资金总金额", has_total=False) == "fiscal"


def test_brought_forward_added_and_left(tmp_path: Path) -> None:
    row = total(
        tmp_path,
        [None, "资金来源", "上年结转", "年初预算数", "追加（减）", "调整后预算数", "实际支付", "结余数", "执行率"],
        [None, "年度资金总额", 20, 100, -15, 105, 95, 10, "90.48%"],
    )
    values = (row.carried, row.initial, row.added, row.budget, row.executed, row.left)
    assert [value.text for value in values] == ["20", "100", "-15", "105", "95", "10"]


def test_a_change_beside_the_budget_as_changed(tmp_path: Path) -> None:
    head = [None, "资金来源", "年初预算数", "预算调整数", "调整后预算数", "全年执行数", "执行率"]
    row = total(tmp_path, head, [None, "年度资金总额", 100, 15, 115, 115, "100%"])
    assert (row.initial.text, row.added.text, row.budget.text) == ("100", "15", "115")


def test_a_change_alone_is_the_budget_as_changed(tmp_path: Path) -> None:
    head = [None, "资金来源", "年初预算数", "调整数", "全年执行数", "执行率"]
    row = total(tmp_path, head, [None, "年度资金总额", 100, 115, 115, "100%"])
    assert (row.initial.text, row.added.text, row.budget.text) == ("100", None, "115")


def test_a_change_beside_its_label(tmp_path: Path) -> None:
    row = total(tmp_path, ["年初预算数", 120, "年中调整", 15], ["全年预算数", 135, "全年执行数", 128.25])
    assert (row.initial.text, row.added.text, row.budget.text) == ("120", "15", "135")


@pytest.mark.parametrize("heading", ["结余率", "上年结转情况说明", "本年结余原因", "调整原因"])
def test_other_headings_with_these_words(heading: str) -> None:
    assert funding_role(heading) is None
