"""Processes that die, hang or fail cost their own task only, and none outlives the batch."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.app.samples import form, write_data
from tests.batch import faulty
from tests.batch.folders import content, files_of, findings_of, in_this_process, left_of, write_forms
from zipingbiao.app.batch import processes, run_batch, work
from zipingbiao.base.errors import ZpbError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the work kills its own process")


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "work", faulty.faulty_work)
    monkeypatch.setattr(work, "TIME_LIMIT", 12)


@pytest.mark.usefixtures("faults")
def test_only_the_file_that_breaks_its_process_is_lost(tmp_path: Path) -> None:
    for number, name in enumerate(["好", "杀", "慢", "错", "退", "也好", "还好"]):
        write_data(tmp_path / f"{name}.json", form(project=name, implementing_unit=f"第{number}局", department=""))
    out = tmp_path / "o.parquet"
    result = run_batch([str(tmp_path)], out, workers=2)
    files = files_of(out)
    assert {name for name, row in files.items() if row["status"] == "read"} == {"好.json", "也好.json", "还好.json"}
    for name, why in {"杀": "处理进程意外退出", "退": "处理进程意外退出", "慢": "超过 12 秒", "错": "程序内部出错（RuntimeError：出乎意料）"}.items():
        assert files[f"{name}.json"]["status"] == "unreadable"
        (finding,) = findings_of(out, f"{name}.json")
        assert why in finding["message"] and f"「{name}.json」" in finding["message"]
        assert (finding["code"], finding["severity"]) == ("ZP000", "error")
    assert result.exit_code == 1 and len(result.unreadable) == 4
    assert not multiprocessing.active_children() and not left_of(out)


@pytest.mark.usefixtures("faults")
@pytest.mark.parametrize("fault", ["杀", pytest.param("错", marks=pytest.mark.slow)])
def test_files_that_cannot_be_compared_are_checked_alone_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in (f"{fault}同一", f"{fault}同二"):
        write_data(folder / f"{name}.json", form(project=name))
    write_data(folder / "别的.json", form(project="别的", implementing_unit="水务局", department="水务局"))
    out, expected = tmp_path / "o.parquet", tmp_path / "e.parquet"
    run_batch([str(folder)], out, workers=2)
    files = files_of(out)
    assert {row["status"] for row in files.values()} == {"read"}
    for name in (f"{fault}同一.json", f"{fault}同二.json"):
        told = [one for one in findings_of(out, name) if one["code"] == "ZP000"]
        assert [one["severity"] for one in told] == ["warning"] and "没有与同一单位的其他文件放在一起核对" in told[0]["message"]
        assert any(one["code"] != "ZP000" for one in findings_of(out, name))
    monkeypatch.undo()
    run_batch([str(folder)], out, runner=in_this_process, resume=True)
    run_batch([str(folder)], expected, runner=in_this_process)
    assert content(out) == content(expected)


def test_processes_killed_from_outside_are_replaced(tmp_path: Path) -> None:
    write_forms(tmp_path / "in", 60)
    out, expected = tmp_path / "o.parquet", tmp_path / "e.parquet"
    killed: list[int] = []

    def kill(_: object, done: int, __: int, ___: str) -> None:
        if done in (5, 30):
            for child in multiprocessing.active_children():
                killed.append(child.pid or 0)
                os.kill(child.pid or 0, signal.SIGKILL)

    run_batch([str(tmp_path / "in")], out, workers=2, progress=kill)
    assert len({*killed}) == 4
    lost = [name for name, row in files_of(out).items() if row["status"] == "unreadable"]
    assert len(lost) <= 4
    run_batch([str(tmp_path / "in")], expected, runner=in_this_process)
    run_batch([str(tmp_path / "in")], out, runner=in_this_process, resume=True)
    assert content(out) == content(expected)


def test_where_no_process_can_start_it_is_said_and_nothing_told_as_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_forms(tmp_path / "in", 3)
    monkeypatch.setattr(processes, "_serve", _dies_at_once)
    with pytest.raises(ZpbError, match="处理进程无法启动"):
        run_batch([str(tmp_path / "in")], tmp_path / "o.parquet", workers=2)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def _dies_at_once(*_: Any) -> None:
    os._exit(1)


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    write_forms(tmp_path / "in", 30)
    out, expected = tmp_path / "o.parquet", tmp_path / "e.parquet"

    def interrupt(_: object, done: int, __: int, ___: str) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch([str(tmp_path / "in")], out, workers=2, progress=interrupt)
    assert not multiprocessing.active_children() and not out.exists()
    result = run_batch([str(tmp_path / "in")], out, runner=in_this_process, resume=True)
    assert result.resumed == 10
    run_batch([str(tmp_path / "in")], expected, runner=in_this_process)
    assert content(out) == content(expected) and not left_of(out)
