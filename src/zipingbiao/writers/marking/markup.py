"""Where the elements of a package part stand in its bytes, and replacing a few of those bytes.

No tree is written back: what is not replaced stays as its author wrote it, namespaces and white space included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import unescape

_TAG = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?P<close>/?)(?P<name>[^\s/>!?]+)(?P<rest>(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"([^\s=/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}
_CODE = re.compile(r"&#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});")
#: No XML 1.0 part may hold these.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What Excel would read as an escaped character in a string.
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Broken(Exception):
    """A part that is not well formed, or declares a DTD."""


class Attribute(NamedTuple):
    """The value of an attribute, and where it stands between its quotes."""

    value: str
    start: int
    end: int


class Tag(NamedTuple):
    """One tag: kind is 'open', 'close' or 'empty'; `name` without, `full` with its prefix; attributes start behind it."""

    start: int
    end: int
    kind: str
    full: bytes

    @property
    def name(self) -> str:
        """The name without its prefix."""
        return self.full.rpartition(b":")[2].decode("utf-8", "replace")

    @property
    def attributes_from(self) -> int:
        """Where its attributes begin."""
        return self.start + 1 + len(self.full)


@dataclass(slots=True)
class Node:
    """An element: from `start` to `end`, its content from `inner` to `tail`; an empty tag has inner = tail = end."""

    data: bytes
    tag: Tag
    children: list[Node] = field(default_factory=list)
    tail: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """The name without its prefix."""
        return self.tag.name

    @property
    def prefix(self) -> bytes:
        """The prefix with its colon, or nothing."""
        head, colon, _ = self.tag.full.rpartition(b":")
        return head + colon

    @property
    def is_empty_tag(self) -> bool:
        """True for <a/>."""
        return self.tag.kind == "empty"

    @property
    def raw(self) -> bytes:
        """The element as it is written."""
        return self.data[self.tag.start : self.end]

    @property
    def attributes(self) -> dict[str, Attribute]:
        """Attributes by their full names."""
        return attributes_of(self.data, self.tag)

    def get(self, name: str, default: str = "") -> str:
        """An attribute's value, whatever its prefix."""
        found = self.attributes
        if name in found:
            return found[name].value
        return next((one.value for key, one in found.items() if key.rpartition(":")[2] == name), default)

    def child(self, name: str) -> Node | None:
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, *names: str) -> list[Node]:
        """The children of these names."""
        return [child for child in self.children if child.name in names]

    def walk(self) -> Iterator[Node]:
        """This element and all below it."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    @property
    def text(self) -> str:
        """The characters directly inside an element without children."""
        return unescaped(self.data[self.tag.end : self.tail])


def tags(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """All tags between two places; comments, CDATA and instructions are passed over."""
    for match in _TAG.finditer(data, start, len(data) if end is None else end):
        if match["name"] is not None:
            yield _tag(match)


def tag_at(data: bytes, start: int) -> Tag | None:
    """The tag that begins exactly there."""
    match = _TAG.match(data, start)
    return _tag(match) if match is not None and match["name"] is not None else None


def _tag(match: re.Match[bytes]) -> Tag:
    kind = "close" if match["close"] else "empty" if match["rest"].endswith(b"/") else "open"
    return Tag(match.start(), match.end(), kind, match["name"])


def attributes_of(data: bytes, tag: Tag) -> dict[str, Attribute]:
    """The attributes of a tag by their full names."""
    found = {}
    for match in _ATTRIBUTE.finditer(data, tag.attributes_from, tag.end):
        group = 2 if match[2] is not None else 3
        name = match[1].decode("utf-8", "replace")
        found[name] = Attribute(unescaped(match[group]), match.start(group), match.end(group))
    return found


def tree(data: bytes) -> Node:
    """The root element of a small part.

    Raises Broken where tags do not fit together.
    """
    root: Node | None = None
    open_nodes: list[Node] = []
    for tag in tags(data):
        if tag.kind == "close":
            if not open_nodes:
                raise Broken
            node = open_nodes.pop()
            node.tail, node.end = tag.start, tag.end
            continue
        node = Node(data, tag, tail=tag.end, end=tag.end)
        if open_nodes:
            open_nodes[-1].children.append(node)
        elif root is None:
            root = node
        if tag.kind == "open":
            open_nodes.append(node)
    if root is None or open_nodes:
        raise Broken
    return root


def check_well_formed(data: bytes) -> None:
    """Raises Broken for XML that is not well formed, and for any DOCTYPE."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Broken

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Broken from error


