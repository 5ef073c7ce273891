"""ExcelHost: a workbook open in pyOpenVBA's Excel, the add-in loaded, xlwings attached to it through the stand-ins."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._runtime import Interpreter
from pyopenvba.interpreter._values import VBAErrorValue

from tests.excel_host import com, pywin32, supplements, values
from tests.excel_host.formulas import living
from tests.excel_host.xlpython import XLPy

ROOT = Path(__file__).resolve().parents[2]


class ExcelHost:
    """An Excel with workbooks and the add-in.

    app, book       xlwings' own App and (active) Book, by real COM-like calls that `crossings` counts
    excel           pyOpenVBA's ExcelApplication, to look at and to act as the user, uncounted
    dialogs         every MsgBox and InputBox of VBA, and every message box of Python, as (title, text)
    status_history  what the status bar was set to
    """

    def __init__(self, machine: pywin32.Machine, modules: Sequence[Path], add_in: Path | None, texts: Any) -> None:
        self.crossings = com.Crossings()
        self.excel = ExcelApplication()
        self.application = supplements.HostApplication()
        self.bridge = supplements.HostBridge(self.application)
        self.excel.application = self.application
        self.excel.interpreter = Interpreter(self.bridge)
        self.application.interpreter = self.excel.interpreter
        self._machine = machine
        machine.excel = com.PyIDispatch(self.application, self.crossings)
        self.folder = supplements.fresh_folder()
        self.add_in = supplements.add_in_book(self.application, self.folder, add_in, texts or [])
        self.application._this_workbook = self.add_in
        if add_in is not None:
            self.excel.load_vba(add_in)
        for path in modules:
            self.add_module(path.read_text(encoding="ascii"), path.stem)
        self.bridge.objects["xlpy"] = XLPy(self.crossings)

    def add_module(self, source: str, name: str) -> None:
        """Load VBA text into the add-in's project, in place of what it has under that name."""
        self.excel.add_module(source.replace("\r\n", "\n"), name=name)

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
        supplements._save_copy_as(self.excel.workbook, str(path))
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
        modules: VBA texts of the add-in, such as macros/*.bas.
        add_in: a built .xlam, for its workbook and its modules.
        texts: rows of the sheet `zpb` of the add-in where there is no .xlam.
        calculate: formulas recalculate, functions of VBA in them too (slow on large workbooks).
    """
    machine = pywin32.Machine()
    with pywin32.installed(machine):
        host = ExcelHost(machine, modules, add_in, texts)
        with living(host):
            if workbook is None:
                host.new()
            else:
                host.open(workbook, calculate=calculate)
            host.crossings.reset()
            yield host


