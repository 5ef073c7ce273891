"""The workbook part: its sheets by name, adding one at the end with its names, taking it out again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zipingbiao.writers.marking.markup import Node, escaped
from zipingbiao.writers.marking.package import Package

#: A hidden name that points at our sheet, so that it is found again after it was renamed or moved.
ANCHOR = "zpb_marks"
#: What <definedNames> follows in a workbook (ECMA-376 part 1, 18.2.27); <sheets> is always there.
_BEFORE_NAMES = frozenset({"sheets", "functionGroups", "externalReferences"})
_TARGET = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^!'.]+))[!.]\$?[A-Z]+\$?\d+\Z")


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A worksheet; `index` counts all sheets of the workbook from 0."""

    name: str
    index: int
    part: str
    node: Node


class Book:
    """The workbook part of a package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.workbook
        self.root = package.tree(self.part)
        listed = self.root.child("sheets")
        if listed is None:
            raise package.broken()
        self.listed = listed
        related = {one.id: one for one in package.relations(self.part)}
        self.sheets: dict[str, BookSheet] = {}
        for index, node in enumerate(listed.all("sheet")):
            ids = [one.value for key, one in node.attributes.items() if key.rpartition(":")[2] == "id"]
            relation = next((related[one] for one in ids if one in related), None)
            part = package.find(relation.target) if relation is not None and relation.kind == "worksheet" else None
            if part is not None:
                self.sheets.setdefault(node.get("name"), BookSheet(node.get("name"), index, part, node))

    @property
    def names(self) -> list[Node]:
        """The defined names."""
        found = self.root.child("definedNames")
        return found.all("definedName") if found is not None else []

    @property
    def own(self) -> BookSheet | None:
        """The sheet that ANCHOR points at."""
        for node in self.names:
            if self.is_anchor(node) and (name := sheet_of(node.text)) is not None:
                return self.sheets.get(name)
        return None

    def free_name(self, wanted: str) -> str:
        """`wanted`, with a number where the workbook has a sheet of that name."""
        taken = {node.get("name").casefold() for node in self.listed.all("sheet")}
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted}{number}"
        return name

    def add_sheet(self, name: str, xml: bytes, state: str = "") -> str:
        """Adds a worksheet behind all others; returns its part. `state`: hidden or veryHidden."""
        part = self.package.free_name("xl/worksheets/sheet{}.xml")
        self.package.add(part, xml, "worksheet")
        relation = self.package.relate(self.part, "worksheet", part)
        nodes = self.listed.all("sheet")
        ids = [int(node.get("sheetId")) for node in nodes if node.get("sheetId").isdecimal()]
        number = max(ids, default=0) + 1
        head = f'<{self.listed.prefix.decode()}sheet xmlns:r="{self.package.scheme}"'
        seen = f' state="{state}"' if state else ""
        element = f'{head} name="{escaped(name).decode()}" sheetId="{number}"{seen} r:id="{relation}"/>'
        self.package.edits(self.part).append(self.listed, element.encode())
        return part

    @property
    def count(self) -> int:
        """How many sheets there are, chart sheets included."""
        return len(self.listed.all("sheet"))

    def add_names(self, names: list[tuple[str, str, int | None, bool]]) -> None:
        """Adds defined names: name, what it means, index of the sheet it belongs to, whether it is hidden."""
        prefix = self.root.prefix.decode()
        xml = ""
        for name, meaning, index, hidden in names:
            local = "" if index is None else f' localSheetId="{index}"'
            unseen = ' hidden="1"' if hidden else ""
            xml += f'<{prefix}definedName name="{name}"{local}{unseen}>'
            xml += f"{escaped(meaning).decode()}</{prefix}definedName>"
        edits = self.package.edits(self.part)
        found = self.root.child("definedNames")
        if found is not None:
            edits.append(found, xml.encode())
            return
        before = [node for node in self.root.children if node.name in _BEFORE_NAMES]
        edits.insert(before[-1].end, f"<{prefix}definedNames>{xml}</{prefix}definedNames>".encode())

    def is_anchor(self, node: Node) -> bool:
        """Whether a defined name is the one that points at our sheet."""
        return node.get("name").lower() == ANCHOR

    def remove_anchor(self, sheet: BookSheet) -> None:
        """Takes the names out that we gave to a sheet which stays."""
        own = ("_xlnm._filterdatabase", str(sheet.index))
        found = [(node.get("name").lower(), node.get("localSheetId")) for node in self.names]
        pairs = zip(self.names, found, strict=True)
        self._remove_names([node for node, key in pairs if key[0] == ANCHOR or key == own])

    def _remove_names(self, nodes: list[Node]) -> None:
        if not nodes:
            return
        edits = self.package.edits(self.part)
        found = self.root.child("definedNames")
        if found is not None and len(nodes) == len(self.names):
            edits.delete(found)
            return
        for node in nodes:
            edits.delete(node)

    def remove_sheet(self, sheet: BookSheet) -> None:
        """Takes a worksheet out, with the names that belong to it and the parts that only it has."""
        edits = self.package.edits(self.part)
        edits.delete(sheet.node)
        gone = []
        for node in self.names:
            local = node.get("localSheetId")
            if self.is_anchor(node) or local == str(sheet.index):
                gone.append(node)
            elif local.isdecimal() and int(local) > sheet.index:
                edits.set(node.tag, "localSheetId", str(int(local) - 1))
        self._remove_names(gone)
        views = self.root.child("bookViews")
        for view in views.children if views is not None else ():
            for key in ("activeTab", "firstSheet"):
                number = view.get(key)
                if number.isdecimal() and int(number) >= max(sheet.index, 1):
                    edits.set(view.tag, key, str(int(number) - 1))
        below = [one.target for one in self.package.relations(sheet.part) if not one.outside]
        self.package.unrelate(self.part, sheet.part)
        self.package.drop(sheet.part)
        for target in below:
            part = self.package.find(target)
            if part is not None and not self.package.is_wanted(part):
                self.package.drop(part)


def sheet_of(meaning: str) -> str | None:
    """The sheet of the one cell that a name means; None where it means anything else."""
    match = _TARGET.match(meaning.strip())
    return (match[1] or match[2]).replace("''", "'") if match else None


def quoted(name: str) -> str:
    """A sheet's name in a formula."""
    return "'" + name.replace("'", "''") + "'"
