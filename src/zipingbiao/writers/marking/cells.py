"""The cells of a worksheet part: which style they have, giving them another one, where they stand on the sheet."""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.writers.marking.areas import Area, Spot, area_of, cell_name
from zipingbiao.writers.marking.markup import Tag, attributes_of, tag_at, tags
from zipingbiao.writers.marking.package import Package

_MAX_MERGES = 20_000
#: The number of a row; a painted sheet has a million rows, and nothing else of them is looked at.
_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d{1,8})[\"']")
_TRUE = {"1", "true"}
#: What stands before <legacyDrawing> in a worksheet (ECMA-376 part 1, 18.3.1.99).
_BEFORE_NOTES = re.compile(
    "(?:sheetPr|dimension|sheetViews|sheetFormatPr|cols|sheetData|sheetCalcPr|sheetProtection|protectedRanges|scenarios"
    "|autoFilter|sortState|dataConsolidate|customSheetViews|mergeCells|phoneticPr|conditionalFormatting"
    "|dataValidations|hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|customProperties"
    r"|cellWatches|ignoredErrors|smartTags|drawing)\Z"
)

class Style(NamedTuple):
    """The style of a cell; of one that is not written that of its row or column."""

    number: int
    is_written: bool
    is_blank: bool


@dataclass(slots=True)
class _Cell:
    tag: Tag
    tail: int
    end: int


@dataclass(slots=True)
class _Row:
    tag: Tag
    tail: int
    end: int
    cells: dict[int, _Cell] = field(default_factory=dict)


