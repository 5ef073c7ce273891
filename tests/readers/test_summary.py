"""Lists of projects: found beside the forms, with their unit, their 合计 row and the place of every value."""

from __future__ import annotations

from pathlib import Path

from tests.readers.build import DATA, table
from zipingbiao.readers.summary import read_summaries
from zipingbiao.readers.workbook import read_workbook


def test_published_list_in_yuan() -> None:
    (summary,) = read_summaries(read_workbook(DATA / "seeds-xlsx" / "dongxihu-2022.xlsx"))
    assert (summary.unit, summary.place.sheet, summary.place.cell) == ("元", "项目支出情况", "A2")
    assert summary.columns == ("budget", "executed", "rate")
    assert len(summary.rows) == 18
    first = summary.rows[0]
    assert (first.project.text, first.budget.text, first.rate.place.cell) == ("党员教育培训", "5800", "D3")
    assert summary.total is not None
    assert (summary.total.budget.text, summary.total.rate.text) == ("115530851", "98%")


def test_list_with_scores_and_grades(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.xlsx",
        [["金额单位：万元"], ["序号", "项目名称", "全年预算数", "全年执行数", "执行率", "自评得分", "等级"],
         [1, "甲", 10, 9, "90%", 95, "优"], [2, "乙", 5, 5, "100%", 88, "良"], ["合计", None, 15, 14, "93.33%"]],
    )  # fmt: skip
    (summary,) = read_summaries(read_workbook(path))
    assert [(row.project.text, row.score.text, row.grade.text) for row in summary.rows] == [
        ("甲", "95", "优"), ("乙", "88", "良"),
    ]  # fmt: skip
    assert summary.total is not None and summary.total.budget.text == "15"


def test_workbook_of_forms_alone_has_no_list() -> None:
    assert read_summaries(read_workbook(DATA / "seeds-xlsx" / "donghu-2019.xlsx")) == []
