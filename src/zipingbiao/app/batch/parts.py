"""The unfinished results of a batch: parts written atomically as they come, in a folder beside the file to be.

A part is a Parquet file with the rows of whole files; what is in a part is never done again. Which rows count is decided
in app.batch.ledger.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from zipingbiao.app.batch.table import COMPRESSION
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import cause, clear_partial, printable, write_atomically

#: What is kept beside the parts: the work they are of.
JOB = "job.json"
_LOCK = "lock"
_FROM_RESULT = "from_result"
#: A part is written after so many files, or so many seconds: what a kill costs at most.
_FILES, _SECONDS = 200, 2.0

Job = dict[str, Any]


def parts_in(folder: Path) -> list[Path]:
    """The parts in a folder of unfinished results, in the order they were written."""
    return sorted(folder.glob("[0-9]*.parquet"))


class Parts:
    """The folder of the unfinished results; only one batch at a time has it."""

    def __init__(self, out: Path) -> None:
        self.folder = out.with_name(out.name + ".未完成")
        self._out = out
        self._lock = FileLock(self.folder / _LOCK, timeout=0)
        self._number = 0
        self._waiting: list[pa.Table] = []
        self._since = time.monotonic()

    @property
    def name(self) -> str:
        """Of the folder, for sentences."""
        return printable(self.folder.name)

    def open(self, job: Job, *, resume: bool) -> bool:
        """Starts, or goes on with, the work that `job` describes; whether it began as going on from a finished result.

        Raises ZpbError where another run is at work, or an earlier one was not finished and `resume` is not set or is
        about other work.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            raise ZpbError(f"「{self.name}」正在由另一个 zpb batch 写入，请等它做完，或换一个输出文件名。") from error
        except (OSError, NotImplementedError) as error:
            why = cause(error) if isinstance(error, OSError) else "这个磁盘不能加锁"
            raise ZpbError(f"无法建立文件夹「{self.name}」：{why}，请换一个文件夹存放结果。") from error
        try:
            return self._begin(job, resume)
        except BaseException:
            self.close()
            raise

    def _begin(self, job: Job, resume: bool) -> bool:
        self._clear_partial()
        parts = self.paths()
        earlier = self._job()
        if parts and earlier is not None:
            if not resume:
                raise ZpbError(
                    f"上次的成批检查没有做完，结果在「{self.name}」。要接着做，请加 --resume；要重新做，请先删除这个文件夹。"
                )
            from_result = bool(earlier.pop(_FROM_RESULT, False))
            if earlier != job:
                raise ZpbError(
                    f"「{self.name}」是另一次成批检查留下的（文件夹、口径或软件版本不同），不能接着做；"
                    "请换一个输出文件名，或删除这个文件夹后重新开始。"
                )
            self._number = int(parts[-1].stem)
            return from_result
        for path in parts:
            path.unlink()  # Nobody knows what work they are of.
        content = json.dumps({**job, _FROM_RESULT: resume}, ensure_ascii=False, indent=1)
        write_atomically(self.folder / JOB, content.encode("utf-8", "backslashreplace"))
        return resume

    def _job(self) -> Job | None:
        """The work the parts are of; None where that cannot be told."""
        try:
            job = json.loads((self.folder / JOB).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return job if isinstance(job, dict) else None

    def _clear_partial(self) -> None:
        """Takes away what a run left that was killed while it wrote."""
        clear_partial(self._out)
        for path in self.folder.glob(".*.part"):
            path.unlink(missing_ok=True)

    def paths(self) -> list[Path]:
        """The parts in the order they were written."""
        return parts_in(self.folder)

    def keep(self, tables: Sequence[pa.Table]) -> None:
        """Takes the rows of some files, and writes a part when there are enough. Raises ZpbError as `write`."""
        self._waiting.extend(tables)
        if len(self._waiting) >= _FILES or time.monotonic() - self._since >= _SECONDS:
            self.write()

    def write(self) -> None:
        """Writes what was kept as one part. Raises ZpbError where the disk is full; those rows are lost then."""
        tables, self._waiting = self._waiting, []
        self._since = time.monotonic()
        if not tables:
            return
        table = pa.concat_tables(tables).combine_chunks()
        number = self._number + 1
        write_atomically(
            self.folder / f"{number:06d}.parquet",
            lambda stream: pq.write_table(table, stream, compression=COMPRESSION, write_page_checksum=True),
        )
        self._number = number

    def drop(self, path: Path) -> None:
        """Takes a part away that cannot be read; any other file stays."""
        if path in self.paths():
            path.unlink()

    def close(self) -> None:
        """Lets others have the folder, which is taken away where there is nothing in it to go on with."""
        if not self._lock.is_locked:
            return
        if self.paths():
            self._lock.release()
        else:
            self.remove()

    def remove(self) -> None:
        """Takes the folder away when all is put together; without the job, nobody takes the rest for unfinished work."""
        for path in (self.folder / JOB, *self.paths()):
            path.unlink(missing_ok=True)
        lock = self.folder / _LOCK
        # Where the system lets it, it goes while it is held: after that it may be somebody else's.
        with suppress(OSError):
            lock.unlink()
        self._lock.release()
        try:
            if os.name == "nt":
                lock.unlink(missing_ok=True)
            self.folder.rmdir()
        except OSError:
            return  # Somebody put something else there, or begins anew; it is not ours to delete.