def unescaped(raw: bytes) -> str:
    """The characters that a piece of XML stands for."""
    text = raw.decode("utf-8", "replace")
    if "&" not in text:
        return text
    numbers = _CODE.sub(lambda match: _character(match[1]), text)
    return unescape(numbers, _ENTITIES)


def _character(code: str) -> str:
    number = int(code[1:], 16) if code[0] == "x" else int(code)
    return chr(number) if 0 < number <= 0x10FFFF else ""


def legible(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def escaped(text: str) -> bytes:
    """A text for an element or an attribute; characters that XML cannot hold are left out."""
    text = legible(text)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(char, entity)
    return text.encode()


def escaped_string(text: str) -> bytes:
    """A text for a cell or a note, where Excel takes _x0041_ for a letter."""
    return escaped(_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_"))


def string_of(node: Node) -> str:
    """The text of an element as Excel reads it."""
    return _CODED.sub(lambda match: chr(int(match[1], 16)), node.text)


#: (bytes since the end of the one before, bytes put in, bytes that stood there), in the order of the part
Undo = list[tuple[int, int, bytes]]


class Edits:
    """What to replace in one part; applied once, with what is needed to take it back."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._edits: list[tuple[int, int, bytes]] = []
        self._filled: dict[int, tuple[Node, list[bytes]]] = {}

    def __bool__(self) -> bool:
        return bool(self._edits or self._filled)

    def replace(self, start: int, end: int, content: bytes) -> None:
        """Puts `content` in place of the bytes from `start` to `end`."""
        self._edits.append((start, end, content))

    def insert(self, at: int, content: bytes) -> None:
        """Puts `content` before the byte at `at`; several at one place keep their order."""
        self.replace(at, at, content)

    def delete(self, node: Node) -> None:
        """Takes an element out."""
        self.replace(node.tag.start, node.end, b"")

    def append(self, node: Node, content: bytes) -> None:
        """Puts `content` behind the last child."""
        if node.is_empty_tag:
            self._filled.setdefault(node.tag.start, (node, []))[1].append(content)
        else:
            self.insert(node.tail, content)

    def set(self, tag: Tag, name: str, value: str) -> None:
        """Sets an attribute."""
        attributes = attributes_of(self.data, tag)
        if name in attributes:
            self.replace(attributes[name].start, attributes[name].end, escaped(value))
        else:
            last = max((one.end + 1 for one in attributes.values()), default=tag.attributes_from)
            self.insert(last, b" " + name.encode() + b'="' + escaped(value) + b'"')

    def apply(self) -> tuple[bytes, Undo]:
        """The new bytes, and how to get back to the old ones."""
        for node, contents in self._filled.values():
            slash = self.data.rindex(b"/", node.tag.start, node.end)
            self.replace(slash, node.end, b">" + b"".join(contents) + b"</" + node.tag.full + b">")
        self._filled.clear()
        pieces: list[bytes] = []
        undo: Undo = []
        position = 0
        for start, end, content in sorted(self._edits, key=lambda edit: (edit[0], edit[1])):
            if start < position:
                raise Broken
            pieces += (self.data[position:start], content)
            undo.append((start - position, len(content), self.data[start:end]))
            position = end
        pieces.append(self.data[position:])
        return b"".join(pieces), undo


def take_back(data: bytes, undo: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The bytes as they were before the edits that `undo` belongs to."""
    pieces: list[bytes] = []
    position = 0
    for gap, length, old in undo:
        pieces += (data[position : position + gap], old)
        position += gap + length
    pieces.append(data[position:])
    return b"".join(pieces)


def fragment(raw: bytes, **values: str) -> bytes:
    """An element on its own with these attributes changed."""
    node = tree(raw)
    edits = Edits(raw)
    for name, value in values.items():
        edits.set(node.tag, name, value)
    return edits.apply()[0]
