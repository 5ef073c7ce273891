"""Folders elsewhere (fsspec): listing, the mark of a change, fetching, and what is said when it does not go."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import fsspec
import pyarrow.parquet as pq
import pytest

from zipingbiao.adapters.cli import main
from zipingbiao.app.batch import remote, run_batch
from zipingbiao.app.batch.sources import Source, list_sources, word_for
from zipingbiao.base.addresses import shown_address
from zipingbiao.base.errors import UnreadableFile, ZpbError

DATA = Path(__file__).parents[1] / "data"
FORM = (DATA / "corpus/014_xiaoxian_hexi.xlsx").read_bytes()
OTHER = (DATA / "corpus/012_chengan_gaoling.xlsx").read_bytes()


@pytest.fixture
def memory() -> Iterator[Any]:
    """fsspec's memory:// with a folder 收件 in it."""
    system = fsspec.filesystem("memory")
    for name, content in {
        "一/表.xlsx": FORM,
        "二/表#1?.xlsx": OTHER,
        "一/~$表.xlsx": b"",
        "一/.表.xlsx": FORM,
        ".回收站/表.xlsx": FORM,
        "说明.pdf": b"%PDF",
    }.items():
        system.pipe_file("/收件/" + name, content)
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def _told(address: str) -> dict[str, str | None]:
    return {source.file: word for source, word in remote.list_remote(address, word_for)}


EXPECTED = {
    "一/表.xlsx": None,
    "二/表#1?.xlsx": None,
    "一/~$表.xlsx": "Excel、WPS、Word 打开文件时留下的临时文件",
    "一/.表.xlsx": "隐藏文件",
    ".回收站": "隐藏文件夹",
    "说明.pdf": "不是能读的文件",
}


def test_a_folder_is_listed_with_all_its_subfolders(memory: Any) -> None:
    assert _told("memory://收件") == {f"memory://收件/{name}": word for name, word in EXPECTED.items()}
    assert _told("memory://收件/") == _told("memory://收件")
    assert list(_told("memory://收件")) == sorted(_told("memory://收件"))


def test_a_folder_of_this_machine_can_be_given_as_an_address(tmp_path: Path) -> None:
    for name in EXPECTED:
        path = tmp_path / name.replace("?", "？")
        if path.suffix:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(FORM)
    (tmp_path / "链接.xlsx").symlink_to(tmp_path / "一/表.xlsx")
    (tmp_path / "圈").symlink_to(tmp_path)
    told = _told(f"file://{tmp_path}")
    assert told[f"file://{tmp_path}/一/表.xlsx"] is None
    assert told[f"file://{tmp_path}/链接.xlsx"] == "链接，不跟随"
    assert not any("圈/" in name for name in told)


def test_a_single_file_can_be_given(memory: Any) -> None:
    (one,) = list_sources(["memory://收件/一/表.xlsx"]).sources
    assert (one.file, one.size, one.name) == ("memory://收件/一/表.xlsx", len(FORM), "表.xlsx")


def test_a_changed_file_has_another_mark(memory: Any) -> None:
    def marks() -> dict[str, tuple[int | None, int | None]]:
        return {source.file: (source.size, source.modified) for source in list_sources(["memory://收件"]).sources}

    before = marks()
    assert marks() == before
    memory.pipe_file("/收件/一/表.xlsx", FORM[:-1] + b"x")
    after = marks()
    assert [name for name in before if before[name] != after[name]] == ["memory://收件/一/表.xlsx"]


@pytest.mark.parametrize(
    "detail, mark",
    [
        ({"mtime": 1700000000.5}, 1700000000_500000000),
        ({"mtime": datetime(2023, 11, 14, 22, 13, 20, 7, UTC)}, 1700000000_000007000),
        ({"updated": "2023-11-14T22:13:20Z"}, 1700000000_000000000),
        (
            {"LastModified": datetime(2023, 11, 14, 22, 13, 20), "ETag": '"a"'},
            1700000000_000000000 + crc32(b'"a"') % 10**9,
        ),
        ({}, None),
    ],
)
def test_the_mark_is_the_time_in_ns_with_the_tag_of_the_content_below_the_second(
    detail: dict[str, Any], mark: int | None
) -> None:
    assert remote._modified(detail) == mark


