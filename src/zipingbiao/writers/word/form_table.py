"""The XML of a form's tables and lines: w:tbl with a fixed grid, merged cells, repeated header rows."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from zipingbiao.writers.word.form_page import CELL_MARGIN, TWIPS, Cell, FormPage, Line, Row
from zipingbiao.writers.word.marks import clean, flatten
from zipingbiao.writers.workbook.paper import Look

#: Styles of the document (form_document).
TITLE_STYLE, CELL_STYLE = "ZpbTitle", "ZpbCell"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_VERTICAL = {"vcenter": "center", "top": "top", "bottom": "bottom"}


def lines_xml(page: FormPage) -> list[str]:
    """The title and what stands below it."""
    return [_line(page, line) for line in page.lines]


def tables_xml(page: FormPage) -> list[str]:
    """The tables, with a hidden paragraph between two of them, without which Word makes one of both."""
    found: list[str] = []
    for number, rows in enumerate(page.tables, start=1):
        if found:
            found.append(_gap())
        found.append(_table(page, rows, is_last=number == len(page.tables)))
    return found


def end_xml(section: str = "") -> str:
    """The paragraph one point high behind the last table; with the properties of the section that it ends."""
    return _low_paragraph("", "", section)


def _gap() -> str:
    # Hidden as well: then the two tables touch each other, in Word and in LibreOffice.
    return _low_paragraph("<w:keepNext/>", "<w:vanish/>", "")


def _low_paragraph(keep: str, hidden: str, section: str) -> str:
    return (
        f'<w:p {NAMESPACE}><w:pPr><w:pStyle w:val="{CELL_STYLE}"/>{keep}'
        f'<w:spacing w:before="0" w:after="0" w:line="{TWIPS}" w:lineRule="exact"/>'
        f'<w:rPr>{hidden}<w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>{section}</w:pPr></w:p>'
    )


def _line(page: FormPage, line: Line) -> str:
    style = TITLE_STYLE if line.is_title else CELL_STYLE
    size = float(line.look["font_size"]) if line.is_title else page.size_of(line.look)
    spacing = '<w:spacing w:before="0" w:after="80"/>'
    return (
        f'<w:p {NAMESPACE}><w:pPr><w:pStyle w:val="{style}"/><w:keepNext/>{spacing}<w:jc w:val="center"/></w:pPr>'
        f"{_run(flatten(line.text), line.look, size)}</w:p>"
    )


def _table(page: FormPage, rows: Sequence[Row], is_last: bool) -> str:
    width = sum(page.columns)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    sides = "".join(f'<w:{side} w:w="{CELL_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in page.columns)
    head = 0
    while head < len(rows) and rows[head].is_head:
        head += 1
    body = ""
    for number, row in enumerate(rows):
        ends = number == len(rows) - 1 and not is_last
        body += _row(page, row, repeats=number < head < len(rows), keeps=number < head or ends, is_open=ends and not row.is_long)
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _row(page: FormPage, row: Row, repeats: bool, keeps: bool, is_open: bool) -> str:
    """One row.

    Args:
        repeats: on every page.
        keeps: on the page of what follows, unless it is long.
        is_open: without a line below, which the next table draws.
    """
    properties = ("" if row.is_long else "<w:cantSplit/>") + (
        f'<w:trHeight w:val="{round(row.height * TWIPS)}" w:hRule="atLeast"/>' if row.height else ""
    )
    if repeats and not row.is_long:
        properties += "<w:tblHeader/>"
    cells = "".join(_cell(page, cell, keeps and not row.is_long, is_open) for cell in row.cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _cell(page: FormPage, cell: Cell, keeps: bool, is_open: bool) -> str:
    width = sum(page.columns[cell.first : cell.last + 1])
    span = f'<w:gridSpan w:val="{cell.last - cell.first + 1}"/>' if cell.last > cell.first else ""
    merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
    edge = '<w:tcBorders><w:bottom w:val="nil"/></w:tcBorders>' if is_open else ""
    vertical = _VERTICAL[cell.look.get("valign", "vcenter")]
    aligned = f'<w:jc w:val="{cell.look.get("align", "left")}"/>'
    keep = "<w:keepNext/>" if keeps else ""
    size = page.size_in(cell)
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{CELL_STYLE}"/>{keep}{aligned}</w:pPr>{_run(part, cell.look, size)}</w:p>'
        for part in clean(cell.text).split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{edge}<w:vAlign w:val="{vertical}"/></w:tcPr>'
        f"{paragraphs}</w:tc>"
    )


def _run(text: str, look: Look, size: float) -> str:
    if not text:
        return ""
    font, half = quoteattr(look["font_name"]), round(size * 2)
    bold = "<w:b/>" if look.get("bold") else ""
    # The hint makes ≥, “ and — characters of the Chinese font, as they are on the sheet.
    fonts = f'<w:rFonts w:hint="eastAsia" w:ascii={font} w:hAnsi={font} w:eastAsia={font} w:cs={font}/>'
    return (
        f'<w:r><w:rPr>{fonts}{bold}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )
