"""The generator of schema and reference pages: current in the repository, and stale ones are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zipingbiao.adapters import gen


def test_generated_files_say_so_and_are_reproducible() -> None:
    for name, make in gen.GENERATED.items():
        text = make()
        assert text == make()
        if isinstance(text, bytes):
            continue
        assert "由 make gen 生成" in "\n".join(text.splitlines()[:2]), name
        assert text.endswith("\n")


def test_a_stale_file_is_named_and_rewritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "workbook_templates").mkdir()
    assert gen.main(["--check"], tmp_path) == 1
    assert "docs/reference/rules.md" in capsys.readouterr().err
    assert gen.main([], tmp_path) == 0
    assert gen.main(["--check"], tmp_path) == 0
    (tmp_path / "docs/reference/cli.md").write_text("手改", encoding="utf-8")
    capsys.readouterr()
    assert gen.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == "docs/reference/cli.md 不是最新的，请执行 make gen\n"


def test_unknown_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert gen.main(["--all"]) == 2
    assert capsys.readouterr().err


def test_the_schema_knows_every_required_key() -> None:
    schema = json.loads(gen.form_schema())
    assert {"id", "policy", "layout", "basis"} <= set(schema["required"])
    assert schema["additionalProperties"] is False


def test_the_references_cover_everything() -> None:
    rules, commands = gen.rule_reference(), gen.command_reference()
    assert "## ZP014" in rules and "查什么：" in rules
    for name in ("templates", "new", "check", "score", "rules", "import"):
        assert f"## zpb {name}\n" in commands


def test_the_page_of_the_profiles_has_every_profile() -> None:
    page = gen.GENERATED["docs/reference/profiles.md"]()
    assert isinstance(page, str)
    assert "## national\n" in page and "执行率低于 90% 须说明原因" in page
