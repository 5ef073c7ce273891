"""Rows of a finished workbook that cannot be as high as their text needs, and are cut in print."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zipingbiao.forms.parts import ANNEX_SHEET
from zipingbiao.readers.grid import Sheet
from zipingbiao.writers.marking.book import Book
from zipingbiao.writers.marking.cells import Cells
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.workbook.heights import MAX_HEIGHT

#: The highest row that Excel has, in whole pixels.
_HIGHEST = int(MAX_HEIGHT * 96 / 72)
#: Rows that are named one by one.
_SHOWN = 5


def tell_cut_rows(draft: Path, sheets: Iterable[Sheet]) -> list[str]:
    """A sentence where rows of ours have Excel's greatest height: what they hold is printed in part.

    Args:
        draft: the finished workbook of our own forms, whose rows are as high as their text.
        sheets: its sheets of forms, as read.
    """
    package = Package.open(draft)
    parts = Book(package).sheets
    found = []
    for sheet in sheets:
        cells = Cells(package, parts[sheet.name].part)
        found += [f"「{sheet.name}」第 {row} 行" for row in sheet if cells.height(row) >= _HIGHEST]
    if not found:
        return []
    where = "、".join(found[:_SHOWN]) + (f"等 {len(found)} 行" if len(found) > _SHOWN else "")
    return [
        f"{where}的文字太长，Excel 一行放不下，自评表上打印不全，全文列在「{ANNEX_SHEET}」；"
        "也可以精简，或用 zpb report --kind form 写成 Word 表格来打印。"
    ]
