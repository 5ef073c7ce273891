"""What a worker of a Dask cluster does with a task; it knows nothing of the cluster."""

from __future__ import annotations

import ctypes
import platform
import threading
from concurrent.futures import Future
from os import R_OK, access
from pathlib import Path

from zipingbiao import __version__
from zipingbiao.app.batch.sources import Source
from zipingbiao.app.batch.work import FileRows, Task, given_up, work
from zipingbiao.base.addresses import is_address
from zipingbiao.base.errors import ZpbError

#: Python code gains nothing from several threads of a process, and what a reader turns off for a moment is off for all.
_one_at_a_time = threading.Lock()


class NotSeen(Exception):
    """A worker does not see a file: (machine, path)."""


class _TooLong(BaseException):
    """Raised inside a task whose time is over; no reader takes it for an error of the file."""


def work_on(task: Task, version: str, limit: float) -> list[FileRows]:
    """What a worker does: app.batch.work.work, within `limit` seconds, where the files are seen and the program is the same.

    Raises ZpbError where this machine has another version of the program, or lacks what its files need.
    """
    host = platform.node()
    if version != __version__:
        raise ZpbError(
            f"处理机 {host} 上的 zipingbiao 是 {__version__} 版，本机是 {version} 版，请装成同一版本后重新启动。"
        )
    for source in (*task.files, *task.earlier):
        if not is_seen(source):
            raise NotSeen(host, source.url)
    outcome: Future[list[FileRows]] = Future()

    def run() -> None:
        try:
            outcome.set_result(work(task))
        except ZpbError as error:
            outcome.set_exception(error)
        except BaseException as error:
            # A mistake of ours must not cost the other ten thousand files; told here, as not every exception can travel.
            outcome.set_result(given_up(task, f"处理时程序内部出错（{type(error).__name__}：{error}）"))

    with _one_at_a_time:
        thread = threading.Thread(target=run, name="zpb", daemon=True)
        thread.start()
        thread.join(limit)
        if thread.is_alive():
            # No process of its own to end: the thread stops at its next step in Python, and is left behind where there is none.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_TooLong))
            return given_up(task, f"超过 {limit:g} 秒还没有读完，已放弃")
    return outcome.result()


def is_seen(source: Source) -> bool:
    """Whether this machine can read the file, and it is the one that was found."""
    if is_address(source.url):
        return True
    try:
        return access(source.url, R_OK) and Path(source.url).stat().st_size == source.size
    except OSError:
        return False
