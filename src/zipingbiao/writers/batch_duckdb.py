"""The result of a batch as a DuckDB database: tables of forms, findings, files, indicators, goals and of the run itself.

DuckDB reads the Parquet itself; memory does not grow with the number of rows.
"""

from __future__ import annotations

import errno
import glob
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from zipingbiao.writers.batch_columns import RUN_WORDS, TABLES, BatchTable, Column, facts_of

#: What DuckDB may take of memory; the rest goes to disk.
_MEMORY = "512MB"
_RUN = "batch"
_RUN_MEANING = f"这次成批检查：{'、'.join(f'{key} {word}' for key, word in RUN_WORDS.items())}"
#: A time without zone, as people in China read it; the Parquet has it in ns since 1970, UTC.
_TIME = "(make_timestamp(modified // 1000) + INTERVAL 8 HOUR)"


def write_batch_duckdb(table: Path, out: Path) -> None:
    """Writes the database.

    Args:
        table: the Parquet of the batch.
        out: the .duckdb to write, which is not there yet; its folder also takes what does not fit into memory.

    Raises OSError where it cannot be written.
    """
    facts = facts_of(pq.read_schema(table).metadata)
    try:
        with duckdb.connect(str(out), config={"memory_limit": _MEMORY, "temp_directory": str(out.parent / "tmp")}) as base:
            for part in TABLES:
                base.execute(f"CREATE TABLE {part.name} AS {_select(part)}", [glob.escape(str(table))])
                _comment(base, f"TABLE {part.name}", f"{part.title}：{part.meaning}")
                for column in (*part.columns, *part.own):
                    _comment(base, f"COLUMN {part.name}.{column.name}", comment_of(column))
            base.execute(f"CREATE TABLE {_RUN} (name VARCHAR, value VARCHAR)")
            _comment(base, f"TABLE {_RUN}", _RUN_MEANING)
            for fact in facts:
                base.execute(f"INSERT INTO {_RUN} VALUES (?, ?)", fact)
    except duckdb.Error as error:
        told = _system_error(error)
        if told is None:
            raise
        raise told from error


def is_batch_duckdb(path: Path) -> bool:
    """Whether an existing file is such a database, and can be opened now."""
    try:
        with duckdb.connect(str(path), read_only=True) as base:
            names = {name for (name,) in base.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    except (duckdb.Error, OSError, UnicodeError):
        return False
    return {_RUN, *(part.name for part in TABLES)} <= names


def comment_of(column: Column) -> str:
    """The comment on a column: its Chinese heading, what it means, and the codes in it."""
    words = "，".join(f"{code} {word}" for code, word in column.words.items())
    return f"{column.title}：{column.meaning}" + (f"（{words}）" if words else "")


def _select(table: BatchTable) -> str:
    columns = [f"{_TIME} AS modified" if one.name == "modified" else f'"{one.name}"' for one in table.columns]
    source = f"read_parquet($1, hive_partitioning = false) WHERE row = '{table.row}'"
    if not table.inside:
        return f"SELECT {', '.join(columns)} FROM {source}"
    number, *own = table.own
    items = [f'item."{one.name}" AS "{one.name}"' for one in own]
    # A list is taken apart together with the numbers of its items, so neither depends on the order of rows.
    inner = f"SELECT {', '.join(columns)}, unnest({table.inside}) AS item, generate_subscripts({table.inside}, 1) AS n FROM {source}"
    return f"SELECT {', '.join(columns)}, n::INTEGER AS \"{number.name}\", {', '.join(items)} FROM ({inner})"


def _comment(base: Any, what: str, text: str) -> None:
    quoted = text.replace("'", "''")
    base.execute(f"COMMENT ON {what} IS '{quoted}'")


def _system_error(error: duckdb.Error) -> OSError | None:
    """The error of the operating system that DuckDB tells in words only, under several names; None for another one."""
    told = str(error)
    # Memory is bounded, so it runs out where nothing more can be put on the disk.
    if "No space left" in told or "not enough space" in told or isinstance(error, duckdb.OutOfMemoryException):
        return OSError(errno.ENOSPC, told)
    return OSError(errno.EIO, told) if isinstance(error, duckdb.IOException) else None
