"""Files that are not on this machine's disks: listed and fetched through fsspec (s3://, sftp://, smb:// …).

Names and sentences never show the user and the password of an address.
"""

from __future__ import annotations

import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
from fsspec.asyn import AsyncFileSystem

from zipingbiao.app.batch.sources import Source
from zipingbiao.base.addresses import shown_address
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.files import cause, printable

_NANO = 1_000_000_000
#: How the file systems name the time of the last change, and the mark of the content.
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modify", "created")
_TAGS = ("ETag", "etag", "content_md5", "md5Hash")
#: Packages that are installed under another name than they are imported.
_PACKAGES = {"smbclient": "smbprotocol", "azure": "adlfs"}
#: Bytes of a file name that every file system takes.
_NAME_BYTES = 200
#: The path as far as the first hidden folder in it.
_HIDDEN = re.compile(r"((?:[^/]+/)*?\.[^/]*)/")
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]' if os.name == "nt" else r"[\x00/]")


def list_remote(address: str, word_for: Callable[[str], str | None]) -> Iterator[tuple[Source, str | None]]:
    """The files below an address in the order of their names, each with the word why it is passed over, or None.

    Args:
        address: a folder or a file, as fsspec knows it; "::" (an archive inside …) is not supported.
        word_for: tells of a name why such a file is passed over.

    Raises ZpbError where the address is unknown, not there, not allowed or not to be reached.
    """
    if "::" in address:
        raise ZpbError(f"「{shown_address(address)}」里不能有“::”，请给出文件夹的地址，如 s3://存储桶/文件夹。")
    base = address if address.endswith("/") else address + "/"
    try:
        system, root = _system(address)
        system.invalidate_cache()
        first = system.info(root)
        is_file = first["type"] == "file"
        found = [(root, first)] if is_file else sorted(_below(system, root), key=lambda one: one[0])
    except ZpbError:
        raise
    except Exception as error:  # Every protocol's library has exceptions of its own.
        raise ZpbError(_not_listed(address, error)) from error
    hidden: set[str] = set()
    for path, detail in found:
        inside = path.removeprefix(root.rstrip("/")).strip("/")
        closed = _HIDDEN.match(inside + "/" if detail["type"] == "directory" else inside)
        if closed:  # As on this machine's disks, told and not looked into.
            if closed[1] not in hidden:
                hidden.add(closed[1])
                yield Source(printable(shown_address(base + closed[1])), base + closed[1]), "隐藏文件夹"
            continue
        url = address if is_file else base + inside
        source = Source(printable(shown_address(url)), url, detail.get("size"), _modified(detail))
        yield source, detail.get("refused") or _word(detail, source.name, word_for)


