"""What is in the generated workbook: sheets, protection, validations, living formulas with cached results, print set-up."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.parts import ENTERED, FINDINGS_SHEET, GUIDE_SHEET, HELPERS, METADATA_SHEET, SUMMARY_SHEET
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.writers.workbook import write_workbook
from zipingbiao.writers.workbook.heights import height_for, lines_of
from zipingbiao.writers.workbook.names import sheet_names
from zipingbiao.writers.workbook.planning import make_plan

FORM = get_form("mof-2020-project")
PROJECT = "花山港运维专项"


def _row_of(sheet, text: str) -> int:
    return next(cell.row for row in sheet.iter_rows(max_col=9) for cell in row if cell.value == text)


def test_sheets_stand_in_reading_order_and_the_metadata_is_very_hidden(book) -> None:
    names = book.sheetnames
    assert names[:2] == [GUIDE_SHEET, SUMMARY_SHEET]
    assert names[-2:] == [FINDINGS_SHEET, METADATA_SHEET]
    assert len(names) == 17
    assert book[METADATA_SHEET].sheet_state == "veryHidden"


def test_every_formula_has_a_cached_result(content: bytes) -> None:
    """Whether they are right is shown by a recalculation, in test_live."""
    formulas = 0
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                xml = archive.read(name).decode()
                formulas += xml.count("</f>")
                assert xml.count("</f>") == xml.count("</f><v>")
    assert formulas > 5000


def test_the_printed_scores_are_the_engines(cached) -> None:
    sheet = cached[PROJECT]
    row = _row_of(sheet, "货物签证")
    assert sheet.cell(row, 8).value == 3.16
    total = _row_of(sheet, "总分")
    assert (sheet.cell(total, 7).value, sheet.cell(total, 9).value) == (100, "等级：良")


def test_a_score_cell_holds_both_hands(book) -> None:
    sheet = book[PROJECT]
    row = _row_of(sheet, "货物签证")
    formula = sheet.cell(row, 8).value
    assert re.fullmatch(rf"=IFERROR\(ZPB_SCORE\(E{row},F{row},G{row},[^()]*\)\+0,IF\(ISNUMBER\(\w+\),\w+,\w+\)\)", formula)
    assert "[1]" not in formula


@pytest.mark.parametrize(("live", "has_udf", "has_native"), [("native", False, True), ("udf", True, False)])
def test_one_hand_alone(evaluations, live, has_udf: bool, has_native: bool) -> None:
    book = openpyxl.load_workbook(BytesIO(write_workbook(evaluations[:2], template=FORM.id, live=live)))
    sheet = book["园区行政管理事务类专项"]
    printed = [cell.value for row in sheet.iter_rows(max_col=9) for cell in row if str(cell.value).startswith("=")]
    assert any("ZPB_SCORE" in formula for formula in printed) is has_udf
    assert any("ISNUMBER" in formula for formula in printed) is has_native
    assert not any("IFERROR" in formula for formula in printed)


def test_only_input_cells_are_unlocked_and_there_is_no_password(book) -> None:
    sheet = book[PROJECT]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    row = _row_of(sheet, "货物签证")
    unlocked = [not sheet.cell(row, column).protection.locked for column in range(1, 10)]
    assert unlocked == [False, False, True, True, True, True, True, False, True]


def test_validations_speak_chinese_and_stop_or_warn(book) -> None:
    sheet = book[PROJECT]
    rules = sheet.data_validations.dataValidation
    by_type = {(rule.type, rule.errorStyle or "stop") for rule in rules}
    assert {("decimal", "stop"), ("custom", "warning"), ("list", "stop"), ("list", "warning"), ("textLength", "stop")} <= by_type
    for rule in rules:
        assert re.search(r"[\u4e00-\u9fff]", rule.prompt)
        assert rule.error is None or re.search(r"[\u4e00-\u9fff]", rule.error)
    l2 = [rule for rule in rules if rule.formula1 == '"经济效益指标,社会效益指标,生态效益指标,可持续影响指标"']
    assert l2, "the second level is offered by first level"


def test_spare_rows_are_hidden_and_count_nothing(book, cached) -> None:
    sheet = book[PROJECT]
    hidden = [row for row, dimension in sheet.row_dimensions.items() if dimension.hidden]
    assert len(hidden) == sum(group.spare_rows for group in FORM.policy.groups)
    for row in hidden:
        assert cached[PROJECT].cell(row, 8).value in (None, "")


def test_helper_columns_are_one_collapsed_group_outside_the_print_area(book) -> None:
    sheet = book[PROJECT]
    assert sheet.print_area.endswith(f"$I${_row_of(sheet, '总分')}")
    header = _row_of(sheet, "三级指标")
    titles = [cell.value for cell in sheet[header] if cell.value]
    expected = [helper.header for helper in HELPERS if helper.key not in ENTERED.values()]
    assert titles[-len(expected) :] == expected
    group = [dimension for dimension in sheet.column_dimensions.values() if dimension.outlineLevel]
    assert group
    assert all(dimension.hidden for dimension in group)


def test_it_prints_on_a4_one_page_wide_with_the_header_repeated(book) -> None:
    sheet = book[PROJECT]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.page_setup.fitToWidth in (None, 1), "one page wide is the default"
    header = _row_of(sheet, "三级指标")
    assert sheet.print_title_rows == f"${header}:${header}"


def test_an_empty_form_offers_every_second_level() -> None:
    content = write_workbook([Evaluation(template=FORM.id)], template=FORM.id)
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["项目自评表"]
    shown = [cell.value for cell in sheet["C"] if cell.value]
    for group in FORM.policy.groups:
        assert set(group.l2) <= set(shown)


def test_figures_of_the_original_table_stand_beside_the_living_ones(cached) -> None:
    sheet = cached["安全生产专项"]
    header = _row_of(sheet, "三级指标")
    column = next(cell.column for cell in sheet[header] if cell.value == "原表得分")
    total = _row_of(sheet, "总分")
    assert (sheet.cell(total, 8).value, sheet.cell(total, column).value) == (96.85, 97)


def test_a_score_no_kind_can_decide_is_carried_as_manual_score(cached) -> None:
    sheet = cached["安全生产专项"]
    header = _row_of(sheet, "三级指标")
    manual = next(cell.column for cell in sheet[header] if cell.value == "人工评分")
    row = _row_of(sheet, "推动园区安全生产工作")
    assert (sheet.cell(row, manual).value, sheet.cell(row, 8).value) == (12, 12)
    assert sheet.cell(row, manual + 1).value


@given(st.lists(st.text(max_size=50), max_size=12))
def test_sheet_names_are_legal_and_unique(wanted: list[str]) -> None:
    names = sheet_names(wanted)
    assert len({name.casefold() for name in names}) == len(names) == len(wanted)
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_the_longest_real_texts_fit_their_rows(evaluations) -> None:
    size = float(FORM.layout.font.body_size)
    widths = {column.key: float(column.width) for column in FORM.layout.columns}
    for evaluation in evaluations:
        for line in make_plan(evaluation, FORM).lines:
            if line.indicator is None:
                continue
            cells = [(getattr(line.indicator, key).text or "", widths[key]) for key in ("l3", "target", "actual", "reason")]
            height = height_for(cells, size, 21)
            assert height < 409
            assert all(lines_of(text, width, size) * size * 1.4 <= height for text, width in cells)


def test_formulas_stay_within_excels_limits(book) -> None:
    """8192 characters and 64 levels of nesting; a text inside a formula has at most 255 characters."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                formula = cell.value
                if not (isinstance(formula, str) and formula.startswith("=")):
                    continue
                assert len(formula) <= 8192, (sheet.title, cell.coordinate, len(formula))
                assert all(len(text) <= 255 for text in re.findall(r'"((?:[^"]|"")*)"', formula)), cell.coordinate
                depth = deepest = 0
                for char in re.sub(r'"(?:[^"]|"")*"', "", formula):
                    depth += (char == "(") - (char == ")")
                    deepest = max(deepest, depth)
                assert depth == 0
                assert deepest <= 64, (sheet.title, cell.coordinate, deepest)
