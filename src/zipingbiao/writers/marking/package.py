"""An .xlsx or .xlsm as its parts: relations, content types, edits; parts nobody touches keep bytes, order and method."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.safezip import SafeZip, broken
from zipingbiao.writers.marking.markup import Broken, Edits, Node, Undo, check_well_formed, escaped, tree

CONTENT_TYPES = "[Content_Types].xml"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_OFFICE = "application/vnd.openxmlformats-officedocument"
#: What the parts that may be added are, by the last word of their relation.
TYPES = {
    "worksheet": f"{_OFFICE}.spreadsheetml.worksheet+xml",
    "styles": f"{_OFFICE}.spreadsheetml.styles+xml",
    "comments": f"{_OFFICE}.spreadsheetml.comments+xml",
    "vmlDrawing": f"{_OFFICE}.vmlDrawing",
    "custom-properties": f"{_OFFICE}.custom-properties+xml",
    "core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
}
#: Relations that are the package's own, not the office's.
_PACKAGE_KINDS = {"core-properties": "http://schemas.openxmlformats.org/package/2006/relationships/metadata"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_DECLARED = re.compile(r"(<\?xml[^>]*?encoding\s*=\s*[\"'])([A-Za-z0-9._-]+)")
XML_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


@dataclass(slots=True)
class Part:
    """One member of the package; `undo` leads from `data` back to what was read, None for an untouched part."""

    info: zipfile.ZipInfo
    data: bytes
    undo: Undo | None = None
    added: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: the last word of its type, and the part it leads to."""

    id: str
    kind: str
    target: str
    outside: bool
    node: Node


