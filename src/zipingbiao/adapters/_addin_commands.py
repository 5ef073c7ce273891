"""The commands `zpb addin …` that make the Excel add-in; installing it is the business of _addin_install_commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zipingbiao.adapters import _help
from zipingbiao.adapters._addin_install_commands import register
from zipingbiao.adapters._output import print_text

addin_app = typer.Typer(
    name="addin",
    cls=_help.ChineseGroup,
    help="Excel 加载项：构建、安装、卸载、诊断、离线安装包。",
    add_completion=False,
    rich_markup_mode=None,
)


@addin_app.callback(invoke_without_command=True)
def _start(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print_text(context.get_help())


@addin_app.command("build", cls=_help.ChineseCommand)
def build(
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="文件夹", help="zpb.xlam 写到哪个文件夹", readable=False)
    ],
) -> None:
    """由源码构建加载项 zpb.xlam（不需要 Excel）"""
    from zipingbiao.adapters.excel.build import build as build_addin

    path = build_addin(folder)
    print_text(f"已生成 {path}（{path.stat().st_size / 1024:.0f} KB）")


register(addin_app)
