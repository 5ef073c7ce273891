"""How the parts of an Office package (.xlsx, .docx) find each other: their relations. What a part says is read elsewhere."""

from __future__ import annotations

import posixpath

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import SafeZip
from zipingbiao.forms.twin import is_twin_project, twin_size
from zipingbiao.readers._xml import Attributes, scan

_MAX_RELATIONS = 50_000
#: Relation id → (last word of its type, target inside the package, target as written)
Relations = dict[str, tuple[str, str, str]]


def relations(package: SafeZip, part: str, name: str) -> Relations:
    """The relations of a part; of the package itself where `part` is empty."""
    folder, leaf = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{leaf}.rels")
    found: Relations = {}
    if path not in package:
        return found

    def start(tag: str, attributes: Attributes) -> None:
        if tag != "Relationship" or len(found) > _MAX_RELATIONS:
            return
        written = attributes.get("Target", "")
        target = written.replace("\\", "/")
        inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], inside, written)

    scan(package.chunks(path), name, "关系表", start)
    return found


def main_part(package: SafeZip, usual: str) -> str | None:
    """The part that holds the document: the one the package names, else `usual`; None where neither is there."""
    if "_rels/.rels" in package:
        for kind, target, _ in relations(package, "", package.name).values():
            if kind == "officeDocument" and target in package:
                return target
    return usual if usual in package else None


def read_keywords(package: SafeZip) -> str:
    """The keywords among the properties of the file; empty where there are none, or they cannot be read."""
    parts = [target for kind, target, _ in relations(package, "", package.name).values() if kind == "core-properties"]
    found: list[str] = []

    def end(tag: str, text: str) -> None:
        if tag == "keywords":
            found.append(text)

    try:
        for part in parts[:1]:
            if part in package:
                scan(package.chunks(part), package.name, "文件属性", lambda *_: None, end)
    except UnreadableFile:
        return ""
    return "".join(found)


def has_macros(package: SafeZip) -> bool:
    """Whether the package holds VBA or Excel 4.0 macros; the project behind the button of our own .xlsm is none."""
    parts = [name for name in package.names if name.endswith("vbaproject.bin")]
    return any(not _is_own(package, part) for part in parts) or any("/macrosheets/" in name for name in package.names)


def _is_own(package: SafeZip, part: str) -> bool:
    if package.size(part) != twin_size():
        return False
    try:
        return is_twin_project(package.read(part))
    except UnreadableFile:
        return False
