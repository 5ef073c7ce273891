"""Forms as rows of cells, changed in what they say, and written as .xlsx, .ods, .docx, .xlsb or .csv."""

from __future__ import annotations

import csv
import io
import random
import struct
from collections.abc import Callable
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from tests.fuzz import hostile
from tests.fuzz.byte_mutators import pack
from tests.fuzz.xml_mutators import allowed
from tests.readers.build import DATA, ROOT_RELS, parts_of, table_xml
from tests.readers.word_build import W
from zipingbiao.readers.workbook import read_workbook

Grid = list[list[str]]
Merges = list[tuple[int, int, int, int]]
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
#: What one change may add, so that thousands of cases stay quick: characters, and rows in all.
_LONGEST, _ROWS = 300_000, 1_500
_LIST: Grid = [
    ["2019年度项目支出情况表"], ["金额单位：万元"], ["序号", "项目名称", "项目代码", "年初预算数", "全年预算数", "执行数"],
    ["1", "道路维护", "420001", "100", "120", "118.6"], ["2", "公园养护", "420002", "30.5", "30.5", "30.5"], ["合计", "", "", "130.5", "150.5", "149.1"],
]  # fmt: skip


@cache
def forms() -> list[tuple[Grid, Merges]]:
    """The hand-made forms of the corpus, and a project list."""
    found: list[tuple[Grid, Merges]] = [(_LIST, [(1, 1, 1, 6)])]
    for path in sorted((DATA / "corpus").glob("*.xlsx")):
        sheet = read_workbook(path).sheets[0]
        last = max(max(cells) for cells in sheet.rows.values())
        grid = [[sheet.text(row, column) or "" for column in range(1, last + 1)] for row in range(1, max(sheet.rows) + 1)]
        found.append((grid, [tuple(merge) for merge in sheet.merges]))
    return found


def mutate(chance: random.Random) -> tuple[Grid, Merges]:
    """A form after some changes."""
    source, merges = chance.choice(forms())
    grid, merges = [list(row) for row in source], list(merges)
    for _ in range(chance.choice((1, 2, 4, 8))):
        chance.choice(_CHANGES)(grid, merges, chance)
    return grid, merges


def _cells(grid: Grid, _: Merges, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 3, 20))):
        row = chance.choice(grid)
        if row:
            row[chance.randrange(len(row))] = hostile.text(chance)


def _column(grid: Grid, _: Merges, chance: random.Random) -> None:
    """The same thing all the way down."""
    column, group = chance.randrange(10), chance.choice((hostile.OPERATORS, hostile.NUMBERS, hostile.ERRORS, hostile.TEXTS))
    same = chance.choice(group)[:300] if chance.random() < 0.5 else None
    for row in grid[chance.randrange(len(grid)) :]:
        if column < len(row):
            row[column] = same if same is not None else chance.choice(group)[:2_000]


def _repeat(grid: Grid, _: Merges, chance: random.Random) -> None:
    """Rows again and again: headers, labels, indicators, totals."""
    start = chance.randrange(len(grid))
    block = grid[start : start + chance.choice((1, 1, 2, 6))]
    times = chance.choice((1, 2, 3, 10, 10, 1_000 if chance.random() < 0.05 else 10))
    most = _ROWS if times == 1_000 else _ROWS // 8
    if sum(len(cell) for row in block for cell in row) * times < _LONGEST and len(grid) + times * len(block) < most:
        grid[start:start] = [list(row) for _ in range(times) for row in block]


def _shuffle(grid: Grid, _: Merges, chance: random.Random) -> None:
    if chance.random() < 0.5:
        chance.shuffle(grid)
    else:
        for row in chance.sample(grid, min(len(grid), 5)):
            chance.shuffle(row)


def _turn(grid: Grid, merges: Merges, chance: random.Random) -> None:
    """Columns as rows, or a column taken out."""
    if chance.random() < 0.3 and len(grid) < 200:
        wide = max(map(len, grid))
        grid[:] = [[row[column] if column < len(row) else "" for row in grid] for column in range(wide)]
        merges.clear()
    else:
        column = chance.randrange(10)
        for row in grid:
            del row[column : column + 1]


def _merge(_: Grid, merges: Merges, chance: random.Random) -> None:
    if chance.random() < 0.3:
        merges.clear()
    for _ in range(chance.choice((1, 5, 60))):
        top, left = chance.randint(1, 40), chance.randint(1, 10)
        merges.append((top, left, top + chance.choice((0, 1, 3, 30)), left + chance.choice((0, 1, 3, 9))))


def _labels(grid: Grid, _: Merges, chance: random.Random) -> None:
    """A row of labels where none belongs."""
    wide = chance.choice((1, 3, 8, 12, 300))
    grid.insert(chance.randrange(len(grid) + 1), [chance.choice(hostile.LABELS) for _ in range(wide)])


def _empty(grid: Grid, _: Merges, chance: random.Random) -> None:
    start = chance.randrange(len(grid))
    for row in grid[start : start + chance.choice((1, 5, 40))]:
        row[:] = ["" if chance.random() < 0.7 else cell for cell in row]


_CHANGES: tuple[Callable[[Grid, Merges, random.Random], None], ...] = (
    _cells, _cells, _cells, _column, _repeat, _shuffle, _turn, _merge, _labels, _empty,
)  # fmt: skip


