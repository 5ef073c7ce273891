"""Small workbooks made by hand for the reader tests: raw packages, and sheets written as rows of cells."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from zipingbiao.readers.grid import cell_name

DATA = Path(__file__).parent.parent / "data"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

ROOT_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def package(path: Path, parts: dict[str, str | bytes]) -> Path:
    """A zip file with these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def mark_encrypted(path: Path) -> Path:
    """Says of every member of a zip file that a password protects it."""
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(signature, start + 4)
    path.write_bytes(data)
    return path


def parts_of(sheets: dict[str, str], **extra: str) -> dict[str, str | bytes]:
    """The parts of a workbook whose sheets have this XML; `extra`: sharedStrings, styles, names, links (relations)."""
    entries, relations = [], []
    parts: dict[str, str | bytes] = {"_rels/.rels": ROOT_RELS}
    for number, (name, xml) in enumerate(sheets.items(), start=1):
        entries.append(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>')
        relations.append(_relation(number, "worksheet", f"worksheets/sheet{number}.xml"))
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
    for number, key in enumerate(("sharedStrings", "styles"), start=900):
        if key in extra:
            parts[f"xl/{key}.xml"] = extra[key]
            relations.append(_relation(number, key, f"{key}.xml"))
    relations.append(extra.get("links", ""))
    parts["xl/workbook.xml"] = (
        f"<workbook {NS} {RELATIONS}><sheets>{''.join(entries)}</sheets>"
        f"<definedNames>{extra.get('names', '')}</definedNames></workbook>"
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(relations)}</Relationships>"
    )
    return parts


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_TYPE}/{kind}" Target="{target}"/>'


def sheet_xml(cells: str, after: str = "") -> str:
    """A worksheet part around ready-made <row> elements."""
    return f'<worksheet {NS}><dimension ref="A1:A1"/><sheetData>{cells}</sheetData>{after}</worksheet>'


def table_xml(rows: list[list[str | int | float | None]], merges: tuple[str, ...] = (), first_row: int = 1) -> str:
    """A worksheet with these values from A1 on; a text beginning with '=' is a formula without a cached value."""
    out = []
    for number, values in enumerate(rows, start=first_row):
        cells = []
        for column, value in enumerate(values, start=1):
            name = cell_name(number, column)
            if isinstance(value, str) and value.startswith("="):
                cells.append(f'<c r="{name}"><f>{escape(value[1:])}</f></c>')
            elif isinstance(value, str):
                cells.append(f'<c r="{name}" t="inlineStr"><is><t>{escape(value)}</t></is></c>')
            elif value is not None:
                cells.append(f'<c r="{name}"><v>{value}</v></c>')
        out.append(f'<row r="{number}">{"".join(cells)}</row>')
    joined = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    return sheet_xml("".join(out), f"<mergeCells>{joined}</mergeCells>" if merges else "")


def table(path: Path, rows: list[list[str | int | float | None]], merges: tuple[str, ...] = ()) -> Path:
    """A workbook of one sheet 表 with these values."""
    return package(path, parts_of({"表": table_xml(rows, merges)}))
