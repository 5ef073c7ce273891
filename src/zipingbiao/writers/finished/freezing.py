"""Formulas that become the values they gave: those that ask other files, and those that change by the day."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from zipingbiao.writers.marking.areas import Spot, area_of
from zipingbiao.writers.marking.book import Book
from zipingbiao.writers.marking.markup import Edits, attributes_of, tags
from zipingbiao.writers.marking.package import Package

#: [1]Sheet1!A1, '[1]Sheet 1'!A1, [1]!NAME; not 表1[2019].
_OUTSIDE = re.compile(r"(?<![\w\])])\[\d{1,4}\]")
_RULES = ("dataValidation", "conditionalFormatting")
#: Parts that show what formulas outside of cells say: charts, pivot tables.
_FORMULA = re.compile(rb"<(?:\w+:)?f>([^<]*)</")


def is_outside(formula: str) -> bool:
    """Whether a formula, or the meaning of a name, asks another file of the list of external references."""
    return _OUTSIDE.search(formula) is not None


def freeze_cells(package: Package, sheets: Mapping[str, Collection[Spot]]) -> None:
    """Takes the formulas out of these cells, by sheet name; their saved results stay."""
    book = Book(package)
    for name, spots in sheets.items():
        if name in book.sheets and spots:
            _freeze(package.edits(book.sheets[name].part), frozenset(spots))
    found = package.related(book.part, "calcChain")
    if found is not None and any(sheets.values()):
        # The order of calculation names cells that hold no formula any more; Excel makes a new one.
        package.unrelate(book.part, found[1])
        package.drop(found[1])
    package.settle()


def _freeze(edits: Edits, spots: frozenset[Spot]) -> None:
    data = edits.data
    row = column = 0
    inside = False
    start: int | None = None
    for tag in tags(data):
        if tag.name == "row" and tag.kind != "close":
            number = attributes_of(data, tag).get("r")
            row, column = (int(number.value) if number and number.value.isdecimal() else row + 1), 0
        elif tag.name == "c":
            inside = tag.kind == "open"
            if tag.kind != "close":
                reference = attributes_of(data, tag).get("r")
                area = area_of(reference.value) if reference else None
                column = area.left if area else column + 1
        elif tag.name == "f" and inside and (row, column) in spots:
            if tag.kind == "empty":
                edits.replace(tag.start, tag.end, b"")
            elif tag.kind == "open":
                start = tag.start
            elif start is not None:
                edits.replace(start, tag.end, b"")
                start = None


def drop_external_links(package: Package) -> list[str]:
    """Takes out the references to other workbooks, the names that mean them, and rules of cells that ask them.

    Returns the names of charts and other parts that still ask another file; these cannot be put right here, and the
    package must not be used then.
    """
    book = Book(package)
    listed = book.root.child("externalReferences")
    if listed is not None:
        package.edits(book.part).delete(listed)
    for node in book.names:
        if is_outside(node.text):
            package.edits(book.part).delete(node)
    for relation in package.relations(book.part):
        if relation.kind == "externalLink" and (part := package.find(relation.target)) is not None:
            package.unrelate(book.part, relation.target)
            package.drop(part)
    package.settle()
    for sheet in Book(package).sheets.values():
        _drop_rules(package.edits(sheet.part))
    package.settle()
    parts = [name for name in package.parts if re.search(r"xl/(charts|pivot\w+|chartsheets)/[^/]+\.xml\Z", name)]
    return [
        name for name in parts
        if any(is_outside(one[1].decode("utf-8", "replace")) for one in _FORMULA.finditer(package.parts[name].data))
    ]  # fmt: skip


def _drop_rules(edits: Edits) -> None:
    start: tuple[bytes, int] | None = None
    for tag in tags(edits.data, max(0, edits.data.rfind(b"sheetData>"))):
        if tag.name not in _RULES:
            continue
        if tag.kind == "open" and start is None:
            start = tag.full, tag.start
        elif tag.kind == "close" and start is not None and start[0] == tag.full:
            if is_outside(edits.data[start[1] : tag.end].decode("utf-8", "replace")):
                edits.replace(start[1], tag.end, b"")
            start = None
