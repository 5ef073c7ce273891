"""A table of the summary workbook: typed columns, rows as high as their texts, a line of totals, a filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from zipingbiao.model.overview import Spot, Tally
from zipingbiao.writers.file_links import link_to
from zipingbiao.writers.report_book import COLOURS, HEADER, LINK, LINKS_LIMIT, LOWEST_ROW, SIZE, ReportBook
from zipingbiao.writers.result_rows import WAIVED, fit, reference_to
from zipingbiao.writers.workbook.heights import height_of

Kind = Literal["text", "centred", "count", "year", "money", "rate", "points", "input", "date"]
FORMATS: dict[str, str] = {
    "count": "#,##0",
    "money": "#,##0.00",
    "rate": "0.00%",
    "points": "0.00",
    "date": "yyyy-mm-dd",
}
_NUMBERS = frozenset({"money", "rate", "points"})
_MAX_HEIGHT = 409.0
_LINK: dict[str, Any] = {"font_color": LINK, "underline": 1}
_TIP = "打开被检查的文件"


class Column(NamedTuple):
    """A column: its heading, width in characters, what its cells hold; whether its sum is that of all forms."""

    head: str
    width: float
    kind: Kind = "text"
    adds: bool = False


class Linked(NamedTuple):
    """A text that leads somewhere; plain where it leads nowhere."""

    text: str
    target: str | None


class Marked(NamedTuple):
    """A value with the format it has instead of its column's."""

    value: str | int
    style: Format


class Quotient(NamedTuple):
    """In a line of totals: the columns (from 0) that are divided, and the result."""

    dividend: int
    divisor: int
    value: Decimal | None


Value = str | int | Decimal | Linked | Marked | Quotient | None


class Links:
    """Where the spots of an overview are found from the workbook."""

    def __init__(self, link: Callable[[Spot], str | None]) -> None:
        self._link = link
        self._paths: dict[str, str | None] = {}

    def to(self, spot: Spot) -> Linked:
        """The cell as a link into it; 打开 as a link to the file where the spot is no cell of a sheet."""
        if spot.file not in self._paths:
            self._paths[spot.file] = self._link(spot)
        path = self._paths[spot.file]
        reference = reference_to(spot.sheet, spot.cell)
        target = link_to(path, reference) if path else None
        return Linked(spot.cell or "" if reference else "打开" if target else "", target)


def file_name(spot: Spot) -> str:
    """The name of the file without its folders."""
    return spot.file.rpartition("/")[2]


def place_of(spot: Spot) -> str:
    """The sheet; where there is none, the place inside the file in words."""
    return spot.sheet or (spot.cell or "")


