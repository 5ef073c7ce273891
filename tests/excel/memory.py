"""A Windows computer in memory: registry and files without regard to case, and faults where a test wants them."""

from __future__ import annotations

import errno
import io
import ntpath
import zipfile

from zipingbiao.adapters.installer.changes import apply_all
from zipingbiao.adapters.installer.install import plan_install, plan_uninstall
from zipingbiao.adapters.installer.interpreter import DLLS
from zipingbiao.adapters.installer.machine import HKCU, HKLM, Value
from zipingbiao.adapters.installer.office import excel_key

LOCAL = r"C:\Users\王 会计\AppData\Local"
FOLDER = LOCAL + r"\zipingbiao"
ADDIN = FOLDER + r"\zpb.xlam"
PREFIX = r"C:\Users\王 会计\py env"
PYTHONW = PREFIX + r"\Scripts\pythonw.exe"


def xlam(mark: str = "") -> bytes:
    """Something that looks like the add-in."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(zipfile.ZipInfo("xl/vbaProject.bin"), f"vba{mark}")
        package.writestr(zipfile.ZipInfo("customUI/customUI14.xml"), "<customUI/>")
    return stream.getvalue()


class MemoryMachine:
    """`registry` by hive and key, `files` by path, `folders`; `fail(operation, part, error)` makes a step fail."""

    is_real = True

    def __init__(self, *versions: str) -> None:
        self.registry: dict[tuple[str, str], dict[str, Value]] = {(HKCU, ""): {}, (HKCU, "Software"): {}}
        self.files: dict[str, bytes] = {PYTHONW: b"", **{ntpath.join(PREFIX, name): b"" for name in DLLS.values()}}
        self.folders = {LOCAL, PREFIX, PREFIX + r"\Scripts", "C:\\"}
        self.local, self.prefix = LOCAL, PREFIX
        self.excel: bool | None = False
        self.store = False
        self.outside_ansi = "𠮷"
        self.answer: tuple[int | None, str] = (0, "")
        self.commands: list[list[str]] = []
        self.faults: list[tuple[str, str, OSError]] = []
        for version in versions or ("16.0",):
            self.put(excel_key(version, "Options"))

    def fail(self, operation: str, part: str = "", error: OSError | None = None) -> None:
        self.faults.append((operation, part, error or PermissionError(errno.EACCES, "denied")))

    def put(self, key: str, name: str | None = None, data: object = None, type: int = 1, hive: str = HKCU) -> None:
        parts = key.split("\\")
        for count in range(1, len(parts) + 1):
            self._ensure(hive, "\\".join(parts[:count]))
        if name is not None:
            self.registry[self._at(hive, key)][name] = Value(data, type)

    def machine_wide(self, key: str, name: str | None = None, data: object = None) -> None:
        self.put(key, name, data, hive=HKLM)

    def opens(self, version: str = "16.0") -> dict[str, object]:
        return {name: value.data for name, value in (self.values(HKCU, excel_key(version, "Options")) or {}).items()}

    def snapshot(self) -> tuple[object, ...]:
        return {key: dict(values) for key, values in self.registry.items()}, dict(self.files), set(self.folders)

    # what the product calls

    def values(self, hive: str, key: str) -> dict[str, Value] | None:
        self._step("read", key)
        at = self._at(hive, key)
        return dict(self.registry[at]) if at in self.registry else None

    def subkeys(self, hive: str, key: str) -> list[str]:
        self._step("read", key)
        start = key.casefold() + "\\"
        below = (one for where, one in self.registry if where == hive and one.casefold().startswith(start))
        return [one[len(start) :] for one in below if "\\" not in one[len(start) :]]

    def create_key(self, key: str) -> None:
        self._step("registry", key)
        assert self._at(HKCU, ntpath.dirname(key)) in self.registry, "the parent is missing"
        self._ensure(HKCU, key)

    def delete_key(self, key: str) -> None:
        self._step("registry", key)
        assert not self.subkeys(HKCU, key), "Windows refuses to delete a key with keys below"
        del self.registry[self._at(HKCU, key)]

    def set_value(self, key: str, name: str, value: Value) -> None:
        self._step("registry", key)
        values = self.registry[self._at(HKCU, key)]
        values[next((one for one in values if one.casefold() == name.casefold()), name)] = value

    def delete_value(self, key: str, name: str) -> None:
        self._step("registry", key)
        values = self.registry[self._at(HKCU, key)]
        del values[next(one for one in values if one.casefold() == name.casefold())]

    def local_folder(self) -> str:
        return self.local

    def python_folder(self) -> str:
        return self.prefix

    def is_store_python(self) -> bool:
        return self.store

    def read(self, path: str) -> bytes | None:
        self._step("read", path)
        return self.files.get(self._file(path))

    def listing(self, path: str) -> list[str] | None:
        if path.casefold() not in {one.casefold() for one in self.folders}:
            return None
        names = [ntpath.basename(one) for one in self.files if ntpath.dirname(one).casefold() == path.casefold()]
        return names + [ntpath.basename(one) for one in self.folders if one != path and ntpath.dirname(one) == path]

    def write(self, path: str, content: bytes) -> None:
        self._step("write", path)
        assert ntpath.dirname(path) in self.folders
        self.files[self._file(path)] = content

    def rename(self, old: str, new: str) -> None:
        self._step("rename", f"{old} -> {new}")
        self.files[self._file(new)] = self.files.pop(self._file(old))

    def remove(self, path: str) -> None:
        self._step("remove", path)
        del self.files[self._file(path)]

    def make_folder(self, path: str) -> None:
        self._step("folder", path)
        self.folders.add(path)

    def remove_folder(self, path: str) -> None:
        self._step("folder", path)
        if self.listing(path):
            raise OSError(errno.ENOTEMPTY, "not empty")
        self.folders.remove(path)

    def is_running(self, program: str) -> bool | None:
        assert program == "EXCEL.EXE"
        return self.excel

    def in_ansi(self, text: str) -> bool:
        return not set(text) & set(self.outside_ansi)

    def run(self, command: list[str], seconds: int) -> tuple[int | None, str]:
        assert seconds > 0
        self.commands.append(command)
        return self.answer

    def _step(self, operation: str, what: str) -> None:
        for wanted, part, error in self.faults:
            if wanted == operation and part.casefold() in what.casefold():
                raise error

    def _ensure(self, hive: str, key: str) -> None:
        self.registry.setdefault(self._at(hive, key), {})

    def _at(self, hive: str, key: str) -> tuple[str, str]:
        return next((at for at in self.registry if at[0] == hive and at[1].casefold() == key.casefold()), (hive, key))

    def _file(self, path: str) -> str:
        return next((one for one in self.files if one.casefold() == path.casefold()), path)


def install(machine: MemoryMachine, content: bytes | None = None, folder: str | None = None) -> None:
    """Installs on a machine in memory."""
    apply_all(machine, plan_install(machine, content or xlam(), folder).changes)


def uninstall(machine: MemoryMachine, folder: str | None = None) -> None:
    """Uninstalls there."""
    apply_all(machine, plan_uninstall(machine, folder).changes)
