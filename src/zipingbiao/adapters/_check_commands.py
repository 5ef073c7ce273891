"""The commands `zpb check` and `zpb rules`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from zipingbiao.adapters._marking import check_markable, take_marks_off, write_mark
from zipingbiao.adapters._options import AsJson, Profile
from zipingbiao.adapters._output import (
    FAILED,
    guard,
    note,
    note_kept,
    note_skipped,
    print_json,
    print_text,
    show_progress,
)


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="文件或文件夹", help=".xlsx .xlsm .xls .et .ods .docx 或数据 .json；装了可选组件 formats 还有 .xlsb"
        ),
    ],
    as_json: AsJson = False,
    profile: Profile = None,
    report: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option("--report", metavar="报告.xlsx|报告.html", help="把结果写成报告", readable=False),
    ] = None,
    waivers: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(
            "--waivers",
            metavar="豁免.xlsx|.csv|.yaml",
            readable=False,
            help="填好说明的检查结果，或豁免清单：写明理由的问题照列，不计数",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="列完问题，再说明用到的每条规则：查什么、为什么、例子、依据")
    ] = False,
    mark: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--mark", metavar="标注.xlsx", help="另存一份标注副本：有问题的单元格加底色和批注，末尾附检查结果", readable=False
        ),
    ] = None,
    unmark: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--unmark", metavar="输出.xlsx", help="把标注副本还原成没有标注的文件（不再检查）", readable=False),
    ] = None,
) -> int:
    """检查自评表，列出问题"""
    if unmark is not None:
        return take_marks_off(paths, unmark, alone=not (report or mark or as_json))
    from zipingbiao.app.check import check_paths
    from zipingbiao.app.report import prepare_reports, write_reports
    from zipingbiao.app.rules import explain_found
    from zipingbiao.app.unfilled import unfilled_line

    reports = report or []
    prepare_reports(reports, [Path(path) for path in [*paths, *(waivers or ())]])
    check_markable(paths, mark, reports, waivers or ())
    progress = show_progress() if sys.stderr.isatty() else None
    result = check_paths(paths, profile, progress, waivers=waivers or ())
    if result.skipped:
        note_skipped(result.skipped)
    if as_json:
        print_json(result.as_document())
    if result.exit_code == FAILED:
        for file in result.files:
            if file.unreadable is not None:
                note(file.unreadable)
    if not as_json and not result.all_unreadable:
        from zipingbiao.writers.console import write_console

        guard(lambda: write_console(result.files, sys.stdout))
        if (line := unfilled_line(result.files)) is not None:
            print_text(line)
        for rule in explain_found(result.files) if explain else ():
            print_text("")
            _print_rule(rule)
    if not result.all_unreadable:
        for written in write_reports(reports, result, kept=note_kept):
            note(f"报告已写入 {written}")
        write_mark(result.files, mark)
    return result.exit_code


def rules(
    code: Annotated[Optional[str], typer.Argument(metavar="编号", help="只说明这一条，如 ZP014 或 14")] = None,  # noqa: UP045
    as_json: AsJson = False,
) -> None:
    """列出检查规则，或说明一条"""
    from zipingbiao.app.rules import explain_rule, list_rules

    if code is None:
        found = list_rules()
        if as_json:
            return print_json(found)
        for rule in found:
            _print_title(rule)
        return None
    rule = explain_rule(code)
    if as_json:
        return print_json(rule)
    _print_rule(rule)
    return None


def _print_title(rule: dict[str, Any]) -> None:
    from zipingbiao.model.finding import SEVERITY_WORDS

    print_text(f"{rule['code']}  {SEVERITY_WORDS[rule['severity']]}  {rule['title']}")


def _print_rule(rule: dict[str, Any]) -> None:
    _print_title(rule)
    for head, text in rule["sections"].items():
        print_text(f"{head}：{text}")
