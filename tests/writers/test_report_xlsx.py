"""The workbook report: constant texts, links into the checked file, nothing that starts a formula."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.writers.samples import NASTY, checked, finding
from zipingbiao.model.values import Place
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.report_xlsx import COLUMNS, OVERVIEW_SHEET, render_xlsx


def _open(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_finding_has_all_its_columns_and_an_empty_one_for_the_user(tmp_path: Path) -> None:
    sheet = _open(render_xlsx([checked(tmp_path / "a.xlsx", finding())], tmp_path / "r.xlsx"))["检查结果"]
    assert [cell.value for cell in sheet[2]] == [name for name, _ in COLUMNS]
    assert [cell.value for cell in sheet[3]] == [
        1, "错误", "ZP014", "O'B 安全", "H40", "安全生产专项", "总分", "97 分", "96.85 分",
        "「总分」填 97 分，应为 96.85 分。", "请核对总分。", "表内勾稽关系", None,
    ]  # fmt: skip
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:M3"
    assert sheet.page_setup.orientation == "landscape"


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
    assert _open(content)["检查结果"]["G3"].data_type == "s"


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
    assert book["检查结果"]["A3"].value == "没有发现问题"


def test_the_overview_lists_forms_and_unreadable_files(tmp_path: Path) -> None:
    files = [
        checked(tmp_path / "a.xlsx", finding()),
        CheckedFile(tmp_path / "b.xlsx", findings=(finding(kind="unreadable", project=""),), unreadable="打不开"),
    ]
    sheet = _open(render_xlsx(files, tmp_path / "r.xlsx"))[OVERVIEW_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][:5] == ["a.xlsx", "O'B 安全", "安全生产专项", "97", "96.85"]
    assert rows[0][-3:] == [1, 0, 0]
    assert rows[1][:2] == ["b.xlsx", "打不开"]


def test_the_same_check_gives_the_same_findings_sheet(tmp_path: Path) -> None:
    def sheet() -> bytes:
        content = render_xlsx([checked(tmp_path / "a.xlsx", finding())], tmp_path / "r.xlsx")
        return zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")

    assert sheet() == sheet()


def test_long_names_wrap_inside_their_row_and_the_page_is_wide_enough(tmp_path: Path) -> None:
    long = finding(project="长" * 2000, message="句" * 400)
    sheet = _open(render_xlsx([checked(tmp_path / "a.xlsx", long, project="长" * 2000)], tmp_path / "r.xlsx"))["检查结果"]
    assert len(sheet["F3"].value) == 250 and sheet["J3"].value == "句" * 400
    assert all(cell.alignment.wrap_text for cell in sheet[3][3:12])
    # A3 landscape takes all columns at nearly their full size.
    assert sheet.page_setup.paperSize == "8" or sheet.page_setup.paperSize == 8
    assert sum(width for _, width in COLUMNS) * 7 / 96 * 25.4 < 400
