"""What pyOpenVBA's workbooks lack: add-ins, copies, calculation at rest; each member as Microsoft's reference has it."""

# ruff: noqa: N803 - the arguments' names are those of Excel's type library
from __future__ import annotations

from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import _model as model
from pyopenvba.apps.excel._calc import Calculator
from pyopenvba.apps.excel._io import load_workbook, save_workbook
from pyopenvba.interpreter._objects import MemberSpec, method
from pyopenvba.interpreter._values import EMPTY, MISSING, VBAInt, error, to_text

#: xlOpenXMLWorkbook, xlOpenXMLWorkbookMacroEnabled, xlOpenXMLAddIn
_FORMATS = {".xlsx": 51, ".xlsm": 52, ".xlam": 55}
#: Where the add-in says it is; a user's folder often has a Chinese name and a space.
FOLDER = r"C:\Users\张 三\AppData\Roaming\加载 项"


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

    # Workbooks.Open: the arguments after the name (UpdateLinks, ReadOnly, ...) change nothing here.
    @method
    def Open(self, Filename: object = MISSING, UpdateLinks: object = MISSING, ReadOnly: object = MISSING) -> object:
        try:
            opened = super().Open(Filename)
        except (OSError, LookupError) as failure:
            raise error(1004, f"Sorry, we couldn't find {to_text(Filename)}.") from failure
        still(opened)
        return opened


class StillCalculator(Calculator):
    """Calculation at rest: a formula keeps the value it was saved with, only one newly written is worked out.

    pyOpenVBA reads the long native formulas of a generated workbook at some 7 ms each, 40 s for ten sheets.
    """

    def build(self) -> None:
        pass

    def rebuild(self) -> None:
        self.compiled.clear()

    def wrote(self, sheet: str, row: int, column: int) -> None:
        pass

    def calculate_all(self) -> None:
        pass

    def value_of(self, sheet: str, row: int, column: int, *, force: bool = False) -> object:
        owner = self._sheet_named(sheet)
        cell = owner.cells_.get((row, column)) if owner is not None else None
        if cell is None or not cell.stale:
            return EMPTY if cell is None else cell.value
        return super().value_of(sheet, row, column, force=force)


def still(book: Any) -> None:
    """Put the workbook's calculation at rest."""
    book._calculator = StillCalculator(book)


def add_in_book(application: Any, path: Path | None, texts: list[list[object]]) -> Any:
    """The add-in's own workbook: read from an .xlam, or empty with a sheet `zpb` of these texts."""
    if path is not None:
        book = load_workbook(application, path)
    else:
        book = model.Workbook(application, "zpb.xlam")
        sheet = book.add_sheet("zpb")
        for row, line in enumerate(texts, start=1):
            for column, text in enumerate(line, start=1):
                cell = sheet.cell(row, column, create=True)
                assert cell is not None
                cell.value = text
    book.path = FOLDER
    still(book)
    application.workbooks_.add_ins.append(book)
    return book


def save_copy_as(book: model.Workbook, Filename: object = MISSING) -> object:
    """Workbook.SaveCopyAs: a copy in the file; the open workbook keeps its name and whether it was saved."""
    saved, path, name = book.saved, book.path, book.name
    target = Path(to_text(Filename))
    try:
        save_workbook(book, target)
    except OSError as failure:
        raise error(1004, f"Microsoft Excel cannot access the file '{target}'.") from failure
    finally:
        book.saved, book.path, book.name = saved, path, name
    return EMPTY


def _save_as(
    book: model.Workbook, Filename: object = MISSING, FileFormat: object = MISSING, Password: object = MISSING
) -> object:
    """Workbook.SaveAs: the workbook goes by the new name afterwards."""
    target = Path(to_text(Filename))
    save_workbook(book, target)
    book.path, book.name, book.saved = str(target.parent), target.name, True
    return EMPTY


def _export(book: model.Workbook, Type: object = MISSING, Filename: object = MISSING) -> object:
    """Workbook.ExportAsFixedFormat: a file that only begins as a PDF does; kept in Application.happened for the tests."""
    book.application.happened.append(("ExportAsFixedFormat", (Type, Filename)))
    Path(to_text(Filename)).write_bytes(f"%PDF-1.7\n{book.name}\n".encode())
    return EMPTY


def _file_format(book: model.Workbook) -> object:
    return VBAInt(_FORMATS.get(Path(book.name).suffix.lower(), 51), "Long")


def _is_add_in(book: model.Workbook) -> object:
    return book in getattr(book.application.workbooks_, "add_ins", ())


def _recorded(what: str) -> MemberSpec:
    """A method with an effect outside the workbook: kept in Application.happened for the tests."""

    def record(owner: Any, *args: object) -> object:
        book = getattr(owner, "book", owner)
        book.application.happened.append((what, args))
        return EMPTY

    return MemberSpec(what, "method", record, varargs=True)


def _constant(name: str, value: object) -> MemberSpec:
    return MemberSpec(name, "property", lambda _: value)


_BOOK = (
    MemberSpec("SaveCopyAs", "method", save_copy_as, parameters=("Filename",)),
    MemberSpec("FileFormat", "property", _file_format),
    MemberSpec("IsAddin", "property", _is_add_in),
    _constant("ReadOnly", False),
    _constant("HasPassword", False),
    _constant("Date1904", False),
    MemberSpec("HasVBProject", "property", lambda book: Path(book.name).suffix.lower() in (".xlsm", ".xlam")),
    # Workbook.LinkSources: Empty where there are no links
    MemberSpec("LinkSources", "method", lambda *_: EMPTY, varargs=True),
    _recorded("FollowHyperlink"),
    _recorded("SendMail"),
    MemberSpec("ExportAsFixedFormat", "method", _export, parameters=("Type", "Filename")),
)
for _spec in _BOOK:
    model.Workbook.vba_add_member(_spec)
model.Worksheet.vba_add_member(_recorded("ExportAsFixedFormat"))
# pyOpenVBA's SaveAs takes a name only; Excel's has the format and the password behind it.
model.Workbook._vba_members["saveas"] = MemberSpec(
    "SaveAs", "method", _save_as, parameters=("Filename", "FileFormat", "Password")
)
