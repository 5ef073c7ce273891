"""The whole workpaper: 总表, a sheet per form, and what it says about itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook

from zipingbiao.forms.catalog import DEFAULT_FORM, get_form
from zipingbiao.forms.parts import METADATA_SHEET
from zipingbiao.model.workpaper import (
    CHOSEN,
    LIMIT_NAME,
    OVERVIEW_SHEET,
    PAPER_ANCHOR,
    TITLE,
    WORKPAPER_KEYWORD,
    WORKPAPER_MARK,
)
from zipingbiao.writers.workbook.names import quoted, sheet_names
from zipingbiao.writers.workbook.pen import SelfFittingSheet
from zipingbiao.writers.workbook.styles import Styles
from zipingbiao.writers.workpaper.content import Paper, PaperForm
from zipingbiao.writers.workpaper.look import SIZE
from zipingbiao.writers.workpaper.overview_sheet import OverviewSheet
from zipingbiao.writers.workpaper.paper_sheet import PaperSheet

_TITLE_SIZE = 16


def write_paper(paper: Paper, folder: Path) -> bytes:
    """The workbook as bytes; `folder`, resolved, is where it will stand: its links to the forms are relative."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    try:
        fonts = get_form(DEFAULT_FORM).layout.font
        styles = Styles(book, fonts.model_copy(update={"body_size": SIZE, "title_size": _TITLE_SIZE}))
        overview = book.add_worksheet(OVERVIEW_SHEET, worksheet_class=SelfFittingSheet)
        names = sheet_names([OVERVIEW_SHEET, *(_wanted(form) for form in paper.forms)])[1:]
        drawn = OverviewSheet(overview, paper, styles, folder)
        book.define_name(LIMIT_NAME, "=" + drawn.limit)
        sheets = []
        for number, (name, form) in enumerate(zip(names, paper.forms, strict=True), start=1):
            sheet = book.add_worksheet(name, worksheet_class=SelfFittingSheet)
            anchor = f"{PAPER_ANCHOR}{number}"
            book.define_name(anchor, f"={quoted(name)}!$A$1")
            sheets.append((name, anchor, PaperSheet(sheet, form, styles, paper.limit).write(folder)))
        drawn.write(sheets)
        _write_metadata(book, paper)
        book.set_properties({"title": TITLE, "keywords": WORKPAPER_KEYWORD, "comments": "由自评表软件生成"})
        book.set_custom_property(WORKPAPER_MARK, "1")
    finally:
        book.close()
    return buffer.getvalue()


def _wanted(form: PaperForm) -> str:
    evaluation = form.evaluation
    if evaluation.level == "department":
        return f"整体_{evaluation.implementing_unit.text or evaluation.department.text or evaluation.name}"
    return evaluation.name


def _write_metadata(book: Workbook, paper: Paper) -> None:
    """Of every form: the defined name of its sheet, how it was computed, and where it stands."""
    sheet = book.add_worksheet(METADATA_SHEET)
    for row, form in enumerate(paper.forms):
        evaluation = form.evaluation
        texts = (
            f"{PAPER_ANCHOR}{row + 1}", evaluation.template or "", form.profile, form.file.name,
            evaluation.place.sheet or "", evaluation.name, CHOSEN if form.by_choice else "",
        )  # fmt: skip
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
    sheet.very_hidden()
