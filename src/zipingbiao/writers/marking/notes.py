"""The notes (批注) of a worksheet: what stands in its comments part. How they are drawn is in `shapes`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zipingbiao.writers.marking.areas import Spot, area_of, cell_name
from zipingbiao.writers.marking.cells import Cells
from zipingbiao.writers.marking.markup import Node, escaped_string, string_of
from zipingbiao.writers.marking.package import XML_HEAD, Package
from zipingbiao.writers.marking.shapes import Shapes

AUTHOR = "自评表检查"
#: The first line of what is ours in a note; what somebody wrote stands above it.
HEADING = "──── 自评表检查 ────"
_FACE = (
    '<{0}rPr><{0}sz val="9"/><{0}color indexed="81"/><{0}rFont val="宋体"/><{0}family val="3"/>'
    '<{0}charset val="134"/></{0}rPr>'
)


def fingerprint(text: str) -> str:
    """What a text of ours is known by after other programs saved it: they change line ends and spaces."""
    squeezed = "".join(text.split())
    return f"{len(squeezed)}.{hashlib.sha256(squeezed.encode()).hexdigest()[:12]}"


@dataclass(slots=True)
class Note:
    """One note as it stands; `pieces` are its text elements, with the run each stands in."""

    spot: Spot
    node: Node
    pieces: list[tuple[Node, Node]]

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(string_of(piece) for _, piece in self.pieces)


class Notes:
    """The notes of one sheet, by their cells."""

    def __init__(self, package: Package, cells: Cells) -> None:
        self.package = package
        self.cells = cells
        found = package.related(cells.part, "comments")
        self.part = found[1] if found else None
        self.root = package.tree(self.part) if self.part else None
        self.notes: dict[Spot, Note] = {}
        listed = self.root.child("commentList") if self.root else None
        for node in listed.all("comment") if listed else ():
            area = area_of(node.get("ref"))
            text = node.child("text")
            if area is not None and text is not None:
                # A phonetic run (rPh) is a reading aid, no part of the text.
                pieces = [(run, piece) for run in (text, *text.all("r")) for piece in run.all("t")]
                self.notes[area.top, area.left] = Note((area.top, area.left), node, pieces)

    @property
    def threaded(self) -> set[Spot]:
        """Cells with a threaded comment: their note is only its shadow, which Excel writes anew."""
        found = set()
        for relation in self.package.relations(self.cells.part):
            part = self.package.find(relation.target)
            if relation.kind == "threadedComment" and part is not None:
                areas = [area_of(node.get("ref")) for node in self.package.tree(part).all("threadedComment")]
                found |= {(area.top, area.left) for area in areas if area is not None}
        return found

    def add(self, texts: Mapping[Spot, str]) -> None:
        """Adds our text to cells, below what stands in their notes already."""
        new = {spot: text for spot, text in texts.items() if spot not in self.notes}
        for spot in texts.keys() & self.notes.keys():
            self._append(self.notes[spot], texts[spot])
        if new:
            self._add_new(new)
            Shapes(self.package, self.cells).add(new)

    def _append(self, note: Note, text: str) -> None:
        assert self.part is not None
        edits = self.package.edits(self.part)
        node = note.node.child("text")
        assert node is not None
        run = _run(f"\n{text}", node.prefix.decode())
        plain, runs = node.child("t"), node.all("r")
        if plain is not None:
            # A plain text and runs beside each other are allowed, but only a text made of runs is shown by all.
            opening = b"<" + node.prefix + b"r>"
            edits.insert(plain.tag.start, opening)
            edits.insert(plain.end, opening.replace(b"<", b"</") + (b"" if runs else run))
        if runs:
            edits.insert(runs[-1].end, run)
        elif plain is None:
            edits.append(node, run)

    def _add_new(self, texts: Mapping[Spot, str]) -> None:
        if self.part is None or self.root is None:
            self.part = self.package.free_name("xl/comments{}.xml")
            head = f'<comments xmlns="{self.package.namespace}"><authors><author>{AUTHOR}</author></authors>'
            data = head.encode() + b"<commentList>" + _comments(texts, 0, "") + b"</commentList></comments>"
            self.package.add(self.part, XML_HEAD + data, "comments")
            self.package.relate(self.cells.part, "comments", self.part)
            return
        edits = self.package.edits(self.part)
        prefix = self.root.prefix.decode()
        authors, listed = self.root.child("authors"), self.root.child("commentList")
        if authors is None or listed is None:
            raise self.package.broken()
        known = [author.text for author in authors.all("author")]
        number = known.index(AUTHOR) if AUTHOR in known else len(known)
        if number == len(known):
            edits.append(authors, f"<{prefix}author>{AUTHOR}</{prefix}author>".encode())
        edits.append(listed, _comments(texts, number, prefix))

    def remove(self, known: Collection[str]) -> tuple[dict[str, list[Spot]], list[Spot]]:
        """Takes our texts out, and the notes in which nothing else stands.

        Args:
            known: the fingerprints of our texts.

        Returns:
            Where each text was found, and the cells whose note was ours and has been rewritten: those stay.
        """
        # The beginning of a text may be another text of ours.
        keys = sorted(known, key=lambda key: -_length(key))
        found: dict[str, list[Spot]] = {}
        rewritten: list[Spot] = []
        gone: list[Spot] = []
        for spot, note in self.notes.items():
            text = note.text
            begin = text.find(HEADING)
            if begin < 0:
                continue
            span = next((one for key in keys if (one := _span(text, begin, key)) is not None), None)
            if span is None:
                rewritten.append(spot)
                continue
            found.setdefault(fingerprint(text[begin : span[1]]), []).append(spot)
            if not (text[: span[0]] + text[span[1] :]).strip():
                gone.append(spot)
            else:
                self._cut(note, *span)
        self._drop(gone)
        return found, rewritten

    def _cut(self, note: Note, begin: int, end: int) -> None:
        """Takes some characters out of a note, whatever runs they have come to stand in."""
        assert self.part is not None
        edits = self.package.edits(self.part)
        position = 0
        for run, piece in note.pieces:
            text = string_of(piece)
            first, last = max(begin - position, 0), min(end - position, len(text))
            position += len(text)
            if first >= last:
                continue
            rest = text[:first] + text[last:]
            if not rest and run.name == "r":
                edits.delete(run)
            elif not piece.is_empty_tag:
                edits.replace(piece.tag.end, piece.tail, escaped_string(rest))

    def _drop(self, spots: list[Spot]) -> None:
        if not spots or self.part is None:
            return
        shapes = Shapes(self.package, self.cells)
        if len(spots) == len(self.notes):
            self.package.unrelate(self.cells.part, self.part)
            self.package.drop(self.part)
            shapes.remove(spots, last=True)
            return
        edits = self.package.edits(self.part)
        for spot in spots:
            edits.delete(self.notes[spot].node)
        shapes.remove(spots, last=False)


def _length(key: str) -> int:
    count = key.partition(".")[0]
    return int(count) if count.isdecimal() and len(count) < 9 else 0


def _span(text: str, begin: int, key: str) -> tuple[int, int] | None:
    """From where to where our text stands, the line break before it included."""
    count = _length(key)
    end = begin
    while count and end < len(text):
        count -= not text[end].isspace()
        end += 1
    if not end or count or fingerprint(text[begin:end]) != key:
        return None
    # The line break that we put between the two; the end of what stands above may have one of its own.
    for ending in ("\r\n", "\n", "\r"):
        if text[:begin].endswith(ending):
            begin -= len(ending)
            break
    return begin, end


def _run(text: str, prefix: str) -> bytes:
    head = f'<{prefix}r>{_FACE.format(prefix)}<{prefix}t xml:space="preserve">'
    return head.encode() + escaped_string(text) + f"</{prefix}t></{prefix}r>".encode()


def _comments(texts: Mapping[Spot, str], author: int, prefix: str) -> bytes:
    pieces = []
    for spot, text in sorted(texts.items()):
        head = f'<{prefix}comment ref="{cell_name(spot)}" authorId="{author}"><{prefix}text>'
        pieces.append(head.encode() + _run(text, prefix) + f"</{prefix}text></{prefix}comment>".encode())
    return b"".join(pieces)
