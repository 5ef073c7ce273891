"""Samples of forms for drafting: rows of merged cells on a grid of columns, as a worksheet and as a Word table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.shared import Pt
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

#: (text, first column, last column) or with the number of rows behind
Cell = tuple[str, int, int] | tuple[str, int, int, int]
Rows = list[list[Cell]]
WIDTH_OF_PAGE = 450


def build(path: Path, widths: list[float], rows: Rows, above: tuple[str, ...] = (), below: tuple[str, ...] = ()) -> Path:
    """The sample as path.suffix says; `above` and `below` are lines over the whole width."""
    (_word if path.suffix == ".docx" else _sheet)(path, widths, rows, above, below)
    return path


def _sheet(path: Path, widths: list[float], rows: Rows, above: tuple[str, ...], below: tuple[str, ...]) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "样表"
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    row = 0

    def line(text: str, size: int) -> None:
        nonlocal row
        row += 1
        sheet.cell(row, 1, text).font = Font(name="方正小标宋简体" if size > 12 else "仿宋_GB2312", size=size)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))

    for number, text in enumerate(above):
        line(text, 20 if number == 0 else 11)
    for cells in rows:
        row += 1
        for text, first, last, *height in cells:
            cell = sheet.cell(row, first, text or None)
            cell.font = Font(name="仿宋_GB2312", size=10)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            bottom = row + (height[0] if height else 1) - 1
            if (bottom, last) != (row, first):
                sheet.merge_cells(start_row=row, end_row=bottom, start_column=first, end_column=last)
    for text in below:
        line(text, 10)
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if sum(widths) > 100 else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(path)


def _word(path: Path, widths: list[float], rows: Rows, above: tuple[str, ...], below: tuple[str, ...]) -> None:
    document = docx.Document()
    for number, text in enumerate(above):
        run = document.add_paragraph().add_run(text)
        run.font.size = Pt(18 if number == 0 else 11)
    table = document.add_table(len(rows), len(widths))
    table.autofit = False
    for column, width in enumerate(widths):
        table.columns[column].width = Pt(WIDTH_OF_PAGE * width / sum(widths))
    for row, cells in enumerate(rows):
        for text, first, last, *height in cells:
            cell = table.cell(row, first - 1)
            bottom = row + (height[0] if height else 1) - 1
            if (bottom, last) != (row, first):
                cell = cell.merge(table.cell(bottom, last - 1))
            cell.text = text
    for text in below:
        document.add_paragraph(text)
    document.save(path)


def indicator_rows(groups: dict[str, list[str]], columns: int, first: int = 1, rows: int = 1) -> Rows:
    """The rows of an empty indicator table: merged levels in columns `first` and `first` + 1, `rows` for a second level."""
    found: Rows = []
    for l1, names in groups.items():
        for number, l2 in enumerate(names):
            for repeat in range(rows):
                row: list[Cell] = [("", column, column) for column in range(first + 2, columns + 1)]
                if repeat == 0:
                    row.insert(0, (l2, first + 1, first + 1, rows))
                if number == repeat == 0:
                    row.insert(0, (l1, first, first, rows * len(names)))
                found.append(row)
    return found
