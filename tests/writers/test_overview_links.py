"""The links of the overview page: they lead to the file whatever its name, with sheet and cell beside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.writers.html_pages import Page
from tests.writers.overview_samples import EMPTY, FOLDER, overview
from zipingbiao.model.overview import FileLine, Spot
from zipingbiao.writers.overview_html import overview_html


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("../报送 材料/表 100%#1?.xlsx", "../%E6%8A%A5%E9%80%81%20%E6%9D%90%E6%96%99/%E8%A1%A8%20100%25%231%3F.xlsx"),
        ("a'b\"c&d<e>.xlsx", "a%27b%22c%26d%3Ce%3E.xlsx"),
        ("javascript:alert(1).xlsx", "javascript%3Aalert%281%29.xlsx"),
        ("/数据/a.xlsx", "file:///%E6%95%B0%E6%8D%AE/a.xlsx"),
        ("D:/报 送/a.xlsx", "file:///D:/%E6%8A%A5%20%E9%80%81/a.xlsx"),
        ("//server/share/a b.xlsx", "file://server/share/a%20b.xlsx"),
        ("\udce9\udcff.xlsx", "%E9%FF.xlsx"),
        ("\ud800.xlsx", "%3F.xlsx"),
        ("https://files.example/a b.xlsx", "https://files.example/a%20b.xlsx"),
        ("s3://bucket/a.xlsx", None),
        (None, None),
    ],
)
def test_a_link_leads_to_the_file_whatever_its_name(path: str | None, address: str | None) -> None:
    written = overview_html(replace(EMPTY, unchecked=(FileLine("x/a.xlsx", "skipped", ""),)), lambda spot: path)
    assert [link for link in Page(written).links if not link[0].startswith("#")] == (
        [(address, "打开文件")] if address else []
    )
    assert "a.xlsx" in written


def test_links_resolve_to_real_files(tmp_path: Path) -> None:
    name = "报 送/表 100% #1 'A' 【定稿】?.xlsx"
    target = tmp_path / name
    target.parent.mkdir()
    target.touch()
    shown = replace(EMPTY, unchecked=(FileLine(name, "skipped", ""),))
    for path, base in ((target.as_posix(), ""), (name, f"{tmp_path.as_uri()}/")):
        written = overview_html(shown, lambda spot, path=path: path)
        (address,) = [link[0] for link in Page(written).links if not link[0].startswith("#")]
        assert Path(unquote(urlsplit(base + address).path)).is_file()


def test_sheet_and_cell_stand_beside_the_link_and_in_its_title() -> None:
    shown = overview(3)
    rule = replace(shown.by_rule[0], where=Spot(f"{FOLDER}/甲/乙.xlsx", "产出", "H40"))
    written = overview_html(replace(shown, by_rule=(rule,)), lambda spot: spot.file)
    assert Page(written).rows["rules"][1][9] == "乙.xlsx\n产出!H40 · 甲"
    assert "打开文件，再到 产出!H40 查看" in written
