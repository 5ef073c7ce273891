"""`zpb report`: what it says, its JSON, its exit status; and that nothing else needs the packages for Word."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.samples import clean_form, form, write_data
from tests.cli.test_cli import run
from zipingbiao.app.new import generate
from zipingbiao.writers.word.template_package import build_template

Capture = pytest.CaptureFixture[str]


def test_it_says_what_was_made_and_what_is_open(capsys: Capture, tmp_path: Path) -> None:
    path, out = write_data(tmp_path / "a.json", {"forms": [clean_form(), form(project="乙")]}), tmp_path / "报告.docx"
    status, said, err = run(capsys, "report", path, "--kind", "self", "-o", out)
    first, second = err.splitlines()
    assert (status, said) == (0, "")
    assert first.startswith(f"已生成 {out}：2 份报告，") and first.endswith(" 处待填。")
    assert second == "自评表还有 1 条错误，报告里的数字要跟着改：请用 zpb check 查看，更正以后重新生成报告。"
    assert out.read_bytes().startswith(b"PK")


def test_the_errors_told_are_those_of_the_chosen_project(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    right = {"implementing_unit": "某单位"}
    silent = clean_form(project="乙", **right)
    silent["indicators"][2]["reason"] = ""
    generate("mof-2020-project", {"forms": [clean_form(project="甲", **right), silent]}, path)
    for project, lines in (("甲", 1), ("乙", 2)):
        status, _, err = run(capsys, "report", path, "--kind", "self", "-o", tmp_path / f"{project}.docx", "--project", project)
        assert (status, len(err.splitlines())) == (0, lines), err


def test_a_folder_is_called_so(capsys: Capture, tmp_path: Path) -> None:
    path = write_data(tmp_path / "a.json", clean_form())
    assert run(capsys, "report", path, "--kind", "self", "-o", tmp_path)[2].startswith(f"已写入文件夹 {tmp_path}：1 份报告，")


def test_json_is_the_only_thing_on_stdout(capsys: Capture, tmp_path: Path) -> None:
    path, out = write_data(tmp_path / "a.json", clean_form()), tmp_path / "报告.docx"
    status, said, err = run(capsys, "report", path, "--kind", "evaluation", "-o", out, "--json")
    found = json.loads(said)
    assert (status, found["kind"], found["template"], found["file"]) == (0, "evaluation", "evaluation.docx", str(out))
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["a.json", "-o", "b.docx"], "缺少选项 --kind。"),
        (["a.json", "--kind", "form1", "-o", "b.docx"], "不能是“form1”。"),
        (["a.json", "--kind", "self"], "用 -o 指定写到哪里"),
        (["--kind", "self", "-o", "b.docx"], "要写明填好的自评表"),
        (["没有.xlsx", "--kind", "self", "-o", "b.docx"], "找不到文件"),
        ([".", "--kind", "self", "-o", "b.docx"], "是文件夹"),
        (["a.json", "--kind", "self", "-o", "b.pdf"], "以 .docx 结尾"),
        (["a.json", "--kind", "self", "-o", "b.docx", "--project", "丙"], "没有名称为“丙”的自评表，可选：安全生产专项。"),
        (["a.json", "--kind", "self", "-o", "b.docx", "--template-file", "没有.docx"], "没有找到模板“没有.docx”"),
        (["a.json", "--kind", "self", "-o", "b.docx", "--template-file", "a.json"], "模板“a.json”不是能打开的 .docx 文件"),
        (["a.json", "--kind", "self", "-o", "b.docx", "--template-file", "错.docx"], "模板“错.docx”里“"),
        (["a.json", "--kind", "self", "-o", "b.docx", "--template-file", "写好.docx"], "没有一个字段（如 {{ 项目名称 }}）"),
        (["a.json", "--kind", "self", "-o", "写好.docx", "--template-file", "写好.docx"], "不能就是模板"),
        (["a.json", "--kind", "summary", "-o", "b.docx", "--template-file", "自评.docx"], "“评价对象”这个字段不在这种报告里"),
        (["--kind", "self", "--save-template", "b.txt"], "以 .docx 结尾"),
        (["--kind", "form", "--save-template", "b.docx"], "--save-template、--charts 用于报告"),
    ],
)
def test_a_wrong_use_is_one_chinese_line_and_status_2(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_data(tmp_path / "a.json", form())
    (tmp_path / "错.docx").write_bytes(build_template("{{ 总分", "错"))
    (tmp_path / "写好.docx").write_bytes(build_template("报告已经写好。", "写好"))
    (tmp_path / "自评.docx").write_bytes(build_template("{{ 评价对象 }}", "自评"))
    status, out, err = run(capsys, "report", *options)
    assert (status, out, err.count("\n")) == (2, "", 1), err
    assert words in err
    assert not (tmp_path / "b.docx").exists()


def test_a_template_can_be_taken_changed_and_used(capsys: Capture, tmp_path: Path) -> None:
    taken, out = tmp_path / "模板.docx", tmp_path / "报告.docx"
    assert run(capsys, "report", "--kind", "summary", "--save-template", taken)[0] == 0
    path = write_data(tmp_path / "a.json", clean_form())
    assert run(capsys, "report", path, "--kind", "summary", "-o", out, "--template-file", taken)[0] == 0


def test_help_and_checks_need_nothing_for_word() -> None:
    """The packages for reports are optional: neither the help nor a check imports them."""
    code = (
        "import sys; from zipingbiao.adapters import cli; cli.main(['--help']); cli.main(['rules', 'ZP001']);"
        "print(sorted({'docx', 'docxtpl', 'jinja2'} & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.rstrip().endswith("[]")
    assert "report" in done.stdout


def test_without_the_packages_it_says_how_to_install_them(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("zipingbiao.writers.word.f")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    path = write_data(tmp_path / "a.json", clean_form())
    status, _, err = run(capsys, "report", path, "--kind", "self", "-o", tmp_path / "b.docx")
    assert status == 2
    assert "pip install" in err and err.count("\n") == 1
