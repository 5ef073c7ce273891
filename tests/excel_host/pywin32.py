"""pywin32's modules over the stand-in for Excel, and xlwings imported with them as if on Windows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

from tests.excel_host import com, values
from zipingbiao.adapters.excel.off_windows import as_on_windows, make_modules

HWND, PID = 4711, 815
#: Modules that keep xlwings' decorators from being imported with one xlwings or the other.
_DECORATED = ("zipingbiao_addin",)


class Machine:
    """What the stand-ins need to know of the machine: the one Excel that runs, and the message boxes shown."""

    def __init__(self, excel: com.PyIDispatch | None = None, *, answer: int = 1) -> None:
        self.excel = excel
        self.boxes: list[tuple[str, str]] = []
        self.answer = answer

    def message_box(self, _: int, text: str, title: str = "", __: int = 0) -> int:
        self.boxes.append((title, text))
        return self.answer


@contextmanager
def installed(machine: Machine | None = None) -> Iterator[ModuleType]:
    """xlwings as on Windows, reaching the machine's Excel; everything in sys.modules is as before afterwards."""
    machine = machine or Machine()
    kept = {name: sys.modules.pop(name) for name in _DECORATED if name in sys.modules}
    try:
        with as_on_windows(modules(machine)) as xlwings:
            _reach(xlwings, machine)
            yield xlwings
    finally:
        for name in _DECORATED:
            sys.modules.pop(name, None)
        sys.modules.update(kept)


def modules(machine: Machine) -> dict[str, ModuleType]:
    """pywin32's modules by name, with what xlwings uses of each."""
    dispatch, classes = _dispatch_to(machine), {"CDispatch": com.CDispatch}
    for name in ("CoClassBaseClass", "DispatchBaseClass"):
        classes[name] = type(name, (), {})
    return make_modules(
        {
            "pywintypes": {"com_error": com.com_error, "error": com.com_error, "TimeType": values.TimeType, "IID": values.IID},
            "pythoncom": {
                "com_error": com.com_error, "ole_error": com.com_error, "__file__": "pythoncom",
                "CoInitialize": _nothing, "CoUninitialize": _nothing,
                "IID_IDispatch": "IID_IDispatch", "IID_IEnumVARIANT": "IID_IEnumVARIANT",
                "TypeIIDs": {"IID_IDispatch": com.PyIDispatch},
                "Missing": values.MISSING, "Empty": values.EMPTY,
            },
            "win32api": {"MessageBox": machine.message_box, "GetCurrentThreadId": lambda: 1},
            "win32con": {
                "MB_OK": 0, "MB_OKCANCEL": 1, "MB_YESNOCANCEL": 3, "MB_YESNO": 4,
                "MB_ICONWARNING": 48, "MB_ICONINFORMATION": 64,
            },
            "win32event": {}, "win32gui": {"FindWindowEx": lambda *_: HWND},
            "win32process": {"GetWindowThreadProcessId": lambda _: (1, PID)},
            "win32timezone": {"TimeZoneInfo": SimpleNamespace(utc=lambda: values.dt.UTC)},
            "win32com": {},
            "win32com.client": {**classes, "Dispatch": dispatch, "DispatchEx": dispatch, "dynamic": SimpleNamespace(Dispatch=dispatch)},
            "win32com.client.gencache": {"EnsureModule": _nothing, "EnsureDispatch": dispatch},
            "win32com.server": {}, "win32com.server.dispatcher": {},
            "win32com.server.policy": {"DefaultPolicy": type("DefaultPolicy", (), {})},
            "win32com.server.util": {"wrap": Wrapped, "unwrap": _unwrap},
        }
    )  # fmt: skip


class Wrapped:
    """A Python object given to a COM client, as win32com.server.util.wrap makes it."""

    def __init__(self, inner: Any, iid: Any = None) -> None:
        self.inner = inner


def _unwrap(what: Any) -> Any:
    if isinstance(what, Wrapped):
        return what.inner
    raise com.com_error(-2147467262, "No such interface supported", None, None)


def _dispatch_to(machine: Machine) -> Callable[..., com.CDispatch]:
    def dispatch(what: Any, *rest: Any, **named: Any) -> com.CDispatch:
        if what == "Excel.Application" and machine.excel is not None:
            return com.CDispatch(machine.excel)
        return com.dispatch(what, *rest, **named)

    return dispatch


def _reach(xlwings: ModuleType, machine: Machine) -> None:
    """The window that xlwings finds Excel by, and the application behind it."""
    windows = sys.modules["xlwings._xlwindows"]
    user32 = SimpleNamespace(
        GetTopWindow=lambda _: HWND if machine.excel else 0, GetWindow=lambda *_: 0,
        GetForegroundWindow=lambda: HWND, SetForegroundWindow=_nothing, SetWindowPos=_nothing,
    )  # fmt: skip
    vars(windows).update(
        windll=SimpleNamespace(user32=user32),
        accessible_object_from_window=_nothing,
        _PyCom_PyObjectFromIUnknown=lambda *_: machine.excel,
        # a member that the stand-in lacks is to fail a test, not to be asked for ever
        N_COM_ATTEMPTS=3,
    )


def _nothing(*_: Any, **__: Any) -> None:
    return None
