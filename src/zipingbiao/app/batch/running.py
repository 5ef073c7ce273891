"""A whole batch: what is still to be done, doing it, and the result in the order of the files.

First every file is checked by itself; then, when it is known which files are of one unit and year, those are checked
together. The result is the same whatever the number of workers, the order in which they finish, and how often the work
was broken off and resumed.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from zipingbiao import __version__
from zipingbiao.app.batch.parts import Kept, Parts, index, put_together
from zipingbiao.app.batch.processes import run_in_processes, usual_workers
from zipingbiao.app.batch.sources import Listing, Searching, Source, list_sources
from zipingbiao.app.batch.work import FileRows, Task, member_from, skipped_row
from zipingbiao.app.unit_check import finding_of_file
from zipingbiao.app.units import group_pool
from zipingbiao.base.addresses import shown_address
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import need_folder, write_atomically
from zipingbiao.forms.profile_catalog import named
from zipingbiao.writers.batch_rows import rows_of, table_of
from zipingbiao.writers.checked import CheckedFile

#: A part is written after so many files, or so many seconds: what a kill costs at most.
_FILES, _SECONDS = 200, 5.0

#: Told (tasks done, tasks in all, name of the file done last); twice over where files are checked together.
Progress = Callable[[int, int, str], None]
Runner = Callable[[Iterable[Task]], Iterator[tuple[Task, list[FileRows]]]]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch came to.

    out         the result
    counts      files by status (read, unreadable, duplicate, skipped), and "evaluations", "error", "warning", "info"
    resumed     files whose rows an earlier run had kept
    unreadable  the sentences why, of at most some
    """

    out: Path
    counts: Counter[str] = field(default_factory=Counter)
    resumed: int = 0
    unreadable: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 nothing at error level, 1 findings at error level, 2 where not one file could be read."""
        if not self.counts["read"]:
            return 2
        return 1 if self.counts["error"] else 0


def run_batch(
    folders: Sequence[str],
    out: Path,
    *,
    workers: int | None = None,
    runner: Runner | None = None,
    resume: bool = False,
    profile: str | None = None,
    progress: Progress | None = None,
    searching: Searching | None = None,
) -> BatchResult:
    """Checks every file in the folders and writes one Parquet file with a row for each file, form and finding.

    Args:
        folders: folders of this machine, or addresses that fsspec knows.
        out: the .parquet to write; while it is not complete, what is done stands in the folder OUT.未完成 beside it.
        workers: processes; as many as processors where None.
        runner: works on the tasks instead of processes of this machine (app.batch.cluster).
        resume: go on with what an earlier run left unfinished; of a finished result, do what is new or changed.
        profile: as `zpb check --profile`.
        progress, searching: told how far the work is.

    Raises:
        FormError: for an unknown profile.
        ZpbError: where there is nothing to read, an earlier run was not finished and `resume` is not set, another run
            is at work, or the result cannot be written.
    """
    if profile is not None:
        named(profile)
    need_folder(out)
    parts = Parts(out)
    if parts.exists() and not resume:
        raise ZpbError(
            f"上次的成批检查没有做完，结果在「{parts.folder.name}」。要接着做，请加 --resume；要重新做，请先删除这个文件夹。"
        )
    listing = list_sources(folders, searching)
    run = runner or (lambda tasks: run_in_processes(tasks, workers or usual_workers()))
    parts.open(_job(folders, profile))
    try:
        store = _Store(parts, [out] if resume and out.is_file() else [], profile)
        resumed = sum(store.is_known(source) for source in listing.sources)
        store.do(store.to_do_alone(listing.sources), run, progress)
        store.do(store.to_do_together(listing.sources), run, progress)
        result = store.finish(listing, out, _job(folders, profile))
        parts.remove()
    finally:
        parts.close()
    return replace(result, resumed=resumed)


def _job(folders: Sequence[str], profile: str | None) -> dict[str, object]:
    """What a run is: it can be resumed as the same only. `base` is the folder that relative names are in."""
    return {"folders": sorted(map(shown_address, folders)), "base": Path.cwd().as_posix(), "profile": profile, "version": __version__}


class _Store:
    """What is known of every file, and the parts where its rows are."""

    def __init__(self, parts: Parts, finished: Sequence[Path], profile: str | None) -> None:
        self._parts = parts
        self._profile = profile
        self._finished = list(finished)
        #: rows by file and company; what was last told of each file, in whatever company
        self._rows: dict[tuple[str, str], Kept] = {}
        self._facts: dict[str, Kept] = {}
        self._refresh()

    def _refresh(self) -> None:
        for kept in index([*self._finished, *self._parts.paths()]):
            self._rows[kept.file, kept.together] = kept
            self._facts[kept.file] = kept

    def is_known(self, source: Source) -> bool:
        """Whether the file was looked into, and did not change since; what could not be read is tried again."""
        kept = self._facts.get(source.file)
        return kept is not None and kept.status in ("read", "skipped") and _is_of(kept, source)

    def to_do_alone(self, sources: Iterable[Source]) -> list[Task]:
        """The files that are not known."""
        return [Task((source,), profile=self._profile) for source in sources if not self.is_known(source)]

    def to_do_together(self, sources: Sequence[Source]) -> list[Task]:
        """The companies of files that were not checked as such."""
        return [
            task
            for task in self._companies(sources)
            if any(not self._has_rows(source, task.together) for source in task.files)
        ]

    def _has_rows(self, source: Source, together: str) -> bool:
        kept = self._rows.get((source.file, together))
        return kept is not None and _is_of(kept, source)

    def do(self, tasks: Sequence[Task], run: Runner, progress: Progress | None) -> None:
        """Works on the tasks and keeps the rows as they come, also where the work is broken off."""
        if not tasks:
            return
        waiting: list[pa.Table] = []
        last = time.monotonic()
        done = 0
        if progress:
            progress(0, len(tasks), "")
        results = run(tasks)
        try:
            for task, found in results:
                waiting.extend(one.table() for one in found)
                done += 1
                if progress:
                    progress(done, len(tasks), task.files[0].name)
                if len(waiting) >= _FILES or time.monotonic() - last >= _SECONDS:
                    self._parts.add(waiting)
                    waiting = []
                    last = time.monotonic()
        finally:
            if waiting:
                self._parts.add(waiting)
            self._refresh()

    def finish(self, listing: Listing, out: Path, job: dict[str, object]) -> BatchResult:
        """Writes the result: every file once, by itself or in its company, in the order of the files."""
        originals = self._originals(listing.sources)
        company = {source.file: task.together for task in self._companies(listing.sources) for source in task.files}
        passed = {source.file: (source, word) for source, word in listing.passed_over}
        known = {source.file: source for source in listing.sources}
        counts: Counter[str] = Counter()

        def pieces() -> Iterator[Kept | pa.Table]:
            for name in sorted({*known, *passed}):
                if name in passed:
                    counts["skipped"] += 1
                    yield table_of([skipped_row(*passed[name])])
                elif (first := originals.get(name)) is not None:
                    counts["duplicate"] += 1
                    yield _duplicate(self._facts[name], known[name], first)
                else:
                    kept = self._rows[name, company.get(name, "")]
                    counts[kept.status] += 1
                    yield kept

        def write(stream: BinaryIO) -> None:
            counts.clear()
            counts.update(put_together(pieces(), {"zipingbiao": json.dumps(job, ensure_ascii=False)}, stream))

        write_atomically(out, write)
        return BatchResult(out, counts)

    def _originals(self, sources: Sequence[Source]) -> dict[str, str]:
        """Of every file with the content of an earlier one, which that is."""
        first: dict[str, str] = {}
        found: dict[str, str] = {}
        for source in sources:
            digest = self._facts[source.file].digest
            if digest is not None and first.setdefault(digest, source.file) != source.file:
                found[source.file] = first[digest]
        return found

    def _companies(self, sources: Sequence[Source]) -> Iterator[Task]:
        """The files of each folder that are of one unit and year, and of the year before; most stand alone."""
        originals = self._originals(sources)
        folders: dict[str, list[Source]] = {}
        for source in sources:
            if source.file not in originals and self._facts[source.file].status == "read":
                folders.setdefault(source.folder, []).append(source)
        for inside in folders.values():
            members = [member_from(self._facts[source.file].member) for source in inside]
            for group in group_pool([source.name for source in inside], members):
                files = tuple(inside[number] for number in group.files)
                earlier = tuple(inside[number] for number in group.earlier)
                key = self._key(files, earlier) if len(files) > 1 or earlier else ""
                yield Task(files, earlier, key, self._profile)

    def _key(self, files: Sequence[Source], earlier: Sequence[Source]) -> str:
        told = [[(one.file, self._facts[one.file].digest) for one in group] for group in (files, earlier)]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _is_of(kept: Kept, source: Source) -> bool:
    return (kept.size, kept.modified) == (source.size, source.modified)


def _duplicate(kept: Kept, source: Source, first: str) -> pa.Table:
    """The rows of a file with the content of an earlier one: it is told once, and not counted twice."""
    name = source.name
    finding = finding_of_file(
        name, "other", "warning", f"「{name}」与「{first}」内容完全相同，没有重复检查。",
        "请确认是不是交错了文件，或者多交了一份。", "一份自评表只应报送一次",
    )  # fmt: skip
    rows = rows_of(
        CheckedFile(source.path, findings=(finding,)), source.file,
        {
            "size": source.size, "modified": source.modified, "digest": kept.digest, "member": kept.member,
            "status": "duplicate", "duplicate_of": first, "reason": f"与「{first}」内容完全相同",
        },
    )  # fmt: skip
    return table_of(rows)
