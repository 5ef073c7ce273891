"""Forms side by side on one sheet, with an empty column between them."""

from __future__ import annotations

from dataclasses import replace

from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import Line, read_lines

#: Wider sheets are no pages of forms.
_MOST_COLUMNS = 200
_MOST_CUTS = 12
#: Headings that both sides have in the same row.
_FEWEST_SHARED = 4


def side_by_side(sheet: Sheet) -> list[Sheet]:
    """The parts of a sheet that hold a form each; the sheet alone where it is one.

    A single form may well have an empty column in it, so both sides have to have the same headings in the same row.
    """
    used = {column for cells in sheet.rows.values() for column in cells}
    if not used or max(used) > _MOST_COLUMNS:
        return [sheet]
    covered = used | {column for merge in sheet.merges for column in range(merge.left, min(merge.right, max(used)) + 1)}
    cuts = [column for column in range(min(used) + 1, max(used)) if column not in covered][:_MOST_CUTS]
    for cut in cuts:
        parts = [_part(sheet, 0, cut), _part(sheet, cut, _MOST_COLUMNS + 1)]
        if _have_same_headings(*(read_lines(part) for part in parts)):
            return [parts[0], *side_by_side(parts[1])]
    return [sheet]


def _part(sheet: Sheet, after: int, before: int) -> Sheet:
    rows = {row: {c: cell for c, cell in cells.items() if after < c < before} for row, cells in sheet.rows.items()}
    merges = [merge for merge in sheet.merges if after < merge.left < before]
    filled = {row: cells for row, cells in rows.items() if cells}
    return replace(sheet, rows=filled, merges=merges, _spans=None, _tall=[], _into=None)


def _have_same_headings(left: list[Line], right: list[Line]) -> bool:
    beside = {line.row: line for line in right if line.names_levels}
    return any(
        line.names_levels
        and line.row in beside
        and len({item.key for item in line.items} & {item.key for item in beside[line.row].items}) >= _FEWEST_SHARED
        for line in left
    )
