"""How a sheet is printed, as far as its file says: widths, fonts, paper."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from tests.live.office import convert
from tests.readers.build import NS, package, parts_of, sheet_xml
from zipingbiao.readers.grid import Face, Sheet
from zipingbiao.readers.workbook import read_workbook


def sample(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B2"] = "项目支出绩效自评表", "项目名称"
    sheet["A1"].font = openpyxl.styles.Font(name="方正小标宋简体", size=20)
    sheet["B2"].font = openpyxl.styles.Font(name="仿宋_GB2312", size=10.5)
    sheet.column_dimensions["A"].width = 6.5
    sheet.column_dimensions["B"].width = 20
    sheet.column_dimensions["D"].hidden = True
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 8, "landscape"
    book.save(path)
    return path


def face(sheet: Sheet, row: int, column: int) -> Face:
    cell = sheet.raw(row, column)
    assert cell is not None
    return sheet.look.faces[cell.style]


def test_of_a_workbook(tmp_path: Path) -> None:
    sheet = read_workbook(sample(tmp_path / "a.xlsx")).sheets[0]
    assert [sheet.look.width(column) for column in (1, 2, 3)] == [6.5, 20, 8.43]
    assert sheet.is_hidden_column(4)
    assert (sheet.look.paper, sheet.look.landscape) == ("A3", True)
    assert face(sheet, 1, 1) == Face("方正小标宋简体", 20)
    assert face(sheet, 2, 2) == Face("仿宋_GB2312", 10.5)


@pytest.mark.live
def test_of_an_open_document_sheet(tmp_path: Path) -> None:
    sheet = read_workbook(convert(sample(tmp_path / "a.xlsx"), tmp_path, "ods")).sheets[0]
    narrow, wide = sheet.look.width(1), sheet.look.width(2)
    assert narrow is not None and wide is not None
    # LibreOffice writes lengths, measured with whatever font stands in for the workbook's own.
    assert wide / narrow == pytest.approx(20 / 6.5, rel=0.1) and 10 < wide < 40


def test_of_a_word_file(tmp_path: Path) -> None:
    document = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    run = document.add_paragraph().add_run("项目支出绩效自评表")
    run.font.size = Pt(22)
    table = document.add_table(1, 3)
    for column, (width, text) in enumerate(((100, "一级指标"), (300, "三级指标"), (50, "分值"))):
        table.columns[column].width = Pt(width)
        table.cell(0, column).text = text
    document.save(tmp_path / "a.docx")
    sheet = read_workbook(tmp_path / "a.docx").sheets[0]
    widths = [sheet.look.width(column) or 0 for column in (1, 2, 3)]
    assert widths[1] / widths[0] == pytest.approx(3, rel=0.02) and widths[0] / widths[2] == pytest.approx(2, rel=0.02)
    assert (sheet.look.paper, sheet.look.landscape) == ("A4", True)
    assert face(sheet, 1, 1).size == 22


@pytest.mark.parametrize("width", ["NaN", "-3", "1e9", "", "99999", "inf", "0x10"])
def test_absurd_widths_and_sizes_are_unknown(tmp_path: Path, width: str) -> None:
    xml = sheet_xml('<row r="1"><c r="A1" s="0" t="inlineStr"><is><t>甲</t></is></c></row>')
    xml = xml.replace("<sheetData>", f'<cols><col min="1" max="1" width="{width}"/></cols><sheetData>')
    styles = (
        f'<styleSheet {NS}><fonts><font><sz val="{width}"/><name val="{"仿" * 500}"/></font></fonts>'
        '<cellXfs><xf fontId="0"/><xf fontId="77"/></cellXfs></styleSheet>'
    )
    sheet = read_workbook(package(tmp_path / "a.xlsx", parts_of({"表": xml}, styles=styles))).sheets[0]
    assert sheet.look.width(1) is None
    assert sheet.look.faces[0].size is None and len(sheet.look.faces[0].name) < 100
    assert sheet.look.faces[1] == Face()
