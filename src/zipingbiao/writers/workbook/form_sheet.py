"""One form sheet: prints exactly like the bureau's form, and computes while a person types."""

from __future__ import annotations

from zipingbiao.scoring.engine import Assessment
from zipingbiao.writers.workbook import helper_columns
from zipingbiao.writers.workbook.form_foot import write_foot
from zipingbiao.writers.workbook.form_head import write_head
from zipingbiao.writers.workbook.form_rows import write_block
from zipingbiao.writers.workbook.inputs_sheet import InputBlock
from zipingbiao.writers.workbook.pen import Live, Pen, SelfFittingSheet
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.styles import Styles


def write_form(
    sheet: SelfFittingSheet,
    plan: Plan,
    assessment: Assessment,
    styles: Styles,
    live: Live,
    inputs: list[InputBlock],
) -> None:
    """Everything inside the print area, and the helper columns."""
    actuals = {block.line_row: block for block in inputs}
    pen = Pen(sheet, plan, assessment, styles, live, actuals)
    for column, width in enumerate(pen.widths):
        sheet.set_column(column, column, width)
    write_head(pen)
    if plan.helper_columns:
        helper_columns.write_heads(sheet, plan, styles)
    for block in plan.blocks:
        write_block(pen, block)
    write_foot(pen)
    if plan.helper_columns:
        helper_columns.set_columns(sheet, plan)
