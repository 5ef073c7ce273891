"""The DLL's place in VBA: `XLPy` is xlwings' real XLPython object, reached without COM."""

from __future__ import annotations

import importlib
import traceback
from typing import Any

from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._objects import MemberSpec, VBAObject

from tests.excel_host import com, pywin32, values

E_FAIL = -2147467259


class XLPy(VBAObject):
    """What VBA's XLPy is: every call is one crossing from Excel into Python, an exception there a COM error here."""

    vba_type_name = "XLPython"

    def __init__(self, crossings: com.Crossings) -> None:
        self._crossings = crossings
        # The class of xlwings as on Windows: this object lives inside pywin32.installed().
        self._server = importlib.import_module("xlwings.com_server").XLPython()

    def vba_member(self, name: str) -> MemberSpec | None:
        public = {one.lower(): one for one in self._server._public_methods_}
        found = public.get(name.lower())
        if found is None:
            return None
        return MemberSpec(name=found, kind="method", getter=_method(found), varargs=True)

    def call(self, name: str, *args: object) -> object:
        """One method of XLPython, with VBA's values; raises VBARuntimeError for any exception of Python."""
        try:
            return self.ask(name, *args)
        except Exception as failure:
            raise _as_vba_error(failure) from failure

    def ask(self, name: str, *args: object) -> object:
        """As `call`, with Python's own exceptions."""
        self._crossings.cross(f"XLPy.{name}")
        found = getattr(self._server, name)(*(self._argument(one) for one in args))
        return _Held(found) if isinstance(found, pywin32.Wrapped) else values.to_vba(found)

    def _argument(self, value: object) -> Any:
        if isinstance(value, _Held):
            return value.held
        return values.to_python(value, lambda found: com.PyIDispatch(found, self._crossings))


class _Held(VBAObject):
    """A Python object in VBA's hands."""

    vba_type_name = "Object"

    def __init__(self, held: pywin32.Wrapped) -> None:
        self.held = held


def _method(name: str) -> Any:
    def call(server: XLPy, *args: object) -> object:
        return server.call(name, *args)

    return call


def _as_vba_error(failure: Exception) -> VBARuntimeError:
    # pywin32's server: a com_error keeps its number, anything else is E_FAIL with the traceback as its description.
    if isinstance(failure, com.com_error):
        return VBARuntimeError(failure.hresult, str(failure.strerror))
    text = "".join(traceback.format_exception(failure))
    return VBARuntimeError(E_FAIL, f"Unexpected Python Error: {text}")
