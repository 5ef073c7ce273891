"""Opening a .json file: encodings, exact numbers, and errors that name the line. What it holds is readers.data's."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from zipingbiao.base.errors import DataError, UnreadableFile
from zipingbiao.base.files import printable
from zipingbiao.base.text import excerpt

MAX_BYTES = 64 * 1024 * 1024


class ExactText(str):
    """A JSON number, kept as it was written: 10.50 stays 10.50."""


def load_json(path: Path) -> Any:
    """The document in a file; numbers stay texts, as they were written.

    Raises UnreadableFile where the file cannot be opened, DataError where it is not JSON.
    """
    name = printable(path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(f"「{name}」超过 {MAX_BYTES // 1024 // 1024} MB，不像自评表数据，请确认选对了文件。")
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(f"找不到文件「{name}」，请检查文件名和所在文件夹。") from error
    except IsADirectoryError as error:
        raise UnreadableFile(f"「{name}」是文件夹，请指定其中的文件。") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"「{name}」无法读取，请检查文件权限和所在磁盘。") from error
    return _parse(_decode(raw, name), name)


def _decode(raw: bytes, name: str) -> str:
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(f"「{name}」不是文本文件，或不是 UTF-8、GB18030 编码，请确认选对了文件，或另存为 UTF-8 编码再试。")


def _parse(text: str, name: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            twice = next(key for key, count in Counter(key for key, _ in items).items() if count > 1)
            raise DataError(f"「{name}」里同一个对象的键 {excerpt(twice)} 出现了两次，请删去一个。")
        return found

    def constant(word: str) -> Any:
        raise DataError(f"「{name}」里有 {word}，它不是数字；没有值时请写 null。")

    try:
        return json.loads(
            text, object_pairs_hook=pairs, parse_float=ExactText, parse_int=ExactText, parse_constant=constant
        )
    except json.JSONDecodeError as error:
        raise DataError(
            f"「{name}」第 {error.lineno} 行第 {error.colno} 列不是正确的 JSON，请检查逗号、引号和括号。"
        ) from error
    except RecursionError as error:
        raise DataError(f"「{name}」嵌套太深，不像自评表数据，请确认选对了文件。") from error


def is_data(path: Path) -> bool:
    """Whether a .json file looks like one of ours, so that other files in a folder are passed over in silence."""
    try:
        document = load_json(path)
    except (DataError, UnreadableFile):
        return False
    return isinstance(document, dict) and ("forms" in document or "indicators" in document)
