"""Loaded by the Dask workers of the tests (--preload): files whose names say so kill or block the worker that reads them."""

from __future__ import annotations

import os
import time

from zipingbiao.app.batch import cluster_worker
from zipingbiao.app.batch.work import FileRows, Task
from zipingbiao.app.batch.work import work as _work


def work(task: Task) -> list[FileRows]:
    name = task.files[0].name
    if "崩溃" in name:
        os._exit(1)
    if "出错" in name:
        raise ArithmeticError("不该出现的错误")
    while "读不完" in name:
        pass
    time.sleep(float(os.environ.get("ZPB_TEST_SECONDS", "0")))
    return _work(task)


cluster_worker.work = work  # type: ignore[assignment]
if "ZPB_TEST_BLIND" in os.environ:
    cluster_worker.is_seen = lambda source: False  # type: ignore[assignment]
