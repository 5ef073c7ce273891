"""The workbook stream of an .xls ([MS-XLS]; BIFF8 of Excel 97, BIFF5 of Excel 5): values, formats, what is hidden.

Formulas are stored as tokens and stay unread; their last results are read. A record that says nonsense is passed
over: what it holds is missing, the rest is there.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import broken
from zipingbiao.readers.biff_text import Reading, SharedStrings, bytes_in, short_text
from zipingbiao.readers.cells import RawCell
from zipingbiao.readers.compound import find_stream
from zipingbiao.readers.grid import MAX_CELLS, MAX_COLUMN, Face, Merge, Sheet, Workbook
from zipingbiao.readers.number_format import BUILTIN, compile_format

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_BIFF5, _BIFF8 = 0x500, 0x600
_MAX_SHEETS, _MAX_MERGES, _MAX_STYLES, _MAX_WIDTHS = 1_000, 20_000, 100_000, 1_000
#: Cells kept per workbook; the sheets behind stay unread.
_MAX_WORKBOOK_CELLS = 1_200_000
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_STATES = ("visible", "hidden", "veryHidden")
_PAPERS = {8: "A3", 9: "A4"}
Record = tuple[int, int, int]


def read_xls(path: Path, data: bytes) -> Workbook:
    """Reads the .xls or .et whose bytes are `data`.

    Raises UnreadableFile where it cannot be read.
    """
    stream = find_stream(data, "Workbook") or find_stream(data, "Book")
    if not stream:
        raise UnreadableFile(broken(path.name))
    book = read_biff(path, stream)
    book.has_macros = "_VBA_PROJECT".encode("utf-16-le") in data
    return book


def read_biff(path: Path, stream: bytes) -> Workbook:
    """The workbook in a workbook stream.

    Raises UnreadableFile for a stream with a password, one without sheets, and one that is no workbook.
    """
    head = struct.unpack_from("<HHH", stream) if len(stream) >= 8 else (0, 0, 0)
    if head[0] != _BOF or head[2] not in (_BIFF5, _BIFF8):
        raise UnreadableFile(broken(path.name))
    reader = _Globals(stream, path.name, head[2] == _BIFF8)
    reader.read()
    book = Workbook(path, "xls")
    formats = [compile_format(reader.codes.get(code, "General"), reader.date1904) for code, _ in reader.styles]
    faces = [reader.faces.get(font, Face()) for _, font in reader.styles]
    stored = 0
    for name, state, position in reader.sheets:
        sheet = Sheet(name, book.name, formats=formats)
        sheet.state = state  # type: ignore[assignment]
        sheet.look.faces = faces
        if stored < _MAX_WORKBOOK_CELLS:
            _Cells(stream, sheet, reader.strings, reader.text).read(position)
            stored += sum(map(len, sheet.rows.values()))
        else:
            sheet.truncated = True
        book.sheets.append(sheet)
    if not book.sheets:
        raise UnreadableFile(f"「{book.name}」里没有工作表，请确认选对了文件。")
    return book


def _records(stream: bytes, position: int) -> Iterator[Record]:
    """(type, offset, length) of the records of one substream; nothing beyond the end of the stream."""
    depth, end = 0, len(stream)
    while position + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, position)
        position += 4
        yield kind, position, min(length, end - position)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        position += length


class _Globals:
    """The first substream: sheets, strings, number formats, fonts."""

    def __init__(self, stream: bytes, name: str, is_wide: bool) -> None:
        self.stream = stream
        self.name = name
        self.text: Reading = short_text if is_wide else bytes_in(1252)
        self.codes = dict(BUILTIN)
        self.styles: list[tuple[int, int]] = []
        self.faces: dict[int, Face] = {}
        self.fonts = 0
        self.sheets: list[tuple[str, str, int]] = []
        self.strings: list[str] = []
        self.date1904 = False

    def read(self) -> None:
        """Reads the substream; the pieces of the string table that follow it belong to it."""
        table: list[tuple[int, int]] = []
        before = 0
        for kind, offset, length in _records(self.stream, 0):
            if kind == 0xFC or (kind == _CONTINUE and before == 0xFC):
                table.append((offset, offset + length))
                before = 0xFC
                continue
            before = kind
            try:
                self._record(kind, offset, length)
            except (struct.error, IndexError):
                continue
        if table:
            self.strings = SharedStrings(self.stream, table).read()

    def _record(self, kind: int, offset: int, length: int) -> None:
        stream, text = self.stream, self.text
        if kind == 0x2F:
            raise UnreadableFile(f"「{self.name}」的文件有打开密码，请先取消密码后另存，再试。")
        if kind == 0x85 and len(self.sheets) < _MAX_SHEETS:
            position, state, sort = struct.unpack_from("<IBB", stream, offset)
            if sort == 0:  # charts and old macro sheets hold no form
                name = text(stream, offset + 6, 1).replace("\0", "")
                self.sheets.append((name, _STATES[state & 3 if state & 3 < 3 else 0], position))
        elif kind == 0x41E and length > 5 and len(self.codes) < _MAX_STYLES:
            self.codes[struct.unpack_from("<H", stream, offset)[0]] = text(stream, offset + 2, 2 if text is short_text else 1)
        elif kind == 0xE0 and len(self.styles) < _MAX_STYLES:
            font, code = struct.unpack_from("<HH", stream, offset)
            self.styles.append((code, font))
        elif kind == 0x31 and self.fonts < _MAX_STYLES:
            # There is no font number 4.
            number = self.fonts if self.fonts < 4 else self.fonts + 1
            self.fonts += 1
            height = struct.unpack_from("<H", stream, offset)[0]
            self.faces[number] = Face(text(stream, offset + 14, 1)[:60], height / 20 or None)
        elif kind == 0x22:
            self.date1904 = struct.unpack_from("<H", stream, offset)[0] == 1
        elif kind == 0x42 and text is not short_text:
            self.text = bytes_in(struct.unpack_from("<H", stream, offset)[0])


class _Cells:
    """One worksheet substream."""

    def __init__(self, stream: bytes, sheet: Sheet, strings: list[str], text: Reading) -> None:
        self.stream = stream
        self.sheet = sheet
        self.strings = strings
        self.text = text
        self.count = 0
        self.hidden: set[int] = set()
        #: the cell of a formula whose text result stands in the next record
        self.waiting: tuple[int, int, int] | None = None

    def read(self, position: int) -> None:
        """Fills the sheet."""
        for kind, offset, length in _records(self.stream, position):
            if (handler := _HANDLERS.get(kind)) is None:
                continue
            try:
                handler(self, offset, length)
            except (struct.error, IndexError):
                continue
            if self.count >= MAX_CELLS:
                self.sheet.truncated = True
                break
        self.sheet.hidden_rows = self.hidden & self.sheet.rows.keys()

    def _add(self, row: int, column: int, cell: RawCell) -> None:
        if cell.raw and column < MAX_COLUMN:
            self.sheet.rows.setdefault(row + 1, {})[column + 1] = cell
            self.count += 1

    def number(self, offset: int, _: int) -> None:
        row, column, style, value = struct.unpack_from("<HHHd", self.stream, offset)
        self._add(row, column, RawCell("number", _plain(value), style))

    def compressed(self, offset: int, _: int) -> None:
        row, column, style, value = struct.unpack_from("<HHHI", self.stream, offset)
        self._add(row, column, RawCell("number", _rk(value), style))

    def several(self, offset: int, length: int) -> None:
        row, first = struct.unpack_from("<HH", self.stream, offset)
        for index in range((length - 6) // 6):
            style, value = struct.unpack_from("<HI", self.stream, offset + 4 + 6 * index)
            self._add(row, first + index, RawCell("number", _rk(value), style))

    def shared(self, offset: int, _: int) -> None:
        row, column, style, index = struct.unpack_from("<HHHI", self.stream, offset)
        if index < len(self.strings):
            self._add(row, column, RawCell("text", self.strings[index], style))

    def label(self, offset: int, _: int) -> None:
        row, column, style = struct.unpack_from("<HHH", self.stream, offset)
        self._add(row, column, RawCell("text", self.text(self.stream, offset + 6, 2), style))

    def truth_or_error(self, offset: int, _: int) -> None:
        row, column, style, value, is_error = struct.unpack_from("<HHHBB", self.stream, offset)
        self._add(row, column, _truth_or_error(value, bool(is_error), style))

    def formula(self, offset: int, _: int) -> None:
        row, column, style, result = struct.unpack_from("<HHH8s", self.stream, offset)
        if result[6:] != b"\xff\xff":
            self._add(row, column, RawCell("number", _plain(struct.unpack("<d", result)[0]), style))
        elif result[0] == 0:
            self.waiting = (row, column, style)
        elif result[0] in (1, 2):
            self._add(row, column, _truth_or_error(result[2], result[0] == 2, style))

    def result(self, offset: int, _: int) -> None:
        if self.waiting is not None:
            row, column, style = self.waiting
            self.waiting = None
            self._add(row, column, RawCell("text", self.text(self.stream, offset, 2), style))

    def merges(self, offset: int, length: int) -> None:
        for at in range(offset + 2, offset + length - 7, 8):
            top, bottom, left, right = struct.unpack_from("<4H", self.stream, at)
            if top <= bottom and left <= right < MAX_COLUMN and len(self.sheet.merges) < _MAX_MERGES:
                self.sheet.merges.append(Merge(top + 1, left + 1, bottom + 1, right + 1))

    def row(self, offset: int, _: int) -> None:
        if self.stream[offset + 12] & 0x20:
            self.hidden.add(struct.unpack_from("<H", self.stream, offset)[0] + 1)

    def columns(self, offset: int, _: int) -> None:
        first, last, width, _style, flags = struct.unpack_from("<5H", self.stream, offset)
        if flags & 1 or not width:
            self.sheet.hidden_columns.append((first + 1, last + 1))
        elif len(self.sheet.look.widths) < _MAX_WIDTHS and width <= 255 * 256:
            self.sheet.look.widths.append((first + 1, last + 1, round(width / 256, 2)))

    def page(self, offset: int, _: int) -> None:
        flags = struct.unpack_from("<H", self.stream, offset + 10)[0]
        if not flags & 4:  # else nobody ever set up a printer
            self.sheet.look.paper = _PAPERS.get(struct.unpack_from("<H", self.stream, offset)[0], "")
            self.sheet.look.landscape = not flags & 2


_HANDLERS: dict[int, Callable[[_Cells, int, int], None]] = {
    0x203: _Cells.number, 0x27E: _Cells.compressed, 0xBD: _Cells.several, 0xFD: _Cells.shared, 0x204: _Cells.label, 0xD6: _Cells.label,
    0x205: _Cells.truth_or_error, 0x06: _Cells.formula, 0x207: _Cells.result, 0xE5: _Cells.merges, 0x208: _Cells.row,
    0x7D: _Cells.columns, 0xA1: _Cells.page,
}  # fmt: skip


def _plain(value: float) -> str:
    return repr(value).removesuffix(".0")


def _rk(value: int) -> str:
    """A number of 30 bits: an integer or the upper half of a float, perhaps times a hundred."""
    if value & 2:
        number: float = (value ^ 0x80000000) - 0x80000000 >> 2
    else:
        number = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))[0]
    return _plain(number / 100 if value & 1 else number)


def _truth_or_error(value: int, is_error: bool, style: int) -> RawCell:
    if is_error:
        return RawCell("error", _ERRORS.get(value, "#VALUE!"), style)
    return RawCell("bool", "TRUE" if value else "FALSE", style)