class Cells:
    """A worksheet part, with what its marks need to know of it."""

    def __init__(self, package: Package, part: str) -> None:
        self.package = package
        self.part = part
        self.edits = package.edits(part)
        self.data = self.edits.data
        self.merges: list[Area] = []
        self.columns: list[tuple[int, int, Mapping[str, str]]] = []
        self.default: Mapping[str, str] = {}
        self.legacy: Tag | None = None
        self._after = 0
        self._rows: dict[int, _Row] = {}
        self._data_tag: Tag | None = None
        self._data_tail = 0
        self._prefix = b""
        self._scan()

    def _scan(self) -> None:
        """One pass over everything but the cells."""
        depth, position = 0, 0
        top: Tag | None = None
        while True:
            again = False
            for tag in tags(self.data, position):
                if tag.kind == "close":
                    depth -= 1
                    if depth == 1:
                        self._child(top, tag.end)
                    continue
                if depth == 0:
                    self._prefix = tag.full.rpartition(b":")[0] + b":" if b":" in tag.full else b""
                    self._after = tag.end
                elif depth == 1:
                    top = tag
                    if tag.name == "sheetData" and self._data_tag is None:
                        self._data_tag = tag
                        if tag.kind == "open":
                            # The cells are looked at one by one only where something is to be marked.
                            position = self._data_tail = self.data.rindex(b"</" + tag.full)
                            depth, again = depth + 1, True
                            break
                elif depth == 2:
                    self._grandchild(top, tag)
                if tag.kind == "open":
                    depth += 1
                elif depth == 1:
                    self._child(tag, tag.end)
            if not again:
                return

    def _child(self, tag: Tag | None, end: int) -> None:
        if tag is None:
            return
        if _BEFORE_NOTES.match(tag.name):
            self._after = end
        elif tag.name == "legacyDrawing":
            self.legacy = tag
        if tag.name == "sheetFormatPr":
            self.default = self._values(tag)

    def _grandchild(self, parent: Tag | None, tag: Tag) -> None:
        if parent is None:
            return
        if parent.name == "mergeCells" and tag.name == "mergeCell" and len(self.merges) < _MAX_MERGES:
            area = area_of(self._values(tag).get("ref", ""))
            if area is not None:
                self.merges.append(area)
        elif parent.name == "cols" and tag.name == "col":
            values = self._values(tag)
            first, last = values.get("min", ""), values.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self.columns.append((int(first), int(last), values))

    def _values(self, tag: Tag) -> dict[str, str]:
        return {name: one.value for name, one in attributes_of(self.data, tag).items()}

    def merged(self, spot: Spot) -> Area:
        """The merged range that covers a cell, else the cell itself."""
        row, column = spot
        for area in self.merges:
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                return area
        return Area(row, column, row, column)

    def _each(self, name: bytes, start: int, end: int) -> Iterator[tuple[Tag, int, int]]:
        """The elements of a name between two places that do not nest: tag, end of the content, end."""
        opening, closing = b"<" + self._prefix + name, b"</" + self._prefix + name
        position = start
        while (position := self.data.find(opening, position, end)) >= 0:
            if self.data[position + len(opening) : position + len(opening) + 1] not in b" \t\r\n/>":
                position += 1
                continue
            tag = tag_at(self.data, position)
            if tag is None:
                return
            tail = finish = tag.end
            if tag.kind == "open":
                tail = self.data.find(closing, tag.end, end)
                if tail < 0:
                    return
                finish = self.data.index(b">", tail) + 1
            yield tag, tail, finish
            position = finish

    def _read_rows(self) -> None:
        if self._rows or self._data_tag is None:
            return
        number = 0
        for tag, tail, end in self._each(b"row", self._data_tag.end, self._data_tail):
            written = _NUMBER.search(self.data, tag.start, tag.end)
            number = int(written[1]) if written is not None else number + 1
            self._rows[number] = _Row(tag, tail, end)

    def _read_cells(self, row: _Row) -> dict[int, _Cell]:
        if not row.cells and row.tag.kind == "open":
            column = 0
            for tag, tail, end in self._each(b"c", row.tag.end, row.tail):
                area = area_of(self._values(tag).get("r", ""))
                column = area.left if area is not None else column + 1
                row.cells[column] = _Cell(tag, tail, end)
        return row.cells

    def style_of(self, spot: Spot) -> Style:
        """The style a cell is shown with."""
        self._read_rows()
        row = self._rows.get(spot[0])
        cell = self._read_cells(row).get(spot[1]) if row is not None else None
        if cell is not None:
            number = self._values(cell.tag).get("s", "0")
            return Style(int(number) if number.isdecimal() else 0, True, not self.data[cell.tag.end : cell.tail].strip())
        values = self._values(row.tag) if row is not None else {}
        if values.get("customFormat") in _TRUE and values.get("s", "").isdecimal():
            return Style(int(values["s"]), False, True)
        for first, last, column in self.columns:
            if first <= spot[1] <= last and column.get("style", "").isdecimal():
                return Style(int(column["style"]), False, True)
        return Style(0, False, True)

    def set_styles(self, styles: Mapping[Spot, int]) -> None:
        """Gives cells their styles; a cell that is not written is put in at its place."""
        self._read_rows()
        by_row: dict[int, list[tuple[int, int]]] = {}
        for (number, column), style in styles.items():
            insort(by_row.setdefault(number, []), (column, style))
        new_rows: dict[int, bytes] = {}
        for number, wanted in sorted(by_row.items()):
            row = self._rows.get(number)
            if row is None:
                cells = b"".join(self._cell(number, *one) for one in wanted)
                new_rows[number] = b'<%srow r="%d">%s</%srow>' % (self._prefix, number, cells, self._prefix)
            else:
                self._restyle(number, row, wanted)
        self._insert_rows(new_rows)

    def _cell(self, row: int, column: int, style: int) -> bytes:
        return b'<%sc r="%s" s="%d"/>' % (self._prefix, cell_name((row, column)).encode(), style)

    def _restyle(self, number: int, row: _Row, wanted: Iterable[tuple[int, int]]) -> None:
        cells = self._read_cells(row)
        inside = b""
        for column, style in wanted:
            cell = cells.get(column)
            if cell is not None:
                self.edits.set(cell.tag, "s", str(style))
                continue
            new = self._cell(number, column, style)
            if row.tag.kind == "empty":
                inside += new
                continue
            later = min((one for one in cells if one > column), default=None)
            self.edits.insert(row.tail if later is None else cells[later].tag.start, new)
        if inside:
            slash = self.data.rindex(b"/", row.tag.start, row.end)
            self.edits.replace(slash, row.end, b">" + inside + b"</" + row.tag.full + b">")

    def _insert_rows(self, rows: Mapping[int, bytes]) -> None:
        if not rows or self._data_tag is None:
            return
        if self._data_tag.kind == "empty":
            tag = self._data_tag
            slash = self.data.rindex(b"/", tag.start, tag.end)
            self.edits.replace(slash, tag.end, b">" + b"".join(rows.values()) + b"</" + tag.full + b">")
            return
        known = sorted(self._rows)
        for number, xml in rows.items():
            later = bisect(known, number)
            self.edits.insert(self._rows[known[later]].tag.start if later < len(known) else self._data_tail, xml)

    def remove(self, spots: Iterable[Spot]) -> None:
        """Takes out blank cells that were put in."""
        self._read_rows()
        for row, column in spots:
            cell = self._read_cells(self._rows[row])[column]
            self.edits.replace(cell.tag.start, cell.end, b"")

    def styled(self, wanted: Collection[int]) -> Iterator[tuple[Spot, int]]:
        """The written cells that have one of these styles, with its number."""
        if not wanted:
            return
        self._read_rows()
        number = re.compile(rb"\ss\s*=\s*[\"'](?:%s)[\"']" % b"|".join(b"%d" % one for one in wanted))
        for row, found in self._rows.items():
            if number.search(self.data, found.tag.end, found.tail) is None:
                continue
            for column in self._read_cells(found):
                style = self.style_of((row, column)).number
                if style in wanted:
                    yield (row, column), style

    def link_notes(self, relation: str) -> None:
        """Says on the sheet where the shapes of its notes are."""
        scheme = self.package.scheme.encode()
        element = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (self._prefix, scheme, relation.encode())
        self.edits.insert(self._after, element)

    def unlink_notes(self) -> None:
        """Takes that out again."""
        if self.legacy is not None:
            end = self.legacy.end
            if self.legacy.kind == "open":
                end = self.data.index(b">", end) + 1
            self.edits.replace(self.legacy.start, end, b"")

    def width(self, column: int) -> int:
        """The width of a column in pixels."""
        for first, last, values in self.columns:
            if first <= column <= last:
                if values.get("hidden") in _TRUE:
                    return 0
                return _pixels(values.get("width"), 8.43, 7, 5)
        return _pixels(self.default.get("defaultColWidth"), 8.43, 7, 5)

    def height(self, row: int) -> int:
        """The height of a row in pixels."""
        self._read_rows()
        found = self._rows.get(row)
        values = self._values(found.tag) if found is not None else {}
        if values.get("hidden") in _TRUE:
            return 0
        return _pixels(values.get("ht") or self.default.get("defaultRowHeight"), 15.0, 4 / 3, 0)


def _pixels(written: str | None, usual: float, scale: float, extra: int) -> int:
    try:
        size = float(written) if written else usual
    except ValueError:
        size = usual
    return round(min(max(size, 0.0), 500.0) * scale) + extra
