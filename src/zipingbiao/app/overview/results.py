"""The results of batches as they are given to a summary: finished files, and folders of runs that are not finished.

What is in them is computed elsewhere; here it is only told whether they can be read, and which of their rows count.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from zipingbiao.app.batch.parts import JOB, Parts, parts_in
from zipingbiao.app.batch.table import index
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import printable
from zipingbiao.writers.batch_columns import RUN_KEY, SCHEMA


@dataclass(frozen=True, slots=True)
class Piece:
    """A Parquet file, and the names of those files in it whose rows count; all of them where None."""

    path: Path
    files: frozenset[str] | None = None

    def rows(self) -> ds.Dataset:
        """Its rows, read only as far as they are asked for."""
        form = ds.ParquetFileFormat()
        return ds.FileSystemDataset([form.make_fragment(_opened(self.path))], SCHEMA, form)


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a batch.

    folders, base, profile  as the batch was given them; relative names are in the folder `base`
    finished                False for what a run that was broken off has done so far
    """

    pieces: tuple[Piece, ...]
    folders: tuple[str, ...]
    base: str
    profile: str | None
    finished: bool = True

    def address_of(self, file: str) -> str:
        """The whole path of a file as the result names it; the address itself of a file elsewhere (s3://…)."""
        return file if is_whole(file) or not self.base else f"{self.base.rstrip('/')}/{file}"


def is_whole(name: str) -> bool:
    """Whether a name needs no folder in front: an address, or a whole path of this or another system."""
    return "://" in name or PurePosixPath(name).is_absolute() or PureWindowsPath(name).is_absolute()


def open_results(paths: Sequence[Path]) -> list[Result]:
    """The results, each once, in an order that does not depend on that of the arguments.

    Args:
        paths: .parquet files of `zpb batch`, or the folders OUT.parquet.未完成 of runs that are not finished; for an
            OUT.parquet that is not there yet, the folder beside it.

    Raises ZpbError for what is neither, cannot be read or is damaged.
    """
    once = {path.absolute(): path for path in paths}
    return [_open(once[key]) for key in sorted(once)]


def damaged(path: Path) -> ZpbError:
    """The error that a result cannot be read to its end."""
    return ZpbError(
        f"「{printable(path.name)}」读不出来，文件可能没有传完或已经损坏，请重新取得，或重新运行 zpb batch。"
    )


def _open(path: Path) -> Result:
    beside = Parts(path).folder
    if path.is_dir():
        return _unfinished(path)
    if path.exists():
        return _finished(path)
    if beside.is_dir():
        return _unfinished(beside)
    raise ZpbError(f"找不到「{printable(path.name)}」，请给出 zpb batch 写出的 .parquet 文件。")


def _finished(path: Path) -> Result:
    schema = _schema(path)
    told = (schema.metadata or {}).get(RUN_KEY.encode())
    if told is None:
        raise ZpbError(f"「{printable(path.name)}」不是 zpb batch 的结果，里面没有自评表的检查记录。")
    _require_schema(path, schema)
    return _result((Piece(path),), _job(told, path))


def _unfinished(folder: Path) -> Result:
    name = printable(folder.name)
    try:
        told = (folder / JOB).read_bytes()
    except OSError as error:
        raise ZpbError(f"文件夹「{name}」不是 zpb batch 没有做完的结果，请给出它写出的 .parquet 文件。") from error
    parts = parts_in(folder)
    # A file is first checked by itself and then with others of its unit: what was told of it last counts.
    last = {kept.file: kept.part for kept in index(parts)}
    files: defaultdict[Path, set[str]] = defaultdict(set)
    for file, part in last.items():
        files[part].add(file)
    for part in files:
        _require_schema(part, _schema(part))
    pieces = tuple(Piece(part, frozenset(files[part])) for part in sorted(files))
    return _result(pieces, _job(told, folder), finished=False)


def _result(pieces: tuple[Piece, ...], job: dict[str, Any], finished: bool = True) -> Result:
    folders = tuple(str(folder) for folder in job.get("folders", ()))
    return Result(pieces, folders, str(job.get("base") or ""), job.get("profile"), finished)


def _opened(path: Path) -> Any:
    return pa.OSFile(os.fsencode(path))


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(_opened(path))
    except (pa.ArrowException, OSError, UnicodeError) as error:
        if path.suffix.lower() == ".parquet":
            raise damaged(path) from error
        name = printable(path.name)
        raise ZpbError(f"「{name}」不是 zpb batch 的结果，请给出它写出的 .parquet 文件。") from error


def _require_schema(path: Path, schema: pa.Schema) -> None:
    if schema.remove_metadata() != SCHEMA:
        raise ZpbError(f"「{printable(path.name)}」是另一版本的软件写出的，请用现在的版本重新运行 zpb batch。")


def _job(told: bytes, path: Path) -> dict[str, Any]:
    try:
        job = json.loads(told)
    except ValueError as error:
        raise damaged(path) from error
    if not isinstance(job, dict):
        raise damaged(path)
    return job
