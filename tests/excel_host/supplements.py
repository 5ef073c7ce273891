"""What pyOpenVBA's Application lacks and the add-in asks for: each as Microsoft's reference describes it, no more."""

# ruff: noqa: N803 - the arguments' names are those of Excel's type library
from __future__ import annotations

from typing import Any

from pyopenvba.apps.excel import _model as model
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._objects import MemberSpec, member, method, setter
from pyopenvba.interpreter._values import (
    EMPTY,
    MISSING,
    VBAErrorValue,
    VBAInt,
    error,
    to_bool,
    to_integer,
    to_text,
)

from tests.excel_host.books import HostWorkbooks, StillCalculator
from tests.excel_host.books import still as still  # asked for here by the tests of the button

#: What an Application.Run gives where the macro stopped at an error of its own (0x800A9C68).
MACRO_FAILED = -2146788248
#: Properties a macro sets and reads back, with what Excel starts with.
_SETTABLE = {
    "Cursor": -4143, "EnableCancelKey": 1, "Interactive": True, "DisplayStatusBar": True, "ReferenceStyle": 1,
    "AskToUpdateLinks": True, "AutomationSecurity": 1, "Caption": "Excel", "Visible": True,
}  # fmt: skip


class HostApplication(model.Application):
    """Application with the members the add-in needs."""

    vba_type_name = "Application"

    def __init__(self) -> None:
        super().__init__()
        self.workbooks_ = HostWorkbooks(self)
        #: every Application.OnKey, OnTime, a mail sent, a link followed, a file exported: (what, arguments)
        self.happened: list[tuple[str, tuple[object, ...]]] = []
        self.caller: object = VBAErrorValue(2023)
        self.status_history: list[object] = []
        self.calculations: list[str] = []
        self.macro_options: dict[str, dict[str, object]] = {}
        self.failures: list[VBARuntimeError] = []
        self.settings: dict[str, object] = dict(_SETTABLE)
        self.files_to_pick: list[object] = []

    # Application.StatusBar: False gives the bar back to Excel; its history is for the tests.
    @member
    def StatusBar(self) -> object:
        return self.status_bar

    @setter("StatusBar")
    def _set_status_bar(self, value: object) -> None:
        self.status_bar = value
        self.status_history.append(value)

    # Application.Caller: a Range where a cell's formula called, else Error 2023.
    @member
    def Caller(self, Index: object = MISSING) -> object:
        return self.caller

    @member
    def Hwnd(self) -> object:
        return VBAInt(4711, "Long")

    @member
    def PathSeparator(self) -> object:
        return "\\"

    @member
    def OperatingSystem(self) -> object:
        return "Windows (64-bit) NT 10.00"

    @member
    def Ready(self) -> object:
        return True

    @member
    def CalculationState(self) -> object:
        return VBAInt(0, "Long")

    @method
    def CalculateFull(self) -> object:
        return self._calculated("CalculateFull")

    @method
    def CalculateFullRebuild(self) -> object:
        return self._calculated("CalculateFullRebuild")

    @method
    def Calculate(self) -> object:
        return self._calculated("Calculate")

    def _calculated(self, how: str) -> object:
        self.calculations.append(how)
        for book in self.workbooks_.books:
            if not isinstance(book.calculator, StillCalculator):
                if how != "Calculate":
                    book.calculator.rebuild()
                book.calculator.calculate_all()
        return EMPTY

    @method
    def CalculateUntilAsyncQueriesDone(self) -> object:
        return EMPTY

    # Application.MacroOptions: the function wizard's texts, kept for the tests.
    @method
    def MacroOptions(
        self, Macro: object = MISSING, Description: object = MISSING, HasMenu: object = MISSING,
        MenuText: object = MISSING, HasShortcutKey: object = MISSING, ShortcutKey: object = MISSING,
        Category: object = MISSING, StatusBar: object = MISSING, HelpContextID: object = MISSING,
        HelpFile: object = MISSING, ArgumentDescriptions: object = MISSING,
    ) -> object:  # fmt: skip
        self.macro_options[to_text(Macro)] = {
            "Description": Description, "Category": Category, "ArgumentDescriptions": ArgumentDescriptions,
        }  # fmt: skip
        return EMPTY

    # Application.GetOpenFilename and GetSaveAsFilename: the chosen name, or False when cancelled.
    @method
    def GetOpenFilename(self, *_: object) -> object:
        return self.files_to_pick.pop(0) if self.files_to_pick else False

    @method
    def GetSaveAsFilename(self, *_: object) -> object:
        return self.files_to_pick.pop(0) if self.files_to_pick else False

    # Application.InputBox: what was typed, False when cancelled.
    @method
    def InputBox(self, *_: object) -> object:
        assert self.interpreter is not None
        return self.interpreter.answers.pop(0) if self.interpreter.answers else False

    # Application.OnKey and OnTime only register; nothing presses the key here.
    @method
    def OnKey(self, *args: object) -> object:
        self.happened.append(("OnKey", args))
        return EMPTY

    @method
    def OnTime(self, *args: object) -> object:
        self.happened.append(("OnTime", args))
        return EMPTY

    # Application.Run: a macro's name may carry its workbook, 'zpb.xlam'!Name; an unknown one is error 1004. An error
    # the macro does not handle stops it with Excel's own message box.
    @method
    def Run(self, Macro: object = MISSING, *args: object) -> object:
        name = to_text(Macro)
        book, _, bare = name.rpartition("!")
        assert self.interpreter is not None
        try:
            if book:
                self.workbooks_.vba_lookup(book.strip("'").replace("''", "'"), [])
            found, _ = self.interpreter.find_procedure(bare)
        except VBARuntimeError:
            found = None
        if found is None:
            raise error(1004, f"Cannot run the macro '{name}'. The macro may not be available in this workbook or all "
                              "macros may be disabled.")  # fmt: skip
        nested = bool(self.interpreter.frames)
        try:
            return self.interpreter.run(bare, list(args))
        except VBARuntimeError as failure:
            if nested:
                raise
            self.failures.append(failure)
            raise VBARuntimeError(MACRO_FAILED, failure.description) from failure


def _setting(name: str) -> MemberSpec:
    def get(application: Any) -> object:
        return application.settings[name]

    def put(application: Any, value: object) -> None:
        kind = type(_SETTABLE[name])
        convert = {bool: to_bool, int: lambda one: to_integer(one, "Long")}.get(kind, to_text)
        application.settings[name] = convert(value)

    return MemberSpec(name=name, kind="property", getter=get, setter=put)


for _name in _SETTABLE:
    HostApplication._vba_members[_name.lower()] = _setting(_name)
