"""Reading zip packages from strangers: limits on what is declared and on what really comes out while inflating."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from zipingbiao.base.errors import UnreadableFile

MIB = 1024 * 1024
#: A self-evaluation workbook is well below 1 MiB; these leave room for pasted pictures and data sheets.
MAX_FILE = 200 * MIB
MAX_ENTRIES = 20_000
MAX_DECLARED = 1024 * MIB
MAX_INFLATED = 300 * MIB
MAX_RATIO = 200
RATIO_FROM = 10 * MIB

_FIRST_CHUNK = 64 * 1024
_LAST_CHUNK = 8 * MIB
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

_WORD = (".docx", ".docm", ".doc", ".dotx", ".wps")


def save_again(name: str) -> str:
    """What to do about a file of this name that cannot be opened as it is."""
    if name.lower().endswith(_WORD):
        return "用 Word、WPS 打开后另存为 .docx 再试"
    return "用 Excel、WPS 打开后另存为 .xlsx 再试"


def broken(name: str) -> str:
    """The sentence about a damaged file."""
    return f"「{name}」已损坏或没有下载完整，请向提供人重新索取，或{save_again(name)}。"


def bomb(name: str) -> str:
    """The sentence about a file that grows without measure while it is unpacked."""
    return f"「{name}」解压后大得不正常，为安全起见没有打开，请确认文件来源，或{save_again(name)}。"


class SafeZip:
    """A zip file opened for reading; member names are compared without case and with forward slashes.

    Raises UnreadableFile for a broken, encrypted or absurdly large package; never inflates more than MAX_INFLATED
    bytes in all.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._inflated = 0
        if path.stat().st_size > MAX_FILE:
            raise UnreadableFile(f"「{self.name}」超过 {MAX_FILE // MIB} MB，不像自评表，请删去图片等无关内容后再试。")
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise UnreadableFile(broken(self.name)) from error
        try:
            self._members = self._index()
        except BaseException:
            self._zip.close()
            raise

    def _index(self) -> dict[str, zipfile.ZipInfo]:
        members = self._zip.infolist()
        if len(members) > MAX_ENTRIES or sum(member.file_size for member in members) > MAX_DECLARED:
            raise UnreadableFile(bomb(self.name))
        for member in members:
            if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
                raise UnreadableFile(bomb(self.name))
        # Some producers write backslashes or a leading slash.
        return {member.filename.replace("\\", "/").lstrip("/").lower(): member for member in members}

    @property
    def names(self) -> list[str]:
        """All member names, lower case."""
        return list(self._members)

    @property
    def members(self) -> list[zipfile.ZipInfo]:
        """The members in the order of the file, for copying them."""
        return self._zip.infolist()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lstrip("/").lower() in self._members

    def size(self, name: str) -> int:
        """The declared size of a member in bytes."""
        return self._members[name.lstrip("/").lower()].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of a member, in pieces that grow (a parser that meets one giant token rescans it)."""
        member = self._members[name.lstrip("/").lower()]
        if member.flag_bits & 0x1:
            raise UnreadableFile(f"「{self.name}」的压缩包设有密码，请先取消密码后另存。")
        if member.compress_type not in _METHODS:
            raise UnreadableFile(broken(self.name))
        size, seen = _FIRST_CHUNK, 0
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(size):
                    seen += len(chunk)
                    self._inflated += len(chunk)
                    too_dense = seen > RATIO_FROM and seen > MAX_RATIO * max(member.compress_size, 1)
                    if self._inflated > MAX_INFLATED or too_dense:
                        raise UnreadableFile(bomb(self.name))
                    yield chunk
                    size = min(size * 2, _LAST_CHUNK)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableFile(broken(self.name)) from error

    def read(self, name: str, limit: int = 64 * MIB) -> bytes:
        """A whole member; for small parts only."""
        pieces, total = [], 0
        for chunk in self.chunks(name):
            total += len(chunk)
            if total > limit:
                raise UnreadableFile(bomb(self.name))
            pieces.append(chunk)
        return b"".join(pieces)

    def close(self) -> None:
        """Closes the file."""
        self._zip.close()

    def __enter__(self) -> SafeZip:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
