"""The command `zpb summary`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.overview.made import file, finding, form, result
from zipingbiao.adapters.cli import main
from zipingbiao.model.overview import Overview


@pytest.fixture
def writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins for the two writers: what is tested here is what they are given and where it goes."""

    def written(overview: Overview, link: Any) -> str:
        return f"{overview.title} {overview.all.forms} {link(overview.by_rule[0].where)}"

    for kind, function in (("html", written), ("xlsx", lambda *given: written(*given).encode())):
        module = ModuleType(f"overview_{kind}")
        setattr(module, f"overview_{kind}", function)
        monkeypatch.setitem(sys.modules, f"zipingbiao.writers.overview_{kind}", module)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return result(tmp_path / "o.parquet", file("收到/a.xlsx", [form(), form(total=100)], [finding(1)]))


def test_the_figures_are_printed(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(made)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "2023年度绩效自评审核汇总",
        "读取 1 份文件，自评表 2 张，单位 1 个。",
        "错误 1 条，警告 0 条，提示 0 条；没有错误的自评表 1 张。",
        "填了总分的 2 张，平均 97.50 分，最低 95 分，最高 100 分，满分 1 张。",
        "预算数合计 200.00 万元，执行数合计 190.00 万元，执行率 95.00%。",
        "抽查 2 张（种子 1，用同一个种子再抽，结果相同）。",
    ]
    assert err == ""


def test_one_json_document_with_decimals_as_text(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", str(made), "--json", "--seed", "5", "--sample", "1"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == [
        "title", "folders", "profile", "all", "by_unit", "by_form", "by_rule", "distributions", "outliers", "sample",
        "finding_count", "unchecked", "notes",
    ]  # fmt: skip
    assert (document["all"]["mean"], document["all"]["rate"], document["finding_count"]) == ("97.5", "0.95", 1)
    assert (document["sample"]["seed"], document["sample"]["wanted"], len(document["sample"]["forms"])) == (5, 1, 1)


@pytest.mark.usefixtures("writers")
def test_both_kinds_are_written_and_an_older_file_is_kept(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "汇总.html").write_text("旧的", encoding="utf-8")
    outs = [tmp_path / "汇总.html", tmp_path / "汇总.xlsx"]
    assert main(["summary", str(made), "-o", str(outs[0]), "-o", str(outs[1])]) == 0
    for out in outs:
        text = out.read_text(encoding="utf-8")
        assert text.startswith("2023年度绩效自评审核汇总 2 ") and text.endswith("data/收到/a.xlsx")
    assert (tmp_path / "汇总（旧1）.html").read_text(encoding="utf-8") == "旧的"
    assert "已留存为「汇总（旧1）.html」" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{here}/没有.parquet"], "找不到「没有.parquet」"),
        (["{made}", "-o", "{here}/汇总.pdf"], "汇总的文件名应以 .xlsx 或 .html 结尾"),
        (["{made}", "-o", "{here}/无此夹/汇总.html"], "文件夹 {here}/无此夹 不存在"),
        (["{made}", "--sample", "-1"], "--sample 的值不对"),
        ([], "缺少参数"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    made: Path, tmp_path: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summary", *(one.format(made=made, here=tmp_path) for one in arguments)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and sentence.format(here=tmp_path) in err and err.count("\n") == 1


def test_a_summary_never_replaces_a_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = result(tmp_path / "o.html", file("a.xlsx", [form()]))
    assert main(["summary", str(odd), "-o", str(odd)]) == 2
    assert "汇总不能写在结果 o.html 上" in capsys.readouterr().err


def test_a_missing_package_is_named(made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in [name for name in sys.modules if name.startswith("zipingbiao.app.overview")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert main(["summary", str(made)]) == 2
    assert 'duckdb，本机没有安装，请执行 pip install "zipingbiao[batch]"' in capsys.readouterr().err
