"""Checking files and folders: finds the files, has those of each unit checked together; one result per file.

One file, and the files of one unit, are read and checked in app.unit_check; which belong together is decided in app.units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zipingbiao.app.document import to_document
from zipingbiao.app.reading import ReadFile, read_book
from zipingbiao.app.search import Found, find_files
from zipingbiao.app.unit_check import ReadOne, assessed, check_together, is_other_document, read_one
from zipingbiao.app.units import group_pool
from zipingbiao.app.waivers import apply_waivers, read_waiver_files
from zipingbiao.base.errors import UnreadableFile
from zipingbiao.base.files import printable
from zipingbiao.forms.profile_catalog import Named, named
from zipingbiao.writers.checked import CheckedFile, count_severities

if TYPE_CHECKING:
    from zipingbiao.readers.grid import Workbook

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The checked files in the order they were named or found.

    skipped  files in the folders that were passed over, being of no readable kind
    named    the files that were named one by one, not found in a folder
    """

    files: tuple[CheckedFile, ...]
    skipped: tuple[Path, ...] = ()
    named: frozenset[Path] = frozenset()

    @property
    def exit_code(self) -> int:
        """0 nothing at error level, 1 findings at error level, 2 a named file, or every file, could not be read."""
        if self.all_unreadable or any(file.unreadable is not None and file.path in self.named for file in self.files):
            return 2
        return 1 if count_severities(self.files)["error"] else 0

    @property
    def all_unreadable(self) -> bool:
        """Whether there is nothing to report on."""
        return all(file.unreadable is not None for file in self.files)

    def as_document(self) -> dict[str, Any]:
        """The object behind `zpb check --json`."""
        return to_document(self.files)


def check_paths(
    paths: Iterable[Path | str],
    profile: str | None = None,
    progress: Progress | None = None,
    waivers: Iterable[Path] = (),
) -> CheckResult:
    """Checks every file, and every file inside a folder; those of one unit and year are compared with one another.

    A file that cannot be read becomes a finding of kind `unreadable`, so that the others are still checked.

    Args:
        paths: files and folders.
        profile: the id of the profile to judge by, or of the form that forms naming none are taken for.
        progress: told (number of files done, number of files, name of the next file); while folders are searched,
            (number of files seen, 0, folder).
        waivers: files with reasons why findings may stand, besides what the workbooks' own 检查结果 say.

    Raises:
        FormError: for an unknown profile.
        UnreadableFile: for a file of waivers that cannot be read.
        ZpbError: for an empty name, the root of a drive, a folder with nothing in it, or a file without waivers in it.
    """
    lists = read_waiver_files(waivers)
    chosen = named(profile) if profile is not None else Named(None, None)
    found = find_files(paths, (lambda seen, folder: progress(seen, 0, folder)) if progress else None, with_texts=True)
    files = found.files
    results: dict[Path, CheckedFile] = {}
    for pool in _pools(found):
        reads: list[ReadOne] = []
        for path in pool:
            if progress:
                progress(len(results) + len(reads), len(files), printable(path.name))
            reads.append(read_one(path, chosen))
        for group, earlier in _groups(reads):
            results |= check_together(group, earlier, chosen.profile)
    if progress:
        progress(len(files), len(files), "")
    checked = [results[path] for path in files]
    other = {file.path for file in checked if file.path not in found.named and is_other_document(file)}
    if len(other) == len(checked):
        other = set()  # a folder with nothing else: that there is no form in it must be told
    kept = tuple(file for file in checked if file.path not in other)
    kept = apply_waivers(kept, lists)
    return CheckResult(kept, tuple(sorted({*found.skipped, *other})), frozenset(found.named))


class CheckedRead(NamedTuple):
    """A checked file with what was read of it."""

    file: CheckedFile
    read: ReadFile


def check_one(path: Path, profile: str | None = None, waivers: Iterable[Path] = ()) -> CheckedRead:
    """Checks one file by itself, for those who go on to write from what it holds.

    Args: as `check_paths`.

    Raises:
        FormError: for an unknown profile.
        UnreadableFile: where the file, or a file of waivers, cannot be read.
        ZpbError: for a file without waivers in it.
    """
    lists = read_waiver_files(waivers)
    chosen = named(profile) if profile is not None else Named(None, None)
    one = read_one(path, chosen)
    if one.read is None:
        raise UnreadableFile(one.checked.unreadable or "")
    file = apply_waivers([check_together([one], [], chosen.profile)[path]], lists)[0]
    return CheckedRead(file, one.read._replace(evaluations=list(file.evaluations)))


def check_book(book: Workbook) -> CheckedFile:
    """Checks the sheets of one workbook by the forms they name, as `check_paths` checks its file."""
    one = assessed(book.path, read_book(book), Named(None, None))
    return apply_waivers([check_together([one], [], None)[book.path]])[0]


def _pools(found: Found) -> Iterator[list[Path]]:
    """The files among which a unit's are looked for: those of one folder, and those named one by one.

    Findings know a file by its name without the folder, so files of one name never meet.
    """
    folders: dict[Path, list[Path]] = {}
    for path in found.files:
        if path not in found.named:
            folders.setdefault(path.parent, []).append(path)
    named: list[Path] = []
    for path in found.files:
        if path in found.named:
            folders.get(path.parent, named).append(path)
    if len({printable(path.name) for path in named}) < len(named):
        for path in named:
            folders.setdefault(path.parent, []).append(path)
        named = []
    order = {path: number for number, path in enumerate(found.files)}
    pools = [sorted(pool, key=order.__getitem__) for pool in (named, *folders.values()) if pool]
    yield from sorted(pools, key=lambda pool: order[pool[0]])


def _groups(reads: Sequence[ReadOne]) -> Iterator[tuple[list[ReadOne], list[ReadOne]]]:
    """The files of each unit and year, with those of the year before; what nothing can be compared with, alone."""
    for group in group_pool([one.name for one in reads], [one.member for one in reads]):
        yield [reads[index] for index in group.files], [reads[index] for index in group.earlier]
