"""The commands `zpb import` and `zpb adopt`: forms of any origin become data or a living workbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from zipingbiao.adapters._options import AsJson
from zipingbiao.adapters._output import note, note_kept, print_json, print_text, show_progress


def import_(
    path: Annotated[Path, typer.Argument(metavar="文件", help="任何能读的自评表，格式同 zpb check", readable=False)],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="数据.json", help="写到哪里", readable=False)],
) -> None:
    """把自评表转成数据"""
    from zipingbiao.app.importing import import_file
    from zipingbiao.model.finding import SEVERITY_WORDS

    document, findings = import_file(path, out, note_kept)
    note(f"已写入 {out}：{len(document['forms'])} 张自评表。")
    for finding in findings:
        note(f"{SEVERITY_WORDS[finding.severity]} {finding.place}：{finding.full_message}")


def adopt(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="文件或文件夹", help="填好的自评表，格式同 zpb check；几个文件合成一个工作簿"),
    ],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="输出.xlsx", help="生成的工作簿", readable=False)],
    templates: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--template", metavar="表样编号", help="指定表样；不给则选最接近的。项目表、部门表可以各指定一个"),
    ] = None,
    unit_name: Annotated[
        str, typer.Option("--unit-name", metavar="单位名称", help="汇总标题里的单位；不给则照各表")
    ] = "",
    live: Annotated[
        str,
        typer.Option("--live", metavar="both|native|udf", help="得分公式：两套算法、只用 Excel 公式、只用加载项函数"),
    ] = "both",
    as_json: AsJson = False,
) -> int:
    """把填好的自评表转成会算分的工作簿

    原文件不改动。选用哪种表样、什么没有写入、哪些数与原表不同，逐项列出。
    退出状态：0 已生成；1 已生成，但原表有数对不上；2 用法有误，或文件读不出来，没有生成。
    """
    from zipingbiao.app.adopt_report import adoption_document, adoption_lines
    from zipingbiao.app.adopting import adopt as adopt_files

    result = adopt_files(
        paths, out, templates=templates or (), live=live, unit_name=unit_name, kept=note_kept,
        progress=show_progress("正在转换") if sys.stderr.isatty() else None,
    )  # fmt: skip
    if as_json:
        print_json(adoption_document(result))
        return result.exit_code
    for line in adoption_lines(result):
        print_text(line)
    return result.exit_code
