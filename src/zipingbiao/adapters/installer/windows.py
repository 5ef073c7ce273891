"""The real Windows computer behind adapters.installer.machine; decides nothing. Imports winreg only when it is made."""

from __future__ import annotations

import csv
import importlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from zipingbiao.adapters.installer.machine import HKCU, Machine, Value
from zipingbiao.base.errors import ZpbError

_ACCESS_64 = 0x0100
#: subprocess.CREATE_NO_WINDOW, which exists on Windows only.
_NO_WINDOW = 0x08000000
_LIST_SECONDS = 30


class WindowsMachine:
    """This computer, as the user who runs the command."""

    is_real = True

    def __init__(self) -> None:
        self._registry: Any = importlib.import_module("winreg")

    def values(self, hive: str, key: str) -> dict[str, Value] | None:
        try:
            with self._open(hive, key) as handle:
                _, count, _ = self._registry.QueryInfoKey(handle)
                found = (self._registry.EnumValue(handle, number) for number in range(count))
                return {name: Value(data, kind) for name, data, kind in found}
        except FileNotFoundError:
            return None

    def subkeys(self, hive: str, key: str) -> list[str]:
        try:
            with self._open(hive, key) as handle:
                count, _, _ = self._registry.QueryInfoKey(handle)
                return [self._registry.EnumKey(handle, number) for number in range(count)]
        except FileNotFoundError:
            return []

    def create_key(self, key: str) -> None:
        self._registry.CreateKeyEx(self._registry.HKEY_CURRENT_USER, key, 0, self._registry.KEY_WRITE).Close()

    def delete_key(self, key: str) -> None:
        self._registry.DeleteKey(self._registry.HKEY_CURRENT_USER, key)

    def set_value(self, key: str, name: str, value: Value) -> None:
        with self._open(HKCU, key, self._registry.KEY_SET_VALUE) as handle:
            self._registry.SetValueEx(handle, name, 0, value.type, value.data)

    def delete_value(self, key: str, name: str) -> None:
        with self._open(HKCU, key, self._registry.KEY_SET_VALUE) as handle:
            self._registry.DeleteValue(handle, name)

    def local_folder(self) -> str:
        folder = os.environ.get("LOCALAPPDATA", "")
        if not folder:
            raise ZpbError("环境变量 LOCALAPPDATA 是空的，不知道装到哪里，请用 --dir 指定文件夹。")
        return folder

    def python_folder(self) -> str:
        return sys.prefix

    def is_store_python(self) -> bool:
        return "windowsapps" in sys.base_prefix.casefold()

    def read(self, path: str) -> bytes | None:
        try:
            # Path would take a stream (file:stream) for a drive.
            with open(path, "rb") as stream:  # noqa: PTH123
                return stream.read()
        except FileNotFoundError:
            return None

    def listing(self, path: str) -> list[str] | None:
        try:
            return [entry.name for entry in Path(path).iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: str, content: bytes) -> None:
        with Path(path).open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())

    def rename(self, old: str, new: str) -> None:
        Path(old).replace(new)

    def remove(self, path: str) -> None:
        Path(path).unlink()

    def make_folder(self, path: str) -> None:
        Path(path).mkdir()

    def remove_folder(self, path: str) -> None:
        Path(path).rmdir()

    def is_running(self, program: str) -> bool | None:
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
        status, output = self.run([str(system / "tasklist.exe"), "/FO", "CSV", "/NH"], _LIST_SECONDS)
        if status != 0:
            return None
        return any(row and row[0].casefold() == program.casefold() for row in csv.reader(io.StringIO(output)))

    def in_ansi(self, text: str) -> bool:
        try:
            return text.encode("mbcs", "strict").decode("mbcs") == text
        except UnicodeError:
            return False

    def run(self, command: list[str], seconds: int) -> tuple[int | None, str]:
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds,
                creationflags=_NO_WINDOW, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None, ""
        except OSError as error:
            return -1, str(error)
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def _open(self, hive: str, key: str, access: int | None = None) -> Any:
        root = self._registry.HKEY_CURRENT_USER if hive == HKCU else self._registry.HKEY_LOCAL_MACHINE
        if access is None:
            access = self._registry.KEY_READ | (_ACCESS_64 if hive != HKCU else 0)
        return self._registry.OpenKey(root, key, 0, access)


def this_machine() -> Machine | None:
    """This computer; None elsewhere than on Windows."""
    return WindowsMachine() if sys.platform == "win32" else None
