"""`zpb form new|check|preview`: exit status, output, one line on stderr for a wrong use."""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.test_cli import Capture, run
from tests.forms.own import fresh_catalogue, own_form
from zipingbiao.adapters.gen import ROOT


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    with fresh_catalogue():
        yield


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bogus"], "没有命令 bogus。 用法见 zpb form --help"),
        (["check"], "缺少参数 文件夹|form.yaml|表样编号。"),
        (["check", " "], "名字是空的"),
        (["check", "没有的"], "没有编号为 没有的 的表样"),
        (["check", "."], "里没有 form.yaml"),
        (["new", "表.xlsx"], "缺少选项 -o。"),
        (["new", "没有.xlsx", "-o", "a", "--id", "a"], "没有.xlsx"),
        (["new", "没有.xlsx", "-o", "a", "--year", "今年"], "--year 的值不对"),
        (["preview", "yunnan-project"], "缺少选项 -o。"),
        (["preview", "yunnan-project", "-o", "a.docx"], "应以 .xlsx、.pdf、.png 结尾"),
        (["preview", "没有的", "-o", "a.pdf"], "没有编号为 没有的 的表样"),
    ],
)
def test_a_wrong_use_is_one_chinese_line_and_status_2(
    capsys: Capture, arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, "form", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1), err
    assert words in err
    assert "内部出错" not in err


def test_check_has_a_status_for_each_outcome(capsys: Capture, tmp_path: Path) -> None:
    status, out, err = run(capsys, "form", "check", "xiangxi-department")
    assert (status, err) == (0, "")
    assert "提示：" in out and out.endswith("可以使用。\n") and "须由人完成" not in out
    folder = own_form(tmp_path)
    (folder / "NOTES.md").unlink()
    status, out, err = run(capsys, "form", "check", folder / "form.yaml")
    assert (status, err) == (1, "")
    assert "须由人完成：\n  - 没有 NOTES.md" in out and "可以使用" not in out
    (folder / "form.yaml").write_text("id: city-project\nformat: 2\n", encoding="utf-8")
    status, out, err = run(capsys, "form", "check", folder)
    assert (status, out, err.count("\n")) == (2, "", 1) and "form.yaml 第" in err


def test_check_prints_one_json_document(capsys: Capture, tmp_path: Path) -> None:
    status, out, err = run(capsys, "form", "check", "yunnan-project", "--json")
    document = json.loads(out)
    assert (status, err, document["exit_code"]) == (0, "", 0)
    assert set(document) == {"file", "id", "name", "errors", "must", "hints", "exit_code"}
    assert document["id"] == "yunnan-project" and document["hints"]
    status, out, err = run(capsys, "form", "check", own_form(tmp_path, ("format: 1", "formal: 1")), "--json")
    document = json.loads(out)
    assert (status, err.count("\n"), document["id"]) == (2, 1, None)
    assert "不认识的键 formal" in document["errors"][0]


def test_preview_says_what_it_wrote_and_kept(capsys: Capture, tmp_path: Path) -> None:
    out_file = tmp_path / "空表.xlsx"
    out_file.write_bytes(b"old")
    status, out, err = run(capsys, "form", "preview", own_form(tmp_path), "-o", out_file)
    assert (status, out) == (0, "")
    assert "空表（旧1）.xlsx" in err and err.endswith(f"已写入 {out_file}\n")


@dataclass
class _Draft:
    files: list[Path] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)


@pytest.fixture
def drafted(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What draft_form was called with."""
    called: dict[str, Any] = {}

    def draft_form(sample: Path, folder: Path, **options: Any) -> _Draft:
        called.update(options, sample=sample, folder=folder)
        return _Draft([folder / "form.yaml"], ["填写\n依据"], ["栏宽照样表"])

    monkeypatch.setitem(sys.modules, "zipingbiao.app.form_draft", SimpleNamespace(draft_form=draft_form))
    return called


def test_new_prints_files_and_what_is_left(capsys: Capture, drafted: dict[str, Any]) -> None:
    status, out, err = run(
        capsys, "form", "new", "样 表.xlsx", "-o", "a b/c/2021", "--id", "b-c", "--name", "表", "--jurisdiction", "某市",
        "--year", "2021", "--sheet", "附件",
    )  # fmt: skip
    assert (status, err) == (0, "")
    assert drafted == {
        "sample": Path("样 表.xlsx"), "folder": Path("a b/c/2021"), "form_id": "b-c", "name": "表",
        "jurisdiction": "某市", "year": 2021, "sheet": "附件",
    }  # fmt: skip
    folder = Path("a b/c/2021")
    assert out.splitlines() == [
        f"已写入 {folder / 'form.yaml'}", "须由人完成：", "  - 填写 依据", "推测的，请核对：", "  - 栏宽照样表",
        f'下一步：zpb form check "{folder}"', f'　　　　zpb form preview "{folder}" -o 预览.pdf',
    ]  # fmt: skip


def test_make_new_form_drafts_where_there_is_a_sample(capsys: Capture, drafted: dict[str, Any]) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "new_form.py"))
    assert script["main"]("nowhere/project/2031", "样表.xlsx", "附件") == 0
    assert (drafted["form_id"], drafted["year"], drafted["sheet"]) == ("nowhere-project-2031", 2031, "附件")
    assert drafted["folder"] == ROOT / "workbook_templates/nowhere/project/2031" and not drafted["folder"].exists()
    drafted.clear()
    assert script["main"]("national/mof-project/2020", "样表.xlsx") == 2
    assert script["main"]("不对", "样表.xlsx") == 2
    assert not drafted
    assert "已经存在" in capsys.readouterr().err


def test_help_of_the_group_lists_its_commands(capsys: Capture) -> None:
    status, out, err = run(capsys, "form")
    assert (status, err) == (0, "")
    assert out == run(capsys, "form", "--help")[1]
    assert out.startswith("用法：zpb form 命令") and all(f"\n  {name} " in out for name in ("new", "check", "preview"))
    for name in ("new", "check", "preview"):
        assert run(capsys, "form", name, "--help")[1].startswith(f"用法：zpb form {name} ")