class Table:
    """Writes the rows of one sheet from above; the first `fixed` columns stay in sight, texts stand at `valign`."""

    def __init__(
        self,
        book: ReportBook,
        name: str,
        title: str,
        hint: str,
        columns: Sequence[Column],
        fixed: int,
        valign: str = "vcenter",
    ) -> None:
        self.book, self.columns = book, list(columns)
        self.sheet = book.add_table(name, [(column.head, column.width) for column in columns], fixed)
        book.write_title(self.sheet, fit(title), fit(hint))
        #: The row to be written next.
        self.row = HEADER + 1
        self._links = 0
        self._valign = valign
        self._styles: dict[tuple[str, tuple[tuple[str, Any], ...]], Format] = {}

    def add(self, values: Sequence[Value], *, least: float = LOWEST_ROW, **changes: Any) -> None:
        """One row; `changes` are those of its format."""
        height = least
        for at, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            shown = self._put(at, column, value, changes)
            if isinstance(shown, str) and shown:
                height = max(height, _height(shown, column.width))
        self.sheet.set_row(self.row, min(_MAX_HEIGHT, height))
        self.row += 1

    def _put(self, at: int, column: Column, value: Value, changes: dict[str, Any]) -> Value:
        """Writes a cell; returns what is seen in it."""
        style = None
        if isinstance(value, Marked):
            value, style = value
        style = style or self._style(column.kind, changes)
        if isinstance(value, Linked):
            text = fit(value.text)
            if value.target is not None and self._links < LINKS_LIMIT:
                self._links += 1
                link = self._style("centred", _LINK)
                self.sheet.write_url(self.row, at, value.target, link, text, _TIP)
                return text
            value = text
        if isinstance(value, str) and value:
            value = fit(value)
            self.sheet.write_string(self.row, at, value, style)
        elif isinstance(value, int | Decimal):
            self.sheet.write_number(self.row, at, float(value), style)
        elif isinstance(value, Quotient) and value.value is not None:
            over, under = (xl_rowcol_to_cell(self.row, one) for one in (value.dividend, value.divisor))
            self.sheet.write_formula(self.row, at, f'=IF({under}=0,"",{over}/{under})', style, float(value.value))
        else:
            self.sheet.write_blank(self.row, at, None, style)
        return value

    def add_totals(self, values: Sequence[Value]) -> None:
        """The line of all: a living sum where the column adds up to the given figure, else the figure itself."""
        first, last = HEADER + 1, self.row - 1
        bold: dict[str, Any] = {"bold": True, "bg_color": "#F2F2F2"}
        values = [value.value if isinstance(value, Marked) else value for value in values]
        self.add(values, **bold)
        for at, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            if column.adds and isinstance(value, int | Decimal) and last >= first:
                formula = f"=SUM({xl_range(first, at, last, at)})"
                self.sheet.write_formula(self.row - 1, at, formula, self._style(column.kind, bold), float(value))

    def add_heading(self, values: Sequence[str | int], text: str, **changes: Any) -> None:
        """A row of a few values, then a text in one cell up to the last column."""
        height: float = LOWEST_ROW
        for at, value in enumerate(values):
            self._put(at, self.columns[at], value, changes)
            height = max(height, _height(str(value), self.columns[at].width))
        first, last = len(values), len(self.columns) - 1
        style = self._format(**changes)
        self.sheet.merge_range(self.row, first, self.row, last, "", style)
        self.sheet.write_string(self.row, first, fit(text), style)
        width = sum(column.width for column in self.columns[first:])
        self.sheet.set_row(self.row, min(_MAX_HEIGHT, max(height, _height(fit(text), width))))
        self.row += 1

    def add_line(self, text: str) -> None:
        """A text instead of rows."""
        self.add_heading((), text)

    def filter(self) -> None:
        """A filter over the rows written so far; a total or a table below them stays out of it."""
        if self.row > HEADER + 1:
            self.sheet.autofilter(HEADER, 0, self.row - 1, len(self.columns) - 1)

    def _style(self, kind: Kind, changes: dict[str, Any]) -> Format:
        key = (kind, tuple(changes.items()))
        if key not in self._styles:
            self._styles[key] = self._make(kind, changes)
        return self._styles[key]

    def _make(self, kind: Kind, changes: dict[str, Any]) -> Format:
        options: dict[str, Any] = {"num_format": FORMATS[kind]} if kind in FORMATS else {}
        if kind in ("input", "date"):
            return self._format(bg_color="#FFFBE6", locked=False, **options)
        if kind in _NUMBERS:
            options |= {"text_wrap": False, "align": "right"}
        elif kind != "text":
            options |= {"align": "center"}
        return self._format(**options | changes)

    def _format(self, **changes: Any) -> Format:
        return self.book.cell(**{"valign": self._valign} | changes)


def tally_columns() -> list[Column]:
    """错误, 警告, 提示, 已说明."""
    return [Column(head, 6.5, "count", adds=True) for head in ("错误", "警告", "提示", WAIVED)]


def tally_values(book: ReportBook, tally: Tally) -> list[Value]:
    """The counts, errors and warnings in their colours where there are any."""
    counts = (("error", tally.errors), ("warning", tally.warnings))
    marked = [Marked(number, coloured(book, key)) if number else number for key, number in counts]
    return [*marked, tally.infos, tally.waived]


def coloured(book: ReportBook, severity: str, **changes: Any) -> Format:
    """The format of a severity's word or count in a table."""
    letters, ground = COLOURS[severity]
    options = {"align": "center", "valign": "vcenter", "num_format": FORMATS["count"]}
    return book.cell(**options | changes, font_color=letters, bg_color=ground)


@lru_cache(maxsize=20_000)
def _height(text: str, width: float) -> float:
    return height_of(text, width, SIZE)
