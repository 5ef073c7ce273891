"""The sheet that holds the seal of a finished workbook; readers.seal_sheet reads it."""

from __future__ import annotations

from zipingbiao.forms.parts import SEAL_LABELS, SEAL_SHEET
from zipingbiao.model.seal import Seal, pack
from zipingbiao.writers.marking.book import Book
from zipingbiao.writers.marking.markup import escaped_string
from zipingbiao.writers.marking.package import XML_HEAD, Package


def add_seal(package: Package, seal: Seal) -> None:
    """Adds the sheet, very hidden, behind all others of a package that has none."""
    texts = {key: getattr(seal, key) for key in SEAL_LABELS if key != "records"}
    lines = [(SEAL_LABELS[key], text) for key, text in texts.items() if text]
    lines += [(SEAL_LABELS["records"], piece) for piece in pack(seal.records)]
    rows = b"".join(
        b'<row r="%d">' % number + _cell("A", number, label) + _cell("B", number, text) + b"</row>"
        for number, (label, text) in enumerate(lines, start=1)
    )
    head = f'<worksheet xmlns="{package.namespace}"><sheetData>'.encode()
    Book(package).add_sheet(SEAL_SHEET, XML_HEAD + head + rows + b"</sheetData></worksheet>", "veryHidden")
    package.settle()


def remove_seal(package: Package) -> None:
    """Takes out the seal of a workbook that was finished before; what was sealed is not any more."""
    book = Book(package)
    if SEAL_SHEET in book.sheets:
        book.remove_sheet(book.sheets[SEAL_SHEET])
        package.settle()


def _cell(column: str, row: int, text: str) -> bytes:
    return b'<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (column.encode(), row, escaped_string(text))
