"""What the command line says: stdout in UTF-8 whatever the locale, one line per remark on stderr, Chinese sentences."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FAILED, INTERRUPTED = 2, 130
#: Files named in the line about those passed over.
NAMED = 5


def speak_utf8() -> None:
    """Chinese must come out whatever LANG or PYTHONIOENCODING say."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def print_text(text: str) -> None:
    """A line on stdout."""
    guard(lambda: sys.stdout.write(text + "\n"))


def print_json(document: object) -> None:
    """One JSON document on stdout."""
    print_text(json.dumps(document, ensure_ascii=False, indent=1))


def guard(write: Any) -> None:
    """Writes to stdout; a reader that went away (zpb … | head) is no error, nor is no stdout at all (pythonw, >&-)."""
    if sys.stdout is None:
        return
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes stdout once more at exit and would complain about the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """One line on stderr; a file name may hold bytes that are no text."""
    from zipingbiao.base.files import printable

    print(" ".join(printable(text).split()), file=sys.stderr)


def note_skipped(paths: Sequence[Path]) -> None:
    """One line about files in folders that were passed over."""
    names = "、".join(path.name for path in paths[:NAMED])
    note(f"略过 {len(paths)} 个文件：{names}{' 等' if len(paths) > NAMED else ''}")


def note_kept(path: Path) -> None:
    """Where an older file of the same name was kept."""
    note(f"同名的旧文件没有丢，已留存为「{path.name}」")


def show_progress(doing: str = "正在检查") -> Any:
    """A function that shows how far a check or another work on files is, on one line of a terminal."""
    width = 0

    def show(done: int, count: int, name: str) -> None:
        nonlocal width
        if count == 0:
            line = f"正在查找文件，已看 {done} 个 {name[:30]}"
        else:
            line = f"{doing} {done + 1}/{count} {name[:30]}" if done < count else ""
        sys.stderr.write("\r" + " " * width + "\r" + line)
        sys.stderr.flush()
        width = 2 * len(line)

    return show


def fail(sentence: str) -> int:
    """One line on stderr; returns the exit status."""
    note(sentence)
    return FAILED


def system_sentence(error: OSError) -> str:
    """An error of the operating system in Chinese."""
    from zipingbiao.base.files import cause

    which = f"「{error.filename}」" if error.filename else ""
    if isinstance(error, PermissionError):
        return f"没有权限读写{which or '文件'}，请检查文件和文件夹的权限。"
    return f"读写出错{which}（{cause(error)}），请检查磁盘和文件名后重试。"


def interrupted() -> int:
    """Says so; returns the exit status."""
    print("已中断", file=sys.stderr)
    return INTERRUPTED


def unexpected(error: Exception) -> int:
    """An error of ours in one line, with the way to its details."""
    if os.environ.get("ZPB_DEBUG"):
        traceback.print_exception(error)
    return fail(
        f"程序内部出错（{type(error).__name__}：{error}）。请把出错的文件和这一行发给维护者；设置环境变量 ZPB_DEBUG=1 可以看到详情。"
    )
