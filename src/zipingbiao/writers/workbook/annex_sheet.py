"""The sheet 长文附页 of a finished workbook: the whole of the texts that the highest row of a form prints in part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from zipingbiao.base.text import squeeze
from zipingbiao.forms.parts import ANNEX_SHEET
from zipingbiao.writers.workbook.finished import FinishedSheet
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.styles import Styles

_WIDTH, _SIZE, _ROW = 92, 11, 20
#: Characters and paragraphs of one row: at most some 18 lines, well below the highest row.
_MOST, _MOST_LINES = 360, 9
_STOPS = "。；！？"


def write_annex(book: Workbook, sheets: Sequence[tuple[str, Plan, FinishedSheet, Styles]], styles: Styles) -> None:
    """Adds the sheet where a form prints a text in part, and lets such texts begin at the top of their cells.

    Args:
        sheets: the forms, written, with the names of their sheets and their formats.
        styles: for the sheet itself.
    """
    found = []
    for name, plan, sheet, own in sheets:
        layout = plan.form.layout
        widths = [float(column.width) for column in layout.columns]
        for row, column, text, style in sheet.cut_texts(widths, float(layout.font.body_size)):
            if style is not None:
                sheet.begin_at_top(row, column, own.like(style, valign="top"))
            found.append((f"「{name}」{xl_rowcol_to_cell(row, column)}{_label(plan, row, column)}", text))
    if not found:
        return
    sheet = book.add_worksheet(ANNEX_SHEET, worksheet_class=FinishedSheet)
    sheet.set_column(0, 0, _WIDTH)
    sheet.write_string(0, 0, ANNEX_SHEET, styles.title())
    sheet.set_row(0, 36)
    _write(sheet, 1, "下列内容较长，自评表的单元格里打印不全，全文列在这里。", styles)
    row = 2
    for head, text in found:
        _write(sheet, row, head, styles, bold=True)
        for number, piece in enumerate(_pieces(text), start=row + 1):
            _write(sheet, number, piece, styles)
            row = number
        row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_rows": True, "format_columns": True})


def _label(plan: Plan, row: int, column: int) -> str:
    """ 三级指标，栏目; only the indicators have both."""
    line = next((one for one in plan.lines if one.row == row), None)
    if line is None or line.indicator is None:
        return ""
    keys = [key for key, at in plan.columns.items() if at == column]
    heads = [one.label for one in plan.form.layout.indicators.columns if one.key in keys]
    return f" {line.indicator.label}" + (f"，{squeeze(heads[0])}" if heads else "")


def _pieces(text: str) -> Iterator[str]:
    """The text in parts that fit a row each, cut between paragraphs or behind a stop where there is one."""
    paragraphs: list[str] = []
    for paragraph in text.split("\n"):
        if paragraphs and (len(paragraphs) == _MOST_LINES or sum(map(len, paragraphs)) + len(paragraph) > _MOST):
            yield "\n".join(paragraphs)
            paragraphs = []
        while len(paragraph) > _MOST:
            cut = max(paragraph.rfind(stop, _MOST // 2, _MOST) for stop in _STOPS) + 1 or _MOST
            yield paragraph[:cut]
            paragraph = paragraph[cut:]
        paragraphs.append(paragraph)
    yield "\n".join(paragraphs)


def _write(sheet: FinishedSheet, row: int, text: str, styles: Styles, bold: bool = False) -> None:
    sheet.write_string(row, 0, text, styles.make(font_size=_SIZE, valign="top", bold=bold))
    sheet.set_row(row, height_for([(text, _WIDTH)], _SIZE, _ROW))
