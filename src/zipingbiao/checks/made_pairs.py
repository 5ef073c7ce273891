"""Which paragraph of a generated report, and which row of its tables, is which of those expected. No rule lives here.

What is word for word the same and occurs once is found first; between two such anchors little is left, and there the
most alike are taken in their order. So a change in one place never moves what stands elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median
from typing import TypeVar

from zipingbiao.checks.made_layout import Grid, Item, Passage, Row
from zipingbiao.checks.made_text import plain, read_figures

T = TypeVar("T", Item, Row)
Pairs = list[tuple[int, int]]
Likeness = Callable[[T, T], float]
#: Below this two paragraphs have only figures of speech in common.
_ALIKE = 0.5
#: In a gap with more pairs than this only what is the same without its digits is paired.
_MOST_PAIRS = 3_600
_DIGITS = str.maketrans("", "", "0123456789.")


def in_order(parts: Sequence[list[Item]], items: Sequence[Item]) -> list[Item]:
    """The expected parts in the order in which the document has them; those it has nothing of at the end."""
    where = {key: index for index, key in _once(items).items()}
    found: list[tuple[bool, float, int]] = []
    known = Counter(item.key for part in parts for item in part)
    for number, part in enumerate(parts):
        positions = [where[item.key] for item in part if known[item.key] == 1 and item.key in where]
        found.append((not positions, median(positions) if positions else 0.0, number))
    return [item for *_, number in sorted(found) for item in parts[number]]


def pair_items(expected: Sequence[Item], items: Sequence[Item]) -> Pairs:
    """The indices of the paragraphs and tables that belong together."""
    return _paired(expected, items, _item_likeness)


def pair_rows(expected: Grid, grid: Grid) -> Pairs:
    """The indices of the rows of two tables that belong together."""
    return _paired(expected.rows, grid.rows, _row_likeness)


def _paired(wanted: Sequence[T], found: Sequence[T], likeness: Likeness[T]) -> Pairs:
    """What is the same first, then the same between two such, as often as there is any; the rest by likeness, in order.

    Where too much is left for that, what is the same without its digits.
    """
    if not wanted or not found:
        return []
    anchors: Pairs = _anchors([one.key for one in wanted], [one.key for one in found])
    if not anchors and len(wanted) * len(found) <= _MOST_PAIRS:
        return _most_alike(wanted, found, likeness)
    if not anchors:
        anchors = _anchors([one.key.translate(_DIGITS) for one in wanted], [one.key.translate(_DIGITS) for one in found])
    if not anchors:
        return []
    pairs: Pairs = []
    for (a, b), (next_a, next_b) in zip([(-1, -1), *anchors], [*anchors, (len(wanted), len(found))], strict=True):
        if a >= 0:
            pairs.append((a, b))
        inner = _paired(wanted[a + 1 : next_a], found[b + 1 : next_b], likeness)
        pairs += [(a + 1 + i, b + 1 + j) for i, j in inner]
    return pairs


def _anchors(wanted: Sequence[str], found: Sequence[str]) -> Pairs:
    """What is the same and occurs once on both sides, as much of it as keeps its order; with equal neighbours of it."""
    there = {found[index]: index for index in _unique(found)}
    pairs = [(index, there[wanted[index]]) for index in _unique(wanted) if wanted[index] in there]
    kept = _rising(pairs)
    grown: Pairs = []
    for a, b in kept:
        back: Pairs = []
        last = grown[-1] if grown else (-1, -1)
        i, j = a - 1, b - 1
        while i > last[0] and j > last[1] and wanted[i] == found[j]:
            back.append((i, j))
            i, j = i - 1, j - 1
        grown += [*reversed(back), (a, b)]
    return _forward(grown, wanted, found)


def _forward(anchors: Pairs, wanted: Sequence[str], found: Sequence[str]) -> Pairs:
    """The anchors with the equal ones right behind each."""
    pairs: Pairs = []
    for (a, b), (next_a, next_b) in zip([(-1, -1), *anchors], [*anchors, (len(wanted), len(found))], strict=True):
        if a >= 0:
            pairs.append((a, b))
        i, j = a + 1, b + 1
        while i < next_a and j < next_b and wanted[i] == found[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _unique(keys: Sequence[str]) -> list[int]:
    counts = Counter(keys)
    return [index for index, key in enumerate(keys) if key and counts[key] == 1]


def _once(items: Sequence[Item]) -> dict[int, str]:
    return {index: items[index].key for index in _unique([item.key for item in items])}


def _rising(pairs: Pairs) -> Pairs:
    """The longest run of pairs, sorted by their first, whose second rises too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = [-1] * len(pairs)
    for number, (_, b) in enumerate(pairs):
        position = bisect_left(tails, b)
        before[number] = ends[position - 1] if position else -1
        if position == len(tails):
            tails.append(b)
            ends.append(number)
        else:
            tails[position], ends[position] = b, number
    kept: Pairs = []
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.append(pairs[at])
        at = before[at]
    return kept[::-1]


