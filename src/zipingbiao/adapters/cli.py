"""The command line `zpb`: parses, calls one use case of app, prints. Nothing is read, computed or written here.

Everything heavier than Typer is imported inside the commands, so that `zpb --help` and `zpb score` answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Optional, TypeVar

import typer

from zipingbiao.adapters import _help
from zipingbiao.adapters._form_commands import form_app
from zipingbiao.adapters._import_commands import adopt, import_
from zipingbiao.adapters._marking import check_markable, take_marks_off, write_mark
from zipingbiao.adapters._output import (
    FAILED,
    INTERRUPTED,
    fail,
    guard,
    interrupted,
    note,
    note_kept,
    note_skipped,
    print_json,
    print_text,
    show_progress,
    speak_utf8,
    system_sentence,
    unexpected,
)
from zipingbiao.adapters._profile_commands import profiles
from zipingbiao.base.errors import ZpbError

F = TypeVar("F", bound=Callable[..., Any])
NOTHING = 0
SEVERITY = {"error": "错误", "warning": "警告", "info": "提示"}

app = typer.Typer(
    name="zpb",
    cls=_help.ChineseGroup,
    help="绩效自评表：生成会算分的工作簿，检查任何人填好的自评表。",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")]
Profile = Annotated[
    Optional[str], typer.Option("--profile", metavar="口径或表样编号", help="按这份检查口径；给表样编号的，表里没有注明表样时按它")  # noqa: UP045
]


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns the exit status; every failure is one line on stderr."""
    speak_utf8()
    command: Any = typer.main.get_command(app)
    try:
        result = command.main(args=arguments, prog_name="zpb", standalone_mode=False)
    except ZpbError as error:
        return fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        return interrupted()
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else FAILED
    except OSError as error:
        return fail(system_sentence(error))
    except Exception as error:
        if hasattr(error, "format_message"):
            return fail(_help.usage_sentence(error))
        return unexpected(error)
    if result == INTERRUPTED:
        return interrupted()
    return result if isinstance(result, int) else NOTHING


def _show_version(value: bool) -> None:
    if value:
        from zipingbiao import __version__

        print_text(f"zipingbiao {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本后退出", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print_text(context.get_help())


def _command(name: str) -> Callable[[F], F]:
    return app.command(name, cls=_help.ChineseCommand)


app.add_typer(form_app)


@_command("templates")
def templates(as_json: AsJson = False) -> None:
    """列出表样"""
    from zipingbiao.app.templates import LEVELS, list_templates

    found = list_templates()
    if as_json:
        return print_json(found)
    for form in found:
        levels = "、".join(LEVELS[level] for level in form["levels"])
        points = "、".join(f"{group['l1']} {group['points']}" for group in form["groups"])
        print_text(f"{form['id']}  {form['name']}（{form['jurisdiction']}，{form['year']}，{levels}，{form['unit']}）")
        print_text(f"    分值：预算执行率 {form['execution_points']}、{points}")
        print_text(f"    依据：{form['basis']}")
    return None


@_command("new")
def new(
    template: Annotated[str, typer.Argument(metavar="表样编号", help="用 zpb templates 查看")],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="输出.xlsx", help="生成的工作簿", readable=False)],
    data: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--data", metavar="数据.json", help="填好的数据；不给则生成一张空表", readable=False),
    ] = None,
    projects: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option(
            "--projects",
            metavar="清单.xlsx",
            help="项目清单或预算一体化导出表（也可 .csv），一个项目一张表",
            readable=False,
        ),
    ] = None,
    last_year: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option("--last-year", metavar="上年.xlsx", help="上年的自评表或文件夹，带入目标和指标", readable=False),
    ] = None,
    year: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--year", metavar="年度", help="自评年度；不给则为上年加一，或照清单"),
    ] = None,
    unit_name: Annotated[str, typer.Option("--unit-name", metavar="单位名称", help="填报单位")] = "",
    live: Annotated[
        str,
        typer.Option("--live", metavar="both|native|udf", help="得分公式：两套算法、只用 Excel 公式、只用加载项函数"),
    ] = "both",
) -> None:
    """生成会算分的工作簿"""
    if projects or last_year:
        if data is not None:
            raise ZpbError("--data 是填好的数据，不能和 --projects、--last-year 一起用。")
        from zipingbiao.app.prefill import prefilled_workbook

        found = prefilled_workbook(
            template, out, projects=projects or (), last_year=last_year or (), year=year, unit_name=unit_name,
            live=live, kept=note_kept,
        )  # fmt: skip
        forms, lines = found.evaluations, found.lines
    else:
        from zipingbiao.app.new import new_workbook
        from zipingbiao.app.unplaced import unplaced

        forms = new_workbook(template, data, out, live, note_kept, unit_name=unit_name, year=year)
        lines = unplaced(forms, template)
    note(f"已生成 {out}：{len(forms)} 张自评表。")
    for line in lines:
        note(line)


