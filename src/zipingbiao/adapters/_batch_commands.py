"""The command `zpb batch`: thousands of files, with progress and a line for whatever went wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from zipingbiao.adapters._options import AsJson, Profile
from zipingbiao.adapters._output import FAILED, note, note_kept, print_json, print_text
from zipingbiao.base.errors import missing_package

if TYPE_CHECKING:
    from zipingbiao.app.batch import BatchResult

#: Names told of the files that were skipped for one reason.
_NAMES = 3
_STAGES = {"alone": "正在检查", "together": "核对同一单位", "writing": "正在写结果", "exporting": "正在写出"}


def batch(
    folders: Annotated[
        list[str], typer.Argument(metavar="文件夹", help="收到的自评表，包括各级子文件夹；也可以是 s3:// 等地址")
    ],
    outs: Annotated[
        list[Path],
        typer.Option(
            "-o", "--output", metavar="结果.parquet", readable=False,
            help="结果：表 .parquet、工作簿 .xlsx 或数据库 .duckdb，内容相同，可以写几次",
        ),
    ],
    workers: Annotated[
        Optional[int], typer.Option("--workers", metavar="个数", help="同时处理的进程数；不给则与处理器数相同", min=1)  # noqa: UP045
    ] = None,
    scheduler: Annotated[
        Optional[str], typer.Option("--scheduler", metavar="tcp://地址", help="交给 Dask 集群处理")  # noqa: UP045
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="接着上次没有做完的做；已有结果的，只做新来的和改过的")
    ] = False,
    profile: Profile = None,
    as_json: AsJson = False,
) -> int:
    """成批检查文件夹里的全部自评表"""
    try:
        from zipingbiao.app.batch import run_batch
    except ModuleNotFoundError as error:
        raise missing_package("成批检查", error.name or "pyarrow", "batch") from error
    try:
        with _bar() as (progress, searching), _cluster(scheduler) as runner:
            result = run_batch(
                folders, outs[0], workers=workers, runner=runner, resume=resume, profile=profile, progress=progress,
                searching=searching, exports=outs[1:], older_kept=note_kept,
            )  # fmt: skip
    except KeyboardInterrupt:
        names = " ".join(f"-o {out}" for out in outs)
        note(f"已经做完的会留下，用同样的命令加 --resume 接着做：{names}")
        raise
    _tell_passed_over(result)
    if as_json:
        print_json(_document(result, outs))
    else:
        _print(result)
        note(f"结果已写入 {'、'.join(map(str, outs))}")
    return result.exit_code


def _print(result: BatchResult) -> None:
    counts = result.counts
    told = [f"读取 {counts['read']} 份文件，自评表 {counts['evaluation']} 张"]
    told += [
        f"{word} {counts[key]} {unit}"
        for key, word, unit in (
            ("unreadable", "不能读取", "份"), ("duplicate", "内容重复", "份"), ("skipped", "略过", "个"),
        )
        if counts[key]
    ]  # fmt: skip
    print_text("，".join(told) + "。")
    if result.resumed:
        # Files that could not be read, or hold the same as another, are known from the last run as well.
        print_text(f"沿用上次的结果 {result.resumed} 份，没有重做。")
    waived = f"，已说明理由 {counts['waived']} 条" if counts["waived"] else ""
    print_text(f"错误 {counts['error']} 条，警告 {counts['warning']} 条，提示 {counts['info']} 条{waived}。")


def _document(result: BatchResult, outs: list[Path]) -> dict[str, Any]:
    counts = result.counts
    return {
        "out": str(result.out),
        "exports": [str(out) for out in outs[1:]],
        **{status: counts[status] for status in ("read", "unreadable", "duplicate", "skipped")},
        **{f"{kind}s": counts[kind] for kind in ("evaluation", "error", "warning", "info")},
        "waived": counts["waived"],
        "resumed": result.resumed,
    }


def _tell_passed_over(result: BatchResult) -> None:
    """What was not checked: by reason with some names; the sentences why some files could not be read."""
    told = []
    for word, passed in sorted(result.skipped.items(), key=lambda item: -item[1].count):
        names = "、".join(passed.names[:_NAMES]) + (" 等" if passed.count > _NAMES else "")
        told.append(f"{word} {passed.count} 个（{names}）")
    if told:
        note(f"略过 {result.counts['skipped']} 个：{'；'.join(told)}")
    for sentence in result.unreadable:
        note(sentence)
    if (more := result.counts["unreadable"] - len(result.unreadable)) > 0:
        note(f"还有 {more} 份不能读取，见结果里 status 为 unreadable 的行。")
    if result.exit_code == FAILED and not result.unreadable:
        note("没有一份能检查的自评表。")


def _cluster(address: str | None) -> AbstractContextManager[Any]:
    """What works on the cluster at the address; None, for processes of this machine, where there is no address."""
    if address is None:
        return nullcontext()
    try:
        from zipingbiao.app.batch.cluster import connected
    except ModuleNotFoundError as error:
        raise missing_package("用集群处理", error.name or "distributed", "cluster") from error
    return connected(address, note)


@contextmanager
def _bar() -> Iterator[tuple[Any, Any]]:
    """Two functions that show the progress on a terminal, with the rate and the time left; None where there is none."""
    if not sys.stderr.isatty():
        yield None, None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TextColumn("剩余"), TimeRemainingColumn(), TextColumn("{task.fields[name]}"),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    with bar:
        line = bar.add_task("正在查找文件", total=None, rate="", name="")

        def progress(stage: str, done: int, count: int, name: str) -> None:
            if done == 0:
                bar.reset(line, total=count or None, description=_STAGES[stage], rate="", name=name[:24])
                return
            speed = bar.tasks[0].speed
            bar.update(
                line, completed=done, name=name[:24], rate=f"每秒 {speed:.1f} 份" if speed else "",
            )  # fmt: skip

        def searching(seen: int, folder: str) -> None:
            bar.update(line, description=f"正在查找文件，已看 {seen} 个", name=folder[:24])

        yield progress, searching
