"""zpb finalize of workbooks made by hand: the package stays as it is, but for what acts by itself or asks other files."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.app.finishing import finished, parts_of, reasons_for, rewritten, sheet_parts
from tests.app.sources import FORM
from zipingbiao.adapters import cli
from zipingbiao.app.finalizing import OpenErrors, finalize
from zipingbiao.app.verifying import verify
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.forms.parts import FINDINGS_SHEET, SEAL_SHEET
from zipingbiao.forms.twin import twin_project

DATA = Path(__file__).parents[1] / "data"
SAMPLES = [*sorted((DATA / "corpus").glob("*.xlsx")), *sorted((DATA / "seeds-xlsx").glob("*.xlsx"))]
#: What may change in a workbook in which nothing acts: page set-up, styles that only grow, the list of sheets, properties.
_MAY_CHANGE = re.compile(r"docProps/(app|core)\.xml|xl/styles\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|\[Content_Types\]\.xml|xl/worksheets/sheet\d+\.xml")  # fmt: skip
_PAGE = re.compile(rb"<sheetPr>?.*?</sheetPr>|<pageMargins[^>]*/>|<pageSetup[^>]*/>|<pageSetUpPr[^>]*/>|<sheetPr/>", re.DOTALL)


def hand_book(path: Path, more: Callable[[Workbook, Worksheet], None] | None = None) -> Path:
    """A form as somebody draws it in Excel, with results beside formulas."""
    book = Workbook(path)
    sheet = book.add_worksheet("自评表")
    for row, cells in enumerate(FORM):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    if more is not None:
        more(book, sheet)
    book.close()
    return path


def cell_of(path: Path, cell: str, sheet: str = "自评表") -> tuple[object, object]:
    """Formula (or value) and value of a cell."""
    return tuple(openpyxl.load_workbook(path, data_only=values)[sheet][cell].value for values in (False, True))  # type: ignore[return-value]


@pytest.mark.parametrize("source", SAMPLES, ids=lambda path: path.stem)
def test_published_forms_keep_every_part_that_need_not_change(source: Path, tmp_path: Path) -> None:
    done = finished(source, tmp_path / "送审.xlsx")
    before, now = parts_of(source), parts_of(done.path)
    assert before.keys() <= now.keys()
    assert all(_MAY_CHANGE.fullmatch(name) for name in before if before[name] != now[name])
    for name in before:
        if name.startswith("xl/worksheets/") and before[name] != now[name]:
            assert _PAGE.sub(b"", before[name]) == _PAGE.sub(b"", now[name])
    old, new = before["xl/styles.xml"], now["xl/styles.xml"]
    assert old[: old.index(b"<cellXfs")].count(b"<font>") <= new.count(b"<font>")
    assert verify(done.path).verdict == "whole"
    names = openpyxl.load_workbook(done.path).sheetnames
    assert names[: len(openpyxl.load_workbook(source).sheetnames)] == openpyxl.load_workbook(source).sheetnames
    assert names[-1] == SEAL_SHEET and names[-2].startswith(FINDINGS_SHEET)


def test_open_errors_refuse_and_waivers_allow(tmp_path: Path) -> None:
    source = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
    with pytest.raises(OpenErrors):
        finalize(source, tmp_path / "送审.xlsx")
    assert not list(tmp_path.iterdir())
    done = finalize(source, tmp_path / "送审.xlsx", waivers=[reasons_for(source, tmp_path)])
    assert done.waived and all(one.waived for one in done.waived)


def test_macros_buttons_and_their_formulas_go(tmp_path: Path) -> None:
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(twin_project() + b"MyRate")

    def more(book: Workbook, sheet: Worksheet) -> None:
        book.add_vba_project(str(project))
        sheet.insert_button("L2", {"macro": "DoIt", "caption": "计算"})
        sheet.write_formula("M1", "=MyRate(F9,C9)", None, 0.9)
        sheet.write_formula("M2", "=SUM(C9,D9)", None, 220)

    source = hand_book(tmp_path / "带宏.xlsm", more)
    done = finished(source, tmp_path / "送审.xlsx")
    parts = parts_of(done.path)
    assert not any("vba" in name.lower() for name in parts)
    assert b"macroEnabled" not in parts["[Content_Types].xml"] and b"vbaProject" not in parts["[Content_Types].xml"]
    assert not any(b"FmlaMacro" in data for data in parts.values())
    assert cell_of(done.path, "M1") == (0.9, 0.9) and cell_of(done.path, "M2") == ("=SUM(C9,D9)", 220)
    told = "\n".join(done.lost)
    assert "宏" in told and "自评表!M1" in told and "M2" not in told


def test_links_to_other_files_become_values(tmp_path: Path) -> None:
    plain = hand_book(tmp_path / "手工.xlsx", lambda book, sheet: sheet.write_formula("M2", "=SUM(C9,D9)", None, 220))
    book = openpyxl.load_workbook(plain)
    link = ExternalLink(externalBook=ExternalBook(id="rId1"))
    link.file_link = Relationship(type="externalLinkPath", Target="file:///D:/2022汇总.xlsx", TargetMode="External")
    book._external_links.append(link)
    book.defined_names["上年"] = openpyxl.workbook.defined_name.DefinedName("上年", attr_text="[1]汇总!$C$5")
    sheet = book["自评表"]
    for cell, formula in {"M1": "=[1]汇总!C5", "M3": "=上年*2", "M4": "=M1+1", "M5": '="见[1]号文"'}.items():
        sheet[cell] = formula
    rule = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1="[1]汇总!$A$1:$A$9")
    rule.add("N1")
    sheet.add_data_validation(rule)
    book.save(tmp_path / "链接.xlsx")
    values = {"M1": "7", "M2": "220", "M3": "14", "M4": "8", "M5": "0"}

    def with_results(name: str, data: bytes) -> bytes:
        for cell, value in values.items():
            data = re.sub(rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?'.encode(), rf"\g<1><v>{value}</v>".encode(), data)
        return data

    source = rewritten(tmp_path / "链接.xlsx", tmp_path / "有结果.xlsx", with_results)
    done = finished(source, tmp_path / "送审.xlsx")
    assert not any("externalLink" in name for name in parts_of(done.path))
    assert b"[1]\xe6\xb1\x87" not in b"".join(parts_of(done.path).values())
    assert cell_of(done.path, "M1") == (7, 7) and cell_of(done.path, "M3") == (14, 14)
    assert cell_of(done.path, "M4")[0] == "=M1+1" and cell_of(done.path, "M5")[0] == '="见[1]号文"'
    told = "\n".join(done.lost)
    assert "2022汇总.xlsx" in told and "自评表!M1、自评表!M3" in told and "上年" not in openpyxl.load_workbook(done.path).defined_names
    assert verify(done.path).verdict == "whole"


def test_formulas_that_change_by_the_day_become_values(tmp_path: Path) -> None:
    def more(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_formula("M1", "=TODAY()", None, 46000)
        sheet.write_formula("M2", '=IF(NOW()>1,"TODAY()",1)', None, "TODAY()")
        sheet.write_formula("M3", '="TODAY()"', None, "TODAY()")

    done = finished(hand_book(tmp_path / "手工.xlsx", more), tmp_path / "送审.xlsx")
    assert cell_of(done.path, "M1")[0] == 46000 and cell_of(done.path, "M2")[0] == "TODAY()"
    assert cell_of(done.path, "M3")[0] == '="TODAY()"'
    assert any("每次打开都会变" in line and "M1、自评表!M2" in line for line in done.lost)


def test_formulas_without_results_refuse(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(hand_book(tmp_path / "手工.xlsx"))
    book["自评表"]["M1"] = "=SUM(C9,D9)"
    book.save(tmp_path / "没有算.xlsx")
    with pytest.raises(ZpbError, match=r"自评表!M1.*重新计算并保存"):
        finished(tmp_path / "没有算.xlsx", tmp_path / "送审.xlsx")
    assert not (tmp_path / "送审.xlsx").exists()


def test_marks_go_and_the_form_looks_as_before_marking(tmp_path: Path) -> None:
    source, marked = hand_book(tmp_path / "手工.xlsx"), tmp_path / "标注.xlsx"
    assert cli.main(["check", str(source), "--mark", str(marked)]) in (0, 1)
    done = finished(marked, tmp_path / "送审.xlsx")
    parts = parts_of(done.path)
    assert not any("comments" in name or "custom.xml" in name for name in parts)
    assert openpyxl.load_workbook(done.path).sheetnames == ["自评表", FINDINGS_SHEET, SEAL_SHEET]
    name = sheet_parts(done.path)["自评表"]
    assert _PAGE.sub(b"", parts[name]) == _PAGE.sub(b"", parts_of(source)[name])


def test_what_was_finished_is_finished_anew_without_piling_up(tmp_path: Path) -> None:
    first = finished(DATA / "corpus" / "020_jishan_weishengyuan.xlsx", tmp_path / "一.xlsx")
    # The reasons stand in its 检查结果, so that no list of them is needed any more.
    second = finalize(first.path, tmp_path / "二.xlsx")
    assert openpyxl.load_workbook(second.path).sheetnames == openpyxl.load_workbook(first.path).sheetnames
    assert verify(second.path).verdict == "whole"
    assert [one.code for one in second.waived] == [one.code for one in first.waived] != []


def test_a_sheet_of_the_users_called_like_ours_stays(tmp_path: Path) -> None:
    def more(book: Workbook, sheet: Worksheet) -> None:
        book.add_worksheet(FINDINGS_SHEET).write(0, 0, "科室自查：无问题")

    done = finished(hand_book(tmp_path / "手工.xlsx", more), tmp_path / "送审.xlsx")
    book = openpyxl.load_workbook(done.path)
    assert book[FINDINGS_SHEET]["A1"].value == "科室自查：无问题" and f"{FINDINGS_SHEET}2" in book.sheetnames


def test_protected_sheets_stay_protected(tmp_path: Path) -> None:
    source = hand_book(tmp_path / "手工.xlsx", lambda book, sheet: sheet.protect("secret"))
    data = parts_of(source)["xl/worksheets/sheet1.xml"]
    protection = re.search(rb"<sheetProtection[^>]*>", data)
    assert protection is not None
    done = finished(source, tmp_path / "送审.xlsx")
    assert protection[0] in parts_of(done.path)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("kind", ["activeX", "ole", "connection"])
def test_controls_objects_and_connections_go(kind: str, tmp_path: Path) -> None:
    source = hand_book(tmp_path / "手工.xlsx")
    relation = {"activeX": ("control", "../activeX/activeX1.xml"), "ole": ("oleObject", "../embeddings/oleObject1.bin")}

    def acting(name: str, data: bytes) -> bytes:
        if kind != "connection" and name == "xl/worksheets/sheet1.xml":
            element = '<controls><control shapeId="1" r:id="rId9" name="B"/></controls>' if kind == "activeX" else '<oleObjects><oleObject progId="Word" shapeId="2" r:id="rId9"/></oleObjects>'
            return data.replace(b"</worksheet>", element.encode() + b"</worksheet>")
        if kind == "connection" and name == "xl/_rels/workbook.xml.rels":
            one = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/connections" Target="connections.xml"/>'
            return data.replace(b"</Relationships>", one.encode() + b"</Relationships>")
        return data

    acted = rewritten(source, tmp_path / "活动.xlsx", acting)
    with zipfile.ZipFile(acted, "a") as package:
        if kind == "connection":
            package.writestr("xl/connections.xml", '<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1"/></connections>')
        else:
            type_, target = relation[kind]
            package.writestr("xl/worksheets/_rels/sheet1.xml.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type_}" Target="{target}"/></Relationships>')
            package.writestr("xl/" + target.removeprefix("../"), b"<ax/>")
    done = finished(acted, tmp_path / "送审.xlsx")
    parts = parts_of(done.path)
    assert not any(re.search("activeX|embeddings|connections", name) for name in parts)
    assert b"<control" not in parts["xl/worksheets/sheet1.xml"] and b"<oleObject" not in parts["xl/worksheets/sheet1.xml"]
    assert any("去掉了" in line for line in done.lost) and verify(done.path).verdict == "whole"


@pytest.mark.parametrize("name", ["表.xls", "表.ods", "表.docx", "表.et", "表.json"])
def test_other_formats_are_refused_with_what_to_do(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    with pytest.raises(ZpbError, match="zpb adopt"):
        finalize(path)


def test_what_only_has_the_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes((DATA / "json" / "donghu-2019.json").read_bytes())
    with pytest.raises(UnreadableFile):
        finalize(path)
    with pytest.raises(ZpbError, match="文件夹"):
        finalize(tmp_path)
    with pytest.raises(UnreadableFile):
        finalize(tmp_path / "没有.xlsx")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    source = hand_book(tmp_path / "手工.xlsx")
    with zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image9.bin", b"\0" * 50_000_000)
    with pytest.raises(UnreadableFile, match="大得不正常"):
        finalize(source)
