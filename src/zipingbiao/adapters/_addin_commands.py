"""The commands `zpb addin …`."""

from __future__ import annotations

import typer

from zipingbiao.adapters import _help
from zipingbiao.adapters._addin_install_commands import register
from zipingbiao.adapters._output import print_text

addin_app = typer.Typer(
    name="addin",
    cls=_help.ChineseGroup,
    help="Excel 加载项：安装、卸载、诊断、离线安装包。",
    add_completion=False,
    rich_markup_mode=None,
)


@addin_app.callback(invoke_without_command=True)
def _start(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print_text(context.get_help())


register(addin_app)
