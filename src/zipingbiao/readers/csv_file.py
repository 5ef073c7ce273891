"""Reading .csv and other separated texts as a workbook of one sheet of texts; only project lists come in this form."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.files import printable
from zipingbiao.base.safezip import MAX_FILE, MIB
from zipingbiao.readers.cells import RawCell
from zipingbiao.readers.grid import MAX_CELLS, Sheet, Workbook
from zipingbiao.readers.lines import MAX_LINES

SUFFIXES = (".csv", ".tsv", ".txt")
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SEPARATORS = ",\t;|"
_LONGEST = 2_000_000


def is_csv(path: Path) -> bool:
    """Whether the file is to be read as separated text: by its name, unless it holds a workbook all the same."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        with path.open("rb") as stream:
            return not stream.read(4).startswith(_PACKED)
    except OSError:
        return False


def read_csv(path: Path) -> Workbook:
    """The file as one sheet without a name; the encoding (UTF-8, GB18030, UTF-16) and the separator are found out.

    Raises UnreadableFile where the file cannot be opened or is no text.
    """
    name = printable(path.name)
    try:
        if path.stat().st_size > MAX_FILE:
            raise UnreadableFile(f"「{name}」超过 {MAX_FILE // MIB} MB，不像项目清单，请删去无关内容后再试。")
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"「{name}」无法读取，请检查文件权限和所在磁盘。") from error
    if not raw.strip():
        raise UnreadableFile(f"「{name}」是空文件，请重新索取或重新保存。")
    text = _decode(raw, name)
    book = Workbook(path, "csv")
    sheet = Sheet("", name)
    book.sheets.append(sheet)
    csv.field_size_limit(_LONGEST)
    count = 0
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)), start=1):
            cells = {column: RawCell("text", body) for column, value in enumerate(values, 1) if (body := _plain(value))}
            if cells:
                sheet.rows[number] = cells
                count += len(cells)
            if count >= MAX_CELLS or len(sheet.rows) > MAX_LINES:
                sheet.truncated = True
                break
    except csv.Error as error:
        raise UnreadableFile(f"「{name}」的引号不成对，读不出来，请用 Excel、WPS 打开后另存为 .xlsx 再试。") from error
    return book


def _decode(raw: bytes, name: str) -> str:
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile(f"「{name}」不是文本文件，或不是 UTF-8、GBK 编码，请用 Excel、WPS 打开后另存为 .xlsx 再试。")


def _separator(text: str) -> str:
    """The separator that stands most often in the first lines."""
    head = text[:20_000]
    return max(_SEPARATORS, key=head.count) if any(mark in head for mark in _SEPARATORS) else ","


def _plain(value: str) -> str:
    """A cell without the ="…" and the leading tab by which exports keep figures as texts."""
    body = value.strip()
    if body.startswith('="') and body.endswith('"') and len(body) > 2:
        body = body[2:-1]
    return body.lstrip("'").strip() if body.startswith("'") else body
