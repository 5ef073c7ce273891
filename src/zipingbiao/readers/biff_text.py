"""Texts of an .xls ([MS-XLS] 2.5.293, 2.5.294, 2.4.265): single ones and the table of shared ones."""

from __future__ import annotations

import struct
from collections.abc import Callable

#: Shared strings kept per workbook.
MAX_STRINGS = 1_000_000
#: Of the code pages that BIFF5 texts are in, those that are not Windows-125x.
_PAGES = {936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 1200: "utf-16-le"}
#: Reads a text at an offset, whose length stands before it in so many bytes.
Reading = Callable[[bytes, int, int], str]


class SharedStrings:
    """The table of shared strings, whose texts may be cut anywhere by the end of a record."""

    def __init__(self, stream: bytes, pieces: list[tuple[int, int]]) -> None:
        self.stream = stream
        self.pieces = iter(pieces)
        self.position, self.end = next(self.pieces)

    def read(self) -> list[str]:
        """All strings; those behind a broken one are lost."""
        found: list[str] = []
        try:
            count = self._number("<II", 8)
            while len(found) < min(count, MAX_STRINGS):
                found.append(self._string())
        except (struct.error, StopIteration):
            pass
        return found

    def _number(self, layout: str, size: int) -> int:
        """The last number of a layout; such a head is never cut."""
        if self.position >= self.end:
            self.position, self.end = next(self.pieces)
        value: int = struct.unpack_from(layout, self.stream, self.position)[-1]
        self.position += size
        return value

    def _string(self) -> str:
        count, flags = self._number("<H", 2), self._number("<B", 1)
        runs = self._number("<H", 2) if flags & 8 else 0
        extra = self._number("<I", 4) if flags & 4 else 0
        text: list[str] = []
        while True:
            wide = flags & 1
            taken = min(count, (self.end - self.position) >> wide)
            body = self.stream[self.position : self.position + (taken << wide)]
            text.append(body.decode("utf-16-le", "surrogatepass") if wide else body.decode("latin-1"))
            self.position += taken << wide
            count -= taken
            if not count:
                break
            self.position, self.end = next(self.pieces)
            flags = self._number("<B", 1)
        skip = 4 * runs + extra
        while skip > self.end - self.position:
            skip -= self.end - self.position
            self.position, self.end = next(self.pieces)
        self.position += skip
        # Pairs that were cut come together again; half a pair is no character.
        return "".join(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def short_text(stream: bytes, offset: int, width: int) -> str:
    """A string with a character count of `width` bytes and a flag byte (compressed or UTF-16)."""
    count = int.from_bytes(stream[offset : offset + width], "little")
    flags, start = stream[offset + width], offset + width + 1
    if flags & 1:
        return stream[start : start + 2 * count].decode("utf-16-le", "replace")
    return stream[start : start + count].decode("latin-1")


def bytes_in(page: int) -> Reading:
    """Texts of BIFF5, which are bytes of a code page."""
    encoding = _PAGES.get(page, f"cp{page}" if 1250 <= page <= 1258 else "cp1252")

    def read(stream: bytes, offset: int, width: int) -> str:
        count = int.from_bytes(stream[offset : offset + width], "little")
        return stream[offset + width : offset + width + count].decode(encoding, "replace")

    return read
