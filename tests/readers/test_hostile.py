"""Broken, hostile and mistaken files: one plain sentence each, quickly, in little memory; odd numbers never crash."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.readers.build import DATA, ROOT_RELS, mark_encrypted, package, parts_of, sheet_xml, table, table_xml
from tests.readers.reading import read_path
from zipingbiao.base import safezip
from zipingbiao.base.errors import UnreadableFile
from zipingbiao.readers.workbook import read_workbook

GOOD = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
BILLION = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "哈">{BILLION}]>'


def write(content: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return make


def with_parts(**changes: str | bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        parts = parts_of({"表": table_xml([["项目名称", "甲"]])})
        parts.update(changes)
        return package(path, parts)

    return make


def without(name: str) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        parts = parts_of({"表": table_xml([["项目名称", "甲"]])})
        del parts[name]
        return package(path, parts)

    return make


def encrypted_member(path: Path) -> Path:
    return mark_encrypted(package(path, parts_of({"表": table_xml([["项目名称", "甲"]])})))


SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CASES: list[tuple[str, Callable[[Path], Path], str]] = [
    ("an empty file", write(b""), "空文件"),
    ("a text file", write("项目名称,得分\n甲,90\n".encode()), "文本文件"),
    ("a web page", write(b"<html><body><table></table></body></html>"), "网页"),
    ("a picture", write(b"\x89PNG\r\n\x1a\n" + bytes(50)), "图片"),
    ("a PDF", write(b"%PDF-1.7\n" + bytes(50)), "PDF"),
    ("random bytes", write(bytes(range(256)) * 8), "不是工作簿"),
    ("a truncated workbook", write(GOOD.read_bytes()[:20_000]), "损坏"),
    ("a zip header alone", write(b"PK\x03\x04"), "损坏"),
    ("an ordinary archive", lambda path: package(path, {"读我.txt": "好"}), "压缩包"),
    ("a Word file", lambda path: package(path, {"_rels/.rels": "<a/>", "word/document.xml": "<a/>"}), "Word"),
    ("a slide show", lambda path: package(path, {"ppt/presentation.xml": "<a/>"}), "演示文稿"),
    ("a file with an opening password", write(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")), "打开密码"),
    ("an old Word file", write(OLE + bytes(600) + "WordDocument".encode("utf-16-le")), "Word"),
    ("an OLE file of unknown kind", write(OLE + bytes(600)), "损坏"),
    ("a broken old workbook", write(OLE + bytes(600) + "Workbook".encode("utf-16-le")), "损坏"),
    ("an encrypted member", encrypted_member, "密码"),
    ("no workbook part", without("xl/workbook.xml"), "workbook.xml"),
    ("no worksheet part", without(SHEET), "缺少工作表"),
    ("a worksheet cut off", with_parts(**{SHEET: table_xml([["项目名称", "甲"]])[:-30]}), "损坏"),
    ("no XML at all", with_parts(**{SHEET: "不是 XML"}), "损坏"),
    ("billion laughs in a sheet", with_parts(**{SHEET: LAUGHS + "<worksheet>&a9;</worksheet>"}), "DOCTYPE"),
    ("an external entity", with_parts(**{SHEET: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}),
     "DOCTYPE"),
    ("a DOCTYPE in UTF-16", with_parts(**{SHEET: ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>'
                                                 "<worksheet/>").encode("utf-16")}), "DOCTYPE"),
    ("a DOCTYPE in workbook.xml", with_parts(**{"xl/workbook.xml": LAUGHS + "<workbook>&a9;</workbook>"}), "DOCTYPE"),
    ("elements without end", with_parts(**{SHEET: "<worksheet>" + "<a>" * 500_000}), "不正常"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "says"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_unreadable_file_is_explained_in_one_sentence(tmp_path: Path, make: Callable[[Path], Path], says: str) -> None:
    path = make(tmp_path / "自评表.xlsx")
    with pytest.raises(UnreadableFile) as caught:
        read_path(path)
    message = str(caught.value)
    assert says in message
    assert "「自评表.xlsx」" in message
    assert "\n" not in message
    assert str(tmp_path) not in message


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="找不到文件"):
        read_workbook(tmp_path / "没有.xlsx")
    with pytest.raises(UnreadableFile, match="文件夹"):
        read_workbook(tmp_path)
    with pytest.raises(UnreadableFile):
        read_workbook(Path("甲" * 5000))
    with pytest.raises(UnreadableFile):
        read_workbook(tmp_path / "甲\x00.xlsx")


def test_permission_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "自评表.xlsx", [["甲"]])

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFile, match="没有权限"):
        read_workbook(path)


def test_declared_bomb_is_refused_before_inflating(tmp_path: Path) -> None:
    path = package(tmp_path / "炸弹.xlsx", parts_of({"表": " " * (40 * 1024 * 1024)}))
    with pytest.raises(UnreadableFile, match="大得不正常"):
        read_workbook(path)


def test_bomb_with_a_lying_size_is_stopped_while_inflating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(tmp_path / "炸弹.xlsx", parts_of({"表": sheet_xml("<row r='1'><c r='A1'/></row>" * 200_000)}))
    monkeypatch.setattr(safezip, "MAX_INFLATED", 1024 * 1024)
    with pytest.raises(UnreadableFile, match="大得不正常"):
        read_workbook(path)


def test_two_zips_in_one_do_not_confuse(tmp_path: Path) -> None:
    """A central directory that claims other sizes than the data: an error sentence, never a traceback."""
    path = package(tmp_path / "a.xlsx", parts_of({"表": table_xml([["甲"] * 50] * 50)}))
    data = bytearray(path.read_bytes())
    start = data.find(b"PK\x01\x02")
    while start >= 0:
        data[start + 24 : start + 28] = (7).to_bytes(4, "little")
        start = data.find(b"PK\x01\x02", start + 4)
    path.write_bytes(data)
    with pytest.raises(UnreadableFile):
        read_workbook(path)


def test_every_truncation_gives_a_sentence(tmp_path: Path) -> None:
    whole = package(tmp_path / "a.xlsx", parts_of({"表": table_xml([["项目名称", "甲"]])})).read_bytes()
    for length in range(0, len(whole), 37):
        path = tmp_path / "b.xlsx"
        path.write_bytes(whole[:length])
        with pytest.raises(UnreadableFile):
            read_path(path)


def test_flipped_bytes_give_a_sentence_or_a_workbook(tmp_path: Path) -> None:
    whole = package(tmp_path / "a.xlsx", parts_of({"表": table_xml([["项目名称", "甲"]])})).read_bytes()
    path = tmp_path / "b.xlsx"
    for position in range(0, len(whole), 11):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        path.write_bytes(damaged)
        try:
            read_path(path)
        except UnreadableFile as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("raw", ["1e999", "-1e999", "NaN", "INF", "1e18", "9" * 400, "1e-999999999", "0x10", "--1"])
def test_absurd_numbers_become_an_error_value(tmp_path: Path, raw: str) -> None:
    xml = sheet_xml(f'<row r="1"><c r="A1"><v>{raw}</v></c></row>')
    value = read_workbook(package(tmp_path / "a.xlsx", parts_of({"表": xml}))).sheets[0].value(1, 1)
    if raw == "1e-999999999":
        assert value.number == 0
        return
    assert value.number is None
    assert value.error == "数值超出范围"
    assert value.text


def test_last_row_of_the_grid_costs_nothing(tmp_path: Path) -> None:
    xml = sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        '<row r="1048577"><c r="A1048577"><v>3</v></c></row>',
        '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="ZZZ1:A2"/></mergeCells>',
    )
    sheet = read_workbook(package(tmp_path / "a.xlsx", parts_of({"表": xml}))).sheets[0]
    assert list(sheet) == [1, 1_048_576]
    assert sheet.merged_value(500_000, 3).text == "1"


def test_dimension_is_not_believed(tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", [["项目名称", "甲"], ["主管部门", "乙"]])
    assert b'dimension ref="A1:A1"' in zipfile.ZipFile(path).read(SHEET)
    assert read_workbook(path).sheets[0].text(2, 2) == "乙"


def test_cells_with_style_only_are_not_kept(tmp_path: Path) -> None:
    row = "".join('<c s="1"/>' for _ in range(100))
    xml = sheet_xml("".join(f'<row r="{n}">{row}</row>' for n in range(1, 2001)))
    assert read_workbook(package(tmp_path / "a.xlsx", parts_of({"表": xml}))).sheets[0].rows == {}


@pytest.mark.slow
def test_data_dump_beside_a_form_is_cut_and_stays_small(tmp_path: Path) -> None:
    """A sheet of 600 000 cells is cut with a remark, in a process that may not use more than 1 GiB."""
    cells = "".join(f'<c r="{c}{{n}}"><v>{{n}}.25</v></c>' for c in "ABCDEFGHIJ")
    dump = sheet_xml("".join(f'<row r="{n}">{cells.format(n=n)}</row>' for n in range(1, 60_001)))
    path = package(tmp_path / "a.xlsx", parts_of({"流水": dump, "表": table_xml([["项目名称", "甲"]])}))
    script = (
        "import sys, pathlib\n"
        "from zipingbiao.readers.forms import read_forms\n"
        "from zipingbiao.readers.workbook import read_workbook\n"
        "book = read_workbook(pathlib.Path(sys.argv[1]))\n"
        "forms, notes = read_forms(book)\n"
        "assert book.sheets[0].truncated and any('数据太多' in note.message for note in notes), notes\n"
        "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1024 * 1024, "KiB"


def test_root_relation_outside_the_package_is_not_followed(tmp_path: Path) -> None:
    parts = parts_of({"表": table_xml([["甲"]])})
    parts["_rels/.rels"] = ROOT_RELS.replace("xl/workbook.xml", "../../etc/passwd")
    assert read_workbook(package(tmp_path / "a.xlsx", parts)).sheets[0].text(1, 1) == "甲"


def test_binary_workbooks_without_the_optional_part_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    path = package(tmp_path / "二进制.xlsb", {"xl/workbook.bin": b"", "_rels/.rels": ROOT_RELS})
    with pytest.raises(UnreadableFile, match="zipingbiao\\[formats\\]"):
        read_workbook(path)
