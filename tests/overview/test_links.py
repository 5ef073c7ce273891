"""Where a summary finds the files it speaks of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zipingbiao.app.overview.links import make_link
from zipingbiao.app.overview.results import Result
from zipingbiao.model.overview import Spot

BATCH = Result((), ("收到",), "/data/年度", None)


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
@pytest.mark.parametrize(
    ("file", "link"),
    [
        ("收到/甲 局/a#1.xlsx", "../收到/甲 局/a#1.xlsx"),
        ("/data/另/a.xlsx", "../../另/a.xlsx"),
        ("../b.xlsx", "../../b.xlsx"),
        ("s3://桶/收到/a.xlsx", "s3://桶/收到/a.xlsx"),
        (r"D:\收到\a.xlsx", "D:/收到/a.xlsx"),
        (r"\\server\share\a.xlsx", "//server/share/a.xlsx"),
    ],
)
def test_a_link_is_relative_to_the_folder_of_the_output(file: str, link: str) -> None:
    found = make_link({file: BATCH.address_of(file)}, Path("/data/年度/汇总/汇总.html"))
    assert found(Spot(file, "表", "A1")) == link


def test_an_unknown_file_has_no_link(tmp_path: Path) -> None:
    assert make_link({}, tmp_path / "a.html")(Spot("a.xlsx")) is None
