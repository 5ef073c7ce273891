"""Opening a narrative report (.docx, .txt, .md) as numbered lines of text; what the lines say is read elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.files import printable
from zipingbiao.base.safezip import MIB, SafeZip
from zipingbiao.model.report_mark import ReportMark, read_mark
from zipingbiao.readers.package import main_part, read_keywords
from zipingbiao.readers.word_pieces import Placed, pieces_of
from zipingbiao.readers.word_xml import scan_document

#: A long report is well below 1 MiB of text.
MAX_TEXT_FILE = 20 * MIB
#: Lines or paragraphs that are read: some 1 500 pages.
MAX_LINES = 50_000
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\u2028\u2029]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_TEXT = "请用记事本、WPS 打开后另存为 .docx，或编码为 UTF-8 的 .txt 再试。"
_LEVEL_1 = range(0xB0, 0xD8)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(slots=True)
class Line:
    """A line of a text file, or a paragraph of a Word file, with its number; `table` where a table stands instead."""

    text: str
    number: int
    table: bool = False


@dataclass(slots=True)
class Lines:
    """The lines; `counter` is the word their numbers go with (行, 段), `wrapped` where a sentence may run over lines.

    pieces  of a Word file, its paragraphs with those in tables
    mark    of a Word file, what its properties say it was generated as
    """

    lines: list[Line] = field(default_factory=list)
    counter: str = "行"
    wrapped: bool = True
    truncated: bool = False
    pieces: list[Placed] = field(default_factory=list)
    mark: ReportMark | None = None


def load_lines(path: Path) -> Lines:
    """The lines of a report.

    Raises UnreadableFile with one plain sentence: what is wrong and what to do.
    """
    name = printable(path.name or str(path))
    head = _head(path, name)
    if head.startswith(b"PK"):
        with SafeZip(path) as package:
            return _word(package, name)
    if (other := _other_format(name, head)) is not None:
        raise UnreadableFile(other)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"「{name}」无法打开，请检查文件是否正被其他程序使用。") from error
    return split_lines(decode(data, name))


def split_lines(text: str) -> Lines:
    """The lines of a text that is at hand already; blank ones are only counted."""
    found = Lines()
    for number, line in enumerate(_BREAK.split(text), 1):
        if line and not line.isspace():
            if len(found.lines) == MAX_LINES:
                found.truncated = True
                break
            found.lines.append(Line(line, number))
    return found


def decode(data: bytes, name: str) -> str:
    """The text of a .txt or .md file: UTF-8, UTF-16, or GB 18030 as older Windows writes it.

    Raises UnreadableFile where it is none of these.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _checked(_try(data, encoding), name)
    found = _try(data, "utf-8")
    if found is not None and _is_text(found):
        return _CONTROL.sub("", found)
    # Without a mark GB 18030 and UTF-16 accept nearly anything; only the usual characters tell them apart.
    candidates = [text for encoding in ("gb18030", "utf-16-le", "utf-16-be") if (text := _try(data, encoding))]
    best = max(candidates, key=_plausibility, default=None)
    if best is None or _plausibility(best) < 0.85:
        raise UnreadableFile(_not_text(name, data))
    return _checked(best, name)


def _checked(text: str | None, name: str) -> str:
    if text is None or not _is_text(text):
        raise UnreadableFile(_not_text(name, b"\x00"))
    return _CONTROL.sub("", text)


def _is_text(text: str) -> bool:
    """Whether control characters are rare: copying from old Word files leaves some behind."""
    return "\x00" not in text and len(_CONTROL.findall(text)) <= 3 + len(text) // 100


def _try(data: bytes, encoding: str) -> str | None:
    """The decoded text; a character that is cut in half at the very end is dropped."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        whole = error.start
    if whole == 0 or whole < len(data) - 3:
        return None
    return data[:whole].decode(encoding)


def _plausibility(text: str) -> float:
    """How much of the text is made of everyday characters."""
    sample = [c for c in text[:20_000] if not c.isspace()]
    return sum(map(_is_usual, sample)) / len(sample) if sample else 0.0


def _is_usual(character: str) -> bool:
    if "!" <= character <= "~":
        return True
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and (code[0] in _LEVEL_1 or code[0] in range(0xA1, 0xA4))


def _not_text(name: str, data: bytes) -> str:
    if _CONTROL.search(data[:4096].decode("latin-1")):
        return f"「{name}」不是文本文件，或文件已损坏，请确认选对了文件，{_SAVE_TEXT}"
    return f"「{name}」的文字编码无法识别，{_SAVE_TEXT}"


def _head(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile(f"「{name}」是文件夹，请指定其中的文件。")
        if not path.exists():
            raise UnreadableFile(f"找不到文件「{name}」，请检查文件名和所在文件夹。")
        if not path.is_file():
            raise UnreadableFile(f"「{name}」不是普通文件，请指定一份 .docx 或 .txt 报告。")
        if path.stat().st_size > MAX_TEXT_FILE and path.suffix.lower() not in (".docx", ".docm"):
            raise UnreadableFile(f"「{name}」超过 {MAX_TEXT_FILE // MIB} MB，不像文字报告，请确认选对了文件。")
        with path.open("rb") as stream:
            head = stream.read(2048)
    except PermissionError as error:
        raise UnreadableFile(f"没有权限读取「{name}」，请检查文件权限，或先关闭正在使用它的程序。") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"「{name}」无法打开，请检查文件名和所在磁盘后重试。") from error
    if not head:
        raise UnreadableFile(f"「{name}」是空文件（0 字节），请重新索取或重新保存。")
    return head


def _other_format(name: str, head: bytes) -> str | None:
    """The sentence about a file that is neither Word's nor plain text."""
    body = head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if head.startswith(_OLE):
        return f"「{name}」是旧版 Office 文件（.doc、.xls、.wps），请用 Word、WPS 打开后另存为 .docx 再试。"
    if head.startswith(b"%PDF"):
        return f"「{name}」是 PDF 文件，请向提供人索取 Word 文件，或转换为 .docx 再试。"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8")):
        return f"「{name}」是图片，请指定 .docx 或 .txt 报告。"
    if head.startswith((b"Rar!", b"7z\xbc\xaf")):
        return f"「{name}」是压缩包，请先解压，再指定其中的报告。"
    if body.startswith((b"<!doctype html", b"<html", b"<?xml", b"{\\rtf")):
        return f"「{name}」不是纯文本，请用 Word、WPS 打开后另存为 .docx 再试。"
    return None


def _word(package: SafeZip, name: str) -> Lines:
    if not any(member.startswith("word/") for member in package.names):
        raise UnreadableFile(f"「{name}」不是 Word 文件，请指定 .docx 或 .txt 报告；自评表请用检查命令读取。")
    part = main_part(package, "word/document.xml")
    if part is None:
        raise UnreadableFile(f"「{name}」不是完整的 Word 文件（缺少 document.xml），请用 Word、WPS 打开后另存为 .docx 再试。")
    document = scan_document(package.chunks(part), name)
    found = Lines(counter="段", wrapped=False, truncated=document.truncated)
    for piece in pieces_of(document):
        if len(found.lines) >= MAX_LINES:
            found.truncated = True
            break
        if piece.table:
            if not (found.lines and found.lines[-1].table):
                found.lines.append(Line("", piece.number, table=True))
        else:
            found.lines.extend(Line(line, piece.number) for line in piece.text.split("\n") if line.strip())
        found.pieces.append(piece)
    found.mark = read_mark(read_keywords(package))
    return found
