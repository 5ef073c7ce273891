"""Number formats of the cells of an .xls ([MS-CFB], [MS-XLS]); values are read elsewhere.

Only what decides how a number is printed is looked at: FORMAT, XF and the cell records. Anything unexpected ends the
search with what was found so far: the worst outcome is a figure printed as General.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from zipingbiao.readers.number_format import BUILTIN

#: (row, column) → format code, for cells whose format is not General
CellFormats = dict[tuple[int, int], str]

_END = 0xFFFFFFFA  # this and above are markers, not sectors
_BOUNDSHEET, _FORMAT, _XF, _BOF, _EOF = 0x85, 0x41E, 0xE0, 0x809, 0x0A
_NUMBER, _RK, _MULRK, _FORMULA = 0x203, 0x27E, 0xBD, 0x06
_MAX_CELLS = 400_000


def read_formats(path: Path) -> dict[str, CellFormats]:
    """Sheet name → formats of its number cells."""
    try:
        stream = _workbook_stream(path.read_bytes())
        return _formats(stream) if stream else {}
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return {}


def _workbook_stream(data: bytes) -> bytes:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        return b""
    size = 1 << shift
    fat_count, directory = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 48)[0]
    cutoff, mini_fat = struct.unpack_from("<I", data, 56)[0], struct.unpack_from("<I", data, 60)[0]
    difat, difat_next = list(struct.unpack_from("<109I", data, 76)), struct.unpack_from("<I", data, 68)[0]
    limit = len(data) // size + 2

    def sector(number: int) -> bytes:
        start = (number + 1) * size
        return data[start : start + size]

    while difat_next < _END and len(difat) < limit:
        block = struct.unpack(f"<{size // 4}I", sector(difat_next))
        difat.extend(block[:-1])
        difat_next = block[-1]
    fat: list[int] = []
    for number in difat[: min(fat_count, limit)]:
        if number < _END:
            fat.extend(struct.unpack(f"<{size // 4}I", sector(number)))

    def chain(start: int) -> bytes:
        pieces: list[bytes] = []
        while start < len(fat) and len(pieces) < limit:
            pieces.append(sector(start))
            start = fat[start]
        return b"".join(pieces)

    entries = chain(directory)
    root = entries[:128]
    for offset in range(0, len(entries) - 127, 128):
        entry = entries[offset : offset + 128]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        if name not in ("Workbook", "Book"):
            continue
        start, length = struct.unpack_from("<I", entry, 116)[0], struct.unpack_from("<I", entry, 120)[0]
        if length >= cutoff:
            return chain(start)[:length]
        # A tiny workbook lives in 64-byte sectors inside the root entry's stream.
        small, table = chain(struct.unpack_from("<I", root, 116)[0]), chain(mini_fat)
        links = struct.unpack(f"<{len(table) // 4}I", table)
        parts: list[bytes] = []
        while start < len(links) and len(parts) * 64 < length:
            parts.append(small[start * 64 : start * 64 + 64])
            start = links[start]
        return b"".join(parts)[:length]
    return b""


def _records(stream: bytes, position: int) -> Iterator[tuple[int, int, int]]:
    """(type, offset, length) of the records of one substream."""
    depth = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, position + 4, length
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        position += 4 + length


def _formats(stream: bytes) -> dict[str, CellFormats]:
    codes = dict(BUILTIN)
    styles: list[int] = []
    sheets: list[tuple[str, int]] = []
    for kind, offset, length in _records(stream, 0):
        if kind == _FORMAT and length > 5:
            codes[struct.unpack_from("<H", stream, offset)[0]] = _string(stream, offset + 2, 2)
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", stream, offset + 2)[0])
        elif kind == _BOUNDSHEET:
            sheets.append((_string(stream, offset + 6, 1), struct.unpack_from("<I", stream, offset)[0]))
    by_style = [codes.get(style, "General") for style in styles]
    return {name: _cell_formats(stream, position, by_style) for name, position in sheets[:1000]}


def _string(stream: bytes, offset: int, width: int) -> str:
    """A BIFF8 string with a character count of `width` bytes and a flag byte (compressed or UTF-16)."""
    count = int.from_bytes(stream[offset : offset + width], "little")
    flags, start = stream[offset + width], offset + width + 1
    if flags & 1:
        return stream[start : start + 2 * count].decode("utf-16-le", "replace")
    return stream[start : start + count].decode("latin-1")


def _cell_formats(stream: bytes, position: int, by_style: list[str]) -> CellFormats:
    found: CellFormats = {}

    def note(row: int, column: int, style: int) -> None:
        code = by_style[style] if style < len(by_style) else "General"
        if code != "General" and len(found) < _MAX_CELLS:
            found[row + 1, column + 1] = code

    for kind, offset, length in _records(stream, position):
        if kind in (_NUMBER, _RK, _FORMULA):
            note(*struct.unpack_from("<HHH", stream, offset))
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", stream, offset)
            for index in range((length - 6) // 6):
                note(row, first + index, struct.unpack_from("<H", stream, offset + 4 + 6 * index)[0])
    return found
