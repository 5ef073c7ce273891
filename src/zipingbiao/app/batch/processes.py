"""Working on tasks in processes of this machine; one that dies or never ends costs its own task only.

Every process has a pipe of its own: nothing is shared that a process killed at a bad moment could leave locked.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import connection, resource_tracker
from typing import Any

from zipingbiao.app.batch.work import FileRows, Result, Task, given_up, time_limit, work
from zipingbiao.base.errors import ZpbError

#: Seconds a process may take to start.
_START_LIMIT = 120
#: Processes that may fail to start, one after another, before we give up.
_FAILED_STARTS = 5
#: More cannot be waited for on Windows.
_MOST = 60
#: Seconds a process has to end by itself.
_GRACE = 3.0


def run_in_processes(tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    """Works on the tasks in `workers` processes and gives their results as they come, in no order.

    Raises ZpbError where no process can be started.
    """
    crew = _Crew(tasks, min(workers, _MOST))
    try:
        yield from crew.results()
    finally:
        crew.stop()


def usual_workers() -> int:
    """As many workers as this process may use processors."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


class _Crew:
    """The processes, and what each of them is doing."""

    def __init__(self, tasks: Iterable[Task], size: int) -> None:
        waiting = iter(tasks)
        first = list(islice(waiting, size))
        self._waiting = chain(first, waiting)
        self._next = next(self._waiting, None)
        self._size = len(first)
        self._members: list[_Member] = []
        self._failed_starts = 0

    def results(self) -> Iterator[Result]:
        while self._next is not None or self._members:
            while self._next is not None and len(self._members) < self._size:
                self._members.append(_Member())
            yield from self._next_results()

    def stop(self) -> None:
        for member in self._members:
            member.process.terminate()
        for member in self._members:
            member.stop()
        self._members.clear()

    def _next_results(self) -> list[Result]:
        """Waits for whatever happens next; the next tasks are handed out before anything is done with the results."""
        limit = min(member.deadline for member in self._members) - time.monotonic()
        ready = connection.wait([member.pipe for member in self._members], max(0.0, limit))
        found: list[Result] = []
        for member in [*self._members]:
            if member.pipe in ready:
                found.extend(self._heard(member))
            elif time.monotonic() >= member.deadline:
                found.extend(self._lost(member, f"超过 {member.limit} 秒还没有读完，已放弃"))
        return found

    def _heard(self, member: _Member) -> list[Result]:
        try:
            answer = member.pipe.recv()
        except (EOFError, OSError):
            return self._lost(member, "读取时处理进程意外退出（可能内存不足）")
        self._failed_starts = 0
        done = member.task
        self._employ(member)
        if done is None:
            return []
        return [(done, given_up(done, answer) if isinstance(answer, str) else answer)]

    def _employ(self, member: _Member) -> None:
        """Gives it the next task; lets it go where there is none, or it died in between."""
        if self._next is not None and member.give(self._next):
            self._next = next(self._waiting, None)
        else:
            self._members.remove(member)
            member.stop()

    def _lost(self, member: _Member, why: str) -> list[Result]:
        self._members.remove(member)
        member.stop()
        if member.task is not None:
            return [(member.task, given_up(member.task, why))]
        self._failed_starts += 1
        if any(other.task is not None for other in self._members):
            self._size = len(self._members)  # There is no room for more.
        elif self._failed_starts >= _FAILED_STARTS:
            raise ZpbError("处理进程无法启动（可能内存不足），请关闭其他程序，或用 --workers 1 再试。")
        return []


class _Member:
    """One process with its pipe: it says that it is there, then answers every task."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work), name="zpb batch", daemon=True)
        self.task: Task | None = None
        self.limit = _START_LIMIT
        self.deadline = time.monotonic() + self.limit
        with _without_interrupts():
            self.process.start()
        theirs.close()

    def give(self, task: Task) -> bool:
        """Whether it could be told of the task."""
        try:
            self.pipe.send(task)
        except OSError:
            return False
        self.task = task
        self.limit = time_limit(task)
        self.deadline = time.monotonic() + self.limit
        return True

    def stop(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(pipe: Any, work_on: Callable[[Task], list[FileRows]]) -> None:
    """What a process does: one task after another, until the pipe ends or the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle: it keeps what is done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # Copies of files from elsewhere are cleared away.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        pipe.send(None)
        while True:
            task = pipe.recv()
            answer: list[FileRows] | str
            try:
                answer = work_on(task)
            except Exception as error:
                # A mistake of ours must not cost the other ten thousand files.
                answer = f"处理时程序内部出错（{type(error).__name__}：{error}）"
            pipe.send(answer)
    except (EOFError, OSError):
        return
    finally:
        # The parent closes the pipe, then asks to end: asked while it is ending already, a process would print a traceback.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl+C reaches every process of the terminal; one that is only starting would answer with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # Where it is started later, that lets them through again.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
