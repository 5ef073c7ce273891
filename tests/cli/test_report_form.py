"""`zpb report --kind form` as a person at an office uses it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.app.samples import clean_form, form, write_data
from tests.app.sources import FORM, book
from tests.app.test_adopt_command import Capture, run
from zipingbiao.app.new import generate
from zipingbiao.app.reading import read_file


def test_it_says_what_was_chosen_what_is_missing_and_what_is_printed_otherwise(capsys: Capture, tmp_path: Path) -> None:
    source, out = book(tmp_path / "甲.xlsx", {"甲": FORM}), tmp_path / "甲.docx"
    status, text, err = run(capsys, "report", source, "--kind", "form", "-o", out)
    assert (status, err) == (0, "")
    lines = text.splitlines()
    assert lines[0] == f"已生成 {out}：1 张自评表，原文件没有改动。"
    assert lines[1] == "选用的表样："
    assert any(line.startswith("  - 到位数：E8 110（年度资金总额）") for line in lines)
    # What a person scored stays hers.
    assert [row.score.text for row in read_file(out).evaluations[0].indicators] == ["28", "20", "28", "10"]


def test_a_workbook_of_this_software_is_written_without_a_word(capsys: Capture, tmp_path: Path) -> None:
    generate("mof-2020-project", write_data(tmp_path / "甲.json", clean_form(department="甲局")), tmp_path / "甲.xlsx")
    status, text, _ = run(capsys, "report", tmp_path / "甲.xlsx", "--kind", "form", "-o", tmp_path / "甲.docx")
    assert (status, text.splitlines()[0]) == (0, f"已生成 {tmp_path / '甲.docx'}：1 张自评表，原文件没有改动。")
    assert "选用的表样" not in text


def test_json_holds_the_same(capsys: Capture, tmp_path: Path) -> None:
    source = write_data(tmp_path / "甲.json", {"forms": [form(), form(project="乙")]})
    status, text, err = run(capsys, "report", source, "--kind", "form", "-o", tmp_path / "甲.docx", "--json")
    document = json.loads(text)
    assert (status, err, document["kind"]) == (0, "", "form")
    assert document["summary"]["forms"] == 2
    found = document["forms"][0]["differences"][0]
    assert (found["label"], found["printed"], found["computed"]) == ("总分", "97", "96.85")


def test_a_folder_gets_a_file_per_form_and_a_project_can_be_named(capsys: Capture, tmp_path: Path) -> None:
    source = write_data(tmp_path / "甲.json", {"forms": [form(), form(project="乙")]})
    (tmp_path / "表").mkdir()
    assert run(capsys, "report", source, "--kind", "form", "-o", tmp_path / "表")[0] == 0
    assert sorted(path.name for path in (tmp_path / "表").iterdir()) == [
        "实施单位_乙_2019年度_自评表.docx", "实施单位_安全生产专项_2019年度_自评表.docx",
    ]  # fmt: skip
    assert run(capsys, "report", source, "--kind", "form", "--project", "乙", "-o", tmp_path / "乙.docx")[0] == 0
    assert [one.project.text for one in read_file(tmp_path / "乙.docx").evaluations] == ["乙"]


def test_an_older_file_is_kept(capsys: Capture, tmp_path: Path) -> None:
    source, out = write_data(tmp_path / "甲.json", form()), tmp_path / "甲.docx"
    out.write_bytes("旧".encode())
    assert run(capsys, "report", source, "--kind", "form", "-o", out)[0] == 0
    assert (tmp_path / "甲（旧1）.docx").read_bytes() == "旧".encode()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["甲.json", "--kind", "form", "-o", "甲.pdf"], "应以 .docx 结尾"),
        (["甲.json", "--kind", "form"], "用 -o 指定写到哪里"),
        (["甲.json", "--kind", "form", "-o", "甲.docx", "--charts"], "样式由表样决定"),
        (["甲.json", "--kind", "form", "-o", "甲.docx", "--template", "没有的"], "没有编号为 没有的 的表样"),
        (
            ["甲.json", "--kind", "self", "-o", "甲.docx", "--template", "yunnan-project"],
            "--template 只用于 --kind form",
        ),
        (["空.json", "--kind", "form", "-o", "甲.docx"], "空.json"),
        (["甲.json", "--kind", "form", "-o", "甲.docx", "--project", "没有"], "没有名称为“没有”的自评表"),
    ],
)
def test_a_wrong_use_is_one_line(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_data(tmp_path / "甲.json", form())
    status, text, err = run(capsys, "report", *arguments)
    assert (status, text) == (2, "")
    assert words in err and len(err.splitlines()) == 1
    assert not (tmp_path / "甲.docx").exists()


def test_without_python_docx_it_says_what_to_install(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    source = write_data(tmp_path / "甲.json", form())
    status, _, err = run(capsys, "report", source, "--kind", "form", "-o", tmp_path / "甲.docx")
    assert status == 2 and "pip install" in err and len(err.splitlines()) == 1
