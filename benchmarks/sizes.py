"""Cases of make bench about received files: a hand-made workbook of 20 forms, and files out of all proportion."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from copy import copy
from pathlib import Path

import openpyxl
from tests.fuzz.sizes import SIZES

import zipingbiao as zpb

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "data" / "corpus"
_CHECK = "import sys; from zipingbiao.adapters.cli import main; sys.exit(main(['check', sys.argv[1], '--json']))"
_OPEN = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1])"
_NEW = (
    "import sys; from pathlib import Path; from zipingbiao.readers.project_list import read_project_list\n"
    "read_project_list(Path(sys.argv[1]))"
)


def twenty_forms(path: Path) -> Path:
    """The hand-made workbooks of the corpus, twice, in one file: cells, merges, styles and widths as openpyxl copies them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for turn in (1, 2):
        for source in sorted(CORPUS.glob("*.xlsx")):
            given = openpyxl.load_workbook(source).active
            sheet = book.create_sheet(f"{source.stem[:20]}-{turn}")
            for row in given.iter_rows():
                for cell in row:
                    if cell.__class__.__name__ == "MergedCell":
                        continue
                    made = sheet.cell(cell.row, cell.column, cell.value)
                    made.font, made.border, made.number_format = copy(cell.font), copy(cell.border), cell.number_format
                    made.alignment = copy(cell.alignment)
            for merged in given.merged_cells.ranges:
                sheet.merge_cells(merged.coord)
            for name, column in given.column_dimensions.items():
                sheet.column_dimensions[name].width = column.width
    book.save(path)
    return path


def read_cases(compare: Callable[..., dict[str, object]], folder: Path) -> list[dict[str, object]]:
    """Reading 20 hand-made forms, and checking them, against openpyxl opening the same file."""
    path = twenty_forms(folder / "twenty.xlsx")

    def opened() -> object:
        return openpyxl.load_workbook(path)

    return [
        compare("read 20 hand-made forms", lambda: zpb.read(path), "openpyxl opens it", opened, 9),
        compare("check 20 hand-made forms", lambda: zpb.check(path), "openpyxl opens it", opened, 5),
    ]


def size_cases() -> list[dict[str, object]]:
    """One process per file: seconds and the peak of its memory; openpyxl opens the same .xlsx in a process of its own."""
    found = []
    with tempfile.TemporaryDirectory(prefix="zpb-sizes-") as folder:
        for number, (name, (ending, build)) in enumerate(SIZES.items()):
            path = build(Path(folder) / f"{number}{ending}")
            script = _NEW if ending == ".csv" else _CHECK
            seconds, peak = _run(script, path)
            case: dict[str, object] = {"name": name, "ours_s": round(seconds, 2), "ours_mib": peak}
            if ending == ".xlsx":
                peer_s, peer_mib = _run(_OPEN, path)
                case |= {"peer": "openpyxl opens it", "peer_s": round(peer_s, 2), "ratio": round(seconds / peer_s, 3), "peer_mib": peer_mib}
            found.append(case)
    return found


def _run(script: str, path: Path) -> tuple[float, int]:
    """Seconds and MiB of a process that runs the script on the file.

    Linux hands the peak of the parent down to a new process, and only /proc tells them apart; where there is no /proc
    the parent is small enough.
    """
    told = path.with_suffix(".peak")
    tell = (
        "import atexit, pathlib\n"
        "def tell():\n"
        " from resource import RUSAGE_SELF, getrusage\n"
        " try: kib = next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM'))\n"
        " except OSError: kib = getrusage(RUSAGE_SELF).ru_maxrss\n"
        f" pathlib.Path({str(told)!r}).write_text(str(kib))\n"
        "atexit.register(tell)\n"
    )
    with Path(os.devnull).open("wb") as nothing:
        start = time.perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), stream) for stream in (1, 2)]
        child = os.posix_spawn(sys.executable, [sys.executable, "-c", tell + script, str(path)], os.environ, file_actions=actions)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        seconds = time.perf_counter() - start
    if status not in (0, 1) or (script == _OPEN and status):
        raise SystemExit(f"{path.name}: exit status {status}")
    return seconds, int(told.read_text()) // 1024
