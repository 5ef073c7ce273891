"""Which files a batch finds, however folders are named; what it passes over, and what it says of odd files."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from tests.app.samples import form, write_data
from tests.batch.folders import DATA, files_of, findings_of, in_this_process, rows_of, write_forms
from zipingbiao.app.batch import run_batch
from zipingbiao.app.batch.sources import list_sources
from zipingbiao.base.errors import ZpbError
from zipingbiao.writers.batch_rows import table_of


def _names(*folders: str) -> list[str]:
    return [source.file for source in list_sources(folders).sources]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_forms(tmp_path / "a", 2)
    write_forms(tmp_path / "a" / "b", 2)
    return tmp_path


def test_every_file_once_however_it_is_named(here: Path) -> None:
    expected = ["a/000.json", "a/001.json", "a/b/000.json", "a/b/001.json"]
    for folders in (["a"], ["a/"], ["./a"], ["a", "a/b"], ["a/b", "a"], ["a", str(here / "a")], ["a", "a/../a", "a/b/000.json"]):
        assert _names(*folders) == expected, folders
    assert _names(str(here / "a")) == [str(here / name) for name in expected]
    assert _names(".") == expected
    (here / "link").symlink_to(here / "a")
    assert _names("link", "a") == [name.replace("a/", "link/", 1) for name in expected]
    os.chdir(here / "a")
    assert len(_names("..")) == len(_names(".", "..")) == 4


def test_one_file_is_told_of_whatever_it_holds(here: Path) -> None:
    (here / "信.txt").write_text("今天天气很好。", encoding="utf-8")
    (here / "~$锁.xlsx").write_bytes(b"x")
    out = here / "o.parquet"
    run_batch(["信.txt", "a/000.json", "~$锁.xlsx"], out, runner=in_this_process)
    found = files_of(out)
    assert {name: row["status"] for name, row in found.items()} == {"信.txt": "read", "000.json": "read", "~$锁.xlsx": "unreadable"}
    assert findings_of(out, "信.txt")[0]["message"].startswith("「信.txt」里没有找到自评表")


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [("", "名字是空的"), ("没有", "找不到文件夹「没有」"), ("empty", "没有可以检查的文件"), ("/", "整个磁盘"), ("\0", "找不到")],
)
def test_folders_of_which_nothing_comes(here: Path, folder: str, sentence: str) -> None:
    (here / "empty").mkdir()
    with pytest.raises(ZpbError, match=sentence):
        run_batch([folder], here / "o.parquet", runner=in_this_process)
    assert not [*here.glob("o.*")]


def test_everything_passed_over_has_a_word(here: Path) -> None:
    folder = here / "a"
    for name in ("~$开着.xlsx", ".隐藏.xlsx", "图.png", "表.xlsx.tmp"):
        (folder / name).write_bytes(b"x")
    (folder / "信.md").write_text("无关", encoding="utf-8")
    (folder / "别的.json").write_text("[1]", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.json").write_text("{}")
    (folder / "目录.xlsx").mkdir()
    write_data(folder / "目录.xlsx" / "里面.json", form(project="里面"))
    (folder / "圈").symlink_to(folder)
    (folder / "断.xlsx").symlink_to(here / "没有.xlsx")
    (folder / "另.json").symlink_to(folder / "000.json")
    shutil.copy(DATA / "seeds-xlsx" / "donghu-2019.xlsx", folder / "旧表（旧1）.xlsx")
    write_data(folder / "000（旧2）.json", form(project="更旧"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "管道.xlsx")
    out = here / "o.parquet"
    result = run_batch(["a"], out, runner=in_this_process)
    words = {name: row["reason"] for name, row in files_of(out).items() if row["status"] == "skipped"}
    assert words.pop("管道.xlsx", "不是普通文件") == "不是普通文件"
    assert words == {
        "~$开着.xlsx": "Excel、WPS、Word 打开文件时留下的临时文件", ".隐藏.xlsx": "隐藏文件", "图.png": "不是能读的文件",
        "表.xlsx.tmp": "不是能读的文件", "信.md": "不是绩效自评的文字", "别的.json": "不是自评表数据", ".git": "隐藏文件夹",
        "圈": "链接，不跟随", "断.xlsx": "链接，不跟随", "另.json": "链接，不跟随", "000（旧2）.json": "另存的旧文件",
    }  # fmt: skip
    assert files_of(out)["里面.json"]["status"] == files_of(out)["旧表（旧1）.xlsx"]["status"] == "read"
    assert result.skipped["链接，不跟随"].count == 3


def test_the_result_inside_the_folder_is_no_part_of_it(here: Path) -> None:
    for out in (here / "e.parquet", here / "a" / "o.parquet"):
        run_batch(["a"], out, runner=in_this_process)
    first = rows_of(here / "e.parquet")
    assert rows_of(here / "a" / "o.parquet") == first
    run_batch(["a"], here / "a" / "o.parquet", runner=in_this_process, resume=True)
    run_batch(["a"], here / "a" / "o.parquet", runner=in_this_process)
    assert rows_of(here / "a" / "o.parquet") == first


def test_odd_names(here: Path) -> None:
    folder = here / "in"
    folder.mkdir()
    write_data(folder / "e\u0301.json", form(project="甲"))
    write_data(folder / "\u00e9.json", form(project="乙"))
    write_data(folder / "换\n行 \"引'号\" [1] *.json", form(project="丙"))
    deep = folder
    for _ in range(12):
        deep = deep / ("很深的文件夹" * 10)
    deep.mkdir(parents=True)
    write_data(deep / "深.json", form(project="丁"))
    expected = 4
    if sys.platform.startswith("linux"):
        for byte, project in ((b"\xff", "戊"), (b"\xfe", "己")):
            path = os.fsdecode(os.fsencode(folder) + b"/" + byte + b".json")
            write_data(Path(path), form(project=project))
        expected += 2
    out = here / "o.parquet"
    run_batch(["in"], out, workers=1)
    files = files_of(out)
    assert len(files) == expected and {row["status"] for row in files.values()} == {"read"}
    assert len({row["project"] for row in rows_of(out) if row["row"] == "evaluation"}) == expected


def test_half_characters_in_data(here: Path) -> None:
    text = (here / "a" / "000.json").read_text(encoding="utf-8").replace("项目0", "项\\ud800目").replace("保障安全", "保\\udfff障")
    (here / "a" / "000.json").write_text(text, encoding="utf-8")
    out = here / "o.parquet"
    run_batch(["a/000.json"], out, runner=in_this_process)
    assert files_of(out)["000.json"]["status"] == "read"
    (project,) = [row["project"] for row in rows_of(out) if row["row"] == "evaluation"]
    assert project.startswith("项") and project.endswith("目")
    half = [{"row": "file", "file": "a", "reason": "x\udc00", "indicators": [{"l3": "\ud800"}]}]
    assert table_of(half).to_pylist()[0]["indicators"][0]["l3"] == "\ufffd"


def test_files_that_go_or_change_underway(here: Path) -> None:
    write_forms(here / "c", 4, "水务局")
    out = here / "o.parquet"

    def touch(stage: str, done: int, _: int, __: str) -> None:
        if stage == "alone" and done == 1:
            (here / "c" / "000.json").unlink()  # Tasks are done from the last to the first.
        if stage == "together" and done == 0:
            (here / "c" / "003.json").unlink()
            write_data(here / "c" / "002.json", form(project="改了", implementing_unit="水务局", department="水务局"))

    run_batch(["c"], out, runner=in_this_process, progress=touch)
    status = {name: row["status"] for name, row in files_of(out).items()}
    assert status == {"000.json": "unreadable", "001.json": "read", "002.json": "read", "003.json": "unreadable"}
    assert "找不到文件「003.json」" in findings_of(out, "003.json")[0]["message"]
    run_batch(["c"], out, runner=in_this_process, resume=True)
    run_batch(["c"], here / "e.parquet", runner=in_this_process)
    assert rows_of(out) == rows_of(here / "e.parquet")


def test_a_socket_is_no_file(here: Path) -> None:
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("no such sockets")
    os.chdir(here / "a")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.xlsx")
        listing = list_sources(["."])
    assert [word for _, word in listing.passed_over] == ["不是普通文件"]


def test_a_folder_that_cannot_be_entered(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("b"):
            raise PermissionError(13, "Permission denied", path)
        return enter(path)

    monkeypatch.setattr(os, "scandir", refuse)
    listing = list_sources(["a"])
    assert len(listing.sources) == 2
    assert [(source.file, word) for source, word in listing.passed_over] == [("a/b", "不能进入的文件夹（没有权限）")]
