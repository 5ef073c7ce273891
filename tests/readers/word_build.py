"""Word files made from drawn forms, with real merged cells.

The grid of a table is the union of the edges of all its rows, as Word itself writes it.
"""

from __future__ import annotations

from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml

from tests.readers.drawing import WIDTH, Drawn, Row

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(*drawn: Drawn, heading: str = "") -> WordDocument:
    """A document with these forms below each other; `heading`: the start of a heading above each."""
    word = Document()
    for number, form in enumerate(drawn, start=1):
        if heading:
            word.add_heading(f"{heading}{number}", level=2)
        for line in form.lines:
            word.add_paragraph(line)
        for index, rows in enumerate(form.tables):
            if index:
                word.add_page_break()
            add_table(word, rows)
        word.add_paragraph("")
    return word


def add_table(word: WordDocument, rows: list[Row]) -> Any:
    """Appends a table with these rows; returns its element."""
    element = parse_xml(table_xml(rows, root=True))
    body = word.element.body
    body.insert(len(body) - 1, element)
    return element


def table_xml(rows: list[Row], root: bool = False) -> str:
    """A w:tbl with gridSpan and vMerge; the grid is the union of the edges of all rows."""
    edges_of = [[0, *(round(WIDTH * part) for part in accumulate(cell.part for cell in row.cells))] for row in rows]
    for edges in edges_of:
        edges[-1] = WIDTH
    grid = sorted({edge for edges in edges_of for edge in edges})
    number = {edge: index for index, edge in enumerate(grid)}
    out = [
        f'<w:tbl xmlns:w="{W}">' if root else "<w:tbl>",
        '<w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>',
    ]
    out += [f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(grid)]
    out.append("</w:tblGrid>")
    for row, edges in zip(rows, edges_of, strict=True):
        out.append("<w:tr>")
        for cell, left, right in zip(row.cells, edges, edges[1:], strict=False):
            merge = {"start": '<w:vMerge w:val="restart"/>', "go": "<w:vMerge/>"}.get(cell.merge, "")
            span = number[right] - number[left]
            out.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{right - left}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>'
            )
            out.append((cell.xml or paragraph_xml(cell.text)) + "</w:tc>")
        out.append("</w:tr>")
    return "".join([*out, "</w:tbl>"])


def paragraph_xml(text: str) -> str:
    """A paragraph; line breaks as w:br, tabs as w:tab, a text cut over two runs as Word does it."""
    return f"<w:p>{run_xml(text[: len(text) // 2])}{run_xml(text[len(text) // 2 :])}</w:p>"


def run_xml(text: str) -> str:
    """A run with this text."""
    pieces = []
    for is_text, group in groupby(text, lambda char: char not in "\n\t"):
        part = "".join(group)
        if is_text:
            pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
        else:
            pieces.extend("<w:br/>" if char == "\n" else "<w:tab/>" for char in part)
    return f"<w:r>{''.join(pieces)}</w:r>" if pieces else ""


def save(word: WordDocument, path: Path) -> Path:
    """Writes the document."""
    word.save(str(path))
    return path
