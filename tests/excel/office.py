"""Excel in memory with the add-in's VBA, and what its workbooks look like, for the tests of the button."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter import _runtime
from pyopenvba.interpreter._values import EMPTY

from tests.excel import more_of_excel  # noqa: F401 - registers members of Excel's objects
from tests.excel_host.host import ROOT, ExcelHost, excel_host
from tests.excel_host.supplements import still
from zipingbiao.adapters.excel.host import XlwingsHost

#: What the button's VBA is made of; the other modules start Python and hold the ribbon.
MODULES = tuple(ROOT / f"macros/Zpb{name}.bas" for name in ("Marks", "Protection", "Reading", "Records", "Results", "Sheets", "Table"))
_NOTHING_TO_REBIND = "Public Function ZpbRebind(ByVal book As Object) As Long\r\nEnd Function\r\n"
_DOING = frozenset({"add", "addcomment", "delete", "activate", "autofilter", "clearcontents", "unprotect", "protect"})


@contextlib.contextmanager
def office(workbook: Path | None = None) -> Iterator[ExcelHost]:
    """An Excel with that workbook, or an empty one, and our VBA."""
    with excel_host(workbook, modules=MODULES) as excel:
        excel.add_module(_NOTHING_TO_REBIND, "ZpbRebinding")
        yield excel


def host_of(excel: ExcelHost) -> XlwingsHost:
    """The host of the actions, on xlwings' own code; workbooks do not recalculate."""
    still(excel.excel.workbook)
    return XlwingsHost(excel.app)


_INTERIOR = (
    "Pattern", "Color", "ColorIndex", "ThemeColor", "TintAndShade", "PatternColor", "PatternColorIndex",
    "PatternThemeColor", "PatternTintAndShade",
)  # fmt: skip


def fills(excel: ExcelHost) -> dict[tuple[str, str], Any]:
    """The fill of every cell that has one, by sheet and cell, as Excel's Interior tells it; of a gradient all of it."""
    found: dict[tuple[str, str], Any] = {}
    for sheet in _sheets(excel):
        for spot in sheet.cells_:
            fill, name = sheet.style_at(*spot).fill, _name(spot)
            if fill.gradient:
                found[sheet.name, name] = fill
            elif fill.pattern != "none":
                interior = sheet.vba_get("Range", [name]).vba_get("Interior")
                found[sheet.name, name] = tuple(interior.vba_get(member) for member in _INTERIOR)
    return found


def notes(excel: ExcelHost) -> dict[tuple[str, str], str]:
    """The text of every note, by sheet and cell."""
    return {(sheet.name, _name(spot)): note.text for sheet in _sheets(excel) for spot, note in sheet.notes.items()}


def look(excel: ExcelHost) -> dict[str, Any]:
    """Everything that marking could change: fills, notes, values, sheets, names, protection, what the user sees."""
    application, book = excel.application, excel.excel.workbook
    names = excel.run("ZpbNames", book.name)[1] or ()
    return {
        "fills": fills(excel),
        "notes": notes(excel),
        "values": {
            (sheet.name, _name(spot)): (cell.value, cell.formula)
            for sheet in _sheets(excel)
            for spot, cell in sheet.cells_.items()
            if cell.value not in (None, EMPTY) or cell.formula
        },
        "sheets": [(sheet.name, sheet.visible) for sheet in _sheets(excel)],
        # Excel takes a filter's hidden name away with its sheet; pyOpenVBA keeps it.
        "names": sorted(
            pair for pair in zip(names[::2], names[1::2], strict=True) if not pair[0].endswith("_FilterDatabase")
        ),
        "protection": {
            sheet.name: (sheet.protection, sheet.protection_allows, sheet.enable_selection) for sheet in _sheets(excel)
        },
        "structure": (book.vba_get("ProtectStructure"), book.vba_get("ProtectWindows")),
        "merged": {sheet.name: list(map(str, sheet.merged_areas)) for sheet in _sheets(excel)},
        "active": book.active_sheet.name,
        "settings": [
            application.vba_get(name) for name in ("ScreenUpdating", "EnableEvents", "DisplayAlerts", "Calculation")
        ],
        "selection": excel.run("ZpbWhere")[3:5],
    }


class Breaker:
    """Makes one step of our VBA fail as Excel makes it fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 0
        self.steps = 0
        self._get, self._set = _runtime._dispatch_get, _runtime._dispatch_set
        monkeypatch.setattr(_runtime, "_dispatch_get", self._getting)
        monkeypatch.setattr(_runtime, "_dispatch_set", self._setting)

    def break_at(self, number: int) -> None:
        """The number-th step from now fails, once."""
        self.left, self.steps = number, 0

    def _step(self) -> None:
        self.steps += 1
        self.left -= 1
        if self.left == 0:
            raise VBARuntimeError(1004, "the test broke this step")

    def _getting(self, target: Any, name: str, *rest: Any, **named: Any) -> Any:
        if name.lower() in _DOING and target.vba_type_name != "Collection":
            self._step()
        return self._get(target, name, *rest, **named)

    def _setting(self, target: Any, name: str, *rest: Any, **named: Any) -> Any:
        if target.vba_type_name != "Application":
            self._step()
        return self._set(target, name, *rest, **named)


def _sheets(excel: ExcelHost) -> list[Any]:
    return [view.sheet for view in excel.excel.sheets()]


def _name(spot: tuple[int, int]) -> str:
    from zipingbiao.writers.marking.areas import cell_name

    return cell_name(spot)
