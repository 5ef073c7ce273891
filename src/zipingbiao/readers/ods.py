"""Reading .ods: the file gives every number with its printed text, its formula and its repeats; repeats are bounded."""

from __future__ import annotations

import re
from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.safezip import SafeZip
from zipingbiao.readers._xml import MAX_DEPTH, Attributes, Enough, feed, local, new_parser, too_deep
from zipingbiao.readers.cells import RawCell
from zipingbiao.readers.grid import MAX_CELLS, MAX_COLUMN, MAX_ROW, Merge, Sheet, Workbook

_NUMBERS = {"float", "percentage", "currency"}
_HIDDEN = {"collapse", "filter"}
_REFERENCE = re.compile(r"\[([^\]]*)\]")
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)(cm|mm|in|pt)")
_KNOWN = {
    "annotation", "p", "line-break", "tab", "s", "table-cell", "covered-table-cell", "table-row", "table-column", "table",
    "style", "table-column-properties", "table-properties", "named-range", "table-source",
}  # fmt: skip
#: Characters of the default font in a unit of length: 7 pixels each, 96 to the inch.
_CHARACTERS = {"in": 96 / 7, "cm": 96 / 7 / 2.54, "mm": 96 / 7 / 25.4, "pt": 96 / 7 / 72}
#: A filled cell or row repeated more often than this is a painted background, not a table, and is read once.
_MAX_REPEAT = 256
#: Filled cells kept per workbook; beyond it the remaining sheets stay unread.
_MAX_WORKBOOK_CELLS = 1_200_000
_MAX_SHEETS = 1_000


