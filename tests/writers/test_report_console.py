"""The printed check result: aligned for Chinese text in a pipe, a table in a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.writers.samples import checked, finding
from zipingbiao.model.values import Place
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.console import clip, pad, width_of, write_console


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
    assert out.count("【O'B 安全】") == 1
    assert out.splitlines()[-1] == "检查了 1 个文件、1 张自评表：错误 2 条，警告 1 条，提示 0 条。"


@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_found_is_said(tmp_path: Path, terminal: bool) -> None:
    assert "没有发现问题" in _printed(checked(tmp_path / "a.xlsx"), terminal=terminal)


def test_a_terminal_gets_the_same_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = _printed(checked(tmp_path / "a.xlsx", finding(label="[bold]总分[/bold]")), terminal=True)
    for text in ("H40", "96.85", "[bold]总分[/bold]", "请核对总分。"):
        assert text in out
