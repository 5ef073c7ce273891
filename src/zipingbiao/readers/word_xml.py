"""One streaming pass over the main part of a .docx: paragraphs and tables as they stand in the file, nothing else.

Deleted text, hidden text, field codes and the old half of a tracked change are left out; what was inserted counts.
How tables become rows and columns of a sheet is decided in readers.word_grid.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

from zipingbiao.readers._xml import Attributes, feed, local, new_parser, too_deep
from zipingbiao.readers.grid import MAX_CELLS
from zipingbiao.readers.word_blocks import Block, Cell, Document, Paragraph, Row, Section, Table
from zipingbiao.readers.word_runs import OpenParagraph, Runs, number

#: Elements in each other: a form in a table in a text box needs about thirty.
MAX_DEPTH = 250
#: Paragraphs and tables kept per document; a form has a few hundred.
MAX_BLOCKS = 1_000_000
#: Columns that one cell may span; Word itself allows 63.
_MAX_SPAN = 500

#: What is not part of the text as a person reads it: tracked deletions, field codes, phonetic aids, earlier formats.
_SKIPPED = {
    "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPrChange", "rPrChange", "tcPrChange", "trPrChange",
    "tblPrChange", "tblPrExChange", "tblGridChange", "sectPrChange", "cellDel",
}  # fmt: skip


def scan_document(chunks: Iterable[bytes], name: str) -> Document:
    """The document in the XML of word/document.xml; `name` is the file's name for messages.

    Raises UnreadableFile for broken XML or a DOCTYPE.
    """
    scanner = _Scanner(new_parser(name), name)
    feed(scanner.parser, chunks, name, "document.xml")
    return scanner.document


class _Scanner(Runs):
    """The state of the pass."""

    def __init__(self, parser: expat.XMLParserType, name: str) -> None:
        super().__init__(parser)
        self.name = name
        self.skip_depth = 0
        #: names as written → without their prefix
        self.names: dict[str, str] = {}
        self.containers: list[list[Block]] = []
        self.tables: list[Table] = []
        self.choices: list[bool] = []
        self.section = Section()
        self.cells = self.blocks = 0
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: Attributes) -> None:
        name = self.names.get(tag)
        if name is None:
            name = self.names[tag] = local(tag)
        path = self.path
        parent = path[-1] if path else ""
        path.append(name)
        if len(path) > MAX_DEPTH:
            raise too_deep(self.name)
        if self.skip_depth:
            return
        if (handler := _STARTS.get(name)) is not None:
            handler(self, {local(key): value for key, value in attributes.items()} if attributes else {}, parent)
        elif name == "t":
            self.parser.CharacterDataHandler = self.text
        elif name in _SKIPPED:
            self.skip_depth = len(path)

    def end(self, _: str) -> None:
        depth = len(self.path)
        name = self.path.pop()
        if self.skip_depth:
            if depth == self.skip_depth:
                self.skip_depth = 0
            return
        if (handler := _ENDS.get(name)) is not None:
            handler(self)
        elif name == "t":
            self.parser.CharacterDataHandler = None

    # -- containers -----------------------------------------------------------------------------------------------

    def start_body(self, _: Attributes, parent: str) -> None:
        if parent == "document":
            self.document.has_body = True
            self.containers.append(self.document.blocks)

    def start_table(self, _: Attributes, __: str) -> None:
        if self.containers:
            self.document.tables += 1
            table = Table(self.document.tables, len(self.document.sections))
            self._add(table)
            self.tables.append(table)

    def _add(self, block: Block) -> None:
        self.blocks += 1
        if self.blocks > MAX_BLOCKS:
            self.stop()
        self.containers[-1].append(block)

    def end_table(self) -> None:
        if self.tables:
            self.tables.pop()

    def add_grid_column(self, attributes: Attributes, _: str) -> None:
        if self.tables and len(self.tables[-1].grid) < _MAX_SPAN:
            self.tables[-1].grid.append(number(attributes.get("w")))

    def start_row(self, _: Attributes, __: str) -> None:
        if self.tables:
            self.tables[-1].rows.append(Row())

    def skip_columns(self, attributes: Attributes, _: str) -> None:
        if self.tables and self.tables[-1].rows:
            self.tables[-1].rows[-1].next_start += min(number(attributes.get("val")), _MAX_SPAN)

    def start_cell(self, _: Attributes, __: str) -> None:
        if not self.tables or not self.tables[-1].rows:
            return
        self.cells += 1
        if self.cells > MAX_CELLS:
            self.stop()
        row = self.tables[-1].rows[-1]
        cell = Cell(row.next_start)
        row.next_start += 1
        row.cells.append(cell)
        self.containers.append(cell.blocks)

    def end_cell(self) -> None:
        if self.tables and len(self.containers) > 1:
            self.containers.pop()

    def _cell(self) -> Cell | None:
        rows = self.tables[-1].rows if self.tables else None
        return rows[-1].cells[-1] if rows and rows[-1].cells else None

    def span_columns(self, attributes: Attributes, _: str) -> None:
        cell = self._cell()
        if cell is not None:
            span = max(1, min(number(attributes.get("val")), _MAX_SPAN))
            self.tables[-1].rows[-1].next_start += span - cell.span
            cell.span = span

    def merge_down(self, attributes: Attributes, _: str) -> None:
        cell = self._cell()
        if cell is not None:
            cell.starts_merge = attributes.get("val") == "restart"
            cell.continues = not cell.starts_merge

    def merge_right(self, attributes: Attributes, _: str) -> None:
        cell = self._cell()
        if cell is not None:
            cell.joins_left = attributes.get("val") != "restart"

    # -- paragraphs -----------------------------------------------------------------------------------------------

    def start_paragraph(self, _: Attributes, __: str) -> None:
        if self.containers:
            self.paragraphs.append(OpenParagraph())

    def end_paragraph(self) -> None:
        if not self.paragraphs:
            return
        done = self.paragraphs.pop()
        text = "".join(done.pieces)
        before = self.containers[-1][-1] if self.containers[-1] else None
        if isinstance(before, Paragraph) and before.open:
            before.text += text
            before.open = done.mark_deleted
        elif text or done.mark_deleted:
            self._add(Paragraph(text, done.face, done.mark_deleted))
        self.containers[-1].extend(done.boxes)

    def note_deletion(self, _: Attributes, parent: str) -> None:
        """Deleted text is passed over; a mark in properties is about a table row or the end of a paragraph."""
        if parent not in ("trPr", "rPr"):
            self.skip_depth = len(self.path)
        elif parent == "trPr" and self.tables and self.tables[-1].rows:
            self.tables[-1].rows[-1].deleted = True
        elif "pPr" in self.path[-3:] and self.paragraphs:
            self.paragraphs[-1].mark_deleted = True

    # -- text boxes, alternatives, pages --------------------------------------------------------------------------

    def start_box(self, _: Attributes, __: str) -> None:
        if self.paragraphs:
            self.containers.append(self.paragraphs[-1].boxes)

    def end_box(self) -> None:
        if self.paragraphs and len(self.containers) > 1:
            self.containers.pop()

    def start_alternatives(self, _: Attributes, __: str) -> None:
        self.choices.append(False)

    def end_alternatives(self) -> None:
        if self.choices:
            self.choices.pop()

    def choose(self, _: Attributes, __: str) -> None:
        """Only the first of several renderings of one drawing is read; a text box would count twice otherwise."""
        if self.choices and self.choices[-1]:
            self.skip_depth = len(self.path)
        elif self.choices:
            self.choices[-1] = True

    def set_page(self, attributes: Attributes, _: str) -> None:
        self.section.width, self.section.height = number(attributes.get("w")), number(attributes.get("h"))

    def set_margins(self, attributes: Attributes, _: str) -> None:
        self.section.margins = number(attributes.get("left")) + number(attributes.get("right"))

    def end_section(self) -> None:
        self.document.sections.append(self.section)
        self.section = Section()


_STARTS = {
    "body": _Scanner.start_body, "tbl": _Scanner.start_table, "gridCol": _Scanner.add_grid_column,
    "tr": _Scanner.start_row, "gridBefore": _Scanner.skip_columns, "tc": _Scanner.start_cell,
    "gridSpan": _Scanner.span_columns, "vMerge": _Scanner.merge_down, "hMerge": _Scanner.merge_right,
    "p": _Scanner.start_paragraph, "r": _Scanner.start_run, "del": _Scanner.note_deletion, "vanish": _Scanner.hide,
    "tab": lambda scanner, _, parent: scanner.add_mark("\t", parent),
    "ptab": lambda scanner, _, parent: scanner.add_mark("\t", parent),
    "br": lambda scanner, _, parent: scanner.add_mark("\n", parent),
    "cr": lambda scanner, _, parent: scanner.add_mark("\n", parent),
    "noBreakHyphen": lambda scanner, _, parent: scanner.add_mark("-", parent),
    "sym": _Scanner.add_symbol, "checkBox": _Scanner.start_check_box, "default": _Scanner.tick,
    "checked": _Scanner.tick, "rFonts": _Scanner.set_font, "sz": _Scanner.set_size,
    "txbxContent": _Scanner.start_box, "AlternateContent": _Scanner.start_alternatives, "Choice": _Scanner.choose,
    "Fallback": _Scanner.choose, "pgSz": _Scanner.set_page, "pgMar": _Scanner.set_margins,
}  # fmt: skip
_ENDS = {
    "tbl": _Scanner.end_table, "tc": _Scanner.end_cell, "p": _Scanner.end_paragraph,
    "checkBox": _Scanner.end_check_box, "txbxContent": _Scanner.end_box,
    "AlternateContent": _Scanner.end_alternatives, "sectPr": _Scanner.end_section,
}  # fmt: skip
