"""Changes of files and of the registry as objects of one list: what is shown before is what is done after.

Each change says in Chinese what it does, does it, and hands back how it is undone. What is to be changed is decided in
adapters.installer.install.
"""

from __future__ import annotations

import ntpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from zipingbiao.adapters.installer.machine import HKCU, REG_DWORD, Machine, Value
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import cause

Undo = Callable[[], None]


class Change(Protocol):
    """One change."""

    def describe(self) -> str:
        """What it does, one line."""

    def apply(self, machine: Machine) -> Undo:
        """Does it; returns what undoes it. Leaves nothing behind where it fails (OSError)."""

    def finish(self, machine: Machine) -> None:
        """Throws away what was kept for undoing, once every change has been made."""


class _Plain:
    """A change that keeps nothing beside."""

    def finish(self, machine: Machine) -> None:
        """Nothing to throw away."""


@dataclass(frozen=True, slots=True)
class MakeFolder(_Plain):
    """A new folder."""

    path: str

    def describe(self) -> str:
        return f"新建文件夹  {self.path}"

    def apply(self, machine: Machine) -> Undo:
        machine.make_folder(self.path)
        return lambda: machine.remove_folder(self.path)


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """A file written beside and renamed; the old one is kept until everything else is done."""

    path: str
    content: bytes

    def describe(self) -> str:
        return f"写入文件    {self.path}（{len(self.content)} 字节）"

    def apply(self, machine: Machine) -> Undo:
        beside = self.path + ".new"
        undo: Undo = lambda: machine.remove(self.path)  # noqa: E731
        try:
            machine.write(beside, self.content)
            if machine.read(self.path) is not None:
                machine.rename(self.path, _aside(self.path))
                undo = lambda: machine.rename(_aside(self.path), self.path)  # noqa: E731
            try:
                machine.rename(beside, self.path)
            except OSError:
                if machine.read(self.path) is None and machine.read(_aside(self.path)) is not None:
                    machine.rename(_aside(self.path), self.path)
                raise
        except OSError:
            _try_remove(machine, beside)
            raise
        return undo

    def finish(self, machine: Machine) -> None:
        _try_remove(machine, _aside(self.path))


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """A file taken away."""

    path: str

    def describe(self) -> str:
        return f"删除文件    {self.path}"

    def apply(self, machine: Machine) -> Undo:
        machine.rename(self.path, _aside(self.path))
        return lambda: machine.rename(_aside(self.path), self.path)

    def finish(self, machine: Machine) -> None:
        _try_remove(machine, _aside(self.path))


@dataclass(frozen=True, slots=True)
class PruneFolder:
    """A folder taken away at the very end, if nothing is left in it."""

    path: str

    def describe(self) -> str:
        return f"删除文件夹  {self.path}（里面没有其他文件时）"

    def apply(self, machine: Machine) -> Undo:
        return lambda: None

    def finish(self, machine: Machine) -> None:
        if machine.listing(self.path) == []:
            try:
                machine.remove_folder(self.path)
            except OSError:
                # An Explorer window holds it; an empty folder does no harm.
                return


@dataclass(frozen=True, slots=True)
class CreateKey(_Plain):
    """A new registry key."""

    key: str

    def describe(self) -> str:
        return f"新建注册表项  {_shown(self.key)}"

    def apply(self, machine: Machine) -> Undo:
        machine.create_key(self.key)
        return lambda: machine.delete_key(self.key)


@dataclass(frozen=True, slots=True)
class DeleteKey(_Plain):
    """A registry key of ours taken away with its values; a key that must be empty stays where it is not."""

    key: str
    only_empty: bool = False

    def describe(self) -> str:
        return f"删除注册表项  {_shown(self.key)}" + ("（里面没有其他内容时）" if self.only_empty else "")

    def apply(self, machine: Machine) -> Undo:
        values = machine.values(HKCU, self.key)
        if values is None or (self.only_empty and (values or machine.subkeys(HKCU, self.key))):
            return lambda: None
        machine.delete_key(self.key)

        def undo() -> None:
            machine.create_key(self.key)
            for name, value in values.items():
                machine.set_value(self.key, name, value)

        return undo


@dataclass(frozen=True, slots=True)
class SetValue(_Plain):
    """A registry value written."""

    key: str
    name: str
    value: Value

    def describe(self) -> str:
        kind = "DWORD " if self.value.type == REG_DWORD else ""
        return f"写注册表    {_shown(self.key)}\n              {self.name} = {kind}{self.value.data}"

    def apply(self, machine: Machine) -> Undo:
        before = (machine.values(HKCU, self.key) or {}).get(self.name)
        machine.set_value(self.key, self.name, self.value)
        if before is None:
            return lambda: machine.delete_value(self.key, self.name)
        return lambda: machine.set_value(self.key, self.name, before)


@dataclass(frozen=True, slots=True)
class DeleteValue(_Plain):
    """A registry value taken away."""

    key: str
    name: str

    def describe(self) -> str:
        return f"删注册表值  {_shown(self.key)}\n              {self.name}"

    def apply(self, machine: Machine) -> Undo:
        before = (machine.values(HKCU, self.key) or {}).get(self.name)
        if before is None:
            return lambda: None
        machine.delete_value(self.key, self.name)
        return lambda: machine.set_value(self.key, self.name, before)


def apply_all(machine: Machine, changes: Sequence[Change]) -> None:
    """Makes every change, or none: after a failure what was done is undone, and ZpbError says which change failed."""
    undos: list[Undo] = []
    for change in changes:
        try:
            undos.append(change.apply(machine))
        except OSError as error:
            left = _undo(undos)
            state = "已改的都恢复了原状" if not left else f"其中 {left} 处没能恢复，请执行 zpb addin uninstall 后重装"
            step = " ".join(change.describe().split())
            raise ZpbError(f"这一步没有成功：{step}。原因：{reason(error)}。{state}。") from error
        except BaseException:
            _undo(undos)
            raise
    for change in changes:
        change.finish(machine)


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    if isinstance(error, PermissionError):
        return "没有权限，或文件正被 Excel 打开，或被单位的安全软件拦下"
    if isinstance(error, FileNotFoundError):
        return "文件或注册表项不存在"
    return cause(error)


def _undo(undos: list[Undo]) -> int:
    left = 0
    for undo in reversed(undos):
        try:
            undo()
        except OSError:
            left += 1
    return left


def _aside(path: str) -> str:
    return path + ".old"


def _try_remove(machine: Machine, path: str) -> None:
    try:
        if machine.read(path) is not None:
            machine.remove(path)
    except OSError:
        # A leftover beside the file does no harm, and the next installation replaces it.
        return


def _shown(key: str) -> str:
    return ntpath.join(HKCU, key)