def test_the_rows_are_those_of_the_same_files_on_this_machine(memory: Any, tmp_path: Path) -> None:
    inside = tmp_path / "in"
    for name, content in (("一/表.xlsx", FORM), ("二/表#1?.xlsx", OTHER)):
        (inside / name).parent.mkdir(parents=True)
        (inside / name).write_bytes(content)
    run_batch([str(inside)], tmp_path / "local.parquet", runner=_here)
    run_batch(["memory://收件"], tmp_path / "remote.parquet", runner=_here)
    here, there = (
        [
            {**row, "file": row["file"].removeprefix(root), "modified": None}
            for row in pq.read_table(tmp_path / name).to_pylist()
            if row["status"] != "skipped"
        ]
        for name, root in (("local.parquet", f"{inside}/"), ("remote.parquet", "memory://收件/"))
    )
    assert here == there


def test_folders_here_and_elsewhere_go_together_and_are_resumed(memory: Any, tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "本地.xlsx").write_bytes(FORM)
    out = tmp_path / "o.parquet"
    first = run_batch([str(inside), "memory://收件"], out, runner=_here)
    assert (first.counts["read"], first.counts["duplicate"]) == (2, 1)
    memory.pipe_file("/收件/二/表#1?.xlsx", b"PK" + OTHER[2:])
    assert 0 < run_batch([str(inside), "memory://收件"], out, runner=_here, resume=True).resumed < 3


def test_a_file_that_vanished_or_changed_since_is_a_finding(memory: Any, tmp_path: Path) -> None:
    def spoiling(tasks: Any) -> Any:
        memory.rm("/收件/一/表.xlsx")
        memory.pipe_file("/收件/二/表#1?.xlsx", OTHER[:100])
        return _here(tasks)

    run_batch(["memory://收件"], tmp_path / "o.parquet", runner=spoiling)
    reasons = {
        row["file"]: row["reason"]
        for row in pq.read_table(tmp_path / "o.parquet").to_pylist()
        if row["status"] == "unreadable"
    }
    assert reasons == {
        "memory://收件/一/表.xlsx": "「表.xlsx」已不在原来的位置，可能已被移走或删除，请核对后重新检查。",
        "memory://收件/二/表#1?.xlsx": "「表#1?.xlsx」在检查期间有改动，或没有传完，请等它不再改动后重新检查。",
    }


@pytest.mark.parametrize(
    "name, kept",
    [("表.xlsx", "表.xlsx"), ("长" * 120 + ".xlsx", "长" * 65 + ".xlsx"), ("..", "_"), ("a/b.xlsx", "a_b.xlsx")],
)
def test_the_copy_has_a_name_that_a_disk_takes(name: str, kept: str) -> None:
    assert remote._safe_name(name) == kept


def test_the_copy_is_gone_afterwards(memory: Any) -> None:
    with remote.fetched(Source("memory://收件/一/表.xlsx", "memory://收件/一/表.xlsx", len(FORM))) as path:
        assert path.read_bytes() == FORM
    assert not path.parent.exists()