def _most_alike(wanted: Sequence[T], found: Sequence[T], likeness: Likeness[T]) -> Pairs:
    """The pairs in order whose likenesses are most in sum."""
    if len(wanted) == len(found) == 1:
        return [(0, 0)] if likeness(wanted[0], found[0]) > 0 else []
    score = [[likeness(one, other) for other in found] for one in wanted]
    best = [[0.0] * (len(found) + 1) for _ in range(len(wanted) + 1)]
    for i in range(len(wanted) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            take = score[i][j] + best[i + 1][j + 1] if score[i][j] > 0 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], take)
    pairs: Pairs = []
    i = j = 0
    while i < len(wanted) and j < len(found):
        if score[i][j] > 0 and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _item_likeness(one: Item, other: Item) -> float:
    if isinstance(one, Grid) and isinstance(other, Grid):
        return _grid_likeness(one, other)
    if isinstance(one, Passage) and isinstance(other, Passage):
        return passage_likeness(one, other)
    return 0.0


def passage_likeness(expected: Passage, passage: Passage) -> float:
    """From 0 (another paragraph) to 2 (the same): the words around the figures, and a little for equal figures."""
    if expected.key == passage.key:
        return 2.0
    if not expected.words:
        common = (Counter(expected.key) & Counter(passage.key)).total() / max(len(expected.key), len(passage.key), 1)
        return common if common >= _ALIKE else 0.0
    # What both are made of is counted first; few pairs come so far that their order matters.
    if (Counter(expected.words) & Counter(passage.key)).total() < _ALIKE * len(expected.words):
        return 0.0
    reading = read_figures(expected.text, expected.spans, passage.text)
    if reading.likeness is None or reading.likeness < _ALIKE:
        return 0.0
    kept = len(expected.spans) - len(reading.changes) - reading.missed
    return reading.likeness + kept / (len(expected.spans) or 1) / 2


def _grid_likeness(one: Grid, other: Grid) -> float:
    """The share of the cells that both have."""
    mine = Counter(cell.key for row in one.rows for cell in row.cells if cell.key)
    theirs = Counter(cell.key for row in other.rows for cell in row.cells if cell.key)
    share = (mine & theirs).total() / max(mine.total(), theirs.total(), 1)
    heads = [plain(cell.text) for cell in one.rows[0].cells], [plain(cell.text) for cell in other.rows[0].cells]
    return share + (0.5 if heads[0] == heads[1] else 0.0) if share >= _ALIKE / 2 or heads[0] == heads[1] else 0.0


def _row_likeness(one: Row, other: Row) -> float:
    """The share of the cells that both have; a row of as many cells may stand in its place."""
    if len(one.cells) != len(other.cells):
        return 0.0
    pairs = zip(one.cells, other.cells, strict=True)
    return 0.1 + sum(a.key == b.key for a, b in pairs) / len(one.cells)
