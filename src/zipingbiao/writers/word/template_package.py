"""The .docx of a report template, made from its source: official layout, real Word styles, the same bytes everywhere.

Nothing but the standard library is used, and nothing is compressed: two machines give the same file.
"""

from __future__ import annotations

import re
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from zipingbiao.writers.word.template_source import BREAK, COVER_END, Line, Row, TableBlock, read_source
from zipingbiao.writers.word.template_styles import (
    EMPTY_FOOTER,
    FONTS,
    FOOTER,
    NAMESPACE,
    PLACEHOLDER_ID,
    SETTINGS,
    TABLE_STYLE,
    TEXT_WIDTH,
    section,
    styles,
)

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLACEHOLDER = re.compile("(【待填：[^】{]*】)")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "styles": "styles",
    "settings": "settings",
    "fontTable": "fontTable",
    "footer1": "footer",
    "footer2": "footer",
}
_NUMBER, _NO_NUMBER = "rId4", "rId5"


def build_template(source: str, title: str) -> bytes:
    """The .docx of a template.

    Args:
        source: its text, see template_source.
        title: for the properties of the file.

    Raises:
        SourceFault: for a line that says nothing.
    """
    blocks = read_source(source)
    body = "".join(_table(one) if isinstance(one, TableBlock) else _paragraph(one) for one in blocks)
    body += section(_NUMBER, numbered_anew=any(isinstance(one, Line) and one.style == COVER_END for one in blocks))
    members = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(title),
        "word/document.xml": f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(
            *((f"rId{n}", f"{_OFFICE}/{kind}", f"{name}.xml") for n, (name, kind) in enumerate(_PARTS.items(), 1))
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": FONTS,
        "word/footer1.xml": FOOTER,
        "word/footer2.xml": EMPTY_FOOTER,
    }
    content = BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as package:
        for name, text in members.items():
            member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 0  # the same on Windows and elsewhere
            package.writestr(member, _HEAD + text)
    return content.getvalue()


def _paragraph(line: Line) -> str:
    if line.style == BREAK:
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    if line.style == COVER_END:
        return f"<w:p><w:pPr>{section(_NO_NUMBER)}</w:pPr></w:p>"
    return f'<w:p><w:pPr><w:pStyle w:val="{line.style}"/></w:pPr>{_runs(line.text)}</w:p>'


def _runs(text: str) -> str:
    pieces = [piece for piece in _PLACEHOLDER.split(text) if piece]
    return "".join(_run(piece, f'<w:rPr><w:rStyle w:val="{PLACEHOLDER_ID}"/></w:rPr>' if _is_placeholder(piece) else "")
                   for piece in pieces)  # fmt: skip


def _is_placeholder(text: str) -> bool:
    return _PLACEHOLDER.fullmatch(text) is not None


def _run(text: str, properties: str) -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(table: TableBlock) -> str:
    whole = sum(table.widths)
    widths = [TEXT_WIDTH * width // whole for width in table.widths]
    widths[-1] += TEXT_WIDTH - sum(widths)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(row, widths) for row in table.rows)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(row: Row, widths: list[int]) -> str:
    properties = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if row.is_header else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{_paragraph(cell)}</w:tc>'
        for cell, width in zip(row.cells, widths, strict=True)
    )
    return f"<w:tr>{properties}{cells}</w:tr>"


def _content_types() -> str:
    overrides = {f"/word/{name}.xml": f"{_WORD_TYPE}.{kind}+xml" for name, kind in _PARTS.items()}
    overrides["/word/document.xml"] = f"{_WORD_TYPE}.document.main+xml"
    overrides["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(*relations: tuple[str, str, str]) -> str:
    listed = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in relations)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator></dc:creator><cp:keywords></cp:keywords>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2020-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2020-01-01T00:00:00Z</dcterms:modified>'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )
