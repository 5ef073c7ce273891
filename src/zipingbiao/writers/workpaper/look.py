"""How the sheets of a workpaper look: columns and their widths, formats, print set-up, room for texts."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from zipingbiao.model.workpaper import HEADS
from zipingbiao.writers.workbook.heights import height_of

#: Widths in characters; together they fill a landscape A4 page at nine tenths of its size.
WIDTHS: dict[str, float] = {
    "l1": 9, "l2": 11, "l3": 19, "target": 14, "actual": 15, "weight": 6.5, "self_score": 8.5, "review": 8.5,
    "difference": 8, "reason": 34, "basis": 34, "method": 11,
}  # fmt: skip
assert WIDTHS.keys() == HEADS.keys()
#: The column of each field, and the last printed one.
COLUMN: dict[str, int] = {key: number for number, key in enumerate(WIDTHS)}
LAST = COLUMN["basis"]
SIZE = 10.0
#: A row's texts may be so high, in points; Excel knows no row above 409.
_ROOM = 380.0
_CUT = "…（全文见原表）"
PALE_RED, PALE_ORANGE, YELLOW = "#FCE4E4", "#FFF0DC", "#FFF2CC"


def fits(reason: str, basis: str) -> bool:
    """Whether a row has room for both texts."""
    return all(height_of(text, WIDTHS[key], SIZE) <= _ROOM for key, text in (("reason", reason), ("basis", basis)))


def shortened(text: str, width: float) -> str:
    """The text as far as a row shows it; the rest stands in the form."""
    if height_of(text, width, SIZE) <= _ROOM:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if height_of(text[:middle] + _CUT, width, SIZE) <= _ROOM:
            low = middle
        else:
            high = middle - 1
    return text[:low] + _CUT


def width_of(first: str, last: str) -> float:
    """The width of columns together, in characters."""
    return sum(list(WIDTHS.values())[COLUMN[first] : COLUMN[last] + 1])


def set_page(sheet: Worksheet, header: int, last_row: int, last_column: int) -> None:
    """A4, landscape, as wide as the page, the headings on every page."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.45, right=0.45, top=0.55, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.print_black_and_white()
    sheet.set_footer("&L&9&A&R&9第 &P 页，共 &N 页")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576", "formula_differs": "A1:XFD1048576"})
