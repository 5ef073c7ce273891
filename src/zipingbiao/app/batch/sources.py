"""The files of a batch: found by their names, with what tells a changed file; what they hold is looked at by workers.

Links and the lock files of Office are not followed; every file that is passed over is told with a word why.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from zipingbiao.app.reading import TEXT_SUFFIXES
from zipingbiao.app.search import is_foreign_json, is_report, is_text_report, newer_name, suffixes
from zipingbiao.base.addresses import is_address, shown_address
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import cause, printable

Searching = Callable[[int, str], None]
#: A search tells how far it is after so many files.
_STEP = 2_000
_LINK = "链接，不跟随"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a batch.

    file      as the results name it: the folder as given, and the path inside it, parted by /
    url       where it is opened: a path of this machine, or an address that fsspec knows (s3://…)
    size      in bytes
    modified  in ns since 1970; with the size it tells a file that changed
    named     by the user, not found in a folder: it is told of whatever it holds
    """

    file: str
    url: str
    size: int | None = None
    modified: int | None = None
    named: bool = False

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
        """The file's name without folder, as findings have it."""
        return printable(self.path.name)


class Listing(NamedTuple):
    """The files to work on, sorted; those passed over, each with a word why."""

    sources: list[Source]
    passed_over: list[tuple[Source, str]]


Found = tuple[Source, str | None]


def list_sources(
    folders: Sequence[str], searching: Searching | None = None, leave_out: Collection[Path] = ()
) -> Listing:
    """Finds the files to check in folders, through all their subfolders; each once, however often it is reached.

    Args:
        folders: folders of this machine, single files, or addresses that fsspec knows (s3://bucket/folder).
        searching: told (number of files seen, folder) from time to time.
        leave_out: files and folders that are not even told: the batch's own result.

    Raises ZpbError for an empty name, a folder that is not there or is a whole drive, and where there is nothing to
    read at all.
    """
    own = {os.path.realpath(path) for path in leave_out}
    found: dict[str, Found] = {}
    for folder in folders:
        for key, source, word in _inside(folder, searching, own):
            if key not in found or (source.named and found[key][1] is not None):
                found[key] = source, word
    files = {source.file for source, _ in found.values()}
    settled = [(source, word or _older_copy(source, files)) for source, word in found.values()]
    settled.sort(key=lambda one: one[0].file)
    listing = Listing(
        [source for source, word in settled if word is None],
        [(source, word) for source, word in settled if word is not None],
    )
    if not listing.sources:
        names = "、".join(printable(shown_address(folder)) for folder in folders)
        raise ZpbError(f"{names} 里没有可以检查的文件（{' '.join(suffixes())}）。")
    return listing


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
    except OSError:
        return None  # A file that cannot be opened is read all the same: that says why.
    return None


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


def _older_copy(source: Source, files: Collection[str]) -> str | None:
    folder, slash, name = source.file.rpartition("/")
    newer = None if source.named else newer_name(name)
    return "另存的旧文件" if newer is not None and folder + slash + newer in files else None


def _inside(
    folder: str, searching: Searching | None, own: Collection[str]
) -> Iterator[tuple[str, Source, str | None]]:
    """Every file, with a key by which it is known however it is reached."""
    if not folder.strip():
        raise ZpbError("文件夹的名字是空的，请写明要检查哪个文件夹。用法见 zpb batch --help")
    if is_address(folder):
        from zipingbiao.app.batch.remote import list_remote

        yield from ((source.url, source, word) for source, word in list_remote(folder, word_for))
        return
    root = Path(folder)
    if not root.exists():
        raise ZpbError(f"找不到文件夹「{printable(folder)}」，请检查名称和位置。")
    real = os.path.realpath(root)
    if not root.is_dir():
        yield real, replace(_source(root, _status(root, follow=True)), named=True), None
        return
    if real == Path(real).anchor:
        raise ZpbError(f"{printable(folder)} 是整个磁盘，请指定放自评表的文件夹。")
    start = len(str(root))
    for seen, (path, status, word) in enumerate(_walk(root), start=1):
        if searching is not None and seen % _STEP == 0:
            searching(seen, printable(path.parent.name))
        # Nothing below the root is a link that was followed.
        inner = str(path)[start:] if str(root) != "." else os.sep + str(path)
        key = real + inner
        if key not in own and os.path.dirname(key) not in own:  # noqa: PTH120 - of ten thousand paths
            yield key, _source(path, status), word


def _walk(root: Path) -> Iterable[tuple[Path, os.stat_result | None, str | None]]:
    refused: list[tuple[Path, str]] = []

    def refuse(error: OSError) -> None:
        refused.append((Path(os.fsdecode(error.filename)), f"不能进入的文件夹（{cause(error)}）"))

    for here, folders, names in os.walk(root, onerror=refuse):
        at = Path(here)
        for name in sorted(folders):
            if (at / name).is_symlink():
                yield at / name, None, _LINK
            elif name.startswith("."):
                yield at / name, None, "隐藏文件夹"
            else:
                continue
            folders.remove(name)
        folders.sort()
        for name in sorted(names):
            status = _status(at / name)
            yield at / name, status, word_for(name) or _irregular(status)
    for path, word in refused:
        yield path, None, word


def _irregular(status: os.stat_result | None) -> str | None:
    """A link may lead in a circle or out of the folder; reading a pipe or a device might never end."""
    if status is None or stat.S_ISREG(status.st_mode):
        return None
    return _LINK if stat.S_ISLNK(status.st_mode) else "不是普通文件"


def _status(path: Path, *, follow: bool = False) -> os.stat_result | None:
    try:
        return path.stat(follow_symlinks=follow)
    except OSError:
        return None  # It vanished, or the disk fails: reading it says why.


def _source(path: Path, status: os.stat_result | None) -> Source:
    # Bytes that are no text are written out: two files must not come to have one name.
    file = path.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")
    if status is None:
        return Source(file, str(path))
    return Source(file, str(path), status.st_size, status.st_mtime_ns)
