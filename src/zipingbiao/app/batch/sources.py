"""The files of a batch: found by their names, with what tells a changed file; what they hold is looked at by workers.

Links and the lock files of Office are not followed; every file that is passed over is told with a word why.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from zipingbiao.app.reading import TEXT_SUFFIXES
from zipingbiao.app.search import is_foreign_json, is_kept_copy, is_report, is_text_report, suffixes
from zipingbiao.base.addresses import is_address, shown_address
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import printable

Searching = Callable[[int, str], None]
#: A search tells how far it is after so many files.
_STEP = 2_000


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A file of a batch.

    file      as the results name it: the folder as given, and the path inside it, parted by /
    url       where it is opened: a path of this machine, or an address that fsspec knows (s3://…)
    size      in bytes
    modified  in ns since 1970; with the size it tells a file that changed
    """

    file: str
    url: str
    size: int | None = None
    modified: int | None = None

    @property
    def path(self) -> Path:
        """Its path; of a file elsewhere, its name only is of use."""
        return Path(self.url)

    @property
    def folder(self) -> str:
        """The folder in which files that belong together are looked for."""
        return str(PurePosixPath(self.file).parent)

    @property
    def name(self) -> str:
        """The file's name without folder."""
        return PurePosixPath(self.file).name


class Listing(NamedTuple):
    """The files to work on, sorted; those passed over, each with a word why."""

    sources: list[Source]
    passed_over: list[tuple[Source, str]]


def list_sources(folders: Sequence[str], searching: Searching | None = None) -> Listing:
    """Finds the files to check in folders, through all their subfolders.

    Args:
        folders: folders of this machine, single files, or addresses that fsspec knows (s3://bucket/folder).
        searching: told (number of files seen, folder) from time to time.

    Raises ZpbError for an empty name, a folder that is not there, and where there is nothing to read at all.
    """
    found: dict[str, Source] = {}
    passed: dict[str, tuple[Source, str]] = {}
    for folder in folders:
        for source, word in _inside(folder, searching):
            if word is None:
                found.setdefault(source.file, source)
            else:
                passed.setdefault(source.file, (source, word))
    if not found:
        raise ZpbError(f"{'、'.join(map(shown_address, folders))} 里没有可以检查的文件（{' '.join(suffixes())}）。")
    return Listing(sorted(found.values()), sorted(passed.values()))


def skip_word(path: Path) -> str | None:
    """Why a file is not checked, to judge by its content; None for one to check."""
    ending = path.suffix.lower()
    try:
        if ending == ".json" and is_foreign_json(path):
            return "不是自评表数据"
        if ending in TEXT_SUFFIXES and not is_text_report(path):
            return "不是绩效自评的文字"
        if is_report(path):
            return "本软件写出的结果"
        if is_kept_copy(path):
            return "另存的旧文件"
    except OSError:
        return None  # A file that cannot be opened is read all the same: that says why.
    return None


def _inside(folder: str, searching: Searching | None) -> Iterator[tuple[Source, str | None]]:
    if not folder.strip():
        raise ZpbError("文件夹的名字是空的，请写明要检查哪个文件夹。用法见 zpb batch --help")
    if is_address(folder):
        from zipingbiao.app.batch.remote import list_remote

        yield from list_remote(folder, word_for)
        return
    root = Path(folder)
    if not root.exists():
        raise ZpbError(f"找不到文件夹「{printable(folder)}」，请检查名称和位置。")
    if not root.is_dir():
        yield _local(root), None
        return
    for seen, (path, word) in enumerate(_walk(root), start=1):
        if searching is not None and seen % _STEP == 0:
            searching(seen, printable(path.parent.name))
        yield _local(path), word


def word_for(name: str) -> str | None:
    """Why a file of this name is not checked; None for one to look into."""
    if name.startswith("~$"):
        return "Excel、WPS、Word 打开文件时留下的临时文件"
    if name.startswith("."):
        return "隐藏文件"
    ending = PurePosixPath(name).suffix.lower()
    if ending not in suffixes() and ending not in TEXT_SUFFIXES:
        return "不是能读的文件"
    return None


def _walk(root: Path) -> Iterable[tuple[Path, str | None]]:
    refused: list[Path] = []
    for here, folders, names in os.walk(root, onerror=lambda error: refused.append(Path(os.fsdecode(error.filename)))):
        at = Path(here)
        links = {name for name in folders if (at / name).is_symlink()}
        for name in sorted(links):
            yield at / name, "链接，不跟随"
        folders[:] = sorted(name for name in folders if name not in links and not name.startswith("."))
        for name in sorted(names):
            path = at / name
            word = word_for(name)
            yield path, "链接，不跟随" if word is None and path.is_symlink() else word
    for path in refused:
        yield path, "没有权限进入的文件夹"


def _local(path: Path) -> Source:
    try:
        status = path.stat()
    except OSError:
        return Source(printable(path.as_posix()), str(path))
    return Source(printable(path.as_posix()), str(path), status.st_size, status.st_mtime_ns)
