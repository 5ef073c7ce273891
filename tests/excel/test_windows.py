"""The real Windows computer, against a stand-in of winreg that checks how it is called, and real files."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.adapters.installer import windows
from zipingbiao.adapters.installer.machine import HKCU, HKLM, REG_DWORD, Value
from zipingbiao.adapters.installer.windows import WindowsMachine, this_machine

USER, COMPUTER, READ, WRITE, SET, VIEW_64 = 1, 2, 0x20019, 0x20006, 0x2, 0x100


class Handle:
    def __init__(self, key: str, access: int) -> None:
        self.key, self.access = key, access

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.Close()

    def Close(self) -> None:
        self.key = "closed"


class Winreg(types.ModuleType):
    """The functions of winreg that are used, with their signatures."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, KEY_READ, KEY_WRITE, KEY_SET_VALUE = USER, COMPUTER, READ, WRITE, SET

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: dict[str, dict[str, tuple[Any, int]]] = {"Software": {}, "Software\\X": {"a": ("1", 1)}}

    def OpenKey(self, root: int, key: str, reserved: int, access: int) -> Handle:
        assert (root, access) in {(USER, READ), (USER, SET), (COMPUTER, READ | VIEW_64)}
        if key not in self.keys:
            raise FileNotFoundError(2, "missing", key)
        return Handle(key, access)

    def CreateKeyEx(self, root: int, key: str, reserved: int, access: int) -> Handle:
        assert (root, reserved, access) == (USER, 0, WRITE)
        self.keys.setdefault(key, {})
        return Handle(key, access)

    def QueryInfoKey(self, handle: Handle) -> tuple[int, int, int]:
        return len(self._below(handle.key)), len(self.keys[handle.key]), 0

    def EnumValue(self, handle: Handle, number: int) -> tuple[str, Any, int]:
        name, (data, kind) = list(self.keys[handle.key].items())[number]
        return name, data, kind

    def EnumKey(self, handle: Handle, number: int) -> str:
        return self._below(handle.key)[number]

    def SetValueEx(self, handle: Handle, name: str, reserved: int, kind: int, data: Any) -> None:
        assert (handle.access, reserved) == (SET, 0)
        self.keys[handle.key][name] = (data, kind)

    def DeleteValue(self, handle: Handle, name: str) -> None:
        assert handle.access == SET
        del self.keys[handle.key][name]

    def DeleteKey(self, root: int, key: str) -> None:
        assert root == USER
        del self.keys[key]

    def _below(self, key: str) -> list[str]:
        return [one.rpartition("\\")[2] for one in self.keys if one.rpartition("\\")[0] == key]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> WindowsMachine:
    monkeypatch.setitem(sys.modules, "winreg", Winreg())
    # subprocess knows this flag on Windows only
    monkeypatch.setattr(windows, "_NO_WINDOW", 0)
    return WindowsMachine()


def test_the_registry_is_read_and_written_through_winreg(machine: WindowsMachine) -> None:
    assert machine.values(HKCU, r"Software\None") is None
    assert machine.values(HKLM, r"Software\X") == {"a": Value("1")}
    machine.create_key(r"Software\X\Y")
    machine.set_value(r"Software\X\Y", "n", Value(0, REG_DWORD))
    assert machine.subkeys(HKCU, r"Software\X") == ["Y"]
    assert machine.subkeys(HKCU, r"Software\None") == []
    assert machine.values(HKCU, r"Software\X\Y") == {"n": Value(0, REG_DWORD)}
    machine.delete_value(r"Software\X\Y", "n")
    machine.delete_key(r"Software\X\Y")
    assert machine.values(HKCU, r"Software\X\Y") is None
    with pytest.raises(FileNotFoundError):
        machine.set_value(r"Software\X\Y", "n", Value(""))


def test_files_and_folders(machine: WindowsMachine, tmp_path: Path) -> None:
    folder, file = tmp_path / "新", tmp_path / "新" / "a b"
    assert (machine.read(str(file)), machine.listing(str(folder))) == (None, None)
    machine.make_folder(str(folder))
    machine.write(str(file), b"1")
    machine.write(f"{file}.new", b"2")
    machine.rename(f"{file}.new", str(file))
    assert (machine.read(str(file)), machine.listing(str(folder))) == (b"2", ["a b"])
    machine.remove(str(file))
    machine.remove_folder(str(folder))
    assert machine.listing(str(folder)) is None


def test_a_program_is_run_with_a_limit_of_time(machine: WindowsMachine) -> None:
    assert machine.run([sys.executable, "-c", "print('好'); raise SystemExit(3)"], 60) == (3, "好\n")
    assert machine.run([sys.executable, "-c", "import time; time.sleep(60)"], 1) == (None, "")
    assert machine.run(["/no/such/program"], 1)[0] == -1


@pytest.mark.parametrize(
    ("answer", "runs"),
    [
        ((0, '"System","4"\r\n"EXCEL.exe","312","Console","1","90,000 K"\r\n'), True),
        ((0, '"notexcel.exe","312"\r\n\r\n'), False),
        ((1, ""), None),
        ((-1, "blocked"), None),
    ],
)
def test_running_programs_are_read_from_tasklist(
    machine: WindowsMachine, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, str], runs: bool | None
) -> None:
    monkeypatch.setattr(WindowsMachine, "run", lambda self, command, seconds: answer)
    assert machine.is_running("EXCEL.EXE") is runs


def test_the_local_folder_is_the_users_own(machine: WindowsMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", r"C:\Users\王\AppData\Local")
    assert machine.local_folder() == r"C:\Users\王\AppData\Local"
    assert machine.python_folder() == sys.prefix
    assert not machine.is_store_python()


@pytest.mark.skipif(sys.platform == "win32", reason="elsewhere than on Windows")
def test_elsewhere_there_is_no_machine() -> None:
    assert this_machine() is None
