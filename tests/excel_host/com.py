"""Late-bound IDispatch over pyOpenVBA's objects, as pywin32 shows Excel's: what is asked crosses a counted boundary.

One crossing is one Invoke: a property read or set, a method called, a step of an enumeration. What VBA does inside one
Application.Run stays inside Excel and is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MethodType, SimpleNamespace
from typing import Any

from pyopenvba.exceptions import VBARuntimeError, VBAUnsupportedError
from pyopenvba.interpreter._objects import VBAObject
from pyopenvba.interpreter._values import MISSING

from tests.excel_host import values

DISP_E_EXCEPTION, DISP_E_BADINDEX, DISP_E_TYPEMISMATCH = -2147352567, -2147352565, -2147352571
DISP_E_MEMBERNOTFOUND, DISP_E_UNKNOWNNAME, DISP_E_BADPARAMCOUNT = -2147352573, -2147352570, -2147352562
#: 0x800A03EC, what Excel gives with nearly every refusal (VBA's error 1004).
REFUSED = -2146827284
#: Properties of Excel's type library with an argument that is not optional: pywin32 makes methods of them. Those with
#: optional arguments only are properties, with GetX beside them for the arguments (Address, GetAddress).
_TAKE_ARGUMENTS = frozenset({"range", "item", "end", "builtinnames", "international", "getopenfilename"})
_RANGE_IID = "{00020846-0000-0000-C000-000000000046}"


class com_error(Exception):  # noqa: N801 - pywin32's own name
    """pywintypes.com_error: hresult, strerror, excepinfo (wcode, source, text, help file, help id, scode), argerror."""

    def __init__(self, hresult: int, strerror: str, excepinfo: Any = None, argerror: Any = None) -> None:
        super().__init__(hresult, strerror, excepinfo, argerror)
        self.hresult, self.strerror, self.excepinfo, self.argerror = hresult, strerror, excepinfo, argerror


class Crossings:
    """The boundary between Python and Excel: counts and lists the calls, and breaks where a test says so."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.unsupported: list[str] = []
        self._breaks: tuple[int, bool, com_error] | None = None
        self._since_break = 0

    @property
    def count(self) -> int:
        """The calls since the start or the last reset."""
        return len(self.log)

    def reset(self) -> None:
        """Forget the calls and any break."""
        self.log.clear()
        self._breaks = None

    def break_at(self, number: int, *, for_good: bool = False, failure: com_error | None = None) -> None:
        """Raise at the number-th call from now, counted from 1; with `for_good` at every one after it too."""
        self._breaks, self._since_break = (number, for_good, failure or refusal("the test broke this call")), 0

    def cross(self, what: str) -> None:
        """One call is made; raises com_error where it is to break."""
        self.log.append(what)
        if self._breaks is None:
            return
        self._since_break += 1
        number, for_good, failure = self._breaks
        if self._since_break == number or (for_good and self._since_break > number):
            raise failure


def refusal(text: str, scode: int = REFUSED) -> com_error:
    """The com_error of something Excel refuses to do."""
    return com_error(
        DISP_E_EXCEPTION, "Exception occurred.", (0, "Microsoft Excel", text, "xlmain11.chm", 0, scode), None
    )


class PyIDispatch:
    """The bare interface pointer that pywin32 hands over; Dispatch makes a CDispatch of it."""

    def __init__(self, target: VBAObject, crossings: Crossings) -> None:
        self.target, self.crossings = target, crossings

    def GetTypeInfo(self) -> Any:
        name = self.target.vba_type_name
        iid = values.IID(_RANGE_IID if name == "Range" else f"{{stand-in for {name}}}")
        return SimpleNamespace(
            GetTypeAttr=lambda: SimpleNamespace(iid=iid), GetDocumentation=lambda _: (name, None, 0, None)
        )

    def GetIDsOfNames(self, _: int, name: str) -> int:
        if self.target.vba_member(name) is None:
            raise com_error(DISP_E_UNKNOWNNAME, "Unknown name.", None, None)
        return 1


