"""The command `zpb batch`: what it prints, its exit status, and what it says where the result cannot be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.samples import clean_form, form, write_data
from tests.batch.folders import content, files_of, in_this_process, left_of, write_forms
from zipingbiao.adapters.cli import main
from zipingbiao.app.batch import processes, run_batch, running
from zipingbiao.app.batch.parts import Parts
from zipingbiao.base.errors import ZpbError


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No processes: they are tested elsewhere."""
    monkeypatch.setattr(running, "run_in_processes", lambda tasks, _: in_this_process(tasks))
    monkeypatch.chdir(tmp_path)


def test_what_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_forms(tmp_path / "in", 2)
    for number in range(7):
        (tmp_path / "in" / f"空{number}.xlsx").write_bytes(b"")
        (tmp_path / "in" / f"图{number}.png").write_bytes(b"")
    assert main(["batch", "in", "-o", "o.parquet"]) == 1
    told, errors = capsys.readouterr()
    assert told.startswith("读取 2 份文件，自评表 2 张，不能读取 7 份，略过 7 个。\n错误 ")
    lines = errors.splitlines()
    assert lines[0] == "略过 7 个：不是能读的文件 7 个（图0.png、图1.png、图2.png 等）"
    assert "「空0.xlsx」" in lines[1] and "还有 2 份不能读取" in lines[6]
    assert lines[-1] == "结果已写入 o.parquet"


def test_json_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_forms(tmp_path / "in", 2)
    assert main(["batch", "in", "-o", "o.parquet", "--json"]) == 1
    first = json.loads(capsys.readouterr().out)
    assert (first["read"], first["evaluations"], first["resumed"]) == (2, 2, 0)
    assert main(["batch", "in", "-o", "o.parquet", "--json", "--resume"]) == 1
    assert json.loads(capsys.readouterr().out) == first | {"resumed": 2}


def test_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(tmp_path / "bad.json", form())
    good = clean_form(project="好")
    write_data(tmp_path / "good.json", good)
    (tmp_path / "空.xlsx").write_bytes(b"")
    assert main(["batch", "bad.json", "-o", "a.parquet"]) == 1
    assert main(["batch", "空.xlsx", "-o", "b.parquet"]) == 2
    assert main(["batch", "good.json", "-o", "c.parquet"]) == (1 if files_of(tmp_path / "c.parquet")["good.json"]["errors"] else 0)
    assert main(["batch", "没有", "-o", "d.parquet"]) == 2
    assert main(["batch", "bad.json", "-o", "e.parquet", "--workers", "0"]) == 2
    assert main(["batch", "bad.json", "-o", "e.parquet", "--profile", "没有"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "sentence"),
    [("o.csv", "应以 .parquet、.xlsx、.duckdb 结尾"), ("o", "应以 .parquet、.xlsx、.duckdb 结尾"), ("没有/o.parquet", "文件夹 没有 不存在"), ("in.parquet", "已有同名的文件夹")],
)
def test_results_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str, sentence: str) -> None:
    write_forms(tmp_path / "in", 1)
    (tmp_path / "in.parquet").mkdir()
    assert main(["batch", "in", "-o", out]) == 2
    told, errors = capsys.readouterr()
    assert not told and len(errors.splitlines()) == 1 and sentence in errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "in.parquet"]


def test_two_batches_never_write_one_result(tmp_path: Path) -> None:
    write_forms(tmp_path / "in", 2)
    out = tmp_path / "o.parquet"
    first = Parts(out)
    first.open({}, resume=False)
    for resume in (False, True):
        with pytest.raises(ZpbError, match="正在由另一个 zpb batch 写入"):
            run_batch(["in"], out, resume=resume)
    first.close()
    run_batch(["in"], out)
    assert not left_of(out)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=120k", "tmpfs", str(disk)]
    if not sys.platform.startswith("linux") or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk(tmp_path: Path, small_disk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_forms(tmp_path / "in", 60)
    monkeypatch.setattr("zipingbiao.app.batch.parts._FILES", 10)
    out, expected = small_disk / "o.parquet", tmp_path / "e.parquet"
    assert main(["batch", "in", "-o", str(out)]) == 2
    errors = capsys.readouterr().err
    assert len(errors.splitlines()) == 1 and "磁盘已满" in errors and "--resume" in errors
    assert not out.exists() and not [*small_disk.rglob("*.part")]
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    result = run_batch(["in"], out, resume=True)
    assert result.resumed > 0
    run_batch(["in"], expected)
    assert content(out) == content(expected) and not left_of(out)


def test_as_many_workers_as_processors() -> None:
    assert 1 <= processes.usual_workers() <= (os.cpu_count() or 1)


def test_a_disk_that_can_only_be_read(small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_forms(tmp_path / "in", 1)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert main(["batch", "in", "-o", str(small_disk / "o.parquet")]) == 2
    assert capsys.readouterr().err.strip() == "无法建立文件夹「o.parquet.未完成」：这里只能读，不能写，请换一个文件夹存放结果。"
