"""Going on: with what was left unfinished, and from a finished result when files came, changed or went."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.app.samples import form, write_data
from tests.batch.folders import DATA, content, in_this_process, left_of, rows_of, write_forms
from zipingbiao.app.batch import run_batch
from zipingbiao.app.batch.work import Result, Task
from zipingbiao.base.errors import ZpbError


class Watched:
    """Works in this process, remembers what on, and breaks off after so many tasks."""

    def __init__(self, last: int = 10_000) -> None:
        self.names: list[set[str]] = []
        self._last = last

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Result]:
        for task, rows in in_this_process(tasks):
            if len(self.names) == self._last:
                raise KeyboardInterrupt
            self.names.append({source.name for source in task.files})
            yield task, rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files of one unit, a report of another beside its forms, files of units of their own, and one of them twice."""
    folder = tmp_path / "in"
    write_forms(folder / "一个单位", 3, "水务局")
    write_forms(folder / "各单位", 4)
    shutil.copy(folder / "各单位" / "003.json", folder / "各单位" / "两次.json")
    shutil.copy(DATA / "reports" / "dongxihu-2020.txt", folder / "报告.txt")
    shutil.copy(DATA / "json" / "dongxihu-2020-form.json", folder / "表.json")
    return folder


def _fresh(*folders: Path) -> object:
    out = folders[0].parent / "fresh.parquet"
    run_batch([*map(str, folders)], out, runner=in_this_process)
    return content(out)


