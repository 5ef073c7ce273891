"""Assembling a whole workbook: guide, summary, form sheets, findings, metadata."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from zipingbiao.forms import catalog
from zipingbiao.forms.parts import (
    FINDINGS_SHEET,
    FORM_ANCHOR,
    GOAL_SUMMARY_SHEET,
    INPUTS_SHEET,
    METADATA_SHEET,
)
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.summary import Summary
from zipingbiao.scoring.engine import Assessment, assess
from zipingbiao.scoring.living import to_living
from zipingbiao.writers.workbook import twin
from zipingbiao.writers.workbook.annex_sheet import write_annex
from zipingbiao.writers.workbook.finished import FinishedSheet, FinishedStyles
from zipingbiao.writers.workbook.form_sheet import write_form
from zipingbiao.writers.workbook.goal_summary_sheet import GoalSummarySheet, wants_goal_summary
from zipingbiao.writers.workbook.guide_sheet import write_findings, write_metadata
from zipingbiao.writers.workbook.inputs_sheet import InputBlock, plan_inputs, write_inputs
from zipingbiao.writers.workbook.links import FormLink, write_back_links
from zipingbiao.writers.workbook.names import quoted, sheet_names
from zipingbiao.writers.workbook.pen import Live, SelfFittingSheet
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.planning import make_plan
from zipingbiao.writers.workbook.status import add_conditional_formats, write_status
from zipingbiao.writers.workbook.styles import Styles
from zipingbiao.writers.workbook.unit_sheets import UnitSheets
from zipingbiao.writers.workbook.validations import WORDS_COLUMN

__all__ = ["Live", "write_workbook"]


def write_workbook(
    evaluations: list[Evaluation],
    *,
    template: str,
    live: Live = "both",
    unit_name: str = "",
    year: int | None = None,
    project_list: Summary | None = None,
    macro: bool = False,
    finished: bool = False,
) -> bytes:
    """The living workbook of a unit, as the bytes of an .xlsx file; with `macro` of an .xlsm with the button to check.

    Args:
        evaluations: the forms, in sheet order; an evaluation without indicators becomes an empty form to be filled.
        template: the form id for evaluations that name none.
        live: `both` the add-in's functions with native formulas as fallback, `native` or `udf` one half alone.
        unit_name, year: for the titles of 汇总 and 项目清单; taken from the first form where not given.
        project_list: a list of projects that was there before; 项目清单 keeps its order, purposes and figures.
        finished: the workbook is to be signed and sent: nothing in it can be filled, the sheets keep the names they
            were read with, and 填报说明 and 检查结果 are left out.

    Raises:
        FormError: for an unknown form id, or where the VBA project is not installed.
    """
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    try:
        forms = [catalog.get_form(evaluation.template or template) for evaluation in evaluations]
        styles_of, kind = (FinishedStyles, FinishedSheet) if finished else (Styles, SelfFittingSheet)
        styles = styles_of(book, forms[0].layout.font)
        projects = sum(evaluation.level == "project" for evaluation in evaluations)
        unit_sheets = UnitSheets(book, styles, projects, project_list, finished)
        planned = _plan(evaluations, forms, finished)
        inputs = plan_inputs([(name, plan) for name, plan, _ in planned])
        fonts = {plan.form.id: styles_of(book, plan.form.layout.font) for _, plan, _ in planned}
        for number, (name, plan, assessment) in enumerate(planned, start=1):
            own = [block for block in inputs if block.sheet == name]
            _write_form(book, name, plan, assessment, fonts[plan.form.id], live, own)
            book.define_name(f"{FORM_ANCHOR}{number}", f"={quoted(name)}!$A$1")
        _write_goal_summaries(book, planned, fonts)
        if inputs:
            write_inputs(book.add_worksheet(INPUTS_SHEET, worksheet_class=kind), inputs, styles, finished)
        if finished:
            sheets = [(name, plan, book.get_worksheet_by_name(name), fonts[plan.form.id]) for name, plan, _ in planned]
            write_annex(book, sheets, styles)
        else:
            write_findings(book.add_worksheet(FINDINGS_SHEET), styles)
        words = [] if finished else [word for band in forms[0].policy.qualitative.bands for word in band.words]
        metadata = book.add_worksheet(METADATA_SHEET)
        _write_metadata(metadata, planned, words)
        unique = list({form.id: form for form in forms}.values())
        unit_sheets.write([FormLink(*one) for one in planned], unique, unit_name, year)
        if macro and unit_sheets.guide is not None:
            _add_macro(book, unit_sheets.guide, metadata, [(name, plan) for name, plan, _ in planned])
        book.set_properties({"title": "绩效自评表", "company": unit_name, "comments": "由自评表软件生成"})
    finally:
        book.close()
    return buffer.getvalue()


def _plan(evaluations: list[Evaluation], forms: list[Form], finished: bool) -> list[tuple[str, Plan, Assessment]]:
    """Every form with the name of its sheet, where its parts stand there, and what is computed for it."""
    names = sheet_names([_wanted_name(evaluation, finished) for evaluation in evaluations])
    planned = []
    for name, evaluation, form in zip(names, evaluations, forms, strict=True):
        living = to_living(evaluation, form.policy)
        planned.append((name, make_plan(living, form, finished), assess(living, form.policy)))
    return planned


def _write_metadata(sheet: Worksheet, planned: list[tuple[str, Plan, Assessment]], words: list[str]) -> None:
    """Which form stands on which sheet, for the reader, and the words of 定性三档, for the lists to choose from."""
    rows = [
        [f"{FORM_ANCHOR}{number}", plan.form.id, plan.form.version, plan.evaluation.level]
        for number, (_, plan, _) in enumerate(planned, start=1)
    ]
    addresses = [(name, (plan.funding_header, plan.indicator_header, plan.total_row)) for name, plan, _ in planned]
    write_metadata(sheet, rows, addresses, words, ord(WORDS_COLUMN) - ord("A"))


def _add_macro(book: Workbook, guide: Worksheet, metadata: Worksheet, planned: list[tuple[str, Plan]]) -> None:
    twin.add_project(book)
    twin.add_guide_button(guide)
    for name, plan in planned:
        twin.add_form_button(book.get_worksheet_by_name(name), plan)
    # Last of all, so that the shared texts before them are numbered as in the .xlsx.
    twin.write_twin_rows(metadata, planned)


def _wanted_name(evaluation: Evaluation, finished: bool) -> str:
    if finished and evaluation.place.sheet:
        return evaluation.place.sheet
    if evaluation.level == "department":
        return "部门整体支出"
    return evaluation.project.text or "项目自评表"


def _write_goal_summaries(
    book: Workbook, planned: list[tuple[str, Plan, Assessment]], fonts: dict[str, Styles]
) -> None:
    wanted = [one for one in planned if wants_goal_summary(one[1])]
    for number, (name, plan, assessment) in enumerate(wanted, start=1):
        title = GOAL_SUMMARY_SHEET if number == 1 else f"{GOAL_SUMMARY_SHEET}{number}"
        sheet = book.add_worksheet(title, worksheet_class=_kind_of(plan))
        GoalSummarySheet(sheet, name, plan, assessment, fonts[plan.form.id]).write()


def _kind_of(plan: Plan) -> type[SelfFittingSheet]:
    return FinishedSheet if plan.finished else SelfFittingSheet


def _write_form(
    book: Workbook, name: str, plan: Plan, assessment: Assessment, styles: Styles, live: Live, inputs: list[InputBlock]
) -> None:
    sheet = book.add_worksheet(name, worksheet_class=_kind_of(plan))
    write_form(sheet, plan, assessment, styles, live, inputs)
    if not plan.finished:
        if plan.form.policy.scored:
            write_status(sheet, plan, assessment, styles)
        write_back_links(sheet, plan, styles)
        add_conditional_formats(sheet, plan, styles)
        sheet.outline_settings(symbols_below=True, symbols_right=True)
    layout = plan.form.layout
    sheet.set_paper({"A4": 9, "A3": 8}[layout.paper])
    if layout.orientation == "landscape":
        sheet.set_landscape()
    sheet.print_area(0, 0, plan.last_row, plan.last_column)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(plan.indicator_header)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.print_black_and_white()
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576", "formula_differs": "A1:XFD1048576"})
    sheet.protect("", {"format_rows": True, "format_columns": True})
