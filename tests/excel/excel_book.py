"""Our VBA in pyOpenVBA's interpreter and Excel object model, with stand-ins for what it does not implement.

Stand-ins: the registry and the file system (`Machine`), the functions of DLLs (VBA of the same names and arguments),
Application.MacroOptions, and cells that call a VBA function (there always #NAME?; Range.Calculate may call XLPy here).
The keyword WithEvents is left out, so no event arrives; the tests call what the events call.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pyopenvba.apps.excel import Application, ExcelApplication, Range
from pyopenvba.interpreter import _intrinsics
from pyopenvba.interpreter._objects import MemberSpec
from pyopenvba.interpreter._values import MISSING, error

from zipingbiao.adapters.excel import texts
from zipingbiao.adapters.excel.build import sources
from zipingbiao.adapters.excel.vba_sources import read_modules

_DLLS = """
Public Loaded As String, Commands As String, Modes As String, Broken As Boolean, MissingDll As Boolean
Public Function LoadLibrary(ByVal FileName As String) As Long
    Loaded = Loaded & FileName & "|"
    LoadLibrary = IIf(MissingDll, 0, 1)
End Function
Public Function XLPyDLLActivateAuto(ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal Mode As Long = 1) As Long
    Commands = Config
    Modes = Modes & Mode & " "
    If Broken Then
        Result = "Could not activate Python COM server, hr = -2147221164"
        XLPyDLLActivateAuto = 1
    ElseIf Mode = 1 Then
        Set Result = New Server
    End If
End Function
Public Function Seen(ByVal What As String) As String
    Select Case What
        Case "loaded": Seen = Loaded
        Case "command": Seen = Commands
        Case "modes": Seen = Modes
        Case "calls": Seen = Calls
    End Select
End Function
Public Sub Make(ByVal NoDll As Boolean, ByVal NoStart As Boolean)
    MissingDll = NoDll
    Broken = NoStart
End Sub
"""
_SERVER = """
Public Function CallUDF(ByVal Script As String, ByVal Name As String, ByVal Args As Variant, Optional ByVal Book As Variant, Optional ByVal Caller As Variant) As Variant
    Calls = Calls & Script & "." & Name & "(" & Args(0) & ") " & Book.Worksheets(1).Name & "|"
    If Args(0) = "Clear" Then Err.Raise 1000, "Python", "Traceback (most recent call last):" & vbLf & "ValueError: 坏了" & vbLf
    CallUDF = IIf(Args(0) = "Check", "检查完毕。", "")
End Function
"""


@dataclass
class Machine:
    """What the computer says: the user's registry setting, the files there are, and the function help Excel was given."""

    setting: str = ""
    files: tuple[str, ...] = ()
    asked: int = 0
    helps: dict[str, tuple[str, str, list[str]]] = field(default_factory=dict)
    refuses_help: bool = False


def excel(monkeypatch: Any, machine: Machine) -> ExcelApplication:
    """An Excel with the add-in as its first workbook, and as its active one a new workbook."""
    _stand_in(monkeypatch, machine)
    app = ExcelApplication()
    book = app.add_workbook()
    book.path = "C:\\加载项 a"
    for module in read_modules(sources().macros):
        if module.kind == "document":
            continue
        code = module.code.replace("WithEvents ", "")
        if module.name == "ZpbPython":
            code = re.sub(r"#If VBA7 Then.*?\r\n#End If", 'Private Const DllName As String = "xlwings64-0.37.8.dll"', code, flags=re.S)
        app.add_module(code, name=module.name, kind="standard" if module.kind == "standard" else "class")
    app.add_module("Public Calls As String\n" + _DLLS, name="Dlls")
    app.add_module(_SERVER, name="Server", kind="class")
    sheet = app.sheet(1)
    sheet.sheet.vba_set("Name", texts.SHEET)
    for number, (key, text) in enumerate(texts.rows(), start=1):
        sheet.set_value(f"A{number}", key)
        sheet.set_value(f"B{number}", text)
    app.activate_workbook(app.add_workbook())
    return app


def calculating_calls_python(app: ExcelApplication, monkeypatch: Any) -> None:
    """From now on Range.Calculate does what it does in a cell that is bound to the add-in: the wrapper asks XLPy."""
    plain: Callable[..., Any] = Range._vba_members["calculate"].getter

    def calculate(self: Range) -> object:
        app.add_module("Sub Wrapper()\nOn Error Resume Next\nDim P\nSet P = XLPy\nEnd Sub", name="Wrapping")
        app.run("Wrapper")
        return plain(self)

    spec = MemberSpec(name="Calculate", kind="method", getter=calculate, default=False, parameters=(), varargs=False)
    monkeypatch.setitem(Range._vba_members, "calculate", spec)


def _stand_in(monkeypatch: Any, machine: Machine) -> None:
    def get_setting(_interpreter: object, arguments: list[Any], _named: object) -> str:
        assert [str(one) for one in arguments[:3]] == ["zipingbiao", "addin", "interpreter"]
        machine.asked += 1
        return machine.setting

    def get_attributes(_interpreter: object, arguments: list[Any], _named: object) -> int:
        if str(arguments[0]) not in machine.files:
            raise error(53, "File not found")
        return 32

    def macro_options(
        self: Application, Macro: Any = MISSING, Description: Any = MISSING, Category: Any = MISSING,  # noqa: N803
        ArgumentDescriptions: Any = MISSING,  # noqa: N803
    ) -> None:  # fmt: skip
        if machine.refuses_help:
            raise error(1004, "Method 'MacroOptions' of object '_Application' failed")
        arguments = [] if ArgumentDescriptions is MISSING else [str(one) for one in ArgumentDescriptions.items]
        machine.helps[str(Macro)] = (str(Description), str(Category), arguments)

    monkeypatch.setitem(_intrinsics.INTRINSICS, "getsetting", get_setting)
    monkeypatch.setitem(_intrinsics.INTRINSICS, "getattr", get_attributes)
    parameters = ("Macro", "Description", "Category", "ArgumentDescriptions")
    spec = MemberSpec(
        name="MacroOptions", kind="method", getter=macro_options, default=False, parameters=parameters, varargs=False
    )
    monkeypatch.setitem(Application._vba_members, "macrooptions", spec)
