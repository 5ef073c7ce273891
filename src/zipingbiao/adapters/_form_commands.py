"""The commands `zpb form …`: drafting, checking and previewing form definitions. Filled forms are the business of cli."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from zipingbiao.adapters import _help
from zipingbiao.adapters._options import AsJson
from zipingbiao.adapters._output import note, note_kept, print_json, print_text
from zipingbiao.base.errors import ZpbError

form_app = typer.Typer(
    name="form",
    cls=_help.ChineseGroup,
    help="表样：从样表起草，检查定义，预览版面。",
    add_completion=False,
    rich_markup_mode=None,
)

Which = Annotated[
    str,
    typer.Argument(
        metavar="文件夹|form.yaml|表样编号", help="表样所在的文件夹、form.yaml，或 zpb templates 列出的编号"
    ),
]


@form_app.callback(invoke_without_command=True)
def _start(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print_text(context.get_help())


@form_app.command("new", cls=_help.ChineseCommand)
def new(
    sample: Annotated[Path, typer.Argument(metavar="样表", help="空表或填好的表", readable=False)],
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="文件夹", help="表样写到哪里，如 地区/表/年度", readable=False)
    ],
    form_id: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--id", metavar="编号", help="表样编号，小写字母、数字、短横线"),
    ] = None,
    name: Annotated[Optional[str], typer.Option("--name", metavar="名称", help="表的名称")] = None,  # noqa: UP045
    jurisdiction: Annotated[
        Optional[str], typer.Option("--jurisdiction", metavar="地区", help="适用地区，如 湖北省")  # noqa: UP045
    ] = None,
    year: Annotated[
        Optional[int], typer.Option("--year", metavar="年度", help="开始使用的年份")  # noqa: UP045
    ] = None,
    sheet: Annotated[
        Optional[str], typer.Option("--sheet", metavar="工作表", help="样表在哪个工作表")  # noqa: UP045
    ] = None,
) -> None:
    """照一份样表起草表样"""
    from zipingbiao.app.form_draft import draft_form

    result = draft_form(
        sample, folder, form_id=form_id, name=name, jurisdiction=jurisdiction, year=year, sheet=sheet
    )  # fmt: skip
    for file in result.files:
        print_text(f"已写入 {file}")
    _print_lines("须由人完成", result.todo)
    _print_lines("推测的，请核对", result.guessed)
    print_text(f"下一步：zpb form check {_quoted(folder)}")
    print_text(f"　　　　zpb form preview {_quoted(folder)} -o 预览.pdf")


@form_app.command("check", cls=_help.ChineseCommand)
def check(
    which: Which,
    as_json: AsJson = False,
) -> int:
    """检查表样的定义：缺什么，哪里不对

    退出状态：0 只有提示，1 有事要做或算例对不上，2 载入不了。
    """
    from zipingbiao.app.form_check import check_form

    _refuse_empty(which)
    result = check_form(which)
    if as_json:
        print_json(result.as_document())
    for error in result.errors:
        note(error)
    if as_json or result.form is None:
        return result.exit_code
    form = result.form
    print_text(f"{form.id}  {form.name}（{form.jurisdiction}，{form.year}，{form.unit}）")
    _print_lines("须由人完成", result.must)
    _print_lines("提示", result.hints)
    if not result.must:
        print_text("可以使用。")
    return result.exit_code


@form_app.command("preview", cls=_help.ChineseCommand)
def preview(
    which: Which,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="输出.xlsx|.pdf|.png",
            help="写到哪里；.pdf 和 .png 要装有 LibreOffice",
            readable=False,
        ),
    ],
    cases: Annotated[bool, typer.Option("--cases", help="填入 cases.yaml 的第一个算例，不给则为空表")] = False,
) -> None:
    """看表样打印出来的样子"""
    from zipingbiao.app.form_preview import preview_form

    _refuse_empty(which)
    for path in preview_form(which, out, cases=cases, kept=note_kept, progress=note):
        note(f"已写入 {path}")


def _print_lines(head: str, lines: list[str] | tuple[str, ...]) -> None:
    if lines:
        print_text(f"{head}：")
        for line in lines:
            print_text(f"  - {' '.join(line.split())}")


def _refuse_empty(which: str) -> None:
    if not which.strip():
        raise ZpbError("表样的名字是空的：请给出文件夹、form.yaml 或表样编号。")


def _quoted(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if any(char.isspace() for char in text) else text
