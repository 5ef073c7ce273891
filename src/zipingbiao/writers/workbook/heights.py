"""Row heights computed from the text, because merged cells never auto-fit in any spreadsheet program."""

from __future__ import annotations

import math

from zipingbiao.base.text import full_characters

#: Pixels of one width unit of a column (maximum digit width of the default font) and of a cell's inner margins.
_UNIT, _MARGIN = 7, 7
#: Line height in points per point of font size; generous, because substitute fonts are taller than 仿宋.
_LEADING = 1.46
_PADDING = 5.0
#: Excel's limit for a row.
MAX_HEIGHT = 409.0


def lines_of(text: str, width: float, size: float) -> int:
    """How many printed lines `text` takes in a column `width` units wide, in a font of `size` points."""
    room = max(1.0, (width * _UNIT + 5 - _MARGIN) / (size * 96 / 72))
    count = 0
    for paragraph in text.split("\n"):
        used, lines = 0.0, 1
        for char in paragraph:
            step = full_characters(char)
            if used + step > room:
                lines, used = lines + 1, 0.0
            used += step
        count += lines
    return count


def height_of(text: str, width: float, size: float) -> float:
    """The height in points that shows a text in full, however high that is."""
    return math.ceil(lines_of(text, width, size) * size * _LEADING + _PADDING)


def height_for(cells: list[tuple[str, float]], size: float, minimum: float) -> float:
    """The height in points that shows every (text, column width) pair of a row in full, at least `minimum`."""
    needed = max((height_of(text, width, size) for text, width in cells if text), default=minimum)
    return min(MAX_HEIGHT, max(minimum, needed))
