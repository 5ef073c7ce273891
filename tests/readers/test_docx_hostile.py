"""Broken, hostile and mistaken Word files: one plain sentence and exit status 2, never a traceback, nothing touched."""

from __future__ import annotations

import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from tests.readers.build import mark_encrypted, package
from tests.readers.drawing import Cell, Drawn, Row, draw
from tests.readers.form_data import forms_of
from tests.readers.geometry import Geometry
from tests.readers.reading import read_path
from tests.readers.test_docx_text import FIRST, HEAD, TOTAL, plain, run
from tests.readers.test_hostile import LAUGHS, OLE, write
from tests.readers.word_build import W, document, save, table_xml
from zipingbiao.base.errors import UnreadableFile

BODY = "word/document.xml"
OPEN = f'<w:document xmlns:w="{W}"><w:body>'
CLOSE = "</w:body></w:document>"


def good(path: Path) -> Path:
    return save(document(draw(forms_of("donghu-2019")[2], Geometry())), path)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as source:
        return {name: source.read(name) for name in source.namelist()}


def changed(change: Callable[[dict[str, bytes]], object]) -> Callable[[Path], Path]:
    """A good file after something happened to its parts."""

    def make(path: Path) -> Path:
        content = parts(good(path))
        change(content)
        return package(path, dict(content))

    return make


def with_body(xml: str | bytes) -> Callable[[Path], Path]:
    return changed(lambda content: content.update({BODY: xml.encode() if isinstance(xml, str) else xml}))


def truncated(path: Path) -> Path:
    path.write_bytes(good(path).read_bytes()[:-900])
    return path


def broken_member(path: Path) -> Path:
    data = bytearray(good(path).read_bytes())
    with zipfile.ZipFile(path) as source:
        start = source.getinfo(BODY).header_offset
    data[start + 200 : start + 400] = bytes(200)
    path.write_bytes(data)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def locked(path: Path) -> Path:
    return mark_encrypted(good(path))


