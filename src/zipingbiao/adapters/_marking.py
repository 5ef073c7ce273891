"""The options --mark and --unmark of `zpb check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.adapters._output import note, note_kept
from zipingbiao.base.errors import ZpbError

if TYPE_CHECKING:
    from zipingbiao.writers.checked import CheckedFile


def check_markable(
    paths: Sequence[str], mark: Path | None, reports: Sequence[Path], waivers: Sequence[Path] = ()
) -> None:
    """Refuses --mark, before any work is done, where no copy could be written or it would replace a file of waivers.

    Raises ZpbError.
    """
    if mark is None:
        return
    from zipingbiao.app.marking import prepare_marking
    from zipingbiao.app.report import is_same_file

    prepare_marking([Path(path) for path in paths], mark)
    if any(mark.resolve() == report.resolve() for report in reports):
        raise ZpbError(f"报告和标注副本不能是同一个文件 {mark.name}，请换一个文件名。")
    if any(is_same_file(mark, path) for path in waivers):
        raise ZpbError(f"标注副本不能写在豁免清单 {mark.name} 上，请换一个文件名。")


def write_mark(files: Sequence[CheckedFile], mark: Path | None) -> None:
    """Writes the marked copy that --mark asks for."""
    if mark is None:
        return
    from zipingbiao.app.marking import write_marked

    sentences = write_marked(files[0], mark, note_kept)
    note(f"标注副本已写入 {mark}")
    for sentence in sentences:
        note(sentence)


def take_marks_off(paths: Sequence[str], out: Path, *, alone: bool) -> int:
    """What --unmark asks for; returns the exit status. Raises ZpbError."""
    if not alone:
        raise ZpbError("--unmark 只还原文件，不检查，不能和 --mark、--report、--json 一起用。")
    from zipingbiao.app.marking import prepare_marking, unmark_file

    path = prepare_marking([Path(path) for path in paths], out, "--unmark")
    sentences = unmark_file(path, out, note_kept)
    note(f"已撤销标注，写入 {out}")
    for sentence in sentences:
        note(sentence)
    return 0
