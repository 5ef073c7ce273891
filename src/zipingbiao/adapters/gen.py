"""Regenerates what is made from the code: the JSON Schema of form.yaml, the rule reference, the command reference,
the profiles, the columns of a batch, the guide to the wordings of scoring standards, the report templates and the page
about their fields, what the Excel add-in takes from its registry, and the VBA project of the .xlsm workbooks.

    python -m zipingbiao.adapters.gen            writes the stale files
    python -m zipingbiao.adapters.gen --check    only names them, and exits with 1

Works on a source checkout; the installed package has nothing to generate.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import typer

from zipingbiao.adapters._batch_reference import batch_reference
from zipingbiao.adapters._help import command_page, group_page
from zipingbiao.adapters._profile_commands import profile_reference
from zipingbiao.adapters._report_reference import FOLDER, KINDS, field_reference, make_template
from zipingbiao.adapters._wording_guide import wording_guide
from zipingbiao.adapters.cli import app
from zipingbiao.adapters.excel import generate as excel
from zipingbiao.adapters.excel import pages
from zipingbiao.adapters.excel.twin import PROJECT, build_project
from zipingbiao.base.files import write_atomically
from zipingbiao.checks.registry import Rule, rules
from zipingbiao.forms.schema import Form
from zipingbiao.model.finding import SEVERITY_WORDS

ROOT = Path(__file__).resolve().parents[3]
_MARK = "由 make gen 生成，请勿手改"
#: compared byte by byte: VBA wants CRLF, pictures and projects are no texts
_AS_IS = frozenset({".bas", ".cls", ".bin", ".png", ".docx"})
_SCOPES = {"form": "一张表", "file": "一个文件里的各表", "unit": "一起检查的全部表", "waiver": "全部说明（豁免）"}


def form_schema() -> str:
    """The JSON Schema of a form.yaml, for editors."""
    schema = _without_patterns(Form.model_json_schema())
    return json.dumps({"$comment": _MARK} | schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def rule_reference() -> str:
    """docs/reference/rules.md, from the docstrings of the rules."""
    found = rules()
    lines = [
        f"<!-- {_MARK} -->",
        "# 检查规则",
        "",
        f"共 {len(found)} 条。错误须更正；警告须说明理由或更正；提示供参考。",
        "",
    ]
    lines += ["| 编号 | 级别 | 查什么 | 类别 |", "|---|---|---|---|"]
    for rule in found:
        title = _cell(rule.title)
        lines.append(f"| [{rule.code}](#{rule.code.lower()}) | {SEVERITY_WORDS[rule.severity]} | {title} | {rule.kind} |")
    for rule in found:
        lines += ["", *_rule(rule)]
    return "\n".join(lines) + "\n"


def command_reference() -> str:
    """docs/reference/cli.md, from the help pages."""
    group: Any = typer.main.get_command(app)
    lines = [f"<!-- {_MARK} -->", "# 命令", "", "```text", group_page(group, "zpb"), "```"]
    for name, command in group.commands.items():
        lines += _command_pages(command, f"zpb {name}")
    lines += [
        "",
        "## 退出状态",
        "",
        "| 状态 | 含义 |",
        "|---|---|",
        "| 0 | 没有错误级别的发现 |",
        "| 1 | 有错误级别的发现；zpb form check：有事要做，或算例对不上；zpb adopt：已生成，但原表有数自己对不上 |",
        "| 2 | 用法有误，或文件读不出来；标准错误里有一行说明 |",
        "| 130 | 被 Ctrl+C 中断 |",
    ]
    return "\n".join(lines) + "\n"


GENERATED: dict[str, Callable[[], str | bytes]] = {
    "workbook_templates/form.schema.json": form_schema,
    "docs/reference/rules.md": rule_reference,
    "docs/reference/cli.md": command_reference,
    "docs/reference/profiles.md": lambda: profile_reference(_MARK),
    "docs/reference/batch.md": lambda: batch_reference(_MARK),
    "docs/reference/report-fields.md": lambda: field_reference(_MARK),
    **{f"{FOLDER}/{kind}.docx": partial(make_template, kind, ROOT) for kind in KINDS},
    "docs/评分细则.md": wording_guide,
    "docs/reference/excel.md": lambda: excel.reference(_MARK),
    "docs/图/功能区.svg": lambda: pages.ribbon_sketch(_MARK, ROOT / "addin/icons"),
    "addin/使用说明.html": lambda: pages.help_page(_MARK, ROOT / "docs/使用.md"),
    "addin/zipingbiao_addin.py": excel.entry_module,
    "addin/customUI14.xml": excel.ribbon,
    "macros/ZpbFunctions.bas": excel.vba_wrappers,
    PROJECT: lambda: build_project(ROOT),
}


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Writes the stale files, or with --check only names them; returns the exit status."""
    if arguments not in ([], ["--check"]):
        print("用法：python -m zipingbiao.adapters.gen [--check]", file=sys.stderr)
        return 2
    stale = False
    for name in GENERATED:
        # One after the other: a page may hold a picture that is generated before it.
        content, path = _made(name), root / name
        if _read(path) == content:
            continue
        stale = True
        if arguments:
            print(f"{name} 不是最新的，请执行 make gen", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
            print(f"已生成 {name}")
    return 1 if stale and arguments else 0


def _command_pages(command: Any, path: str) -> list[str]:
    """The help page of a command; of a group, also those of its commands."""
    commands = getattr(command, "commands", {})
    page = group_page(command, path) if commands else command_page(command, path)
    lines = ["", f"## {path}", "", "```text", page, "```"]
    for name, inner in commands.items():
        lines += _command_pages(inner, f"{path} {name}")
    return lines


def _made(name: str) -> bytes:
    content = GENERATED[name]()
    return content.encode() if isinstance(content, str) else content


def _read(path: Path) -> bytes | None:
    """What stands there, with the line ends of this system where it is a text that git may have changed."""
    if not path.is_file():
        return None
    content = path.read_bytes()
    return content if path.suffix in _AS_IS else content.replace(b"\r\n", b"\n")


def _rule(rule: Rule) -> list[str]:
    lines = [f"## {rule.code}", "", f"**{rule.title}**", ""]
    lines.append(f"{SEVERITY_WORDS[rule.severity]} · 类别 {rule.kind} · 范围 {_SCOPES[rule.scope]} · 名称 {rule.name}")
    for head, text in rule.sections.items():
        lines += ["", f"{head}：{text}"]
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _without_patterns(part: Any) -> Any:
    """The schema without the regular expression that pydantic gives for decimals: it changes with its version."""
    if isinstance(part, dict):
        kinds = [choice.get("type") for choice in part.get("anyOf", []) if isinstance(choice, dict)]
        if sorted(str(kind) for kind in kinds) == ["number", "string"]:
            part = {key: value for key, value in part.items() if key != "anyOf"} | {"type": ["number", "string"]}
        return {key: _without_patterns(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_without_patterns(item) for item in part]
    return part


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