@contextmanager
def fetched(source: Source) -> Iterator[Path]:
    """A copy of the file under its own name, gone afterwards.

    Raises UnreadableFile where it cannot be fetched whole, ZpbError where this machine knows no such addresses at all.
    """
    with tempfile.TemporaryDirectory(prefix="zpb-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, _safe_name(source.name))
        _fetch(source, path)
        yield path


def unreachable(source: Source) -> str | None:
    """Why this machine cannot get at the file, in words; None where it can, or where the file is not there any more."""
    try:
        system, path = _open_at(source.url)
        system.info(path)
    except FileNotFoundError:
        return None
    except ZpbError as error:
        return str(error)
    except Exception as error:  # Every protocol's library has exceptions of its own.
        return _why(source.url, error)
    return None


def _system(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path there.

    Raises ZpbError for an address that this machine cannot know; what the protocol's library raises where it connects.
    """
    shown = shown_address(address)
    protocol = address.partition("://")[0]
    try:
        system, path = fsspec.core.url_to_fs(address)
    except ImportError as error:
        missing = error.__cause__ if isinstance(error.__cause__, ImportError) else error
        name = (missing.name or protocol).partition(".")[0]
        package = _PACKAGES.get(name, name)
        raise ZpbError(
            f"读取 {protocol}:// 上的文件要用组件 {package}，本机没有安装，请执行 pip install {package} 后再试。"
        ) from error
    except ValueError as error:
        if "Protocol not known" in str(error):
            raise ZpbError(f"不认识地址「{shown}」开头的 {protocol}://，请核对地址，如 s3://存储桶/文件夹。") from error
        raise ZpbError(f"地址「{shown}」写得不对，请核对。") from error
    return system, path


def _open_at(url: str) -> tuple[Any, str]:
    """As _system, for a file; ? and # in its name are part of the name."""
    folder, _, name = url.rpartition("/")
    if not re.search(r"[?#]", name):
        return _system(url)
    system, path = _system(folder)
    return system, f"{path.rstrip('/')}/{name}"


def _below(system: Any, root: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """All files below a path. Object stores list them at a stroke; elsewhere folder by folder, told if one is closed."""
    if isinstance(system, AsyncFileSystem):
        # A key that ends with / stands for a folder made by hand.
        found = system.find(root, detail=True).items()
        yield from ((path, one) for path, one in found if one["type"] != "directory" and not path.endswith("/"))
        return
    folders = [root]
    while folders:
        here = folders.pop()
        try:
            entries = system.ls(here, detail=True)
        except OSError as error:
            if here == root:
                raise
            yield here, {"type": "folder", "refused": f"不能进入的文件夹（{cause(error)}）"}
            continue
        for entry in entries:
            path = entry["name"].rstrip("/")
            is_folder = entry["type"] == "directory" and not entry.get("islink")
            if is_folder and not path.rpartition("/")[2].startswith("."):
                folders.append(path)
            else:
                yield path, entry


def _word(detail: dict[str, Any], name: str, word_for: Callable[[str], str | None]) -> str | None:
    word = word_for(name)
    if word is None and (detail.get("islink") or detail["type"] == "link"):
        return "链接，不跟随"
    return word


def _modified(detail: dict[str, Any]) -> int | None:
    """When a file was changed, in ns since 1970.

    Object stores tell whole seconds and a mark of the content (ETag): it takes the place of the missing fraction, so
    that a file which is replaced within a second is still another one.
    """
    time = next((detail[name] for name in _TIMES if detail.get(name) is not None), None)
    at = _nanoseconds(time)
    tag = next((detail[name] for name in _TAGS if detail.get(name)), None)
    if tag is not None and (at or 0) % _NANO == 0:
        return (at or 0) + zlib.crc32(str(tag).encode()) % _NANO
    return at


def _nanoseconds(time: object) -> int | None:
    if isinstance(time, str):
        try:
            return _nanoseconds(datetime.fromisoformat(time))
        except ValueError:
            return zlib.crc32(time.encode())
    if isinstance(time, datetime):
        time = time if time.tzinfo else time.replace(tzinfo=UTC)
        return int(time.timestamp()) * _NANO + time.microsecond * 1000
    return int(time * _NANO) if isinstance(time, int | float) else None


def _fetch(source: Source, path: Path) -> None:
    name = printable(source.name)
    for attempt in (1, 2):
        system = None
        try:
            system, there = _open_at(source.url)
            system.get_file(there, str(path))
            break
        except ZpbError:
            raise
        except FileNotFoundError as error:
            raise UnreadableFile(f"「{name}」已不在原来的位置，可能已被移走或删除，请核对后重新检查。") from error
        except Exception as error:  # Every protocol's library has exceptions of its own.
            if attempt == 2 or isinstance(error, PermissionError):
                why = _why(source.url, error)
                raise UnreadableFile(f"取不到「{name}」：{why}，请检查后重新检查。") from error
            # A connection that broke stays in fsspec's store of connections; the next try gets a new one.
            type(system).clear_instance_cache() if system is not None else None
    if source.size is not None and path.stat().st_size != source.size:
        raise UnreadableFile(f"「{name}」在检查期间有改动，或没有传完，请等它不再改动后重新检查。")


def _safe_name(name: str) -> str:
    """The name as this machine's disks take it; only what is forbidden or too long is changed."""
    name = _FORBIDDEN.sub("_", name)
    stem, dot, ending = name.rpartition(".")
    if len(name.encode("utf-8", "surrogatepass")) > _NAME_BYTES:
        room = _NAME_BYTES - len((dot + ending).encode("utf-8", "surrogatepass"))
        name = stem.encode("utf-8", "surrogatepass")[: max(room, 1)].decode("utf-8", "ignore") + dot + ending
    return name if name.strip(".") else "_"


def _not_listed(address: str, error: Exception) -> str:
    shown = shown_address(address)
    if isinstance(error, FileNotFoundError):
        return f"找不到文件夹「{shown}」，请检查名称和位置。"
    return f"读不到「{shown}」：{_why(address, error)}，请检查地址、账号和网络。"


def _why(address: str, error: Exception) -> str:
    """Why something elsewhere could not be had; what the libraries say may quote the address, password and all."""
    kind = type(error).__name__
    if isinstance(error, PermissionError) or re.search("Credential|Auth|AccessDenied|LogonFailure", kind):
        return "没有权限，或账号、密码不对"
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return "连接超时"
    if isinstance(error, ConnectionError) or re.search("Connect|SSHException|gaierror|socket", kind):
        return "连不上"
    if isinstance(error, OSError) and error.errno:
        return cause(error)
    secret = address.partition("://")[2].partition("/")[0].rpartition("@")[0]
    said = " ".join(str(error).split())[:120]
    for part in filter(None, (secret, secret.partition(":")[2])):
        said = said.replace(part, "…")
    return f"{kind}：{said}" if said else kind
