"""Changes to a file as bytes, to the members of a zip package, and to the records of an old binary workbook."""

from __future__ import annotations

import random
import struct
import zipfile
from io import BytesIO

from tests.fuzz.xml_mutators import mutate

Parts = dict[str, bytes]


def mutate_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut, doubled, put in, or the end lost."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 12))):
        position = chance.randrange(len(found) + 1)
        length = chance.choice((1, 2, 4, 16, 200, 3_000))
        change = chance.randrange(6)
        if change == 0 and found:
            for _ in range(chance.randint(1, 10)):
                found[chance.randrange(len(found))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif change == 1:
            del found[position : position + length]
        elif change == 2:
            found[position:position] = found[position : position + length]
        elif change == 3:
            found[position:position] = bytes(chance.randrange(256) for _ in range(min(length, 200)))
        elif change == 4:
            found[position : position + length] = bytes([chance.choice((0, 0xFF))]) * length
        elif chance.random() < 0.3:
            del found[position:]
        elif position + 4 <= len(found):
            value = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0x10000, len(found)))
            found[position : position + 4] = struct.pack("<I", value)
    return bytes(found)


def unpack(data: bytes) -> Parts:
    """The members of a package."""
    with zipfile.ZipFile(BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def pack(parts: Parts, method: int = zipfile.ZIP_STORED) -> bytes:
    """A package of these members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def mutate_parts(parts: Parts, chance: random.Random) -> bytes:
    """One or two members changed inside, or lost, exchanged, renamed; the index of the package may lie."""
    parts = dict(parts)
    xml = [name for name in parts if name.endswith((".xml", ".rels"))]
    large = [name for name in xml if len(parts[name]) > 1_500] or xml
    if chance.random() < 0.8:
        for _ in range(chance.choice((1, 1, 2))):
            name = chance.choice(large if chance.random() < 0.7 else xml)
            parts[name] = mutate(parts[name], chance)
        return pack(parts)
    one, other = chance.choice(list(parts)), chance.choice(list(parts))
    change = chance.randrange(7)
    if change == 0:
        del parts[one]
    elif change == 1:
        parts[one], parts[other] = parts[other], parts[one]
    elif change == 2:
        parts[chance.choice((one.upper(), one.replace("/", "\\"), "/" + one, "../" + one, one + "x"))] = parts.pop(one)
    elif change == 3:
        parts = dict(reversed(parts.items()))
        parts[one] = parts[other]
    elif change == 4:
        return mutate_bytes(pack(parts, zipfile.ZIP_DEFLATED), chance)
    elif change == 5:
        parts = {name: content for name, content in parts.items() if not name.endswith(".rels") or chance.random() < 0.5}
    return _lie(pack(parts), chance) if change == 6 else pack(parts)


def _lie(data: bytes, chance: random.Random) -> bytes:
    """A field of a directory entry that does not agree with the member."""
    found = bytearray(data)
    starts, start = [], found.find(b"PK\x01\x02")
    while start >= 0:
        starts.append(start)
        start = found.find(b"PK\x01\x02", start + 4)
    if starts:
        offset = chance.choice((8, 10, 16, 20, 24, 28, 30, 32, 42))
        value = chance.choice((0, 1, 8, 99, 0xFFFF, chance.randrange(65_536)))
        struct.pack_into("<H", found, chance.choice(starts) + offset, value)
    return bytes(found)


def mutate_records(data: bytes, chance: random.Random) -> bytes:
    """An .xls whose workbook stream stands in one piece: fields of some records get other values."""
    found = bytearray(data)
    position = found.find(b"\x09\x08\x10\x00\x00\x06")
    records = []
    while position >= 0 and position + 4 <= len(found):
        kind, length = struct.unpack_from("<HH", found, position)
        if kind == 0 and length == 0:
            break
        records.append((position, kind, length))
        position += 4 + length
    for _ in range(chance.choice((1, 1, 2, 5)) if records else 0):
        position, kind, length = chance.choice(records)
        values = (0, 1, 0x7FFF, 0x8000, 0xFFFF, 256, chance.randrange(65_536))
        change = chance.randrange(8)
        if change == 0:
            struct.pack_into("<H", found, position, chance.choice((0x06, 0x203, 0x27E, 0xBD, 0xFD, 0xE5, 0x85, 0x41E, 0xE0, 0x0A, 0xFC)))
        elif change == 1:
            struct.pack_into("<H", found, position + 2, chance.choice((0, 1, length + 1, max(length - 1, 0), 8_224, 0xFFFF)))
        elif length >= 2:
            struct.pack_into("<H", found, position + 4 + 2 * chance.randrange(length // 2), chance.choice(values))
    return bytes(found)
