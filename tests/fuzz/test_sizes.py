"""Files out of all proportion: what of them is kept, and in how much memory. Seconds are measured in benchmarks/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.sizes import SIZES
from zipingbiao.readers.workbook import read_workbook

#: MiB at the peak of a process that checks one of them.
MEMORY = 500
#: Those that once took minutes or all memory; the others of SIZES are for make bench.
MEASURED = ("a million empty rows", "repeats without end")
_CHECK = """
import sys
from zipingbiao.adapters.cli import main
status = main(["check", sys.argv[1], "--json"])
try:
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
except OSError:
    peak = "0"
print(status, peak, file=sys.stderr)
"""


def made(name: str, folder: Path) -> Path:
    ending, build = SIZES[name]
    return build(folder / f"a{ending}")


@pytest.mark.slow
@pytest.mark.parametrize("name", MEASURED)
def test_memory_stays_bounded(tmp_path: Path, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CHECK, str(made(name, tmp_path))], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    status, peak = map(int, done.stderr.split())
    assert status in (0, 1)
    assert peak < MEMORY * 1024, "KiB"


def test_repeats_without_end_keep_few_cells(tmp_path: Path) -> None:
    for sheet in read_workbook(made("repeats without end", tmp_path)).sheets:
        assert sum(map(len, sheet.rows.values())) < 1_000
