"""A whole unit in a running spreadsheet: cached results are right, an edit in a form reaches every sheet about it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import zipingbiao
from tests.live.office import convert, session
from tests.workbook.units import DISTRICT, district, many_projects, mixed
from zipingbiao.forms.parts import GUIDE_SHEET, PROJECT_LIST_SHEET, SUMMARY_CHART_SHEET, SUMMARY_SHEET
from zipingbiao.readers.summary import read_summaries
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.writers.workbook import write_workbook

pytestmark = pytest.mark.live
UNIT_SHEETS = (GUIDE_SHEET, SUMMARY_SHEET, SUMMARY_CHART_SHEET, PROJECT_LIST_SHEET)


def _write(path: Path, *args, **more) -> Path:
    path.write_bytes(write_workbook(*args, template="mof-2020-project", unit_name=DISTRICT, year=2022, **more))
    return path


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    forms, given = district()
    return _write(tmp_path_factory.mktemp("unit") / "区商务局.xlsx", forms, project_list=given)


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("kinds") / "几种表样.xlsx", mixed())


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("sixty") / "六十个项目.xlsx", many_projects(60))


def _differences(path: Path, folder: Path, sheets: tuple[str, ...] | None = None) -> tuple[list[str], int]:
    formulas, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    recalculated = openpyxl.load_workbook(convert(path, folder), data_only=True)
    found, compared = [], 0
    for sheet in formulas:
        if sheets is not None and sheet.title not in sheets:
            continue
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if not (isinstance(cell.value, str) and cell.value.startswith("=")):
                continue
            compared += 1
            ours, theirs = (book[sheet.title][cell.coordinate].value for book in (cached, recalculated))
            numbers = isinstance(ours, int | float) and isinstance(theirs, int | float)
            same = abs(ours - theirs) < 1e-9 if numbers else ("" if ours is None else ours) == ("" if theirs is None else theirs)
            if not same:
                found.append(f"{sheet.title}!{cell.coordinate}: {ours!r} ≠ {theirs!r}")
    return found, compared


@pytest.mark.parametrize("name", ["unit", "kinds"])
def test_every_cached_result_is_what_the_spreadsheet_computes(name: str, request, tmp_path: Path) -> None:
    found, compared = _differences(request.getfixturevalue(name), tmp_path)
    assert not found, "\n".join(found[:20])
    assert compared > 2000


def test_the_sheets_about_sixty_forms_too(sixty: Path, tmp_path: Path) -> None:
    found, compared = _differences(sixty, tmp_path, UNIT_SHEETS)
    assert not found, "\n".join(found[:20])
    assert compared > 60 * 15


def _cell(path: Path, sheet: str, name: str, column: str) -> list[str]:
    rows = openpyxl.load_workbook(path, data_only=True)[sheet]
    return [sheet, f"{column}{next(cell.row for cell in rows['B'] if cell.value == name)}"]


def test_an_edit_in_a_form_reaches_summary_list_directory_and_controls(unit: Path) -> None:
    name, new = "平价菜销售补贴资金", "平价菜补贴"
    listed, summed = _cell(unit, PROJECT_LIST_SHEET, name, "B"), _cell(unit, SUMMARY_SHEET, name, "B")
    list_row, sum_row = listed[1][1:], summed[1][1:]
    watched = [
        listed, [PROJECT_LIST_SHEET, f"D{list_row}"], [PROJECT_LIST_SHEET, f"E{list_row}"],
        [PROJECT_LIST_SHEET, f"F{list_row}"], [PROJECT_LIST_SHEET, f"G{list_row}"], [PROJECT_LIST_SHEET, "D24"],
        [PROJECT_LIST_SHEET, "D27"], [PROJECT_LIST_SHEET, "E28"],
        summed, [SUMMARY_SHEET, f"E{sum_row}"], [SUMMARY_SHEET, f"J{sum_row}"], [SUMMARY_SHEET, "E23"],
        _cell(unit, GUIDE_SHEET, name, "D"), _cell(unit, GUIDE_SHEET, name, "E"),
    ]  # fmt: skip
    form = openpyxl.load_workbook(unit)[name]
    head = next(cell for row in form.iter_rows(max_col=7) for cell in row if str(cell.value).startswith("实际完成值"))
    actual = f"{head.column_letter}{head.row + 1}"
    edits = [[name, "C3", new], [name, "E9", 7.015], [name, actual, None]]
    before, after = session(unit, [{"get": watched}, {"set": edits, "get": watched}])
    assert before[:5] == [name, 140300, 1, 100, "优"]
    assert before[5:8] == [113349200, 113344200, "清单执行数与之相差 300,700.00 元"]
    assert before[8:] == [name, 14.03, 100, 11334.42, 100, 0]
    assert after[:3] == [new, 70150, 0.5]
    assert after[5:8] == [113349200 - 70150, 113344200 - 70150, "清单执行数与之相差 230,550.00 元"]
    assert (after[8], after[9]) == (new, 7.015)
    assert after[10] == after[3] == after[12] < 90
    assert after[11] == pytest.approx(11334.42 - 7.015)
    assert after[13] == 1, "the emptied cell is missing"


def test_an_edit_of_a_row_without_a_form_changes_the_totals(unit: Path) -> None:
    watched = [[PROJECT_LIST_SHEET, "C24"], [PROJECT_LIST_SHEET, "E27"]]
    row = _cell(unit, PROJECT_LIST_SHEET, "2021年两优一先表彰奖励", "C")
    _, after = session(unit, [{"get": watched}, {"set": [[*row, None], [row[0], "D" + row[1][1:], None]], "get": watched}])
    assert after == [115974200, "清单预算数与之相符；清单执行数与之相符"]


def test_lists_saved_by_libreoffice_are_read_the_same(unit: Path, tmp_path: Path) -> None:
    saved = convert(unit, tmp_path)
    before, after = (read_summaries(read_workbook(path)) for path in (unit, saved))
    for ours, theirs in zip(before, after, strict=True):
        assert (ours.unit, ours.columns, len(ours.rows)) == (theirs.unit, theirs.columns, len(theirs.rows))
        for row, back in zip(ours.rows, theirs.rows, strict=True):
            assert (row.project.text, row.budget.number, row.rate.text) == (back.project.text, back.budget.number, back.rate.text)
    codes = ("ZP044", "ZP047")
    one, other = (
        [(f.code, f.label, f.printed) for f in zipingbiao.check(path).files[0].findings if f.code in codes]
        for path in (unit, saved)
    )
    assert one == other