class Package:
    """The parts by their names; edits are collected per part and applied by `settle`."""

    def __init__(self, name: str, parts: dict[str, Part]) -> None:
        self.name = name
        self.parts = parts
        self._keys = {_key(part): part for part in parts}
        self._edits: dict[str, Edits] = {}
        self._new_relations: dict[str, list[str]] = {}
        #: the last block of shape numbers that was given to a drawing
        self.shape_block = 0

    @classmethod
    def open(cls, path: Path) -> Package:
        """Reads every part.

        Raises UnreadableFile for what base.safezip refuses, and for two parts of one name.
        """
        with SafeZip(path) as package:
            infos = package.members
            if len({_key(info.filename) for info in infos}) < len(infos):
                raise UnreadableFile(broken(path.name))
            # A folder's own entry has no content to read.
            parts = {
                info.filename: Part(info, b"" if info.is_dir() else package.read(info.filename.replace("\\", "/"), 1 << 40))
                for info in infos
            }
        return cls(path.name, parts)

    def to_bytes(self) -> bytes:
        """The package as a file."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for name, part in self.parts.items():
                info = zipfile.ZipInfo(name, part.info.date_time)
                info.filename = name
                info.compress_type = part.info.compress_type
                info.external_attr, info.create_system = part.info.external_attr, part.info.create_system
                target.writestr(info, part.data)
        return buffer.getvalue()

    def find(self, name: str) -> str | None:
        """The name of a part as it is spelled in the package; names are compared without case."""
        return self._keys.get(_key(name))

    def tree(self, name: str) -> Node:
        """The elements of a part. Raises UnreadableFile where it is broken."""
        edits = self.edits(name)
        try:
            return tree(edits.data)
        except Broken as error:
            raise self.broken() from error

    def edits(self, name: str) -> Edits:
        """The edits of a part, for adding to them; the data they stand on is UTF-8.

        Raises UnreadableFile where the part is broken; only Excel's VML need not be XML.
        """
        if name not in self._edits:
            data = _as_utf8(self.parts[name].data)
            if not _is_vml(name):
                try:
                    check_well_formed(data)
                except Broken as error:
                    raise self.broken() from error
            self._edits[name] = Edits(data)
        return self._edits[name]

    def add(self, name: str, data: bytes, kind: str = "") -> None:
        """Adds a part of a kind in TYPES; without kind, one whose ending the package knows."""
        info = zipfile.ZipInfo(name, _EARLIEST)
        info.compress_type = zipfile.ZIP_DEFLATED
        self.parts[name] = Part(info, data, added=True)
        self._keys[_key(name)] = name
        if kind:
            self._declare(name, TYPES[kind])

    def drop(self, name: str) -> None:
        """Takes a part and its own relations out, with what says of which type it is."""
        self._edits.pop(name, None)
        for gone in (name, self.find(relations_of(name))):
            if gone is not None and gone in self.parts:
                del self.parts[gone]
                self._keys.pop(_key(gone), None)
                self._edits.pop(gone, None)
        types = self.tree(self._types())
        for node in types.all("Override"):
            if _key(node.get("PartName")) == _key(name):
                self.edits(self._types()).delete(node)

    def _types(self) -> str:
        name = self.find(CONTENT_TYPES)
        if name is None:
            # Hand-made packages do without; whoever reads those goes by names.
            self.add(CONTENT_TYPES, XML_HEAD + b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                     b'<Default Extension="xml" ContentType="application/xml"/></Types>')  # fmt: skip
            return CONTENT_TYPES
        return name

    def _declare(self, name: str, content_type: str) -> None:
        types = self._types()
        root = self.tree(types)
        default = _RELS_TYPE if name.endswith(".rels") else None
        ending = name.rpartition(".")[2].lower()
        known = next((one.get("ContentType") for one in root.all("Default") if one.get("Extension").lower() == ending), default)
        if known == content_type:
            return
        element = b'<%sOverride PartName="%s" ContentType="%s"/>' % (
            root.prefix, escaped("/" + name.lstrip("/")), content_type.encode(),
        )  # fmt: skip
        self.edits(types).append(root, element)

    def free_name(self, pattern: str) -> str:
        """A part name that nothing has yet; `pattern` has one {} for a number."""
        number = 1
        while self.find(pattern.format(number)) is not None:
            number += 1
        return pattern.format(number)

    def relations(self, name: str) -> list[Relation]:
        """The relations of a part; of the package itself where the name is empty."""
        path = self.find(relations_of(name))
        if path is None:
            return []
        folder = posixpath.dirname(name)
        found = []
        for node in self.tree(path).all("Relationship"):
            written = node.get("Target").replace("\\", "/")
            inside = written.lstrip("/") if written.startswith("/") else posixpath.normpath(posixpath.join(folder, written))
            outside = node.get("TargetMode") == "External"
            found.append(Relation(node.get("Id"), node.get("Type").rpartition("/")[2], inside, outside, node))
        return found

    def related(self, name: str, kind: str) -> tuple[str, str] | None:
        """Id and part of the first relation of a kind whose part exists."""
        for relation in self.relations(name):
            if relation.kind == kind and not relation.outside and (part := self.find(relation.target)) is not None:
                return relation.id, part
        return None

    def relate(self, name: str, kind: str, target: str) -> str:
        """Adds a relation and returns its id."""
        taken = {relation.id for relation in self.relations(name)} | set(self._new_relations.get(name, ()))
        number = 1
        while (relation_id := f"rIdZpb{number}") in taken:
            number += 1
        self._new_relations.setdefault(name, []).append(relation_id)
        folder = posixpath.dirname(name)
        path = posixpath.relpath(target, folder) if folder else target
        scheme = _PACKAGE_KINDS.get(kind, self.scheme)
        xml = b'Relationship Id="%s" Type="%s" Target="%s"/>' % (
            relation_id.encode(), f"{scheme}/{kind}".encode(), escaped(path),
        )  # fmt: skip
        rels = self.find(relations_of(name))
        if rels is None:
            root = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            self.add(relations_of(name), XML_HEAD + root + b"</Relationships>")
            self._declare(relations_of(name), _RELS_TYPE)
            rels = relations_of(name)
        root_node = self.tree(rels)
        self.edits(rels).append(root_node, b"<" + root_node.prefix + xml)
        return relation_id

    def unrelate(self, name: str, target: str) -> None:
        """Takes out the relations of a part that lead to another."""
        for relation in self.relations(name):
            if not relation.outside and _key(relation.target) == _key(target):
                rels = self.find(relations_of(name))
                assert rels is not None
                self.edits(rels).delete(relation.node)

    def restore(self, before: Mapping[str, bytes | None]) -> None:
        """Gives parts the content they had; None for those that were not there."""
        self._edits.clear()
        for name, data in before.items():
            if data is None:
                del self.parts[name]
            else:
                self.parts[name].data = data
        self._keys = {_key(part): part for part in self.parts}

    def is_wanted(self, name: str) -> bool:
        """Whether any part still has a relation to this one."""
        leaf = posixpath.basename(name).lower().encode()
        return any(leaf in part.data.lower() for path, part in self.parts.items() if path.lower().endswith(".rels"))

    @property
    def scheme(self) -> str:
        """What relation types and ids begin with: strict files have their own."""
        return _STRICT if _STRICT in self._root_types() else _TRANSITIONAL

    def _root_types(self) -> str:
        path = self.find("_rels/.rels")
        return "" if path is None else self.parts[path].data.decode("utf-8", "replace")

    @property
    def namespace(self) -> str:
        """The namespace of the spreadsheet's own elements."""
        root = self.tree(self.workbook)
        prefix = root.prefix.decode().rstrip(":")
        return root.get(f"xmlns:{prefix}" if prefix else "xmlns")

    @property
    def main_part(self) -> str | None:
        """The part that holds the document; None where there is none."""
        found = self.related("", "officeDocument")
        return found[1] if found else self.find("xl/workbook.xml")

    @property
    def workbook(self) -> str:
        """The part of the workbook. Raises UnreadableFile where there is none."""
        name = self.main_part
        if name is None:
            raise self.broken()
        return name

    def refuse_signed(self) -> None:
        """Raises ZpbError for a package with a digital signature: any change breaks it."""
        if any(_key(name).startswith("_xmlsignatures/") for name in self.parts):
            raise ZpbError(
                f"「{self.name}」带有数字签名，改动后签名会失效，没有改动。请另存一份没有签名的再试，或用 --report 输出报告。"
            )

    def settle(self) -> None:
        """Applies all edits. Raises UnreadableFile where a part does not stay well formed."""
        for name, edits in self._edits.items():
            part = self.parts[name]
            if not edits:
                continue
            try:
                data, undo = edits.apply()
                if not _is_vml(name):
                    check_well_formed(data)
            except Broken as error:
                raise self.broken() from error
            if edits.data != part.data:
                undo = [(0, len(data), part.data)]
            part.undo, part.data = (None, data) if part.added else (undo, data)
        self._edits.clear()
        self._new_relations.clear()

    def broken(self) -> UnreadableFile:
        """The sentence about a damaged package."""
        return UnreadableFile(broken(self.name))


def relations_of(name: str) -> str:
    """The part that holds the relations of a part."""
    folder, leaf = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{leaf}.rels")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _is_vml(name: str) -> bool:
    return name.lower().endswith(".vml")


def _as_utf8(data: bytes) -> bytes:
    """The part in UTF-8, whatever it is written in; nearly all are in UTF-8 and stay as they are."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    head = data[:200].decode(encoding, "replace")
    declared = _DECLARED.match(head.lstrip("\ufeff"))
    if declared is not None and encoding == "utf-8":
        encoding = declared[2].lower()
    if encoding in ("utf-8", "utf8", "us-ascii"):
        return data
    try:
        text = data.decode(encoding).lstrip("\ufeff")
    except (LookupError, UnicodeDecodeError):
        return data
    return _DECLARED.sub(r"\1UTF-8", text, count=1).encode()
