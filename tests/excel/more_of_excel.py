"""Members of Excel that pyOpenVBA knows by name only and the add-in's VBA uses, with just enough behaviour to run it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pyopenvba.apps.excel import _formats, _model, _notes
from pyopenvba.interpreter._objects import MemberSpec, VBAObject
from pyopenvba.interpreter._values import NOTHING, VBAInt

_TAB, _PAGE = "_zpb_tab", "_zpb_page"
GRADIENT = 4000


class Anything(VBAObject):
    """An object that takes and gives back any property."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def vba_member(self, name: str) -> MemberSpec:
        """A property of that name."""
        return MemberSpec(name=name, kind="property")

    def vba_get(self, name: str, *_: object, **__: object) -> object:
        """What was put there."""
        return self.values.get(name.lower(), False)

    def vba_set(self, name: str, value: object, *_: object, **__: object) -> None:
        """Keeps the value."""
        self.values[name.lower()] = value


def _kept(attribute: str) -> Any:
    def get(sheet: object) -> object:
        if not hasattr(sheet, attribute):
            setattr(sheet, attribute, Anything())
        return getattr(sheet, attribute)

    return get


def _threaded(target: object) -> object:
    """The threaded comment of a cell, where a test put one: (row, column) in `threads_` of its sheet."""
    first = target.areas[0]  # type: ignore[attr-defined]
    threads = getattr(target.sheet, "threads_", ())  # type: ignore[attr-defined]
    return Anything() if (first.top, first.left) in threads else NOTHING


def _pattern(interior: Any) -> object:
    if any(style.fill.gradient for style in _formats.styles_of(interior.target)):
        return VBAInt(GRADIENT, "Long")
    return _plain_pattern(interior)


_plain_pattern = _formats.Interior.Pattern


def _placed(sheet: object, row: int, column: int) -> tuple[int, ...]:
    """A note's box without measuring: the heights of rows with wrapped text are not known."""
    return column, 15, max(row - 2, 0), 10, column + 2, 15, row + 2, 4


def register() -> None:
    """Adds the members, once."""
    _model.Worksheet.vba_add_member(MemberSpec("Tab", "property", _kept(_TAB)))
    _model.Worksheet.vba_add_member(MemberSpec("PageSetup", "property", _kept(_PAGE)))
    _model.Range.vba_add_member(MemberSpec("CommentThreaded", "property", _threaded))
    _model.Workbook.vba_add_member(
        MemberSpec("MultiUserEditing", "property", lambda book: getattr(book, "shared_", False))
    )
    for name in ("width", "height"):
        spec = _notes.NoteShape._vba_members[name]
        _notes.NoteShape._vba_members[name] = replace(spec, setter=lambda shape, value: None)
    _notes.placed = _placed
    _notes._row_top = lambda sheet, row: 20 * (row - 1)
    members = _formats.Interior._vba_members
    members["pattern"] = replace(members["pattern"], getter=_pattern)


register()
