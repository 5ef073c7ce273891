"""Changes to one XML part of a package; the part is cut into tags and texts, never parsed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from tests.fuzz import hostile

_PIECE = re.compile(r"<[^>]*>|[^<]+")
_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
_NAME = re.compile(r"</?([\w:.-]+)")
#: Attributes by what stands in them, whatever their prefix; all others get anything.
_KNOWN: dict[str, tuple[str, ...]] = {
    "r": (*hostile.REFERENCES, *hostile.INTEGERS), "ref": hostile.RANGES, "s": hostile.INTEGERS, "t": hostile.TYPES,
    "si": hostile.INTEGERS, "min": hostile.INTEGERS, "max": hostile.INTEGERS, "width": hostile.NUMBERS, "sqref": hostile.RANGES,
    "numFmtId": hostile.INTEGERS, "formatCode": hostile.FORMATS, "fontId": hostile.INTEGERS, "val": hostile.INTEGERS,
    "Target": hostile.TARGETS, "Id": hostile.TARGETS, "id": hostile.TARGETS, "name": hostile.LABELS, "w": hostile.INTEGERS,
    "number-rows-repeated": hostile.INTEGERS, "number-columns-repeated": hostile.INTEGERS, "value": hostile.NUMBERS,
    "number-rows-spanned": hostile.INTEGERS, "number-columns-spanned": hostile.INTEGERS, "value-type": hostile.TYPES,
    "state": ("hidden", "veryHidden", "x"), "formula": hostile.FORMULAS, "count": hostile.INTEGERS,
}  # fmt: skip
_CONTENT_TAGS = ("v", "t", "f", "w:t", "text:p")
Pieces = list[str]


def mutate(xml: bytes, chance: random.Random) -> bytes:
    """The part after one to four changes."""
    if chance.random() < 0.12:
        return _raw(xml, chance)
    pieces = _PIECE.findall(xml.decode("utf-8", "replace"))
    for _ in range(chance.choice((1, 1, 2, 4))):
        if pieces:
            chance.choice(_CHANGES)(pieces, chance)
    return "".join(pieces).encode("utf-8", "surrogatepass")


def _raw(xml: bytes, chance: random.Random) -> bytes:
    """Encodings that are not what they say, bytes that are no characters."""
    text = xml.decode("utf-8", "replace")
    position = chance.randrange(len(xml) + 1)
    body = re.sub(r"<\?xml[^>]*\?>", "", text)
    name = chance.choice(("UTF-16", "GB2312", "GBK", "UTF-7", "ISO-8859-1", "US-ASCII", "x", "UTF-32", "", "utf-8" * 500, "windows-1252"))
    head = f'<?xml version="1.0" encoding="{name}"?>'
    return chance.choice((
        lambda: (head + body).encode(), lambda: (head + body).encode("gb18030"), lambda: text.encode("utf-16"),
        lambda: (head + body).encode("utf-16"), lambda: (head + body).encode("utf-32"), lambda: b"\xef\xbb\xbf" * 2 + xml,
        lambda: xml[:position], lambda: xml[position:], lambda: xml + xml, lambda: b"", lambda: b" " + xml,
        lambda: xml[:position] + bytes(chance.randrange(256) for _ in range(9)) + xml[position:],
        lambda: xml[:position] + b"\xed\xa0\x80" + xml[position:], lambda: xml[:position] + b"\x00" + xml[position:],
        lambda: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + body.encode(), lambda: xml[:position] + b"&b;&#0;&#xD800;" + xml[position:],
        lambda: xml[:position] + b"<![CDATA[<a>]]><!-- -- --><?x y?>" + xml[position:], lambda: bytes(len(xml)),
    ))()  # fmt: skip


def _tags(pieces: Pieces) -> list[int]:
    return [index for index, piece in enumerate(pieces) if piece[:1] == "<" and piece[1:2] not in ("?", "!")]


def _element(pieces: Pieces, chance: random.Random) -> tuple[int, int] | None:
    """Where an element chosen at random begins and ends; small ones are preferred."""
    for _ in range(6):
        starts = [index for index in _tags(pieces) if pieces[index][1:2] != "/"]
        if not starts:
            return None
        start = chance.choice(starts)
        if pieces[start].endswith("/>"):
            return start, start + 1
        depth = 0
        for index in range(start, min(len(pieces), start + 4_000)):
            piece = pieces[index]
            if piece[:1] == "<" and piece[1:2] not in ("?", "!") and not piece.endswith("/>"):
                depth += -1 if piece[1] == "/" else 1
                if depth == 0:
                    return start, index + 1
    return None


def _remove(pieces: Pieces, chance: random.Random) -> None:
    if found := _element(pieces, chance):
        del pieces[slice(*found)]


def _double(pieces: Pieces, chance: random.Random) -> None:
    if found := _element(pieces, chance):
        times = 1 if chance.random() < 0.85 else 200 // (found[1] - found[0]) + 1
        pieces[found[1] : found[1]] = pieces[slice(*found)] * times


def _move(pieces: Pieces, chance: random.Random) -> None:
    if found := _element(pieces, chance):
        taken = pieces[slice(*found)]
        del pieces[slice(*found)]
        where = chance.randrange(len(pieces) + 1)
        pieces[where:where] = taken


def _nest(pieces: Pieces, chance: random.Random) -> None:
    """An element inside itself, or inside another, some or many times."""
    if found := _element(pieces, chance):
        start, end = found
        name = _NAME.match(pieces[start])
        levels = chance.choice((1, 3, 60, 300))
        if name:
            pieces[end:end] = [f"</{name[1]}>"] * levels
            pieces[start:start] = [f"<{name[1]}>"] * levels


def _swap(pieces: Pieces, chance: random.Random) -> None:
    one, other = _element(pieces, chance), _element(pieces, chance)
    if one and other:
        first, second = sorted((one, other))
        if first[1] <= second[0]:
            a, b = pieces[slice(*first)], pieces[slice(*second)]
            pieces[slice(*second)] = a
            pieces[slice(*first)] = b


def _change_attribute(pieces: Pieces, chance: random.Random) -> None:
    tags = [index for index in _tags(pieces) if '="' in pieces[index]]
    if not tags:
        return
    index = chance.choice(tags)
    found = chance.choice(list(_ATTRIBUTE.finditer(pieces[index])))
    known = _KNOWN.get(found[1].rpartition(":")[2])
    value = chance.choice(known) if known and chance.random() < 0.8 else hostile.attribute(chance)
    value = escape(allowed(value), {'"': "&quot;", "\n": "&#10;"})
    if chance.random() < 0.25 and known:  # in every element
        name, short = found[1], value[:100]
        for at in tags[:3_000]:
            pieces[at] = re.sub(rf'(?<=\s){re.escape(name)}="[^"]*"', lambda _: f'{name}="{short}"', pieces[at])
        return
    pieces[index] = f"{pieces[index][: found.start(2)]}{value}{pieces[index][found.end(2) :]}"


def _remove_attribute(pieces: Pieces, chance: random.Random) -> None:
    tags = [index for index in _tags(pieces) if '="' in pieces[index]]
    if not tags:
        return
    index = chance.choice(tags)
    name = chance.choice(_ATTRIBUTE.findall(pieces[index]))[0]
    chosen = tags if chance.random() < 0.3 else [index]
    for at in chosen:
        pieces[at] = re.sub(rf'\s{re.escape(name)}="[^"]*"', "", pieces[at])


def _rename(pieces: Pieces, chance: random.Random) -> None:
    if tags := _tags(pieces):
        one, other = (_NAME.match(pieces[chance.choice(tags)]) for _ in range(2))
        if one and other:
            old, new = one[1], chance.choice((other[1], f"x:{one[1]}", one[1].upper()))
            for at in tags:
                pieces[at] = re.sub(rf"(?<=[</]){re.escape(old)}(?=[\s/>])", lambda _: new, pieces[at])


def _change_text(pieces: Pieces, chance: random.Random) -> None:
    """Hostile content where content stands; sometimes in many cells, sometimes a whole column of it."""
    places = [
        index + 1
        for index, piece in enumerate(pieces[:-1])
        if piece[:1] == "<" and (name := _NAME.match(piece)) and name[1] in _CONTENT_TAGS and pieces[index + 1][:1] != "<"
    ]
    if not places:
        return
    count = chance.choice((1, 1, 3, 10, len(places)))
    if count == len(places):
        value = hostile.text(chance)[:500]
        replaced = dict.fromkeys(places, value)
    else:
        replaced = {chance.choice(places): hostile.text(chance) for _ in range(count)}
    for place, value in replaced.items():
        pieces[place] = escape(allowed(value))


def _add_merges(pieces: Pieces, chance: random.Random) -> None:
    """Ranges that overlap, stand on their heads, or cover everything."""
    ends = [index for index, piece in enumerate(pieces) if piece.startswith("</sheetData")]
    if not ends:
        return
    ranges = [chance.choice(hostile.RANGES) for _ in range(chance.choice((1, 5, 200)))]
    for _ in range(chance.choice((0, 10, 400))):
        top, left = chance.randint(1, 40), chance.randint(0, 9)
        ranges.append(f"{chr(65 + left)}{top}:{chr(65 + min(25, left + chance.randint(0, 8)))}{top + chance.randint(0, 20)}")
    merges = "".join(f'<mergeCell ref="{allowed(one)}"/>' for one in ranges)
    pieces.insert(ends[0] + 1, f"<mergeCells>{merges}</mergeCells>")


def allowed(text: str) -> str:
    """Without what XML cannot hold, so that the change reaches the reader behind the parser."""
    return "".join(c for c in text if c in "\t\n\r" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff")


_CHANGES: tuple[Callable[[Pieces, random.Random], None], ...] = (
    _remove, _double, _move, _nest, _swap, _change_attribute, _change_attribute, _change_attribute, _remove_attribute, _rename,
    _change_text, _change_text, _add_merges,
)  # fmt: skip
