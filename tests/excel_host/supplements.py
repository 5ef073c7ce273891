"""What pyOpenVBA's Excel lacks and the add-in asks for: each member as Microsoft's reference describes it, no more."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import _model as model
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._calc import Calculator
from pyopenvba.apps.excel._io import load_workbook, save_workbook
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._objects import MemberSpec, VBAObject, member, method, setter
from pyopenvba.interpreter._runtime import UNRESOLVED
from pyopenvba.interpreter._values import (
    EMPTY,
    MISSING,
    NOTHING,
    VBAErrorValue,
    VBAInt,
    error,
    to_bool,
    to_integer,
    to_text,
)

#: What an Application.Run gives where the macro stopped at an error of its own (0x800A9C68).
MACRO_FAILED = -2146788248
#: xlOpenXMLWorkbook, xlOpenXMLWorkbookMacroEnabled, xlOpenXMLAddIn
_FORMATS = {".xlsx": 51, ".xlsm": 52, ".xlam": 55}
_SETTABLE = {"Cursor": -4143, "EnableCancelKey": 1, "Interactive": True, "DisplayStatusBar": True, "ReferenceStyle": 1,
             "AskToUpdateLinks": True, "AutomationSecurity": 1, "Caption": "Excel"}  # fmt: skip


class HostApplication(model.Application):
    """Application with the members the add-in needs."""

    vba_type_name = "Application"

    def __init__(self) -> None:
        super().__init__()
        self.workbooks_ = HostWorkbooks(self)
        self.caller: object = VBAErrorValue(2023)
        self.status_history: list[object] = []
        self.calculations: list[str] = []
        self.macro_options: dict[str, dict[str, object]] = {}
        self.failures: list[VBARuntimeError] = []
        self.settings: dict[str, object] = dict(_SETTABLE)
        self.files_to_pick: list[object] = []
        self.links_followed: list[str] = []

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


class HostWorkbooks(model.Workbooks):
    """Workbooks, where an add-in is found by its name but neither counted nor enumerated."""

    vba_type_name = "Workbooks"

    def __init__(self, application: model.Application) -> None:
        super().__init__(application)
        self.add_ins: list[model.Workbook] = []

    def vba_lookup(self, index: object, items: list[object]) -> object:
        for book in self.add_ins:
            if isinstance(index, str) and book.name.lower() == index.lower():
                return book
        return super().vba_lookup(index, items)

    # Workbooks.Open's other arguments (UpdateLinks, ReadOnly, …) change nothing here.
    @method
    def Open(self, Filename: object = MISSING, *_: object) -> object:
        opened = super().Open(Filename)
        still(opened)
        return opened


class HostBridge(ExcelBridge):
    """The host as VBA sees it, with objects of the tests under names of their own (XLPy)."""

    def __init__(self, application: model.Application) -> None:
        super().__init__(application)
        self.objects: dict[str, VBAObject] = {}

    def global_object(self, name: str) -> object:
        found = self.objects.get(name, UNRESOLVED)
        return super().global_object(name) if found is UNRESOLVED else found


class StillCalculator(Calculator):
    """No recalculation: cells keep the values they were saved with, unless a test asks for one cell.

    pyOpenVBA's engine reads the long native formulas of a generated workbook at some 7 ms each, 40 s for ten sheets.
    """

    def build(self) -> None:
        pass

    def wrote(self, sheet: str, row: int, column: int) -> None:
        pass

    def calculate_all(self) -> None:
        pass


def still(book: Any) -> None:
    """Switch the workbook's recalculation off."""
    book._calculator = StillCalculator(book)


def _save_copy_as(book: model.Workbook, Filename: object = MISSING) -> object:
    """Workbook.SaveCopyAs: a copy in the file, the open workbook as it was."""
    target = Path(to_text(Filename))
    # Saving settles parts of the model to what was written; a copy must not, so it is written from a second reading.
    if book.saved and book.path and (Path(book.path) / book.name).exists():
        shutil.copyfile(Path(book.path) / book.name, target)
        return EMPTY
    saved, path, name = book.saved, book.path, book.name
    try:
        save_workbook(book, target)
    except OSError as failure:
        raise error(1004, f"Microsoft Excel cannot access the file '{target}'.") from failure
    book.saved, book.path, book.name = saved, path, name
    return EMPTY


def _save_as(book: model.Workbook, Filename: object = MISSING, FileFormat: object = MISSING, *_: object) -> object:
    """Workbook.SaveAs: the workbook goes by the new name afterwards."""
    target = Path(to_text(Filename))
    save_workbook(book, target)
    book.path, book.name, book.saved = str(target.parent), target.name, True
    return EMPTY


def _file_format(book: model.Workbook) -> object:
    return VBAInt(_FORMATS.get(Path(book.name).suffix.lower(), 51), "Long")


def _is_add_in(book: model.Workbook) -> object:
    return book in getattr(book.application.workbooks_, "add_ins", ())


def _follow_hyperlink(book: model.Workbook, Address: object = MISSING, *_: object) -> object:
    book.application.links_followed.append(to_text(Address))  # type: ignore[attr-defined]
    return EMPTY


def _setting(name: str) -> MemberSpec:
    def get(application: Any) -> object:
        return application.settings[name]

    def put(application: Any, value: object) -> None:
        kind = type(_SETTABLE[name])
        convert = {bool: to_bool, int: lambda one: to_integer(one, "Long")}.get(kind, to_text)
        application.settings[name] = convert(value)

    return MemberSpec(name=name, kind="property", getter=get, setter=put)


def _register() -> None:
    for name in _SETTABLE:
        HostApplication.vba_add_member(_setting(name))
    books = {
        "SaveCopyAs": MemberSpec("SaveCopyAs", "method", _save_copy_as, parameters=("Filename",)),
        "FollowHyperlink": MemberSpec("FollowHyperlink", "method", _follow_hyperlink, varargs=True),
        "FileFormat": MemberSpec("FileFormat", "property", _file_format),
        "IsAddin": MemberSpec("IsAddin", "property", _is_add_in),
        "ReadOnly": MemberSpec("ReadOnly", "property", lambda book: False),
        "HasPassword": MemberSpec("HasPassword", "property", lambda book: False),
        # Workbook.LinkSources: Empty without links
        "LinkSources": MemberSpec("LinkSources", "method", lambda book, *_: EMPTY, varargs=True),
        "ActiveChart": MemberSpec("ActiveChart", "property", lambda book: NOTHING),
    }
    for spec in books.values():
        model.Workbook.vba_add_member(spec)
    save_as = model.Workbook._vba_members["saveas"]
    save_as.getter, save_as.varargs, save_as.parameters = _save_as, False, ("Filename", "FileFormat", "Password")


_register()


def add_in_book(application: HostApplication, folder: Path, path: Path | None, texts: list[list[object]]) -> Any:
    """The add-in's own workbook: read from an .xlam, or empty with a sheet `zpb` of these texts."""
    if path is not None:
        book = load_workbook(application, path)
    else:
        book = model.Workbook(application, "zpb.xlam", str(folder))
        sheet = book.add_sheet("zpb")
        for row, line in enumerate(texts, start=1):
            for column, text in enumerate(line, start=1):
                cell = sheet.cell(row, column, create=True)
                assert cell is not None
                cell.value = text
    still(book)
    application.workbooks_.add_ins.append(book)  # type: ignore[attr-defined]
    return book


def fresh_folder() -> Path:
    """A folder for the add-in, with a Chinese name and a space as a user's often has."""
    return Path(tempfile.mkdtemp(prefix="加载 项-"))
