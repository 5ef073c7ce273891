"""Working on tasks on a Dask cluster: one file is one task, few are under way at a time, a worker that dies loses nothing.

Dask's messages are pickles: a cluster is only ever the one whose address the user gives.
"""

from __future__ import annotations

import logging
import queue
import re
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import distributed

from zipingbiao import __version__
from zipingbiao.app.batch.cluster_versions import PACKAGES, host_of, unfit
from zipingbiao.app.batch.cluster_worker import NotSeen, is_seen, work_on
from zipingbiao.app.batch.sources import Source
from zipingbiao.app.batch.work import FileRows, Result, Runner, Task, given_up, time_limit, work
from zipingbiao.base.addresses import is_address
from zipingbiao.base.errors import ZpbError

#: Seconds to reach the scheduler, at the start and when the connection breaks; to wait for a first worker, or a new one
#: when all are gone; between two looks at the workers.
CONNECT, WORKERS, LOOK = 20, 120, 5
#: Tasks given out ahead, for each thread of the workers, and at least: memory stays small whatever the number of files.
_AHEAD, _LEAST = 4, 8
#: Results taken from the workers at a stroke.
_AT_ONCE = 64

_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://(\[[0-9A-Fa-f:.]+\]|[^\s/:]+):\d{1,5}/?")

Tell = Callable[[str], None]
dask: Any = distributed


@contextmanager
def connected(address: str, tell: Tell) -> Iterator[Runner]:
    """What works on tasks on the cluster whose scheduler is at `address`, and gives their results as they come.

    Args:
        address: tcp://machine:port; tls:// uses the certificates of Dask's configuration.
        tell: told, in a sentence, what the user has to wait for.

    Raises:
        ZpbError: where there is no scheduler or no worker, where one of them has another version of this program or
            lacks a package; while working, where the cluster is lost or a worker does not see the files.
    """
    if not _ADDRESS.fullmatch(address):
        raise ZpbError(f"集群地址“{address}”写得不对，应为 tcp://机器名:端口，如 tcp://192.168.1.10:8786。")
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # Dask logs to stderr, in English, what is told here in a sentence.
    try:
        client = _connect(address)
        try:
            cluster = _Cluster(client, address, tell)
            cluster.wait_for_workers()
            cluster.check_versions()
            yield cluster.run
        finally:
            client.close(timeout=2)
    finally:
        logging.disable(level)


