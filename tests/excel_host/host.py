"""ExcelHost: a workbook open in pyOpenVBA's Excel, the add-in loaded, xlwings attached to it through the stand-ins."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel import _model as model
from pyopenvba.excel import ExcelFile
from pyopenvba.interpreter._runtime import Interpreter
from pyopenvba.interpreter._values import VBAErrorValue
from pyopenvba.vba import VBAModuleKind

from tests.excel_host import books, com, dll, language, pywin32, supplements, values
from tests.excel_host.formulas import living
from tests.excel_host.quicker import quicker
from tests.excel_host.softened import softened
from tests.excel_host.xlpython import XLPy

ROOT = Path(__file__).resolve().parents[2]
#: What a .cls file says before its code, which the VBA editor does not show.
_CLASS_HEAD = re.compile(r"\AVERSION .*?^END$\n", re.DOTALL | re.MULTILINE)
#: pyOpenVBA's parser does not know it; no event is raised here anyway.
_WITH_EVENTS = re.compile(r"\bWithEvents[ ]+", re.IGNORECASE)


class ExcelHost:
    """An Excel with workbooks and the add-in.

    app, book       xlwings' own App and (active) Book, by real COM-like calls that `crossings` counts
    excel           pyOpenVBA's ExcelApplication, to look at and to act as the user, uncounted
    dialogs         every MsgBox and InputBox of VBA, and every message box of Python, as (title, text)
    python          xlwings' XLPython as VBA holds it: `.ask("CallUDF", module, function, VBAArray)`
    dll             xlwings' DLL: the command lines it was given
    machine         the registry settings and environment variables that VBA sees
    status_history  what the status bar was set to
    """

    def __init__(self, machine: pywin32.Machine, modules: Sequence[Path], add_in: Path | None, texts: Any) -> None:
        self.crossings = com.Crossings()
        self.excel = ExcelApplication()
        self.application = supplements.HostApplication()
        self.bridge = language.HostBridge(self.application)
        self.excel.application = self.application
        self.excel.interpreter = Interpreter(self.bridge)
        self.application.interpreter = self.excel.interpreter
        self._machine = machine
        machine.excel = com.PyIDispatch(self.application, self.crossings)
        self.machine = language.Machine()
        self.bridge.objects["vba"] = language.attach(self.excel.interpreter, self.machine)
        self.add_in = books.add_in_book(self.application, add_in, texts or [])
        self.application._this_workbook = self.add_in
        if add_in is not None:
            self._load_project(add_in)
        for path in modules:
            is_class = path.suffix.lower() == ".cls"
            self.add_module(
                path.read_text(encoding="ascii"), path.stem, self._kind(path.stem) if is_class else "standard"
            )
        self.python = XLPy(self.crossings)
        self.dll = dll.HostDll(self.machine, self.python)
        self.bridge.objects |= {"xlpy": self.python, "hostdll": self.dll}
        self.excel.add_module(dll.MODULE, name="HostDllFunctions")

    def add_module(self, source: str, name: str, kind: str = "standard") -> None:
        """Load VBA text into the add-in's project; kind is standard, class, or document for ThisWorkbook and sheets."""
        plain = _WITH_EVENTS.sub("", _CLASS_HEAD.sub("", source.replace("\r\n", "\n")))
        self.excel.add_module(dll.without_declares(plain), name=name, kind=kind)

    def start(self) -> None:
        """What happens when Excel loads the add-in: the Workbook_Open of its ThisWorkbook."""
        self.excel.interpreter.run("ThisWorkbook.Workbook_Open")

    def _load_project(self, add_in: Path) -> None:
        with ExcelFile(add_in) as file:
            for module in file.vba_project().modules:
                is_standard = module.kind is VBAModuleKind.standard
                self.add_module(module.source, module.name, "standard" if is_standard else self._kind(module.name))

    def _kind(self, name: str) -> str:
        """Of a module that is a class by its file: a document's own, where the add-in has a document of that name."""
        found = self.bridge.global_object(name.lower())
        return "document" if isinstance(found, model.Workbook | model.Worksheet) else "class"

    def open(self, path: Path | str, *, calculate: bool = False) -> Any:
        """Open a workbook as the active one; without `calculate` its formulas keep their saved values."""
        self.application.workbooks_.Open(str(path))
        opened = self.application.active_book
        assert opened is not None
        if calculate:
            opened._calculator = None
        return opened

    def new(self) -> Any:
        """A new workbook with one sheet, calculating."""
        return self.excel.add_workbook()

    @property
    def app(self) -> Any:
        """xlwings' App attached to this Excel."""
        import xlwings

        return xlwings.apps.active

    @property
    def book(self) -> Any:
        """xlwings' Book of the active workbook."""
        return self.app.books.active

    @property
    def dialogs(self) -> list[tuple[str, str]]:
        return [(title, text) for _, text, title, _ in self.excel.dialogs] + self._machine.boxes

    @property
    def status_history(self) -> list[object]:
        return self.application.status_history

    def answer(self, *answers: object) -> None:
        """What the next message boxes of VBA are answered with."""
        self.excel.answer_dialogs(*answers)

    def save_copy(self, path: Path | str) -> Path:
        """The active workbook as a file, written by pyOpenVBA; the open workbook stays as it is."""
        books.save_copy_as(self.excel.workbook, str(path))
        return Path(path)

    def run(self, macro: str, *args: Any) -> Any:
        """A macro as the user starts it, by key or ribbon."""
        return com.to_python(self.excel.interpreter.run(macro, [values.to_vba(one) for one in args]), self.crossings)

    def cell(self, sheet: str | int, address: str) -> Any:
        """A Range of the active workbook, of pyOpenVBA: `.vba_get("Value")`."""
        return self.excel.sheet(sheet).sheet.vba_get("Range", [address])

    def call_from_cell(self, cell: Any, function: str, *args: object) -> object:
        """A VBA function as a formula of that cell calls it; an untrapped error is #VALUE!, as in Excel."""
        caller, self.application.caller = self.application.caller, cell
        try:
            return self.excel.interpreter.run(function, list(args))
        except com.VBARuntimeError:
            return VBAErrorValue(2015)
        finally:
            self.application.caller = caller


@contextlib.contextmanager
def excel_host(
    workbook: Path | str | None = None,
    *,
    modules: Sequence[Path] = (),
    add_in: Path | None = None,
    texts: list[list[object]] | None = None,
    calculate: bool = False,
) -> Iterator[ExcelHost]:
    """An ExcelHost with xlwings on it for the time of the block.

    Args:
        workbook: a file to open as the active workbook; a new one without.
        modules: VBA texts of the add-in, such as macros/*.bas and *.cls.
        add_in: a built .xlam, for its workbook and its modules.
        texts: rows of the sheet `zpb` of the add-in where there is no .xlam.
        calculate: formulas recalculate, functions of VBA in them too (slow on large workbooks).
    """
    machine = pywin32.Machine()
    with pywin32.installed(machine):
        host = ExcelHost(machine, modules, add_in, texts)
        with living(host), softened(), quicker():
            if workbook is None:
                host.new()
            else:
                host.open(workbook, calculate=calculate)
            host.crossings.reset()
            yield host
