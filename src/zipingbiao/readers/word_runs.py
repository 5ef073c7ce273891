"""The text of the open paragraph of a Word file: runs, marks, symbols, ticked boxes, the font of its first run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from zipingbiao.readers._xml import Attributes, Enough
from zipingbiao.readers.grid import Face
from zipingbiao.readers.word_blocks import NO_FACE, Block, Document

#: Characters kept per document; a form has a few thousand.
MAX_TEXT = 20_000_000

_FALSE = {"0", "false", "off", "none"}
#: Characters of Wingdings and Wingdings 2 that stand for ticked and empty boxes.
_SYMBOLS = {
    "52": "☑", "53": "☒", "54": "☒", "FE": "☑", "FD": "☒", "A8": "□", "A3": "□", "6F": "□", "71": "□", "FC": "√",
    "FB": "×", "50": "√", "2A": "□",
}  # fmt: skip


@dataclass(slots=True)
class OpenParagraph:
    """A paragraph that is being read."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    face: Face = NO_FACE
    hidden: bool = False
    mark_deleted: bool = False


class Runs:
    """The part of the pass that is about text; what paragraphs stand in is readers.word_xml's matter."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.document = Document()
        self.path: list[str] = []
        self.paragraphs: list[OpenParagraph] = []
        self.characters = 0
        self.boxed: bool | None = None

    def text(self, data: str) -> None:
        """Takes a piece of text, unless it is hidden."""
        if not self.paragraphs:
            return
        paragraph = self.paragraphs[-1]
        if paragraph.hidden:
            return
        self.characters += len(data)
        if self.characters > MAX_TEXT:
            self.stop()
        paragraph.pieces.append(data)

    def stop(self) -> NoReturn:
        """Ends the pass; the rest of the file is not read."""
        self.document.truncated = True
        raise Enough

    def start_run(self, _: Attributes, __: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1].hidden = False

    def hide(self, attributes: Attributes, parent: str) -> None:
        if parent == "rPr" and "pPr" not in self.path[-3:] and self.paragraphs:
            self.paragraphs[-1].hidden = attributes.get("val", "1") not in _FALSE

    def add_mark(self, mark: str, parent: str) -> None:
        if parent == "r" and self.paragraphs and not self.paragraphs[-1].hidden:
            self.paragraphs[-1].pieces.append(mark)

    def add_symbol(self, attributes: Attributes, parent: str) -> None:
        code = attributes.get("char", "").upper()
        self.add_mark(_SYMBOLS.get(code.removeprefix("F0").removeprefix("00"), ""), parent)

    def start_check_box(self, _: Attributes, __: str) -> None:
        self.boxed = False

    def tick(self, attributes: Attributes, parent: str) -> None:
        """The state of a form field; `checked` stands behind `default` and overrides it."""
        if parent == "checkBox":
            self.boxed = attributes.get("val", "1") not in _FALSE

    def end_check_box(self) -> None:
        if self.boxed is not None and self.paragraphs:
            self.paragraphs[-1].pieces.append("☑" if self.boxed else "□")
        self.boxed = None

    def set_font(self, attributes: Attributes, _: str) -> None:
        paragraph = self._plain_run()
        name = attributes.get("eastAsia") or attributes.get("ascii") or ""
        if paragraph is not None and name and not paragraph.face.name:
            paragraph.face = Face(name[:60], paragraph.face.size)

    def set_size(self, attributes: Attributes, _: str) -> None:
        paragraph = self._plain_run()
        half_points = number(attributes.get("val"))
        if paragraph is not None and half_points and paragraph.face.size is None:
            paragraph.face = Face(paragraph.face.name, half_points / 2)

    def _plain_run(self) -> OpenParagraph | None:
        """The open paragraph while the first of its runs is described."""
        is_run = self.path[-3:-1] == ["r", "rPr"]
        return self.paragraphs[-1] if is_run and self.paragraphs and not self.paragraphs[-1].pieces else None


def number(text: str | None) -> int:
    """A whole number of an attribute; 0 for anything else."""
    text = (text or "").partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
