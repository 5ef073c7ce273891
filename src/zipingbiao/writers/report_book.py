"""What every report as a workbook has in common: its mark, formats and page set-up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zipingbiao.writers.checked import REPORT_MARK

SIZE = 10
#: Rows above the headings of a table: a title and a line below it.
HEADER = 2
LOWEST_ROW = 18
#: Of a row of headings, some of which take two lines.
TALL_HEAD = 32
#: How many links a sheet may have: Excel keeps 65 530.
LINKS_LIMIT = 60000
GREY, LINK = "#6B6B6B", "#0563C1"
_GREY_FILL = "#EFEFEF"
_FONT = "宋体"
#: Of a severity: its letters and its ground.
COLOURS = {"error": ("#9C0006", "#FFE1DF"), "warning": ("#7F5200", "#FFF1CC"), "info": ("#1F4E79", "#E3EEF9")}
_PAPER_A4 = 9


class ReportBook:
    """A workbook in which no text becomes a formula or a link, passed over when a folder is searched for forms."""

    def __init__(self, *, large: bool = False) -> None:
        """`large` keeps what is written in temporary files: half the memory for tens of thousands of rows."""
        self._buffer = BytesIO()
        self.book = Workbook(
            self._buffer, {"in_memory": not large, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_custom_property(REPORT_MARK, "report")
        self._made: dict[str, Format] = {}
        self.text = self.cell()
        self.grey = self.cell(font_color=GREY)
        self.note = self.cell(bg_color="#FFFBE6", locked=False)
        self.link = self.cell(font_color=LINK, underline=1)
        self.count = self.cell(text_wrap=False, align="center")
        self.sum = self.cell(bold=True, bg_color="#F2F2F2")
        self.head = self.cell(bold=True, bg_color="#F2F2F2", align="center", valign="vcenter")
        self.title = self.plain(font_size=14, bold=True)
        self.hint = self.plain(font_size=9, font_color=GREY)
        self.severity = {
            key: self.cell(align="center", bold=True, font_color=font, bg_color=fill)
            for key, (font, fill) in COLOURS.items()
        }
        self.waived = self.cell(align="center", bold=True, font_color=GREY, bg_color=_GREY_FILL)

    def cell(self, **changes: Any) -> Format:
        """The format of a cell in a table, wrapped and at the top unless `changes` say otherwise."""
        usual = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
        return self.plain(**usual | changes)

    def plain(self, **changes: Any) -> Format:
        """The format of a cell outside the tables; the same changes give the same format."""
        options = {"font_name": _FONT, "font_size": SIZE, "valign": "vcenter"} | changes
        key = repr(sorted(options.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(options)
        return self._made[key]

    def add_sheet(self, name: str, widths: Iterable[float]) -> Worksheet:
        """A sheet for lying A4 paper with numbered pages."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(_PAPER_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return sheet

    def add_table(self, name: str, columns: Sequence[tuple[str, float]], fixed: int = 0) -> Worksheet:
        """A sheet as wide as its page, whose headings and first `fixed` columns stay in sight and are on every page."""
        sheet = self.add_sheet(name, [width for _, width in columns])
        for column, (text, _) in enumerate(columns):
            sheet.write_string(HEADER, column, text, self.head)
        sheet.set_row(HEADER, 24)
        sheet.freeze_panes(HEADER + 1, fixed)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER)
        return sheet

    def write_title(self, sheet: Worksheet, title: str, hint: str) -> None:
        """The title and the line below it."""
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, hint, self.hint)

    def close(self) -> bytes:
        """The finished workbook."""
        self.book.close()
        return self._buffer.getvalue()
