"""The boxes in which Excel shows notes: shapes of the VML drawing of a sheet, beside form controls and others' notes.

VML as Excel writes it is not always XML, so shapes are found by their words and all else is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from zipingbiao.writers.marking.areas import MAX_COLUMN, MAX_ROW, Spot
from zipingbiao.writers.marking.cells import Cells
from zipingbiao.writers.marking.markup import attributes_of
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.workbook.heights import lines_of

_HEAD = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>'
)
_TYPE_ID = b"_x0000_t202"
_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;z-index:{order};visibility:hidden"'
    ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_ID = re.compile(rb"_x0000_s(\d{1,9})\b")
_IDMAP = re.compile(rb"(<o:idmap\b[^>]*\bdata=[\"'])([\d,]+)")
_ONE = re.compile(rb"<v:shape\b.*?</v:shape>\s*", re.DOTALL)
_NOTE = re.compile(rb"ObjectType=[\"']Note[\"']")
_ROW = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>")
_COLUMN = re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")
#: Shape numbers are given out in blocks of this size, each block to one drawing.
_BLOCK = 1024
#: Of a note: its width in pixels and in characters, the height of a line, of its margins, the greatest height.
_WIDTH, _CHARACTERS, _LINE, _MARGINS, _HIGHEST = 320, 42.0, 18, 14, 420
_SIZE = 9


class Shapes:
    """The VML drawing of one sheet."""

    def __init__(self, package: Package, cells: Cells) -> None:
        self.package = package
        self.cells = cells
        self.part = self._find()

    def _find(self) -> str | None:
        legacy = self.cells.legacy
        if legacy is None:
            return None
        values = attributes_of(self.cells.data, legacy)
        wanted = {one.value for name, one in values.items() if name.rpartition(":")[2] == "id"}
        found = (one for one in self.package.relations(self.cells.part) if one.id in wanted and not one.outside)
        return next((part for one in found if (part := self.package.find(one.target)) is not None), None)

    def add(self, texts: Mapping[Spot, str]) -> None:
        """A hidden note for each cell, as large as its text."""
        block = self._free_block()
        first = block * _BLOCK + 1
        shapes = "".join(
            _SHAPE.format(id=first + number, order=number + 1, anchor=self._anchor(spot, text), row=spot[0] - 1, column=spot[1] - 1)
            for number, (spot, text) in enumerate(sorted(texts.items()))
        ).encode()  # fmt: skip
        if self.part is None:
            name = self.package.free_name("xl/drawings/vmlDrawing{}.vml")
            self.package.add(name, _HEAD % block + _TYPE + shapes + b"</xml>", "vmlDrawing")
            relation = self.package.relate(self.cells.part, "vmlDrawing", name)
            self.cells.unlink_notes()
            self.cells.link_notes(relation)
            return
        edits = self.package.edits(self.part)
        end = edits.data.rfind(b"</xml")
        if end < 0:
            raise self.package.broken()
        blocks = _IDMAP.search(edits.data)
        if blocks is not None:
            edits.insert(blocks.end(2), b",%d" % block)
        edits.insert(end, (b"" if _TYPE_ID in edits.data else _TYPE) + shapes)

    def _free_block(self) -> int:
        """The number of a block of shape numbers that no drawing of the workbook uses."""
        highest = self.package.shape_block
        for name, part in self.package.parts.items():
            if name.lower().endswith(".vml"):
                numbers = [int(number) // _BLOCK for number in _ID.findall(part.data)]
                listed = [int(one) for match in _IDMAP.finditer(part.data) for one in match[2].split(b",") if one]
                highest = max([highest, *numbers, *listed])
        self.package.shape_block = highest + 1
        return highest + 1

    def _anchor(self, spot: Spot, text: str) -> str:
        """The box beside a cell: left column, offset, top row, offset, right column, offset, bottom row, offset."""
        lines = lines_of(text, _CHARACTERS, _SIZE)
        height = min(_HIGHEST, lines * _LINE + _MARGINS)
        merged = self.cells.merged(spot)
        left, top = min(merged.right + 1, MAX_COLUMN), spot[0]
        right, right_offset = _walk(left, 12 + _WIDTH, MAX_COLUMN, self.cells.width)
        bottom, bottom_offset = _walk(top, 2 + height, MAX_ROW, self.cells.height)
        places = (left - 1, 12, top - 1, 2, right - 1, right_offset, bottom - 1, bottom_offset)
        return ", ".join(str(place) for place in places)

    def remove(self, spots: Collection[Spot], *, last: bool) -> None:
        """Takes out the boxes of these notes; the drawing too where the `last` notes went and nothing else is in it."""
        if self.part is None:
            return
        edits = self.package.edits(self.part)
        wanted = {(row - 1, column - 1) for row, column in spots}
        left = 0
        for match in _ONE.finditer(edits.data):
            row, column = _ROW.search(match[0]), _COLUMN.search(match[0])
            if _NOTE.search(match[0]) and row and column and (int(row[1]), int(column[1])) in wanted:
                edits.replace(match.start(), match.end(), b"")
            else:
                left += 1
        if last and not left:
            self.cells.unlink_notes()
            self.package.unrelate(self.cells.part, self.part)
            self.package.drop(self.part)


def _walk(start: int, distance: int, most: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The row or column that a distance in pixels from the beginning of `start` falls into, and the rest."""
    position = start
    while position < most and distance >= size(position):
        distance -= size(position)
        position += 1
        if position - start > 2_000:
            break
    return position, distance
