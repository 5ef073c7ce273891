"""Published reports beside the forms of the same unit: what their text contradicts, every finding looked at by a person."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from zipingbiao.app.reading import read_file
from zipingbiao.checks import run_checks
from zipingbiao.model.finding import Finding
from zipingbiao.readers.report_text import read_report

DATA = Path(__file__).parent.parent / "data"
#: report, forms
PAIRS = [
    ("donghu-2019", "json/donghu-2019.json"),
    ("donghu-2019", "seeds-xlsx/donghu-2019.xlsx"),
    ("dongxihu-2020", "json/dongxihu-2020-form.json"),
    ("dongxihu-2022", "json/dongxihu-2022.json"),
    ("dongxihu-2022", "seeds-xlsx/dongxihu-2022.xlsx"),
    ("wuhan-2018", "json/wuhan-2018-forms.json"),
    ("xiangxi-2018", "json/xiangxi-2018-form.json"),
]
#: line, row of the form, severity, in the text, in the form; why it is true
REVIEWED = {
    "donghu-2019": [
        # 表上这一行的指标值写“服务对象对综保区党群工作的满意程度≥85%”。
        ("第229行", "社会公众或服务对象的满意度", "warning", "≥80%", "服务对象对综保区党群工作的满意程度≥85%"),
        # 正文写“本指标值 33 分”，表上 3 分。
        ("第341行", "行政审批时效", "warning", "33", "3"),
        ("第527行", "海关经费项目成本控制偏差率", "error", "2", "2.5"),
        # 正文写“综合党委党群项目成本控制偏差率”得 2 分，表上这一行在综合党委的目标之下，得 1 分。
        ("第601行", "项目成本控制偏差率", "warning", "2", "1"),
        ("第643行", "总分", "error", "88.09", "87.09"),
        # 方向相反。
        ("第1086行", "公务接待人次", "warning", "≥200人次", "≤200人次"),
        ("第1250行", "公务接待人次", "warning", "≥200人次", "≤200人次"),
        ("第1274行", "目标完成质量达标率", "warning", "100%", "90%"),
        # 表上漏了成本指标一行，正文的 50 分和 43 分包括这一行。
        ("第1493行", "产出指标", "warning", "50", "42"),
        ("第1493行", "产出指标", "warning", "43", "37"),
        ("第1795行", "培训次数", "warning", "3次", "2次"),
        # 正文写重大活动完成及时率得 1 分，表上重大活动完成及时性得 3 分。
        ("第1819行", "重大活动完成及时性", "warning", "1", "3"),
    ],
    # 正文按年中调减后的预算计算，表上的全年预算数没有调减。
    "dongxihu-2022": [("第4184行", "年度财政资金总额", "error", "57.14%", "40%")],
    # “209.80 元”应为万元。
    "wuhan-2018": [("第554行", "预算总额", "error", "209.8", "2098000")],
    "xiangxi-2018": [
        ("第64行", "政府采购执行率", "error", "5", "6"),
        ("第65行", "政府采购执行率", "error", "5", "6"),
    ],
}
#: Counts that the forms contradict: line, in the text, counted.
COUNTS: dict[str, list[tuple[str, str, str]]] = {}


@cache
def _findings(report: str, forms: str) -> list[Finding]:
    read = read_file(DATA / forms)
    text = read_report(DATA / "reports" / f"{report}.txt")
    return run_checks(read.evaluations, summaries=read.summaries, reports=[text])


def _plain(value: str | None) -> str:
    """A percentage that a workbook's number format shows as 90.00%."""
    return (value or "").replace(".00%", "%")


@pytest.mark.parametrize(("report", "forms"), PAIRS)
def test_the_text_contradicts_the_forms_only_where_a_person_agrees(report: str, forms: str) -> None:
    found = [
        (f.place.cell, f.label, f.severity, _plain(f.printed), _plain(f.expected))
        for f in _findings(report, forms)
        if f.code == "ZP051"
    ]
    assert sorted(found, key=str) == sorted(REVIEWED.get(report, []), key=str)


@pytest.mark.parametrize(("report", "forms"), PAIRS)
def test_stated_counts(report: str, forms: str) -> None:
    found = [(f.place.cell, f.printed, f.expected) for f in _findings(report, forms) if f.code == "ZP050"]
    assert found == COUNTS.get(report, [])


def test_both_places_and_both_values_are_named() -> None:
    found = _findings("donghu-2019", "seeds-xlsx/donghu-2019.xlsx")
    total = next(f for f in found if f.code == "ZP051" and f.label == "总分")
    assert total.place.file == "donghu-2019.txt"
    assert "报告第643行写部门整体自评得分 88.09 分" in total.message
    assert "!H61）为 87.09 分。" in total.message
