"""Sheets whose rows do not keep to common columns: tables pasted from Word, or made from a PDF.

Every edge of every row has become a column there, and the cells of a row are merged over whatever lies between. What
stands under a heading begins a narrow column left or right of it. Such a sheet is laid out anew, its edges compared
as those of a Word table are (readers.word_edges); every cell keeps the address it has in the file.
"""

from __future__ import annotations

from itertools import accumulate

from zipingbiao.readers.cells import RawCell
from zipingbiao.readers.grid import Merge, Sheet
from zipingbiao.readers.word_edges import Aligner

#: Forms made in a spreadsheet have about ten columns; with fewer than this there is nothing to straighten.
_FEWEST_COLUMNS = 20
_MOST_COLUMNS, _MOST_ROWS = 400, 3_000
#: Rows with a cell that is merged over several columns.
_FEWEST_MERGED = 8


def straighten(sheet: Sheet) -> Sheet:
    """The sheet with the edges of its rows brought together, or the sheet itself where they are straight."""
    if sheet.table_rows:
        return sheet  # A Word file was laid out so when it was read.
    merged = {merge.top for merge in sheet.merges if merge.right > merge.left}
    # Without the widths nobody can say which edges are near each other.
    if len(merged) < _FEWEST_MERGED or len(sheet.rows) > _MOST_ROWS or not sheet.look.widths:
        return sheet
    columns = {column for cells in sheet.rows.values() for column in cells}
    columns |= {column for merge in sheet.merges for column in (merge.left, merge.right)}
    left, right = min(columns), max(columns)
    if not _FEWEST_COLUMNS <= right - left + 1 <= _MOST_COLUMNS:
        return sheet
    return _Straight(sheet, left, right).sheet


class _Straight:
    """The new sheet; columns of the old one are counted from 0 at their left edges."""

    def __init__(self, old: Sheet, left: int, right: int) -> None:
        self.old = old
        widths = [old.look.width(column) or 1.0 for column in range(left, right + 1)]
        total = sum(widths)
        positions = [0.0, *(position / total for position in accumulate(widths))]
        rows = {row: self._edges_of(row, left, right) for row in self._rows()}
        aligner = Aligner()
        aligned = {
            row: aligner.align(tuple(positions[edge - left + 1] for edge in edges)) for row, edges in rows.items()
        }
        number = {edge: index for index, edge in enumerate(aligner.edges, start=1)}
        #: for every row: old column → new column
        self.columns = {
            row: {edge + 1: number[new] for edge, new in zip(edges, aligned[row], strict=True)}
            for row, edges in rows.items()
        }
        self.sheet = Sheet(
            old.name, old.file, old.state, {row: self._cells(row) for row in old.rows}, self._merges(),
            old.hidden_rows, formats=old.formats, truncated=old.truncated, look=old.look,
        )  # fmt: skip
        self.sheet.origins = {
            (row, new): column for row, columns in self.columns.items() for column, new in columns.items()
        }

    def _rows(self) -> list[int]:
        """The rows that hold something, and those where a merge begins."""
        return sorted({*self.old.rows, *(merge.top for merge in self.old.merges)})

    def _edges_of(self, row: int, left: int, right: int) -> list[int]:
        """The edges of the cells of a row, filled ones and merged ones; 0 is the left edge of column A."""
        edges: set[int] = set()
        for column in self.old.rows.get(row, ()):
            if self.old.merge_at(row, column) is None:
                edges |= {column - 1, column}
        column = left
        while column <= right:
            merge = self.old.merge_at(row, column)
            if merge is None:
                column += 1
                continue
            edges |= {merge.left - 1, merge.right}
            column = merge.right + 1
        return sorted(edges)

    def _cells(self, row: int) -> dict[int, RawCell]:
        columns = self.columns[row]
        # What stands hidden inside a merged cell is no content.
        return {columns[column]: cell for column, cell in self.old.rows[row].items() if column in columns}

    def _merges(self) -> list[Merge]:
        found = []
        for merge in self.old.merges:
            columns = self.columns[merge.top]
            left, right = columns.get(merge.left), columns.get(merge.right + 1)
            if left is not None and right is not None:
                found.append(Merge(merge.top, left, merge.bottom, max(left, right - 1)))
        return found
