"""What the mutated and the oversized files have brought to light, each as the smallest file that shows it."""

from __future__ import annotations

import json
import random
import struct
from pathlib import Path

import pytest

import zipingbiao as zpb
from tests.fuzz import grids
from tests.fuzz.byte_mutators import pack
from tests.readers.build import package, parts_of, sheet_xml, table, table_xml
from zipingbiao.base.errors import UnreadableFile
from zipingbiao.readers import ods
from zipingbiao.readers.biff import read_biff
from zipingbiao.readers.compound import find_stream
from zipingbiao.readers.csv_file import read_csv
from zipingbiao.readers.grid import Workbook
from zipingbiao.readers.lines import MAX_LINES
from zipingbiao.readers.sheet_xml import _without_empty
from zipingbiao.readers.workbook import read_workbook

OLD = Path(__file__).parent / "data" / "007_changjiang_jinbu.xls"
OLD_SHEET = "渔业成品油价格改革补贴(长江禁捕)"


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def old_stream(*cells: bytes, version: int = 0x600, tables: bytes = b"") -> bytes:
    """A workbook stream of one sheet 表."""
    name = b"\x01\x01" + "表".encode("utf-16-le") if version == 0x600 else b"\x02" + "表".encode("gbk")
    page = record(0x42, struct.pack("<H", 936))
    start = record(0x809, struct.pack("<HH", version, 5) + bytes(4)) + page + tables
    length = len(start) + 4 + 6 + len(name) + 4
    names = record(0x85, struct.pack("<IBB", length, 0, 0) + name)
    sheet = record(0x809, struct.pack("<HH", version, 16) + bytes(4)) + b"".join(cells) + record(0x0A)
    return start + names + record(0x0A) + sheet


def old(*cells: bytes, version: int = 0x600, tables: bytes = b"") -> Workbook:
    return read_biff(Path("旧表.xls"), old_stream(*cells, version=version, tables=tables))


# -- encodings and characters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["x", "utf-8" * 500, "UTF-7", "UTF-32"])
def test_an_encoding_nobody_knows_is_a_sentence(tmp_path: Path, encoding: str) -> None:
    parts = parts_of({"表": table_xml([["项目名称", "甲"]])})
    parts["xl/_rels/workbook.xml.rels"] = f'<?xml version="1.0" encoding="{encoding}"?>{parts["xl/_rels/workbook.xml.rels"]}'
    with pytest.raises(UnreadableFile, match="损坏"):
        read_workbook(package(tmp_path / "a.xlsx", parts))


def test_half_a_character_written_as_an_escape_can_be_printed(tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", [["项目名称", "甲_xD800_乙"], ["主管部门", "_xD83D__xDE00_"]])
    sheet = read_workbook(path).sheets[0]
    assert [sheet.text(1, 2), sheet.text(2, 2)] == ["甲\ufffd乙", "\U0001f600"]
    json.dumps(zpb.check(path).as_document(), ensure_ascii=False).encode()


# -- .xls -------------------------------------------------------------------------------------------------------------


def test_cells_far_apart_in_an_xls_cost_nothing() -> None:
    """The library that read these files before wanted 67 GB for the rectangle between them, and ended the process."""
    sheet = old(
        record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)), record(0x203, struct.pack("<HHHd", 0, 0, 0, 1.5)),
        record(0x203, struct.pack("<HHHd", 65_535, 255, 0, 2)), record(0x203, struct.pack("<HHHd", 7, 65_535, 0, 3)),
    ).sheets[0]  # fmt: skip
    assert [(row, column, cell.raw) for row, cells in sheet.rows.items() for column, cell in cells.items()] == [
        (1, 1, "1.5"), (65_536, 256, "2"),
    ]  # fmt: skip


