"""One streaming pass over a worksheet part of an .xlsx package; fills a Sheet and keeps nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from zipingbiao.readers._xml import MAX_DEPTH, Attributes, Enough, feed, new_parser, too_deep
from zipingbiao.readers.cells import CellKind, RawCell
from zipingbiao.readers.grid import (
    MAX_CELLS,
    MAX_COLUMN,
    MAX_ROW,
    Sheet,
    column_name,
    column_number,
    parse_range,
)

#: Merged ranges kept per sheet.
MAX_MERGES = 20_000
_C, _V, _T, _F, _ROW, _PHONETIC, _MERGE, _COLUMN, _DEFAULT, _PAGE = range(1, 11)
_CODES = {
    "c": _C, "v": _V, "t": _T, "f": _F, "row": _ROW, "rPh": _PHONETIC, "mergeCell": _MERGE, "col": _COLUMN,
    "sheetFormatPr": _DEFAULT, "pageSetup": _PAGE,
}  # fmt: skip
_KINDS: dict[str, CellKind] = {"n": "number", "b": "bool", "e": "error"}
_TRUE = {"1", "true", "TRUE"}
#: Declared widths kept per sheet, in characters; Excel allows 255 of them, and gives 8.43 to a column nobody touched.
MAX_WIDTHS = 1_000
_WIDEST, _USUAL_WIDTH = 255, 8.43
_DECIMAL = re.compile(r"\d{1,4}(?:\.\d{1,20})?")
_PAPERS = {"8": "A3", "9": "A4"}
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")? ?/>')
_EMPTY_ROW = re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|></row>)\s?(?=<row r=")')
#: Bytes of a row that are held back until it is complete.
_LONGEST_ROW = 4_000_000
_REFERENCE = re.compile(r"(\"[^\"]*\"|'[^']*')|(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)([1-9]\d{0,6})(?![\w(.!])")


def read_sheet(sheet: Sheet, chunks: Iterable[bytes], shared: list[str]) -> None:
    """Fills `sheet` from its XML. The <dimension> element is never believed.

    Raises UnreadableFile for broken XML or a DOCTYPE.
    """
    parser = new_parser(sheet.file)
    cells = _Cells(sheet, shared)
    pieces: list[str] = []
    collect = pieces.append
    codes: dict[str, int] = {}
    depth = 0
    attributes_of_cell: Attributes = {}
    value: str | None = None
    formula: str | None = None
    shared_id: str | None = None
    phonetic = False

    # These two run several times per cell; what happens once per row or sheet is left to _Cells.
    def on_start(tag: str, attributes: Attributes) -> None:
        nonlocal depth, attributes_of_cell, value, formula, shared_id, phonetic
        depth += 1
        if depth > MAX_DEPTH:
            raise too_deep(sheet.file)
        code = codes.get(tag)
        if code == _C:
            attributes_of_cell = attributes
            value = formula = shared_id = None
            phonetic = False
        elif code in (_V, _T):
            pieces.clear()
            parser.CharacterDataHandler = collect
        elif code == _F:
            pieces.clear()
            parser.CharacterDataHandler = collect
            shared_id = attributes.get("si") if attributes.get("t") == "shared" else None
        elif code == _ROW:
            cells.start_row(attributes)
        elif code == _PHONETIC:
            # The reading aid of a Japanese or Chinese word is no part of the text.
            phonetic = True
        elif code == _MERGE:
            cells.merge(attributes)
        elif code == _COLUMN:
            cells.set_columns(attributes)
        elif code == _DEFAULT:
            cells.set_default(attributes)
        elif code == _PAGE:
            cells.set_page(attributes)
        elif depth == 1:
            prefix = tag[: tag.rfind(":") + 1]
            codes.update({prefix + name: number for name, number in _CODES.items()})

    def on_end(tag: str) -> None:
        nonlocal depth, value, formula, phonetic
        depth -= 1
        code = codes.get(tag)
        if code == _C:
            if value is not None or formula is not None:
                cells.add(attributes_of_cell, value or "", formula, shared_id)
            elif "r" not in attributes_of_cell:
                cells.skip()
        elif code == _V:
            parser.CharacterDataHandler = None
            value = "".join(pieces)
        elif code == _T:
            parser.CharacterDataHandler = None
            if not phonetic:
                value = (value or "") + "".join(pieces)
        elif code == _F:
            parser.CharacterDataHandler = None
            formula = "".join(pieces)
        elif code == _PHONETIC:
            phonetic = False

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    feed(parser, _without_empty(chunks), sheet.file, f"工作表「{sheet.name}」")


def _without_empty(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The XML without cells that have an address and no content, and without the rows that are then empty.

    A column or a whole sheet that somebody painted has a million of them, and the parser stops at each. Rows of
    other spellings pass unchanged, and so does every row whose successor has no number of its own.
    """
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = rest.rfind(b"<row r=")
        if cut > 0:
            yield _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", rest[:cut]))
            rest = rest[cut:]
        if len(rest) > _LONGEST_ROW:
            yield rest
            rest = b""
    yield rest


