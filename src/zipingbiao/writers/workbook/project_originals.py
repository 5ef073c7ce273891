"""The figures of a project list that was there before, right of the 项目清单 made from it: kept for comparison only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.forms.parts import LIST_ORIGINALS, LIST_REMARK
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import Value
from zipingbiao.writers.workbook.project_rows import ListRow
from zipingbiao.writers.workbook.styles import RED, Styles

_AMOUNTS = ("budget", "executed")
_FIGURES = ("budget", "executed", "rate", "score")
#: The unit of the sheet.
UNIT = "元"
_WIDTHS = {"project": 28.0, "budget": 17.0, "executed": 17.0, "rate": 14.0, "score": 12.0, "grade": 9.0}
_REMARK_WIDTH = 34.0
#: What rounding explains: a rate printed in whole percent, a score, an amount in 元, and one of a form in 万元.
_SLACK = {"rate": Decimal("0.00501"), "score": Decimal("0.00501"), "budget": Decimal("0.005"), "executed": Decimal("0.005")}
_SLACK_WAN = Decimal(50)


def write_originals(
    sheet: Worksheet,
    styles: Styles,
    given: Summary,
    rows: list[ListRow],
    columns: Mapping[str, int],
    corner: tuple[int, int],
    hidden: bool = False,
) -> None:
    """The original figures of every row, red where the form cannot have been rounded from them.

    Args:
        rows: of the sheet, from its first row on.
        columns: where the sheet itself shows budget, executed, rate and score.
        corner: the first row of the list, and the first column to be used.
        hidden: whether the columns are kept out of sight.
    """
    first, left = corner
    remark = left + len(LIST_ORIGINALS)
    options = {"hidden": hidden}
    sheet.set_column(left - 1, left - 1, 2)
    for column, (key, text) in enumerate(LIST_ORIGINALS.items(), start=left):
        sheet.write_string(first - 1, column, text, styles.helper_head(True))
        sheet.set_column(column, column, _WIDTHS[key], None, options)
    sheet.write_string(first - 1, remark, LIST_REMARK, styles.helper_head(False))
    sheet.set_column(remark, remark, _REMARK_WIDTH, None, options)
    for row, line in enumerate(rows, start=first):
        for column, key in enumerate(LIST_ORIGINALS, start=left):
            _write(sheet, styles, (row, column), key, _original(line, key), given.unit)
        sheet.write_string(row, remark, line.remark, styles.note(border=1))
    total = given.total or SummaryRow(project=Value())
    for column, key in enumerate(LIST_ORIGINALS, start=left):
        if key in columns:
            _write(sheet, styles, (first + len(rows), column), key, getattr(total, key), given.unit)
            _mark(sheet, styles, rows, key, (first, columns[key], column))


def _original(line: ListRow, key: str) -> Value:
    """The list's figure beside a linked row; a row without a form is itself what the list says, but for its rate."""
    if line.given is None or (line.form is None and key != "rate"):
        return Value()
    value: Value = getattr(line.given, key)
    if key == "project" and line.form and value.text == (line.form.plan.evaluation.project.text or ""):
        return Value()
    return value


def _write(sheet: Worksheet, styles: Styles, at: tuple[int, int], key: str, value: Value, unit: str) -> None:
    """The figure as it was printed: how many places it has decides later what it agrees with."""
    number = value.number
    if key in _AMOUNTS and number is not None and (value.unit or unit) != UNIT:
        # 81.47 万元 in 元 would look exact to the last fen; the text keeps its own unit.
        text = value.text if value.unit else f"{value.text}{unit}"
        sheet.write_string(*at, text, styles.text_input(font_size=9, align="right"))
    elif key in _FIGURES and number is not None:
        sheet.write_number(*at, float(number), styles.number_input(_format(key, value), font_size=9))
    elif value.text:
        sheet.write_string(*at, value.text, styles.text_input(font_size=9))
    else:
        sheet.write_blank(*at, None, styles.text_input(font_size=9))


def _format(key: str, value: Value) -> str:
    exponent = (value.step if value.step is not None else Decimal(1)).as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if key == "rate" and value.text is not None and value.text.rstrip().endswith(("%", "％")):
        return _decimals("0", places - 2) + "%"
    return _decimals("#,##0" if key in _AMOUNTS else "0", places)


def _decimals(whole: str, places: int) -> str:
    return f"{whole}.{'0' * min(places, 6)}" if places > 0 else whole


def _mark(sheet: Worksheet, styles: Styles, rows: list[ListRow], key: str, at: tuple[int, int, int]) -> None:
    """Conditional formats over runs of rows with the same slack."""
    first, ours, theirs = at
    style = styles.conditional(RED, None)
    for slack, top, bottom in _runs(rows, key, first):
        ours_cell, theirs_cell = xl_rowcol_to_cell(top, ours), xl_rowcol_to_cell(top, theirs)
        criteria = f"=AND(ISNUMBER({theirs_cell}),ABS({theirs_cell}-N({ours_cell}))>{slack})"
        sheet.conditional_format(top, theirs, bottom, theirs, {"type": "formula", "criteria": criteria, "format": style})


def _runs(rows: list[ListRow], key: str, first: int) -> Iterator[tuple[Decimal, int, int]]:
    slacks = [
        _SLACK_WAN if key in _AMOUNTS and line.form is not None and line.form.unit == "万元" else _SLACK[key]
        for line in rows
    ]
    for slack, members in groupby(enumerate(slacks, start=first), key=lambda pair: pair[1]):
        numbers = [number for number, _ in members]
        yield slack, numbers[0], numbers[-1]
