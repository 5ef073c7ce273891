"""The sheet 汇总图: 各部分得分率, 等级分布, and the execution rate and total of every project, on pages of A4.

The figures of the charts stand in summary_figures.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.text import full_characters
from zipingbiao.writers import bar_chart
from zipingbiao.writers.bar_chart import Bars, Series, draw_bars, draw_columns, names_width
from zipingbiao.writers.workbook.styles import Styles
from zipingbiao.writers.workbook.summary_figures import Span, SummaryFigures
from zipingbiao.writers.workbook.summary_sheet import SummarySheet

#: Pixels of the only printed column: charts inside one column are as wide in every program, whatever its default font.
#: Pixels of a row, and rows of a page; the first row is for the screen alone.
_COLUMN, _ROW, _PAGE_ROWS = 680, 20, 47
#: Pixels of what is drawn, of the left chart above, and between the two.
_WIDTH, _LEFT, _GAP = 672, 390, 12
#: The upper charts: their first row, and their rows with the space below.
_UPPER_FROM, _UPPER_ROWS = 2, 14
#: Pixels of a project's bar by the lines of the longest name, and of a chart at least: LibreOffice breaks the figures at
#: the bars of a very low one.
_BARS, _LOWEST = {1: 22, 2: 34, 3: 48}, 240
#: Names longer than this, in full characters, are printed smaller.
_LONG, _SMALL = 22, 8
_LEAST_NAMES = 130
#: A page is not begun with fewer projects than this, unless they are the last.
_FEWEST = 5
_NOTHING = "各表样不计分，也没有预算数和执行数，没有可画的图。"
_NOTE = "得分率＝各项目该部分得分合计÷分值合计，尚未评分的指标不计入；图随各自评表变化。"


class _Panel(NamedTuple):
    """One of the charts of all projects: what it shows, how it is printed and drawn, its longest bar."""

    title: str
    values: Span
    shown: str
    fill: str
    longest: Decimal


class _Names(NamedTuple):
    """How the names of the projects are printed: points, pixels of their width, pixels of a project's bar."""

    font: float
    width: int
    bar: int


def write_charts(book: Workbook, sheet: Worksheet, styles: Styles, summary: SummarySheet, title: str) -> None:
    """Fills 汇总图 for the projects of a written 汇总, two or more."""
    figures = SummaryFigures(sheet, styles, summary)
    figures.write()
    sheet.set_column_pixels(0, 0, _COLUMN)
    sheet.set_column_pixels(1, 1, _ROW)
    sheet.write_string(0, 0, title, styles.make(bold=True, font_size=12, text_wrap=False))
    row = 1
    if figures.parts:
        sheet.write_string(row, 0, _NOTE, styles.note(text_wrap=False))
        row = _write_upper(book, sheet, figures)
    elif not figures.has_rates:
        sheet.write_string(row, 0, _NOTHING, styles.note(text_wrap=False))
    end, breaks = _Projects(book, sheet, figures).write(row)
    _set_up_page(sheet, title, end, breaks)


def _write_upper(book: Workbook, sheet: Worksheet, figures: SummaryFigures) -> int:
    """各部分得分率 and 等级分布 side by side; returns the next free row."""
    height = _UPPER_ROWS * _ROW - 10
    names, values = figures.part_rates
    bars = Bars("各部分得分率", names.cells(), (Series(values.cells()),), len(figures.parts), Decimal(1))
    left = names_width(max(map(full_characters, figures.drawn_parts)))
    chart = draw_bars(book, bars, (_LEFT, height), left)
    sheet.insert_chart(_UPPER_FROM, 0, chart, _placed(0, bars.title))
    names, values = figures.grade_counts
    counts = (Series(values.cells()),)
    bars = Bars("等级分布（项目数）", names.cells(), counts, len(figures.grades), Decimal(0), bar_chart.COUNT)
    chart = draw_columns(book, bars, (_WIDTH - _LEFT - _GAP, height))
    sheet.insert_chart(_UPPER_FROM, 0, chart, _placed(_LEFT + _GAP, bars.title))
    return _UPPER_FROM + _UPPER_ROWS


class _Projects:
    """Draws 预算执行率 and 自评总分 of every project side by side, on as many pages as they need."""

    def __init__(self, book: Workbook, sheet: Worksheet, figures: SummaryFigures) -> None:
        self.book, self.sheet, self.figures = book, sheet, figures
        self.count = len(figures.projects)
        self.panels = []
        if figures.has_rates:
            panel = _Panel("预算执行率", figures.rates, bar_chart.RATE, bar_chart.LIGHT, figures.highest_rate)
            self.panels.append(panel)
        if figures.has_totals:
            marks = figures.summary.full_marks
            self.panels.append(_Panel("自评总分", figures.totals, bar_chart.SCORE, bar_chart.DARK, marks))
        lines = [name.split("\n") for name in figures.drawn_names]
        longest = max(full_characters(line) for name in lines for line in name)
        font = _SMALL if longest > _LONG else bar_chart.NAME_SIZE
        self.names = _Names(font, max(_LEAST_NAMES, names_width(longest, font)), _BARS[max(map(len, lines))])

    def write(self, row: int) -> tuple[int, list[int]]:
        """Everything from `row` on; returns the row behind it and where new pages begin."""
        breaks: list[int] = []
        start = 0
        while self.panels and start < self.count:
            page_end = 1 + _PAGE_ROWS * (len(breaks) + 1)
            fitting = ((page_end - row) * _ROW - bar_chart.ABOVE - bar_chart.BELOW) // self.names.bar
            if fitting < min(self.count - start, _FEWEST):
                row = page_end
                breaks.append(row)
                continue
            stop = min(start + fitting, self.count)
            row += math.ceil(self._write_span(row, start, stop) / _ROW)
            start = stop
        return row, breaks

    def _write_span(self, row: int, start: int, stop: int) -> int:
        """The projects from `start` up to `stop` (from 0, not included); returns the height in pixels."""
        count = stop - start
        part = "" if count == self.count else f"（第{start + 1}—{stop}个项目）"
        height = max(bar_chart.ABOVE + count * self.names.bar + bar_chart.BELOW, _LOWEST)
        room = (_WIDTH - self.names.width) // len(self.panels)
        at = 0
        for index, panel in enumerate(self.panels):
            first = index == 0
            left = self.names.width if first else 4
            title = panel.title + (part if first else "")
            names, values = (span.cells(start, stop - 1) for span in (self.figures.names, panel.values))
            bars = Bars(title, names, (Series(values, panel.fill),), count, panel.longest, panel.shown)
            size, font = (left + room - 4, height), self.names.font
            chart = draw_bars(self.book, bars, size, left, bar=self.names.bar, named=first, font=font)
            self.sheet.insert_chart(row, 0, chart, _placed(at, title))
            at += size[0]
        return height


def _placed(left: int, description: str) -> dict[str, object]:
    return {"x_offset": left, "description": description, "object_position": 1}


def _set_up_page(sheet: Worksheet, title: str, end: int, breaks: list[int]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_margins(left=0.55, right=0.5, top=1.0, bottom=0.6)
    # The title as a page header stands in the middle of every page.
    sheet.set_header("&C&16" + title.replace("&", "&&"), {"margin": 0.5})
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.print_area(1, 0, end, 0)
    sheet.set_h_pagebreaks(breaks)
    sheet.protect("", {"objects": True})
