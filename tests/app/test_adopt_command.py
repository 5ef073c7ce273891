"""`zpb adopt` as a person at an office uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.sources import FORM, HEAD, INDICATORS, LIST, MONEY, book, renamed, without_columns
from zipingbiao.adapters import cli

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    capsys.readouterr()
    status = cli.main([str(argument) for argument in arguments])
    output = capsys.readouterr()
    return status, output.out, output.err


def test_the_report_reads_from_the_choice_to_the_next_step(capsys: Capture, tmp_path: Path) -> None:
    source, out = book(tmp_path / "甲.xlsx", {"甲": FORM}), tmp_path / "新 表.xlsx"
    status, text, err = run(capsys, "adopt", source, "-o", out)
    assert (status, err) == (0, "")
    lines = text.splitlines()
    assert lines[0] == f"已生成 {out}：1 张自评表，原文件没有改动。"
    assert lines[1:3] == [
        "选用的表样：",
        "  - 「供水管网改造」：mof-2020-project（项目支出绩效自评表，全国，2020 年）。"
        "理由：执行率的分值都是 10 分；一级指标都有产出指标、效益指标、满意度指标；指标表的栏目相同。",
    ]
    assert any(line.startswith("  - 到位数：E8 110（年度资金总额）、E9 110（") for line in lines)
    assert "  - H14 改造管网长度：原表 28，现为 27.00。按比例：完成值/指标值×分值 = 9/10×30 = 27 分" in lines
    assert "  - H16 受益群众：28 分。“较显著”不是登记的评定用语，请人工评分" in lines
    assert lines[-1] == f'下一步：打开 "{out}" 核对、补填，再执行 zpb check "{out}"'
    assert "None" not in text and "mof-2021" not in text


def test_sheets_are_told_apart_and_wrong_figures_marked(capsys: Capture, tmp_path: Path) -> None:
    bare = [*HEAD, *MONEY, *without_columns(INDICATORS, "分值")]
    sheets = {"汇总": LIST, "甲": renamed(FORM, 95, 99), "乙": renamed(bare, "供水管网改造", "节水")}
    status, text, _ = run(capsys, "adopt", book(tmp_path / "甲.xlsx", sheets), "-o", tmp_path / "新.xlsx")
    assert status == 1
    lines = text.splitlines()
    head = next(line for line in lines if line.startswith("重新计算"))
    assert head.endswith("（其中 1 处原表自己对不上，标有“！”），请核对：")
    at = lines.index(head)
    assert lines[at + 1] == "  「供水管网改造」"
    assert any(line.startswith("    - ！H18 总分：原表 99，现为 94.00。原表各项得分的合计是 95") for line in lines[at:])
    assert any(line.startswith("  - 「节水」：") and "请补填" in line for line in lines)
    assert "  项目清单（汇总）" in lines


def test_json_says_the_same(capsys: Capture, tmp_path: Path) -> None:
    source, out = book(tmp_path / "甲.xlsx", {"甲": renamed(FORM, 95, 99)}), tmp_path / "新.xlsx"
    status, text, err = run(capsys, "adopt", source, "-o", out, "--json")
    assert (status, err) == (1, "")
    document = json.loads(text)
    assert (document["file"], document["sources"]) == (str(out), [str(source)])
    (one,) = document["forms"]
    assert (one["template"], one["chosen_by"], one["sheet"]) == ("mof-2020-project", "fit", "供水管网改造")
    assert one["source"] == {"file": "甲.xlsx", "sheet": "甲", "cell": "A1"}
    assert {"label": "到位数", "row": "年度资金总额", "text": "110", "file": "甲.xlsx", "sheet": "甲", "cell": "E8"} in one["unplaced"]
    total = one["differences"][-1]
    assert (total["label"], total["printed"], total["computed"], total["severity"]) == ("总分", "99", "94.00", "error")
    assert [m["cell"] for m in one["manual"]] == ["H16"]
    summary = document["summary"]
    assert summary == {"forms": 1, "unplaced": len(one["unplaced"]), "differences": 2, "errors": 1, "manual": 1}


def test_mistakes_of_use_are_one_line_and_two(capsys: Capture, tmp_path: Path) -> None:
    source = book(tmp_path / "甲.xlsx", {"甲": FORM})
    for arguments, words in (
        (("adopt", source), "缺少选项 -o"),
        (("adopt", "-o", tmp_path / "a.xlsx"), "缺少参数 文件或文件夹"),
        (("adopt", source, "-o", source), "输出文件不能就是要读的文件"),
        (("adopt", source, "-o", tmp_path / "a.xlsx", "--template", "nope"), "没有编号为 nope 的表样"),
        (("adopt", tmp_path / "无.xlsx", "-o", tmp_path / "a.xlsx"), "无.xlsx"),
        (("adopt", "", "-o", tmp_path / "a.xlsx"), "文件名是空的"),
    ):
        status, text, err = run(capsys, *arguments)
        assert (status, text) == (2, "")
        assert words in err and len(err.splitlines()) == 1, err
    assert not (tmp_path / "a.xlsx").exists()


def test_an_older_file_of_the_name_is_kept(capsys: Capture, tmp_path: Path) -> None:
    source, out = book(tmp_path / "甲.xlsx", {"甲": FORM}), tmp_path / "新.xlsx"
    out.write_bytes(b"old")
    _, _, err = run(capsys, "adopt", source, "-o", out)
    assert "新（旧1）.xlsx" in err and (tmp_path / "新（旧1）.xlsx").read_bytes() == b"old"
