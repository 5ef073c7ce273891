"""One workbook for a whole unit: 汇总 over forms of several kinds, the directory, sheet names, print set-up."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from tests.workbook.units import DISTRICT, district, in_yuan, many_projects, mixed
from zipingbiao.forms import catalog
from zipingbiao.forms.parts import GUIDE_SHEET, PROJECT_LIST_SHEET, SUMMARY_CHART_SHEET, SUMMARY_SHEET
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.writers.workbook import write_workbook
from zipingbiao.writers.workbook.names import sheet_names


def _book(evaluations: list[Evaluation], values: bool = True, **more) -> openpyxl.Workbook:
    content = write_workbook(evaluations, template="mof-2020-project", unit_name="某单位", year=2022, **more)
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def _line(sheet, name: str) -> list[object]:
    row = next(cells for cells in sheet.iter_rows(max_col=11) if cells[1].value == name)
    return [None if cell.value == "" else cell.value for cell in row[2:]]


@pytest.fixture(scope="module")
def cached() -> openpyxl.Workbook:
    return _book(mixed())


@pytest.fixture(scope="module")
def living() -> openpyxl.Workbook:
    return _book(mixed(), values=False)


@pytest.fixture(scope="module")
def sixty() -> openpyxl.Workbook:
    return _book(many_projects(60))


def test_every_form_stands_in_the_summary_by_its_own_policy(cached) -> None:
    sheet = cached[SUMMARY_SHEET]
    assert _line(sheet, "园区行政管理事务类专项") == [614, 614, 563.27, 0.9174, 9.17, 85.11, 100, 94.28, "优"]
    assert _line(sheet, "党员教育培训")[:4] == [None, 0.58, 0.58, 1], "this form prints no 年初预算数"
    assert _line(sheet, "党员教育培训")[4] == 20, "execution has 20 points in this form"


def test_amounts_in_yuan_are_converted_and_the_sheet_says_so(cached, living) -> None:
    assert _line(cached[SUMMARY_SHEET], "安全生产专项（元）")[:3] == [10.0001, 10.0001, 9.8501]
    row = next(cells for cells in living[SUMMARY_SHEET].iter_rows() if "安全生产专项（元）" in str(cells[1].value))
    assert re.fullmatch(r"=IF\(ISNUMBER\('安全生产专项（元）'!(\$D\$\d+)\),'安全生产专项（元）'!\1/10000,\"\"\)", row[2].value)
    assert cached[SUMMARY_SHEET]["A2"].value.startswith("金额单位：万元；2 张表以元填报，已除以 10000 换算")


def test_a_unit_whose_forms_are_all_in_yuan_has_its_summary_in_yuan() -> None:
    forms = [in_yuan(form) for form in many_projects(2)]
    book = _book(forms)
    assert book[SUMMARY_SHEET]["A2"].value == "金额单位：元"
    assert [cell.value for cell in book[SUMMARY_SHEET]["D"][3:6]] == [6140001, 100001, 6240002]
    assert [cell.value for cell in book[PROJECT_LIST_SHEET]["C"][3:6]] == [6140001, 100001, 6240002]


def test_a_form_without_scores_or_funding_leaves_cells_blank(cached) -> None:
    sheet = cached[SUMMARY_SHEET]
    assert _line(sheet, "专项资金评审经费") == [None, 67, 51.26, 0.7651, None, None, None, None, None]
    department = next(form for form in mixed() if form.template == "xiangxi-department")
    line = _line(sheet, department.department.text)
    assert line[:5] == [None] * 5
    assert line[6] == 100, "its weights are known"
    assert "部门整体减各项目合计" not in [cell.value for cell in sheet["A"]], "there is nothing to compare"


def test_the_mean_counts_scored_forms_only(cached) -> None:
    sheet = cached[SUMMARY_SHEET]
    rows = list(sheet.iter_rows(min_row=4, max_col=11, values_only=True))
    end = next(index for index, row in enumerate(rows) if row[0] == "合计")
    totals = [row[9] for row in rows[:end] if isinstance(row[9], int | float)]
    assert len(totals) == end - 1, "one project is a record without scores"
    assert rows[end + 1][0] == "平均分"
    assert rows[end + 1][9] == round(sum(totals) / len(totals) + 1e-9, 2)


def test_the_department_is_compared_with_its_projects(cached) -> None:
    sheet = cached[SUMMARY_SHEET]
    rows = list(sheet.iter_rows(min_row=4, max_col=11, values_only=True))
    at = next(index for index, row in enumerate(rows) if "项目支出总额" in str(row[0]))
    total = next(row for row in rows if row[0] == "合计")
    assert rows[at][4] == 11304.85
    assert rows[at + 1][4] == pytest.approx(total[4] - 11304.85)
    assert rows[at + 1][5].startswith("相差 -")
    other = list(_book(many_projects(9))[SUMMARY_SHEET].iter_rows(min_row=4, max_col=11, values_only=True))[-1]
    assert (other[0], other[3], other[4], other[5]) == ("部门整体减各项目合计", 0, 0, None)


def test_forms_with_other_full_marks_are_named(cached) -> None:
    assert "1 个项目的表样不计分" in cached[SUMMARY_SHEET]["A2"].value
    assert "满分不同" not in cached[SUMMARY_SHEET]["A2"].value


def test_other_full_marks_are_said_and_end_the_axis(monkeypatch: pytest.MonkeyPatch) -> None:
    national = catalog.get_form("mof-2020-project")
    marks = national.policy.full_marks.model_copy(update={"value": Decimal(120)})
    other = national.model_copy(update={"id": "other", "policy": national.policy.model_copy(update={"full_marks": marks})})
    monkeypatch.setattr(catalog, "get_form", lambda form_id: other if form_id == "other" else national)
    forms = many_projects(8)[1:]
    forms[0] = forms[0].model_copy(update={"template": "other"})
    content = write_workbook(forms, template="mof-2020-project")
    assert "各表满分不同：100 分、120 分" in openpyxl.load_workbook(BytesIO(content))[SUMMARY_SHEET]["A2"].value
    with zipfile.ZipFile(BytesIO(content)) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    # Behind the longest bar there is room for its figure.
    assert sum('<c:max val="156' in chart for chart in charts) == 1


@pytest.mark.parametrize(("count", "landscape", "pages"), [(1, True, 1), (6, True, 1), (9, False, 1), (15, False, 1), (16, False, 0)])
def test_a_few_projects_fit_on_one_page(count: int, landscape: bool, pages: int) -> None:
    content = write_workbook(many_projects(count), template="mof-2020-project")
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book[SUMMARY_SHEET]
    assert (sheet.page_setup.orientation == "landscape") is landscape
    assert (1 if sheet.page_setup.fitToHeight is None else sheet.page_setup.fitToHeight) == pages
    assert sheet._charts == []
    assert (SUMMARY_CHART_SHEET in book.sheetnames) is (count > 1), "a chart of one project compares nothing"
    assert not any(column.hidden for column in sheet.column_dimensions.values())


def test_a_long_summary_repeats_its_head_on_every_page(sixty) -> None:
    assert sixty.sheetnames[:4] == [GUIDE_SHEET, SUMMARY_SHEET, SUMMARY_CHART_SHEET, PROJECT_LIST_SHEET]
    summary = sixty[SUMMARY_SHEET]
    assert (summary.page_setup.orientation, summary.page_setup.fitToHeight) == ("portrait", 0)
    assert summary.print_title_rows == "$3:$3"


def test_the_directory_leads_to_every_form_and_counts_what_is_missing(sixty) -> None:
    sheet = sixty[GUIDE_SHEET]
    assert sheet["A3"].value == "各表（共 61 张，还有待填项的 1 张）"
    assert [cell.value for cell in sheet[4]] == ["序号", "项目名称", "表样", "总分", "待填项"]
    assert [cell.value for cell in sheet[6]] == ["1", "园区行政管理事务类专项（第1期）", "项目支出绩效自评表", 94.28, 0]
    assert sheet.auto_filter.ref == "A4:E65"
    links = [cell.hyperlink.location for cell in sheet[2] if cell.hyperlink]
    rows = [int(link.rpartition("A")[2]) for link in links]
    assert [sheet.cell(row, 1).value for row in rows] == ["怎样填写", "怎样计分", "依据", "检查与报送"]


def test_forms_of_one_name_are_told_apart_in_the_directory() -> None:
    book = _book([form for form in mixed() if form.template in ("mof-2020-project", "yunnan-project")])
    kinds = {book[GUIDE_SHEET].cell(row, 3).value for row in (5, 6, 7)}
    assert len(kinds) == 2


def test_sixty_long_similar_names_give_distinct_legal_sheet_names() -> None:
    long = "2021年促进消费升级（支持商贸企业做大做强扩大开放）{}奖励资金（第{}批）"
    wanted = [long.format(level, number) for number in range(1, 31) for level in ("市级", "区级")]
    names = sheet_names(wanted)
    assert len({name.casefold() for name in names}) == 60
    assert all(len(name) <= 31 for name in names)
    assert names[0].endswith("市级奖励资金（第1批）")
    assert names[1].endswith("区级奖励资金（第1批）"), "what tells them apart is kept"
    same = sheet_names(["一个特别长的项目名称" * 5] * 60)
    assert len(set(same)) == 60
    assert same[1].endswith("(2)")


def test_sheet_names_are_counted_as_excel_counts() -> None:
    (name,) = sheet_names(["𠮷" * 40])
    assert len(name.encode("utf-16-le")) // 2 <= 31


def test_a_form_called_like_one_of_our_sheets_gets_another_name() -> None:
    assert not {"项目清单", "汇总图", "汇总"} & set(sheet_names(["项目清单", "汇总图", "汇总"]))


def test_a_single_form_has_no_project_list() -> None:
    forms, given = district()
    assert PROJECT_LIST_SHEET not in _book(forms[:2]).sheetnames
    assert PROJECT_LIST_SHEET in _book(forms[:2], project_list=given).sheetnames
    assert DISTRICT in (_book(forms[:3])[GUIDE_SHEET]["B5"].value or "")
