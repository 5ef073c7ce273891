"""xlwings' Windows modules imported where there is no Windows: for generating the VBA wrappers, and for the tests.

xlwings defines its decorators and its UDF server only on Windows, with pywin32. Here it is imported once more as if it
were there: empty stand-ins for pywin32, the platform's name changed while importing, and everything put back after.
Nothing of it can reach an Excel; tests/excel_host builds on it with stand-ins that can reach a workbook in memory.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

#: What xlwings and its Windows modules import of the standard library: to be imported under the true platform's name.
_BEFORE = ("asyncio", "atexit", "concurrent.futures.thread", "locale", "shlex", "subprocess", "tempfile", "xlwings")
_WINDOWS_MODULES = ("xlwings._xlwindows", "xlwings.udfs", "xlwings.com_server")


@contextmanager
def xlwings_udfs() -> Iterator[ModuleType]:
    """xlwings.udfs, with xlwings as on Windows in sys.modules meanwhile; raises ImportError without xlwings.

    A module with `@xw.func` has to be imported inside the block for its functions to be registered.
    """
    if sys.platform == "win32":
        yield importlib.import_module("xlwings.udfs")
        return
    with as_on_windows(empty_pywin32()):
        yield sys.modules["xlwings.udfs"]


@contextmanager
def as_on_windows(pywin32: Mapping[str, ModuleType]) -> Iterator[ModuleType]:
    """xlwings imported anew as if on Windows with these modules for pywin32; sys.modules is put back at the end."""
    for name in _BEFORE:
        importlib.import_module(name)
    kept = {name: module for name, module in sys.modules.items() if _ours(name, pywin32)}
    for name in kept:
        del sys.modules[name]
    sys.modules.update(pywin32)
    try:
        yield _import_xlwings()
    finally:
        for name in [name for name in sys.modules if _ours(name, pywin32)]:
            del sys.modules[name]
        sys.modules.update(kept)


def empty_pywin32() -> dict[str, ModuleType]:
    """Modules with the names of pywin32 that xlwings looks up while being imported, and nothing behind them."""

    class ComError(Exception):
        pass

    class Dispatch:
        pass

    def nothing(*_: Any, **__: Any) -> None:
        return None

    dispatch = "IID_IDispatch"
    contents: dict[str, dict[str, Any]] = {
        "pywintypes": {"com_error": ComError, "error": ComError, "TimeType": type("TimeType", (), {}), "IID": str},
        "pythoncom": {
            "com_error": ComError, "ole_error": ComError, "CoInitialize": nothing, "IID_IDispatch": dispatch,
            "TypeIIDs": {dispatch: Dispatch}, "__file__": "pythoncom",
        },
        "win32api": {}, "win32con": {}, "win32event": {}, "win32gui": {}, "win32process": {}, "win32timezone": {},
        "win32com": {},
        "win32com.client": dict.fromkeys(
            ("CDispatch", "CoClassBaseClass", "Dispatch", "DispatchBaseClass", "DispatchEx"), Dispatch
        ),
        "win32com.server": {}, "win32com.server.dispatcher": {}, "win32com.server.policy": {}, "win32com.server.util": {},
    }  # fmt: skip
    return make_modules(contents)


def make_modules(contents: Mapping[str, Mapping[str, Any]]) -> dict[str, ModuleType]:
    """Modules of these names and contents, each also an attribute of its package."""
    modules = {name: ModuleType(name, "A stand-in for pywin32.") for name in contents}
    for name, module in modules.items():
        vars(module).update(contents[name])
        package, _, last = name.rpartition(".")
        if package:
            setattr(modules[package], last, module)
            # marks a package, so that its submodules can be imported
            modules[package].__path__ = []
    return modules


def _import_xlwings() -> ModuleType:
    library = SimpleNamespace(PyCom_PyObjectFromIUnknown=SimpleNamespace())
    dll = SimpleNamespace(ole32=SimpleNamespace(CLSIDFromString=lambda *_: None))
    # each attribute is read while importing only; Python's own ctypes has windll and oledll on Windows alone
    with (
        mock.patch.object(sys, "platform", "win32"),
        mock.patch.object(ctypes, "windll", SimpleNamespace(), create=True),
        mock.patch.object(ctypes, "oledll", dll, create=True),
        mock.patch.object(ctypes, "PyDLL", lambda _: library),
        # xlwings registers a clean-up that looks for Excel processes
        mock.patch("atexit.register", lambda function, *_, **__: function),
    ):
        xlwings = importlib.import_module("xlwings")
    missing = [name for name in _WINDOWS_MODULES if name not in sys.modules]
    if missing:
        raise ImportError(f"xlwings {xlwings.__version__} did not import {', '.join(missing)}")
    return xlwings


def _ours(name: str, pywin32: Mapping[str, ModuleType]) -> bool:
    return name == "xlwings" or name.startswith("xlwings.") or name in pywin32
