"""Plans of installing and uninstalling the add-in for one user; applied by adapters.installer.changes.

What an installation wrote is remembered in its own registry key, so that it can be taken back exactly even after the
files were deleted by hand.
"""

from __future__ import annotations

import hashlib
import io
import json
import ntpath
import zipfile
from dataclasses import dataclass, field

from zipingbiao.adapters.excel.registry import ADDIN_FILE
from zipingbiao.adapters.installer import office
from zipingbiao.adapters.installer.changes import (
    Change,
    CreateKey,
    DeleteKey,
    DeleteValue,
    MakeFolder,
    PlaceFile,
    PruneFolder,
    RemoveFile,
    SetValue,
)
from zipingbiao.adapters.installer.interpreter import Interpreter, find_interpreter
from zipingbiao.adapters.installer.machine import HKCU, REG_DWORD, Machine, Value
from zipingbiao.adapters.installer.open_list import differences, same_path, with_addin, without_addin
from zipingbiao.base.errors import ZpbError

#: Where VBA's GetSetting("zipingbiao", "addin", …) looks.
SETTINGS = r"Software\VB and VBA Program Settings\zipingbiao\addin"
INTERPRETER, INSTALLED = "interpreter", "installed"
FOLDER = "zipingbiao"
EXCEL = "EXCEL.EXE"
#: What our add-in has and a workbook with macros has not.
_PARTS = ("xl/vbaProject.bin", "customUI/customUI14.xml")
_TRUST = (
    "受信任位置：Excel 默认不运行来历不明的宏；登记之后，只有 {folder} 这一个文件夹（不含子文件夹）里的文件可以运行宏，"
    "其他文件照旧受限制。不要把别人发来的文件放进去。"
)


@dataclass(slots=True)
class Plan:
    """Changes to make, remarks for the user, and whether the add-in cannot work even then."""

    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What an installation wrote: its file, the file's SHA-256, the registry keys it had to create."""

    file: str
    sha256: str
    keys: tuple[str, ...]

    @classmethod
    def read(cls, machine: Machine) -> Record | None:
        """The record of the installation; None where there is none that can be read."""
        value = (machine.values(HKCU, SETTINGS) or {}).get(INSTALLED)
        try:
            found = json.loads(value.text or "") if value else None
            return cls(str(found["file"]), str(found["sha256"]), tuple(map(str, found["keys"]))) if found else None
        except (ValueError, KeyError, TypeError):
            return None

    def as_value(self) -> Value:
        """The registry value that `read` understands."""
        record = {"file": self.file, "sha256": self.sha256, "keys": self.keys}
        return Value(json.dumps(record, ensure_ascii=False))


def default_folder(machine: Machine) -> str:
    """%LOCALAPPDATA%\\zipingbiao."""
    return ntpath.join(machine.local_folder(), FOLDER)


def check_excel_closed(machine: Machine) -> str | None:
    """Raises ZpbError while Excel runs: it writes its list of add-ins on leaving. A remark where that is unknown."""
    running = machine.is_running(EXCEL)
    if running:
        raise ZpbError("Excel 正在运行，退出时会改写加载项清单。请保存并关闭所有 Excel 窗口，再执行一次。")
    return "无法确认 Excel 是否在运行，请先关闭所有 Excel 窗口。" if running is None else None


def plan_install(machine: Machine, content: bytes, folder: str | None = None) -> Plan:
    """What installs the add-in's file `content` for this user.

    Raises ZpbError where the file is no add-in, Python lacks a part, there is no Excel, a path cannot be used, or the
    add-in is installed in another folder.
    """
    check_addin(content)
    folder = _full(folder or default_folder(machine))
    path = ntpath.join(folder, ADDIN_FILE)
    python = _usable_interpreter(machine)
    for used in (path, python.pythonw):
        if not machine.in_ansi(used):
            raise ZpbError(
                f"路径“{used}”里有系统代码页写不出的字，Excel 载入不了。"
                r"请装到纯英文的文件夹：安装.bat C:\zipingbiao，或 zpb addin install --dir C:\zipingbiao"
            )
    if "$(" in python.pythonw:
        raise ZpbError(f"路径“{python.pythonw}”里有 $(，加载项启动不了这里的 Python，请把 Python 装到别的文件夹。")
    record = Record.read(machine)
    if record and not same_path(record.file, path):
        raise ZpbError(f"加载项已经装在 {record.file}。要换文件夹，请先卸载（双击 卸载.bat，或执行 zpb addin uninstall），再安装。")
    versions = office.installed_versions(machine)
    if not versions:
        raise ZpbError("没有找到 Excel 2010 及以上版本。" + (office.WPS_SENTENCE if office.has_wps(machine) else ""))
    draft = _Draft(machine)
    draft.file(path, content)
    for version in versions:
        if office.trusting(machine, version, folder) is None:
            key = office.free_location(machine, version)
            draft.set(key, "Path", Value(folder.rstrip("\\") + "\\"))
            draft.set(key, "Description", Value(office.DESCRIPTION))
            draft.set(key, "AllowSubfolders", Value(0, REG_DWORD))
        draft.open_list(version, with_addin(draft.values(office.excel_key(version, "Options")), path))
    draft.set(SETTINGS, INTERPRETER, Value(python.pythonw))
    keys = dict.fromkeys((*(record.keys if record else ()), *draft.created))
    draft.set(SETTINGS, INSTALLED, Record(path, hashlib.sha256(content).hexdigest(), tuple(keys)).as_value())
    plan = Plan(draft.changes)
    _remark(machine, plan, versions, python, folder)
    return plan


