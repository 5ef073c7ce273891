"""One task of a batch: a file by itself, or the files of one unit together; runs in a worker and knows no other task."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

import pyarrow as pa

from zipingbiao.app.batch.fetching import local_copy
from zipingbiao.app.batch.sources import Source, skip_word
from zipingbiao.app.unit_check import (
    ReadOne,
    check_together,
    finding_of_file,
    is_other_document,
    read_one,
    unreadable_file,
)
from zipingbiao.app.unit_members import Member
from zipingbiao.app.waivers import apply_waivers
from zipingbiao.base.errors import UnreadableFile
from zipingbiao.forms.profile_catalog import Named, named
from zipingbiao.model.finding import Finding
from zipingbiao.writers.batch_columns import SCHEMA
from zipingbiao.writers.batch_rows import Row, rows_of, table_of

#: Seconds one task may take, and what every further file adds: the largest real workbooks take a few.
TIME_LIMIT, _PER_FILE = 600, 10
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """Files to check together.

    files     one, or those of a unit and year
    earlier   the files of the same unit for the year before
    together  the key of this company of files; '' for a file by itself
    profile   as `zpb check --profile`
    apart     why the file is checked alone though it has company; '' where it is not so
    """

    files: tuple[Source, ...]
    earlier: tuple[Source, ...] = ()
    together: str = ""
    profile: str | None = None
    apart: str = ""

    @property
    def key(self) -> str:
        """What the rows are kept under; those of a file that should have had company never pass for the right ones."""
        return f"{self.together}{APART}" if self.apart else self.together


#: Follows the key of a company whose files had to be checked one by one.
APART = "/apart"


class FileRows(NamedTuple):
    """What became of one file: its rows as an Arrow record batch without schema, cheap to pass between processes.

    lost  why there are no rows: the files of the task could not be checked together, and are to be checked one by one
    """

    file: str
    rows: bytes
    lost: str = ""

    def table(self) -> pa.Table:
        """The rows."""
        return pa.Table.from_batches([pa.ipc.read_record_batch(pa.py_buffer(self.rows), SCHEMA)])


Result = tuple[Task, list[FileRows]]
#: Has tasks worked on and gives their results as they come, in no order.
Runner = Callable[[Iterable[Task]], Iterator[Result]]


def work(task: Task) -> list[FileRows]:
    """Reads and checks the files of a task, and gives the rows of each; never raises for what a file holds.

    Raises FormError for an unknown profile.
    """
    chosen = named(task.profile) if task.profile is not None else Named(None, None)
    found = [_read(source, chosen) for source in task.files]
    earlier = [_read(source, chosen) for source in task.earlier]
    kept = [one for one in found if one.word is None]
    checked = check_together([one.read for one in kept], [one.read for one in earlier], chosen.profile) if kept else {}
    results = []
    for one in found:
        known = {**one.known, "together": task.key}
        if one.word is not None:
            results.append(_pack(one.source, [skipped_row(one.source, one.word, known)]))
            continue
        (file,) = apply_waivers([checked[one.read.path]])
        if is_other_document(file) and not one.source.named:
            results.append(_pack(one.source, [skipped_row(one.source, "不是自评表，也不是绩效自评的文字", known)]))
            continue
        if task.apart:
            file = replace(file, findings=(_told_apart(one.source, task.apart), *file.findings))
        results.append(_pack(one.source, rows_of(file, one.source.file, known)))
    return results


def time_limit(task: Task) -> int:
    """Seconds after which a task is given up."""
    return TIME_LIMIT + _PER_FILE * (len(task.files) + len(task.earlier) - 1)


def given_up(task: Task, why: str) -> list[FileRows]:
    """What comes of a task that no worker could finish: its file is told as unreadable.

    Files that were to be checked together are no worse for it: they have no rows, and are to be checked one by one.

    Args:
        task: the task.
        why: the end of a sentence that may begin with the file's name, without full stop.
    """
    sentence = f"「{task.files[0].name}」{why}，请单独检查这份文件。"
    if task.together and not task.apart:
        sentence = f"{why}。"
        return [FileRows(source.file, b"", sentence) for source in task.files]
    return [
        _pack(
            source,
            rows_of(
                unreadable_file(source.path, sentence),
                source.file,
                {"size": source.size, "modified": source.modified, "together": task.key},
            ),
        )
        for source in task.files
    ]


def skipped_row(source: Source, word: str, known: Row | None = None) -> Row:
    """The row of a file that is not checked, with the word why."""
    return {
        "row": "file", "file": source.file, "status": "skipped", "reason": word, "size": source.size,
        "modified": source.modified, **(known or {}),
    }  # fmt: skip


def member_text(member: Member | None) -> str | None:
    """What grouping knows of a file, as kept beside its rows."""
    if member is None:
        return None
    data = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in asdict(member).items()}
    del data["index"]
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def member_from(text: str | None) -> Member | None:
    """The same back."""
    if not text:
        return None
    data: dict[str, Any] = json.loads(text)
    plain = Member(0)
    return replace(plain, **{key: type(getattr(plain, key))(value) for key, value in data.items()})


def _told_apart(source: Source, why: str) -> Finding:
    return finding_of_file(
        source.name, "other", "warning",
        f"「{source.name}」没有与同一单位的其他文件放在一起核对，只单独检查了它：{why}",
        "请用 zpb check 单独检查这个单位的文件，或加 --resume 再做一次。", "同一单位、同一年度的自评表和报告应前后一致",
    )  # fmt: skip


class _Found(NamedTuple):
    source: Source
    read: ReadOne
    known: Row
    word: str | None


def _read(source: Source, chosen: Named) -> _Found:
    known: Row = {"size": source.size, "modified": source.modified}
    word = None
    try:
        with local_copy(source) as path:
            word = None if source.named else skip_word(path)
            if word is None:
                known["digest"] = _digest(path)
                read = _without_cells(read_one(path, chosen))
            else:
                read = ReadOne(path, unreadable_file(path, word))
    except UnreadableFile as error:
        read = ReadOne(source.path, unreadable_file(source.path, str(error)))
    known["member"] = member_text(read.member)
    return _Found(source, read, known, word)


def _without_cells(one: ReadOne) -> ReadOne:
    """What checking needs: the cells of a few hundred workbooks of one unit would fill the memory."""
    return one if one.read is None else replace(one, read=one.read._replace(book=None))


def _digest(path: Any) -> str | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()


def _pack(source: Source, rows: Sequence[Row]) -> FileRows:
    (batch,) = table_of(rows).to_batches()
    return FileRows(source.file, batch.serialize().to_pybytes())
