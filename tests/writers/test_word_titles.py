"""Titles over several lines, and what is said of them in templates."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.writers.word_samples import form
from zipingbiao.app.report_templates import find_template
from zipingbiao.model.statement import Sourced
from zipingbiao.writers.word.render import render
from zipingbiao.writers.word.titles import LINE, break_title, width

LONG = "农村集中供水管网改造和水质净化设施更新及信息化监测平台建设工程（二期）中央预算内投资补助项目暨城乡一体化示范项目经费"


@pytest.mark.parametrize(
    ("text", "before", "lines"),
    [
        ("武汉市东西湖区商务局", 0, ["武汉市东西湖区商务局"]),
        ("武汉东湖综合保税区建设管理办公室", 0, ["武汉东湖综合保税区建设管理办公室"]),
        ("新疆维吾尔自治区伊犁哈萨克自治州住房和城乡建设局", 0, ["新疆维吾尔自治区", "伊犁哈萨克自治州住房和城乡建设局"]),
        ("城市基础设施配套及ABC2023系统运行维护专项经费项目", 6, ["城市基础设施配套", "及ABC2023系统运行维护专项经费项目"]),
        ("A" * 70, 0, ["A" * 70]),
    ],
)
def test_a_title_is_broken_where_a_reader_pauses(text: str, before: int, lines: list[str]) -> None:
    assert break_title(text, before).split("\n") == lines


@given(st.text(alphabet="项目资金（二期）“和、设备2ab 的", max_size=80), st.integers(0, 8))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, before: int) -> None:
    lines = break_title(text, before).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    for number, line in enumerate(lines[:-1]):
        assert width(line) + (before if number == 0 else 0) <= LINE


def test_no_single_character_is_left_over() -> None:
    lines = break_title(LONG, 6).split("\n")
    assert all(width(line) >= 6 for line in lines)


def titles(unit: str, project: str) -> list[str]:
    one = form(implementing_unit=Sourced(unit, "实施单位"), project=Sourced(project, "项目名称"))
    content = render("self", [one], find_template("self")).content
    return [one.text for one in docx.Document(BytesIO(content)).paragraphs if one.style.name == "Title"]


def test_a_short_title_has_the_unit_and_the_project_on_one_line() -> None:
    assert titles("某市商务局", "评审经费") == ["某市商务局2019年度评审经费", "专项绩效自评报告"]


def test_a_long_unit_has_a_line_of_its_own() -> None:
    first, second, last = titles("武汉东湖综合保税区建设管理办公室", "园区行政管理事务类专项")
    assert (first, second, last) == (
        "武汉东湖综合保税区建设管理办公室", "2019年度园区行政管理事务类专项", "专项绩效自评报告",
    )  # fmt: skip


def test_a_long_project_is_several_lines_of_the_title() -> None:
    lines = titles("某市水务局", LONG)
    assert lines[0] == "某市水务局"
    assert "".join(lines[1:-1]) == f"2019年度{LONG}"
    assert all(width(line) <= LINE for line in lines)
