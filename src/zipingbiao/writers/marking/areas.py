"""Addresses of cells and ranges, counted from 1."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
#: A merged range of more cells shows the style of its first cell only, in every program.
MAX_SPREAD = 2_000
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?\Z")

Spot = tuple[int, int]


class Area(NamedTuple):
    """A range of cells, all borders included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def spots(self) -> list[Spot]:
        """Its cells; of a very large range the first one only."""
        if (self.bottom - self.top + 1) * (self.right - self.left + 1) > MAX_SPREAD:
            return [(self.top, self.left)]
        return [(row, col) for row in range(self.top, self.bottom + 1) for col in range(self.left, self.right + 1)]


def area_of(reference: str) -> Area | None:
    """The range that 'C5' or 'C5:D7' means."""
    match = _CELL.match(reference)
    if match is None:
        return None
    left, top = column_number(match[1]), int(match[2])
    right, bottom = (column_number(match[3]), int(match[4])) if match[3] else (left, top)
    if not (1 <= top <= bottom <= MAX_ROW and 1 <= left <= right <= MAX_COLUMN):
        return None
    return Area(top, left, bottom, right)


def column_number(letters: str) -> int:
    """A → 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_name(number: int) -> str:
    """1 → A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(spot: Spot) -> str:
    """(5, 3) → C5."""
    return f"{column_name(spot[1])}{spot[0]}"
