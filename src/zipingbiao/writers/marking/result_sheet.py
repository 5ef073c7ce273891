"""The sheet 检查结果 of a marked copy: every finding with a link to its cell, and a column for a word of explanation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.model.finding import Severity
from zipingbiao.writers.marking.areas import cell_name, column_name
from zipingbiao.writers.marking.markup import escaped, escaped_string
from zipingbiao.writers.marking.package import XML_HEAD
from zipingbiao.writers.marking.styles import Styles
from zipingbiao.writers.workbook.heights import height_for

HEADER_ROW = 2
#: Heights of the title, of the headings, and of a line at least, in points.
TITLE_HEIGHT, HEAD_HEIGHT, LEAST_HEIGHT = 28, 24, 18
FONT, FOOTER = "宋体", "第 &P 页，共 &N 页"
NOT_FOUND = "没有发现问题"
#: Rows and columns may still be fitted, and the rows filtered.
PROTECTION = b'<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" autoFilter="0"/>'
_FACE = '<sz val="{size}"/>{colour}<name val="' + FONT + '"/><family val="3"/><charset val="134"/>'
_EDGE = '<{0} style="thin"><color rgb="FFBFBFBF"/></{0}>'
_BORDER = f"<border>{''.join(_EDGE.format(side) for side in ('left', 'right', 'top', 'bottom'))}<diagonal/></border>"
#: Font and fill of 级别, by severity.
LEVEL_COLOURS: dict[Severity, tuple[str, str]] = {
    "error": ("FF9C0006", "FFFFE1DF"), "warning": ("FF7F5200", "FFFFF1CC"), "info": ("FF1F4E79", "FFE3EEF9"),
}  # fmt: skip
SIZE = 10
#: What follows the cells and what belongs to them.
_TAIL = (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    f"<headerFooter><oddFooter>&amp;C{FOOTER.replace('&', '&amp;')}</oddFooter></headerFooter></worksheet>"
).encode()
#: How many links Excel keeps on a sheet.
_MOST_LINKS = 60_000


class ResultLine(NamedTuple):
    """A row of the sheet: its values, how bad it is, and what its cell in 单元格 leads to."""

    values: tuple[int | str, ...]
    severity: Severity
    link: str | None


class _Formats:
    """The cell formats of the sheet."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.border = styles.add("borders", _BORDER)
        self.text = self._format(self._font(), 0, "top", wrap=True)
        self.count = self._format(self._font(), 0, "top", "center")
        self.link = self._format(self._font("FF0563C1", underline=True), 0, "top", wrap=True)
        self.note = self._format(self._font(), self._fill("FFFFFBE6"), "top", wrap=True)
        self.last = self.note
        self.head = self._format(self._font(bold=True), self._fill("FFF2F2F2"), "center", "center", wrap=True)
        self.title = self._format(self._font(bold=True, size=14), 0, "center", border=False)
        self.about = self._format(self._font(), 0, "center", border=False, wrap=True)
        self.severity = {
            key: self._format(self._font(font, bold=True), self._fill(fill), "top", "center", wrap=True)
            for key, (font, fill) in LEVEL_COLOURS.items()
        }

    def _font(self, colour: str = "", size: int = SIZE, *, bold: bool = False, underline: bool = False) -> int:
        face = _FACE.format(size=size, colour=f'<color rgb="{colour}"/>' if colour else "")
        return self.styles.add("fonts", f"<font>{'<b/>' if bold else ''}{'<u/>' if underline else ''}{face}</font>")

    def _fill(self, colour: str) -> int:
        pattern = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
        return self.styles.add("fills", f"<fill>{pattern}</fill>")

    def _format(
        self, font: int, fill: int, vertical: str, horizontal: str = "", *, wrap: bool = False, border: bool = True
    ) -> int:
        across = f' horizontal="{horizontal}"' if horizontal else ""
        wrapped = ' wrapText="1"' if wrap else ""
        return self.styles.add(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{self.border if border else 0}" xfId="0"'
            f' applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment{across} vertical="{vertical}"{wrapped}/></xf>',
        )


