"""Folders with files to check in batches, and what the tests look at in a result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.app.samples import form, write_data
from zipingbiao.app.batch.work import Result, Task, work

DATA = Path(__file__).parents[1] / "data"


def in_this_process(tasks: Any) -> Iterator[Result]:
    """Works on the tasks without any other process, the last first: no order may matter."""
    task: Task
    for task in reversed([*tasks]):
        yield task, work(task)


def write_forms(folder: Path, count: int, unit: str = "第{}局", **changes: Any) -> list[Path]:
    """Files with one form each, no two the same; `unit` names the unit of each by its number."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [unit.format(number) for number in range(count)]
    return [
        write_data(
            folder / f"{number:03d}.json",
            form(project=f"项目{number}", implementing_unit=name, department=name, **changes),
        )
        for number, name in enumerate(names)
    ]


def rows_of(out: Path) -> list[dict[str, Any]]:
    """All rows of a result."""
    return pq.read_table(out).to_pylist()


def files_of(out: Path) -> dict[str, dict[str, Any]]:
    """The rows of the files, by the file's name without folder."""
    return {row["file"].rpartition("/")[2]: row for row in rows_of(out) if row["row"] == "file"}


def findings_of(out: Path, name: str) -> list[dict[str, Any]]:
    """The findings about the file of that name."""
    return [row for row in rows_of(out) if row["row"] == "finding" and row["file"].endswith(name)]


def content(out: Path) -> tuple[object, object]:
    """What a result says, byte for byte but for what a writer adds."""
    return pq.read_table(out), json.loads((pq.read_schema(out).metadata or {})[b"zipingbiao"])


def left_of(out: Path) -> list[str]:
    """What stands beside a result that should be gone when it is complete."""
    return sorted(path.name for path in out.parent.iterdir() if path.name.endswith((".part", ".未完成")))


def zpb(*arguments: object, cwd: Path | None = None, **more: Any) -> subprocess.Popen[str]:
    """Starts the command as a process of its own."""
    root = Path(__file__).parents[2]
    paths = os.pathsep.join([str(root / "src"), str(root)])
    return subprocess.Popen(
        [sys.executable, "-m", "zipingbiao", *map(str, arguments)], cwd=cwd, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": paths}, **more,
    )  # fmt: skip
