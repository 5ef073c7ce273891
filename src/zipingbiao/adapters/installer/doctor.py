"""`zpb addin doctor`: looks at everything the add-in needs and says of each 正常, 注意 or 问题, with the remedy."""

from __future__ import annotations

import hashlib
import ntpath
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from zipingbiao.adapters.excel.registry import ADDIN_FILE
from zipingbiao.adapters.installer import office
from zipingbiao.adapters.installer.changes import reason
from zipingbiao.adapters.installer.install import INTERPRETER, SETTINGS, Record, default_folder
from zipingbiao.adapters.installer.interpreter import XLWINGS_VERSION, exists, interpreter_at, try_interpreter
from zipingbiao.adapters.installer.machine import HKCU, Machine
from zipingbiao.adapters.installer.open_list import entries, loads, same_path

FINE, MIND, PROBLEM = "正常", "注意", "问题"
_REINSTALL = "请关闭 Excel，执行 zpb addin install。"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, 正常/注意/问题, what was seen, and the remedy where one is needed."""

    name: str
    state: str
    seen: str
    remedy: str = ""

    def as_document(self) -> dict[str, str]:
        """For --json."""
        return {"name": self.name, "state": self.state, "seen": self.seen, "remedy": self.remedy}


def examine(machine: Machine | None, expected: bytes | None = None) -> list[Finding]:
    """Every check, in the order in which things are mended; `expected` is the add-in as built, where it is at hand.

    machine=None stands for a system other than Windows: only what can be said of Python is said.
    """
    found = list(_python())
    if machine is None:
        remedy = "加载项只能在 Windows 上的 Excel 里用；本机可以用 zpb 的其他命令。"
        return [Finding("操作系统", PROBLEM, "不是 Windows", remedy), *found]
    found.insert(0, Finding("操作系统", FINE, "Windows"))
    if machine.is_store_python():
        seen = "是 Microsoft Store 的 Python，它写入的文件和注册表 Excel 看不到"
        found.append(Finding("Python 的来源", PROBLEM, seen, "请装 python.org 的 Python，再重新安装。"))
    for check in (_interpreter(machine), _file(machine, expected), _versions(machine), _wps(machine)):
        try:
            found.extend(check)
        except OSError as error:
            found.append(Finding("读取", PROBLEM, f"读不了注册表或文件：{reason(error)}", "请单位信息管理员检查权限。"))
    return found


def _python() -> Iterator[Finding]:
    number = ".".join(map(str, sys.version_info[:3]))
    bits = struct.calcsize("P") * 8
    yield Finding("Python", FINE, f"{number}，{bits} 位（与 Office 的位数不必相同）")
    try:
        found = version("xlwings")
    except PackageNotFoundError:
        yield Finding("xlwings", PROBLEM, "没有安装", f"请执行 pip install xlwings=={XLWINGS_VERSION}，或用安装包重装。")
        return
    if found == XLWINGS_VERSION:
        yield Finding("xlwings", FINE, found)
    else:
        seen = f"装的是 {found}，加载项要求 {XLWINGS_VERSION}"
        yield Finding("xlwings", PROBLEM, seen, f"请执行 pip install xlwings=={XLWINGS_VERSION}，或用安装包重装。")


def _interpreter(machine: Machine) -> Iterator[Finding]:
    value = (machine.values(HKCU, SETTINGS) or {}).get(INTERPRETER)
    path = value.text if value else None
    if not path:
        yield Finding("解释器", PROBLEM, "没有登记解释器，加载项不知道用哪一个 Python", _REINSTALL)
        return
    if ntpath.basename(path).casefold() != "pythonw.exe" or not exists(machine, path):
        yield Finding("解释器", PROBLEM, f"登记的解释器 {path} 不存在或不是 pythonw.exe", _REINSTALL)
        return
    yield _expressible(machine, "解释器的路径", path)
    python = interpreter_at(machine, path)
    if python.missing:
        seen = f"{ntpath.dirname(path)} 及其上一级没有 {'、'.join(python.missing)}"
        yield Finding("DLL", PROBLEM, seen, '请执行 pip install "zipingbiao[excel]"（不要加 --user），或用安装包重装。')
    else:
        yield Finding("DLL", FINE, "、".join(python.dlls.values()))
    wrong = try_interpreter(machine, path)
    if wrong:
        yield Finding("试运行", PROBLEM, f"{path} {wrong}", "请用安装包重装；杀毒软件拦截的，请信息管理员放行这个文件夹。")
    else:
        yield Finding("试运行", FINE, f"{path} 能载入加载项所需的组件")


def _file(machine: Machine, expected: bytes | None) -> Iterator[Finding]:
    path, record = _addin_path(machine), Record.read(machine)
    content = machine.read(path)
    if content is None:
        yield Finding("加载项文件", PROBLEM, f"没有 {path}", _REINSTALL)
        return
    digest = hashlib.sha256(content).hexdigest()
    if record and digest != record.sha256:
        yield Finding("加载项文件", PROBLEM, f"{path} 安装之后被改动过", _REINSTALL)
    elif expected is not None and content != expected:
        yield Finding("加载项文件", MIND, f"{path} 与这一版程序附带的不同", f"更新之后要重新安装加载项：{_REINSTALL}")
    else:
        yield Finding("加载项文件", FINE, path)
    yield _expressible(machine, "加载项的路径", path)
    if _has_web_mark(machine, path):
        remedy = f"在文件上右键-属性，勾选“解除锁定”；或{_REINSTALL.removeprefix('请')}"
        yield Finding("网络来源标记", PROBLEM, f"{path} 带有来自互联网的标记，Excel 会禁止其中的宏", remedy)
    else:
        yield Finding("网络来源标记", FINE, "没有")


def _versions(machine: Machine) -> Iterator[Finding]:
    versions = office.installed_versions(machine)
    if not versions:
        yield Finding("Excel", PROBLEM, "没有找到 Excel 2010 及以上版本", "加载项只能装在 Excel 里。")
    path = _addin_path(machine)
    for one in versions:
        name, bits = office.VERSIONS[one], office.office_bits(machine, one)
        yield Finding(name, FINE, f"{one}，{bits} 位" if bits else one)
        yield _registered(machine, one, path)
        disabled = machine.values(HKCU, office.excel_key(one, "Resiliency", "DisabledItems")) or {}
        if any(_names_addin(value.data) for value in disabled.values()):
            remedy = "在 Excel 里：文件-选项-加载项，“管理”选“禁用项目”，转到，选中 zpb.xlam，启用。"
            yield Finding(f"{name} 禁用项目", PROBLEM, "上次出错后 Excel 禁用了加载项", remedy)
        else:
            yield Finding(f"{name} 禁用项目", FINE, "没有被禁用")
        if office.trusting(machine, one, ntpath.dirname(path)):
            yield Finding(f"{name} 受信任位置", FINE, ntpath.dirname(path))
        else:
            yield Finding(f"{name} 受信任位置", PROBLEM, f"{ntpath.dirname(path)} 没有登记为受信任位置", _REINSTALL)
        found = office.barriers(machine, one)
        for barrier in found:
            yield Finding(f"{name} 策略和设置", PROBLEM if barrier.blocks else MIND, barrier.sentence, barrier.remedy)
        if not found:
            yield Finding(f"{name} 策略和设置", FINE, "没有妨碍加载项的限制")


def _registered(machine: Machine, one: str, path: str) -> Finding:
    name = f"{office.VERSIONS[one]} 加载项清单"
    places = entries(machine.values(HKCU, office.excel_key(one, "Options")) or {})
    count = sum(loads(value, path) for value in places.values())
    if count == 1:
        if list(places) == list(range(len(places))):
            return Finding(name, FINE, "已登记")
        return Finding(name, MIND, "已登记，但清单的编号不连续，Excel 可能读不到", "打开、关闭一次 Excel，再执行本命令。")
    if count > 1:
        return Finding(name, PROBLEM, f"登记了 {count} 次", _REINSTALL)
    if any(same_path(entry, path) for entry in machine.values(HKCU, office.excel_key(one, "Add-in Manager")) or {}):
        return Finding(name, PROBLEM, "在 Excel 的加载项对话框里被取消了勾选", f"重新勾选；或{_REINSTALL.removeprefix('请')}")
    return Finding(name, PROBLEM, "没有登记，Excel 不会载入", _REINSTALL)


def _wps(machine: Machine) -> Iterator[Finding]:
    if office.has_wps(machine):
        yield Finding("WPS", MIND, office.WPS_SENTENCE)


def _expressible(machine: Machine, name: str, path: str) -> Finding:
    if machine.in_ansi(path):
        return Finding(name, FINE, path)
    remedy = r"请先卸载，再装到纯英文的文件夹：安装.bat C:\zipingbiao"
    return Finding(name, PROBLEM, f"{path} 里有系统代码页写不出的字，Excel 载入不了", remedy)


def _addin_path(machine: Machine) -> str:
    record = Record.read(machine)
    return record.file if record else ntpath.join(default_folder(machine), ADDIN_FILE)


def _has_web_mark(machine: Machine, path: str) -> bool:
    mark = machine.read(path + ":Zone.Identifier") or b""
    # ZoneId 3 is the internet, 4 the restricted sites.
    return any(zone in mark.replace(b" ", b"") for zone in (b"ZoneId=3", b"ZoneId=4"))


def _names_addin(data: object) -> bool:
    # Excel keeps the path as UTF-16 somewhere in binary data.
    wanted = ADDIN_FILE.casefold().encode("utf-16-le")
    return isinstance(data, bytes) and wanted in data.lower()
