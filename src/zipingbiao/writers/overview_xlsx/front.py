"""The sheet 概况 of the summary workbook: what was checked, the key figures, charts of the distributions, the sheets."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.format import Format

from zipingbiao.base.numbers import show_fixed, show_percent
from zipingbiao.base.text import full_characters
from zipingbiao.model.overview import Distribution, Overview
from zipingbiao.writers import bar_chart
from zipingbiao.writers.bar_chart import Bars, Series, draw_bars, draw_columns, names_width
from zipingbiao.writers.overview_xlsx.groups import grade_counts, grade_names
from zipingbiao.writers.overview_xlsx.table import FORMATS
from zipingbiao.writers.report_book import COLOURS, GREY, ReportBook
from zipingbiao.writers.result_rows import WAIVED, fit
from zipingbiao.writers.workbook.heights import height_of

FRONT_SHEET = "概况"
#: Eight columns; a chart stands over four of them.
_COLUMNS, _WIDTH, _PIXELS, _HALF = 8, 16.0, 117, 4
#: The sheet is printed on one page, unless that is so many pixels long that nobody could read it; between two charts.
_PAGE, _GAP = 1900, 12
_POINTS_TO_PIXELS = 96 / 72
_CHART, _ROW, _NOTE = 240, 20, 32
#: Standing bars are for so many short names.
_STANDING, _SHORT = 12, 5.0
#: The first column of the figures of the charts, right of the print area, and their remark.
DATA = _COLUMNS + 1
_DATA_HEAD = "图表数据（不打印）"
_BIG = 13

Figure = tuple[str, int | Decimal | None, str]


class Front:
    """Writes 概况 from above, for one standing page: no chart is cut, however wide a program draws the columns."""

    def __init__(self, book: ReportBook, overview: Overview) -> None:
        self.book, self.overview = book, overview
        self.sheet = book.add_sheet(FRONT_SHEET, [_WIDTH] * _COLUMNS)
        self.row = 0
        self._filled = 0.0
        self._data_row = 2

    def write(self, contents: Sequence[tuple[str, str]]) -> None:
        """Everything; `contents` are the other sheets, each with what it shows."""
        title = self.book.plain(font_size=18, bold=True, align="center")
        self._line(self.overview.title, title, 34)
        self._line(self._sentence(), self.book.plain(text_wrap=True, font_size=11), size=11)
        for band in self._bands():
            self._band(band)
        self._line("", self.book.plain(), 8)
        scope = [
            ("检查范围", "；".join(self.overview.folders) or "—"),
            ("检查口径", self.overview.profile or "按各自评表的表样自动选用"),
        ]
        if self.overview.notes:
            scope.append(("读表说明", "\n".join(self.overview.notes)))
        self._pairs(scope)
        self._charts()
        self._heading("本工作簿各表")
        for name, text in contents:
            self._content(name, text)
        self.sheet.print_area(0, 0, self.row - 1, _COLUMNS - 1)
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 1 if self._filled <= _PAGE else 0)
        self.sheet.center_horizontally()

    def _sentence(self) -> str:
        """What was checked and found, in one sentence."""
        line, found = self.overview.all, self.overview.all.found
        text = f"　　共检查文件 {line.files:,} 个、自评表 {line.forms:,} 张，涉及单位 {line.units:,} 个"
        if self.overview.unchecked:
            text += f"，另有 {len(self.overview.unchecked):,} 个文件没有检查"
        text += f"。发现错误 {found.errors:,} 条、警告 {found.warnings:,} 条、提示 {found.infos:,} 条"
        text += f"，另有 {found.waived:,} 条已说明理由。" if found.waived else "。"
        if line.forms:
            share = show_percent(Decimal(line.clean) / line.forms)
            text += f"没有错误的自评表 {line.clean:,} 张，占 {share}。"
        if line.mean is not None and line.lowest is not None and line.highest is not None:
            text += f"填报的自评总分平均 {show_fixed(line.mean)} 分，最低 {show_fixed(line.lowest)} 分，"
            text += f"最高 {show_fixed(line.highest)} 分"
            text += f"，满分的 {line.full:,} 张。" if line.full else "。"
        if line.rate is not None:
            text += f"预算执行率 {show_percent(line.rate)}。"
        return text

    def _bands(self) -> list[list[Figure]]:
        line, found = self.overview.all, self.overview.all.found
        share = Decimal(line.clean) / line.forms if line.forms else None
        names = grade_names(self.overview)
        grades: list[Figure] = [
            (name, count, "count") for name, count in zip(names, grade_counts(line, names), strict=True)
        ]
        bands: list[list[Figure]] = [
            [("检查文件", line.files, "count"), ("自评表", line.forms, "count"), ("单位", line.units, "count"),
             ("未检查的文件", len(self.overview.unchecked), "count"), ("错误", found.errors, "error"),
             ("警告", found.warnings, "warning"), ("提示", found.infos, "info"), (WAIVED, found.waived, "count")],
            [("没有错误的自评表", line.clean, "count"), ("占全部自评表", share, "rate"), ("预算数（万元）", line.budget, "money"),
             ("执行数（万元）", line.executed, "money"), ("预算执行率", line.rate, "rate"), ("平均分", line.mean, "points"),
             ("最低分", line.lowest, "points"), ("最高分", line.highest, "points")],
            [("填报总分的", line.scored, "count"), ("其中满分", line.full, "count"), *grades],
        ]  # fmt: skip
        return bands

    def _band(self, band: Sequence[Figure]) -> None:
        self._height(22)
        for at, (head, _, _) in enumerate(band):
            self.sheet.write_string(self.row, at, head, self.book.head)
        self.row += 1
        self._height(28)
        for at, (_, value, kind) in enumerate(band):
            changes = {"align": "center", "valign": "vcenter", "bold": True, "font_size": _BIG, "shrink": True}
            if kind in COLOURS and value:
                changes |= {"font_color": COLOURS[kind][0], "bg_color": COLOURS[kind][1]}
            style = self.book.cell(**changes, text_wrap=False, num_format=FORMATS.get(kind, FORMATS["count"]))
            if value is None:
                self.sheet.write_blank(self.row, at, None, style)
            else:
                self.sheet.write_number(self.row, at, float(value), style)
        self.row += 1

    def _charts(self) -> None:
        self.sheet.write_string(0, DATA, _DATA_HEAD, self.book.hint)
        self.sheet.set_column(DATA - 1, DATA - 1, 3)
        self.sheet.set_column(DATA, DATA, 18)
        drawn = [one for one in self.overview.distributions if one.bars]
        for start in range(0, len(drawn), 2):
            pair = drawn[start : start + 2]
            tall = max(map(_tall, pair))
            noted = any(one.note for one in pair)
            self._line("", self.book.plain(), 9)
            for at, distribution in enumerate(pair):
                self._draw(distribution, at * _HALF, tall)
            for _ in range(tall // _ROW):
                self._height(_ROW / _POINTS_TO_PIXELS)
                self.row += 1
            if noted:
                self._height(_NOTE / _POINTS_TO_PIXELS)
                for at, distribution in enumerate(pair):
                    note = self.book.plain(font_size=9, font_color=GREY, text_wrap=True, valign="top")
                    self.sheet.merge_range(
                        self.row, at * _HALF, self.row, at * _HALF + _HALF - 1, fit(distribution.note), note
                    )
                self.row += 1

    def _draw(self, distribution: Distribution, column: int, height: int) -> None:
        sheet, row = self.sheet, self._data_row
        count = len(distribution.bars)
        sheet.write_string(row, DATA, distribution.title, self.book.head)
        sheet.write_string(row, DATA + 1, distribution.counted, self.book.head)
        for at, (name, number) in enumerate(distribution.bars, start=row + 1):
            sheet.write_string(at, DATA, name, self.book.grey)
            sheet.write_number(at, DATA + 1, number, self.book.count)
        names, values = ([FRONT_SHEET, row + 1, at, row + count, at] for at in (DATA, DATA + 1))
        self._data_row += count + 2
        title = _as_title(f"{distribution.title}（{distribution.counted}）")
        longest = Decimal(max(1, *(number for _, number in distribution.bars)))
        bars = Bars(title, names, (Series(values),), count, longest, bar_chart.COUNT)
        size = (_HALF * _PIXELS - _GAP, height)
        if _stands(distribution):
            chart = draw_columns(self.book.book, bars, size)
        else:
            widest = max(full_characters(name) for name, _ in distribution.bars)
            chart = draw_bars(self.book.book, bars, size, min(size[0] // 2, names_width(widest)))
        options = {"x_offset": _GAP if column else 0, "object_position": 1, "description": title}
        sheet.insert_chart(self.row, column, chart, options)

    def _content(self, name: str, text: str) -> None:
        self._height(_ROW / _POINTS_TO_PIXELS)
        self.sheet.write_url(self.row, 0, f"internal:'{name}'!A1", self.book.link, name)
        self._merge(1, text, self.book.text)

    def _pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        for head, text in pairs:
            self._height(height_of(text, _WIDTH * (_COLUMNS - 1), 10))
            self.sheet.write_string(self.row, 0, head, self.book.head)
            self._merge(1, text, self.book.cell(valign="vcenter"))

    def _heading(self, text: str) -> None:
        self._line("", self.book.plain(), 9)
        self._line(text, self.book.plain(bold=True, font_size=11), 20)

    def _line(self, text: str, style: Format, height: float = 0, size: float = 10) -> None:
        self._height(height or height_of(text, _WIDTH * _COLUMNS, size))
        self._merge(0, text, style)

    def _merge(self, first: int, text: str, style: Format) -> None:
        self.sheet.merge_range(self.row, first, self.row, _COLUMNS - 1, "", style)
        self.sheet.write_string(self.row, first, fit(text), style)
        self.row += 1

    def _height(self, points: float) -> None:
        self.sheet.set_row(self.row, points)
        self._filled += points * _POINTS_TO_PIXELS


def _stands(distribution: Distribution) -> bool:
    return len(distribution.bars) <= _STANDING and all(full_characters(name) <= _SHORT for name, _ in distribution.bars)


def _as_title(text: str) -> str:
    """The text without what XlsxWriter would take for the name of a cell, and without signs that XML forbids."""
    return "".join(sign for sign in text.replace("!", "！").lstrip("=") if sign.isprintable())


def _tall(distribution: Distribution) -> int:
    """Pixels of the chart, whole rows: lying bars need room for each name."""
    needed = (
        _CHART
        if _stands(distribution)
        else max(_CHART, bar_chart.ABOVE + bar_chart.BELOW + 18 * len(distribution.bars))
    )
    return -(-needed // _ROW) * _ROW
