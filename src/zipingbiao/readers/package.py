"""How the parts of an Office package (.xlsx, .docx) find each other: their relations. What a part says is read elsewhere."""

from __future__ import annotations

import posixpath

from zipingbiao.base.safezip import SafeZip
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
