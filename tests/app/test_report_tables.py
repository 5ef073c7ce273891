"""Tables inside narrative reports are excerpts, forms published in one file with a report are forms; what was not filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.readers.build import DATA
from zipingbiao.app.check import check_paths
from zipingbiao.app.reading import read_with_report
from zipingbiao.model.finding import Finding

TITLE = "某市财政局2019年职工培训项目绩效评价报告"
FRAMEWORK = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "分值", "评分细则"],
    ["产出指标", "数量指标", "培训人次", "≥100人次", "50", "按比例得分"],
    ["效益指标", "社会效益指标", "岗位覆盖率", "100%", "40", "按比例得分"],
]
STANDARD = [["评价计分结果", "评价结果级别"], ["90分-100分", "优"], ["80分-90分", "良"]]
SCORES = [
    ["评价指标", "评级分值", "项目得分", "得分率", "评价等级"],
    ["项目执行", "10", "9.5", "95.00%", "优"],
    ["项目产出", "50", "50", "100%", "优"],
    ["综合绩效", "100", "84.5", "84.50%", "良"],
]
BREAKDOWN = [
    ["项目", "调整预算数", "实际支出数", "差异", "执行率"],
    ["教材费", "40", "38", "2", "95.00%"],
    ["场地费", "60", "57", "3", "95.00%"],
    ["合计", "100", "95", "5", "95.00%"],
]
FUNDS = [
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "100", "100", "95", "10", "95.00%", "9.5"],
]
ROWS = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "培训人次", "≥100人次", "120人次", "50", "50"],
    ["效益指标", "社会效益指标", "岗位覆盖率", "100%", "50%", "40", "20"],
]
TOTAL = [["总分", "", "", "", "", "100", "79.5"]]
LINES = ["一、基本情况", "2019年职工培训项目全年预算数100万元，全年执行数95万元，执行率95%。"]


def _word(path: Path, *blocks: str | list[list[str]]) -> Path:
    word: Any = Document()
    for block in blocks:
        if isinstance(block, str):
            word.add_paragraph(block)
            continue
        table = word.add_table(0, max(map(len, block)))
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = text
    word.save(str(path))
    return path


def _findings(path: Path, *more: Path) -> list[Finding]:
    files = {file.path: file for file in check_paths([path, *more]).files}
    return [finding for finding in files[path].findings if finding.severity != "info"]


@pytest.mark.parametrize(
    "tables",
    [[FRAMEWORK], [STANDARD], [SCORES], [BREAKDOWN], [FUNDS], [FRAMEWORK, STANDARD, SCORES], [BREAKDOWN, ROWS], [FUNDS, ROWS]],
    ids=["framework", "standard", "scores", "items of the funds", "funds", "one after the other", "results", "no total"],
)
def test_what_a_report_quotes_is_no_form(tmp_path: Path, tables: list[list[list[str]]]) -> None:
    path = _word(tmp_path / "报告.docx", TITLE, *LINES, *[part for table in tables for part in ("详见下表：", table)])
    read = read_with_report(path)
    assert read.evaluations == [] and read.summaries == [] and read.report is not None
    assert not _findings(path)


def test_a_caption_makes_no_form_of_an_excerpt(tmp_path: Path) -> None:
    path = _word(tmp_path / "报告.docx", TITLE, *LINES, "绩效评价指标体系表", FRAMEWORK)
    assert read_with_report(path).evaluations == []


@pytest.mark.parametrize("caption", ["项目支出绩效自评表", ""], ids=["with its title", "without"])
def test_a_form_published_with_a_report_is_read(tmp_path: Path, caption: str) -> None:
    form = [*FUNDS, *ROWS, *TOTAL]
    path = _word(tmp_path / "报告.docx", TITLE, *LINES, FRAMEWORK, "附件", caption, "（2019年度）", form)
    read = read_with_report(path)
    whole = [one for one in read.evaluations if one.total.text == "79.5"]
    assert len(whole) == 1 and whole[0].funding


def test_a_form_without_funds_keeps_its_title(tmp_path: Path) -> None:
    path = _word(tmp_path / "报告.docx", TITLE, *LINES, "部门整体支出绩效评价指标表", [*ROWS, *TOTAL])
    assert [one.total.text for one in read_with_report(path).evaluations] == ["79.5"]


def test_a_list_of_projects_in_a_department_s_report_is_read(tmp_path: Path) -> None:
    rows = [["项目名称", "全年预算数", "全年执行数", "执行率"], ["职工培训项目", "100", "95", "95%"], ["信息系统", "50", "50", "100%"]]
    path = _word(tmp_path / "报告.docx", "某市财政局2019年度部门整体支出绩效自评报告", *LINES[1:], rows)
    assert [len(table.rows) for table in read_with_report(path).summaries] == [2]


def test_a_word_file_of_forms_alone_is_read_as_before(tmp_path: Path) -> None:
    path = _word(tmp_path / "自评表.docx", "项目绩效自评表", "项目名称：职工培训", ROWS)
    assert len(read_with_report(path).evaluations) == 1


def test_blanks_of_a_word_report_are_told_in_text_and_tables(tmp_path: Path) -> None:
    table = [["问题", "措施"], ["××万元没有支出", "【待填：改进措施】"]]
    path = _word(tmp_path / "报告.docx", TITLE, *LINES, "二、存在的问题", "【待填：存在的问题】", table)
    found = [(f.code, f.place.spot, f.place.sheet, f.printed, f.label) for f in _findings(path)]
    assert found == [
        ("ZP069", "第5段", "存在的问题", "【待填：存在的问题】", "存在的问题"),
        ("ZP069", "表1 第2行第1列", "存在的问题", "××万元", "存在的问题"),
        ("ZP069", "表1 第2行第2列", "存在的问题", "【待填：改进措施】", "改进措施"),
    ]


def test_a_cell_of_a_form_is_told_once(tmp_path: Path) -> None:
    rows = [*FUNDS, *ROWS[:-1], ["效益指标", "社会效益指标", "××覆盖率", "100%", "50%", "40", "20"], *TOTAL]
    path = _word(tmp_path / "报告.docx", TITLE, *LINES, "项目支出绩效自评表", rows)
    assert [f.code for f in _findings(path) if f.kind == "placeholder"] == ["ZP032"]


def test_lines_of_a_form_are_filled_in_by_hand(tmp_path: Path) -> None:
    path = _word(tmp_path / "自评表.docx", "××项目绩效自评表", "填报单位：____（盖章）", ROWS)
    assert "ZP069" not in {f.code for f in _findings(path)}


def test_an_unfilled_report_without_figures_is_told_in_a_folder(tmp_path: Path) -> None:
    _word(tmp_path / "绩效自评报告.docx", TITLE, "一、主要经验", "【待填：主要经验】")
    (tmp_path / "合同.txt").write_text("甲方××公司，合同价款____元。\n", encoding="utf-8")
    result = check_paths([tmp_path, DATA / "seeds-xlsx" / "dongxihu-2022.xlsx"])
    assert [path.name for path in result.skipped] == ["合同.txt"]
    codes = {file.path.name: {finding.code for finding in file.findings} for file in result.files}
    assert "ZP069" in codes["绩效自评报告.docx"]


@pytest.mark.parametrize("text", sorted((DATA / "reports").glob("*.txt")), ids=lambda path: path.stem)
def test_published_reports_are_filled_in(text: Path) -> None:
    read = read_with_report(text)
    assert read.report is not None and read.report.blanks == ()
