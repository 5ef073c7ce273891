"""The parts of the add-in's file around its VBA project: one sheet of texts, the ribbon, the icons, the properties.

Every part is written here, and nothing in it depends on the clock, the machine or a compression library.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from zipingbiao import __version__
from zipingbiao.adapters.excel import texts
from zipingbiao.adapters.excel.registry import TITLE

_PROJECT_PART = "xl/vbaProject.bin"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MICROSOFT = "http://schemas.microsoft.com/office"
#: The earliest time a ZIP file can say; and what the properties say, since a file has to have been made some day.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_ARCHIVE = 0x20
_MADE = "2020-01-01T00:00:00Z"

_TYPES = {
    "xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "xl/worksheets/sheet1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_DEFAULTS = {
    "bin": "application/vnd.ms-office.vbaProject",
    "png": "image/png",
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
}
_FONT = "<font><sz val=\"11\"/><name val=\"宋体\"/><family val=\"3\"/><charset val=\"134\"/></font>"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1">{_FONT}</fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def assemble(project: bytes, ribbon: bytes, icons: dict[str, bytes]) -> bytes:
    """The finished file.

    Args:
        project: the VBA project, as vbaProject.bin.
        ribbon: customUI14.xml.
        icons: PNG images by the names that the ribbon's `image` uses.
    """
    images = {f"customUI/images/{name}.png": content for name, content in sorted(icons.items())}
    parts: dict[str, str | bytes] = {
        "_rels/.rels": _relations(
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            ("rId4", f"{_MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml"),
        ),
        "docProps/app.xml": _application(),
        "docProps/core.xml": _properties(),
        "xl/workbook.xml": _workbook(),
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", f"{_OFFICE}/relationships/worksheet", "worksheets/sheet1.xml"),
            ("rId2", f"{_OFFICE}/relationships/styles", "styles.xml"),
            ("rId3", f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),
        ),
        "xl/worksheets/sheet1.xml": _sheet(texts.rows()),
        "xl/styles.xml": _STYLES,
        _PROJECT_PART: project,
        "customUI/customUI14.xml": ribbon,
    }
    if images:
        parts["customUI/_rels/customUI14.xml.rels"] = _relations(
            *((name, f"{_OFFICE}/relationships/image", f"images/{name}.png") for name in sorted(icons))
        )
    return _zip({"[Content_Types].xml": _content_types(), **parts, **images})


def read_project(content: bytes) -> bytes:
    """The VBA project inside the bytes of a macro-enabled workbook."""
    with zipfile.ZipFile(BytesIO(content)) as opened:
        return opened.read(_PROJECT_PART)


def source_only(project: bytes) -> bytes:
    """The VBA project marked as holding no compiled code, so that every Excel and every bitness compiles the source.

    pyOpenVBA empties the compiled code but keeps the version of the Excel that its template came from; that very Excel
    would take the empty code for its own. MS-OVBA 2.3.4.1 asks for 0xFFFF here, which is no version of any Excel.
    """
    from pyopenvba.cfb import CFB

    container = CFB.from_bytes(project)
    stream = container.get_stream_in_storage("VBA", "_VBA_PROJECT")
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", stream[:2] + b"\xff\xff\x00\x00\x00")
    return bytes(container.to_bytes())


def _zip(parts: dict[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in parts.items():
            # Stored, not deflated: what deflate makes of it differs from one build of zlib to another.
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.create_system, info.external_attr, info.compress_type = 0, _ARCHIVE, zipfile.ZIP_STORED
            target.writestr(info, content if isinstance(content, bytes) else content.encode())
    return buffer.getvalue()


def _content_types() -> str:
    defaults = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in _DEFAULTS.items())
    parts = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items())
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{parts}</Types>'


def _relations(*relations: tuple[str, str, str]) -> str:
    body = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(kind)} Target={quoteattr(target)}/>"
        for key, kind, target in relations
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{body}</Relationships>'


def _workbook() -> str:
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
        '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name="{texts.SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(rows: list[tuple[str, str]]) -> str:
    body = "".join(
        f'<row r="{number}">{_cell(f"A{number}", key)}{_cell(f"B{number}", text)}</row>'
        for number, (key, text) in enumerate(rows, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet1"/><dimension ref="A1:B{len(rows)}"/>'
        '<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<sheetData>{body}</sheetData></worksheet>"
    )


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" s="1" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _properties() -> str:
    # Excel's list of add-ins shows title and description.
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{TITLE}</dc:title><dc:creator>zipingbiao</dc:creator>"
        f"<dc:description>绩效自评表的公式和按钮，版本 {__version__}</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_MADE}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_MADE}</dcterms:modified>'
        f"<cp:version>{__version__}</cp:version></cp:coreProperties>"
    )


def _application() -> str:
    return (
        f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties"><Application>Microsoft Excel</Application>'
        "<Company>zipingbiao</Company><AppVersion>16.0300</AppVersion></Properties>"
    )
