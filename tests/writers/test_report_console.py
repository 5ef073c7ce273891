"""The printed check result: aligned for Chinese text in a pipe, a table in a terminal."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from tests.writers.samples import checked, finding
from zipingbiao.model.values import Place
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.console import clip, pad, width_of, wrap, write_console


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _printed(*files: CheckedFile, terminal: bool = False) -> str:
    stream = _Terminal() if terminal else io.StringIO()
    write_console(files, stream)
    return stream.getvalue()


def test_widths_count_chinese_as_two() -> None:
    assert width_of("总分97") == 6
    assert pad("总分", 6) == "总分  "
    assert clip("偏差原因分析", 7) == "偏差原…"
    assert clip("a\nb", 7) == "a b"


def test_columns_line_up(tmp_path: Path) -> None:
    out = _printed(checked(tmp_path / "a.xlsx", finding(), finding(label="企业满意度指标", printed=None)))
    rows = [line for line in out.splitlines() if line.startswith("    ")]
    starts = {width_of(line[: line.index(word)]) for line, word in zip(rows, ("应为", "96.85", "96.85"), strict=True)}
    assert len(starts) == 1


def test_sheets_are_grouped_and_totals_come_last(tmp_path: Path) -> None:
    other = finding(place=Place(sheet="乙", cell="A1"), severity="warning")
    out = _printed(checked(tmp_path / "a.xlsx", finding(), other, finding(label="甲")))
    assert out.count("【a.xlsx!O'B 安全】") == 1
    assert out.splitlines()[-1] == "检查了 1 个文件、1 张自评表：错误 2 条，警告 1 条，提示 0 条。"


@pytest.mark.parametrize("terminal", [False, True])
def test_every_place_can_be_told_by_file_sheet_and_cell(tmp_path: Path, terminal: bool) -> None:
    whole = finding(place=Place(file="b.xlsx"), project="")
    out = _printed(
        checked(tmp_path / "a.xlsx", finding()), CheckedFile(tmp_path / "b.xlsx", findings=(whole,)), terminal=terminal
    )
    assert out.index("【a.xlsx!O'B 安全】") < out.index("H40") < out.index("【b.xlsx 整个文件】")


def test_the_worst_comes_first_on_every_sheet(tmp_path: Path) -> None:
    found = [finding(severity="info", label="丙"), finding(severity="warning", label="乙"), finding(label="甲")]
    out = _printed(checked(tmp_path / "a.xlsx", *found))
    assert out.index("  甲  ") < out.index("  乙  ") < out.index("  丙  ")


@pytest.mark.parametrize("terminal", [False, True])
def test_what_was_waived_stands_apart_with_its_reason(tmp_path: Path, terminal: bool) -> None:
    waived = finding(waived="按省厅表样保留一位小数。", remedy="请核对。")
    out = _printed(checked(tmp_path / "a.xlsx", waived, finding(severity="warning")), terminal=terminal)
    head, tail = out.split("已说明的问题，不计数】")
    assert "警告" in head and "错误" not in head
    flat = re.sub(r"\s|\x1b\[[\d;]*m", "", tail)
    assert "O'B安全!H40" in flat and "已说明：按省厅表样保留一位小数。" in flat and "请核对。" not in flat
    assert flat.endswith("错误0条，警告1条，提示0条；另有1条已说明，不计数。")


def test_all_waived_is_nothing_left(tmp_path: Path) -> None:
    out = _printed(checked(tmp_path / "a.xlsx", finding(waived="按省厅表样。")))
    assert out.splitlines()[-1] == "检查了 1 个文件、1 张自评表：没有发现问题；另有 1 条已说明，不计数。"


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    long = finding(message="「总分」填 97 分（执行 9.85＋指标 87.00），" * 5, label="园区管理项目成本控制偏差率")
    out = _printed(checked(Path("a.xlsx"), long, finding(severity="info")), terminal=True)
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in out.splitlines()]
    assert all(width_of(line) <= width for line in lines if line.startswith("    "))
    # The message stands in a column of its own: nothing runs under the other columns.
    start = next(width_of(line[: line.index("问题与")]) for line in lines if "问题与" in line)
    assert start < 40 or width >= 150
    text = "".join(line for line in lines).replace(" ", "")
    assert text.count("「总分」填97分（执行9.85＋指标87.00），") == 5


def test_lines_break_as_chinese_does() -> None:
    assert wrap("一二三四，五", 8) == ["一二三", "四，五"]
    assert wrap("一二三（四五", 8) == ["一二三", "（四五"]
    assert wrap("得分填 12.50 分", 9) == ["得分填", "12.50 分"]
    assert wrap("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert wrap("", 10) == [""]
    assert max(width_of(line) for line in wrap("（" * 50, 10)) <= 12


@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_found_is_said(tmp_path: Path, terminal: bool) -> None:
    assert "没有发现问题" in _printed(checked(tmp_path / "a.xlsx"), terminal=terminal)


def test_a_terminal_gets_the_same_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = _printed(checked(tmp_path / "a.xlsx", finding(label="[bold]总分[/bold]")), terminal=True)
    for text in ("H40", "96.85", "[bold]总分[/bold]", "请核对总分。"):
        assert text in out
