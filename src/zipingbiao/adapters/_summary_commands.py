"""The command `zpb summary`: what a batch came to, as a workbook, a page, or a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from zipingbiao.adapters._options import AsJson
from zipingbiao.adapters._output import note, note_kept, print_json, print_text
from zipingbiao.base.errors import missing_package


def summary(
    results: Annotated[
        list[Path],
        typer.Argument(metavar="结果.parquet", help="zpb batch 写出的结果，可以给几份；没有做完的，给 .未完成 文件夹", readable=False),
    ],
    outs: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option("-o", "--output", metavar="汇总.xlsx|.html", help="写成工作簿或网页；不给则只显示数字", readable=False),
    ] = None,
    sample: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--sample", metavar="张数", help="抽查几张；不给则抽二十分之一，不少于 20 张、不多于 200 张", min=0),
    ] = None,
    seed: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--seed", metavar="整数", help="抽查的种子，同一个种子抽中的相同；不给则为 1"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """汇总成批检查的结果：按单位、表样、规则统计，找出异常，分层抽查"""
    try:
        from zipingbiao.app.overview.document import as_document, as_lines
        from zipingbiao.app.overview.making import make_overview, prepare_outputs, write_overview
    except ModuleNotFoundError as error:
        raise missing_package("汇总", error.name or "duckdb", "batch") from error
    prepare_outputs(outs or (), results)
    computed = make_overview(results, seed=seed, sample=sample)
    write_overview(computed, outs or (), note_kept)
    if as_json:
        print_json(as_document(computed.overview))
    else:
        for line in as_lines(computed.overview):
            print_text(line)
    for out in outs or ():
        note(f"已写入 {out}")
