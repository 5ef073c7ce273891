"""The unfinished results of a batch: parts written atomically as they come, and putting them together at the end.

A part is a Parquet file with the rows of whole files; what is in a part is never done again. Which rows count is decided
in app.batch.running.
"""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import cause, write_atomically
from zipingbiao.writers.batch_columns import SCHEMA

_JOB, _LOCK = "job.json", "lock"
_COMPRESSION = "zstd"
#: Parts kept open while they are put together; files come from few parts at a time.
_OPEN = 8
#: Rows of a row group: some ten megabytes at most, read and written as one.
_GROUP = 10_000
_KEYS = ["row", "file", "status", "size", "modified", "digest", "member", "together"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose rows are in a part: the row of the file itself, and where its rows stand."""

    file: str
    status: str
    size: int | None
    modified: int | None
    digest: str | None
    member: str | None
    together: str
    part: Path
    start: int
    count: int


class Parts:
    """The folder of the unfinished results beside the file to be."""

    def __init__(self, out: Path) -> None:
        self.folder = out.with_name(out.name + ".未完成")
        self._lock = FileLock(self.folder / _LOCK, timeout=0)
        self._number = 0

    def exists(self) -> bool:
        """Whether an earlier run was not finished."""
        return (self.folder / _JOB).is_file()

    def open(self, job: dict[str, Any]) -> None:
        """Starts, or goes on with, the work that `job` describes.

        Raises ZpbError where another run is at work, or the folder belongs to another work.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            raise ZpbError(f"「{self.folder.name}」正在由另一个 zpb batch 写入，请等它做完，或换一个输出文件名。") from error
        except OSError as error:
            raise ZpbError(f"无法建立文件夹「{self.folder.name}」：{cause(error)}。") from error
        path = self.folder / _JOB
        if path.is_file():
            if json.loads(path.read_text(encoding="utf-8")) != job:
                self.close()
                raise ZpbError(
                    f"「{self.folder.name}」是另一次成批检查留下的（文件夹、口径或软件版本不同），不能接着做；"
                    "请换一个输出文件名，或删除这个文件夹后重新开始。"
                )
        else:
            write_atomically(path, json.dumps(job, ensure_ascii=False, indent=1).encode())
        self._number = max((int(part.stem) for part in self.paths()), default=0)

    def paths(self) -> list[Path]:
        """The parts in the order they were written."""
        return sorted(self.folder.glob("[0-9]*.parquet"))

    def add(self, tables: Sequence[pa.Table]) -> None:
        """Writes the rows of some files as one part. Raises ZpbError where the disk is full."""
        table = pa.concat_tables(tables)
        number = self._number + 1
        write_atomically(
            self.folder / f"{number:06d}.parquet", lambda stream: pq.write_table(table, stream, compression=_COMPRESSION)
        )
        self._number = number

    def close(self) -> None:
        """Lets others have the folder."""
        self._lock.release()

    def remove(self) -> None:
        """Takes the folder away when all is put together."""
        self.close()
        for path in (*self.paths(), self.folder / _JOB, self.folder / _LOCK):
            path.unlink(missing_ok=True)
        try:
            self.folder.rmdir()
        except OSError:
            return  # Somebody put something else there; it is not ours to delete.


def index(paths: Iterable[Path]) -> Iterator[Kept]:
    """Every file of the parts, or of a finished result, in the order it was written."""
    for path in paths:
        try:
            table = pq.read_table(path, columns=_KEYS)
        except (pa.ArrowException, OSError):
            continue  # A part that a failing disk spoilt: its files are done again.
        rows = table.num_rows
        starts = pc.indices_nonzero(pc.equal(table["row"], "file")).to_pylist()
        heads = table.take(pa.array(starts, pa.int64())).to_pylist()
        for head, start, end in zip(heads, starts, [*starts[1:], rows], strict=True):
            del head["row"]
            yield Kept(**{**head, "together": head["together"] or ""}, part=path, start=start, count=end - start)


def put_together(pieces: Iterable[Kept | pa.Table], metadata: dict[str, str], stream: Any) -> Counter[str]:
    """Writes rows to one Parquet file in the order given; memory does not grow with their number.

    Returns how many forms ("evaluation"), findings of each severity and findings with a reason ("waived") there are.
    """
    schema = SCHEMA.with_metadata(metadata)
    opened = _Opened()
    waiting: list[pa.Table] = []
    count = 0
    found: Counter[str] = Counter()
    with pq.ParquetWriter(stream, schema, compression=_COMPRESSION) as writer:

        def flush() -> None:
            nonlocal count
            group = pa.concat_tables(waiting).combine_chunks().cast(schema)
            found.update(_counts(group))
            writer.write_table(group)
            waiting.clear()
            count = 0

        for piece in pieces:
            table = opened.rows(piece) if isinstance(piece, Kept) else piece
            waiting.append(table)
            count += table.num_rows
            if count >= _GROUP:
                flush()
        if waiting:
            flush()
    return found


def _counts(table: pa.Table) -> Counter[str]:
    counts: Counter[str] = Counter()
    for kind, severity, waived in zip(*(table[name].to_pylist() for name in ("row", "severity", "waived")), strict=True):
        if kind == "evaluation":
            counts["evaluation"] += 1
        elif kind == "finding":
            counts["waived" if waived is not None else severity] += 1
    return counts


class _Opened:
    """The parts that were read last."""

    def __init__(self) -> None:
        self._tables: OrderedDict[Path, pa.Table] = OrderedDict()

    def rows(self, kept: Kept) -> pa.Table:
        table = self._tables.pop(kept.part, None)
        if table is None:
            table = pq.read_table(kept.part).replace_schema_metadata(None)
            while len(self._tables) >= _OPEN:
                self._tables.popitem(last=False)
        self._tables[kept.part] = table
        return table.slice(kept.start, kept.count)
