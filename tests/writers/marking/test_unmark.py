"""Taking marks off a file that another program or a person changed since: what is theirs stays, what is ours goes."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.readers.build import sheet_xml, table_xml
from tests.writers.marking.books import (
    STYLES,
    change,
    digests,
    names,
    parts,
    read_part,
    set_marks,
    take_off,
    touch,
    write,
)
from tests.writers.marking.test_marks import ERROR, fills, notes
from zipingbiao.base.errors import ZpbError

WARNING = ("表", "C3", "warning", "2. 【警告】没有说明。（ZP037）")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{col}{row}" s="{style}"><v>{row}</v></c>' for style, col in enumerate("ABC")) + "</row>"
        for row in range(1, 5)
    )
    return write(tmp_path / "a.xlsx", parts({"表": sheet_xml(cells), "另一张": table_xml([[1, 2]])}))


def resaved(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def look(path: Path) -> dict[str, tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": (cell.value, *(repr(one) for one in (cell.fill, cell.font, cell.border, cell.alignment, cell.number_format)))
        for sheet in book for row in sheet.iter_rows() for cell in row
    }  # fmt: skip


def test_after_another_program_saved_it_all_marks_go_and_all_else_stays(path: Path) -> None:
    marked = set_marks(path, ERROR, WARNING, ("表", "E9", "info", "注"))
    book = resaved(marked)
    book["表"]["A4"] = "改过"
    book.save(marked)
    clean, done = take_off(marked)
    assert not done.exact and done.kept is None and not done.rewritten
    expected = look(path) | {"表!A4": ("改过", *look(path)["表!A4"][1:])}
    found = look(clean)
    assert {key: found[key] for key in expected} == expected
    assert openpyxl.load_workbook(clean).sheetnames == ["表", "另一张"]
    assert notes(clean) == {} and not any("comments" in name or name.endswith(".vml") for name in names(clean))
    assert "zpb" not in read_part(clean, "xl/workbook.xml")
    assert re.search(r'r="E9"', read_part(clean, "xl/worksheets/sheet1.xml")) is None


def test_the_original_fill_comes_back_with_its_theme_colour(path: Path) -> None:
    clean, _ = take_off(touch(set_marks(path, ERROR)))
    assert look(clean) == look(path)
    assert openpyxl.load_workbook(clean)["表"]["B2"].fill.fgColor.theme == 4


def test_a_colour_somebody_chose_stays(path: Path) -> None:
    marked = set_marks(path, ERROR, WARNING)
    book = resaved(marked)
    book["表"]["B2"].fill = PatternFill("solid", fgColor="FF00FF00")
    book.save(marked)
    assert fills(take_off(marked)[0])["B2"] == "FF00FF00"


def test_marks_are_found_where_rows_were_put_in_above(path: Path) -> None:
    marked = set_marks(path, ERROR, WARNING)
    book = resaved(marked)
    book["表"].insert_rows(1, 3)
    book.save(marked)
    clean, _ = take_off(marked)
    sheet = openpyxl.load_workbook(clean)["表"]
    assert sheet["B5"].fill.fgColor.theme == 4 and sheet["C6"].fill.patternType is None
    assert fills(clean) == {} and notes(clean) == {}


def test_a_cell_copied_with_its_mark_loses_it_too(path: Path) -> None:
    marked = set_marks(path, ERROR)
    book = resaved(marked)
    book.copy_worksheet(book["表"])
    book.save(marked)
    clean, _ = take_off(marked)
    assert fills(clean, "表 Copy") == {} and notes(clean, "表 Copy") == {}


def test_what_somebody_wrote_below_our_note_stays(path: Path) -> None:
    marked = set_marks(path, ERROR)
    book = resaved(marked)
    cell = book["表"]["B2"]
    cell.comment = Comment(cell.comment.text.replace("\n", "\r\n") + "\n李四：已改", "李四")
    book.save(marked)
    clean, done = take_off(marked)
    assert notes(clean)["B2"].strip() == "李四：已改" and not done.rewritten


def test_a_note_of_ours_that_was_rewritten_stays_and_is_told(path: Path) -> None:
    marked = set_marks(path, ERROR, WARNING)
    book = resaved(marked)
    cell = book["表"]["B2"]
    cell.comment = Comment(cell.comment.text.replace("总分不对", "总分不对，李四已核"), "李四")
    book.save(marked)
    clean, done = take_off(marked)
    assert done.rewritten == ("表!B2",)
    assert "李四已核" in notes(clean)["B2"] and list(notes(clean)) == ["B2"]
    assert fills(clean) == {}


def test_a_value_typed_into_a_cell_that_was_put_in_stays(path: Path) -> None:
    marked = set_marks(path, ("表", "E9", "error", "错"), ("表", "F9", "error", "错二"))
    book = resaved(marked)
    book["表"]["E9"] = 5
    book.save(marked)
    clean, _ = take_off(marked)
    assert openpyxl.load_workbook(clean)["表"]["E9"].value == 5 and fills(clean) == {}
    assert 'r="F9"' not in read_part(clean, "xl/worksheets/sheet1.xml")


def test_a_sheet_with_words_of_a_person_is_kept_and_found_again(path: Path) -> None:
    marked = set_marks(path, ERROR)
    assert "检查结果" in openpyxl.load_workbook(take_off(marked, keep_sheet=True)[0]).sheetnames
    clean, done = take_off(marked, keep_sheet=True)
    assert (done.exact, done.kept) == (False, "检查结果")
    assert fills(clean) == {} and notes(clean) == {}
    again, done = take_off(clean)
    assert done.kept is None and openpyxl.load_workbook(again).sheetnames == ["表", "另一张"]


def test_our_sheet_is_found_after_it_was_renamed_and_moved(path: Path) -> None:
    marked = set_marks(path, ERROR)
    book = resaved(marked)
    book["检查结果"].title = "结果 '1'"
    book.defined_names["zpb_marks"].attr_text = "'结果 ''1'''!$A$1"
    book.move_sheet("结果 '1'", -2)
    book.save(marked)
    views = '<bookViews><workbookView activeTab="2"/></bookViews>'
    change(marked, "xl/workbook.xml", "<sheets>", f"{views}<sheets>")
    clean, _ = take_off(marked)
    found = openpyxl.load_workbook(clean)
    assert found.sheetnames == ["表", "另一张"] and found.active.title == "另一张"


def test_a_formula_that_refers_to_our_sheet_keeps_it(path: Path) -> None:
    marked = set_marks(path, ERROR)
    book = resaved(marked)
    book["另一张"]["D1"] = "=COUNTA(检查结果!A:A)"
    book.save(marked)
    clean, done = take_off(marked)
    assert (done.kept, done.wanted) == ("检查结果", True) and fills(clean) == {}


def test_a_file_without_marks_is_told(path: Path) -> None:
    with pytest.raises(ZpbError, match="没有检查标注"):
        take_off(path)


@pytest.mark.parametrize(
    "piece", ["", "AAAA", "!!", "中", "eJwDAAAAAAE=", base64.b64encode(zlib.compress(b"[" * 100000)).decode()]
)
def test_a_damaged_record_is_one_sentence(path: Path, piece: str) -> None:
    marked = set_marks(path, ERROR)
    text = read_part(marked, "docProps/custom.xml")
    whole = re.sub(r"(zpb-mark-1\"><vt:lpwstr>)[^<]*", lambda match: match[1] + piece, text, count=1)
    change(marked, "docProps/custom.xml", text, whole)
    with pytest.raises(ZpbError, match="标注记录已不完整"):
        take_off(marked)


def test_other_custom_properties_added_since_stay(path: Path) -> None:
    marked = set_marks(path, ERROR)
    more = (
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="90" name="密级">'
        '<vt:lpwstr xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">内部</vt:lpwstr></property>'
    )
    change(marked, "docProps/custom.xml", "</Properties>", f"{more}</Properties>")
    clean, done = take_off(marked)
    assert not done.exact
    assert openpyxl.load_workbook(clean).custom_doc_props["密级"].value == "内部"
    assert look(clean) == look(path)


def test_both_ways_of_taking_off_agree(path: Path) -> None:
    marked = set_marks(path, ERROR, WARNING, ("表", "E9", "info", "注"))
    exact, _ = take_off(marked)
    before = look(exact)
    other, done = take_off(touch(marked))
    assert not done.exact and look(other) == before


def test_styles_are_only_ever_added(path: Path) -> None:
    marked = set_marks(path, ERROR)
    head = STYLES[STYLES.index("<cellXfs") + len('<cellXfs count="3">') : STYLES.index("</cellXfs>")]
    assert head in read_part(marked, "xl/styles.xml")
    assert {name: one for name, _, one in digests(marked)}["xl/worksheets/sheet2.xml"]
