"""What pyOpenVBA's VBA leaves to the machine: the registry settings, DoEvents, Environ, Dir, objects of the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyopenvba.apps.excel import _model as model
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.interpreter._objects import MemberSpec, VBAObject
from pyopenvba.interpreter._runtime import UNRESOLVED, Interpreter
from pyopenvba.interpreter._values import EMPTY, MISSING, VBAInt, error, to_text


class HostBridge(ExcelBridge):
    """The host as VBA sees it, with objects of the tests under names of their own (XLPy), and the library VBA."""

    def __init__(self, application: model.Application) -> None:
        super().__init__(application)
        self.objects: dict[str, VBAObject] = {}

    def global_object(self, name: str) -> object:
        found = self.objects.get(name, UNRESOLVED)
        return super().global_object(name) if found is UNRESOLVED else found


PYTHON = r"C:\Users\张 三\AppData\Local\zipingbiao\pythonw.exe"


class Machine:
    """The part of a Windows machine that VBA asks: HKCU settings, environment variables, which files there are.

    An interpreter is installed to begin with, and xlwings' DLL beside it.
    """

    def __init__(self) -> None:
        self.settings: dict[tuple[str, str, str], str] = {("zipingbiao", "addin", "interpreter"): PYTHON}
        self.environment: dict[str, str] = {}
        folder = PYTHON.rpartition("\\")[0]
        self.files = {PYTHON, *(rf"{folder}\xlwings{bits}-0.37.8.dll" for bits in (32, 64))}

    def has_file(self, path: str) -> bool:
        return path.lower() in {one.lower() for one in self.files}

    def intrinsics(self) -> dict[str, Callable[..., object]]:
        """The functions by their names in lower case, as Interpreter keeps them."""

        def taking(function: Callable[..., object]) -> Callable[..., object]:
            return lambda _, args, named: function(*args, **{key.lower(): value for key, value in named.items()})

        return {
            "getsetting": taking(self._get),
            "savesetting": taking(self._save),
            "deletesetting": taking(self._delete),
            "environ": taking(lambda expression: self.environment.get(to_text(expression).upper(), "")),
            "dir": taking(self._dir),
            "getattr": taking(self._attributes),
            "doevents": taking(lambda: 0),
        }

    def _get(self, appname: object, section: object, key: object, default: object = MISSING) -> object:
        found = self.settings.get(_key(appname, section, key))
        return found if found is not None else ("" if default is MISSING else to_text(default))

    def _save(self, appname: object, section: object, key: object, setting: object) -> object:
        self.settings[_key(appname, section, key)] = to_text(setting)
        return EMPTY

    def _delete(self, appname: object, section: object = MISSING, key: object = MISSING) -> object:
        wanted = [to_text(one).lower() for one in (appname, section, key) if one is not MISSING]
        found = [one for one in self.settings if list(one[: len(wanted)]) == wanted]
        if not found:
            raise error(5)
        for one in found:
            del self.settings[one]
        return EMPTY

    def _dir(self, pathname: object = MISSING, attributes: object = MISSING) -> object:
        path = to_text(pathname)
        return path.rpartition("\\")[2] if self.has_file(path) else ""

    def _attributes(self, pathname: object) -> object:
        if not self.has_file(to_text(pathname)):
            raise error(53)
        return VBAInt(32, "Integer")


def attach(interpreter: Interpreter, machine: Machine) -> VBAObject:
    """Give the interpreter the machine's functions; the library VBA, so that VBA.Len and the like resolve."""
    interpreter._intrinsics = {**interpreter._intrinsics, **machine.intrinsics()}
    return _Library(interpreter)


class _Library(VBAObject):
    vba_type_name = "VBA"

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter

    def vba_member(self, name: str) -> MemberSpec | None:
        if name.lower() not in self._interpreter._intrinsics:
            return None

        def call(_: Any, *args: object) -> object:
            return self._interpreter.call_intrinsic(name.lower(), list(args), {})

        return MemberSpec(name, "method", call, varargs=True)


def _key(*parts: object) -> tuple[str, str, str]:
    app, section, key = (to_text(one).lower() for one in parts)
    return app, section, key