def as_xlsx(grid: Grid, merges: Merges, chance: random.Random) -> bytes:
    """Numbers as numbers, error values as such, some cells as formulas."""
    rows = []
    for row in grid:
        cells: list[str | int | float | None] = []
        for text in row:
            text = allowed(text)
            formula = chance.random() < 0.02
            cells.append("=" + chance.choice(hostile.FORMULAS) if formula else text or None)
        rows.append(cells)
    xml = table_xml(rows, tuple(f"{_name(left)}{top}:{_name(right)}{bottom}" for top, left, bottom, right in merges))
    return pack({name: part.encode() if isinstance(part, str) else part for name, part in parts_of({"表": xml}).items()})


def _name(column: int) -> str:
    return chr(64 + column) if column <= 26 else f"A{chr(38 + column)}"


def as_ods(grid: Grid, merges: Merges, chance: random.Random) -> bytes:
    """One table; some repeats have nothing to do with what follows."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges}
    out = []
    for number, row in enumerate(grid, start=1):
        cells = []
        for column, text in enumerate(row, start=1):
            down, across = spans.get((number, column), (1, 1))
            more = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"' if down * across > 1 else ""
            if chance.random() < 0.01:
                more += f' table:number-columns-repeated="{chance.choice(hostile.INTEGERS)[:20]}"'
            if chance.random() < 0.05:
                more += f' office:value-type="float" office:value={quoteattr(allowed(chance.choice(hostile.NUMBERS)))}'
            cells.append(f"<table:table-cell{more}><text:p>{escape(allowed(text))}</text:p></table:table-cell>")
        repeated = f' table:number-rows-repeated="{chance.choice(hostile.INTEGERS)[:20]}"' if chance.random() < 0.01 else ""
        out.append(f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>")
    xml = ods_document(f'<table:table table:name="表">{"".join(out)}</table:table>')
    return pack({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": xml.encode()})


def ods_document(tables: str) -> str:
    """content.xml around ready-made tables."""
    names = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return f"<office:document-content {names}>{body}</office:document-content>"


def as_docx(grid: Grid, merges: Merges, chance: random.Random) -> bytes:
    """One table, or one cut in two; merges as gridSpan and vMerge."""
    starts = {(top, left): (bottom, right) for top, left, bottom, right in merges}
    covered = {(r, c): (top, left) for top, left, bottom, right in merges for r in range(top, bottom + 1) for c in range(left, right + 1)}
    rows = []
    for number, row in enumerate(grid, start=1):
        cells, column = [], 1
        while column <= len(row):
            top, left = covered.get((number, column), (number, column))
            right = starts.get((top, left), (number, column))[1]
            span, text = max(1, min(right, len(row)) - column + 1), row[column - 1]
            down = "" if (top, left) not in starts else '<w:vMerge w:val="restart"/>' if top == number else "<w:vMerge/>"
            if chance.random() < 0.005:
                span = chance.choice((0, 63, 501, 70_000))
            body = escape(allowed(text)).replace("\n", "</w:t><w:br/><w:t>")
            cells.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{down}</w:tcPr><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:tc>')
            column += max(1, span)
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    cut = chance.randrange(len(rows) + 1) if rows and chance.random() < 0.3 else 0
    tables = "<w:p/>".join(f"<w:tbl>{''.join(part)}</w:tbl>" for part in (rows[:cut], rows[cut:]) if part)
    xml = f'<w:document xmlns:w="{W}"><w:body><w:p/>{tables}</w:body></w:document>'
    return pack({"_rels/.rels": ROOT_RELS.replace("xl/workbook.xml", "word/document.xml").encode(), "word/document.xml": xml.encode()})


def as_xlsb(grid: Grid, _: Merges, __: random.Random) -> bytes:
    """The few records that a binary workbook needs ([MS-XLSB])."""
    wide = max(map(len, grid), default=1)
    sheet = _record(129) + _record(148, struct.pack("<4I", 0, max(len(grid), 1) - 1, 0, max(wide, 1) - 1)) + _record(145)
    for number, row in enumerate(grid):
        sheet += _record(0, struct.pack("<IIHHB", number, 0, 300, 0, 0) + struct.pack("<I", 0))
        for column, text in enumerate(row):
            head = struct.pack("<II", column, 0)
            try:
                sheet += _record(5, head + struct.pack("<d", float(text)))
            except (ValueError, OverflowError):
                sheet += _record(6, head + _wide(text)) if text else _record(1, head)
    sheet += _record(146) + _record(130)
    names = _record(143) + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("表")) + _record(144)
    relation = ROOT_RELS.replace("officeDocument\" Target=\"xl/workbook.xml", "worksheet\" Target=\"worksheets/sheet1.bin")
    return pack({
        "_rels/.rels": ROOT_RELS.replace("workbook.xml", "workbook.bin").encode(), "xl/workbook.bin": _record(131) + names + _record(132),
        "xl/_rels/workbook.bin.rels": relation.encode(), "xl/worksheets/sheet1.bin": sheet,
    })  # fmt: skip


def _wide(text: str) -> bytes:
    body = text.encode("utf-16-le", "surrogatepass")
    return struct.pack("<I", len(body) // 2) + body


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + body


def as_csv(grid: Grid, _: Merges, chance: random.Random) -> bytes:
    """In the encodings and with the separators that offices use."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=chance.choice(",\t;|"), quotechar='"', lineterminator=chance.choice(("\r\n", "\n", "\r"))).writerows(grid)
    return stream.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")), "surrogatepass")


WRITERS: dict[str, Callable[[Grid, Merges, random.Random], bytes]] = {
    ".xlsx": as_xlsx, ".ods": as_ods, ".docx": as_docx, ".xlsb": as_xlsb, ".csv": as_csv,
}  # fmt: skip
