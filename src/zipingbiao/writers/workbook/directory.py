"""The directory of 填报说明: a line per form with a link to it, its total and what is still to be filled."""

from __future__ import annotations

from collections import Counter

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.forms.schema import Form
from zipingbiao.writers.workbook import status
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.links import LINK_COLOUR, FormLink, number
from zipingbiao.writers.workbook.styles import GREEN, HEAD_FILL, ORANGE, Styles

HEADS = ("序号", "项目名称", "表样", "总分", "待填项")
WIDTHS = (6.0, 40.0, 34.0, 11.0, 11.0)
_NAME, _FORM, _TOTAL, _MISSING = range(1, 5)
_LAST = len(HEADS) - 1
#: The status panel stands at the top of a form sheet; rows searched for its lines.
_PANEL = 60
_ROW = 18.0


def directory_rows(links: list[FormLink]) -> int:
    """How many rows the directory takes, with its heading and its header."""
    return 2 + len(links)


def write_directory(sheet: Worksheet, styles: Styles, row: int, links: list[FormLink]) -> None:
    """Writes the directory from `row` on; its header filters, so that what is not ready yet can be shown alone."""
    first, last = row + 2, row + 1 + len(links)
    span = f"{xl_rowcol_to_cell(first, _MISSING)}:{xl_rowcol_to_cell(last, _MISSING)}"
    missing = [_count(link) for link in links]
    heading = styles.make(bold=True, font_size=12, bg_color=HEAD_FILL)
    sheet.merge_range(row, 0, row, _LAST, "", heading)
    text = f'="各表（共 {len(links)} 张，还有待填项的 "&COUNTIF({span},">0")&" 张）"'
    sheet.write_formula(row, 0, text, heading, f"各表（共 {len(links)} 张，还有待填项的 {sum(map(bool, missing))} 张）")
    sheet.set_row(row, 22)
    head = styles.label(bold=True)
    for column, title in enumerate(HEADS):
        sheet.write_string(row + 1, column, title, head)
    sheet.autofilter(row + 1, 0, last, _LAST)
    names = _form_names([link.plan.form for link in links])
    count = 0
    for index, link in enumerate(links):
        count += link.is_project
        label = str(count) if link.is_project else "部门"
        _write_row(sheet, styles, first + index, label, link, names[link.plan.form.id], missing[index])
    for criteria, colour in ((">", ORANGE), ("==", GREEN)):
        options = {"type": "cell", "criteria": criteria, "value": "0", "format": styles.conditional(colour, None)}
        sheet.conditional_format(first, _MISSING, last, _MISSING, options)


def _write_row(
    sheet: Worksheet, styles: Styles, row: int, label: str, link: FormLink, form: str, missing: int | None
) -> None:
    text, cell = styles.make(border=1), styles.computed()
    sheet.write_string(row, 0, label, styles.label())
    formula, title = link.title()
    sheet.write_formula(row, _NAME, "=" + formula, styles.make(border=1, font_color=LINK_COLOUR, underline=1), title)
    sheet.write_string(row, _FORM, form, text)
    total = link.total
    if total is None:
        sheet.write_string(row, _TOTAL, "不计分", cell)
    else:
        sheet.write_formula(row, _TOTAL, "=" + total.expression, styles.computed("0.00"), number(total.value))
    if missing is None:
        sheet.write_blank(row, _MISSING, None, cell)
    else:
        sheet.write_formula(row, _MISSING, "=" + _missing(link), cell, missing)
    sheet.set_row(row, height_for([(title, WIDTHS[_NAME]), (form, WIDTHS[_FORM])], 10, _ROW))


def _missing(link: FormLink) -> str:
    """The 待填项 of the form's status panel, found by its label: the panel is as long as the form has first levels."""
    labels, values = (xl_col_to_name(link.plan.status_column + offset) for offset in (0, 1))
    panel = [f"{link.place}!${name}$1:${name}${_PANEL}" for name in (labels, values)]
    return f'IFERROR(INDEX({panel[1]},MATCH("待填项",{panel[0]},0)),"")'


def _count(link: FormLink) -> int | None:
    """What the panel's 待填项 shows now; a form that does not score has no panel."""
    return status.count_missing(link.plan) if link.plan.form.policy.scored else None


def _form_names(forms: list[Form]) -> dict[str, str]:
    """Form id → its name, with the place where two forms have one name."""
    unique = {form.id: form for form in forms}
    count = Counter(form.name for form in unique.values())
    return {
        form_id: form.name if count[form.name] == 1 else f"{form.name}（{form.jurisdiction}，{form.year}）"
        for form_id, form in unique.items()
    }
