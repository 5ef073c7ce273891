"""项目清单: rows that live on the forms, rows of a given list, figures kept for comparison, and reading it back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

import zipingbiao
from tests.workbook.units import DISTRICT, district, many_projects
from zipingbiao.forms.parts import LIST_ADDED, LIST_ORIGINALS, LIST_REMARK, PROJECT_LIST_SHEET
from zipingbiao.model.finding import Finding
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.data import read_data
from zipingbiao.readers.summary import read_summaries
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.workbook import write_workbook


@pytest.fixture(scope="module")
def given() -> Summary:
    return district()[1]


@pytest.fixture(scope="module")
def workbook(given: Summary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("list") / "区商务局.xlsx"
    forms = district()[0]
    content = write_workbook(
        forms, template="wuhan-district-project", unit_name=DISTRICT, year=2022, project_list=given
    )
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def sheet(workbook: Path):
    return openpyxl.load_workbook(workbook, data_only=True)[PROJECT_LIST_SHEET]


@pytest.fixture(scope="module")
def formulas(workbook: Path):
    return openpyxl.load_workbook(workbook)[PROJECT_LIST_SHEET]


def _row(sheet, name: str) -> int:
    return next(cell.row for cell in sheet["B"] if cell.value == name)


def _column(sheet, title: str) -> int:
    return next(cell.column for cell in sheet[3] if cell.value == title)


def _faults(path: Path, *codes: str) -> list[Finding]:
    return [finding for finding in zipingbiao.check(path).files[0].findings if finding.code in codes]


def test_the_list_keeps_its_order_and_the_forms_it_lacks_come_behind(sheet, given: Summary) -> None:
    names = [sheet.cell(row, 2).value for row in range(4, 24)]
    assert names[0] == "党员教育培训"
    assert names[1] == "2021年两优一先表彰奖励"
    assert names[10] == "2021年外贸进出口企业奖励资金", "the list writes 2021年度…奖励资, with the same amounts"
    assert names[11] == "2020年度小进限企业奖励资金（区级）", "the list writes …奖励资金-区级"
    assert names[len(given.rows) :] == ["2021年评选表彰的区级优秀共产党员、优秀党务工作者奖金", "平价菜销售补贴资金"]


def test_a_row_with_a_form_lives_on_it_in_yuan(sheet, formulas) -> None:
    row = _row(sheet, "政府购买服务人员经费")
    values = [sheet.cell(row, column).value for column in range(3, 8)]
    assert values == [814700, 742900, 0.9119, 78.24, None], "没有分值的行未计分，暂无等级"
    assert formulas.cell(row, 3).value == (
        "=IF(ISNUMBER('政府购买服务人员经费'!$D$9),ROUND('政府购买服务人员经费'!$D$9*10000,2),\"\")"
    )
    assert formulas.cell(row, 2).value.startswith("=HYPERLINK(\"#'政府购买服务人员经费'!A1\"")
    assert [formulas.cell(row, column).protection.locked for column in (2, 3, 4, 5, 6, 7, 8)] == [True] * 6 + [False]


def test_a_row_without_a_form_keeps_the_lists_figures_as_input(sheet, formulas) -> None:
    row = _row(sheet, "2021年两优一先表彰奖励")
    assert [sheet.cell(row, column).value for column in (3, 4, 5)] == [5000, 5000, 1]
    assert formulas.cell(row, 5).value.startswith("=IF(")
    assert [formulas.cell(row, column).protection.locked for column in (2, 3, 4, 5, 6, 7, 8)] == [
        False, False, False, True, False, False, False,
    ]  # fmt: skip
    assert sheet.cell(row, _column(sheet, LIST_REMARK)).value.startswith("没有自评表")


def test_purposes_are_input(sheet, formulas) -> None:
    row = _row(sheet, "党员教育培训")
    assert sheet.cell(row, 8).value == "区商务局党员教育培训。"
    assert not formulas.cell(row, 8).protection.locked


def test_the_lists_own_figures_stand_right_of_the_print_area(sheet) -> None:
    assert sheet.print_area.endswith("$H$24")
    row = _row(sheet, "政府购买服务人员经费")
    columns = {key: _column(sheet, title) for key, title in LIST_ORIGINALS.items()}
    assert min(columns.values()) == 10
    assert (sheet.cell(row, columns["budget"]).value, sheet.cell(row, columns["executed"]).value) == (814651, 742940.22)
    assert (sheet.cell(row, columns["rate"]).value, sheet.cell(row, columns["rate"]).number_format) == (0.91, "0%")
    assert sheet.cell(row, columns["project"]).value is None, "the form has the same name"
    assert sheet.cell(_row(sheet, "平价菜销售补贴资金"), _column(sheet, LIST_REMARK)).value == LIST_ADDED


def test_totals_and_controls(sheet) -> None:
    total = _row(sheet, "平价菜销售补贴资金") + 1
    assert [sheet.cell(total, column).value for column in (1, 3, 4, 5)] == ["合计", 115979200, 113349200, 0.9773]
    below = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=total + 2, max_row=total + 5, max_col=5)]
    assert below[0][0] == "核对（不打印）"
    assert below[1] == [
        "汇总合计（万元×10000）", None, 115974200, 113344200, "清单预算数与之相差 5,000.00 元；清单执行数与之相差 5,000.00 元",
    ]  # fmt: skip
    assert below[2] == ["部门表的项目支出总额", None, None, 113048500, "清单执行数与之相差 300,700.00 元"]
    assert below[3][0] == "原清单 18 个项目，其中 1 个没有自评表；另有 2 张自评表原清单没有列出。"


def test_without_a_given_list_everything_agrees() -> None:
    content = write_workbook(many_projects(9), template="mof-2020-project")
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True)[PROJECT_LIST_SHEET]
    assert [cell.value for cell in sheet[13]][:5] == ["合计", None, 37440000, 34318900, 0.9166]
    assert sheet["E16"].value == "清单预算数与之相符；清单执行数与之相符"
    assert not {cell.value for cell in sheet[3]} & set(LIST_ORIGINALS.values())


def test_the_given_list_is_read_back_as_it_was(workbook: Path, given: Summary) -> None:
    _, read = read_summaries(read_workbook(workbook))
    assert (read.own, read.unit, read.place.sheet) == (True, "元", PROJECT_LIST_SHEET)
    assert [row.project.text for row in read.rows] == [row.project.text for row in given.rows]
    for row, wanted in zip(read.rows, given.rows, strict=True):
        for key in ("budget", "executed", "rate"):
            assert getattr(row, key).number == getattr(wanted, key).number, (row.project.text, key)
        assert row.rate.text == wanted.rate.text, "the printed precision is kept"
        assert "".join((row.purpose.text or "").split()) == "".join((wanted.purpose.text or "").split())
    assert read.total is not None and given.total is not None
    assert (read.total.executed.number, read.total.rate.text) == (given.total.executed.number, given.total.rate.text)


def test_a_difference_that_the_remark_of_the_row_tells_is_no_fault(workbook: Path) -> None:
    assert _faults(workbook, "ZP044", "ZP047", "ZP000") == []


def test_the_check_finds_what_differs_and_nothing_else(workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook, data_only=True)
    remark = next(cell for row in book[PROJECT_LIST_SHEET] for cell in row if "其他资金" in str(cell.value))
    remark.value = "招商接待、宣传和差旅。"
    path = tmp_path / "没有备注.xlsx"
    book.save(path)
    found = _faults(path, "ZP044")
    assert [(finding.label, finding.printed, finding.expected) for finding in found] == [
        ("招商经费", "2050000", "2353000"), ("招商经费", "1376878.42", "1532300"), ("招商经费", "67%", "65%"),
    ]  # fmt: skip
    assert {finding.place.sheet for finding in found} == {PROJECT_LIST_SHEET}
    assert found[0].message.startswith("项目清单「招商经费」预算数为 2,050,000 元")


def test_an_untouched_workbook_has_no_finding_about_its_lists(tmp_path: Path) -> None:
    path = tmp_path / "六十个项目.xlsx"
    path.write_bytes(write_workbook(many_projects(9), template="mof-2020-project"))
    assert _faults(path, "ZP044", "ZP047", "ZP000") == []
    assert len(zipingbiao.check(path).files[0].evaluations) == 10


def test_a_typed_figure_in_the_list_is_found(tmp_path: Path) -> None:
    path = tmp_path / "单位.xlsx"
    path.write_bytes(write_workbook(many_projects(9), template="mof-2020-project"))
    book = openpyxl.load_workbook(path, data_only=True)
    book[PROJECT_LIST_SHEET]["D5"] = 985000
    book.save(path)
    (fault,) = _faults(path, "ZP044")
    assert (fault.printed, fault.expected, fault.unit, fault.place.cell) == ("985000", "98500", "元", "D5")


def _wan_list() -> Summary:
    def value(text: str) -> Value:
        return read_value(text)

    rows = (
        SummaryRow(project=value("安全生产专项（第1期）"), budget=value("10.00"), executed=value("9.9")),
        SummaryRow(project=value("没有表的项目"), budget=value("1.5"), executed=value("1.25"), grade=value("优")),
    )
    return Summary(place=Place(), unit="万元", rows=rows, columns=("budget", "executed"))


def read_value(text: str) -> Value:
    """A value as DATA.json gives it."""
    document = {"forms": [], "project_list": {"unit": "万元", "rows": [{"project": "x", "budget": text}]}}
    listed = read_data(document)[1].project_list
    assert listed is not None
    return listed.rows[0].budget


def test_a_list_in_wan_is_shown_in_yuan_and_keeps_its_printed_precision(tmp_path: Path) -> None:
    path = tmp_path / "单位.xlsx"
    path.write_bytes(write_workbook(many_projects(3)[1:], template="mof-2020-project", project_list=_wan_list()))
    sheet = openpyxl.load_workbook(path, data_only=True)[PROJECT_LIST_SHEET]
    assert [cell.value for cell in sheet["C"][3:8]] == [100000, 15000, 6140000, 2640000, 8895000]
    assert sheet.cell(4, 12).value == "9.9万元"
    _, read = read_summaries(read_workbook(path))
    assert read.rows[0].executed.unit == "万元"
    assert _faults(path, "ZP044", "ZP047") == [], "9.85 万元 of the form is printed as 9.9"


def test_projects_of_one_name_are_taken_in_their_order() -> None:
    first, second = many_projects(2)[1:]
    twin = second.model_copy(update={"project": first.project})
    row = SummaryRow(project=first.project)
    given = Summary(place=Place(), unit="元", rows=(row, row), columns=("budget",))
    content = write_workbook([first, twin], template="mof-2020-project", project_list=given)
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True)[PROJECT_LIST_SHEET]
    assert [cell.value for cell in sheet["C"][3:6]] == [6140000, 100000, 6240000]
