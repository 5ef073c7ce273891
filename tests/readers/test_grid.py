"""What a worksheet part may contain: kinds of cells, formulas, merges, visibility, names, links."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.readers.build import NS, package, parts_of, sheet_xml, table_xml
from zipingbiao.readers.grid import Merge, Sheet, Workbook
from zipingbiao.readers.sheet_xml import shift_formula
from zipingbiao.readers.workbook import read_workbook

TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(tmp_path: Path, cells: str, after: str = "", **extra: str) -> Workbook:
    return read_workbook(package(tmp_path / "a.xlsx", parts_of({"表": sheet_xml(cells, after)}, **extra)))


def sheet(tmp_path: Path, cells: str, after: str = "", **extra: str) -> Sheet:
    return book(tmp_path, cells, after, **extra).sheets[0]


def test_kinds_of_cells(tmp_path: Path) -> None:
    strings = (
        f"<sst {NS}><si><t>产出指标</t></si>"
        "<si><r><t>数量</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 指标</t></r>"
        "<rPh sb='0' eb='1'><t>シヒョウ</t></rPh><phoneticPr/></si></sst>"
    )
    read = sheet(
        tmp_path,
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>99</v></c>'
        '<c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#DIV/0!</v></c><c r="F1" t="str"><f>A1</f><v>文</v></c>'
        '<c r="G1" t="inlineStr"><is><r><t>甲</t></r><r><t>_x000D_乙</t></r></is></c><c r="H1"><v/></c>'
        '<c r="I1" t="inlineStr"><is><t>  </t></is></c></row>',
        sharedStrings=strings,
    )
    assert [read.text(1, c) for c in range(1, 8)] == ["产出指标", "数量 指标", None, "TRUE", "#DIV/0!", "文", "甲\n乙"]
    assert read.value(1, 5).error == "#DIV/0!"
    assert read.value(1, 6).formula == "A1"
    assert read.value(1, 8).is_blank and read.value(1, 9).text is None


def test_text_that_is_a_number_keeps_its_printed_precision(tmp_path: Path) -> None:
    value = sheet(tmp_path, '<row r="1"><c r="A1" t="inlineStr"><is><t>4753.66万元</t></is></c></row>').value(1, 1)
    assert (value.number, value.step, value.unit) == (Decimal("4753.66"), Decimal("0.01"), "万元")


def test_formulas_without_value_and_shared_formulas(tmp_path: Path) -> None:
    read = sheet(
        tmp_path,
        '<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v></v></c><c r="C1"><f t="shared" ref="C1:C2" si="0">E1/$D$1</f><v>1</v></c></row>'
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>2</v></c></row>',
    )
    assert read.value(1, 1).text is None
    assert not read.value(1, 1).is_blank
    assert read.value(2, 3).formula == "E2/$D$1"


def test_shifting_leaves_names_texts_and_other_sheets_names_alone() -> None:
    assert shift_formula("IF(A1=\"A1\",LOG10(B2),'C3'!D4)", 1, 1) == "IF(B2=\"A1\",LOG10(C3),'C3'!E5)"
    assert shift_formula("ZPB_SCORE(E14,$F14,G$14)", 3, 0) == "ZPB_SCORE(E17,$F17,G$14)"
    assert shift_formula("A1", -1, 0) == "#REF!"


def test_addresses_may_be_missing_and_prefixes_present(tmp_path: Path) -> None:
    read = sheet(tmp_path, "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>")
    assert (read.text(1, 1), read.text(1, 3), read.text(2, 1)) == ("1", "3", "4")
    xml = f'<x:worksheet xmlns:x="{NS[7:-1]}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert read_workbook(package(tmp_path / "b.xlsx", parts_of({"表": xml}))).sheets[0].text(1, 1) == "7"


def test_merges_hidden_rows_and_columns(tmp_path: Path) -> None:
    cells = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>'
    read = sheet(tmp_path, cells, '<mergeCells count="1"><mergeCell ref="A1:B3"/></mergeCells>')
    assert read.merges == [Merge(1, 1, 3, 2)]
    assert read.merged_value(3, 2).text == "1"
    assert read.text(3, 2) is None
    assert read.hidden_rows == {1}
    xml = f'<worksheet {NS}><cols><col min="3" max="5" hidden="1"/></cols><sheetData/></worksheet>'
    hidden = read_workbook(package(tmp_path / "c.xlsx", parts_of({"表": xml}))).sheets[0]
    assert hidden.is_hidden_column(4) and not hidden.is_hidden_column(6)


def test_states_names_macros_and_links(tmp_path: Path) -> None:
    link = f'<Relationship Id="rId77" Type="{TYPE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    parts = parts_of(
        {"甲": table_xml([["1"]]), "乙": table_xml([["2"]])},
        names='<definedName name="zpb_form_1" hidden="1">\'甲\'!$A$1</definedName>',
        links=link,
    )
    text = parts["xl/workbook.xml"]
    assert isinstance(text, str)
    parts["xl/workbook.xml"] = text.replace('name="乙"', 'name="乙" state="veryHidden"')
    parts["xl/vbaProject.bin"] = b"\x00"
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{TYPE}/externalLinkPath" Target="file:///D:/台账.xlsx" TargetMode="External"/>'
        "</Relationships>"
    )
    read = read_workbook(package(tmp_path / "a.xlsm", parts))
    assert [(s.name, s.state) for s in read.sheets] == [("甲", "visible"), ("乙", "veryHidden")]
    assert read.defined_names == {"zpb_form_1": "'甲'!$A$1"}
    assert read.has_macros
    assert read.external_links == ["file:///D:/台账.xlsx"]


def test_excel_4_macros_are_macros(tmp_path: Path) -> None:
    parts = parts_of({"甲": table_xml([["1"]])})
    assert not read_workbook(package(tmp_path / "a.xlsm", parts)).has_macros
    parts["xl/macrosheets/sheet1.xml"] = "<macrosheet/>"
    assert read_workbook(package(tmp_path / "b.xlsm", parts)).has_macros


def test_number_formats_come_from_the_styles_part(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet {NS}><numFmts><numFmt numFmtId="176" formatCode="0.000_ "/></numFmts>'
        '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="176"/></cellXfs></styleSheet>'
    )
    cells = "".join(f'<c r="{c}1" s="{n}"><v>0.5</v></c>' for n, c in enumerate("ABCD"))
    read = sheet(tmp_path, f'<row r="1">{cells}</row>', styles=styles)
    assert [read.text(1, c) for c in range(1, 5)] == ["0.5", "50.00%", "0.500", "0.5"]


def test_workbook_part_elsewhere_and_backslashes(tmp_path: Path) -> None:
    moved = {name.replace("xl/", "book\\"): part for name, part in parts_of({"表": table_xml([["甲"]])}).items()}
    root = moved["_rels/.rels"]
    assert isinstance(root, str)
    moved["_rels/.rels"] = root.replace("xl/workbook.xml", "/book/workbook.xml")
    assert read_workbook(package(tmp_path / "a.xlsx", moved)).sheets[0].text(1, 1) == "甲"
