"""Values on their way between VBA and Python, as pywin32 converts VARIANTs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pyopenvba.interpreter._objects import VBAObject
from pyopenvba.interpreter._values import (
    EMPTY,
    MISSING,
    NOTHING,
    NULL,
    VBAArray,
    VBACurrency,
    VBADate,
    VBAErrorValue,
    VBAInt,
)

#: VT_ERROR comes as its SCODE: Excel's error number n as 0x800A0000 + n, a missing argument as DISP_E_PARAMNOTFOUND.
_FIRST_ERROR, _PARAM_NOT_FOUND = -2146828288, -2147352572


class IID(str):
    """pywintypes.IID: equal whatever the case."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.upper() == other.upper()

    def __hash__(self) -> int:
        return hash(self.upper())


class TimeType(dt.datetime):
    """pywintypes.TimeType: a datetime in UTC, which stands for the local time the cell shows."""


def to_python(value: object, wrap: Callable[[VBAObject], Any]) -> Any:
    """A VBA value as pywin32 hands it over: tuples of rows for arrays, an int for an error, `wrap(object)` for objects."""
    if value is EMPTY or value is NULL or value is NOTHING or value is None:
        return None
    if value is MISSING:
        return _PARAM_NOT_FOUND
    if isinstance(value, VBAErrorValue):
        return _FIRST_ERROR + value.number
    if isinstance(value, VBAArray):
        if value.dimensions == 1:
            return tuple(to_python(one, wrap) for one in value.elements())
        (top, bottom), (left, right) = value.bounds
        return tuple(
            tuple(to_python(value.get([row, column]), wrap) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
    if isinstance(value, VBADate):
        when = value.to_datetime()
        return TimeType(*when.timetuple()[:6], tzinfo=dt.UTC)
    if isinstance(value, VBAObject):
        return wrap(value)
    if isinstance(value, VBACurrency):
        return Decimal(value)
    return _plain(value)


def to_vba(value: Any) -> object:
    """What Python passes, as VBA gets it; raises TypeError or ValueError as pywin32 does for what has no VARIANT."""
    if value is None:
        return NULL
    if value in (EMPTY, MISSING) if type(value) is type(EMPTY) else False:
        return value
    pointer = getattr(value, "_oleobj_", value)
    if isinstance(target := getattr(pointer, "target", None), VBAObject):
        return target
    if isinstance(value, bool | str | VBAObject):
        return value
    if isinstance(value, int):
        return VBAInt(value, "Long") if -(2**31) <= value < 2**31 else VBAInt(value, "LongLong")
    if isinstance(value, float):
        return value
    if isinstance(value, dt.datetime):
        return VBADate.from_datetime(value.replace(tzinfo=None))
    if isinstance(value, Decimal):
        return VBACurrency(value)
    if isinstance(value, list | tuple):
        return _array(value)
    raise TypeError(f"Objects of type '{type(value).__name__}' can not be converted to a COM VARIANT")


def cell_value(value: object) -> object:
    """What is put into cells: Null, which None becomes, empties a cell."""
    if value is NULL:
        return EMPTY
    if isinstance(value, VBAArray):
        value.items = [cell_value(one) for one in value.items]
    return value


def doubles(value: object) -> object:
    """Numbers read from cells, all of which are Doubles in Excel."""
    if isinstance(value, VBAArray):
        return VBAArray(value.bounds, items=[doubles(one) for one in value.items])
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _array(value: list[Any] | tuple[Any, ...]) -> VBAArray:
    rows = [one for one in value if isinstance(one, list | tuple)]
    if not rows:
        return VBAArray([(0, len(value) - 1)], items=[to_vba(one) for one in value])
    width = len(rows[0])
    if len(rows) != len(value) or any(len(one) != width for one in rows):
        raise ValueError("All dimensions must be a sequence of the same size")
    items = [to_vba(row[column]) for column in range(width) for row in rows]
    return VBAArray([(0, len(rows) - 1), (0, width - 1)], items=items)


def _plain(value: object) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    return value
