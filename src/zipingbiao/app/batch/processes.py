"""Working on tasks in processes of this machine; one that dies or never ends costs its own task only."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from pebble import ProcessExpired, ProcessPool

from zipingbiao.app.batch.work import FileRows, Task, failed, work

#: Seconds one task may take: the largest real workbooks take a few.
TIME_LIMIT = 600
#: Tasks given out ahead, for each worker: enough that none waits, few enough that memory stays small.
_AHEAD = 4


def run_in_processes(tasks: Iterable[Task], workers: int) -> Iterator[tuple[Task, list[FileRows]]]:
    """Works on the tasks in `workers` processes and gives their results as they come, in no order."""
    context = multiprocessing.get_context("spawn")
    pool: Any = ProcessPool(max_workers=workers, initializer=_start, context=context)
    waiting = iter(tasks)
    running: dict[Future[list[FileRows]], Task] = {}
    try:
        while True:
            while len(running) < workers * _AHEAD and (task := next(waiting, None)) is not None:
                running[pool.schedule(work, args=(task,), timeout=TIME_LIMIT)] = task
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                try:
                    yield task, future.result()
                except TimeoutError:
                    yield task, failed(task, _sentence(task, f"超过 {TIME_LIMIT} 秒还没有读完，已放弃"))
                except ProcessExpired:
                    yield task, failed(task, _sentence(task, "读取时处理进程意外退出（可能内存不足）"))
                except Exception as error:
                    # A mistake of ours must not cost the other ten thousand files.
                    yield task, failed(task, _sentence(task, f"处理时程序内部出错（{type(error).__name__}：{error}）"))
        pool.close()
        pool.join()
    finally:
        pool.stop()
        pool.join()


def usual_workers() -> int:
    """As many workers as this process may use processors."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _start() -> None:
    # Ctrl+C is the parent's to handle: it keeps what is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _sentence(task: Task, why: str) -> str:
    names = "、".join(f"「{source.name}」" for source in task.files)
    return f"{names}{why}，请单独检查这份文件。"
