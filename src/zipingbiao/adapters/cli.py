"""The command line `zpb`: parses, calls one use case of app, prints. Nothing is read, computed or written here.

Everything heavier than Typer is imported inside the commands, so that `zpb --help` and `zpb score` answer at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Optional, TypeVar

import typer

from zipingbiao.adapters import _help
from zipingbiao.adapters._addin_commands import addin_app
from zipingbiao.adapters._batch_commands import batch
from zipingbiao.adapters._check_commands import check, rules
from zipingbiao.adapters._finish_commands import finalize, key, verify
from zipingbiao.adapters._form_commands import form_app
from zipingbiao.adapters._import_commands import adopt, import_
from zipingbiao.adapters._mail_commands import mail
from zipingbiao.adapters._options import AsJson, Profile
from zipingbiao.adapters._output import (
    FAILED,
    INTERRUPTED,
    fail,
    interrupted,
    note,
    note_kept,
    print_json,
    print_text,
    speak_utf8,
    system_sentence,
    unexpected,
)
from zipingbiao.adapters._profile_commands import profiles
from zipingbiao.adapters._report_commands import report
from zipingbiao.adapters._summary_commands import summary
from zipingbiao.adapters._workpaper_commands import workpaper
from zipingbiao.base.errors import ZpbError

F = TypeVar("F", bound=Callable[..., Any])
NOTHING = 0

app = typer.Typer(
    name="zpb",
    cls=_help.ChineseGroup,
    help="绩效自评表：生成会算分的工作簿，检查任何人填好的自评表。",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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


def _points(value: object) -> str:
    return "未规定" if value is None else str(value)


def _command(name: str) -> Callable[[F], F]:
    return app.command(name, cls=_help.ChineseCommand)


app.add_typer(form_app)
app.add_typer(addin_app)


@_command("templates")
def templates(as_json: AsJson = False) -> None:
    """列出表样"""
    from zipingbiao.app.templates import LEVELS, list_templates

    found = list_templates()
    if as_json:
        return print_json(found)
    for form in found:
        levels = "、".join(LEVELS[level] for level in form["levels"])
        points = "、".join(f"{group['l1']} {_points(group['points'])}" for group in form["groups"])
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
    macro: Annotated[
        bool,
        typer.Option("--macro", help="表上带“重新计算并检查”按钮，不装任何软件也能用；输出须为 .xlsm"),
    ] = False,
) -> None:
    """生成会算分的工作簿"""
    if projects or last_year:
        if data is not None:
            raise ZpbError("--data 是填好的数据，不能和 --projects、--last-year 一起用。")
        from zipingbiao.app.prefill import prefilled_workbook

        found = prefilled_workbook(
            template, out, projects=projects or (), last_year=last_year or (), year=year, unit_name=unit_name,
            live=live, kept=note_kept, macro=macro,
        )  # fmt: skip
        forms, lines = found.evaluations, found.lines
    else:
        from zipingbiao.app.new import new_workbook
        from zipingbiao.app.unplaced import unplaced

        forms = new_workbook(template, data, out, live, note_kept, unit_name=unit_name, year=year, macro=macro)
        lines = unplaced(forms, template)
    note(f"已生成 {out}：{len(forms)} 张自评表。")
    for line in lines:
        note(line)


_command("check")(check)


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


_command("rules")(rules)
_command("profiles")(profiles)
_command("import")(import_)
_command("adopt")(adopt)
_command("report")(report)
_command("finalize")(finalize)
_command("verify")(verify)
_command("mail")(mail)
_command("key")(key)
_command("batch")(batch)
_command("summary")(summary)
_command("workpaper")(workpaper)