def plan_uninstall(machine: Machine, folder: str | None = None) -> Plan:
    """What takes back exactly an installation; no changes where there is none."""
    record = Record.read(machine)
    path = ntpath.join(_full(folder or default_folder(machine)), ADDIN_FILE)
    if record and folder is None:
        path = record.file
    place = ntpath.dirname(path)
    draft = _Draft(machine)
    for version in office.VERSIONS:
        draft.open_list(version, without_addin(draft.values(office.excel_key(version, "Options")), [path]))
        unticked = office.excel_key(version, "Add-in Manager")
        draft.changes += [DeleteValue(unticked, name) for name in draft.values(unticked) if same_path(name, path)]
        for name in machine.subkeys(HKCU, office.locations_key(version)):
            key = f"{office.locations_key(version)}\\{name}"
            if office.is_our_location(machine, key, place):
                draft.changes.append(DeleteKey(key))
    if machine.read(path) is not None:
        draft.changes.append(RemoveFile(path))
    settings = draft.values(SETTINGS)
    ours = [name for name in (INTERPRETER, INSTALLED) if name in settings]
    draft.changes += [DeleteValue(SETTINGS, name) for name in ours]
    keys = record.keys if record else (ntpath.dirname(SETTINGS), SETTINGS) if ours else ()
    gone = {change.key for change in draft.changes if isinstance(change, DeleteKey)}
    draft.changes += [DeleteKey(key, only_empty=True) for key in reversed(keys) if key not in gone and draft.has(key)]
    if draft.changes and machine.listing(place) is not None:
        draft.changes.append(PruneFolder(place))
    return Plan(draft.changes)


class _Draft:
    """Collects changes, leaving out what is so already and creating missing keys once."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.changes: list[Change] = []
        self.created: list[str] = []

    def values(self, key: str) -> dict[str, Value]:
        return self.machine.values(HKCU, key) or {}

    def has(self, key: str) -> bool:
        return self.machine.values(HKCU, key) is not None

    def set(self, key: str, name: str, value: Value) -> None:
        parts = key.split("\\")
        for count in range(1, len(parts) + 1):
            part = "\\".join(parts[:count])
            if part not in self.created and not self.has(part):
                self.changes.append(CreateKey(part))
                self.created.append(part)
        if self.values(key).get(name) != value:
            self.changes.append(SetValue(key, name, value))

    def open_list(self, version: str, new: dict[int, Value]) -> None:
        key = office.excel_key(version, "Options")
        differences(
            self.values(key), new, lambda name, value: self.set(key, name, value),
            lambda name: self.changes.append(DeleteValue(key, name)),
        )  # fmt: skip

    def file(self, path: str, content: bytes) -> None:
        missing = []
        folder = ntpath.dirname(path)
        while self.machine.listing(folder) is None and folder != ntpath.dirname(folder):
            missing.append(folder)
            folder = ntpath.dirname(folder)
        self.changes += [MakeFolder(one) for one in reversed(missing)]
        if self.machine.read(path) != content:
            self.changes.append(PlaceFile(path, content))


def _usable_interpreter(machine: Machine) -> Interpreter:
    if machine.is_store_python():
        raise ZpbError("Microsoft Store 的 Python 写入的文件和注册表，Excel 看不到。请装 python.org 的 Python 后再试。")
    python = find_interpreter(machine)
    if python is None:
        raise ZpbError(f"在 {machine.python_folder()} 里找不到 pythonw.exe，请用 python.org 的 Python 或安装包里的 安装.bat。")
    if python.missing:
        raise ZpbError(
            f"在 {ntpath.dirname(python.pythonw)} 及其上一级没有 {'、'.join(python.missing)}。"
            '请执行 pip install "zipingbiao[excel]"；不要用 pip install --user。'
        )
    return python


def _remark(machine: Machine, plan: Plan, versions: list[str], python: Interpreter, folder: str) -> None:
    plan.notes.append(f"解释器：{python.pythonw}；连接 Excel 的 DLL：{'、'.join(python.dlls.values())}。")
    plan.notes.append(_TRUST.format(folder=folder))
    for version in versions:
        bits = office.office_bits(machine, version)
        known = f"，{bits} 位" if bits else ""
        plan.notes.append(f"{office.VERSIONS[version]}（{version}{known}）：32 位、64 位的 Office 都可以用。")
        for barrier in office.barriers(machine, version):
            plan.notes.append(f"{office.VERSIONS[version]}：{barrier.sentence}{barrier.remedy}")
            plan.blocked |= barrier.blocks
    if folder.startswith("\\\\"):
        plan.notes.append("网络文件夹默认不能作为受信任位置，建议装在本机。")
    if office.has_wps(machine):
        plan.notes.append(office.WPS_SENTENCE)


def check_addin(content: bytes) -> None:
    """Raises ZpbError where the file is not our add-in: another workbook with macros must not be trusted in its place."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if set(_PARTS) <= set(package.namelist()):
                return
    except zipfile.BadZipFile:
        pass
    raise ZpbError(f"这不是加载项文件 {ADDIN_FILE}，请用安装包里的，或执行 zpb addin build 生成。")


def _full(folder: str) -> str:
    if '"' in folder or not ntpath.splitdrive(folder)[0] or not ntpath.isabs(folder):
        raise ZpbError(rf"--dir 要写完整的文件夹，如 C:\zipingbiao；写的是：{folder}")
    folder = ntpath.normpath(folder)
    if ntpath.dirname(folder) == folder:
        raise ZpbError(rf"不要装在 {folder} 这样的根目录：它会成为受信任位置，里面的宏都能运行。请写一个专用的文件夹，如 C:\zipingbiao")
    return folder
