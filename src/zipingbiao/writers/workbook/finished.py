"""What makes a generated workbook the finished one (送审版): sheets that offer nothing to fill, styles without input cells.

Which parts of a form are left out of it altogether is decided in planning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xlsxwriter.format import Format

from zipingbiao.writers.workbook.heights import MAX_HEIGHT, height_of
from zipingbiao.writers.workbook.pen import SelfFittingSheet
from zipingbiao.writers.workbook.styles import Styles

#: Options of rows and columns that draw an outline.
_OUTLINE = ("level", "collapsed")
#: Characters that fit into the highest row even of a narrow column.
_LONG = 150


class FinishedSheet(SelfFittingSheet):
    """A sheet without validations, warning colours and outlines; hidden rows and columns stay hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._heights: dict[int, float] = {}
        #: the long texts by row and column
        self._texts: dict[tuple[int, int], tuple[str, Format | None]] = {}

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        if len(string) > _LONG:
            self._texts[row, col] = string, cell_format
        return int(super()._write_string(row, col, string, cell_format))

    def cut_texts(self, widths: Sequence[float], size: float) -> Iterator[tuple[int, int, str, Format | None]]:
        """Row, column, text and format of what is printed in part, because no row is high enough for it.

        Args:
            widths: of the printed columns, in characters.
            size: of the type, in points.
        """
        merged = {(first, left): (last, right) for first, left, last, right in self.merge}
        for (row, column), (text, style) in self._texts.items():
            last, right = merged.get((row, column), (row, column))
            heights = [self._heights.get(one, 0.0) for one in range(row, last + 1)]
            if column >= len(widths) or max(heights) < MAX_HEIGHT:
                continue
            if height_of(text, sum(widths[column : right + 1]), size) > sum(heights):
                yield row, column, text, style

    def begin_at_top(self, row: int, column: int, style: Format) -> None:
        """Shows the beginning of a text that is cut, and not its middle."""
        self.table[row][column] = self.table[row][column]._replace(format=style)

    def data_validation(self, *_: Any, **__: Any) -> int:
        """Nothing is typed here any more."""
        return 0

    def conditional_format(self, *_: Any, **__: Any) -> int:
        """What is still to be said of a cell stands in 检查结果."""
        return 0

    def set_row(
        self, row: int, height: float | None = None, cell_format: Format | None = None,
        options: dict[str, Any] | None = None,
    ) -> int:  # fmt: skip
        """As in XlsxWriter, without the outline."""
        if height is not None:
            self._heights[row] = height
        return int(super().set_row(row, height, cell_format, _plain(options)))

    def set_column(self, *arguments: Any) -> int:
        """As in XlsxWriter, without the outline."""
        given = [_plain(one) if isinstance(one, dict) else one for one in arguments]
        return int(super().set_column(*given))


class FinishedStyles(Styles):
    """Every cell is locked, and none is coloured as one to be filled."""

    def make(self, **properties: Any) -> Format:
        """As for any workbook, but locked."""
        return super().make(**{key: value for key, value in properties.items() if key != "locked"})

    def text_input(self, **more: Any) -> Format:
        """A text that was typed."""
        return self.make(**{"border": 1, "num_format": "@", **more})

    def number_input(self, number_format: str, **more: Any) -> Format:
        """A number that was typed."""
        return self.make(**{"border": 1, "num_format": number_format, "align": "center", **more})


def _plain(options: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if options is None else {key: value for key, value in options.items() if key not in _OUTLINE}
