"""The command `zpb workpaper`: a review workpaper from filled forms."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from zipingbiao.adapters._options import AsJson, Profile
from zipingbiao.adapters._output import note, note_kept, note_skipped, print_json, print_text, show_progress


def workpaper(
    paths: Annotated[
        list[str], typer.Argument(metavar="文件或文件夹", help="填好的自评表，格式同 zpb check")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="复核底稿.xlsx|文件夹", readable=False,
            help="写到哪里；给已有的文件夹则一个单位一份底稿",
        ),
    ],
    limit: Annotated[
        Optional[str], typer.Option("--limit", metavar="分", help="差额提示线：差额超过多少分的标红；不给则为 1 分")  # noqa: UP045
    ] = None,
    profile: Profile = None,
    as_json: AsJson = False,
) -> int:
    """生成复核底稿

    一张自评表一张底稿，另有总表。能计算的得分已经算好，检查发现已填在各行；其余由复核人核定。
    改过的底稿可以再用 zpb check 检查，与自评表放在同一个文件夹里还与自评表核对。
    """
    from zipingbiao.app.workpaper import make_workpapers

    progress = show_progress() if sys.stderr.isatty() else None
    made = make_workpapers(paths, out, limit=limit, profile=profile, progress=progress, kept=note_kept)
    if made.result.skipped:
        note_skipped(made.result.skipped)
    for file in made.unreadable:
        note(file.unreadable or "")
    if as_json:
        print_json(
            {
                "written": [str(path) for path in made.written],
                "forms": made.forms,
                "pending": made.pending,
                "changed": made.changed,
                "unreadable": [str(file.path) for file in made.unreadable],
            }
        )
        return made.exit_code
    for path in made.written:
        print_text(f"复核底稿已写入 {path}")
    print_text(
        f"自评表 {made.forms} 张，总分差额超过提示线的 {made.changed} 张，待人工复核的 {made.pending} 行"
        + (f"，不能读取的文件 {len(made.unreadable)} 个（列在总表上）。" if made.unreadable else "。")
    )
    return made.exit_code
