"""Opening reports: Word, text in the usual encodings, files that are something else, and texts made to hurt."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.readers.report_truth import REPORTS
from zipingbiao.base.errors import UnreadableFile
from zipingbiao.readers.report_text import figures_in, read_report

TEXT = "某县民政局2022年社区养老服务补助资金绩效自评报告\n预算安排100万元，实际支出98万元，执行率98%，自评得分96分。\n"
EXPECTED = [("year", "2022年"), ("budget", "100万元"), ("executed", "98万元"), ("rate", "98%"), ("score", "96分")]
_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _write_docx(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f'<w:document xmlns:w="{_NS}"><w:body>{body}</w:body></w:document>')
    return path


def _paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in runs) + "</w:p>"


def _table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def _shown(path: Path) -> list[tuple[str, str | None]]:
    return [(figure.kind, figure.value.text) for figure in read_report(path).figures]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert _shown(path) == EXPECTED


def test_a_character_cut_in_half_at_the_end_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes((TEXT + "完").encode()[:-1])
    assert _shown(path) == EXPECTED


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "报告.md"
    title, line = TEXT.strip().split("\n")
    path.write_text(f"# {title}\n\n- **{line}**\n\n| 项目 | 预算 |\n| --- | --- |\n| 合计 | 预算100万元 |\n", encoding="utf-8")
    assert _shown(path) == EXPECTED


def test_word_paragraphs_are_read_and_tables_left_to_their_readers(tmp_path: Path) -> None:
    title, line = TEXT.strip().split("\n")
    body = (
        _paragraph(title)
        + _paragraph("一、预算执行情况")
        + _table(["项目", "全年预算数", "实际支出"], ["甲项目", "预算 50 万元", "实际支出 40 万元"])
        + _paragraph(line[:7], line[7:])
    )
    path = _write_docx(tmp_path / "报告.docx", body)
    report = read_report(path)
    assert [(figure.kind, figure.value.text) for figure in report.figures] == EXPECTED
    assert str(report.figures[1].value.place) == "报告.docx!一、预算执行情况!第3段".replace("一、", "")
    assert [(section.level, section.title) for section in report.sections] == [(0, title), (2, "预算执行情况")]


def test_a_frame_around_the_text_is_no_table(tmp_path: Path) -> None:
    title, line = TEXT.strip().split("\n")
    path = _write_docx(tmp_path / "报告.docx", _paragraph(title) + _table([line]))
    assert _shown(path) == EXPECTED


@pytest.mark.parametrize("text", ["  \n\n", "\ufeff", "\n", "没有标点也没有数字的一段话"])
def test_a_report_without_figures(tmp_path: Path, text: str) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(text, encoding="utf-8")
    assert read_report(path).figures == ()
    assert figures_in(text) == figures_in("") == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk"])
def test_stray_control_characters_are_dropped(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes((TEXT.replace("98万", "9\x018万") + "\x07").encode(encoding))
    assert _shown(path) == EXPECTED


def test_a_report_on_one_line_is_read(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    line = TEXT.split("\n")[1]
    path.write_text("某县民政局2022年自评情况。" + line * 1000, encoding="utf-8")
    assert _shown(path) == EXPECTED[1:] * 1000


def test_a_text_without_punctuation_is_read(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("该项目预算安排100万元 实际支出98万元 执行率98% 自评得分96分", encoding="utf-8")
    assert _shown(path) == EXPECTED[1:]


@pytest.mark.parametrize(
    "body",
    ["", "<w:sectPr/>", "<w:p/><w:p><w:r/></w:p>", _table(["预算安排100万元", "实际支出98万元"], ["执行率98%", "自评得分96分"])],
    ids=["empty", "no paragraph", "empty paragraphs", "tables alone"],
)
def test_a_word_file_without_sentences_has_no_figures(tmp_path: Path, body: str) -> None:
    report = read_report(_write_docx(tmp_path / "报告.docx", body))
    assert report.figures == () and not report.truncated


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    inside = "<w:txbxContent>" + "".join(_paragraph(line) for line in TEXT.strip().split("\n")) + "</w:txbxContent>"
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:drawing><s:txbx xmlns:s="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{inside}</s:txbx></w:drawing></mc:Choice>"
        f'<mc:Fallback><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml">{inside}</v:textbox></w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert _shown(_write_docx(tmp_path / "报告.docx", box)) == EXPECTED


@pytest.mark.parametrize("data", [b"PK\x03\x04" + b"x" * 300, b"PK\x05\x06" + b"\x00" * 18])
def test_a_broken_word_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="「报告"):
        read_report(path)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "空文件"),
        ("图片.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "图片"),
        ("程序.txt", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 8, "不是文本文件"),
        ("繁体.txt", "預算執行情況與績效評價報告，實際支出九十八萬元。".encode("big5") * 20, "编码无法识别"),
        ("旧版.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧版"),
        ("文件.txt", b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        ("网页.txt", b"<!DOCTYPE html><html></html>", "不是纯文本"),
        ("乱码.txt", bytes((i * 37 + 11) % 251 + 1 for i in range(4000)), "报告|文本|编码|损坏"),
    ],
)
def test_other_files_are_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as refusal:
        read_report(path)
    sentence = str(refusal.value)
    assert any(word in sentence for word in words.split("|")), sentence
    assert sentence.count("。") == 1 and "\n" not in sentence and name in sentence


def test_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadableFile, match="不是 Word 文件"):
        read_report(path)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="找不到文件"):
        read_report(tmp_path / "没有.txt")
    with pytest.raises(UnreadableFile, match="文件夹"):
        read_report(tmp_path)


# -- long and hostile texts ----------------------------------------------------------------------------------------------


def _seconds(text: str) -> float:
    start = time.process_time()
    figures_in(text)
    return time.process_time() - start


def test_one_megabyte_of_reports_is_read_quickly() -> None:
    text = "".join(path.read_text(encoding="utf-8", errors="ignore") for path in sorted(REPORTS.glob("*.txt")))
    text = (text * 4)[: 1_000_000 * len(text) // len(text.encode())]
    # About 1.4 seconds; the limit leaves room for a slow machine.
    assert _seconds(text) < 6


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1,", "1.", "9 ", "-1", "（", "）", "（）", "“", '"', "预算", "万元", "项目，", "满意度", "百分之", "2019年", "=100%", "%", "$",
        "预算100万元，", "预算100万元。", "其中：10万元，", "预算10万元（其中5万元），", "率=（1÷2）×100%=", "产出指标（10分）得分9分，",
        "指标目标值100%，实际100%，", "绩效指标9项完成9项，", "预算数、执行数分别为10万元、9万元，", "一、预算\n", "（1）培训10次；",
        "某市商务局2018年\n", "评价等级为优", "预算安排资金一百万元预算安排资金一百万元预算安排资金一百万元\n",
    ],
)  # fmt: skip
def test_repetition_takes_no_more_than_linear_time(piece: str) -> None:
    # About 0.2 seconds here; a quadratic pass takes several times the limit.
    assert _seconds(piece * (30_000 // len(piece))) < 2.5


@pytest.mark.parametrize("piece", ["1", "产出指标（10分）得分9分，"])
def test_200_000_characters_without_a_full_stop_take_a_few_seconds(piece: str) -> None:
    assert _seconds(piece * (200_000 // len(piece))) < 4


def test_a_file_of_figures_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "数据.txt"
    path.write_text("预算100万元，" * 6_000, encoding="utf-8")
    report = read_report(path)
    assert report.truncated
    assert len(report.figures) <= 10_000


def test_five_megabytes_are_read_in_bounded_time(tmp_path: Path) -> None:
    piece = "第1项预算：3.5万元、"
    path = tmp_path / "数据.txt"
    path.write_text(piece * (5 * 1024 * 1024 // len(piece.encode())), encoding="utf-8")
    start = time.process_time()
    report = read_report(path)
    # About 4 seconds here.
    assert time.process_time() - start < 15
    assert report.truncated and len(report.figures) <= 5_000
