"""What the product may do with a file: a result or one plain sentence, in time, in little memory, the file untouched."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import signal
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

import zipingbiao as zpb
from tests.fuzz.cases import Case
from zipingbiao.adapters.cli import main
from zipingbiao.app.importing import import_file
from zipingbiao.base.errors import DataError, UnreadableFile, ZpbError
from zipingbiao.readers.data import read_data
from zipingbiao.readers.project_list import read_project_list

SECONDS = 10
#: MiB by which one file may raise the peak of the process.
MEMORY = 300
_LONGEST_SENTENCE = 220


class TooSlow(BaseException):
    """Raised by the alarm."""


def judge(case: Case, folder: Path, thorough: bool = False) -> list[str]:
    """What is wrong with the answers to this case; nothing where all is well.

    Every case is checked; read, the conversion and the command line (which takes longest) get a share of them, or all
    where `thorough`.
    """
    path = folder / f"f{case.suffix}"
    path.write_bytes(case.content)
    turn = case.number % 32
    faults: list[str] = []
    peak = _peak()
    steps = [("check", _check)]
    if thorough or turn in (0, 16):
        steps.append(("read", _read))
    if thorough or turn == 1:
        steps.append(("cli check", _cli))
    if thorough or turn in (2, 10, 18):
        steps.append(("import", _import))
    if case.suffix == ".csv" or (turn in (3, 11) and case.family == "contents"):
        steps.append(("project list", _list))
    for name, step in steps:
        start = time.perf_counter()
        try:
            with _alarm(2 * SECONDS):
                faults += [f"{name}: {fault}" for fault in step(path)]
        except TooSlow as error:
            faults.append(f"{name}: not done in {2 * SECONDS} s\n{''.join(traceback.format_tb(error.__traceback__)[-6:])}")
        except Exception as error:
            faults.append(f"{name}: {type(error).__name__} {str(error)[:200]}\n{''.join(traceback.format_tb(error.__traceback__)[-4:])}")
        if (used := time.perf_counter() - start) > SECONDS:
            faults.append(f"{name}: {used:.1f} s")
    if _peak() - peak > MEMORY:
        faults.append(f"memory: peak rose by {_peak() - peak} MiB")
    if path.read_bytes() != case.content:
        faults.append("the file was changed")
    return faults


def _check(path: Path) -> list[str]:
    result = zpb.check(path)
    json.dumps(result.as_document(), ensure_ascii=False).encode()
    return [fault for file in result.files if file.unreadable for fault in _sentence(file.unreadable, path)]


def _read(path: Path) -> list[str]:
    try:
        zpb.read(path)
    except (UnreadableFile, DataError) as error:
        return _sentence(str(error), path)
    return []


def _list(path: Path) -> list[str]:
    try:
        read_project_list(path)
    except ZpbError as error:
        return _sentence(str(error), path)
    return []


def _cli(path: Path) -> list[str]:
    out, err, code = _run("check", str(path), "--json")
    faults = _ending(out, err, code)
    json.loads(out)
    if code == 2 and len(err.strip().splitlines()) != 1:
        faults.append(f"{len(err.splitlines())} lines on stderr: {err[:300]}")
    if path.stat().st_size % 8 == 0:
        for ending in ("html", "xlsx"):
            faults += _ending(*_run("check", str(path), "--report", str(path.with_name(f"report.{ending}"))))
    return faults


def _import(path: Path) -> list[str]:
    """What was read can be written as DATA.json and read again."""
    written = path.with_name("out.json")
    try:
        import_file(path, written)
    except ZpbError as error:
        return _sentence(str(error), path)
    try:
        read_data(written)
    except DataError as error:
        # An .ods or .docx may hold longer texts than Excel does; the sentence says what to do.
        return [] if "Excel 的单元格最多放" in str(error) else [f"what was written cannot be read: {error}"]
    finally:
        written.unlink(missing_ok=True)
    return []


def _ending(out: str, err: str, code: int) -> list[str]:
    faults = []
    if code not in (0, 1, 2):
        faults.append(f"exit status {code}")
    if "程序内部出错" in err or "Traceback" in out + err:
        faults.append(err[:300])
    return faults


def _run(*arguments: str) -> tuple[str, str, int]:
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(arguments))
    texts = []
    for stream in (out, err):
        stream.flush()
        buffer: Any = stream.buffer
        texts.append(buffer.getvalue().decode())
    return texts[0], texts[1], code


def _sentence(text: str, path: Path) -> list[str]:
    """What is wrong with a sentence for the user."""
    faults = []
    if "\n" in text or len(text) > _LONGEST_SENTENCE:
        faults.append(f"not one short line: {text[:300]!r}")
    if not text.endswith("。") or not any("\u4e00" <= c <= "\u9fff" for c in text):
        faults.append(f"no sentence: {text[:300]!r}")
    if str(path.parent) in text or path.name not in text:
        faults.append(f"names the wrong thing: {text[:300]!r}")
    return faults


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextlib.contextmanager
def _alarm(seconds: int) -> Any:
    def ring(_: int, __: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