class _Cells:
    """The rows of the sheet as they grow."""

    def __init__(self, sheet: Sheet, shared: list[str]) -> None:
        self.sheet = sheet
        self.shared = shared
        self.row = 0
        self.column = 0
        self.hidden = False
        self.cells: dict[int, RawCell] | None = None
        self.count = 0
        self.masters: dict[str, tuple[str, int, int]] = {}

    def start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self.row = int(number) if number.isdecimal() and len(number) < 9 else self.row + 1
        self.column = 0
        self.hidden = attributes.get("hidden") in _TRUE
        self.cells = self.sheet.rows.get(self.row)

    def skip(self) -> None:
        """An empty cell without an address."""
        self.column += 1

    def add(self, attributes: Attributes, raw: str, formula: str | None, shared_id: str | None) -> None:
        reference = attributes.get("r")
        column = self.column = column_number(reference.rstrip("0123456789")) if reference else self.column + 1
        if not 1 <= self.row <= MAX_ROW or not 1 <= column <= MAX_COLUMN:
            return
        if formula is not None and shared_id is not None:
            formula = self._shared_formula(formula, shared_id)
        declared = attributes.get("t", "n")
        kind: CellKind = "number"
        if declared == "s":
            kind = "text"
            raw = self.shared[int(raw)] if raw.isdecimal() and len(raw) < 9 and int(raw) < len(self.shared) else ""
        elif declared != "n":
            kind = _KINDS.get(declared, "text")
            if kind == "bool":
                raw = "TRUE" if raw in _TRUE else "FALSE"
        if not raw and formula is None:
            return
        style = attributes.get("s", "0")
        if self.cells is None:
            self.cells = self.sheet.rows.setdefault(self.row, {})
            if self.hidden:
                self.sheet.hidden_rows.add(self.row)
        self.cells[column] = RawCell(kind, raw, int(style) if style.isdecimal() else 0, formula)
        self.count += 1
        if self.count >= MAX_CELLS:
            self.sheet.truncated = True
            raise Enough

    def _shared_formula(self, formula: str, key: str) -> str:
        if formula:
            self.masters[key] = (formula, self.row, self.column)
            return formula
        if key not in self.masters:
            return ""
        master, row, column = self.masters[key]
        return shift_formula(master, self.row - row, self.column - column)

    def merge(self, attributes: Attributes) -> None:
        found = parse_range(attributes.get("ref", ""))
        if found is not None and len(self.sheet.merges) < MAX_MERGES:
            self.sheet.merges.append(found)

    def set_columns(self, attributes: Attributes) -> None:
        """The width of some columns, or that they are hidden."""
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (first.isdecimal() and last.isdecimal() and len(first) < 6 and len(last) < 6):
            return
        if attributes.get("hidden") in _TRUE or attributes.get("width") in ("0", "0.0"):
            self.sheet.hidden_columns.append((int(first), int(last)))
        elif (width := _width(attributes.get("width"))) and len(self.sheet.look.widths) < MAX_WIDTHS:
            self.sheet.look.widths.append((int(first), int(last), width))

    def set_default(self, attributes: Attributes) -> None:
        """The width of the columns nobody touched."""
        self.sheet.look.default_width = _width(attributes.get("defaultColWidth")) or _USUAL_WIDTH

    def set_page(self, attributes: Attributes) -> None:
        """Paper and orientation."""
        self.sheet.look.paper = _PAPERS.get(attributes.get("paperSize", ""), "")
        orientation = attributes.get("orientation")
        self.sheet.look.landscape = None if orientation is None else orientation == "landscape"


def _width(text: str | None) -> float | None:
    """A width in characters; None for anything that is none."""
    if not text or not _DECIMAL.fullmatch(text):
        return None
    width = float(text)
    return width if 0 < width <= _WIDEST else None


def shift_formula(formula: str, rows: int, columns: int) -> str:
    """A shared formula as it reads `rows` below and `columns` right of the cell where it was written."""

    def shifted(match: re.Match[str]) -> str:
        quoted, fixed_column, letters, fixed_row, digits = match.groups()
        if quoted is not None:
            return str(quoted)
        column, row = column_number(letters), int(digits)
        if not column:
            return match.group()
        column += 0 if fixed_column else columns
        row += 0 if fixed_row else rows
        if column < 1 or row < 1:
            return "#REF!"
        return f"{fixed_column}{column_name(column)}{fixed_row}{row}"

    return _REFERENCE.sub(shifted, formula)
