"""The chart of execution rates and totals: on 汇总 itself, or with many projects on 汇总图, a page for every 32.

A few projects stand side by side as columns. More of them stand below each other as bars, each with the height its
name needs.
"""

from __future__ import annotations

import math
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import round_to
from zipingbiao.forms.parts import SUMMARY_SHEET
from zipingbiao.writers.workbook.styles import Styles

#: Columns and rows of 汇总 that the chart shows.
_FIRST, _NAME, _RATE, _TOTAL = 3, 1, 5, 9
#: The rate in percent, so that it shares an axis with the total; a hidden column right of the print area.
_PERCENT, _PERCENT_HEAD = 12, "图用：执行率×100"
_MOST_COLUMNS = 6
#: With more projects than this the chart does not fit on the page of the table.
MOST_ON_SUMMARY = 15
_COLUMNS_HEIGHT = 340
#: Pixels of a project (on 汇总, on 汇总图) and of title, legend and axis.
_WIDE_BAR, _BAR, _FRAME = 36, 29, 110
#: A printed page of 汇总图 in pixels, a single column as every program makes it, and in rows of 20.
_PAGE_WIDTH, _PAGE_ROWS, _MOST_BARS = 680, 50, 30
#: A chart of one project shows nothing.
_FEWEST = 2
_TITLE = "各项目预算执行率与自评总分"
_RATE_COLOUR, _TOTAL_COLOUR, _TOTAL_DARK, _GRID = "#9DC3E6", "#C55A11", "#843C0C", "#D9D9D9"


def add_chart(
    book: Workbook, sheet: Worksheet, styles: Styles, row: int, width: int, rates: list[Decimal | None], full: Decimal
) -> int:
    """Draws the chart on 汇总 from `row` on, `width` pixels wide; returns its height in pixels, 0 without one.

    Args:
        rates: the execution rate each project shows, from the first row of the table on.
        full: the highest full marks of their forms, the end of the axis.
    """
    count, beyond = len(rates), _beyond(rates)
    if count < _FEWEST:
        return 0
    if count <= _MOST_COLUMNS:
        chart, height = _columns(book, count, full, beyond), _COLUMNS_HEIGHT
    else:
        write_percentages(sheet, styles, rates)
        chart, height = _bars(book, (0, count), max(full, 100 * beyond), _TITLE, 11), count * _WIDE_BAR + _FRAME
    chart.set_size({"width": width - 8, "height": height})
    sheet.insert_chart(row, 0, chart, {"x_offset": 4, "y_offset": 8})
    return height + 8


def write_chart_sheet(book: Workbook, sheet: Worksheet, rates: list[Decimal | None], full: Decimal) -> None:
    """Fills 汇总图 with page-long charts of about equal length."""
    count, end = len(rates), max(full, 100 * _beyond(rates))
    each = math.ceil(count / math.ceil(count / _MOST_BARS))
    for page, start in enumerate(range(0, count, each)):
        last = min(start + each, count)
        title = _TITLE if each == count else f"{_TITLE}（{start + 1}—{last}）"
        chart = _bars(book, (start, last), end, title, 9)
        chart.set_size({"width": _PAGE_WIDTH - 8, "height": (last - start) * _BAR + _FRAME})
        sheet.insert_chart(page * _PAGE_ROWS, 0, chart, {"x_offset": 4, "y_offset": 4})
    sheet.set_column_pixels(0, 0, _PAGE_WIDTH)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.set_h_pagebreaks(range(_PAGE_ROWS, math.ceil(count / each) * _PAGE_ROWS, _PAGE_ROWS))
    sheet.protect("", {"objects": True})


def write_percentages(sheet: Worksheet, styles: Styles, rates: list[Decimal | None]) -> None:
    """The hidden column of 汇总 that bars take the rates from."""
    style = styles.helper("0.0")
    sheet.write_string(_FIRST - 1, _PERCENT, _PERCENT_HEAD, styles.helper())
    for row, value in enumerate(rates, start=_FIRST):
        rate = xl_rowcol_to_cell(row, _RATE)
        percent = "" if value is None else float(round_to(value * 100, 2))
        sheet.write_formula(row, _PERCENT, f'=IF(ISNUMBER({rate}),ROUND({rate}*100,2),"")', style, percent)
    sheet.set_column(_PERCENT, _PERCENT, 10, None, {"hidden": True})


