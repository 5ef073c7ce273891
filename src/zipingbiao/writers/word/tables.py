"""The tables of a rendered report: cells that are one, header rows that repeat, rows that stay whole on a page."""

from __future__ import annotations

import unicodedata
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from zipingbiao.writers.word.marks import MERGE, strip
from zipingbiao.writers.word.runs import text_of

_TBL, _TR, _TC, _P = (qn(f"w:{name}") for name in ("tbl", "tr", "tc", "p"))
#: Lines of table text that are certainly less than half a page, also in large print.
_SHORT = 12
#: Twentieths of a point: a character of 小四, and what the margins of a cell take.
_CHARACTER, _MARGINS = 240, 240
#: A table of so few rows needs no header on the next page.
_FEW = 3
#: Where a table does not say how wide its columns are.
_UNKNOWN_WIDTH = 1200


def arrange(table: Any) -> None:
    """Merges the cells that are marked so, repeats the header, keeps short rows and small tables whole.

    Long rows run over pages.
    """
    rows = [row for row in table if row.tag == _TR]
    _merge(rows)
    widths = [int(column.get(qn("w:w")) or 0) for column in table.tblGrid]
    heights = [_lines(row, widths) for row in rows]
    for row, height in zip(rows, heights, strict=True):
        _set(row, "w:cantSplit", height <= _SHORT)
    if sum(heights) <= _SHORT:
        for row in rows[:-1]:
            for paragraph in row.iter(_P):
                Paragraph(paragraph, None).paragraph_format.keep_with_next = True  # type: ignore[arg-type]
    if len(rows) > _FEW and not any(_has(row, "w:tblHeader") for row in rows) and _is_header(rows[0]):
        _set(rows[0], "w:tblHeader", True)


def _merge(rows: list[Any]) -> None:
    """Cells below one another that are marked and say the same become one; the text stays in the first."""
    above: dict[int, str] = {}
    for row in rows:
        marked: dict[int, str] = {}
        column = 0
        for cell in row.tc_lst:
            text = "".join(text_of(paragraph) for paragraph in cell.p_lst)
            if MERGE in text:
                marked[column] = strip(text)
                same = above.get(column) == marked[column] and all(
                    above.get(left) == marked.get(left) for left in marked if left < column
                )
                cell.get_or_add_tcPr().vMerge_val = "continue" if same else "restart"
                if same:
                    _empty(cell)
            column += cell.grid_span
        above = marked


def _empty(cell: Any) -> None:
    for paragraph in cell.p_lst[1:]:
        cell.remove(paragraph)
    for child in list(cell.p_lst[0]):
        if child.tag != qn("w:pPr"):
            cell.p_lst[0].remove(child)


def _lines(row: Any, widths: list[int]) -> int:
    """How many lines the highest cell of a row has at most; cells that run over rows do not count."""
    most, column = 1, 0
    for cell in row.tc_lst:
        span = cell.grid_span
        width = sum(widths[column : column + span]) or _UNKNOWN_WIDTH
        column += span
        if cell.vMerge is not None:
            continue
        room = max((width - _MARGINS) // (_CHARACTER // 2), 1)
        texts = [strip(text_of(paragraph)) for paragraph in cell.iter(_P)]
        most = max(most, sum(-(-max(_width(text), 1) // room) + text.count("\n") for text in texts))
    return most


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _is_header(row: Any) -> bool:
    """Whether the first row names columns: every cell has a text, and none is as long as a sentence."""
    texts = ["".join(strip(text_of(paragraph)) for paragraph in cell.p_lst).strip() for cell in row.tc_lst]
    return len(texts) > 1 and all(0 < len(text) <= 2 * _SHORT for text in texts)


def _has(row: Any, name: str) -> bool:
    return row.trPr is not None and row.trPr.find(qn(name)) is not None


def _set(row: Any, name: str, value: bool) -> None:
    properties = row.get_or_add_trPr()
    found = properties.find(qn(name))
    if found is not None:
        properties.remove(found)
    if value:
        properties.append(OxmlElement(name))