def _connect(address: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Versions are compared by check_versions.
            return dask.Client(address, timeout=CONNECT, set_as_default=False, name="zpb")
    except OSError as error:
        raise ZpbError(
            f"连不上集群 {address}：请确认调度程序（dask scheduler）正在运行，地址、端口没有写错，网络没有拦截。"
        ) from error
    except Exception as error:  # Dask raises what the part raises that fails: certificates, protocols, versions.
        told = "tls:// 要在 Dask 的配置里指定证书" if address.startswith(("tls", "wss")) else "请核对两边的 Dask 版本"
        raise ZpbError(f"连不上集群 {address}：{told}（{type(error).__name__}：{error}）。") from error


class _Job(NamedTuple):
    future: Any
    task: Task
    is_alone: bool


class _Cluster:
    """The cluster while it is connected."""

    def __init__(self, client: Any, address: str, tell: Tell) -> None:
        self._client = client
        self._address = address
        self._tell = tell
        self._name = f"zpb-{uuid.uuid4().hex}"
        self._number = 0
        self._threads = 0
        self._looked = 0.0
        self._without: float | None = None
        self._reached: set[str] = set()
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Works on the tasks. Raises ZpbError where the cluster is lost, or is not fit for the work."""
        waiting = iter(tasks)
        again: deque[Task] = deque()
        # A worker that dies takes the tasks beside the guilty one with it: whether a task is guilty shows when it is alone.
        suspects: deque[Task] = deque()
        running: dict[Any, _Job] = {}
        try:
            while True:
                while len(running) < max(_LEAST, self._threads * _AHEAD):
                    task = again.popleft() if again else next(waiting, None)
                    is_alone = task is None and bool(suspects) and not running
                    if is_alone:
                        task = suspects.popleft()
                    if task is None:
                        break
                    job = self._submit(task, is_alone)
                    running[job.future.key] = job
                    if is_alone:
                        break
                if not running:
                    return
                jobs = [running.pop(key) for key in self._finished() if key in running]
                results = self._results(jobs)
                for job in jobs:
                    rows = results.get(job.future.key) or self._rows_of_error(job, again, suspects)
                    job.future.release()
                    if rows is not None:
                        yield job.task, rows
        finally:
            for job in running.values():
                job.future.release()

    def wait_for_workers(self) -> None:
        """Returns when there is a worker. Raises ZpbError where none comes."""
        while not self._threads:
            self._look()
            if not self._threads:
                time.sleep(0.5)
        if any(count > 1 for count in self._nthreads().values()):
            self._tell(
                "处理机的一个进程开了多个线程，只用得上一个；请用 dask worker --nworkers auto --nthreads 1 启动。"
            )

    def check_versions(self) -> None:
        """Raises ZpbError where the scheduler or a worker has another version of this program, or lacks a package."""
        try:
            told = self._client.get_versions(packages=PACKAGES)
        except Exception as error:  # A worker that leaves, a connection that breaks.
            raise self._lost() from error
        why = unfit(told)
        if why is not None:
            raise ZpbError(why)

    def _submit(self, task: Task, is_alone: bool) -> _Job:
        sent = replace(
            task, files=tuple(map(_absolute, task.files)), earlier=tuple(map(_absolute, task.earlier))
        )  # A worker stands in another folder.
        for source in (*sent.files, *sent.earlier):
            self._need_reach(source)
        self._number += 1
        key = (self._name, self._number, task.files[0].name)
        try:
            future = self._client.submit(work_on, sent, __version__, time_limit(task), key=key, pure=False)
        except Exception as error:  # Dask has many for a client that was closed in the meantime.
            raise self._lost() from error
        future.add_done_callback(lambda done: self._done.put(done.key))
        return _Job(future, task, is_alone)

    def _need_reach(self, source: Source) -> None:
        """Raises ZpbError where this machine gets at files of that address and a worker does not; asked once for each."""
        if not is_address(source.url):
            return
        from zipingbiao.app.batch.remote import unreachable

        root = "/".join(source.url.split("/", 3)[:3])
        if root in self._reached or unreachable(source) is not None:
            return
        try:
            told = self._client.run(unreachable, source, on_error="ignore")
        except Exception as error:  # The same.
            raise self._lost() from error
        for at, why in told.items():
            if isinstance(why, str):
                raise ZpbError(
                    f"处理机 {host_of(at)} 取不到「{source.file}」：{why.rstrip('。')}。请在那台机器上处理后再试。"
                )
        self._reached.add(root)

    def _finished(self) -> list[Any]:
        """Keys of tasks that ended, in whatever way; waits for the first."""
        while True:
            if time.monotonic() - self._looked > LOOK:
                self._look()
            try:
                keys = [self._done.get(timeout=1)]
            except queue.Empty:
                self._need_connection()
                continue
            while len(keys) < _AT_ONCE and not self._done.empty():
                keys.append(self._done.get())
            return keys

    def _results(self, jobs: list[_Job]) -> dict[Any, list[FileRows]]:
        good = [job.future for job in jobs if job.future.status == "finished"]
        try:
            return dict(zip((future.key for future in good), self._client.gather(good), strict=True))
        except Exception:  # The worker that had them died, or the scheduler: they are done again, or the run ends.
            return {}

    def _rows_of_error(self, job: _Job, again: deque[Task], suspects: deque[Task]) -> list[FileRows] | None:
        """What is told of a task that failed; None where it is put back. Raises ZpbError where no other can succeed."""
        error = job.future.exception() if job.future.status == "error" else None
        if error is None:  # Cancelled, as every task is when the connection breaks; or its result is lost.
            self._wait_for_connection()
            again.append(job.task)
            return None
        if isinstance(error, NotSeen):
            if all(is_seen(source) for source in (*job.task.files, *job.task.earlier)):
                raise ZpbError(
                    f"处理机 {error.args[0]} 看不到「{error.args[1]}」，或看到的不是同一份文件：请把文件夹放在各台机器都以同一路径"
                    f"挂载的共享目录里，或改用 s3:// 等地址。"
                )
            return work(job.task)  # It is gone here too, or changed since: said as a run on this machine says it.
        if isinstance(error, ZpbError):
            raise error
        if isinstance(error, dask.KilledWorker):
            if job.is_alone:
                return given_up(job.task, "读取时处理进程意外退出（可能内存不足）")
            suspects.append(job.task)
            return None
        # A worker that came later may lack the program, which shows as any kind of error.
        self.check_versions()
        return given_up(job.task, f"处理时程序内部出错（{type(error).__name__}：{error}）")

    def _look(self) -> None:
        """Counts the workers' threads. Raises ZpbError where there has been no worker for long."""
        self._need_connection()
        self._looked = time.monotonic()
        try:
            self._threads = sum(self._nthreads().values())
        except Exception:
            return  # The connection broke just now, which the next look tells.
        if self._threads:
            self._without = None
        elif self._without is None:
            self._without = self._looked
            self._tell(f"集群 {self._address} 上还没有处理机（dask worker），正在等待，最多等 {WORKERS} 秒。")
        elif self._looked - self._without > WORKERS:
            raise ZpbError(
                f"集群 {self._address} 上等了 {WORKERS} 秒没有处理机，请在各台机器上启动 dask worker {self._address}。"
            )

    def _nthreads(self) -> dict[str, int]:
        counts: dict[str, int] = self._client.nthreads()
        return counts

    def _need_connection(self) -> None:
        if self._client.status not in ("running", "connecting"):
            raise self._lost()

    def _wait_for_connection(self) -> None:
        """Returns when the client is connected again, as it tries for CONNECT seconds. Raises ZpbError after that."""
        until = time.monotonic() + CONNECT + 5
        while self._client.status != "running":
            self._need_connection()
            if time.monotonic() > until:
                raise self._lost()
            time.sleep(0.2)

    def _lost(self) -> ZpbError:
        return ZpbError(f"与集群 {self._address} 的连接断了。")


def _absolute(source: Source) -> Source:
    return source if is_address(source.url) else replace(source, url=str(source.path.absolute()))
