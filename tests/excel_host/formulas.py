"""Functions of the add-in's VBA in the formulas of cells: pyOpenVBA's formula engine asks them of its interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyopenvba._a1 import Area
from pyopenvba.apps.excel import _model as model
from pyopenvba.apps.excel._engine_book import ERROR_NUMBERS, scalar
from pyopenvba.formula._calc import registry
from pyopenvba.formula._calc.cells import CellError
from pyopenvba.formula._calc.values import EMPTY, Array, Empty, ExcelError, Reference
from pyopenvba.interpreter._values import EMPTY as VBA_EMPTY
from pyopenvba.interpreter._values import MISSING, VBAArray, VBAErrorValue


@contextmanager
def living(host: Any) -> Iterator[None]:
    """Every public Function of the host's modules is a function of formulas meanwhile."""
    names = []
    for module in host.excel.interpreter.modules.values():
        for name, procedure in _functions(module):
            if name not in registry.FUNCTIONS:
                names.append(name)
                registry.function(name, registry.R, minimum=0, maximum=registry.MAX_ARGUMENTS)(
                    _implementation(host, procedure)
                )
    try:
        yield
    finally:
        for name in names:
            del registry.FUNCTIONS[name]


def _functions(module: Any) -> list[tuple[str, str]]:
    return [
        (one.name.upper(), one.name)
        for one in module.parsed.procedures
        if one.kind == "function" and one.scope != "private"
    ]


def _implementation(host: Any, name: str) -> Any:
    def call(context: Any, *args: Any) -> Any:
        sheet = host.excel.workbook.sheet_named(context.sheet)
        caller = model.Range(sheet, [Area(context.row, context.column, context.row, context.column, sheet.name)])
        found = scalar(host.call_from_cell(caller, name, *(_to_vba(host, one) for one in args)))
        if isinstance(found, CellError):
            raise ExcelError(found)
        return found

    return call


def _to_vba(host: Any, value: Any) -> object:
    if isinstance(value, Reference):
        areas = [Area(one.top, one.left, one.bottom, one.right, one.sheet) for one in value.areas]
        return model.Range(host.excel.workbook.sheet_named(areas[0].sheet), areas)
    if isinstance(value, Array):
        rows = value.rows
        items = [_to_vba(host, row[column]) for column in range(len(rows[0])) for row in rows]
        return VBAArray([(1, len(rows)), (1, len(rows[0]))], items=items)
    if isinstance(value, CellError):
        return VBAErrorValue(ERROR_NUMBERS.get(value.code, 2015))
    if value is EMPTY or isinstance(value, Empty):
        return MISSING
    return value if value is not None else VBA_EMPTY
