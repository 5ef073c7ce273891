"""The rows of a batch in Parquet files: finding every file's rows in them, and putting them together in a given order."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zipingbiao.writers.batch_columns import RUN_KEY, SCHEMA
from zipingbiao.writers.batch_rows import Row, table_of

COMPRESSION = "zstd"
#: Row groups kept while rows are put together; files come from few at a time.
_OPEN = 8
#: Rows of a row group: a few megabytes, read and written as one.
_GROUP = 4_000
_KEYS = ["row", "file", "status", "reason", "size", "modified", "digest", "member", "together"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose rows are kept: the row of the file itself, and where its rows stand.

    together  the company it was checked in, '' for none; None where the rows came of no worker
    """

    file: str
    status: str
    reason: str | None
    size: int | None
    modified: int | None
    digest: str | None
    member: str | None
    together: str | None
    part: Path
    group: int
    start: int
    count: int


class SpoiltPart(Exception):
    """A part that a failing disk spoilt: its files are to be done again."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def index(paths: Iterable[Path]) -> Iterator[Kept]:
    """Every file of the parts, or of a finished result, in the order it was written; what is spoilt is passed over."""
    for path in paths:
        try:
            yield from [*_index(path)]
        except (pa.ArrowException, OSError):
            continue


def job_of(path: Path) -> bytes | None:
    """What a finished result says of the work it came of; None for any other file."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError):
        return None
    return (schema.metadata or {}).get(RUN_KEY.encode()) if schema.equals(SCHEMA) else None


def put_together(pieces: Iterable[Kept | Row], metadata: dict[str, str], stream: Any) -> Counter[str]:
    """Writes rows to one Parquet file in the order given; memory does not grow with their number.

    Returns how many forms ("evaluation"), findings of each severity and findings with a reason ("waived") there are.
    Raises SpoiltPart where rows cannot be read.
    """
    schema = SCHEMA.with_metadata(metadata)
    opened = _Opened()
    found: Counter[str] = Counter()
    with pq.ParquetWriter(stream, schema, compression=COMPRESSION, write_page_checksum=True) as writer:
        for tables in _groups(_tables(pieces, opened)):
            group = pa.concat_tables(tables).combine_chunks().cast(schema)
            found.update(_counts(group))
            writer.write_table(group, row_group_size=group.num_rows)
    return found


def _tables(pieces: Iterable[Kept | Row], opened: _Opened) -> Iterator[pa.Table]:
    """The rows as tables; rows of one file always are in the same one."""
    waiting: list[Row] = []
    for piece in pieces:
        if not isinstance(piece, Kept):
            if piece["row"] == "file" and len(waiting) >= _GROUP:
                yield table_of(waiting)
                waiting = []
            waiting.append(piece)
            continue
        if waiting:
            yield table_of(waiting)
            waiting = []
        yield opened.rows(piece)
    if waiting:
        yield table_of(waiting)


def _groups(tables: Iterable[pa.Table]) -> Iterator[list[pa.Table]]:
    waiting: list[pa.Table] = []
    count = 0
    for table in tables:
        waiting.append(table)
        count += table.num_rows
        if count >= _GROUP:
            yield waiting
            waiting, count = [], 0
    if waiting:
        yield waiting


def _index(path: Path) -> Iterator[Kept]:
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        if not file.schema_arrow.equals(SCHEMA):
            return
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=_KEYS)
            starts = pc.indices_nonzero(pc.equal(table["row"], "file"))
            heads = table.take(starts).to_pylist()
            ends = [*starts.to_pylist()[1:], table.num_rows]
            for head, start, end in zip(heads, starts.to_pylist(), ends, strict=True):
                del head["row"]
                yield Kept(**head, part=path, group=group, start=start, count=end - start)


def _counts(table: pa.Table) -> Counter[str]:
    counts: Counter[str] = Counter()
    for kind, severity, waived in zip(*(table[name].to_pylist() for name in ("row", "severity", "waived")), strict=True):
        if kind == "evaluation":
            counts["evaluation"] += 1
        elif kind == "finding":
            counts["waived" if waived is not None else severity] += 1
    return counts


class _Opened:
    """The row groups that were read last."""

    def __init__(self) -> None:
        self._tables: OrderedDict[tuple[Path, int], pa.Table] = OrderedDict()

    def rows(self, kept: Kept) -> pa.Table:
        key = kept.part, kept.group
        table = self._tables.pop(key, None)
        if table is None:
            try:
                with pq.ParquetFile(kept.part, page_checksum_verification=True) as file:
                    table = file.read_row_group(kept.group).replace_schema_metadata(None)
            except (pa.ArrowException, OSError) as error:
                raise SpoiltPart(kept.part) from error
            while len(self._tables) >= _OPEN:
                self._tables.popitem(last=False)
        self._tables[key] = table
        return table.slice(kept.start, kept.count)
