"""Whether a living cell's formula still has the structure it was generated with. No rule lives here.

Programs rewrite formulas when they save: function names in other letter cases, `;` for `,`, `[.E6]` for E6 in .ods,
prefixes before names they do not know. Only what survives all of that is compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from zipingbiao.model.values import Value

CellKind = Literal["rate", "execution", "score", "total", "grade"]

#: Rows whose formulas have one shape vouch for that shape: some program rewrote all of them alike.
ENOUGH_ALIKE = 3
_TEXT = re.compile(r'"[^"]*"')
_ODS_REFERENCE = re.compile(r"\[[^\[\]!]*?\.(\$?[A-Z]+\$?\d+)(?::\.(\$?[A-Z]+\$?\d+))?\]")
_REFERENCE = re.compile(r"(?<![A-Z0-9_.])[A-Z]{1,3}(\d+)(?![\d(])")
_NATIVE_SCORE = re.compile(r"=?IF\(ISNUMBER\(([A-Z]+\d+)\),\1,[A-Z]+\d+\)\Z")
_ADDED_AT_END = re.compile(r"[+\-*/](?!0+(?:\.0+)?\Z)\d+(?:\.\d+)?\Z")
_ADDED = re.compile(r"[+\-](?!0+(?:\.0+)?(?![\d.]))\d+(?:\.\d+)?")
_SUM = re.compile(r"SUM\(([^()]*)\)")
_NUMBER = re.compile(r"[+\-]?\d+(?:\.\d+)?")
_ROW = re.compile(r"(\d+)\Z")


def refers_to_cells(value: Value) -> bool:
    """A formula that refers to other cells; =5 is a typed number in disguise."""
    return value.formula is not None and _REFERENCE.search(_plain(value.formula)) is not None


def is_intact(kind: CellKind, value: Value, others: Iterable[Value] = ()) -> bool:
    """Whether the formula is one the generator writes for such a cell, in any of its variants.

    Args:
        kind: what the cell computes.
        value: the living cell.
        others: the living cells of the same column, which speak for a shape that is not known here.
    """
    formula = _plain(value.formula or "")
    if kind == "grade":
        return True
    if kind == "total":
        arguments = [part for inside in _SUM.findall(formula) for part in inside.split(",")]
        return "SUM(" in formula and not _ADDED.search(formula) and not any(map(_NUMBER.fullmatch, arguments))
    if _ADDED_AT_END.search(formula):
        return False
    if kind == "rate":
        return "/" in formula or "ZPB_RATE" in formula
    if kind == "execution":
        return "/" in formula or "*" in formula or "ZPB_EXEC" in formula
    row = _ROW.search(value.place.cell or "")
    rows = set(_REFERENCE.findall(formula))
    is_own_row = row is None or rows <= {row.group(1)}
    if is_own_row and ("ZPB_SCORE" in formula or _NATIVE_SCORE.match(formula)):
        return True
    shapes = Counter(_shape(other) for other in others if other.formula is not None)
    return is_own_row and shapes[_shape(value)] >= ENOUGH_ALIKE


def _plain(formula: str) -> str:
    """Upper case, without texts, spaces and $, with `,` between arguments and plain references."""
    plain = _TEXT.sub('""', formula).upper().removeprefix("OF:").removeprefix("=")
    plain = _ODS_REFERENCE.sub(lambda m: ":".join(part for part in m.groups() if part), plain)
    return re.sub(r"[\s$]", "", plain).replace(";", ",").replace("~", ",")


def _shape(value: Value) -> str:
    """The formula with its own row written as R, so that rows can be compared."""
    row = _ROW.search(value.place.cell or "")
    plain = _plain(value.formula or "")
    if row is None:
        return plain
    return _REFERENCE.sub(
        lambda m: m.group().replace(row.group(1), "R") if m.group(1) == row.group(1) else m.group(), plain
    )
