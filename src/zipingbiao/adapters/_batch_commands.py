"""The command `zpb batch`: thousands of files, with progress and a line for whatever went wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from zipingbiao.adapters._options import AsJson, Profile
from zipingbiao.adapters._output import note, print_json, print_text
from zipingbiao.base.errors import missing_package


def batch(
    folders: Annotated[
        list[str], typer.Argument(metavar="文件夹", help="收到的自评表，包括各级子文件夹；也可以是 s3:// 等地址")
    ],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="结果.parquet", help="结果", readable=False)],
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
    with _bar() as (progress, searching), _cluster(scheduler) as runner:
        result = run_batch(
            folders, out, workers=workers, runner=runner, resume=resume, profile=profile, progress=progress,
            searching=searching,
        )  # fmt: skip
    counts = result.counts
    if as_json:
        print_json({"out": str(result.out), **counts})
        return result.exit_code
    told = [f"读取 {counts['read']} 份文件，自评表 {counts['evaluation']} 张"]
    told += [
        f"{word} {counts[key]} {unit}"
        for key, word, unit in (
            ("unreadable", "不能读取", "份"), ("duplicate", "内容重复", "份"), ("skipped", "略过", "个"),
        )
        if counts[key]
    ]  # fmt: skip
    print_text("，".join(told) + "。")
    print_text(f"错误 {counts['error']} 条，警告 {counts['warning']} 条，提示 {counts['info']} 条。")
    note(f"结果已写入 {result.out}")
    return result.exit_code


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
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TextColumn("剩余"), TimeRemainingColumn(), TextColumn("{task.fields[name]}"),
        console=Console(stderr=True),
    )  # fmt: skip
    with bar:
        line = bar.add_task("正在查找文件", total=None, rate="", name="")

        def progress(done: int, count: int, name: str) -> None:
            speed = bar.tasks[0].speed
            bar.update(
                line, description="正在检查", completed=done, total=count, name=name[:24],
                rate=f"每秒 {speed:.1f} 份" if speed else "",
            )  # fmt: skip

        def searching(seen: int, folder: str) -> None:
            bar.update(line, description=f"正在查找文件，已看 {seen} 个", name=folder[:24])

        yield progress, searching


