"""The workbook report: constant texts, links into the checked file, nothing that starts a formula."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.writers.samples import NASTY, checked, finding
from zipingbiao.forms.parts import FINDING_HEADS, OPTIONAL_FINDING_HEADS
from zipingbiao.model.values import Place
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.report_xlsx import OVERVIEW_SHEET, render_xlsx
from zipingbiao.writers.result_rows import FINDING_WIDTHS


def _open(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


HEADS = [head for head in FINDING_HEADS if head not in OPTIONAL_FINDING_HEADS]
HEADER, FIRST = 3, 4


def test_a_finding_has_all_its_columns_and_an_empty_one_for_the_user(tmp_path: Path) -> None:
    sheet = _open(render_xlsx([checked(tmp_path / "a.xlsx", finding())], tmp_path / "r.xlsx"))["检查结果"]
    assert [cell.value for cell in sheet[HEADER]] == HEADS
    assert [cell.value for cell in sheet[FIRST]] == [
        1, "错误", "ZP014", "O'B 安全", "H40", "总分", "97", "96.85", "分",
        "「总分」填 97 分，应为 96.85 分。", "请核对总分。", "表内勾稽关系", None,
    ]  # fmt: skip
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:M4"
    assert sheet.page_setup.orientation == "landscape" and int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == "$3:$3" and sheet.page_setup.fitToHeight == 0


def test_the_column_for_reasons_is_open_and_says_what_to_write(tmp_path: Path) -> None:
    sheet = _open(render_xlsx([checked(tmp_path / "a.xlsx", finding())], tmp_path / "r.xlsx"))["检查结果"]
    assert not sheet["M4"].protection.locked and sheet["M4"].fill.fgColor.rgb == "FFFFFBE6"
    (hint,) = sheet.data_validations.dataValidation
    assert str(hint.sqref) == "M4" and "理由" in hint.prompt and hint.type in (None, "none")


def test_several_files_and_several_forms_on_a_sheet_are_told_apart(tmp_path: Path) -> None:
    one = checked(tmp_path / "a.xlsx", finding())
    sheet = _open(render_xlsx([one, checked(tmp_path / "b.xlsx", finding())], tmp_path / "r.xlsx"))["检查结果"]
    assert [cell.value for cell in sheet[HEADER]][3:5] == ["文件", "工作表"]
    assert [sheet[f"D{row}"].value for row in (4, 5)] == ["a.xlsx", "b.xlsx"]
    twice = replace(one, evaluations=one.evaluations * 2, assessments=one.assessments * 2)
    sheet = _open(render_xlsx([twice], tmp_path / "r.xlsx"))["检查结果"]
    assert [sheet[f"E{row}"].value for row in (HEADER, FIRST)] == ["项目", "安全生产专项"]


def test_the_worst_come_first_and_what_was_waived_last(tmp_path: Path) -> None:
    found = [
        finding(severity="info", label="丙"),
        finding(label="丁", waived="按省厅表样。"),
        finding(label="乙", place=Place(sheet="O'B 安全", cell="H41")),
        finding(label="甲"),
    ]
    content = render_xlsx([checked(tmp_path / "a.xlsx", *found)], tmp_path / "r.xlsx")
    sheet = _open(content)["检查结果"]
    assert [sheet[f"F{row}"].value for row in range(4, 8)] == ["甲", "乙", "丙", "丁"]
    assert sheet["B7"].value == "错误\n已说明" and sheet["M7"].value == "按省厅表样。"
    assert "错误 2 条，警告 0 条，提示 1 条，已说明 1 条" in sheet["A1"].value
    overview = _open(content)[OVERVIEW_SHEET]
    assert [cell.value for cell in overview[FIRST]][-4:] == [2, 0, 1, 1]


def test_the_cell_links_into_the_checked_file_relative_to_the_report(tmp_path: Path) -> None:
    (tmp_path / "报告").mkdir()
    content = render_xlsx([checked(tmp_path / "表 格.xlsx", finding())], tmp_path / "报告" / "r.xlsx")
    package = zipfile.ZipFile(io.BytesIO(content))
    links = package.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert 'TargetMode="External"' in links
    assert "..\\表%20格.xlsx" in links or "../表%20格.xlsx" in links
    assert "'O''B 安全'!H40" in sheet or "'O''B 安全'!H40" in links


@pytest.mark.parametrize("text", [NASTY, "+1", "-1", "@SUM(A1)", "{=1}", "http://example.com", "\x01控制符"])
def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    nasty = finding(message=text, label=text, printed=text, expected=text, project=text, remedy=text, basis=text)
    nasty = nasty.model_copy(update={"place": Place(sheet=None, cell=None), "unit": ""})
    content = render_xlsx([checked(tmp_path / "a.xlsx", nasty, project=text)], tmp_path / "r.xlsx")
    package = zipfile.ZipFile(io.BytesIO(content))
    for name in package.namelist():
        if name.startswith("xl/worksheets/sheet"):
            assert b"<f>" not in package.read(name)
            assert b"<hyperlink " not in package.read(name)
    assert _open(content)["检查结果"]["G4"].data_type == "s"


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("a#b.xlsx", Place(sheet="甲", cell="A1")),
        ("a.json", Place(cell="forms[0].total")),
        ("a.xlsx", Place(sheet="甲", cell="forms[0].total")),
        ("a.docx", Place(table=1, row=2, column=3)),
    ],
)
def test_a_place_that_cannot_be_opened_is_plain_text(tmp_path: Path, file: str, place: Place) -> None:
    content = render_xlsx([checked(tmp_path / file, finding(place=place))], tmp_path / "r.xlsx")
    assert "xl/worksheets/_rels/sheet1.xml.rels" not in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_nothing_found_is_said(tmp_path: Path) -> None:
    book = _open(render_xlsx([checked(tmp_path / "a.xlsx")], tmp_path / "r.xlsx"))
    assert book["检查结果"]["A4"].value == "没有发现问题"


def test_the_overview_lists_forms_and_unreadable_files(tmp_path: Path) -> None:
    files = [
        checked(tmp_path / "a.xlsx", finding()),
        CheckedFile(tmp_path / "b.xlsx", findings=(finding(kind="unreadable", project=""),), unreadable="打不开"),
    ]
    sheet = _open(render_xlsx(files, tmp_path / "r.xlsx"))[OVERVIEW_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
    assert rows[0][:5] == ["a.xlsx", "O'B 安全", "安全生产专项", "97", "96.85"]
    assert rows[0][-4:] == [1, 0, 0, 0]
    assert [rows[1][0], rows[1][2]] == ["b.xlsx", "打不开"]
    assert rows[2][0] == "合计" and rows[2][-4:] == [2, 0, 0, 0]


def test_the_same_check_gives_the_same_findings_sheet(tmp_path: Path) -> None:
    def sheet() -> bytes:
        content = render_xlsx([checked(tmp_path / "a.xlsx", finding())], tmp_path / "r.xlsx")
        return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")

    assert sheet() == sheet()


def test_long_names_wrap_inside_their_row_and_the_page_is_wide_enough(tmp_path: Path) -> None:
    long = finding(label="长" * 2000, message="句" * 400)
    sheet = _open(render_xlsx([checked(tmp_path / "a.xlsx", long)], tmp_path / "r.xlsx"))["检查结果"]
    assert len(sheet["F4"].value) == 250 and sheet["J4"].value == "句" * 400
    assert all(sheet[FIRST][HEADS.index(head)].alignment.wrap_text for head in ("工作表", "指标或栏目", "问题", "说明"))
    # 277 mm of a landscape A4 page: ten points are printed as eight at least.
    assert sum(FINDING_WIDTHS[head] for head in HEADS) * 7 / 96 * 25.4 * 0.8 < 277
