"""A whole batch: what is still to be done, doing it, and the result in the order of the files.

First every file is checked by itself; then, when it is known which files are of one unit and year, those are checked
together. The result is the same whatever the number of workers, the order in which they finish, and how often the work
was broken off and resumed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from zipingbiao import __version__
from zipingbiao.app.batch.exporting import check_outs, export, table_among
from zipingbiao.app.batch.ledger import Ledger
from zipingbiao.app.batch.parts import Job, Parts
from zipingbiao.app.batch.processes import run_in_processes, usual_workers
from zipingbiao.app.batch.sources import Searching, list_sources
from zipingbiao.app.batch.table import Kept, SpoiltPart, job_of, put_together
from zipingbiao.app.batch.work import FileRows, Runner, Task
from zipingbiao.base.addresses import is_address, shown_address
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept as OlderKept
from zipingbiao.base.files import printable, write_atomically
from zipingbiao.forms.profile_catalog import named
from zipingbiao.writers.batch_columns import RUN_KEY
from zipingbiao.writers.batch_rows import Row

#: What a batch is doing: files one by one, files of a unit together, writing the table, the other results.
Stage = Literal["alone", "together", "writing", "exporting"]
#: Told (what is being done, tasks done, tasks in all, name of the file done last).
Progress = Callable[[Stage, int, int, str], None]

#: Names and sentences that are told at most.
_TOLD = 5
#: Writing the result tells how far it is after so many rows.
_STEP = 500
#: How often it is tried to make good for what a failing disk spoilt.
_TRIES = 3


@dataclass(slots=True)
class PassedOver:
    """Files that were skipped for one reason: how many, and the names of some."""

    count: int = 0
    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class BatchResult:
    """What a batch came to.

    out         the result
    counts      files by status (read, unreadable, duplicate, skipped), and "evaluation", "error", "warning", "info",
                "waived"
    resumed     files whose rows an earlier run had kept
    unreadable  the sentences why, of at most some
    skipped     what was passed over, by the word why
    """

    out: Path
    counts: Counter[str] = field(default_factory=Counter)
    resumed: int = 0
    unreadable: list[str] = field(default_factory=list)
    skipped: dict[str, PassedOver] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 nothing at error level, 1 findings at error level, 2 where not one file could be read."""
        if not self.counts["read"]:
            return 2
        return 1 if self.counts["error"] else 0

    def note(self, file: str, status: str, reason: str | None) -> None:
        """Counts one file."""
        self.counts[status] += 1
        if status == "unreadable" and len(self.unreadable) < _TOLD:
            self.unreadable.append(reason or "")
        elif status == "skipped":
            passed = self.skipped.setdefault(reason or "", PassedOver())
            passed.count += 1
            if len(passed.names) < _TOLD:
                passed.names.append(file.rpartition("/")[2])


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
    exports: Sequence[Path] = (),
    older_kept: OlderKept | None = None,
) -> BatchResult:
    """Checks every file in the folders and writes one table with a row for each file, form and finding.

    Args:
        folders: folders of this machine, single files, or addresses that fsspec knows.
        out: the .parquet, .xlsx or .duckdb to write; while it is not complete, what is done stands in the folder
            OUT.未完成 beside it.
        workers: processes; as many as processors where None.
        runner: works on the tasks instead of processes of this machine (app.batch.cluster).
        resume: go on with what an earlier run left unfinished; of a finished result, do what is new or changed.
        profile: as `zpb check --profile`.
        progress, searching: told how far the work is.
        exports, older_kept: the same result in other files, as app.batch.exporting says.

    Raises:
        FormError: for an unknown profile.
        ZpbError: where there is nothing to read, an earlier run was not finished and `resume` is not set, another run
            is at work, or the result cannot be written.
    """
    if profile is not None:
        named(profile)
    outs = [out, *exports]
    check_outs(outs)
    job = _job(folders, profile)
    parts = Parts(out)
    table = table_among(outs, parts.folder)
    _check_table(table)
    if resume:
        _check_folders(table, job)
    ledger = Ledger(list_sources(folders, searching, (*outs, parts.folder)), profile)
    desk = _Desk(ledger, parts, runner or (lambda tasks: run_in_processes(tasks, workers or usual_workers())), progress)
    try:
        if parts.open(job, resume=resume) and _is_of(table, job):
            ledger.learn([table])
        ledger.learn(parts.paths())
        resumed = ledger.count_known()
        for _ in range(_TRIES):
            desk.work()
            try:
                result = desk.write(table, job)
                break
            except SpoiltPart as spoilt:
                ledger.forget(spoilt.path)
                parts.drop(spoilt.path)
        else:
            raise ZpbError(f"「{parts.name}」里的中间结果读不出来，请检查磁盘后重做。")
        desk.export(table, outs, older_kept)
        parts.remove()
    finally:
        parts.close()
    result.out = out
    result.resumed = resumed
    return result


def _check_table(table: Path) -> None:
    """Told before any work is done."""
    if table.exists() and job_of(table) is None:
        raise ZpbError(f"已有「{printable(table.name)}」，不是成批检查的结果，或已损坏；请换一个文件名，或先移走它。")


