"""A file is written completely or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import write_atomically


def test_bytes_and_functions(tmp_path: Path) -> None:
    path = tmp_path / "结果.txt"
    write_atomically(path, b"1")
    write_atomically(path, lambda stream: stream.write(b"2"))
    assert path.read_bytes() == b"2"
    assert [entry.name for entry in tmp_path.iterdir()] == ["结果.txt"]


def test_failure_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "结果.txt"
    path.write_bytes(b"old")

    def fail(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_atomically(path, fail)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["结果.txt"]


def test_missing_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ZpbError, match="请先建立文件夹"):
        write_atomically(tmp_path / "没有" / "结果.txt", b"")


def test_folder_of_the_same_name_is_explained(tmp_path: Path) -> None:
    (tmp_path / "结果.txt").mkdir()
    with pytest.raises(ZpbError, match="已有同名的文件夹"):
        write_atomically(tmp_path / "结果.txt", b"")
    assert [entry.name for entry in tmp_path.iterdir()] == ["结果.txt"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "这里只能读，不能写"), (errno.ENAMETOOLONG, "名称太长")],
)
def test_why_the_system_refused_is_said_in_chinese(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ZpbError, match=words) as caught:
        write_atomically(tmp_path / "自评.xlsx", b"x")
    assert os.strerror(number) not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
