"""Taking out of a package what can act by itself: macros, controls, objects of other programs, data connections."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from zipingbiao.base.errors import ZpbError
from zipingbiao.writers.marking.book import Book, BookSheet
from zipingbiao.writers.marking.markup import Node
from zipingbiao.writers.marking.package import CONTENT_TYPES, Package

_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_VBA_TYPE = "application/vnd.ms-office.vbaProject"
#: Relations of the workbook, or of the package, to parts that act; and what they are called.
_ACTING: dict[str, str] = {
    "vbaProject": "宏（VBA 工程）", "attachedToolbars": "自定义工具栏", "connections": "数据连接",
    "extensibility": "自定义功能区", "webextensiontaskpanes": "网页加载项",
}  # fmt: skip
_MACRO_SHEETS = frozenset({"xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"})
_OBJECTS = {"control": "ActiveX 控件", "oleObject": "嵌入的对象", "package": "嵌入的对象"}
_MACRO = re.compile(rb'(<(?:\w+:)?(?:sp|pic|graphicFrame|cxnSp)\b[^>]*?\smacro=")[^"]+(")')
_VML_MACRO = re.compile(rb"<x:FmlaMacro>[^<]*</x:FmlaMacro>")


class Stripped(NamedTuple):
    """What was taken out, as words for a sentence, in order and without repetition."""

    words: tuple[str, ...]


def strip_active(package: Package) -> Stripped:
    """Makes the package a plain .xlsx.

    Raises ZpbError where what acts in it cannot be taken out without harm to what is seen.
    """
    _refuse(package)
    words: list[str] = []
    words += _acting_parts(package, "")
    words += _acting_parts(package, package.workbook)
    words += _macro_sheets(package)
    words += _query_tables(package)
    words += _objects(package)
    words += _data_mashup(package)
    if _MACRO_WORD in words or _SHEET_WORD in words:
        _buttons(package)
    _set_type(package)
    package.settle()
    return Stripped(tuple(dict.fromkeys(words)))


_MACRO_WORD, _SHEET_WORD = _ACTING["vbaProject"], "旧式宏表"


def _refuse(package: Package) -> None:
    for relation in package.relations(package.workbook):
        if relation.kind == "powerPivotData":
            raise ZpbError(f"「{package.name}」含有数据模型（Power Pivot），不能定稿：请把用到的数据粘贴为数值，另存后再定稿。")
        part = package.find(relation.target)
        if relation.kind == "pivotCacheDefinition" and part is not None:
            source = package.tree(part).child("cacheSource")
            if source is not None and source.get("type") == "external":
                raise ZpbError(f"「{package.name}」里的数据透视表取自外部数据，不能定稿：请把它粘贴为数值，另存后再定稿。")


def _acting_parts(package: Package, name: str) -> list[str]:
    words = []
    for relation in package.relations(name):
        if relation.kind in _ACTING:
            _drop(package, name, relation.target)
            words.append(_ACTING[relation.kind])
    package.settle()
    return words


def _drop(package: Package, name: str, target: str) -> None:
    """Takes out a part with all that only it leads to."""
    package.unrelate(name, target)
    part = package.find(target)
    if part is None:
        return
    below = [one.target for one in package.relations(part) if not one.outside]
    package.drop(part)
    package.settle()
    for one in below:
        found = package.find(one)
        if found is not None and not package.is_wanted(found):
            package.drop(found)


def _macro_sheets(package: Package) -> list[str]:
    words = []
    while True:
        book = Book(package)
        related = {one.id: one for one in package.relations(book.part)}
        found = next((one for one in _sheets(package, book) if related[one[0]].kind in _MACRO_SHEETS), None)
        if found is None:
            break
        book.remove_sheet(found[1])
        package.settle()
        words.append(_SHEET_WORD)
    if words:
        book = Book(package)
        for node in book.names:
            if node.get("xlm") in ("1", "true") or node.get("name").lower().startswith("_xlnm.auto_"):
                package.edits(book.part).delete(node)
        package.settle()
    return words


def _sheets(package: Package, book: Book) -> Iterable[tuple[str, BookSheet]]:
    """Every sheet of the workbook with the id of its relation, whatever kind it is."""
    related = {one.id: one for one in package.relations(book.part)}
    for index, node in enumerate(book.listed.all("sheet")):
        ids = [one.value for key, one in node.attributes.items() if key.rpartition(":")[2] == "id"]
        for one in ids:
            part = package.find(related[one].target) if one in related else None
            if part is not None:
                yield one, BookSheet(node.get("name"), index, part, node)


def _query_tables(package: Package) -> list[str]:
    words = []
    for sheet in Book(package).sheets.values():
        tables = [one.target for one in package.relations(sheet.part) if one.kind == "table"]
        for name in (sheet.part, *(part for one in tables if (part := package.find(one)) is not None)):
            for relation in package.relations(name):
                if relation.kind != "queryTable":
                    continue
                _drop(package, name, relation.target)
                words.append(_ACTING["connections"])
                if name != sheet.part:
                    _plain_table(package, name)
    package.settle()
    return words


def _plain_table(package: Package, part: str) -> None:
    root, edits = package.tree(part), package.edits(part)
    for node in root.walk():
        for key in ("tableType", "queryTableFieldId"):
            if key in node.attributes:
                found = node.attributes[key]
                start = edits.data.rindex(key.encode(), node.tag.start, found.start)
                edits.replace(start, found.end + 1, b"")


def _objects(package: Package) -> list[str]:
    words = []
    for sheet in Book(package).sheets.values():
        gone = {one.id: one for one in package.relations(sheet.part) if one.kind in _OBJECTS}
        if not gone:
            continue
        words += [_OBJECTS[one.kind] for one in gone.values()]
        root, edits = package.tree(sheet.part), package.edits(sheet.part)
        for holder in _holders(root):
            items = [node for node in holder.walk() if node.name in ("control", "oleObject")]
            if all(_id_of(node) in gone for node in items):
                edits.delete(holder)
                continue
            for child in holder.children:
                inner = [node for node in child.walk() if node.name in ("control", "oleObject")]
                if inner and all(_id_of(node) in gone for node in inner):
                    edits.delete(child)
        package.settle()
        for relation in gone.values():
            _drop(package, sheet.part, relation.target)
        package.settle()
    return words


def _holders(root: Node) -> list[Node]:
    """The children of the worksheet that hold controls or objects, in their wrapper for older programs."""
    return [
        child for child in root.children
        if child.name in ("controls", "oleObjects")
        or (child.name == "AlternateContent" and any(n.name in ("controls", "oleObjects") for n in child.walk()))
    ]  # fmt: skip


def _id_of(node: Node) -> str:
    return next((one.value for key, one in node.attributes.items() if key.endswith(":id")), "")


def _data_mashup(package: Package) -> list[str]:
    """The queries of Power Query, which lie in a part for data of any kind."""
    words = []
    for relation in package.relations(package.workbook):
        part = package.find(relation.target)
        if relation.kind == "customXml" and part is not None:
            data = package.parts[part].data
            if b"DataMashup" in data or "DataMashup".encode("utf-16-le") in data:
                _drop(package, package.workbook, relation.target)
                words.append(_ACTING["connections"])
    package.settle()
    return words


def _buttons(package: Package) -> None:
    """Shapes lose the macros they would call."""
    for name, part in package.parts.items():
        pattern, new = (_VML_MACRO, b"") if name.lower().endswith(".vml") else (_MACRO, rb"\1\2")
        if ("/drawings/" in name.lower()) and pattern.search(part.data):
            part.data = pattern.sub(new, part.data)


def _set_type(package: Package) -> None:
    types = package.find(CONTENT_TYPES)
    if types is None:
        return
    root, edits = package.tree(types), package.edits(types)
    main = "/" + package.workbook.lower().lstrip("/")
    for node in root.children:
        if node.get("PartName").lower() == main and node.get("ContentType") != _PLAIN:
            edits.set(node.tag, "ContentType", _PLAIN)
        elif node.name == "Default" and node.get("ContentType") == _VBA_TYPE:
            edits.delete(node)
