"""The files of zpb adopt: what they hold and how every form stood on its sheet; what they become is in adopting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from zipingbiao.app.reading import ReadFile, read_file
from zipingbiao.app.search import Found, find_files
from zipingbiao.base.errors import DataError, UnreadableFile, ZpbError
from zipingbiao.base.files import printable
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.grid import Workbook

Progress = Callable[[int, int, str], None]


class Source(NamedTuple):
    """A file with forms; a draft for each, None for forms of data and of our own workbooks."""

    path: Path
    read: ReadFile
    drafts: list[Draft | None]

    @property
    def book(self) -> Workbook | None:
        """The file's sheets; None for data."""
        return self.read.book


def read_sources(paths: Sequence[Path | str], out: Path, progress: Progress | None) -> tuple[list[Source], list[Path]]:
    """The files with forms, and those in folders that hold none.

    Raises:
        ZpbError: for an empty name, and where OUT is one of the files.
        UnreadableFile, DataError: for a named file without forms, and where there is no form at all.
    """
    if not all(str(path).strip() for path in paths):
        raise ZpbError("文件名是空的，请写明要转换的文件。用法见 zpb adopt --help")
    found = find_files(paths)
    _refuse_source(found, out)
    reads, passed = _read_all(found, progress)
    return [Source(path, read, drafts_of(read)) for path, read in reads], passed


def _refuse_source(found: Found, out: Path) -> None:
    for path in found.files:
        if not (out.exists() and path.exists() and out.samefile(path)):
            continue
        if path in found.named:
            raise ZpbError("输出文件不能就是要读的文件，请换一个文件名。")
        raise ZpbError(f"输出文件「{printable(out.name)}」就在要读的文件夹里，请换一个文件名，或写到别的文件夹。")


def _read_all(found: Found, progress: Progress | None) -> tuple[list[tuple[Path, ReadFile]], list[Path]]:
    """The files with their forms, and those found in folders that hold none; a file named by the user must hold one."""
    reads: list[tuple[Path, ReadFile]] = []
    passed = list(found.skipped)
    for number, path in enumerate(found.files):
        if progress:
            progress(number, len(found.files), f"读取 {printable(path.name)}")
        try:
            read = read_file(path)
        except (UnreadableFile, DataError):
            if path in found.named:
                raise
            passed.append(path)
            continue
        if read.evaluations:
            reads.append((path, read))
        elif path in found.named:
            listed = "，只有项目汇总" if read.summaries else ""
            raise UnreadableFile(f"「{printable(path.name)}」里没有找到自评表{listed}，没有生成工作簿。")
        else:
            passed.append(path)
    if not reads:
        raise UnreadableFile("文件夹里没有找到自评表，没有生成工作簿。")
    return reads, passed


def drafts_of(read: ReadFile) -> list[Draft | None]:
    """How every form of a file stood on its sheet; None for data and for our own workbooks."""
    if read.book is None:
        return [None] * len(read.evaluations)
    # Only workbooks and Word files have sheets: DATA.json must not wait for their reader.
    from zipingbiao.readers.forms import read_drafts

    by_sheet: dict[str | None, list[Draft]] = {}
    for sheet in read.book.sheets:
        names = [e for e in read.evaluations if e.place.sheet == (sheet.name or None)]
        drafts = read_drafts(sheet) if names and not any(e.own for e in names) and sheet.state == "visible" else []
        by_sheet[sheet.name or None] = drafts if len(drafts) == len(names) else []
    return [by_sheet[e.place.sheet].pop(0) if by_sheet.get(e.place.sheet) else None for e in read.evaluations]
