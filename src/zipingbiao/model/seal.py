"""The seal of a finished workbook: digests of what it says, cell by cell, so that a later change can be named.

Sealed is what a reader sees of the forms and lists, not the bytes: saving the file again with another program keeps the
seal whole, changing one figure does not. How a seal is stored in a file is the readers' and writers' matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context

from pydantic import BaseModel, ConfigDict

from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import Value

#: Digits that every program keeps when it saves a number.
_KEPT = Context(prec=12)
#: Hexadecimal digits of a cell's digest: enough that no change goes unseen, few enough for thousands of cells.
_SHORT = 16


class Seal(BaseModel):
    """What was sealed.

    digest  SHA-256 over all cells, hexadecimal
    cells   address (sheet!cell) → digest of what the cell said
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str
    cells: dict[str, str]


class SealBreak(BaseModel):
    """One cell that no longer says what was sealed; `value` is None where the cell is gone or empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str
    value: Value | None


def make_seal(evaluations: Sequence[Evaluation], summaries: Sequence[Summary] = ()) -> Seal:
    """The seal of these forms and lists as they are now."""
    cells = {address: _digest(address, value) for address, value in _contents(evaluations, summaries).items()}
    return Seal(digest=_whole(cells), cells=cells)


def is_genuine(seal: Seal) -> bool:
    """Whether the digest over all cells still belongs to the digests of the cells."""
    return seal.digest == _whole(seal.cells)


def seal_breaks(
    seal: Seal, evaluations: Sequence[Evaluation], summaries: Sequence[Summary] = ()
) -> Iterator[SealBreak]:
    """Every cell that says something else than when it was sealed, in the order of the forms; then what is gone."""
    now = _contents(evaluations, summaries)
    for address, value in now.items():
        if seal.cells.get(address) != _digest(address, value):
            yield SealBreak(address=address, value=value)
    for address in seal.cells:
        if address not in now:
            yield SealBreak(address=address, value=None)


def _contents(evaluations: Iterable[Evaluation], summaries: Iterable[Summary]) -> dict[str, Value]:
    """Every filled cell of the forms and lists by its address."""
    found: dict[str, Value] = {}
    for part in (*evaluations, *summaries):
        texts = [part.attribute(label) for label in part.attributes] if isinstance(part, Evaluation) else []
        for value in (*_values(part), *texts):
            if value.place.cell is not None and _said(value):
                found.setdefault(f"{value.place.sheet or ''}!{value.place.cell}", value)
    return found


def _values(part: object) -> Iterator[Value]:
    if isinstance(part, Value):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _values(getattr(part, name))
    elif isinstance(part, tuple) and not hasattr(part, "_fields"):
        for one in part:
            yield from _values(one)


def _said(value: Value) -> str:
    """What the cell says, however a program writes it: 9.50 and 9.5 are the same figure."""
    if value.error is not None:
        return value.error
    if value.number is not None:
        return f"{_KEPT.plus(value.number).normalize():f}{value.unit}"
    return squeeze(value.text or "")


def _digest(address: str, value: Value) -> str:
    return hashlib.sha256(f"{address}\n{_said(value)}".encode()).hexdigest()[:_SHORT]


def _whole(cells: Mapping[str, str]) -> str:
    lines = "\n".join(f"{address}\t{digest}" for address, digest in sorted(cells.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
