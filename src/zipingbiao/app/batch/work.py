"""One task of a batch: a file by itself, or the files of one unit together; runs in a worker and knows no other task."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

import pyarrow as pa

from zipingbiao.app.batch.fetching import local_copy
from zipingbiao.app.batch.sources import Source, skip_word
from zipingbiao.app.unit_check import ReadOne, check_together, is_other_document, read_one, unreadable_file
from zipingbiao.app.units import Member
from zipingbiao.app.waivers import apply_waivers
from zipingbiao.base.errors import UnreadableFile
from zipingbiao.forms.profile_catalog import Named, named
from zipingbiao.writers.batch_rows import Row, rows_of, table_of

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """Files to check together.

    files     one, or those of a unit and year
    earlier   the files of the same unit for the year before
    together  the key of this company of files; '' for a file by itself
    profile   as `zpb check --profile`
    """

    files: tuple[Source, ...]
    earlier: tuple[Source, ...] = ()
    together: str = ""
    profile: str | None = None


class FileRows(NamedTuple):
    """What became of one file: its rows as an Arrow stream, cheap to pass between processes."""

    file: str
    rows: bytes

    def table(self) -> pa.Table:
        """The rows."""
        return pa.ipc.open_stream(pa.py_buffer(self.rows)).read_all()


def work(task: Task) -> list[FileRows]:
    """Reads and checks the files of a task, and gives the rows of each; never raises for a file.

    Raises FormError for an unknown profile.
    """
    chosen = named(task.profile) if task.profile is not None else Named(None, None)
    found = [_read(source, chosen) for source in task.files]
    earlier = [_read(source, chosen) for source in task.earlier]
    kept = [one for one in found if one.word is None]
    checked = check_together([one.read for one in kept], [one.read for one in earlier], chosen.profile) if kept else {}
    results = []
    for one in found:
        known = {**one.known, "together": task.together}
        if one.word is not None:
            results.append(_pack(one.source, [skipped_row(one.source, one.word, known)]))
            continue
        (file,) = apply_waivers([checked[one.read.path]])
        if is_other_document(file):
            results.append(_pack(one.source, [skipped_row(one.source, "不是自评表，也不是绩效自评的文字", known)]))
            continue
        results.append(_pack(one.source, rows_of(file, one.source.file, known)))
    return results


def failed(task: Task, sentence: str) -> list[FileRows]:
    """The rows of a task that no worker could finish: every file of it is told as unreadable."""
    return [
        _pack(
            source,
            rows_of(
                unreadable_file(source.path, sentence),
                source.file,
                {"size": source.size, "modified": source.modified, "together": task.together},
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
            word = skip_word(path)
            if word is None:
                known["digest"] = _digest(path)
            read = read_one(path, chosen) if word is None else ReadOne(path, unreadable_file(path, word))
    except UnreadableFile as error:
        read = ReadOne(source.path, unreadable_file(source.path, str(error)))
    known["member"] = member_text(read.member)
    return _Found(source, read, known, word)


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
    table = table_of(rows)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return FileRows(source.file, sink.getvalue().to_pybytes())
