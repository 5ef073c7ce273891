"""What pyOpenVBA's VBA leaves to the machine: the registry settings, DoEvents, Environ, Dir, objects of the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import _model as model
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.interpreter._objects import MemberSpec, VBAObject
from pyopenvba.interpreter._runtime import UNRESOLVED, Interpreter
from pyopenvba.interpreter._values import EMPTY, MISSING, error, to_text


class HostBridge(ExcelBridge):
    """The host as VBA sees it, with objects of the tests under names of their own (XLPy), and the library VBA."""

    def __init__(self, application: model.Application) -> None:
        super().__init__(application)
        self.objects: dict[str, VBAObject] = {}

    def global_object(self, name: str) -> object:
        found = self.objects.get(name, UNRESOLVED)
        return super().global_object(name) if found is UNRESOLVED else found


class Machine:
    """The part of a Windows machine that VBA asks: HKCU settings, environment variables, files."""

    def __init__(self) -> None:
        self.settings: dict[tuple[str, str, str], str] = {}
        self.environment: dict[str, str] = {}

    def intrinsics(self) -> dict[str, Callable[..., object]]:
        """The functions by their names in lower case, as Interpreter keeps them."""

        def taking(function: Callable[..., object]) -> Callable[..., object]:
            return lambda _, args, named: function(*args, **{key.lower(): value for key, value in named.items()})

        return {
            "getsetting": taking(self._get),
            "savesetting": taking(self._save),
            "deletesetting": taking(self._delete),
            "environ": taking(lambda expression: self.environment.get(to_text(expression).upper(), "")),
            "dir": taking(_dir),
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


def _dir(pathname: object = MISSING, attributes: object = MISSING) -> object:
    """Dir of one path without wildcards: its name where it is a file, else nothing."""
    path = Path(to_text(pathname).replace("\\", "/"))
    return path.name if path.is_file() else ""