def _check_folders(table: Path, job: Job) -> None:
    """Going on from a result with other folders would take away what is in it of those that are not given."""
    earlier = _earlier(table)
    if earlier.get("base") != job["base"]:
        return
    missing = [name for name in earlier.get("folders", ()) if not any(_is_in(name, given) for given in job["folders"])]
    if missing:
        raise ZpbError(
            f"「{printable(table.name)}」里有{'、'.join(f'「{name}」' for name in missing)}的结果，这次没有给出，"
            "接着做会把它们去掉；请把这些文件夹一起写上，或换一个输出文件名。"
        )


def _is_in(name: str, folder: str) -> bool:
    return name == folder or folder == "." or name.startswith(folder.rstrip("/") + "/")


def _job(folders: Sequence[str], profile: str | None) -> Job:
    """What a run is: it can be resumed as the same only. `base` is the folder that relative names are in."""
    names = sorted({_shown(folder) for folder in folders})
    return {"folders": names, "base": printable(Path.cwd().as_posix()), "profile": profile, "version": __version__}


def _shown(folder: str) -> str:
    return printable(shown_address(folder) if is_address(folder) else Path(folder).as_posix())


def _is_of(out: Path, job: Job) -> bool:
    """Whether a finished result may be gone on from; more or other folders make no difference."""
    earlier = _earlier(out)
    return bool(earlier) and all(earlier.get(key) == job[key] for key in job if key != "folders")


def _earlier(out: Path) -> Job:
    """What a finished result says of the work it came of; nothing where there is none."""
    if not out.is_file():
        return {}
    try:
        earlier = json.loads(job_of(out) or b"")
    except ValueError:
        return {}
    return earlier if isinstance(earlier, dict) else {}


class _Desk:
    """Has the tasks worked on, and keeps what comes of them."""

    def __init__(self, ledger: Ledger, parts: Parts, run: Runner, progress: Progress | None) -> None:
        self._ledger = ledger
        self._parts = parts
        self._run = run
        self._progress = progress

    def work(self) -> None:
        """Does what is still to be done."""
        self._do("alone", self._ledger.to_do_alone())
        self._ledger.settle()
        lost = self._do("together", self._ledger.to_do_together())
        self._do("together", lost)

    def write(self, out: Path, job: Job) -> BatchResult:
        """Puts the result together. Raises SpoiltPart where a part cannot be read."""
        result = BatchResult(out)
        count = self._ledger.count_files()

        def pieces() -> Iterator[Kept | Row]:
            for done, piece in enumerate(self._ledger.pieces(), start=1):
                if isinstance(piece, Kept):
                    result.note(piece.file, piece.status, piece.reason)
                elif piece["row"] == "file":
                    result.note(piece["file"], piece["status"], piece["reason"])
                if done % _STEP == 0:
                    self._tell("writing", done, count, "")
                yield piece

        def write(stream: BinaryIO) -> None:
            metadata = {RUN_KEY: json.dumps(job, ensure_ascii=False)}
            result.counts.update(put_together(pieces(), metadata, stream))

        self._tell("writing", 0, count, "")
        with self._kept_for_later():
            write_atomically(out, write)
        self._tell("writing", count, count, "")
        return result

    def export(self, table: Path, outs: Sequence[Path], older_kept: OlderKept | None) -> None:
        """Writes what is asked for besides the table, which is gone then where it was not asked for."""
        with self._kept_for_later():
            export(table, outs, lambda name: self._tell("exporting", 0, 0, name), older_kept)
            if table not in outs:
                table.unlink()

    def _do(self, stage: Stage, tasks: Sequence[Task]) -> list[Task]:
        """Works on the tasks and keeps the rows as they come, also where the work is broken off.

        Returns the tasks that are to be done instead of those nothing came of.
        """
        lost: list[Task] = []
        if not tasks:
            return lost
        before = {*self._parts.paths()}
        self._tell(stage, 0, len(tasks), "")
        results = self._run(tasks)
        # What came is written before it is told where it is.
        with self._kept_for_later():
            try:
                for done, (task, found) in enumerate(results, start=1):
                    self._parts.keep([one.table() for one in found if not one.lost])
                    lost += _one_by_one(task, found)
                    self._tell(stage, done, len(tasks), task.files[0].name)
            finally:
                try:
                    self._parts.write()
                finally:
                    if isinstance(results, Generator):
                        results.close()
        self._ledger.learn(path for path in self._parts.paths() if path not in before)
        return lost

    @contextmanager
    def _kept_for_later(self) -> Iterator[None]:
        try:
            yield
        except ZpbError as error:
            more = f"已经做完的留在「{self._parts.name}」，处理好以后加 --resume 接着做。" if self._parts.paths() else ""
            raise type(error)(f"{error}{more}") from error

    def _tell(self, stage: Stage, done: int, count: int, name: str) -> None:
        if self._progress is not None:
            self._progress(stage, done, count, name)


def _one_by_one(task: Task, found: Iterable[FileRows]) -> Iterator[Task]:
    """The files of a company that could not be checked together, each by itself."""
    why = {one.file: one.lost for one in found if one.lost}
    for source in task.files:
        if source.file in why:
            yield Task((source,), (), task.together, task.profile, why[source.file])
