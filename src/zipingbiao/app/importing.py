"""Turning any readable form into DATA.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zipingbiao.app.reading import read_file
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.files import Kept, printable, save
from zipingbiao.model.finding import Finding
from zipingbiao.model.summary import Summary
from zipingbiao.readers.data import to_data


def import_file(
    path: Path, out: Path, kept: Kept | None = None
) -> tuple[dict[str, Any], list[Finding]]:
    """Writes OUT.json and returns the document and what the reader could not place.

    `kept` is told where an existing file of another content was kept.

    Raises:
        UnreadableFile: where the file cannot be read or holds no form.
        ZpbError: where OUT does not end in .json, is the file itself, or cannot be written.
    """
    if out.suffix.lower() != ".json":
        raise ZpbError(f"输出文件名应以 .json 结尾：{out.name}")
    if out.exists() and path.exists() and out.samefile(path):
        raise ZpbError("输出文件不能就是要读的文件，请换一个文件名。")
    read = read_file(path)
    if not read.evaluations:
        raise UnreadableFile(f"「{printable(path.name)}」里没有找到自评表，没有生成数据。")
    document = to_data(read.evaluations, project_list=_own_list(read.summaries))
    save(out, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode(), kept)
    return document, read.findings


def _own_list(summaries: list[Summary]) -> Summary | None:
    """The unit's own project list; 汇总 and a list that only repeats the forms say nothing of their own."""
    return next((one for one in summaries if any(row.purpose.text for row in one.rows)), None)