def _beyond(rates: list[Decimal | None]) -> Decimal:
    """How far the axis of the rates must reach: 1, or the next fifth above the highest rate, 2 at most."""
    highest = max((rate for rate in rates if rate is not None), default=Decimal(1))
    return min(Decimal(2), max(Decimal(1), Decimal(math.ceil(highest * 5)) / 5))


def _columns(book: Workbook, count: int, full: Decimal, beyond: Decimal) -> Chart:
    """Rates as columns, totals as a line with its own axis; both axes reach `beyond` times as far as they need."""
    last = _FIRST + count - 1
    names = [SUMMARY_SHEET, _FIRST, _NAME, last, _NAME]
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "执行率", "categories": names, "values": [SUMMARY_SHEET, _FIRST, _RATE, last, _RATE],
            "fill": {"color": _RATE_COLOUR}, "gap": 150,
        }
    )  # fmt: skip
    line = book.add_chart({"type": "line"})
    marker = {"type": "circle", "size": 6, "fill": {"color": _TOTAL_COLOUR}, "border": {"color": _TOTAL_COLOUR}}
    line.add_series(
        {
            "name": "总分", "categories": names, "values": [SUMMARY_SHEET, _FIRST, _TOTAL, last, _TOTAL],
            "y2_axis": True, "line": {"color": _TOTAL_COLOUR, "width": 2}, "marker": marker,
            "data_labels": {"value": True, "position": "above", "font": {"size": 9, "color": _TOTAL_DARK, "bold": True}},
        }
    )  # fmt: skip
    chart.combine(line)
    chart.set_title({"name": _TITLE, "name_font": {"size": 12, "bold": False}})
    chart.set_x_axis({"num_font": {"size": 9}})
    grid = {"visible": True, "line": {"color": _GRID}}
    chart.set_y_axis({"name": "执行率", "num_format": "0%", "min": 0, "max": float(beyond), "major_gridlines": grid})
    line.set_y2_axis({"name": "总分", "min": 0, "max": float(full * beyond)})
    chart.set_legend({"position": "bottom"})
    return chart


def _bars(book: Workbook, span: tuple[int, int], end: Decimal, title: str, size: int) -> Chart:
    """Rates and totals of a span of projects (from 0) as bars on one axis, the first project on top.

    `size` is that of the names; on 汇总, which is printed smaller, they are larger.
    """
    first, last = _FIRST + span[0], _FIRST + span[1] - 1
    names = [SUMMARY_SHEET, first, _NAME, last, _NAME]
    chart = book.add_chart({"type": "bar"})
    # A form without rate or total has an empty text there, drawn as 0: it gets no label.
    series = (
        ("执行率（%）", _PERCENT, _RATE_COLOUR, "0.0;-0.0;;", "#1F3864"),
        ("总分", _TOTAL, _TOTAL_COLOUR, "0.00;-0.00;;", "#FFFFFF"),
    )
    for name, column, colour, shown, label in series:
        font = {"size": size - 1, "color": label}
        chart.add_series(
            {
                "name": name, "categories": names, "values": [SUMMARY_SHEET, first, column, last, column],
                "fill": {"color": colour}, "gap": 45,
                "data_labels": {"value": True, "position": "inside_end", "num_format": shown, "font": font},
            }
        )  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": size + 3, "bold": False}})
    # The axes of a bar chart are named by where they stand: y holds the projects.
    chart.set_y_axis({"reverse": True, "num_font": {"size": size}, "major_gridlines": {"visible": False}})
    grid = {"visible": True, "line": {"color": _GRID}}
    axis = {"min": 0, "max": float(end), "major_unit": 20, "major_gridlines": grid, "num_font": {"size": size}}
    chart.set_x_axis(axis)
    chart.set_legend({"position": "top", "font": {"size": size}})
    chart.show_hidden_data()
    return chart
