"""Where the cells of a Word table begin and end, and which of these edges mean the same column.

Edges are parts of the table's width. Rows drawn by hand miss each other by a millimetre or two, and the blocks of a
form have edges of their own that come as near; so a row is compared first with the rows just above it, which are
most often drawn alike, and only then with everything above.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from zipingbiao.readers.word_blocks import Table

#: Edges nearer to each other than this part of the table's width (about 3 mm on A4) are one edge where all cells of
#: two rows agree, or the row just above is meant; a single edge has to come nearer to one further up.
SAME_EDGE = 0.02
_SAME_SINGLE = 0.01
#: Differently drawn rows above that a row is compared with.
_RECENT = 16
_RowEdges = tuple[float, ...]


def grid_edges(table: Table, left: float, right: float) -> list[float]:
    """The position of every grid line of a table that stands between two edges; missing widths are guessed."""
    count = max((cell.start + cell.span for row in table.rows for cell in row.cells), default=1)
    known = [width for width in table.grid if width > 0]
    usual = sum(known) / len(known) if known else 1.0
    widths = [float(width or usual) for width in table.grid[:count]]
    widths += [usual] * (count - len(widths))
    total = sum(widths) or 1.0
    positions, position = [left], 0.0
    for width in widths:
        position += width
        positions.append(left + position / total * (right - left))
    positions[-1] = right
    return positions


class Aligner:
    """Gives equal edges equal values, row by row."""

    def __init__(self) -> None:
        self._known: list[float] = [0.0, 1.0]
        #: rows above as drawn and as aligned, the nearest first, each kind once
        self._recent: list[tuple[_RowEdges, _RowEdges]] = []

    @property
    def edges(self) -> list[float]:
        """All edges found so far, from the left."""
        return self._known

    def align(self, row: _RowEdges) -> _RowEdges:
        """The edges of a row, each replaced by the edge of the rows above that it means, if there is one."""
        if self._recent and self._recent[0][0] == row:
            return self._recent[0][1]
        found = self._whole(row) or self._one_by_one(row)
        for edge in found:
            index = bisect_left(self._known, edge)
            if index == len(self._known) or self._known[index] != edge:
                self._known.insert(index, edge)
        self._recent = [(row, found), *(pair for pair in self._recent if pair[1] != found)][:_RECENT]
        return found

    def _whole(self, row: _RowEdges) -> _RowEdges | None:
        """The nearest row above that has the same cells."""
        for drawn, aligned in self._recent:
            if len(drawn) == len(row) and all(abs(a - b) <= SAME_EDGE for a, b in zip(row, drawn, strict=True)):
                return aligned
        return None

    def _one_by_one(self, row: _RowEdges) -> _RowEdges:
        ordered = sorted(row)
        # Two edges of a row must never become one, nor change places.
        narrow = min((0.45 * (after - here) for here, after in pairwise(ordered) if after > here), default=SAME_EDGE)
        known = tuple(self._known)
        found: list[float] = []
        for edge in row:
            best = edge
            for number, (drawn, aligned) in enumerate((*self._recent, (known, known))):
                limit = min(narrow, _SAME_SINGLE if number else SAME_EDGE)
                index = _nearest(drawn, edge)
                if abs(drawn[index] - edge) <= limit and ordered[_nearest(ordered, drawn[index])] == edge:
                    best = aligned[index]
                    break
            found.append(max(best, found[-1]) if found else best)
        return tuple(found)


def _nearest(edges: Sequence[float], edge: float) -> int:
    """The index of the nearest of sorted edges; there is at least one."""
    index = bisect_left(edges, edge)
    return min((i for i in (index - 1, index) if 0 <= i < len(edges)), key=lambda i: abs(edges[i] - edge))
