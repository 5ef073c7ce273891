"""What marking writes into the parts of a workbook, and that unmarking gives every part back to the byte."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from tests.readers.build import NS, RELATIONS, sheet_xml, table_xml
from tests.writers.marking.books import (
    STYLES,
    digests,
    names,
    parts,
    read_part,
    set_marks,
    take_off,
    touch,
    write,
)
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.writers.marking.mark import COLOURS

SHEET = "xl/worksheets/sheet1.xml"
ERROR = ("表", "B2", "error", "1. 【错误】总分不对。（ZP014）")
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t201" o:spt="201"/><v:shape id="_x0000_s1025" type="#_x0000_t201">'
    '<v:textbox><div>按钮<br>一</div></v:textbox><x:ClientData ObjectType="Button"><x:Row>1</x:Row><x:Column>1</x:Column>'
    "</x:ClientData></v:shape></xml>"
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def fills(path: Path, sheet: str = "表") -> dict[str, str]:
    """The cells with a plain fill and its colour."""
    found = {}
    for row in openpyxl.load_workbook(path)[sheet].iter_rows():
        for cell in row:
            if cell.fill.patternType == "solid" and isinstance(cell.fill.fgColor.rgb, str):
                found[cell.coordinate] = cell.fill.fgColor.rgb
    return found


def notes(path: Path, sheet: str = "表") -> dict[str, str]:
    rows = openpyxl.load_workbook(path)[sheet].iter_rows()
    return {cell.coordinate: cell.comment.text for row in rows for cell in row if cell.comment}


def both_ways(path: Path, *places: tuple[str, str, str, str], reuse: bool = False) -> Path:
    """Marks the file, checks that unmarking gives it back, and returns the marked copy."""
    marked = set_marks(path, *places, reuse=reuse)
    clean, done = take_off(marked)
    assert done.exact
    assert digests(clean) == digests(path)
    return marked


def test_a_marked_cell_has_a_fill_a_note_and_a_row_with_a_link(tmp_path: Path) -> None:
    marked = both_ways(write(tmp_path / "a.xlsx", parts()), ERROR, ("表", "C3", "warning", "2. 【警告】没有说明。"))
    assert fills(marked) == {"B2": COLOURS["error"], "C3": COLOURS["warning"]}
    assert notes(marked)["B2"] == "──── 自评表检查 ────\n1. 【错误】总分不对。（ZP014）"
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames == ["表", "检查结果"]
    assert book["检查结果"]["D3"].hyperlink.location == "'表'!B2"
    assert [cell.value for cell in book["检查结果"][2]] == ["序号", "编号", "工作表", "单元格", "问题", "说明"]


def test_the_worst_finding_gives_the_colour_and_one_note_has_them_all(tmp_path: Path) -> None:
    places = [("表", "B2", "info", "3. 提示"), ERROR, ("表", "B2", "warning", "2. 警告")]
    marked = both_ways(write(tmp_path / "a.xlsx", parts()), *places)
    assert fills(marked) == {"B2": COLOURS["error"]}
    assert notes(marked)["B2"].splitlines()[1:] == [ERROR[3], "2. 警告", "3. 提示"]


def test_parts_that_have_no_mark_keep_their_bytes_and_order(tmp_path: Path) -> None:
    content = parts({"表": table_xml([[1]]), "别的": table_xml([[2]])})
    content["xl/media/image1.png"] = b"\x89PNG\x00"
    content["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
    path = write(tmp_path / "a.xlsm", content)
    marked = both_ways(path, ("表", "A1", "error", "错"))
    before, after = {n: d for n, _, d in digests(path)}, {n: d for n, _, d in digests(marked)}
    assert [one for one in after if one in before] == list(before)
    for name in ("xl/worksheets/sheet2.xml", "xl/media/image1.png", "xl/vbaProject.bin"):
        assert after[name] == before[name]


def test_a_merged_cell_is_filled_all_over_and_noted_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", parts({"表": table_xml([[1, None, 3], [4, None, 6]], merges=("A1:B2",))}))
    marked = both_ways(path, ("表", "B2", "error", "错"))
    sheet = read_part(marked, SHEET)
    numbers = {re.search(rf'<c r="{one}" s="(\d+)"', sheet)[1] for one in ("A1", "B1", "A2", "B2")}
    assert len(numbers) == 1
    assert list(notes(marked)) == ["A1"]


def test_a_cell_that_is_not_written_is_put_in_with_the_look_of_its_row_or_column(tmp_path: Path) -> None:
    cells = '<row r="2" s="1" customFormat="1"><c r="A2"><v>1</v></c><c r="D2"><v>2</v></c></row><row r="9"/>'
    xml = sheet_xml(cells).replace("<sheetData>", '<cols><col min="3" max="3" style="2"/></cols><sheetData>')
    path = write(tmp_path / "a.xlsx", parts({"表": xml}))
    places = [("表", cell, "error", f"{cell} 错") for cell in ("B2", "E2", "C5", "C9", "A1", "A20")]
    marked = both_ways(path, *places)
    sheet = read_part(marked, SHEET)
    assert re.findall(r'<row r="(\d+)"', sheet) == ["1", "2", "5", "9", "20"]
    assert re.findall(r'<c r="(\w+)"', sheet) == ["A1", "A2", "B2", "D2", "E2", "C5", "C9", "A20"]
    cells_of = openpyxl.load_workbook(marked)["表"]
    assert cells_of["B2"].number_format == "0.00%" and cells_of["B2"].alignment.wrapText
    assert cells_of["C5"].border.left.style == "thin" and cells_of["A1"].border.left.style is None


@pytest.mark.parametrize(
    "cells",
    [
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>",
        '<row r="1" spans="1:3"/>',
        "",
        '<row r="1"><c r="A1" t="inlineStr"><is><t>文 &lt;b&gt;</t></is></c></row><row r="2"><c r="B2"><f>A1</f></c></row>',
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>4</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>6</v></c></row>',
    ],
)
def test_sheets_as_other_programs_write_them(tmp_path: Path, cells: str) -> None:
    path = write(tmp_path / "a.xlsx", parts({"表": sheet_xml(cells)}))
    marked = both_ways(path, ("表", "A1", "error", "错"), ("表", "B2", "warning", "疑"), ("表", "C1", "info", "注"))
    assert set(fills(marked)) == {"A1", "B2", "C1"}
    before, after = openpyxl.load_workbook(path)["表"], openpyxl.load_workbook(marked)["表"]
    assert [[c.value for c in row] for row in before["A1:C2"]] == [[c.value for c in row] for row in after["A1:C2"]]


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData></sheetData>"])
def test_an_empty_sheet(tmp_path: Path, data: str) -> None:
    path = write(tmp_path / "a.xlsx", parts({"表": f"<worksheet {NS}>{data}</worksheet>"}))
    assert set(fills(both_ways(path, ERROR))) == {"B2"}


def test_a_sheet_with_prefixes_in_strict_namespaces(tmp_path: Path) -> None:
    content = parts()
    for name in [*content]:
        text = str(content[name])
        text = text.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
        content[name] = text.replace(REL, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    sheet = str(content[SHEET]).replace("xmlns=", "xmlns:x=")
    content[SHEET] = re.sub(r"<(/?)(?=\w)", r"<\1x:", sheet)
    marked = both_ways(write(tmp_path / "a.xlsx", content), ERROR, ("表", "E9", "error", "错"))
    sheet = read_part(marked, SHEET)
    assert '<x:legacyDrawing xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships"' in sheet
    assert re.search(r'<x:row r="9"><x:c r="E9" s="\d+"/></x:row>', sheet)
    assert "purl.oclc.org/ooxml/officeDocument/relationships/comments" in read_part(marked, "xl/worksheets/_rels/sheet1.xml.rels")


def test_parts_in_utf_16(tmp_path: Path) -> None:
    content = parts()
    text = '<?xml version="1.0" encoding="UTF-16"?>' + str(content[SHEET])
    content[SHEET] = text.encode("utf-16")
    assert set(fills(both_ways(write(tmp_path / "a.xlsx", content), ERROR))) == {"B2"}


def test_a_workbook_without_styles_gets_some(tmp_path: Path) -> None:
    content = parts()
    del content["xl/styles.xml"]
    content["xl/_rels/workbook.xml.rels"] = re.sub(r"<Relationship [^>]*styles.xml\"/>", "", str(content["xl/_rels/workbook.xml.rels"]))
    assert set(fills(both_ways(write(tmp_path / "a.xlsx", content), ERROR))) == {"B2"}


def test_a_colour_that_the_workbook_uses_is_not_taken_for_a_mark(tmp_path: Path) -> None:
    styles = STYLES.replace('<fgColor theme="4" tint="0.6"/>', f'<fgColor rgb="{COLOURS["error"]}"/>')
    xml = sheet_xml('<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="1"><v>1</v></c></row>')
    path = write(tmp_path / "a.xlsx", parts({"表": xml}, styles=styles))
    marked = both_ways(path, ("表", "A1", "error", "错"))
    assert fills(marked)["A1"] != fills(marked)["B1"] == COLOURS["error"]
    clean, done = take_off(touch(marked))
    assert not done.exact
    assert fills(clean) == fills(path)


def test_notes_go_behind_the_drawing_and_before_tables_and_extensions(tmp_path: Path) -> None:
    after = (
        '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><drawing r:id="rId8"/>'
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14"><controls><drawing/></controls></mc:Choice></mc:AlternateContent>'
        "<tableParts count=\"0\"/><extLst><ext uri=\"{1}\"/></extLst>"
    )
    xml = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>', after).replace(NS, f"{NS} {RELATIONS}")
    marked = both_ways(write(tmp_path / "a.xlsx", parts({"表": xml})), ERROR)
    assert re.search(r'<drawing r:id="rId8"/><legacyDrawing [^>]+/><mc:AlternateContent', read_part(marked, SHEET))


def with_notes(tmp_path: Path, comments: str, *, vml: str = VML, more: str = "") -> Path:
    xml = sheet_xml('<row r="2"><c r="B2"><v>1</v></c></row>', '<legacyDrawing r:id="rId2"/>').replace(NS, f"{NS} {RELATIONS}")
    content = parts({"表": xml})
    content["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/comments" Target="../comments1.xml"/>'
        f'<Relationship Id="rId2" Type="{REL}/vmlDrawing" Target="/xl/drawings/vmlDrawing1.vml"/>{more}</Relationships>'
    )
    content["[Content_Types].xml"] = str(content["[Content_Types].xml"]).replace(
        "</Types>", '<Override PartName="/xl/comments1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.comments+xml"/></Types>'
    )  # fmt: skip
    content["xl/comments1.xml"] = (
        f"<comments {NS}><authors><author>张三</author></authors><commentList>{comments}</commentList></comments>"
    )
    content["xl/drawings/vmlDrawing1.vml"] = vml
    return write(tmp_path / "a.xlsx", content)


OLD = '<comment ref="B2" authorId="0"><text><r><rPr><b/></rPr><t>张三：</t></r><r><t xml:space="preserve">\n已核对</t></r></text></comment>'
PLAIN = '<comment ref="B2" authorId="0"><text><t>已核对</t></text></comment>'


@pytest.mark.parametrize(("comment", "old"), [(OLD, "张三：\n已核对"), (PLAIN, "已核对")])
def test_somebodys_note_stays_above_ours_and_is_alone_again_afterwards(tmp_path: Path, comment: str, old: str) -> None:
    path = with_notes(tmp_path, comment)
    marked = both_ways(path, ERROR, ("表", "C2", "info", "注"))
    assert notes(marked)["B2"] == f"{old}\n──── 自评表检查 ────\n{ERROR[3]}"
    vml = read_part(marked, "xl/drawings/vmlDrawing1.vml")
    assert vml.startswith(VML[: VML.index('data="1"')]) and 'data="1,2"' in vml
    assert '<div>按钮<br>一</div>' in vml and vml.count("<v:shape ") == 2 and '"_x0000_s2049"' in vml
    clean, done = take_off(touch(marked))
    assert not done.exact and notes(clean) == {"B2": old}
    assert read_part(clean, "xl/drawings/vmlDrawing1.vml").count("<v:shape ") == 1
    assert fills(clean) == fills(path)


def test_a_sheet_with_form_controls_but_no_notes(tmp_path: Path) -> None:
    path = with_notes(tmp_path, "")
    marked = both_ways(path, ERROR)
    clean, _ = take_off(touch(marked))
    assert "<v:shape " in read_part(clean, "xl/drawings/vmlDrawing1.vml")
    assert "legacyDrawing" in read_part(clean, SHEET)


def test_the_shadow_of_a_threaded_comment_is_left_alone(tmp_path: Path) -> None:
    more = '<Relationship Id="rId3" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/t1.xml"/>'
    path = with_notes(tmp_path, PLAIN, more=more)
    content: dict[str, str | bytes] = {one: read_part(path, one) for one in names(path)}
    content["xl/threadedComments/t1.xml"] = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="B2" id="{1}"><text>已核对</text></threadedComment></ThreadedComments>'
    marked = both_ways(write(path, content), ERROR)
    assert notes(marked) == {"B2": "已核对"} and set(fills(marked)) == {"B2"}


def test_other_names_and_sheets_of_our_name_stay(tmp_path: Path) -> None:
    content = parts({"检查结果": table_xml([[1]]), "表": table_xml([[1, 2], [3, 4]])}, names='<definedName name="甲">表!$A$1</definedName>')
    marked = both_ways(write(tmp_path / "a.xlsx", content), ERROR)
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames == ["检查结果", "表", "检查结果2"]
    assert book.defined_names["甲"].attr_text == "表!$A$1"
    assert book["检查结果2"].print_title_rows == "$1:$2"


def test_custom_properties_stay_and_the_record_goes_in_short_pieces(tmp_path: Path) -> None:
    content = parts()
    content["docProps/custom.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        "<vt:lpwstr>2052-11.1</vt:lpwstr></property></Properties>"
    )
    content["_rels/.rels"] = str(content["_rels/.rels"]).replace(
        "</Relationships>", f'<Relationship Id="rId9" Type="{REL}/custom-properties" Target="docProps/custom.xml"/></Relationships>'
    )
    marked = both_ways(write(tmp_path / "a.xlsx", content), ERROR)
    properties = openpyxl.load_workbook(marked).custom_doc_props
    assert properties["KSOProductBuildVer"].value == "2052-11.1"
    assert all(len(one.value) < 255 for one in properties.props)
    clean, _ = take_off(touch(marked))
    assert openpyxl.load_workbook(clean).custom_doc_props.names == ["KSOProductBuildVer"]


def test_a_signed_workbook_is_refused(tmp_path: Path) -> None:
    content = parts()
    content["_xmlsignatures/origin.sigs"] = b""
    with pytest.raises(ZpbError, match="带有数字签名"):
        set_marks(write(tmp_path / "a.xlsx", content), ERROR)


@pytest.mark.parametrize(
    "sheet",
    [f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet {NS}><sheetData/></worksheet>', f"<worksheet {NS}><sheetData>", "", "<a><b></a></b>"],
)
def test_a_broken_part_is_one_sentence(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(UnreadableFile, match="已损坏"):
        set_marks(write(tmp_path / "a.xlsx", parts({"表": sheet})), ERROR)


@pytest.mark.parametrize("name", ["[Content_Types].xml", "_rels/.rels", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("text", ["", "<a/>", "<a", "<a><b><c/></b></a>"])
def test_a_strange_part_is_one_sentence_or_marked_and_given_back(tmp_path: Path, name: str, text: str) -> None:
    content = parts()
    content[name] = text
    path = write(tmp_path / "a.xlsx", content)
    try:
        marked = set_marks(path, ERROR)
    except ZpbError as error:
        assert "已损坏" in str(error)
        return
    assert digests(take_off(marked)[0]) == digests(path)


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    content = parts()
    content["XL/Worksheets/sheet1.xml"] = "<x/>"
    with pytest.raises(UnreadableFile):
        set_marks(write(tmp_path / "a.xlsx", content), ERROR)


def test_a_long_note_says_where_the_rest_stands(tmp_path: Path) -> None:
    places = [("表", "B2", "error", f"{number}. 【错误】" + "长" * 100) for number in range(30)]
    note = notes(both_ways(write(tmp_path / "a.xlsx", parts()), *places))["B2"]
    assert len(note) < 2_000 and note.endswith("另有 18 条，见工作表「检查结果」。")


def test_characters_that_xml_or_excel_would_take_for_others(tmp_path: Path) -> None:
    text = "<a> & \"b\" _x0041_ \x07 \ud800 末"
    marked = both_ways(write(tmp_path / "a.xlsx", parts()), ("表", "B2", "error", text))
    assert "_x005F_x0041_" in read_part(marked, "xl/comments1.xml")
    assert openpyxl.load_workbook(marked)["检查结果"]["E3"].value.startswith('<a> & "b" _x')


def test_a_sheet_that_takes_the_results_has_no_marks_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", parts({"表": table_xml([[1]]), "检查结果": table_xml([["尚未检查。"]])}))
    marked = both_ways(path, ("检查结果", "A1", "info", "注"), ("表", "A1", "error", "错"), reuse=True)
    assert openpyxl.load_workbook(marked).sheetnames == ["表", "检查结果"]
    assert notes(marked, "检查结果") == {} and set(fills(marked)) == {"A1"}
