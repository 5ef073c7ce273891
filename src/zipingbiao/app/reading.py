"""Reading whatever a user names — DATA.json or a workbook — and finding the files inside a folder."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.summary import Summary
from zipingbiao.readers.data import is_data, read_data
from zipingbiao.writers.checked import REPORT_MARK

#: What is looked for in a folder; a file named by the user is tried whatever its name is.
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".json")
#: Document properties are a few hundred bytes; more is not worth unpacking.
_PROPERTIES_LIMIT = 100_000


class ReadFile(NamedTuple):
    """What one file holds; `facts` is what the reader noticed about the file itself."""

    evaluations: list[Evaluation]
    findings: list[Finding]
    summaries: list[Summary]
    facts: object = None


def read_file(path: Path) -> ReadFile:
    """Reads one file by what it is.

    Raises UnreadableFile or DataError with a plain sentence.
    """
    if path.suffix.lower() == ".json":
        evaluations, _ = read_data(path)
        return ReadFile(evaluations, [], [])
    # lxml and the workbook reader are wanted only here: reading DATA.json must not wait for them.
    from zipingbiao.readers.api import read_path
    from zipingbiao.readers.summary import read_summary

    evaluations, findings, workbook = read_path(path)
    summary = read_summary(workbook) if workbook is not None else None
    return ReadFile(evaluations, findings, [] if summary is None else [summary], workbook)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files to read, each once: folders are searched through, lock files of Excel and hidden files skipped.

    Raises ZpbError for a path that does not exist and for a folder without any file to read.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if _is_wanted(file, path)]
            if not inside:
                raise ZpbError(f"文件夹 {path} 里没有可以检查的文件（{' '.join(SUFFIXES)}）。")
            for file in inside:
                found.setdefault(file.resolve(), file)
        elif path.exists():
            found.setdefault(path.resolve(), path)
        else:
            raise UnreadableFile(f"找不到 {path}，请检查文件名和所在文件夹。")
    return list(found.values())


def _is_wanted(file: Path, folder: Path) -> bool:
    if file.suffix.lower() not in SUFFIXES or file.name.startswith("~$"):
        return False
    if any(part.startswith(".") for part in file.relative_to(folder).parts) or not file.is_file():
        return False
    if file.suffix.lower() == ".json":
        return is_data(file)
    return not is_report(file)


def is_report(path: Path) -> bool:
    """Whether a workbook is a check report of ours: passed over in a folder, and free to be replaced by a newer one."""
    if path.suffix.lower() != ".xlsx":
        return False
    try:
        with zipfile.ZipFile(path) as package:
            part = package.getinfo("docProps/custom.xml")
            return part.file_size < _PROPERTIES_LIMIT and REPORT_MARK.encode() in package.read(part)
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return False
