"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")]
Profile = Annotated[
    Optional[str], typer.Option("--profile", metavar="口径或表样编号", help="按这份检查口径；给表样编号的，表里没有注明表样时按它")  # noqa: UP045
]
