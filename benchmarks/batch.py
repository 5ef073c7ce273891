"""Cases of make bench about thousands of workbooks: against opening them, against LibreOffice, by processes, memory.

ZPB_BENCH_FILES   how many workbooks the memory is measured with, and with a tenth of them before (10000)
ZPB_BENCH_TIMED   how many the timed rounds take (800)
ZPB_BENCH_FOLDER  a folder with that many, made by made_books.py before
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.made_books import make_books

FILES = int(os.environ.get("ZPB_BENCH_FILES", "10000"))
TIMED = int(os.environ.get("ZPB_BENCH_TIMED", "800"))
ROUNDS = 3
#: LibreOffice takes about a sixth of a second for each; fewer would time how our processes start.
_CONVERTED = 120
#: Files a second that one ordinary machine of two processors checks; for the word how long it will take only.
_USUAL = 40
#: Tells the number of tasks done and the time, now and then; the last line is told always.
_BATCH = """
import sys, time
from pathlib import Path
from zipingbiao.app.batch import run_batch
def told(stage, done, count, name):
    if stage in ("alone", "together") and (done % max(1, count // 100) == 0 or done == count):
        print(done, count, time.monotonic(), flush=True)
result = run_batch([sys.argv[1]], Path(sys.argv[2]), workers=int(sys.argv[3]), progress=told)
print(result.counts["read"], result.counts["evaluation"], result.counts["unreadable"], "end", flush=True)
"""
_OPEN = "import sys, openpyxl\nfor line in open(sys.argv[1], encoding='utf-8'): openpyxl.load_workbook(line.rstrip('\\n'))"


@dataclass
class Run:
    """What came of one batch: times in s, `cpu` of all its processes; memory is the peak of each process, in MiB."""

    seconds: float = 0
    cpu: float = 0
    told: list[tuple[int, int, float]] = field(default_factory=list)
    files: int = 0
    forms: int = 0
    parent: float = 0
    workers: list[float] = field(default_factory=list)

    @property
    def alone(self) -> list[tuple[int, int, float]]:
        """What was told while every file was checked by itself; companies of files come after."""
        again = next((number for number in range(1, len(self.told)) if self.told[number][0] < self.told[number - 1][0]), len(self.told))
        return self.told[:again]

    @property
    def alone_seconds(self) -> float:
        """How long that took, from the start of the processes."""
        return self.alone[-1][2] - self.alone[0][2] if self.alone else 0

    def rates(self) -> tuple[float, float]:
        """Files a second in the first tenth, after the processes have started, and in the last."""
        told = [one for one in self.alone if one[0]]
        tenth = max(1, len(told) // 10)
        return _rate(told[0], told[tenth]), _rate(told[-1 - tenth], told[-1])


def batch_cases() -> list[dict[str, object]]:
    """Every case; says on stderr what it does, as it takes minutes."""
    root = Path(tempfile.mkdtemp(prefix="zpb-bench-batch-"))
    try:
        return [*_timed(root), *_memory(root)]
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _timed(root: Path) -> list[dict[str, object]]:
    books = make_books(root / "timed", TIMED, workers=2)
    names = root / "names.txt"
    names.write_text("".join(f"{path}\n" for path, _ in books), encoding="utf-8")
    _say(f"{TIMED} 份工作簿，{sum(forms for _, forms in books)} 张自评表：两个进程、一个进程、openpyxl 各 {ROUNDS} 轮")
    rounds, used = [], []
    for _ in range(ROUNDS):
        two, one = run_batch(root / "timed", root / "o.parquet", 2), run_batch(root / "timed", root / "o.parquet", 1)
        spent = _cpu()
        opened = _seconds([sys.executable, "-c", _OPEN, str(names)])
        rounds.append((two.seconds, one.seconds, opened))
        used.append((two.cpu, one.cpu, _cpu() - spent))
        _say(f"  两个进程 {two.seconds:.1f} 秒，一个进程 {one.seconds:.1f} 秒，openpyxl 打开 {opened:.1f} 秒")
    two_s, one_s, opened_s = (statistics.median(column) for column in zip(*rounds, strict=True))
    two_cpu, one_cpu, opened_cpu = (round(statistics.median(column), 2) for column in zip(*used, strict=True))
    cases: list[dict[str, object]] = [
        {
            "name": f"batch of {TIMED}, 2 processes", "ours_s": round(two_s, 2), "peer": "openpyxl opens them, 1 process",
            "peer_s": round(opened_s, 2), "ratio": round(statistics.median(two / opened for two, _, opened in rounds), 3),
            "files": TIMED, "forms": sum(forms for _, forms in books), "files_per_s": round(TIMED / two_s, 1),
            "ours_cpu_s": two_cpu, "peer_cpu_s": opened_cpu,
        },
        {
            "name": f"batch of {TIMED}, 1 to 2 processes", "ours_s": round(two_s, 2), "peer": "1 process",
            "peer_s": round(one_s, 2), "ratio": round(statistics.median(two / one for two, one, _ in rounds), 3),
            "efficiency": round(statistics.median(one / (2 * two) for two, one, _ in rounds), 3), "files": TIMED,
            "ours_cpu_s": two_cpu, "peer_cpu_s": one_cpu,
        },
    ]  # fmt: skip
    return cases + _converted(root)


def _converted(root: Path) -> list[dict[str, object]]:
    command = shutil.which("soffice")
    if command is None:
        _say("没有 LibreOffice：转换同样的文件本次不计时。")
        return []
    sample = root / "converted"
    books = make_books(sample, _CONVERTED)
    # It writes into one folder, so that every file needs a name of its own.
    copies = [shutil.copy(path, root / f"{number}.xlsx") for number, (path, _) in enumerate(books)]
    call = [
        command, f"-env:UserInstallation={(root / 'profile').as_uri()}", "--headless", "--convert-to", "csv",
        "--outdir", str(root / "csv"), *map(str, copies),
    ]  # fmt: skip
    _say(f"LibreOffice 一次转换 {_CONVERTED} 份")
    # The first call makes its profile.
    subprocess.run([*call[:-_CONVERTED], str(copies[0])], check=True, capture_output=True)
    rounds = [(run_batch(sample, root / "o.parquet", 2).seconds, _seconds(call)) for _ in range(ROUNDS)]
    ours, peer = (statistics.median(column) for column in zip(*rounds, strict=True))
    return [
        {
            "name": f"batch of {_CONVERTED}, 2 processes", "ours_s": round(ours, 2), "peer": "LibreOffice converts them",
            "peer_s": round(peer, 2), "ratio": round(statistics.median(a / b for a, b in rounds), 3), "files": _CONVERTED,
        }
    ]  # fmt: skip


def _memory(root: Path) -> list[dict[str, object]]:
    if not Path("/proc/self/status").exists():
        _say("这台机器没有 /proc：内存本次不测。")
        return []
    few = max(1, FILES // 10)
    minutes = max(1, round(FILES * 1.7 / _USUAL / 60))
    _say(f"内存：{few} 份和 {FILES} 份，连同制作文件约需 {minutes} 分钟（ZPB_BENCH_FILES=1000 只测 1000 份）")
    cases = []
    runs = []
    for count in (few, FILES):
        given = os.environ.get("ZPB_BENCH_FOLDER") if count == FILES else None
        folder = Path(given) if given else root / f"many-{count}"
        if not given:
            make_books(folder, count, workers=2)
        run = run_batch(folder, root / "o.parquet", 2, shown=True)
        runs.append(run)
        first, last = run.rates()
        case: dict[str, object] = {
            "name": f"memory of a batch of {count}", "ours_s": round(run.seconds, 1), "ours_mib": round(run.parent),
            "workers_mib": [round(peak) for peak in run.workers], "files": run.files, "forms": run.forms,
            "files_per_s": round(run.files / run.seconds, 1), "cpu_s": round(run.cpu, 1), "alone_s": round(run.alone_seconds, 1),
            "first_tenth_per_s": round(first, 1),
            "last_tenth_per_s": round(last, 1),
        }  # fmt: skip
        cases.append(case)
        if not given:
            shutil.rmtree(folder)
    steps = (runs[1].files - runs[0].files) / 1000
    if steps > 0:
        cases[1]["parent_mib_per_1000"] = round((runs[1].parent - runs[0].parent) / steps, 2)
        cases[1]["worker_mib_per_1000"] = round((max(runs[1].workers) - max(runs[0].workers)) / steps, 2)
    return cases


def run_batch(folder: Path, out: Path, workers: int, shown: bool = False) -> Run:
    """A batch over the folder in a process of its own, with the peaks of its memory and its workers' where there is /proc."""
    run = Run()
    peaks: dict[int, float] = {}
    unreadable = 0
    start, spent = time.monotonic(), _cpu()
    call = [sys.executable, "-c", _BATCH, str(folder), str(out), str(workers)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
        ended = threading.Event()
        watching = threading.Thread(target=_watch, args=(process.pid, peaks, ended))
        watching.start()
        for line in process.stdout or ():
            done, count, when, *end = line.split()
            if end:
                run.files, run.forms, unreadable = int(done), int(count), int(when)
                continue
            run.told.append((int(done), int(count), float(when)))
            if shown and len(run.told) % 10 == 0:
                seconds = float(when) - start
                _say(f"  {done}/{count}，{seconds:.0f} 秒，进程 {'、'.join(f'{peak:.0f}' for peak in peaks.values())} MiB")
        status = process.wait()
        ended.set()
        watching.join()
    run.seconds, run.cpu = time.monotonic() - start, _cpu() - spent
    out.unlink(missing_ok=True)
    if status:
        raise SystemExit(f"{folder}: exit status {status}")
    if unreadable or not run.files:
        raise SystemExit(f"{folder}: {run.files} workbooks were read, {unreadable} could not be read")
    run.parent = peaks.pop(process.pid, 0)
    # Python's own helper process for spawned ones stays small.
    run.workers = sorted(peaks.values())[-workers:]
    return run


def _watch(parent: int, peaks: dict[int, float], ended: threading.Event) -> None:
    """Asks the system for the peak of the process and of its children, until told to end."""
    while not ended.wait(0.2):
        for process in (parent, *_children(parent)):
            try:
                status = Path(f"/proc/{process}/status").read_text()
            except OSError:
                continue
            kib = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), None)
            if kib is not None:
                peaks[process] = int(kib) / 1024


def _children(process: int) -> list[int]:
    """The children, whichever thread of the process started them."""
    found = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(word) for word in path.read_text().split()]
        except OSError:
            continue
    return found


def _seconds(call: list[str]) -> float:
    start = time.monotonic()
    subprocess.run(call, check=True, capture_output=True)
    return time.monotonic() - start


def _cpu() -> float:
    """Seconds of processor time of the processes that have ended; what a busy machine does not spoil. 0 on Windows."""
    times = os.times()
    return times.children_user + times.children_system


def _rate(first: tuple[int, int, float], last: tuple[int, int, float]) -> float:
    return (last[0] - first[0]) / max(last[2] - first[2], 1e-9)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    import json

    print(json.dumps({"cases": batch_cases()}, ensure_ascii=False))
