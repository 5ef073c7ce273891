"""Killed at any moment and resumed, a batch comes to what an undisturbed one comes to; no process lives on."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.batch.folders import content, in_this_process, left_of, rows_of, write_forms, zpb
from zipingbiao.app.batch import run_batch

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")


def _children(pid: int) -> list[int]:
    """Processes started by `pid`, and by those."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += [int(stat.parent.name), *_children(int(stat.parent.name))]
    return found


def _is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _wait_until_gone(pids: list[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while any(map(_is_there, pids)):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.slow
def test_ten_kills_and_a_whole_result(tmp_path: Path) -> None:
    folder, out, expected = tmp_path / "in", tmp_path / "o.parquet", tmp_path / "e.parquet"
    write_forms(folder / "一", 60)
    write_forms(folder / "二", 60, "水务局", goals=[])
    write_forms(folder / "三", 40, "第{}所", year=2020)
    chance = random.Random(20260)
    left = tmp_path / "o.parquet.未完成"
    kept = 0
    for turn in range(10):
        process = zpb("batch", folder, "-o", out, "--workers", 2, "--resume", start_new_session=True)
        # Every other turn ends while processes start, the rest soon after something more was kept.
        end = time.monotonic() + (chance.uniform(0.2, 2) if turn % 2 else 30)
        while time.monotonic() < end and process.poll() is None and (turn % 2 or len([*left.glob("*.parquet")]) == kept):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.5))
        children = _children(process.pid)
        if turn % 3 == 0:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert _wait_until_gone(children, 15), "a worker outlived its parent"
        kept = len([*left.glob("*.parquet")])
    assert kept or out.exists(), "the kills came too early to prove anything"
    process = zpb("batch", folder, "-o", out, "--workers", 2, "--resume")
    told, errors = process.communicate(timeout=300)
    assert process.returncode == 1, errors
    run_batch([str(folder)], expected, runner=in_this_process)
    assert content(out) == content(expected) and not left_of(out)
    names = [row["file"] for row in rows_of(out) if row["row"] == "file"]
    assert len(names) == len({*names}) == 160 and "读取 160 份文件" in told


def test_ctrl_c_is_answered_in_one_line_and_leaves_no_process(tmp_path: Path) -> None:
    write_forms(tmp_path / "in", 300)
    out = tmp_path / "o.parquet"
    process = zpb("batch", tmp_path / "in", "-o", out, "--workers", 2, start_new_session=True)
    children: list[int] = []
    end = time.monotonic() + 60
    while len(children) < 2 and time.monotonic() < end:
        children = _children(process.pid)
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # As a terminal does: the whole group, the workers only just starting.
    told, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and told == ""
    assert "--resume" in errors and "已中断" in errors and "Traceback" not in errors
    assert _wait_until_gone(children, 10)
