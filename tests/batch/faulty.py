"""Work that goes wrong in the ways the name of a file tells; processes of a batch find it by this module's name."""

from __future__ import annotations

import os
import signal
import time

from zipingbiao.app.batch.work import FileRows, Task, work


def faulty_work(task: Task) -> list[FileRows]:
    """Dies, hangs or fails where a file's name says so; where it says 同, only when there are several files."""
    names = "".join(source.name for source in task.files)
    if "同" not in names or len(task.files) > 1:
        if "杀" in names:
            os.kill(os.getpid(), signal.SIGKILL)
        if "慢" in names:
            time.sleep(60)
        if "错" in names:
            raise RuntimeError("出乎意料")
        if "退" in names:
            raise SystemExit(3)
    return work(task)


