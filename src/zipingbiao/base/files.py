"""Writing files so that a crash or a full disk never leaves a half-written file under the final name."""

from __future__ import annotations

import errno
import filecmp
import glob
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from zipingbiao.base.errors import ZpbError

#: Told where an older file of another content was kept.
Kept = Callable[[Path], None]
#: How what is not yet complete ends: a file, a folder.
_PARTIAL, _PARTIAL_FOLDER = ".part", ".tmp"

_CAUSES = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EROFS: "这里只能读，不能写",
    errno.ENAMETOOLONG: "名称太长",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径中间有一段是文件，不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENOENT: "没有这个磁盘或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EIO: "磁盘读写出错",
}


def cause(error: OSError) -> str:
    """Why the operating system refused, in a few Chinese words where we know them."""
    return _CAUSES.get(error.errno or 0) or error.strerror or type(error).__name__


def write_atomically(path: Path, content: bytes | Callable[[BinaryIO], object]) -> None:
    """Writes `content` (bytes, or a function that writes to the open file) beside `path`, syncs it, renames it.

    Raises ZpbError with a plain sentence where the folder or the file cannot be written; `path` is untouched then.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=_partial_name(path), suffix=_PARTIAL, dir=path.parent)
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


def write_large(path: Path, make: Callable[[Path], object], keep: bool = True, kept: Kept | None = None) -> None:
    """Has `make` write a file at the path it is given, in a folder of its own beside `path`, and renames it to `path`.

    For what libraries write by name and what is too large for memory. With `keep`, a file of another content that stands
    there is first kept beside it as `save` does, and `kept` is told.
    Raises ZpbError as `save`, also for an OSError of `make`; `path` is untouched then.
    """
    folder, older = None, None
    try:
        folder = Path(tempfile.mkdtemp(prefix=_partial_name(path), suffix=_PARTIAL_FOLDER, dir=path.parent))
        made = folder / path.name
        make(made)
        with made.open("rb+") as stream:
            os.fsync(stream.fileno())
        if keep:
            older = _keep_older(path, made)
        made.chmod(_usual_mode(path))
        made.replace(path)
    except OSError as error:
        raise ZpbError(_reason(path, error)) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
    _sync_folder(path.parent)
    if older is not None and kept is not None:
        kept(older)


def clear_partial(path: Path) -> None:
    """Takes away what stands beside `path` of writers that were killed; not to be called while somebody writes it."""
    name = glob.escape(_partial_name(path))
    for left in path.parent.glob(f"{name}*{_PARTIAL}"):
        left.unlink(missing_ok=True)
    for left in path.parent.glob(f"{name}*{_PARTIAL_FOLDER}"):
        shutil.rmtree(left, ignore_errors=True)


def save(path: Path, content: bytes, kept: Kept | None = None) -> Path | None:
    """Writes `content` to `path`; a file of another content that stands there is first kept beside it.

    Returns where the older file was kept (名称（旧1）.ext, the next free number), None where nothing had to be; `kept`
    is told the same, where something had to be.
    Raises ZpbError as write_atomically, and where the older file cannot be kept; `path` is untouched then.
    """
    older = _keep_older(path, content)
    write_atomically(path, content)
    if older is not None and kept is not None:
        kept(older)
    return older


def printable(text: str) -> str:
    """A file name without the surrogates by which Python carries bytes that are not UTF-8."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def need_folder(path: Path) -> None:
    """Raises ZpbError where the folder of a file to be written is not there: told before any work is done."""
    if not path.resolve().parent.is_dir():
        raise ZpbError(_no_folder(path))


def _partial_name(path: Path) -> str:
    return f".{path.name[:60]}."


def _no_folder(path: Path) -> str:
    return f"无法保存「{printable(path.name)}」：文件夹 {printable(str(path.parent))} 不存在，请先建立文件夹。"


def _keep_older(path: Path, content: bytes | Path) -> Path | None:
    # Replacing a symbolic link leaves the file behind it as it is.
    if not path.is_file() or path.is_symlink() or _holds(path, content):
        return None
    try:
        return _keep(path)
    except OSError as error:
        raise ZpbError(f"无法保存「{path.name}」：原有的同名文件留不下来，请换一个文件名。") from error


def _holds(path: Path, content: bytes | Path) -> bool:
    """Whether the file says the same as a content, or a file; of packages (.xlsx) the time of making is not compared."""
    try:
        if isinstance(content, Path):
            if filecmp.cmp(path, content, shallow=False):
                return True
        elif path.read_bytes() == content:
            return True
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(BytesIO(content) if isinstance(content, bytes) else content) as new:
            return _members(old) == _members(new)
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return False


def _members(package: zipfile.ZipFile) -> dict[str, tuple[int, int]]:
    members = {member.filename: (member.CRC, member.file_size) for member in package.infolist()}
    members.pop("docProps/core.xml", None)
    return members


def _keep(path: Path) -> Path:
    number = 0
    while True:
        number += 1
        kept = path.with_name(f"{path.stem}（旧{number}）{path.suffix}")
        if kept.is_file() and filecmp.cmp(path, kept, shallow=False):
            return kept
        if os.path.lexists(kept):
            continue
        try:
            # A link never replaces anything, and the rename to come leaves the old content under the new name.
            os.link(path, kept)
        except FileExistsError:
            continue
        except OSError:
            shutil.copy2(path, kept)
        return kept


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
        return _no_folder(path)
    if isinstance(error, IsADirectoryError):
        return f"无法保存「{path.name}」：已有同名的文件夹，请换一个文件名。"
    if isinstance(error, PermissionError):
        return f"无法保存「{path.name}」：没有写入权限，或文件正被 Excel、Word 打开，请关闭后重试。"
    return f"无法保存「{path.name}」：{cause(error)}，请检查磁盘后重试，或换一个文件夹。"
