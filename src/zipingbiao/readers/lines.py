"""A sheet as lines of texts: the ground the form readers walk on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.base.numbers import read_printed
from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import ORIGINAL_RATE, ORIGINAL_SCORE
from zipingbiao.readers.cells import clean_text
from zipingbiao.readers.grid import MAX_COLUMN, Sheet
from zipingbiao.readers.words import HELPER_KEYS, LEVELS, goal_role, indicator_role

#: Longer texts are contents, never labels.
LONGEST_LABEL = 60
#: Lines looked at per sheet; a form has dozens, a data dump is cut here.
MAX_LINES = 20_000
#: Cells looked at per line.
MAX_ITEMS = 512
_SIDE_HEADERS = {*HELPER_KEYS, ORIGINAL_RATE, ORIGINAL_SCORE}


class Item(NamedTuple):
    """A text cell of a line; `key` is empty where the text is too long for a label."""

    column: int
    text: str
    key: str


@dataclass(slots=True)
class Line:
    """The text cells of one row, from the left; numbers are counted only.

    figures  the numbers and the texts that are one: in a Word table every figure is a text
    """

    row: int
    items: list[Item]
    numbers: int
    figures: int = 0
    _names_levels: bool | None = None
    _names_goal: bool | None = None

    @property
    def single(self) -> Item | None:
        """The only cell of the line."""
        return self.items[0] if len(self.items) == 1 and not self.numbers else None

    # Both are asked of every line, and of most lines twice.
    @property
    def names_levels(self) -> bool:
        """Whether a cell says 一级指标, 三级指标 …: without, the line heads no indicator table."""
        if self._names_levels is None:
            self._names_levels = any(item.key and indicator_role(item.text) in LEVELS for item in self.items)
        return self._names_levels

    @property
    def names_goal(self) -> bool:
        """Whether a cell says 预期目标, 实际完成情况 …"""
        if self._names_goal is None:
            self._names_goal = any(item.key and goal_role(item.key) for item in self.items)
        return self._names_goal


@lru_cache(maxsize=8192)
def _key(text: str) -> str:
    return label_key(text) if len(text) <= LONGEST_LABEL else ""


@lru_cache(maxsize=8192)
def _is_figure(text: str) -> bool:
    return len(text) <= LONGEST_LABEL and read_printed(text) is not None


def read_lines(sheet: Sheet, edge: int = MAX_COLUMN) -> list[Line]:
    """All lines that hold something, from the top.

    Right of the column `edge` only the headers of helper columns are seen.
    """
    lines = []
    for row in sheet:
        cells = sheet.rows[row]
        items, numbers, figures = [], 0, 0
        for column in sorted(cells)[:MAX_ITEMS]:
            cell = cells[column]
            if column > edge and (cell.kind != "text" or cell.raw not in _SIDE_HEADERS):
                continue
            if cell.kind == "text":
                text = clean_text(cell.raw)
                if text:
                    items.append(Item(column, text, _key(text)))
                    figures += _is_figure(text)
            elif cell.raw:
                numbers += 1
        if items or numbers:
            lines.append(Line(row, items, numbers, numbers + figures))
            if len(lines) >= MAX_LINES:
                break
    return lines