def test_nothing_new_is_nothing_to_do(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    run_batch([str(folder)], out, runner=in_this_process)
    before, watched = out.read_bytes(), Watched()
    result = run_batch([str(folder)], out, runner=watched, resume=True)
    assert not watched.names and result.resumed == 10 and out.read_bytes() == before


def test_only_what_is_new_or_changed_is_done(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    run_batch([str(folder)], out, runner=in_this_process)
    write_data(folder / "新.json", form(project="新项目", implementing_unit="新局", department="新局"))
    write_data(folder / "各单位" / "002.json", form(project="改过", implementing_unit="改局", department="改局"))
    (folder / "各单位" / "001.json").unlink()
    watched = Watched()
    run_batch([str(folder)], out, runner=watched, resume=True)
    assert sorted(map(sorted, watched.names)) == [["002.json"], ["新.json"]]
    assert content(out) == _fresh(folder)


def test_a_result_of_other_folders_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    one, other = folder / "一个单位", folder / "各单位"
    run_batch([str(one)], out, runner=in_this_process)
    before = out.read_bytes()
    with pytest.raises(ZpbError, match="接着做会把它们去掉"):
        run_batch([str(other)], out, runner=in_this_process, resume=True)
    assert out.read_bytes() == before
    run_batch([str(one), str(other)], out, runner=in_this_process, resume=True)
    assert content(out) == _fresh(one, other)
    run_batch([str(folder)], out, runner=in_this_process, resume=True)
    assert content(out) == _fresh(folder)


@pytest.mark.parametrize("change", ["new", "changed", "gone"])
def test_a_company_that_changes_is_done_again(folder: Path, tmp_path: Path, change: str) -> None:
    out = tmp_path / "o.parquet"
    run_batch([str(folder)], out, runner=in_this_process)
    inside = folder / "一个单位"
    if change == "gone":
        (inside / "001.json").unlink()
    else:
        name = "009.json" if change == "new" else "001.json"
        write_data(inside / name, form(project="另一项目", implementing_unit="水务局", department="水务局"))
    watched = Watched()
    run_batch([str(folder)], out, runner=watched, resume=True)
    assert all(names <= {path.name for path in inside.iterdir()} for names in watched.names)
    assert {path.name for path in inside.iterdir()} in watched.names
    assert content(out) == _fresh(folder)


def test_a_company_of_which_one_stays_is_that_file_alone(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    run_batch([str(folder)], out, runner=in_this_process)
    for name in ("000.json", "002.json"):
        (folder / "一个单位" / name).unlink()
    run_batch([str(folder)], out, runner=in_this_process, resume=True)
    assert content(out) == _fresh(folder)


def test_when_the_newer_file_goes_its_older_copy_counts(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    write_data(folder / "表（旧1）.json", form(project="旧"))
    run_batch([str(folder)], out, runner=in_this_process)
    (folder / "表.json").unlink()
    run_batch([str(folder)], out, runner=in_this_process, resume=True)
    assert content(out) == _fresh(folder)


def test_when_the_original_goes_its_duplicate_counts(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    run_batch([str(folder)], out, runner=in_this_process)
    (folder / "各单位" / "003.json").unlink()
    watched = Watched()
    run_batch([str(folder)], out, runner=watched, resume=True)
    assert watched.names == [{"两次.json"}] and content(out) == _fresh(folder)


@pytest.mark.parametrize("after", [0, 1, 5, 9, 10])
def test_broken_off_anywhere_it_comes_to_the_same(folder: Path, tmp_path: Path, after: int) -> None:
    out = tmp_path / "o.parquet"
    with pytest.raises(KeyboardInterrupt):
        run_batch([str(folder)], out, runner=Watched(after))
    if after:
        with pytest.raises(ZpbError, match="加 --resume"):
            run_batch([str(folder)], out, runner=in_this_process)
    run_batch([str(folder)], out, runner=in_this_process, resume=True)
    assert content(out) == _fresh(folder) and not left_of(out)


def test_begun_anew_it_never_goes_on_from_the_older_result(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    run_batch([str(folder)], out, runner=in_this_process)
    with pytest.raises(KeyboardInterrupt):
        run_batch([str(folder)], out, runner=Watched(3))
    watched = Watched()
    result = run_batch([str(folder)], out, runner=watched, resume=True)
    assert result.resumed == 3 and content(out) == _fresh(folder)


def test_other_work_is_not_gone_on_with(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    with pytest.raises(KeyboardInterrupt):
        run_batch([str(folder)], out, runner=Watched(3))
    with pytest.raises(ZpbError, match="另一次成批检查"):
        run_batch([str(folder / "各单位")], out, runner=in_this_process, resume=True)
    with pytest.raises(ZpbError, match="另一次成批检查"):
        run_batch([str(folder)], out, runner=in_this_process, resume=True, profile="central-2021")
    run_batch([f"{folder}/"], out, runner=in_this_process, resume=True)


def test_a_result_by_another_profile_is_done_anew(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    run_batch([str(folder)], out, runner=in_this_process, profile="central-2021")
    assert run_batch([str(folder)], out, runner=in_this_process, resume=True).resumed == 0
    assert content(out) == _fresh(folder)


@pytest.mark.parametrize("spoil", ["job", "job not an object", "no job", "part cut", "part empty", "part bits"])
def test_what_a_failing_disk_spoilt_is_done_again(folder: Path, tmp_path: Path, spoil: str) -> None:
    out = tmp_path / "o.parquet"
    with pytest.raises(KeyboardInterrupt):
        run_batch([str(folder)], out, runner=Watched(8))
    left = tmp_path / "o.parquet.未完成"
    (part,) = left.glob("*.parquet")
    content_of = part.read_bytes()
    match spoil:
        case "job":
            (left / "job.json").write_bytes(b"\xff\xfe{")
        case "job not an object":
            (left / "job.json").write_text("[]")
        case "no job":
            (left / "job.json").unlink()
        case "part cut":
            part.write_bytes(content_of[: len(content_of) // 2])
        case "part empty":
            part.write_bytes(b"")
        case "part bits":
            middle = len(content_of) // 3
            part.write_bytes(content_of[:middle] + bytes(255 - byte for byte in content_of[middle : middle + 900]) + content_of[middle + 900 :])
    (left / ".000002.parquet.x.part").write_bytes(b"half")
    (tmp_path / ".o.parquet.abc.part").write_bytes(b"half")
    run_batch([str(folder)], out, runner=in_this_process, resume=True)
    assert content(out) == _fresh(folder) and not left_of(out)


def test_a_spoilt_result_is_not_gone_on_from_nor_replaced(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    out.write_bytes(b"PAR1 something of somebody's PAR1")
    for resume in (False, True):
        with pytest.raises(ZpbError, match="不是成批检查的结果"):
            run_batch([str(folder)], out, runner=in_this_process, resume=resume)
    assert out.read_bytes().startswith(b"PAR1 something")


def test_no_file_twice_and_none_missing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    for after in (2, 3, 1, 2):
        with pytest.raises(KeyboardInterrupt):
            run_batch([str(folder)], out, runner=Watched(after), resume=True)
    run_batch([str(folder)], out, runner=in_this_process, resume=True)
    names = [row["file"] for row in rows_of(out) if row["row"] == "file"]
    assert names == sorted({*names}) and len(names) == sum(path.is_file() for path in folder.rglob("*"))
    assert json.dumps(names) and os.path.exists(names[0])  # noqa: PTH110