def nested(levels: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * levels + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * levels


CASES: list[tuple[str, Callable[[Path], Path], str]] = [
    ("an empty file", write(b""), "空文件"),
    ("a zip header alone", write(b"PK\x03\x04"), "损坏"),
    ("a truncated file", truncated, "损坏"),
    ("a damaged member", broken_member, "损坏"),
    ("a folder", folder, "没有可以检查的文件"),
    ("a password", write(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")), "打开密码"),
    ("an old file renamed", write(OLE + bytes(600) + "WordDocument".encode("utf-16-le")), "旧版 Word"),
    ("an encrypted member", locked, "密码"),
    ("a bomb", with_body(OPEN + " " * (40 * 1024 * 1024) + CLOSE), "大得不正常"),
    ("a DOCTYPE", with_body(LAUGHS + "<x>&a9;</x>"), "DOCTYPE"),
    ("an external entity", with_body('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'), "DOCTYPE"),
    ("a DOCTYPE in UTF-16", with_body(f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS[21:]}<x/>'.encode("utf-16")), "DOCTYPE"),
    ("a DOCTYPE in the relations", changed(lambda c: c.update({"_rels/.rels": (LAUGHS + "<x>&a9;</x>").encode()})), "DOCTYPE"),
    ("no document part", changed(lambda c: c.pop(BODY)), "document.xml"),
    ("no body", with_body(f'<w:document xmlns:w="{W}"/>'), "没有正文"),
    ("XML cut off", with_body(OPEN + "<w:p>"), "损坏"),
    ("no XML at all", with_body("不是 XML"), "损坏"),
    ("tables in tables in tables", with_body(OPEN + nested(200) + CLOSE), "不正常"),
    ("elements without end", with_body(OPEN + "<w:p>" * 100_000), "不正常"),
    ("a web page", write(b"<html><table></table></html>"), "网页"),
    ("rich text", write(b"{\\rtf1 x}"), "RTF"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "says"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_one_sentence_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], Path], says: str
) -> None:
    path = make(tmp_path / "自评表.docx")
    before = None if path.is_dir() else path.read_bytes()
    for command in (["check", str(path)], ["import", str(path), "-o", str(tmp_path / "出.json")]):
        assert run(command) == 2
        output = capsys.readouterr()
        (line,) = output.err.strip().splitlines()
        assert says in line or (before is None and "文件夹" in line)
        assert "自评表.docx" in line
        assert "Traceback" not in output.out + output.err
    assert not (tmp_path / "出.json").exists()
    assert before is None or path.read_bytes() == before


def test_a_document_without_a_form_is_told_as_of_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, tables in enumerate(([], [plain(["姓名", "电话"], ["甲", "1"])])):
        path = save(document(Drawn(["关于填报自评情况的通知"], tables)), tmp_path / f"{number}.docx")
        assert run(["check", str(path)]) == 1
        assert "没有找到自评表" in capsys.readouterr().out
        assert run(["import", str(path), "-o", str(tmp_path / "出.json")]) == 2
        assert "没有找到自评表" in capsys.readouterr().err


@pytest.mark.parametrize("levels", [2, 20, 75])
def test_tables_in_tables_are_read_as_far_as_they_go(tmp_path: Path, levels: int) -> None:
    inner = table_xml(plain(HEAD, FIRST, TOTAL))
    xml = "<w:tbl><w:tr><w:tc>" * levels + inner + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * levels
    evaluations, _, _ = read_path(with_body(OPEN + xml + CLOSE)(tmp_path / "a.docx"))
    assert [len(e.indicators) for e in evaluations] == [1]


@pytest.mark.slow
@pytest.mark.parametrize("is_form", [True, False])
def test_twenty_thousand_rows_take_seconds(tmp_path: Path, is_form: bool) -> None:
    text = [["产出指标", "数量指标", f"指标{number}", "≥3", "4", "1", "1", ""] for number in range(20_000)]
    rows = plain(HEAD if is_form else ["姓名"] * 8, *text)
    chance = random.Random(3)
    for row in rows[1:]:
        move = chance.uniform(-0.003, 0.003)
        row.cells[0] = Cell(1 / 8 + move, row.cells[0].text)
        row.cells[1] = Cell(1 / 8 - move, row.cells[1].text)
    path = save(document(Drawn(["项目支出绩效自评表"], [rows])), tmp_path / "a.docx")
    start = time.process_time()
    evaluations, _, _ = read_path(path)
    # About four seconds; the limit leaves room for a busy machine, and none for work that grows with the square.
    assert time.process_time() - start < 20
    assert bool(evaluations) == is_form


def test_merges_and_spans_without_sense(tmp_path: Path) -> None:
    rows: list[Row] = plain(HEAD, FIRST, TOTAL)
    xml = table_xml(rows)
    odd = [
        xml.replace("<w:vMerge/>", "").replace('<w:gridSpan w:val="1"/>', '<w:gridSpan w:val="99999999999"/>'),
        xml.replace('<w:gridSpan w:val="1"/>', '<w:gridSpan w:val="-3"/><w:vMerge/>'),
        xml.replace('<w:gridSpan w:val="1"/>', "<w:gridSpan/><w:hMerge/>"),
        xml.replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="70000"/></w:trPr>'),
        "<w:tbl/>", "<w:tbl><w:tr/></w:tbl>", "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", "<w:tc><w:p/></w:tc><w:tr/>",
        xml.replace("<w:tblGrid>", "<w:tblGrid>" + '<w:gridCol w:w="x"/><w:gridCol/><w:gridCol w:w="99999999999"/>' * 300),
    ]  # fmt: skip
    for body in odd:
        read_path(with_body(OPEN + body + CLOSE)(tmp_path / "a.docx"))


@pytest.mark.slow
def test_mutations_of_bytes_and_parts_give_a_sentence_or_a_form(tmp_path: Path) -> None:
    source = good(tmp_path / "good.docx")
    whole, content = source.read_bytes(), parts(source)
    names = [name for name in content if name.endswith((".xml", ".rels"))]
    path = tmp_path / "b.docx"
    for seed in range(150):
        chance = random.Random(seed)
        if seed % 3 == 0:
            data = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            path.write_bytes(data)
        else:
            name = BODY if seed % 3 == 1 else chance.choice(names)
            package(path, {**content, name: _mutated(content[name], chance)})
        try:
            read_path(path)
        except UnreadableFile as error:
            assert "\n" not in str(error)


def _mutated(xml: bytes, chance: random.Random) -> bytes:
    """The part with tags and pieces removed, doubled, or moved."""
    pieces = xml.replace(b"><", b">\0<").split(b"\0")
    for _ in range(chance.randint(1, 6)):
        if len(pieces) < 3:
            break
        index, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        kind = chance.randrange(4)
        if kind == 0:
            del pieces[index]
        elif kind == 1:
            pieces.insert(other, pieces[index])
        elif kind == 2:
            pieces[index], pieces[other] = pieces[other], pieces[index]
        else:
            pieces[index] = pieces[index].replace(b"w:", chance.choice([b"", b"x:", b"w:"])).replace(b"1", b"-1")
    return b"".join(pieces)


def test_files_of_the_library_itself(tmp_path: Path) -> None:
    """An empty document holds no form and no fault."""
    evaluations, findings, _ = read_path(save(Document(), tmp_path / "空白.docx"))
    assert (evaluations, findings) == ([], [])
