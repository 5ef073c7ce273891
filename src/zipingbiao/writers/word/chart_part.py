"""A native chart inside a Word file: drawn by XlsxWriter, put in as a part of its own with the workbook behind it.

Word edits such a chart by its embedded workbook. Order of elements and relationships by ECMA-376 parts 1 (21.2, 20.4) and 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree
from xlsxwriter import Workbook

from zipingbiao.base.text import full_characters
from zipingbiao.writers.bar_chart import ABOVE, BELOW, DARK, LIGHT, NAME_SIZE, Bars, Series, draw_bars, names_width

_SHEET = "数据"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_CHART_NAME, _WORKBOOK_NAME = "/word/charts/chart%d.xml", "/word/embeddings/Microsoft_Excel_Worksheet%d.xlsx"
#: Pixels: the width of a chart inside the text of a page, of a row with one and with two bars; of two names of series.
_WIDTH, _ROW, _TALL_ROW = 580, 26, 46
#: A very low chart has no room for its figures in LibreOffice.
_LOWEST = 200
_EMU = 9525
#: A workbook is the same bytes whenever it is made.
_MADE = datetime(2000, 1, 1)
_FONT = "宋体"
_REFERENCE = re.compile('<c:chart [^>]*r:id="([^"]+)"')
#: What Excel 2007 left unsaid and everything since takes for yes: parent, the sibling before, element, value.
_SAID = (
    ("barChart", "grouping", "varyColors", "0"),
    ("ser", "spPr", "invertIfNegative", "0"),
    ("dLbls", "txPr", "dLblPos", "outEnd"),
    ("dLbls", "dLblPos", "showLegendKey", "0"),
    ("dLbls", "showVal", "showCatName", "0"),
    ("dLbls", "showCatName", "showSerName", "0"),
    ("dLbls", "showSerName", "showPercent", "0"),
    ("dLbls", "showPercent", "showBubbleSize", "0"),
    ("catAx", "scaling", "delete", "0"),
    ("valAx", "scaling", "delete", "0"),
    ("legend", "layout", "overlay", "0"),
    ("chart", "plotVisOnly", "dispBlanksAs", "gap"),
)


@dataclass(frozen=True, slots=True)
class ChartTable:
    """What a chart shows: names, each with one number per head, None where there is none.

    shown  the number format of the figures at the bars
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...]], ...]
    shown: str


def add_chart(part: Any, table: ChartTable, description: str) -> str:
    """Adds a chart to a part of a document; returns the w:drawing that shows it, as it stands inside a w:r.

    Args:
        part: the python-docx part the drawing will stand in.
        table: what is shown, a row at least.
        description: the alternative text.
    """
    package = part.package
    xml, height = _chart_xml(table)
    workbook = Part(_free_name(package, _WORKBOOK_NAME), CONTENT_TYPE.SML_SHEET, _workbook(table), package)
    chart = Part(_free_name(package, _CHART_NAME), CONTENT_TYPE.DML_CHART, b"", package)
    reference = chart.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)
    chart._blob = _adapted(xml, reference)
    return _drawing(part.relate_to(chart, RELATIONSHIP_TYPE.CHART), height, description)


def forget_unused(part: Any, offered: Iterable[str], printed: str) -> None:
    """Takes out of a part the charts that were offered to a template (their XML) and that it did not print."""
    for reference in _REFERENCE.findall("".join(offered)):
        if f'r:id="{reference}"' not in printed and reference in part.rels:
            del part.rels[reference]


def _free_name(package: Any, pattern: str) -> PackURI:
    # Not package.next_partname, which counts up from the number of parts and so depends on what else is there.
    taken = {str(one.partname) for one in package.iter_parts()}
    return PackURI(next(name for number in range(1, len(taken) + 2) if (name := pattern % number) not in taken))


def _fill(sheet: Any, table: ChartTable) -> None:
    for column, head in enumerate(table.heads, 1):
        sheet.write_string(0, column, head)
    for row, (name, numbers) in enumerate(table.rows, 1):
        sheet.write_string(row, 0, name)
        for column, number in enumerate(numbers, 1):
            if number is not None:
                sheet.write_number(row, column, float(number))
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, len(table.heads), 16)


def _workbook(table: ChartTable) -> bytes:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        _fill(book.add_worksheet(_SHEET), table)
    return content.getvalue()


def _chart_xml(table: ChartTable) -> tuple[bytes, int]:
    """The chart as Excel has it, and its height in pixels."""
    content = BytesIO()
    last, several = len(table.rows), len(table.heads) > 1
    longest = max((number for _, numbers in table.rows for number in numbers if number is not None), default=Decimal(1))
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_SHEET)
        _fill(sheet, table)
        series = tuple(
            Series([_SHEET, 1, column, last, column], fill, [_SHEET, 0, column])
            for column, fill in enumerate(_fills(several), 1)
        )
        bars = Bars("", [_SHEET, 1, 0, last, 0], series, last, max(longest, Decimal(0)) or Decimal(1), table.shown)
        left = names_width(max(full_characters(line) for name, _ in table.rows for line in name.split("\n")))
        height = (ABOVE if several else BELOW) + BELOW + last * (_TALL_ROW if several else _row(table.rows))
        height = max(height, _LOWEST)
        chart = draw_bars(book, bars, (_WIDTH, height), left)
        sheet.insert_chart(0, len(table.heads) + 2, chart)
    with ZipFile(content) as archive:
        return archive.read("xl/charts/chart1.xml"), height


def _fills(several: bool) -> Sequence[str]:
    return (LIGHT, DARK) if several else (DARK,)


def _row(rows: tuple[tuple[str, tuple[Decimal | None, ...]], ...]) -> int:
    lines = max(name.count("\n") for name, _ in rows) + 1
    return _ROW if lines == 1 else lines * (NAME_SIZE + 7)


def _adapted(xml: bytes, workbook: str) -> bytes:
    """The chart of a workbook as one of a document: square corners, Chinese, its data in the embedded workbook."""
    root: Any = etree.fromstring(xml)
    for settings in root.findall(f"{{{_C}}}printSettings"):
        root.remove(settings)
    language = root.find(f"{{{_C}}}lang")
    language.set("val", "zh-CN")
    language.addnext(_element("roundedCorners", val="0"))
    for parent, after, name, value in _SAID:
        for place in root.iterfind(f".//{{{_C}}}{parent}/{{{_C}}}{after}"):
            if place.getparent().find(f"{{{_C}}}{name}") is None:
                place.addnext(_element(name, val=value))
    root.append(
        etree.fromstring(
            f'<c:txPr xmlns:c="{_C}" xmlns:a="{_A}"><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{NAME_SIZE * 100}">'
            f'<a:latin typeface="{_FONT}"/><a:ea typeface="{_FONT}"/></a:defRPr></a:pPr>'
            '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
        )
    )
    data = etree.SubElement(root, f"{{{_C}}}externalData", {f"{{{_R}}}id": workbook})
    data.append(_element("autoUpdate", val="0"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _element(name: str, **attributes: str) -> Any:
    return etree.Element(f"{{{_C}}}{name}", attributes)


def _drawing(reference: str, height: int, description: str) -> str:
    """An inline drawing; whoever puts the document together gives docPr a number of its own."""
    return (
        f'<w:drawing><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_WIDTH * _EMU}" cy="{height * _EMU}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="1" name="图" descr={quoteattr(description)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{reference}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
