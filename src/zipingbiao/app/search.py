"""Finding the files to check: those a user names, and those inside a folder; what is passed over is told, too."""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import NamedTuple

from zipingbiao.app.reading import TEXT_SUFFIXES
from zipingbiao.base.errors import ZpbError
from zipingbiao.model.workpaper import WORKPAPER_MARK
from zipingbiao.readers.json_file import MAX_BYTES, is_data
from zipingbiao.writers.checked import REPORT_MARK

#: What is looked for in a folder; a file named by the user is tried whatever its name is.
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".docx", ".json")
#: Looked for only where the optional part that reads them is there.
OPTIONAL = (".xlsb",)
#: A .json with both is what check --json printed, not forms.
_RESULT_KEYS = (b'"findings"', b'"summary"')
_HTML_MARK = b"zipingbiao"
#: Copies that writing over a file left beside it (base.files.save).
_KEPT = re.compile(r"(?P<stem>.+)（旧\d+）\Z")
#: Document properties are a few hundred bytes; more is not worth unpacking.
_PROPERTIES_LIMIT = 100_000
#: What a text is judged by: its first pages.
_HEAD = 20_000
_TEXT_MARKS = tuple("绩效".encode(encoding) for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"))
#: A search tells how far it is after so many files.
_STEP = 2_000

Searching = Callable[[int, str], None]


class Found(NamedTuple):
    """The files to read, each once; those in folders that are no forms; those that a user named."""

    files: list[Path]
    skipped: list[Path]
    named: set[Path]


def find_files(paths: Iterable[Path | str], searching: Searching | None = None, *, with_texts: bool = False) -> Found:
    """The files to read: folders are searched through, lock files of Excel, hidden files and our reports passed over.

    Args:
        paths: files and folders; a file that does not exist is kept, so that the others are still checked.
        searching: told (number of files seen, folder) from time to time.
        with_texts: whether to look for narrative reports in plain text, too.

    Raises ZpbError for an empty name, for the root of a drive, and for a folder without any file to read.
    """
    found: dict[Path, Path] = {}
    skipped: list[Path] = []
    named: set[Path] = set()
    for given in paths:
        if not str(given).strip():
            raise ZpbError("文件或文件夹的名字是空的，请写明要检查什么。用法见 zpb check --help")
        path = Path(given)
        if not _is_folder(path):
            file = found.setdefault(_resolve(path), path)
            named.add(file)
            continue
        if _resolve(path) == Path(_resolve(path).anchor):
            raise ZpbError(f"{path} 是整个磁盘，请指定放自评表的文件夹。")
        inside, others = _search(path, searching, with_texts)
        if not inside:
            raise ZpbError(f"文件夹 {path} 里没有可以检查的文件（{' '.join(suffixes())}）。")
        # A link to a file that is checked anyway is named, and the file is checked once.
        for file in sorted(inside, key=Path.is_symlink):
            if found.setdefault(_resolve(file), file) != file and file.is_symlink():
                others.append(file)
        skipped.extend(others)
    return Found(list(found.values()), skipped, named)


def suffixes() -> tuple[str, ...]:
    """The endings looked for in a folder."""
    return (*SUFFIXES, *OPTIONAL) if find_spec("python_calamine") else SUFFIXES


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _resolve(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _search(folder: Path, searching: Searching | None, with_texts: bool) -> tuple[list[Path], list[Path]]:
    wanted: list[Path] = []
    others: list[Path] = []
    endings = suffixes()
    for number, file in enumerate(_walk(folder, others), start=1):
        if searching is not None and number % _STEP == 0:
            searching(number, file.parent.name)
        if _never_ends(file):
            others.append(file)
        elif _is_wanted(file, endings) or (with_texts and is_text_report(file)):
            wanted.append(file)
        elif not _is_ours(file):
            others.append(file)
    return sorted(wanted), sorted(others)


def _walk(folder: Path, others: list[Path]) -> Iterator[Path]:
    """Every file that is neither hidden nor a lock file; folders that cannot be entered go to `others`."""

    def refused(error: OSError) -> None:
        if error.filename is not None:
            others.append(Path(os.fsdecode(error.filename)))

    for root, folders, names in os.walk(folder, onerror=refused):
        here = Path(root)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # A link to a folder may lead in a circle; it is not followed, and is named.
        others.extend(here / name for name in folders if (here / name).is_symlink())
        for name in names:
            if not name.startswith((".", "~$")):
                yield here / name


def _never_ends(file: Path) -> bool:
    """Whether reading it might wait for ever: a pipe, a socket or a device, also behind a link."""
    try:
        mode = file.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _is_wanted(file: Path, endings: tuple[str, ...]) -> bool:
    ending = file.suffix.lower()
    try:
        if ending not in endings or not file.is_file() or is_kept_copy(file):
            return False
        if ending == ".json":
            return not is_foreign_json(file)
    except OSError:
        return True
    return not is_report(file)


def is_kept_copy(file: Path) -> bool:
    """Whether a file is the copy of an older one that writing over it left beside it."""
    newer = newer_name(file.name)
    return newer is not None and file.with_name(newer).is_file()


def newer_name(name: str) -> str | None:
    """Of a copy's name (表（旧1）.xlsx), the name of the file that was written over it; None for other names."""
    match = _KEPT.match(PurePath(name).stem)
    return None if match is None else match["stem"] + PurePath(name).suffix


def is_foreign_json(file: Path) -> bool:
    """Whether a .json file holds no forms; one that cannot be opened is wanted all the same: the check then says so."""
    return os.access(file, os.R_OK) and not is_data(file)


def is_text_report(file: Path) -> bool:
    """Whether a plain text speaks of 绩效 at its beginning: folders are full of texts about other things."""
    if file.suffix.lower() not in TEXT_SUFFIXES:
        return False
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    return any(mark in head for mark in _TEXT_MARKS)


def _is_ours(file: Path) -> bool:
    """Whether a file that is not checked is a result of ours, which nobody misses."""
    ending = file.suffix.lower()
    try:
        if ending == ".xlsx":
            return is_report(file)
        if ending == ".html":
            return _HTML_MARK in file.read_bytes()[-20_000:]
        if ending == ".json" and file.stat().st_size <= MAX_BYTES:
            content = file.read_bytes()
            return all(key in content for key in _RESULT_KEYS)
    except OSError:
        return False
    return False


def is_report(path: Path) -> bool:
    """Whether a workbook is a check report of ours: passed over in a folder, and free to be replaced by a newer one."""
    return _has_property(path, REPORT_MARK)


def is_workpaper(path: Path) -> bool:
    """Whether a workbook is a review workpaper of ours: checked, but no source of forms."""
    return _has_property(path, WORKPAPER_MARK)


def _has_property(path: Path, name: str) -> bool:
    if path.suffix.lower() != ".xlsx":
        return False
    try:
        with zipfile.ZipFile(path) as package:
            part = package.getinfo("docProps/custom.xml")
            return part.file_size < _PROPERTIES_LIMIT and name.encode() in package.read(part)
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return False