def test_a_damaged_xls_says_nothing_but_its_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The library printed a trace of its own on stderr."""
    content = bytearray(OLD.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) // 2)
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    zpb.check(path)
    assert capfd.readouterr() == ("", "")


def test_records_of_every_kind() -> None:
    text = struct.pack("<HB", 2, 1) + "合计".encode("utf-16-le")
    sheet = old(
        record(0x27E, struct.pack("<HHHI", 0, 0, 0, (1234 << 2 | 3))), record(0x27E, struct.pack("<HHHI", 0, 1, 0, (-5 << 2 | 2) & 0xFFFFFFFF)),
        record(0xBD, struct.pack("<HH", 1, 0) + struct.pack("<HIHI", 0, 10 << 2 | 2, 0, 20 << 2 | 2) + struct.pack("<H", 1)),
        record(0x204, struct.pack("<HHH", 2, 0, 0) + text), record(0x205, struct.pack("<HHHBB", 3, 0, 0, 1, 0)),
        record(0x205, struct.pack("<HHHBB", 3, 1, 0, 7, 1)), record(0x06, struct.pack("<HHHd", 4, 0, 0, 9.5)),
        record(0x06, struct.pack("<HHH", 4, 1, 0) + b"\x00" * 6 + b"\xff\xff"), record(0x207, text),
        record(0x06, struct.pack("<HHH", 4, 2, 0) + b"\x02\x00\x2a\x00\x00\x00\xff\xff"), record(0xE5, struct.pack("<H4H", 1, 0, 1, 0, 2)),
        record(0x7D, struct.pack("<6H", 3, 4, 2_560, 0, 1, 0)), record(0x208, struct.pack("<6HI", 2, 0, 5, 300, 0, 0, 0x20)),
        record(0xFD, struct.pack("<HHHI", 5, 0, 0, 99)), record(0x203, b"\x01"),
    ).sheets[0]  # fmt: skip
    cells = {(row, column): cell.raw for row, found in sheet.rows.items() for column, cell in found.items()}
    assert cells == {
        (1, 1): "12.34", (1, 2): "-5", (2, 1): "10", (2, 2): "20", (3, 1): "合计", (4, 1): "TRUE", (4, 2): "#DIV/0!", (5, 1): "9.5",
        (5, 2): "合计", (5, 3): "#N/A",
    }  # fmt: skip
    assert [tuple(merge) for merge in sheet.merges] == [(1, 1, 2, 3)]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, [(4, 5)])


def test_a_shared_text_cut_by_the_end_of_a_record() -> None:
    whole = "项目支出绩效自评表"
    first = struct.pack("<II", 2, 2) + struct.pack("<HB", len(whole), 1) + whole[:4].encode("utf-16-le")
    second = b"\x01" + whole[4:].encode("utf-16-le") + struct.pack("<HBH", 3, 8, 1) + b"abc" + bytes(4)
    tables = record(0xFC, first) + record(0x3C, second)
    cells = [record(0xFD, struct.pack("<HHHI", 0, column, 0, column)) for column in range(2)]
    sheet = old(*cells, tables=tables).sheets[0]
    assert [cell.raw for cell in sheet.rows[1].values()] == [whole, "abc"]


def test_an_xls_of_excel_5_is_read_in_its_code_page() -> None:
    body = "得分".encode("gbk")
    book = old(record(0x204, struct.pack("<HHHH", 0, 0, 0, len(body)) + body), version=0x500)
    assert (book.sheets[0].name, book.sheets[0].text(1, 1)) == ("表", "得分")


def test_an_xls_with_a_password_says_so() -> None:
    with pytest.raises(UnreadableFile, match="打开密码"):
        old(tables=record(0x2F, bytes(6)))


def test_an_xls_saved_by_an_office_keeps_its_formats() -> None:
    sheet = read_workbook(OLD).sheet(OLD_SHEET)
    assert sheet is not None
    again = read_workbook(OLD.parent.parent.parent / "data" / "corpus" / "007_changjiang_jinbu.xlsx").sheets[0]
    assert {(r, c): sheet.text(r, c) for r in sheet for c in sheet.rows[r]} == {(r, c): again.text(r, c) for r in again for c in again.rows[r]}
    assert sheet.merges and sorted(sheet.merges) == sorted(again.merges)


def test_sectors_in_a_circle_end() -> None:
    data = bytearray(OLD.read_bytes())
    start = struct.unpack_from("<I", data, 76)[0]
    data[(start + 1) * 512 : (start + 2) * 512] = bytes(512)
    stream = find_stream(bytes(data), "Workbook")
    assert stream is None or len(stream) <= len(data)


# -- .xlsb ------------------------------------------------------------------------------------------------------------


def test_cells_far_apart_in_an_xlsb_are_refused(tmp_path: Path) -> None:
    grid, merges = [["甲"], *[[]] * 3, ["乙"]], []
    content = grids.as_xlsb(grid, merges, random.Random(0))
    path = tmp_path / "a.xlsb"
    path.write_bytes(content.replace(struct.pack("<IIHHB", 4, 0, 300, 0, 0), struct.pack("<IIHHB", 1_048_575, 0, 300, 0, 0)).replace(
        struct.pack("<II", 0, 0) + struct.pack("<I", 1) + "乙".encode("utf-16-le"), struct.pack("<II", 16_383, 0) + struct.pack("<I", 1) + "乙".encode("utf-16-le")
    ))  # fmt: skip
    with pytest.raises(UnreadableFile):
        read_workbook(path)


# -- size -------------------------------------------------------------------------------------------------------------


def test_empty_cells_and_rows_never_reach_the_parser() -> None:
    rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="B{n}"/></row><row r="{n + 1}" ht="9"/>' for n in range(9, 4_009, 2))
    xml = sheet_xml(f'<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"/></row>{rows}<row r="5000"><c r="C5000"><v>2</v></c></row>')
    for size in (50, 333, 64 * 1024):
        data = xml.encode()
        left = b"".join(_without_empty(data[at : at + size] for at in range(0, len(data), size)))
        assert b"B1" not in left and b'<c r="A9"' not in left
        assert left.count(b"<row") < 4_002
    assert b"".join(_without_empty([xml.encode()])).count(b"<row") == 3


def test_cells_without_addresses_keep_their_places(tmp_path: Path) -> None:
    xml = sheet_xml('<row r="3" s="1"></row><row><c/><c s="1"/><c><v>7</v></c></row><row r="9"/><row r="12"><c r="B12" s="1"/><c r="C12"><v>8</v></c></row>')
    sheet = read_workbook(package(tmp_path / "a.xlsx", parts_of({"表": xml}))).sheets[0]
    assert {row: {column: cell.raw for column, cell in cells.items()} for row, cells in sheet.rows.items()} == {4: {3: "7"}, 12: {3: "8"}}


def ods_file(path: Path, *tables: str) -> Path:
    xml = grids.ods_document("".join(f'<table:table table:name="表{n}">{rows}</table:table>' for n, rows in enumerate(tables)))
    path.write_bytes(pack({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": xml.encode()}))
    return path


def test_a_painted_background_in_an_ods_is_read_once(tmp_path: Path) -> None:
    """Filled cells that say they stand a million times took two minutes."""
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>甲</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    few = '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"><text:p>乙</text:p></table:table-cell></table:table-row>'
    sheet = read_workbook(ods_file(tmp_path / "a.ods", row + few)).sheets[0]
    assert {number: len(cells) for number, cells in sheet.rows.items()} == {1: 1, 1_000_001: 2, 1_000_002: 2, 1_000_003: 2}


def test_the_sheets_behind_a_data_dump_in_an_ods_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods, "MAX_CELLS", 20)
    row = "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>"
    first, second = read_workbook(ods_file(tmp_path / "a.ods", row * 30, row * 2)).sheets
    assert (first.truncated, len(first.rows)) == (True, 20)
    assert (second.truncated, len(second.rows)) == (False, 2)


def test_elements_with_endless_prefixes_in_an_ods(tmp_path: Path) -> None:
    odd = "".join(f'<x{n}:p xmlns:x{n}="x">甲</x{n}:p>' for n in range(3_000))
    row = "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>"
    assert read_workbook(ods_file(tmp_path / "a.ods", odd + row)).sheets[0].text(1, 1) is not None


def test_a_csv_is_read_as_far_as_its_rows_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("项目名称,执行数\n" + "甲,1\n" * (MAX_LINES + 500), "utf-8")
    sheet = read_csv(path).sheets[0]
    assert sheet.truncated and len(sheet.rows) == MAX_LINES + 1


