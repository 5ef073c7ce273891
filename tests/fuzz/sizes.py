"""Files larger than any form: built quickly, each with one thing out of proportion. What they cost is measured elsewhere."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from tests.fuzz import grids
from tests.readers.build import NS, package, parts_of, sheet_xml, table_xml
from zipingbiao.readers.grid import cell_name

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet {NS}><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="2"/></cellXfs></styleSheet>'
)
_WORDS = ("产出指标", "数量指标", "完成率", "≥95%", "98%", "10", "9.8", "道路维护", "按时完成", "单价", "甲单位", "2019年12月")


def _book(path: Path, sheets: dict[str, str], **extra: str) -> Path:
    """A workbook that other readers open too."""
    parts = parts_of(sheets, styles=_STYLES, **extra)
    kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles", "xl/sharedStrings.xml": "sharedStrings"}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}.{kinds.get(name, "worksheet")}+xml"/>' for name in parts if name.startswith("xl/") and "_rels" not in name
    )
    types += '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    parts["[Content_Types].xml"] = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>'
    return package(path, parts)


def noise(rows: int, columns: int = 8) -> list[list[str | int | float | None]]:
    """Words of forms without a form."""
    chance = random.Random(rows)
    return [[chance.choice(_WORDS) if column % 3 else row + column / 4 for column in range(columns)] for row in range(rows)]


def noisy_rows(path: Path) -> Path:
    """20 000 rows of words and numbers."""
    return _book(path, {"流水": table_xml(noise(20_000))})


def long_form(path: Path) -> Path:
    """A form with 20 000 indicators."""
    grid, _ = grids.forms()[2]
    head = next(number for number, row in enumerate(grid) if "三级指标" in "".join("".join(row).split()))
    rows = [*grid[: head + 1], *([*grid[head + 1][:2], f"指标{number}", *grid[head + 1][3:]] for number in range(20_000))]
    return _book(path, {"表": table_xml([list(row) for row in rows])})


def many_sheets(path: Path) -> Path:
    """200 sheets, a form on each."""
    sheets = {}
    for number in range(200):
        grid, merges = grids.forms()[1 + number % 10]
        names = tuple(f"{cell_name(top, left)}:{cell_name(bottom, right)}" for top, left, bottom, right in merges)
        sheets[f"项目{number}"] = table_xml([[text or None for text in row] for row in grid], names)
    return _book(path, sheets)


def empty_rows(path: Path) -> Path:
    """A million rows with a format and nothing in them, below a form."""
    grid, _ = grids.forms()[1]
    form = table_xml([[text or None for text in row] for row in grid])
    head, tail = form.split("</sheetData>")
    rows = "".join(f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(100, 1_000_100))
    return _book(path, {"表": f"{head}{rows}</sheetData>{tail}"})


def many_strings(path: Path) -> Path:
    """200 000 shared strings, few of them used."""
    strings = "".join(f"<si><t>文字{number}</t></si>" for number in range(200_000))
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{row * 7}</v></c></row>' for row in range(1, 2_000))
    return _book(path, {"表": sheet_xml(cells)}, sharedStrings=f"<sst {NS}>{strings}</sst>")


def many_columns(path: Path) -> Path:
    """16 384 columns in ten rows."""
    rows = noise(10, 16_384)
    return _book(path, {"表": table_xml(rows)})


def many_merges(path: Path) -> Path:
    """20 000 merged ranges over 20 000 rows."""
    merges = tuple(f"A{row}:C{row}" for row in range(1, 20_001))
    return _book(path, {"表": table_xml(noise(20_000, 4), merges)})


def repeated_ods(path: Path) -> Path:
    """Rows and columns that say they are there a million times, empty and filled."""
    cell = '<table:table-cell table:number-columns-repeated="{0}"><text:p>{1}</text:p></table:table-cell>'
    row = '<table:table-row table:number-rows-repeated="{0}">{1}</table:table-row>'
    body = [
        row.format(1_048_576, '<table:table-cell table:number-columns-repeated="16384"/>'),
        *(row.format(1_000_000, cell.format(16_384, word)) for word in _WORDS),
    ]
    return _ods(path, [body[:1] * 200, body[1:], body[::-1]])


def noisy_ods(path: Path) -> Path:
    """20 000 rows of words."""
    rows = []
    for values in noise(20_000):
        cells = []
        for value in values:
            kind = "string" if isinstance(value, str) else f'float" office:value="{value}'
            cells.append(f'<table:table-cell office:value-type="{kind}"><text:p>{escape(str(value))}</text:p></table:table-cell>')
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return _ods(path, [rows])


def _ods(path: Path, sheets: list[list[str]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        tables = "".join(f'<table:table table:name="表{number}">{"".join(rows)}</table:table>' for number, rows in enumerate(sheets))
        target.writestr("content.xml", grids.ods_document(tables))
    return path


def long_table_docx(path: Path) -> Path:
    """A Word table of 5 000 rows with the words of a form."""
    grid, merges = grids.forms()[1]
    rows = [*grid, *([str(value) for value in row] for row in noise(5_000))]
    path.write_bytes(grids.as_docx(rows, merges, random.Random(0)))
    return path


def noisy_xlsb(path: Path) -> Path:
    """20 000 rows in a binary workbook."""
    path.write_bytes(grids.as_xlsb([[str(value) for value in row] for row in noise(20_000)], [], random.Random(0)))
    return path


def long_csv(path: Path) -> Path:
    """A project list of 200 000 lines."""
    head = "序号,项目名称,年初预算数,全年预算数,执行数\n"
    path.write_text(head + "".join(f"{row},项目{row},100,120.5,{row % 120}\n" for row in range(200_000)), "utf-8")
    return path


def long_json(path: Path) -> Path:
    """A DATA.json of 20 000 indicators."""
    row = '{"l1":"产出指标","l2":"数量指标","l3":"指标%d","target":"≥95%%","actual":"98%%","weight":"1","score":"1"}'
    rows = ",".join(row % number for number in range(20_000))
    path.write_text(f'{{"forms":[{{"level":"project","year":2020,"unit":"万元","project":"甲","funding":[],"goals":[],"indicators":[{rows}]}}]}}', "utf-8")
    return path


#: name → (ending, builder)
SIZES: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "20 000 rows of noise": (".xlsx", noisy_rows), "a form of 20 000 indicators": (".xlsx", long_form), "200 sheets": (".xlsx", many_sheets),
    "a million empty rows": (".xlsx", empty_rows), "200 000 shared strings": (".xlsx", many_strings), "16 384 columns": (".xlsx", many_columns),
    "20 000 merges": (".xlsx", many_merges), "repeats without end": (".ods", repeated_ods), "20 000 rows of noise, ods": (".ods", noisy_ods),
    "a Word table of 5 000 rows": (".docx", long_table_docx), "20 000 rows, xlsb": (".xlsb", noisy_xlsb), "200 000 lines, csv": (".csv", long_csv),
    "20 000 indicators, json": (".json", long_json),
}  # fmt: skip
