"""`zpb workpaper`: what it says, its JSON, its exit status; and `zpb check` of what it wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.samples import clean_form, form, write_data
from tests.cli.test_cli import Capture, run
from zipingbiao.app.new import generate


def test_it_says_what_was_made_and_what_waits(capsys: Capture, tmp_path: Path) -> None:
    generate("mof-2020-project", {"forms": [clean_form(), form(project="乙", total="99")]}, tmp_path / "表.xlsx")
    out = tmp_path / "复核底稿.xlsx"
    status, said, err = run(capsys, "workpaper", tmp_path / "表.xlsx", "-o", out)
    assert (status, err) == (0, "")
    assert said.splitlines() == [
        f"复核底稿已写入 {out}",
        "自评表 2 张，总分差额超过提示线的 1 张，待人工复核的 0 行。",
    ]
    status, said, _ = run(capsys, "check", out)
    assert status == 0 and "没有发现问题" in said


def test_json_is_the_only_thing_on_stdout(capsys: Capture, tmp_path: Path) -> None:
    path, out = write_data(tmp_path / "a.json", clean_form()), tmp_path / "底稿.xlsx"
    status, said, err = run(capsys, "workpaper", path, "-o", out, "--limit", "0.5分", "--json")
    assert (status, err) == (0, "")
    assert json.loads(said) == {"written": [str(out)], "forms": 1, "pending": 0, "changed": 0, "unreadable": []}


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_written(capsys: Capture, tmp_path: Path) -> None:
    path, out = write_data(tmp_path / "a.json", clean_form()), tmp_path / "底稿.xlsx"
    (tmp_path / "坏.xlsx").write_bytes(b"%PDF-1.7")
    status, said, err = run(capsys, "workpaper", path, tmp_path / "坏.xlsx", "-o", out)
    assert status == 2 and out.is_file()
    assert "「坏.xlsx」是 PDF 文件" in err and "不能读取的文件 1 个（列在总表上）。" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少参数 文件或文件夹。"),
        (["a.json"], "缺少选项 -o。"),
        (["a.json", "-o", "b.docx"], "应以 .xlsx 结尾"),
        (["a.json", "-o", "没有/b.xlsx"], "文件夹 没有 不存在"),
        (["a.json", "-o", "b.xlsx", "--limit", "-1"], "--limit 应为 0 到 100 之间的分数"),
        (["空.json", "-o", "b.xlsx"], "找不到文件「空.json」"),
    ],
)
def test_a_wrong_use_is_one_chinese_line_and_status_2(
    capsys: Capture, arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_data(tmp_path / "a.json", clean_form())
    status, out, err = run(capsys, "workpaper", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1), err
    assert words in err and "内部出错" not in err