@_command("check")
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


@_command("score")
def score(
    target: Annotated[str, typer.Option("--target", metavar="指标值", help="年度指标值，照表上的写法，如 '≥95%'")],
    actual: Annotated[str, typer.Option("--actual", metavar="完成值", help="实际完成值，照表上的写法")],
    weight: Annotated[str, typer.Option("--weight", metavar="分值", help="这一行的分值")],
    rule: Annotated[
        Optional[str], typer.Option("--rule", metavar="细则", help="评分细则的文字")  # noqa: UP045
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="三级指标", help="指标名称，用来判断越高越好还是越低越好")
    ] = "",
    second_level: Annotated[
        str, typer.Option("--second-level", metavar="二级指标", help="二级指标名称，用处同上")
    ] = "",
    profile: Profile = None,
    as_json: AsJson = False,
) -> None:
    """算一行指标的得分"""
    from zipingbiao.app.score import score as score_one

    if not target.strip() and not actual.strip():
        raise ZpbError("指标值和完成值都是空的，没有可以评分的内容。用法见 zpb score --help")
    result = score_one(target, actual, weight, rule, profile, name=name, second_level=second_level)
    document = result.as_document()
    if as_json:
        return print_json(document)
    print_text(f"得分：{document['score'] or '须人工评分'}")
    print_text(f"方法：{result.title}。{result.explanation}")
    for remark in result.notes:
        print_text(f"注意：{remark}")
    return None


@_command("rule")
def rule(
    text: Annotated[str, typer.Argument(metavar="细则", help="评分细则的文字，从文件里照抄")],
    weight: Annotated[str, typer.Option("--weight", metavar="分值", help="这一行的分值")] = "0",
    name: Annotated[str, typer.Option("--name", metavar="指标", help="三级指标名称，用来发现照抄错的细则")] = "",
    target: Annotated[Optional[str], typer.Option("--target", metavar="指标值", help="年度指标值")] = None,  # noqa: UP045
    figures: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--input", metavar="名称=数", help="细则里公式用到的数，可以写几次，如 编制数=78人"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """说明评分细则的文字是怎样理解的"""
    from zipingbiao.app.rule import compile_rule

    pairs = [figure.partition("=") for figure in figures or []]
    if bad := next((label for label, sign, _ in pairs if not sign or not label), None):
        raise ZpbError(f"--input “{bad}”应写成 名称=数。")
    result = compile_rule(text, weight, name, target, {label: value for label, _, value in pairs})
    document = result.as_document()
    if as_json:
        return print_json(document)
    print_text(f"方法：{result.kind.title}")
    print_text(f"理解：{result.explanation}")
    if result.formula is not None:
        print_text(f"公式：{result.formula.restate()}")
    for remark in dict.fromkeys((*result.notes, *(result.outcome.notes if result.outcome else ()))):
        print_text(f"注意：{remark}")
    if result.outcome is not None:
        print_text(f"得分：{document['score'] or '须人工评分'}。{result.outcome.explanation}")
    return None


@_command("rules")
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
            print_text(f"{rule['code']}  {SEVERITY[rule['severity']]}  {rule['title']}")
        return None
    rule = explain_rule(code)
    if as_json:
        return print_json(rule)
    _print_rule(rule)
    return None


def _print_rule(rule: dict[str, Any]) -> None:
    print_text(f"{rule['code']}  {SEVERITY[rule['severity']]}  {rule['title']}")
    for head, text in rule["sections"].items():
        print_text(f"{head}：{text}")


_command("profiles")(profiles)
_command("import")(import_)
_command("adopt")(adopt)
