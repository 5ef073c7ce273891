"""Letting findings stand that somebody gave a reason for: in the workbook's own 检查结果, or in a file of waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from zipingbiao.base.files import printable
from zipingbiao.checks.engine import run_waivers
from zipingbiao.model.finding import Finding
from zipingbiao.model.waiver import Waiver
from zipingbiao.writers.checked import CheckedFile

WaiverList = tuple[Path, tuple[Waiver, ...]]


def read_waiver_files(paths: Iterable[Path]) -> list[WaiverList]:
    """Every file with its waivers.

    Raises UnreadableFile or ZpbError with one plain sentence where one cannot be read.
    """
    paths = list(paths)
    if not paths:
        return []
    from zipingbiao.readers.waiver_file import read_waivers

    return [(path, read_waivers(path)) for path in paths]


def apply_waivers(files: Sequence[CheckedFile], lists: Sequence[WaiverList] = ()) -> tuple[CheckedFile, ...]:
    """The files with what was waived in them.

    What is to be said of a workbook's own waivers is a finding of the workbook; a file of waivers of which something is
    to be said comes behind the checked files.
    """
    settled = [_with_own(file) for file in files]
    more: list[CheckedFile] = []
    # A row about a file that was not checked, or could not be, is neither used nor unused.
    names = {printable(file.name).casefold() for file in files if file.unreadable is None}
    for path, waivers in lists if names else ():
        meant = [one for one in waivers if one.file is None or one.file.casefold() in names]
        found, about = run_waivers(meant, [finding for file in settled for finding in file.findings])
        rest = iter(found)
        settled = [replace(file, findings=tuple(_take(rest, len(file.findings)))) for file in settled]
        if about:
            more.append(CheckedFile(path, findings=tuple(about), is_list=True))
    return (*settled, *more)


def _with_own(file: CheckedFile) -> CheckedFile:
    if not file.waivers:
        return file
    found, about = run_waivers(file.waivers, file.findings)
    return replace(file, findings=(*found, *about))


def _take(findings: Iterator[Finding], count: int) -> list[Finding]:
    return [next(findings) for _ in range(count)]
