"""Working on tasks on a Dask cluster: one file is one task; a worker that dies loses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import distributed

from zipingbiao.app.batch.work import FileRows, Task, work


def run_on_cluster(tasks: Iterable[Task], address: str) -> Iterator[tuple[Task, list[FileRows]]]:
    """Works on the tasks on the cluster whose scheduler is at `address` and gives their results as they come."""
    dask: Any = distributed
    with dask.Client(address) as client:
        futures = {client.submit(work, task, pure=False): task for task in tasks}
        for future in dask.as_completed(futures):
            yield futures[future], future.result()
