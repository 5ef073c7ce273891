"""What the add-in says of failures and kept files, and the log of what it cannot explain."""

from __future__ import annotations

import datetime as dt
import tempfile
import traceback
from collections.abc import Iterable
from pathlib import Path

from zipingbiao import __version__
from zipingbiao.adapters.excel.host import Host
from zipingbiao.base.files import cause
from zipingbiao.base.text import excerpt

LOG_FILE = "zipingbiao-excel.log"
_MOST_LOG = 1_000_000
#: Excel turns callers away while a cell is being edited or a dialog is open: RPC_E_CALL_REJECTED, VBA_E_IGNORE.
_BUSY = frozenset({-2147418111, -2146777998})


def tell_kept(host: Host, kept: Iterable[Path]) -> None:
    """Says where older files of the same name are."""
    for path in kept:
        host.alert(f"同名的旧文件没有丢，已留存为「{path.name}」。")


def unexpected(error: Exception) -> str:
    """A sentence about an error that no action foresaw; ours goes into the log."""
    if isinstance(error, PermissionError):
        return f"没有权限读写「{error.filename or '文件'}」，请检查文件和文件夹的权限，或先关闭正在使用它的程序。"
    if isinstance(error, OSError) and error.filename:
        return f"读写出错「{error.filename}」（{cause(error)}），请检查磁盘和文件名后重试。"
    if is_busy(error):
        return "Excel 正忙：有单元格正在编辑，或有对话框开着。请按回车或关闭对话框后再点一次。"
    log(error)
    return (
        f"程序内部出错（{type(error).__name__}：{excerpt(str(error), 200)}）。工作簿里没有留下只做了一半的改动。"
        f"请把出错的文件和记录 {log_path()} 发给维护者。"
    )


def is_busy(error: Exception) -> bool:
    """Whether Excel turned the call away and will take it later."""
    return getattr(error, "hresult", None) in _BUSY


def log_path() -> Path:
    """Where the log is."""
    return Path(tempfile.gettempdir()) / LOG_FILE


def log(error: Exception) -> None:
    """Adds the error to the log; where that fails nothing else can be done."""
    try:
        path = log_path()
        mode = "a" if not path.exists() or path.stat().st_size < _MOST_LOG else "w"
        with path.open(mode, encoding="utf-8") as stream:
            stream.write(f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}  {__version__}\n")
            stream.write("".join(traceback.format_exception(error)) + "\n")
    except OSError:
        return