class CDispatch:
    """win32com.client.CDispatch over one object of pyOpenVBA."""

    _oleobj_: PyIDispatch

    def __init__(self, pointer: PyIDispatch) -> None:
        object.__setattr__(self, "_oleobj_", pointer)

    def __repr__(self) -> str:
        return f"<COMObject {self._oleobj_.target.vba_type_name}>"

    def __eq__(self, other: object) -> bool:
        pointer = getattr(other, "_oleobj_", None)
        return pointer is not None and pointer.target is self._oleobj_.target

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        target = self._oleobj_.target
        spec = target.vba_member(name)
        if spec is None and name[:3] in ("Get", "Set") and target.vba_member(name[3:]) is not None:
            return MethodType(_setting(name[3:]) if name[:3] == "Set" else _calling(name[3:]), self)
        if spec is None:
            self._missing(name)
        elif name == "Item" and "_lines_" in vars(self):
            return MethodType(_line, self)
        elif spec.kind == "method" or name.lower() in _TAKE_ARGUMENTS:
            return MethodType(_calling(spec.name), self)
        found = _invoke(self, name, "get", lambda: target.vba_get(name))
        if name in ("Rows", "Columns"):
            # the Range of all of them, whose items are lines and not cells
            object.__setattr__(found, "_lines_", (target, name))
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        _put(self, name, value, ())

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The default member: a cell of a Range, an item of a collection."""
        if "_lines_" in vars(self) and len(args) == 1:
            return _line(self, *args)
        target = self._oleobj_.target
        # Range's default member with arguments is _Default(RowIndex, ColumnIndex), its cell.
        default = target.vba_default_member()
        name = "Item" if target.vba_type_name == "Range" and args else default.name if default else ""
        if not name:
            raise com_error(DISP_E_MEMBERNOTFOUND, "Member not found.", None, None)
        return _calling(name)(self, *args, **named)

    def __iter__(self) -> Iterator[Any]:
        pointer = self._oleobj_
        walk = _invoke(self, "_NewEnum", "get", lambda: iter(pointer.target.vba_iterate()), convert=lambda found: found)
        for one in walk:
            pointer.crossings.cross(f"{pointer.target.vba_type_name} Next")
            yield to_python(one, pointer.crossings)

    def __len__(self) -> int:
        return int(self.Count)

    def __bool__(self) -> bool:
        return True

    def _missing(self, name: str) -> None:
        target = self._oleobj_.target
        why = target.vba_no_member(name)
        if isinstance(why, VBAUnsupportedError):
            _unsupported(self._oleobj_.crossings, why)
        raise AttributeError(f"<{target.vba_type_name}>.{name}")


def dispatch(what: Any, *_: Any, **__: Any) -> CDispatch:
    """win32com.client.Dispatch of a pointer or of what has one; raises com_error for a program's name."""
    if isinstance(what, PyIDispatch):
        return CDispatch(what)
    pointer = getattr(what, "_oleobj_", None)
    if isinstance(pointer, PyIDispatch):
        return CDispatch(pointer)
    raise com_error(-2147221005, "Invalid class string", None, None)


def to_python(value: object, crossings: Crossings) -> Any:
    """A value of VBA as pywin32 hands it to Python."""
    return values.to_python(value, lambda found: CDispatch(PyIDispatch(found, crossings)))


def _calling(name: str) -> Callable[..., Any]:
    def call(self: CDispatch, *args: Any, **named: Any) -> Any:
        target = self._oleobj_.target
        # null is what None becomes; an argument at the end that is None is as good as left out
        given = [values.to_vba(one) for one in args]
        while given and given[-1] is values.NULL and name != "Run":
            given.pop()
        by_name = {key: MISSING if value is None else values.to_vba(value) for key, value in named.items()}
        return _invoke(self, name, "call", lambda: target.vba_get(name, given, by_name))

    return call


def _line(self: CDispatch, index: Any) -> Any:
    owner, name = vars(self)["_lines_"]
    return _invoke(self, "Item", "call", lambda: owner.vba_get(name, [values.to_vba(index)]))


def _setting(name: str) -> Callable[..., None]:
    def put(self: CDispatch, *args: Any) -> None:
        _put(self, name, args[-1], args[:-1])

    return put


def _put(self: CDispatch, name: str, value: Any, args: tuple[Any, ...]) -> None:
    target = self._oleobj_.target
    if target.vba_member(name) is None:
        self._missing(name)
    given = [values.to_vba(one) for one in args]
    _invoke(self, name, "set", lambda: target.vba_set(name, values.cell_value(values.to_vba(value)), given))


def _invoke(
    self: CDispatch, name: str, how: str, act: Callable[[], object], convert: Callable[[Any], Any] | None = None
) -> Any:
    pointer = self._oleobj_
    pointer.crossings.cross(f"{pointer.target.vba_type_name}.{name} {how}")
    try:
        found = act()
    except VBARuntimeError as failure:
        raise _as_com_error(failure) from failure
    except VBAUnsupportedError as failure:
        _unsupported(pointer.crossings, failure)
    if convert is not None:
        return convert(found)
    if name in ("Value", "Value2", "Formula"):
        found = values.doubles(found)
    return to_python(found, pointer.crossings)


def _unsupported(crossings: Crossings, why: VBAUnsupportedError) -> None:
    """A member that Excel has and the stand-in has not: loud, and remembered where a caller swallows it."""
    crossings.unsupported.append(str(why))
    raise NotImplementedError(f"tests/excel_host: {why}") from why


def _as_com_error(failure: VBARuntimeError) -> com_error:
    number = failure.number
    if number == 9:
        return com_error(DISP_E_EXCEPTION, "Exception occurred.", (0, None, None, None, 0, DISP_E_BADINDEX), None)
    if number == 13:
        return com_error(DISP_E_TYPEMISMATCH, "Type mismatch.", None, 1)
    if number in (448, 449, 450):
        return com_error(DISP_E_BADPARAMCOUNT, "Invalid number of parameters.", None, None)
    return refusal(failure.description, number if number < 0 else number - 0x7FF60000)
