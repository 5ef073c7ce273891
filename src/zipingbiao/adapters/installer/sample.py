"""An example computer, so that --dry-run shows its plan elsewhere than on Windows: a fresh user of Excel 2016 or later."""

from __future__ import annotations

import ntpath
from typing import NoReturn

from zipingbiao.adapters.installer.interpreter import DLLS
from zipingbiao.adapters.installer.machine import HKCU, Value
from zipingbiao.adapters.installer.office import excel_key

_LOCAL = r"C:\Users\用户名\AppData\Local"
_PYTHON = _LOCAL + r"\zipingbiao\python"
_EXCEL = excel_key("16.0", "Options")


class SampleMachine:
    """Can be looked at, not changed."""

    is_real = False

    def values(self, hive: str, key: str) -> dict[str, Value] | None:
        return {} if hive == HKCU and _EXCEL.casefold().startswith(key.casefold()) else None

    def subkeys(self, hive: str, key: str) -> list[str]:
        return []

    def local_folder(self) -> str:
        return _LOCAL

    def python_folder(self) -> str:
        return _PYTHON

    def is_store_python(self) -> bool:
        return False

    def read(self, path: str) -> bytes | None:
        return None

    def listing(self, path: str) -> list[str] | None:
        known = {_PYTHON + r"\Scripts": ["pythonw.exe"], _PYTHON: list(DLLS.values())}
        return known.get(path, [] if _PYTHON.startswith(path) or path == ntpath.splitdrive(path)[0] + "\\" else None)

    def is_running(self, program: str) -> bool | None:
        return False

    def in_ansi(self, text: str) -> bool:
        return True

    def run(self, command: list[str], seconds: int) -> tuple[int | None, str]:
        self._refuse()

    def write(self, path: str, content: bytes) -> None:
        self._refuse()

    def rename(self, old: str, new: str) -> None:
        self._refuse()

    def remove(self, path: str) -> None:
        self._refuse()

    def make_folder(self, path: str) -> None:
        self._refuse()

    def remove_folder(self, path: str) -> None:
        self._refuse()

    def create_key(self, key: str) -> None:
        self._refuse()

    def delete_key(self, key: str) -> None:
        self._refuse()

    def set_value(self, key: str, name: str, value: Value) -> None:
        self._refuse()

    def delete_value(self, key: str, name: str) -> None:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise AssertionError("the example computer is only looked at")
