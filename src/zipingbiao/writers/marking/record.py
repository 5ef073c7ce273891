"""What a marked copy remembers of itself: in its custom document properties, which Excel, WPS and LibreOffice keep.

A property holds at most 255 characters, so the record is cut into numbered pieces.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib

from pydantic import BaseModel, ConfigDict, ValidationError

from zipingbiao.base.errors import ZpbError
from zipingbiao.writers.marking.markup import Broken, Node, take_back, tree
from zipingbiao.writers.marking.package import XML_HEAD, Package, Part

_PART = "docProps/custom.xml"
_SPACES = (
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
)
_STRICT_SPACES = (
    'xmlns="http://purl.oclc.org/ooxml/officeDocument/customProperties" '
    'xmlns:vt="http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"'
)
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NAME = re.compile(r"zpb-mark-(\d{1,5})\Z")
_PIECE = 240
#: More than any record; a crafted one must not fill the memory.
_MOST = 64 * 1024 * 1024


class Changed(BaseModel):
    """A part that marking changed or added.

    was, now  what it was and what it became, as digests; `was` None for one that was added
    undo      how to get back: (bytes to keep, bytes to leave out, what to put there), the last as Latin-1
    """

    model_config = ConfigDict(extra="forbid")

    was: str | None
    now: str
    undo: list[tuple[int, int, str]]


class Mark(BaseModel):
    """One marked cell, or merged range.

    note    the fingerprint of our text in its note; '' where we wrote none
    colour  index of our fill colour
    fills   for each of its cells 2 × index of the fill it had, + 1 where the cell was not written; one number where
            all are alike
    """

    model_config = ConfigDict(extra="forbid")

    sheet: str
    area: str
    note: str
    colour: int
    fills: int | list[int]


class Record(BaseModel):
    """Everything that is needed to take the marks off again.

    reused   our results stand in a sheet that was there, empty, before
    custom   the custom properties as they were, where there were any
    """

    model_config = ConfigDict(extra="forbid")

    version: int = 1
    reused: bool = False
    colours: list[str] = []
    fills: list[str] = []
    marks: list[Mark] = []
    parts: dict[str, Changed] = {}
    custom: str | None = None


def digest(data: bytes) -> str:
    """What a part is known by."""
    return hashlib.sha256(data).hexdigest()[:32]


def changed_parts(package: Package) -> dict[str, Changed]:
    """What was changed and added since the package was opened, but for the custom properties."""
    found = {}
    for name, part in package.parts.items():
        if name == package.find(_PART) or (part.undo is None and not part.added):
            continue
        undo = [(gap, length, old.decode("latin-1")) for gap, length, old in part.undo or ()]
        was = None if part.added else digest(_taken_back(part))
        found[name] = Changed(was=was, now=digest(part.data), undo=undo)
    return found


def _taken_back(part: Part) -> bytes:
    return take_back(part.data, part.undo or [])


def make_room(package: Package) -> None:
    """Sees to it that the package has custom properties, before its changed parts are recorded."""
    if package.related("", "custom-properties") is None and package.find(_PART) is None:
        spaces = _SPACES if package.scheme.startswith("http://schemas") else _STRICT_SPACES
        package.add(_PART, XML_HEAD + f"<Properties {spaces}></Properties>".encode(), "custom-properties")
        package.relate("", "custom-properties", _PART)


def _part(package: Package) -> str | None:
    found = package.related("", "custom-properties")
    return found[1] if found is not None else package.find(_PART)


def write_record(package: Package, record: Record) -> None:
    """Puts the record into the custom properties."""
    name = _part(package)
    assert name is not None
    root = package.tree(name)
    numbers = [int(node.get("pid")) for node in root.all("property") if node.get("pid").isdecimal()]
    packed = base64.b64encode(zlib.compress(record.model_dump_json().encode(), 9)).decode()
    pieces = [packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE)]
    prefix = root.prefix.decode()
    space = (_SPACES if package.scheme.startswith("http://schemas") else _STRICT_SPACES).partition("xmlns:vt=")[2]
    xml = "".join(
        f'<{prefix}property xmlns:vt={space} fmtid="{_FORMAT_ID}" pid="{pid}" name="zpb-mark-{number}">'
        f"<vt:lpwstr>{piece}</vt:lpwstr></{prefix}property>"
        for number, (pid, piece) in enumerate(enumerate(pieces, start=max([1, *numbers]) + 1), start=1)
    )
    package.edits(name).append(root, xml.encode())
    package.settle()


def _own(root: Node) -> dict[int, Node]:
    found = {}
    for node in root.all("property"):
        match = _NAME.match(node.get("name"))
        if match is not None:
            found[int(match[1])] = node
    return found


def read_record(package: Package) -> Record | None:
    """The record; None where the file was not marked.

    Raises ZpbError where only a part of it is left.
    """
    name = _part(package)
    if name is None:
        return None
    nodes = _own(package.tree(name))
    if not nodes:
        return None
    texts = [text for _, node in sorted(nodes.items()) for child in node.children for text in [child.text.strip()]]
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode("".join(texts), validate=True), _MOST)
        if not unpacker.eof:
            raise ValueError
        return Record.model_validate(json.loads(data))
    except (ValueError, binascii.Error, zlib.error, ValidationError, RecursionError) as error:
        raise ZpbError(
            f"「{package.name}」里的标注记录已不完整（可能被别的软件改动），无法撤销标注，请改用标注前的原文件。"
        ) from error


def custom_as_it_was(package: Package) -> str | None:
    """The custom properties as text, for Record.custom; None where there are none."""
    name = _part(package)
    part = package.parts[name] if name is not None else None
    return part.data.decode("latin-1") if part is not None and not part.added else None


def has_other_properties(package: Package, record: Record) -> bool:
    """Whether the custom properties were changed by somebody else since."""
    name = _part(package)
    root = package.tree(name) if name is not None else None
    own = {id(node) for node in _own(root).values()} if root is not None else set()
    left = [node.raw for node in root.all("property") if id(node) not in own] if root is not None else []
    try:
        before = tree(record.custom.encode("latin-1")).all("property") if record.custom is not None else []
    except Broken:
        return True
    return left != [node.raw for node in before]


def restore_custom(package: Package, record: Record) -> None:
    """Puts the custom properties back to the byte."""
    name = _part(package)
    assert name is not None
    if record.custom is None:
        del package.parts[name]
    else:
        package.parts[name].data = record.custom.encode("latin-1")


def remove_record(package: Package) -> None:
    """Takes the record out of the custom properties; the part too where it is then empty."""
    name = _part(package)
    if name is None:
        return
    root = package.tree(name)
    own = _own(root)
    if len(own) == len(root.children):
        package.unrelate("", name)
        package.drop(name)
        return
    for node in own.values():
        package.edits(name).delete(node)