def test_a_broken_connection_is_tried_once_more(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("memory://收件/一/表.xlsx", "memory://收件/一/表.xlsx", len(FORM))
    errors: list[Exception] = [ConnectionResetError("gone")]
    usual = type(memory).get_file

    def get_file(system: Any, *arguments: Any, **more: Any) -> Any:
        if errors:
            raise errors.pop()
        return usual(system, *arguments, **more)

    monkeypatch.setattr(type(memory), "get_file", get_file)
    with remote.fetched(source) as path:
        assert path.read_bytes() == FORM
    for error, why in (
        (ConnectionResetError("gone"), "连不上"),
        (TimeoutError(), "连接超时"),
        (PermissionError("denied"), "没有权限，或账号、密码不对"),
        (ValueError("sftp://me:secret@host said no"), "ValueError：sftp://…@host said no"),
    ):
        errors[:] = [error, error]
        secret = Source(source.file, source.url.replace("://", "://me:secret@"), source.size)
        with pytest.raises(UnreadableFile, match=f"^取不到「表.xlsx」：{why}，"), remote.fetched(secret):
            pass


@pytest.mark.parametrize(
    "address, sentence",
    [
        ("memory://没有", "找不到文件夹「memory://没有」，请检查名称和位置。"),
        ("nothing://a/b", "不认识地址「nothing://a/b」开头的 nothing://"),
        ("zip://a::memory://收件/a.zip", "里不能有“::”"),
        ("memory://收件/说明.pdf", "里没有可以检查的文件"),
    ],
)
def test_an_address_that_does_not_do_is_told_in_a_sentence(
    memory: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str, sentence: str
) -> None:
    assert main(["batch", address, "-o", str(tmp_path / "o.parquet")]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "address, module, package",
    [
        ("s3://b/f", "s3fs", "s3fs"),
        ("smb://u:secret@h/s", "smbclient", "smbprotocol"),
        ("sftp://h/f", "paramiko", "paramiko"),
    ],
)
def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, address: str, module: str, package: str) -> None:
    protocol = address.partition(":")[0]
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, f"fsspec.implementations.{protocol}", raising=False)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, protocol, raising=False)
    with pytest.raises(ZpbError, match=f"要用组件 {package}，本机没有安装，请执行 pip install {package} 后再试。"):
        _told(address)


@pytest.mark.parametrize(
    "address, shown",
    [
        ("sftp://user:pw@host:22/收件/a@b.xlsx", "sftp://host:22/收件/a@b.xlsx"),
        ("smb://group;user:p@w@host/share", "smb://host/share"),
        ("sftp://user:p/w@host/f", "sftp://host/f"),
        ("sftp://host:22/a@b.xlsx", "sftp://host:22/a@b.xlsx"),
        ("s3://bucket/a:b@c.xlsx", "s3://bucket/a:b@c.xlsx"),
        ("/mnt/a@b", "/mnt/a@b"),
    ],
)
def test_addresses_are_shown_without_user_and_password(address: str, shown: str) -> None:
    assert shown_address(address) == shown


def test_a_password_is_nowhere_in_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Secretive(fsspec.implementations.memory.MemoryFileSystem):  # type: ignore[misc]
        """memory:// with a user and a machine, as sftp:// has them."""

        protocol = "secretive"
        store: dict[str, Any] = {}  # noqa: RUF012
        pseudo_dirs = [""]  # noqa: RUF012

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return "/" + path.partition("://")[2].partition("/")[2] if "://" in path else path.rstrip("/")

    fsspec.register_implementation("secretive", Secretive, clobber=True)
    system = Secretive()
    system.pipe_file("/f/甲.xlsx", FORM)
    system.pipe_file("/f/乙.xlsx", FORM[:500])
    out = tmp_path / "o.parquet"
    run_batch(["secretive://me:topsecret@host/f"], out, runner=_here)
    table = pq.read_table(out)
    assert set(table["file"].to_pylist()) == {"secretive://host/f/甲.xlsx", "secretive://host/f/乙.xlsx"}
    assert "topsecret" not in json.dumps([str(row) for row in table.to_pylist()]) + str(table.schema.metadata)
    assert main(["batch", "secretive://me:topsecret@host/nowhere", "-o", str(out), "--resume"]) == 2
    assert "topsecret" not in capsys.readouterr().err


def _here(tasks: Any) -> Any:
    """Works on the tasks in this process: memory:// is there only."""
    from zipingbiao.app.batch.work import work

    return ((task, work(task)) for task in tasks)
