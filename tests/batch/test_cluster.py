"""A batch on a Dask cluster: the same table as on one machine, whatever dies in between."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import distributed
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zipingbiao.adapters.cli import main
from zipingbiao.app.batch import cluster, run_batch, work
from zipingbiao.app.batch.cluster_versions import PACKAGES, unfit
from zipingbiao.app.batch.sources import list_sources
from zipingbiao.app.batch.work import Task
from zipingbiao.base.errors import ZpbError

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
SECONDS = 60


@dataclass
class Machines:
    """A scheduler and its workers, each a process of its own."""

    port: int
    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            # A file that kills its worker is known at the first death instead of the fourth.
            env={**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", **environment},
        )  # fmt: skip
        self.started.append(process)
        return process

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        process = self.start("scheduler", "--host", "127.0.0.1", "--port", str(self.port))
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return process
            time.sleep(0.1)
        raise AssertionError("the scheduler does not start")

    def start_workers(self, count: int = 2, **environment: str) -> subprocess.Popen[bytes]:
        return self.start(
            "worker", self.address, "--nworkers", str(count), "--nthreads", "1",
            "--local-directory", str(self.folder), "--preload", str(HERE / "faulty_worker.py"), **environment,
        )  # fmt: skip

    def stop(self) -> None:
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = Machines(port, folder)
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler with two workers."""
    with machines(tmp_path_factory.mktemp("machines")) as started:
        started.start_scheduler()
        started.start_workers()
        yield started


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dozen files in two folders: forms, other documents, one that is broken, one twice, some of one unit."""
    folder = tmp_path_factory.mktemp("pile")
    for number in range(2):
        inside = folder / f"第{number + 1}批"
        inside.mkdir()
        for path in sorted((DATA / "corpus").glob("0[0-3]*x")):
            shutil.copy(path, inside / f"{number}{path.name}")
            # The same form, in bytes that differ: a comment of the archive is not read.
            if path.suffix == ".xlsx":
                (inside / f"{number}{path.name}").write_bytes(
                    path.read_bytes()[:-2] + b"\x01\x00" + bytes([65 + number])
                )
    shutil.copy(DATA / "corpus/007_changjiang_jinbu.xlsx", folder / "坏了.xlsx")
    (folder / "坏了.xlsx").write_bytes((folder / "坏了.xlsx").read_bytes()[:1000])
    shutil.copy(folder / "第1批/0014_xiaoxian_hexi.xlsx", folder / "重复.xlsx")
    return folder


@pytest.fixture(scope="module")
def expected(pile: Path, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """What a run on this machine writes."""
    out = tmp_path_factory.mktemp("out") / "local.parquet"
    run_batch([str(pile)], out, workers=2)
    return pq.read_table(out)


def _on(address: str, folder: Path, out: Path, told: list[str] | None = None, **more: Any) -> pa.Table:
    with cluster.connected(address, (told if told is not None else []).append) as runner:
        run_batch([str(folder)], out, runner=runner, **more)
    return pq.read_table(out)


def _rows(table: pa.Table, name: str) -> list[dict[str, Any]]:
    return [row for row in table.to_pylist() if row["file"].endswith(name)]


def test_the_table_is_the_one_of_a_run_on_this_machine(
    usual: Machines, pile: Path, expected: pa.Table, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert {"read", "unreadable", "duplicate"} <= set(expected["status"].to_pylist())
    out = tmp_path / "结果.parquet"
    assert main(["batch", str(pile), "-o", str(out), "--scheduler", usual.address]) == 1
    assert pq.read_table(out).equals(expected)
    _, told = capfd.readouterr()
    assert told.splitlines()[-1].startswith("结果已写入"), told
    assert "distributed" not in told


def test_relative_folders_are_found_by_workers_that_stand_elsewhere(
    usual: Machines, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pile)
    table = _on(usual.address, Path("第1批"), tmp_path / "o.parquet")
    assert set(table["file"].to_pylist()) >= {"第1批/0014_xiaoxian_hexi.xlsx"}
    assert "unreadable" not in table["status"].to_pylist()


def test_files_that_kill_block_or_break_a_worker_cost_only_themselves(
    usual: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    source = DATA / "corpus/014_xiaoxian_hexi.json"
    for number, name in enumerate(("崩溃", "出错", "读不完", "正常甲", "正常乙")):
        (inside / f"{name}.json").write_text(source.read_text("utf-8") + " " * number, "utf-8")
    monkeypatch.setattr(work, "TIME_LIMIT", 3)
    table = _on(usual.address, inside, tmp_path / "o.parquet")
    reasons = {row["file"].rpartition("/")[2]: row["reason"] for row in table.to_pylist() if row["row"] == "file"}
    assert reasons["正常甲.json"] is None
    assert reasons["正常乙.json"] is None
    assert reasons["崩溃.json"] == "「崩溃.json」读取时处理进程意外退出（可能内存不足），请单独检查这份文件。"
    assert reasons["读不完.json"] == "「读不完.json」超过 3 秒还没有读完，已放弃，请单独检查这份文件。"
    assert "处理时程序内部出错（ArithmeticError：不该出现的错误）" in reasons["出错.json"]


def test_a_worker_that_is_killed_loses_nothing(usual: Machines, pile: Path, expected: pa.Table, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill(*told: Any) -> None:
        if told[-3] == 2 and not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    with distributed.Client(usual.address, set_as_default=False) as client:
        assert _on(usual.address, pile, tmp_path / "o.parquet", progress=kill).equals(expected)
    assert killed


def test_few_tasks_are_under_way_at_a_time(usual: Machines, pile: Path) -> None:
    source = list_sources([str(pile)]).sources[0]
    taken = 0

    def endless() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield Task((source,))

    with cluster.connected(usual.address, print) as runner:
        results = runner(endless())
        for _ in range(30):
            next(results)
        assert taken <= 30 + cluster._AT_ONCE
        results.close()


def test_what_is_done_is_kept_when_the_scheduler_dies_and_another_goes_on(
    pile: Path, expected: pa.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 3)
    out = tmp_path / "o.parquet"
    with machines(tmp_path) as first:
        scheduler = first.start_scheduler()
        first.start_workers(ZPB_TEST_SECONDS="0.3")

        def kill(*told: Any) -> None:
            if told[-3] == 4:
                scheduler.kill()

        with pytest.raises(ZpbError, match=r"连接断了。已经做完的留在「o.parquet.未完成」，处理好以后加 --resume 接着做。$"):
            _on(first.address, pile, out, progress=kill)
    assert not out.exists()
    with machines(tmp_path) as second:
        second.start_scheduler()
        second.start_workers()
        counts: list[int] = []
        table = _on(second.address, pile, out, resume=True, progress=lambda *told: counts.append(told[-2]))
        assert counts[0] < len(list_sources([str(pile)]).sources)
        assert table.equals(expected)


def test_a_worker_that_does_not_see_the_files_is_told(pile: Path, tmp_path: Path) -> None:
    with machines(tmp_path) as blind:
        blind.start_scheduler()
        told: list[str] = []
        late = threading.Timer(1, lambda: blind.start_workers(1, ZPB_TEST_BLIND="1"))
        late.start()
        with pytest.raises(
            ZpbError, match="或看到的不是同一份文件：请把文件夹放在各台机器都以同一路径挂载的共享目录里"
        ):
            _on(blind.address, pile, tmp_path / "o.parquet", told)
        late.join()
        assert told == [f"集群 {blind.address} 上还没有处理机（dask worker），正在等待，最多等 120 秒。"]


def test_a_cluster_without_workers_is_given_up_after_a_while(
    pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WORKERS", 1)
    with machines(tmp_path) as empty:
        empty.start_scheduler()
        with pytest.raises(ZpbError, match=f"请在各台机器上启动 dask worker {empty.address}"):
            _on(empty.address, pile, tmp_path / "o.parquet")


@pytest.mark.parametrize(
    "address, sentence",
    [
        ("127.0.0.1:8786", "应为 tcp://机器名:端口"),
        ("tcp://127.0.0.1", "应为 tcp://机器名:端口"),
        ("http://127.0.0.1:8786", "应为 tcp://机器名:端口"),
        ("", "应为 tcp://机器名:端口"),
        ("tcp://nowhere.invalid:1", "连不上集群 tcp://nowhere.invalid:1：请确认调度程序"),
        ("tcp://127.0.0.1:1", "连不上集群 tcp://127.0.0.1:1：请确认调度程序"),
        ("tls://127.0.0.1:1", "tls:// 要在 Dask 的配置里指定证书"),
    ],
)
def test_a_wrong_address_is_told_in_one_line(
    pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], address: str,
    sentence: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(cluster, "CONNECT", 1)
    assert main(["batch", str(pile), "-o", str(tmp_path / "o.parquet"), "--scheduler", address]) == 2
    out, told = capfd.readouterr()
    assert out == ""
    assert sentence in told
    assert len(told.splitlines()) == 1, told


def test_machines_are_compared_by_program_and_packages() -> None:
    here: dict[str, str | None] = dict.fromkeys(PACKAGES, "1")

    def told(scheduler: dict[str, str | None], worker: dict[str, str | None]) -> str | None:
        workers = {"tcp://10.0.0.7:4000": {"packages": {**here, **worker}}, "tcp://10.0.0.8:4000": None}
        return unfit(
            {"client": {"packages": here}, "scheduler": {"packages": {**here, **scheduler}}, "workers": workers}
        )

    assert told({}, {}) is None
    assert told({"pyarrow": None}, {"pyarrow": "2"}) is None
    assert "调度程序没有安装 zipingbiao" in (told({"zipingbiao": None}, {}) or "")
    assert "处理机 10.0.0.7:4000 上的 distributed 是 2 版，本机是 1 版" in (told({}, {"distributed": "2"}) or "")
    assert "处理机 10.0.0.7:4000 没有安装 python-calamine" in (told({}, {"python-calamine": None}) or "")
