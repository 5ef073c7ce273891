"""What is noticed about a workbook as a file, in workbooks written by other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink

from tests.readers.build import DATA
from zipingbiao.app.finish_sheets import seal_package
from zipingbiao.app.reading import ReadFile, read_file
from zipingbiao.forms.parts import SEAL_SHEET
from zipingbiao.model.file_facts import FileFacts

SAMPLE = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
SHEET = "安全生产专项"


def changed(tmp_path: Path, change: str = "") -> tuple[openpyxl.Workbook, Path]:
    return openpyxl.load_workbook(SAMPLE), tmp_path / f"自评表{change}.xlsx"


def facts_of(book: openpyxl.Workbook, path: Path) -> FileFacts:
    book.save(path)
    return read(path).facts or FileFacts()


def read(path: Path) -> ReadFile:
    return read_file(path)


def test_a_plain_workbook_has_nothing_to_tell() -> None:
    facts = read(SAMPLE).facts
    assert facts == FileFacts()


def test_hidden_rows_columns_and_sheets_are_told_with_what_they_hold(tmp_path: Path) -> None:
    book, path = changed(tmp_path)
    sheet = book[SHEET]
    sheet.row_dimensions[20].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book["招商工作专项"].sheet_state = "hidden"
    notes = book.create_sheet("备注")
    notes["A1"] = "优"
    notes.sheet_state = "veryHidden"
    found = {(part.kind, part.place.sheet, part.span): part for part in facts_of(book, path).hidden}
    assert set(found) == {
        ("rows", SHEET, "第 20 行"), ("columns", SHEET, "第 D 列"), ("sheet", "招商工作专项", ""), ("sheet", "备注", "")
    }  # fmt: skip
    assert found["rows", SHEET, "第 20 行"].has_form and found["columns", SHEET, "第 D 列"].has_form
    assert found["sheet", "招商工作专项", ""].has_form and found["sheet", "招商工作专项", ""].figures > 20
    assert not found["sheet", "备注", ""].has_form and found["sheet", "备注", ""].sample == "优"


def test_hidden_rows_without_content_are_no_matter(tmp_path: Path) -> None:
    book, path = changed(tmp_path)
    book[SHEET].row_dimensions[400].hidden = True
    assert facts_of(book, path).hidden == ()


def test_a_link_is_told_with_the_first_cell_that_uses_it(tmp_path: Path) -> None:
    book, path = changed(tmp_path)
    for target in ("file:///D:/绩效/2018汇总.xlsx", "C:/tools/zpb.xlam"):
        link = ExternalLink(externalBook=ExternalBook(id="rId1"))
        link.file_link = Relationship(type="externalLinkPath", Target=target, TargetMode="External")
        book._external_links.append(link)
    book[SHEET]["H20"] = "=[1]汇总!C5"
    book[SHEET]["H21"] = "=[1]汇总!C6"
    first, second = facts_of(book, path).links
    assert (first.target, first.place.cell, first.formula, first.cells) == (
        "file:///D:/绩效/2018汇总.xlsx", "H20", "[1]汇总!C5", 2
    )  # fmt: skip
    assert second.is_addin and second.cells == 0


def test_a_seal_survives_another_program_and_names_the_cell_that_changed(tmp_path: Path) -> None:
    book, path = changed(tmp_path)
    book.save(path)
    seal_package(path, date(2020, 3, 1), None)
    book = openpyxl.load_workbook(path)
    facts = facts_of(book, path)
    assert facts.seal is not None and facts.seal.is_whole and facts.hidden == ()
    cell = next(form for form in read(path).evaluations if form.place.sheet == SHEET).indicators[2].actual.place.cell
    book[SHEET][cell] = "改过的完成值"
    seal = facts_of(book, path).seal
    assert seal is not None and [(one.sheet, one.cell) for one in seal.breaks] == [(SHEET, cell)]


def test_a_seal_sheet_with_something_else_in_it_is_a_broken_seal(tmp_path: Path) -> None:
    book, path = changed(tmp_path)
    book.create_sheet(SEAL_SHEET)["A1"] = "别的内容"
    seal = facts_of(book, path).seal
    assert seal is not None and not seal.is_whole
