"""Small packages for marking, and what is looked at after it."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from tests.readers.build import package, parts_of, table_xml
from zipingbiao.writers.marking.mark import Remark, Results, mark
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.marking.result_sheet import ResultLine
from zipingbiao.writers.marking.unmark import Unmarked, unmark

_OFFICE = "application/vnd.openxmlformats-officedocument"
COLUMNS = [("序号", 5.0), ("编号", 8.0), ("工作表", 14.0), ("单元格", 8.0), ("问题", 30.0), ("说明", 18.0)]
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor theme="4" tint="0.6"/><bgColor indexed="64"/></patternFill></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left style="thin"/><right style="thin"/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="10" fontId="0" fillId="2" borderId="1" xfId="0" applyFill="1"><alignment wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0"/></cellXfs></styleSheet>'
)


def parts(sheets: Mapping[str, str] | None = None, **extra: str) -> dict[str, str | bytes]:
    """The parts of a workbook with styles; one sheet 表 of 3 × 3 numbers where none are given."""
    rows: list[list[str | int | float | None]] = [[row * 10 + column for column in range(3)] for row in range(3)]
    content = parts_of(dict(sheets) if sheets is not None else {"表": table_xml(rows)}, **({"styles": STYLES} | extra))
    kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_OFFICE}.spreadsheetml.{kinds.get(name, "worksheet")}+xml"/>'
        for name in content
        if not name.endswith(".rels")
    )
    content["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="vml" ContentType="{_OFFICE}.vmlDrawing"/>{types}</Types>'
    )
    return content


def write(path: Path, content: Mapping[str, str | bytes]) -> Path:
    return package(path, dict(content))


def set_marks(path: Path, *places: tuple[str, str, str, str], reuse: bool = False) -> Path:
    """Marks sheet, cell, severity, text; the copy stands beside the file."""
    opened = Package.open(path)
    lines = [
        ResultLine((number, "ZP014", sheet, cell, text, ""), severity, f"'{sheet}'!{cell}")  # type: ignore[arg-type]
        for number, (sheet, cell, severity, text) in enumerate(places, start=1)
    ]
    remarks = [Remark(*place) for place in places]  # type: ignore[arg-type]
    mark(opened, remarks, Results("检查结果", COLUMNS, lines, reuse))
    marked = path.with_name("marked" + path.suffix)
    marked.write_bytes(opened.to_bytes())
    return marked


def take_off(path: Path, *, keep_sheet: bool = False) -> tuple[Path, Unmarked]:
    opened = Package.open(path)
    done = unmark(opened, keep_sheet=keep_sheet)
    clean = path.with_name("clean" + path.suffix)
    clean.write_bytes(opened.to_bytes())
    return clean, done


def digests(path: Path) -> list[tuple[str, int, str]]:
    """Every member in order: name, method, digest of its bytes."""
    with zipfile.ZipFile(path) as file:
        return [
            (one.filename, one.compress_type, hashlib.sha256(file.read(one)).hexdigest()) for one in file.infolist()
        ]


def read_part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as file:
        return file.read(name).decode()


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as file:
        return file.namelist()


def change(path: Path, name: str, old: str, new: str) -> Path:
    """The package with a part edited, as another program would; the rest as it was."""
    buffer = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.infolist():
            data = source.read(one)
            if one.filename == name:
                assert old.encode() in data, (name, old)
                data = data.replace(old.encode(), new.encode())
            target.writestr(one.filename, data)
    path.write_bytes(buffer.getvalue())
    return path


def touch(path: Path) -> Path:
    """The same file as if another program had saved it: no part is quite as marking left it."""
    sheet = read_part(path, "xl/workbook.xml")
    return change(path, "xl/workbook.xml", sheet, sheet.rstrip() + "\n\n")
