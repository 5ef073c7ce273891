"""The Python the add-in starts: its pythonw.exe, and the xlwings DLLs that VBA loads from beside it."""

from __future__ import annotations

import ntpath
from dataclasses import dataclass

from zipingbiao.adapters.installer.machine import Machine

#: The version of xlwings whose DLL the VBA names; pinned in pyproject.toml as well.
XLWINGS_VERSION = "0.37.8"
#: By the bitness of Office: Python runs in a process of its own, so its own bitness does not matter.
DLLS = {64: f"xlwings64-{XLWINGS_VERSION}.dll", 32: f"xlwings32-{XLWINGS_VERSION}.dll"}
_SECONDS = 60
_TRY = (
    "import sys, xlwings, zipingbiao, zipingbiao_addin; "
    f"sys.exit(0 if xlwings.__version__ == '{XLWINGS_VERSION}' else 3)"
)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """`pythonw` as a full path, and the DLL found for each bitness of Office."""

    pythonw: str
    dlls: dict[int, str]

    @property
    def missing(self) -> list[str]:
        """Names of the DLLs that were not found."""
        return [name for bits, name in DLLS.items() if bits not in self.dlls]


def find_interpreter(machine: Machine) -> Interpreter | None:
    """The pythonw.exe of the Python that runs this (of a virtual environment: in Scripts); None where there is none."""
    prefix = machine.python_folder()
    for path in (ntpath.join(prefix, "Scripts", "pythonw.exe"), ntpath.join(prefix, "pythonw.exe")):
        if exists(machine, path):
            return interpreter_at(machine, path)
    return None


def interpreter_at(machine: Machine, pythonw: str) -> Interpreter:
    """An interpreter with its DLLs, which stand in its folder or in the parent of that, where VBA looks as well."""
    folder = ntpath.dirname(pythonw)
    dlls = {}
    for bits, name in DLLS.items():
        for place in (folder, ntpath.dirname(folder)):
            if bits not in dlls and exists(machine, ntpath.join(place, name)):
                dlls[bits] = ntpath.join(place, name)
    return Interpreter(pythonw, dlls)


def try_interpreter(machine: Machine, pythonw: str) -> str | None:
    """Starts it as the add-in does and imports everything; None where that works, else what is wrong."""
    status, output = machine.run([pythonw, "-I", "-B", "-c", _TRY], _SECONDS)
    if status == 0:
        return None
    if status is None:
        return f"{_SECONDS} 秒内没有启动起来（可能是杀毒软件正在逐个扫描）"
    if status == 3:
        return f"装的 xlwings 不是 {XLWINGS_VERSION}"
    last = output.strip().splitlines()[-1:] or [f"退出状态 {status}"]
    return f"不能载入所需的组件（{last[0]}）"


def exists(machine: Machine, path: str) -> bool:
    """Whether a file is there, without reading it."""
    names = machine.listing(ntpath.dirname(path))
    return names is not None and ntpath.basename(path).casefold() in {name.casefold() for name in names}
