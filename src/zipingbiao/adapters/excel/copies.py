"""Copies of the open workbook: what they are called, and a folder for one that is gone afterwards."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from zipingbiao.adapters.excel.host import Host, Where
from zipingbiao.adapters.excel.telling import is_busy, log
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.file_names import replace_forbidden, spare_device

_LONGEST_STEM = 100


def copy_name(where: Where) -> str:
    """The workbook's own name as that of a file; a workbook that was never saved has no ending yet."""
    path = Path(replace_forbidden(where.book))
    stem, ending = (path.stem, path.suffix) if where.path else (path.name, ".xlsx")
    stem = stem.strip(" .")[:_LONGEST_STEM] or "工作簿"
    return f"{spare_device(stem)}{ending}"


@contextlib.contextmanager
def copied(host: Host, where: Where) -> Iterator[Path]:
    """A copy of the active workbook in a folder of its own, which is gone afterwards.

    Raises ZpbError where Excel gives none.
    """
    folder = Path(tempfile.mkdtemp(prefix="zpb-"))
    try:
        copy = folder / copy_name(where)
        try:
            host.save_copy(where.book, copy)
        except Exception as error:  # protected view, rights management, a format that has no copies
            if is_busy(error):
                raise
            log(error)
            raise ZpbError(
                f"「{where.book}」不能另存副本，什么也没有写。处于“受保护的视图”的，请先点“启用编辑”；有密码或加密的，请先取消。"
            ) from error
        yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)
