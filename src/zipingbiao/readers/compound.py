"""Compound files ([MS-CFB]), the box around .xls and .doc files: finding one stream. What is in it is read elsewhere."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above are markers, not sectors


def find_stream(data: bytes, *names: str) -> bytes | None:
    """The bytes of the first stream in the directory that has one of the names; None where there is none.

    A chain of sectors that is broken or runs in a circle ends the stream early.
    """
    try:
        return _find(data, names)
    except (struct.error, IndexError, ValueError):
        return None


def _find(data: bytes, names: tuple[str, ...]) -> bytes | None:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        return None
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
    for offset in range(0, len(entries) - 127, 128):
        entry = entries[offset : offset + 128]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        if name not in names:
            continue
        start, length = struct.unpack_from("<I", entry, 116)[0], struct.unpack_from("<I", entry, 120)[0]
        if length >= cutoff:
            return chain(start)[:length]
        # A tiny stream lives in 64-byte sectors inside the root entry's stream.
        small, table = chain(struct.unpack_from("<I", entries, 116)[0]), chain(mini_fat)
        links = struct.unpack(f"<{len(table) // 4}I", table)
        parts: list[bytes] = []
        while start < len(links) and len(parts) * 64 < length:
            parts.append(small[start * 64 : start * 64 + 64])
            start = links[start]
        return b"".join(parts)[:length]
    return None