def read_ods(path: Path, package: SafeZip) -> Workbook:
    """Reads the workbook in `package`.

    Raises UnreadableFile for a package with a password or broken XML.
    """
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableFile(f"「{path.name}」的文件有打开密码，请先取消密码后另存，再试。")
    book = Workbook(path, "ods")
    book.has_macros = any(name.startswith("basic/") and "script-l" not in name for name in package.names)
    filler = _Filler(book)
    parser = new_parser(book.name)
    depth = 0
    #: tags as written → without their prefix; empty for those that say nothing here
    names: dict[str, str] = {}

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise too_deep(book.name)
        name = names.get(tag)
        if name is None and len(names) < 50_000:
            name = names[tag] = local(tag) if local(tag) in _KNOWN else ""
        if name:
            plain = {key[key.rfind(":") + 1 :]: value for key, value in attributes.items()} if attributes else {}
            filler.start(name, plain, tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if name := names.get(tag):
            filler.end(name)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = filler.data
    feed(parser, package.chunks("content.xml"), book.name, "content.xml")
    if not book.sheets:
        raise UnreadableFile(f"「{book.name}」里没有工作表，请确认选对了文件。")
    return book


def _count(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and 0 < len(text) < 9 else 1


class _Filler:
    """The state of the pass."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.sheet = Sheet("", book.name)
        self.style = ""
        self.hidden_styles: set[str] = set()
        self.widths: dict[str, float] = {}
        self.row = self.column = self.count = self.stored = 0
        self.row_repeat = 1
        self.row_hidden = False
        self.columns_seen = 0
        self.cell: Attributes | None = None
        self.shown_type = ""
        self.texts: list[str] = []
        self.inside_text = 0
        self.annotation = 0

    def start(self, name: str, attributes: Attributes, tag: str, full: Attributes) -> None:
        if name in ("table-cell", "covered-table-cell"):
            self.cell = attributes
            # Two attributes are called value-type; only calcext's says that the cell holds an error.
            self.shown_type = full.get("calcext:value-type", "")
            self.texts = []
        elif name == "p":
            self.inside_text += 1
            if self.texts and not self.annotation:
                self.texts.append("\n")
        elif name == "annotation":
            self.annotation += 1
        elif name in ("line-break", "tab", "s") and self.inside_text and not self.annotation:
            self.texts.append("\n" if name == "line-break" else " ")
        elif name == "table-row":
            self.row += 1
            self.column = 0
            self.row_repeat = _count(attributes, "number-rows-repeated")
            self.row_hidden = attributes.get("visibility") in _HIDDEN
        elif name == "table-column":
            first = self.columns_seen + 1
            self.columns_seen += _count(attributes, "number-columns-repeated")
            if attributes.get("visibility") in _HIDDEN:
                self.sheet.hidden_columns.append((first, min(self.columns_seen, MAX_COLUMN)))
            elif (width := self.widths.get(attributes.get("style-name", ""))) and len(self.sheet.look.widths) < 1_000:
                self.sheet.look.widths.append((first, min(self.columns_seen, MAX_COLUMN), width))
        elif name == "table" and tag.startswith("table:"):
            self._start_sheet(attributes)
        elif name == "style":
            self.style = attributes.get("name", "")
        elif name == "table-column-properties" and (match := _LENGTH.fullmatch(attributes.get("column-width", ""))):
            self.widths[self.style] = round(float(match[1]) * _CHARACTERS[match[2]], 2)
        elif name == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "named-range" and len(self.book.defined_names) < 10_000:
            self.book.defined_names[attributes.get("name", "")] = attributes.get("cell-range-address", "")
        elif name == "table-source" and attributes.get("href"):
            self.book.external_links.append(attributes["href"])

    def _start_sheet(self, attributes: Attributes) -> None:
        self.sheet = Sheet(attributes.get("name", ""), self.book.name)
        if attributes.get("style-name") in self.hidden_styles:
            self.sheet.state = "hidden"
        if len(self.book.sheets) >= _MAX_SHEETS:
            raise Enough
        self.book.sheets.append(self.sheet)
        self.row = self.columns_seen = self.count = 0

    def data(self, text: str) -> None:
        if self.inside_text and not self.annotation:
            self.texts.append(text)

    def end(self, name: str) -> None:
        if name == "annotation":
            self.annotation -= 1
        elif name == "p":
            self.inside_text -= 1
        elif name in ("table-cell", "covered-table-cell") and self.cell is not None:
            self._end_cell(self.cell, name == "covered-table-cell")
            self.cell = None
        elif name == "table-row":
            self._repeat_row()

    def _end_cell(self, attributes: Attributes, covered: bool) -> None:
        repeat = _count(attributes, "number-columns-repeated")
        first = self.column + 1
        self.column += repeat
        rows, columns = _count(attributes, "number-rows-spanned"), _count(attributes, "number-columns-spanned")
        if (rows > 1 or columns > 1) and len(self.sheet.merges) < 20_000 and self.row <= MAX_ROW:
            bottom, right = min(self.row + rows - 1, MAX_ROW), min(first + columns - 1, MAX_COLUMN)
            self.sheet.merges.append(Merge(self.row, first, bottom, right))
        cell = None if covered else self._cell(attributes)
        if cell is None or self.row > MAX_ROW or self.sheet.truncated:
            return
        if self.row_hidden:
            self.sheet.hidden_rows.add(self.row)
        target = self.sheet.rows.setdefault(self.row, {})
        for column in range(first, min(first + _bounded(repeat), MAX_COLUMN + 1)):
            target[column] = cell
            self._counted()

    def _cell(self, attributes: Attributes) -> RawCell | None:
        text = "".join(self.texts)
        kind = attributes.get("value-type", "")
        formula = attributes.get("formula")
        if formula is not None:
            formula = _plain_formula(formula)
        if self.shown_type == "error" or (text.startswith("#") and formula is not None and kind == "string"):
            return RawCell("error", text or "#VALUE!", 0, formula)
        if kind in _NUMBERS:
            return RawCell("number", attributes.get("value", ""), 0, formula, text)
        if kind == "boolean":
            return RawCell("bool", "TRUE" if attributes.get("boolean-value") == "true" else "FALSE", 0, formula)
        if text or formula is not None:
            return RawCell("text", text, 0, formula)
        return None

    def _counted(self, cells: int = 1) -> None:
        self.count += cells
        self.stored += cells
        if self.count >= MAX_CELLS or self.stored >= _MAX_WORKBOOK_CELLS:
            # The sheets behind a data dump are read all the same.
            self.sheet.truncated = True

    def _repeat_row(self) -> None:
        cells = self.sheet.rows.get(self.row)
        last = self.row + self.row_repeat - 1
        if cells:
            for row in range(self.row + 1, min(self.row + _bounded(self.row_repeat), MAX_ROW + 1)):
                if self.sheet.truncated:
                    break
                self.sheet.rows[row] = dict(cells)
                self._counted(len(cells))
        self.row = last


def _bounded(repeat: int) -> int:
    return repeat if repeat <= _MAX_REPEAT else 1


def _plain_formula(formula: str) -> str:
    """of:=SUM([.A1:.A3]) as SUM(A1:A3)."""
    body = formula.partition("=")[2] if "=" in formula else formula

    def reference(match: re.Match[str]) -> str:
        parts = []
        for part in match.group(1).split(":"):
            sheet, _, cell = part.rpartition(".")
            parts.append(f"{sheet.lstrip('$')}!{cell}" if sheet else cell)
        return ":".join(parts)

    return _REFERENCE.sub(reference, body)
