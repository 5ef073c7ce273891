"""Writing files so that a crash or a full disk never leaves a half-written file under the final name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from zipingbiao.base.errors import ZpbError


def write_atomically(path: Path, content: bytes | Callable[[BinaryIO], object]) -> None:
    """Writes `content` (bytes, or a function that writes to the open file) beside `path`, syncs it, renames it.

    Raises ZpbError with a plain sentence where the folder or the file cannot be written; `path` is untouched then.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise ZpbError(_reason(path, error)) from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            if callable(content):
                content(stream)
            else:
                stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes the file private; a colleague on the shared drive must be able to open the result.
        partial.chmod(_usual_mode(path))
        partial.replace(path)
    except OSError as error:
        raise ZpbError(_reason(path, error)) from error
    finally:
        partial.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _usual_mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    # The rename itself lives in the folder's entry; Windows has no way to sync a folder and needs none.
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def _reason(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"无法保存「{path.name}」：文件夹 {path.parent} 不存在，请先建立文件夹。"
    if isinstance(error, IsADirectoryError):
        return f"无法保存「{path.name}」：已有同名的文件夹，请换一个文件名。"
    if isinstance(error, PermissionError):
        return f"无法保存「{path.name}」：没有写入权限，或文件正被 Excel 打开，请关闭后重试。"
    return f"无法保存「{path.name}」：{error.strerror or '写入失败'}，请检查磁盘空间后重试。"
