"""The DLLs that macros/ZpbPython.bas declares: xlwings' own, which starts Python, and two functions of kernel32."""

from __future__ import annotations

import re
from typing import Any

from pyopenvba.interpreter._objects import VBAObject, method
from pyopenvba.interpreter._values import MISSING, VBAInt, to_text

from tests.excel_host.language import Machine

_DECLARE = re.compile(r"^([ \t]*)((?:Private |Public )?Declare )", re.MULTILINE | re.IGNORECASE)

#: The declared functions in VBA, because they hand results back in their arguments.
MODULE = """Attribute VB_Name = "HostDllFunctions"
Public Function XLPyDLLActivateAuto(ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal Mode As Long = 1) As Long
    XLPyDLLActivateAuto = HostDll.Activate(Config, Mode)
    If XLPyDLLActivateAuto <> 0 Then
        Result = "Could not activate Python COM server"
    ElseIf Mode = 1 Then
        Set Result = HostDll.Server
    End If
End Function
Public Function LoadLibrary(ByVal FileName As String) As Long
    LoadLibrary = HostDll.Load(FileName)
End Function
Public Function GetSystemDirectory(ByRef Buffer As String, ByVal Size As Long) As Long
    Buffer = "C:\\Windows\\system32" & vbNullChar
    GetSystemDirectory = Len(Buffer) - 1
End Function
"""


class HostDll(VBAObject):
    """The DLL: `commands` are the command lines it was given to start Python with; `starts` False makes it fail."""

    vba_type_name = "HostDll"

    def __init__(self, machine: Machine, server: VBAObject) -> None:
        self._machine, self._server = machine, server
        self.commands: list[str] = []
        self.loaded: list[str] = []
        self.stopped = 0
        self.starts = True

    @method
    def Activate(self, config: object = MISSING, mode: object = MISSING) -> Any:
        if mode == -1:
            self.stopped += 1
            return VBAInt(0)
        self.commands.append(to_text(config))
        return VBAInt(0 if self.starts else 1)

    @method
    def Server(self) -> Any:
        return self._server

    @method
    def Load(self, path: object = MISSING) -> Any:
        found = to_text(path)
        if not self._machine.has_file(found):
            return VBAInt(0)
        self.loaded.append(found)
        return VBAInt(1)


def without_declares(source: str) -> str:
    """VBA text whose Declare lines are comments, so that the names mean MODULE's functions."""
    return _DECLARE.sub(r"\1' \2", source)