def result_sheet(
    namespace: str,
    styles: Styles,
    title: str,
    columns: Sequence[tuple[str, float]],
    lines: Sequence[ResultLine],
    about: Sequence[str] = (),
) -> bytes:
    """The worksheet part.

    Args:
        namespace: of spreadsheet elements in this workbook.
        columns: headings with their widths in characters; the last is the one to write in.
        about: lines between the title and the headings; where there are any, nothing in the sheet is to be changed.
    """
    formats = _Formats(styles)
    if about:
        formats.last = formats.text
    last = column_name(len(columns))
    rows = [_row(1, TITLE_HEIGHT, [_cell((1, 1), formats.title, title)])]
    merges = []
    width = sum(width for _, width in columns)
    for number, text in enumerate(about, start=2):
        rows.append(_row(number, height_for([(text, width)], SIZE, LEAST_HEIGHT), [_cell((number, 1), formats.about, text)]))
        merges.append(f"A{number}:{last}{number}")
    header = HEADER_ROW + len(about)
    heads = [_cell((header, number), formats.head, text) for number, (text, _) in enumerate(columns, start=1)]
    rows.append(_row(header, HEAD_HEIGHT, heads))
    linked = next((number for number, (text, _) in enumerate(columns) if text == "单元格"), -1)
    links: list[bytes] = []
    for number, line in enumerate(lines, start=header + 1):
        rows.append(_line(number, line, columns, linked, formats))
        if line.link is not None and linked >= 0 and len(links) < _MOST_LINKS:
            reference = cell_name((number, linked + 1)).encode()
            links.append(b'<hyperlink ref="%s" location="%s"/>' % (reference, escaped(line.link)))
    end = header + len(lines)
    after = PROTECTION if about else b""
    if lines:
        after += f'<autoFilter ref="A{header}:{last}{end}"/>'.encode()
    else:
        blanks = [_cell((end + 1, number), formats.text, NOT_FOUND * (number == 1)) for number in range(1, len(columns) + 1)]
        rows.append(_row(end + 1, HEAD_HEIGHT, blanks))
        merges.append(f"A{end + 1}:{last}{end + 1}")
    if merges:
        cells = "".join(f'<mergeCell ref="{one}"/>' for one in merges)
        after += f'<mergeCells count="{len(merges)}">{cells}</mergeCells>'.encode()
    if links:
        after += b"<hyperlinks>" + b"".join(links) + b"</hyperlinks>"
    return XML_HEAD + _head(namespace, columns, header) + b"".join(rows) + b"</sheetData>" + after + _TAIL


def blank_sheet(namespace: str, styles: Styles, headings: Sequence[str], word: str) -> bytes:
    """The sheet as it is in a workbook that was not checked yet."""
    formats = _Formats(styles)
    heads = [_cell((1, number), formats.head, text) for number, text in enumerate(headings, start=1)]
    rows = _row(1, 24, heads) + _row(2, 15, [_cell((2, 1), 0, word)])
    return XML_HEAD + f'<worksheet xmlns="{namespace}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"


def _head(namespace: str, columns: Sequence[tuple[str, float]], header: int) -> bytes:
    """The beginning of the part: what is above the row with the headings stays in sight."""
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width + 0.71:.2f}" customWidth="1"/>'
        for number, (_, width) in enumerate(columns, start=1)
    )
    return (
        f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FFFFC000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="{header}"'
        f' topLeftCell="A{header + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    ).encode()


def _line(
    number: int, line: ResultLine, columns: Sequence[tuple[str, float]], linked: int, formats: _Formats
) -> bytes:
    cells = []
    for column, value in enumerate(line.values):
        style = formats.text
        head = columns[column][0]
        if head in ("序号", "编号"):
            style = formats.count
        elif head == "级别":
            style = formats.severity[line.severity]
        elif column == linked and line.link is not None:
            style = formats.link
        elif column == len(columns) - 1:
            style = formats.last
        cells.append(_cell((number, column + 1), style, value))
    texts = [(str(value), width) for value, (_, width) in zip(line.values, columns, strict=True)]
    return _row(number, height_for(texts, SIZE, LEAST_HEIGHT), cells)


def _row(number: int, height: float, cells: Sequence[bytes]) -> bytes:
    return f'<row r="{number}" ht="{height:g}" customHeight="1">'.encode() + b"".join(cells) + b"</row>"


def _cell(spot: tuple[int, int], style: int, value: int | str) -> bytes:
    head = f'<c r="{cell_name(spot)}" s="{style}"'.encode()
    if isinstance(value, int):
        return head + b"><v>%d</v></c>" % value
    if not value:
        return head + b"/>"
    return head + b' t="inlineStr"><is><t xml:space="preserve">' + escaped_string(value) + b"</t></is></c>"
