"""The seal of a finished workbook: what every cell of it says, so that a later change can be named.

Sealed is what stands in the cells, not the bytes: saving the file again with another program keeps the seal whole,
changing one figure does not. How a seal is stored in a file, and how it is signed, is decided elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal, InvalidOperation
from typing import Literal

from pydantic import BaseModel, ConfigDict

FORMAT = "1"
#: Digits that every program keeps when it saves or recalculates a number; powers of ten beyond which it is nothing,
#: or no figure of a form.
_KEPT, _SMALLEST, _LARGEST = Context(prec=12), -9, 60
#: What a cell says is recorded as it is up to this length, beyond it by this many hexadecimal digits of its digest.
_SHORT, _DIGITS = 24, 16
_HASHED, FORMULA = "#", "="
#: Characters of a packed piece, well below what a cell holds; and what packed records may become: bytes, sheets, cells.
_PIECE, _MOST, _MOST_SHEETS, _MOST_CELLS = 30_000, 64 * 1024 * 1024, 1_000, 1_200_000
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")

CellKind = Literal["text", "number", "bool", "error"]
_LETTERS: dict[CellKind, str] = {"text": "s", "number": "n", "bool": "b", "error": "e"}
#: Sheet → address → what the cell says (see `say`); every sheet is there, a blank one without cells.
Content = Mapping[str, Mapping[str, str]]
BreakKind = Literal[
    "changed", "added", "removed", "made_value", "made_formula", "uncalculated", "sheet_added", "sheet_removed",
    "sheet_renamed", "unnamed",
]  # fmt: skip
SignatureState = Literal["none", "good", "bad", "unknown"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seal(_Part):
    """What was sealed.

    digest      SHA-256 over the content, hexadecimal
    made, by    the day it was sealed, and the software
    records     sheet → address → what the cell said, or a digest of it where that is long
    check       SHA-256 over all of this, so that a seal that was changed itself is noticed; this is what is signed
    signature, public_key  Ed25519, as base64; '' where nobody signed
    """

    format: str = FORMAT
    digest: str
    made: str = ""
    by: str = ""
    records: dict[str, dict[str, str]]
    check: str
    signature: str = ""
    public_key: str = ""

    @property
    def is_genuine(self) -> bool:
        """Whether the seal itself is as it was made."""
        return self.format == FORMAT and self.check == _check_of(self)

    @property
    def message(self) -> bytes:
        """What a signature signs."""
        return f"zipingbiao seal {self.format}\n{self.check}".encode()


class SealBreak(_Part):
    """One difference to what was sealed.

    sheet, cell  where it is now, or was; cell is '' for a whole sheet, and for what has no place
    now, was     what stands and stood there, without its kind; was is None where only a digest is known
    count        how many cells it is about
    """

    kind: BreakKind
    sheet: str = ""
    cell: str = ""
    now: str = ""
    was: str | None = None
    count: int = 1


class SealCheck(_Part):
    """A seal held against what its workbook says now.

    breaks     empty where nothing was changed
    signature  whether it is that of the key in the seal; `unknown` where that could not be found out here
    signer     the fingerprint of the key in the seal
    """

    seal: Seal
    breaks: tuple[SealBreak, ...] = ()
    signature: SignatureState = "none"
    signer: str = ""

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, neither in the workbook nor in the seal; the signature is not false."""
        return not self.breaks and self.seal.is_genuine and self.signature != "bad"


def say(kind: CellKind, raw: str, is_formula: bool) -> str:
    """What a cell says, however a program writes it: 9.50 and 9.5 are one figure; a formula is told from a value.

    Args:
        kind, raw: as stored; texts with their line breaks as \\n and no white space around them.
    """
    if not raw:
        # Some programs write an empty text that a formula gave as no result at all.
        kind = "text"
    head = FORMULA if is_formula else ""
    return f"{head}{_LETTERS[kind]}{_number(raw) if kind == 'number' else raw}"


def _number(raw: str) -> str:
    raw = raw.strip()
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return raw
    if not number.is_finite() or number.adjusted() > _LARGEST:
        return raw.upper()
    return "0" if not number or number.adjusted() < _SMALLEST else f"{_KEPT.plus(number).normalize():f}"


def make_seal(content: Content, made: str = "", by: str = "") -> Seal:
    """The seal of a workbook as it is now; it still has to be signed, where it is to be."""
    records = {name: {cell: _record(said) for cell, said in cells.items()} for name, cells in content.items()}
    seal = Seal(digest=digest_of(content), made=made, by=by, records=records, check="")
    return seal.model_copy(update={"check": _check_of(seal)})


def digest_of(content: Content) -> str:
    """SHA-256 over everything that the cells of all sheets say, in an order of its own."""
    return _hash({name: dict(cells) for name, cells in content.items()})


def find_breaks(seal: Seal, content: Content) -> tuple[SealBreak, ...]:
    """Every difference: sheets, then cells somebody typed into, then results of formulas, each in the book's order."""
    if seal.digest == digest_of(content):
        return ()
    renamed = _renamed(seal.records, content)
    found: list[SealBreak] = []
    for old, new in renamed.items():
        found.append(SealBreak(kind="sheet_renamed", sheet=new, now=new, was=old))
    for name in content:
        if name not in seal.records and name not in renamed.values():
            found.append(SealBreak(kind="sheet_added", sheet=name, count=len(content[name])))
    for name, records in seal.records.items():
        if name not in content and name not in renamed:
            found.append(SealBreak(kind="sheet_removed", sheet=name, count=len(records)))
    cells = [one for name in content if name in seal.records for one in _cells(name, seal.records[name], content[name])]
    missing = [one for one in cells if one.kind == "uncalculated"]
    named = [one for one in cells if one.kind != "uncalculated"]
    # What somebody typed is the cause, what formulas make of it the effect.
    found += sorted(named, key=lambda one: one.kind == "changed" and one.now.startswith(FORMULA))
    if missing:
        found.append(missing[0].model_copy(update={"count": len(missing)}))
    return tuple(_shown(one) for one in found) or (SealBreak(kind="unnamed"),)


def _renamed(records: Mapping[str, Mapping[str, str]], content: Content) -> dict[str, str]:
    """Old name → new name of every sheet that says the same under another name."""
    new: dict[str, list[str]] = {}
    for name in content:
        if name not in records and content[name]:
            new.setdefault(_hash({cell: _record(said) for cell, said in content[name].items()}), []).append(name)
    found: dict[str, str] = {}
    for old in records:
        if old not in content and (same := new.get(_hash(records[old]))):
            found[old] = same.pop(0)
    return found


def _cells(sheet: str, records: Mapping[str, str], cells: Mapping[str, str]) -> Iterator[SealBreak]:
    for cell in sorted({*records, *cells}, key=_order):
        was, now = records.get(cell), cells.get(cell)
        if now is None:
            yield SealBreak(kind="removed", sheet=sheet, cell=cell, was=was)
        elif was is None:
            yield SealBreak(kind="added", sheet=sheet, cell=cell, now=now)
        elif was != _record(now):
            yield SealBreak(kind=_change(was, now), sheet=sheet, cell=cell, now=now, was=was)


def _change(was: str, now: str) -> BreakKind:
    if was.startswith(FORMULA) != now.startswith(FORMULA):
        return "made_value" if was.startswith(FORMULA) else "made_formula"
    # Programs that write workbooks without calculating leave all formulas without results.
    return "uncalculated" if now == FORMULA + _LETTERS["text"] else "changed"


def _shown(one: SealBreak) -> SealBreak:
    """The break with both values as a person reads them."""
    if one.kind.startswith("sheet"):
        return one
    was = None if one.was is None else one.was.removeprefix(FORMULA)
    known = None if was is None or was.startswith(_HASHED) else was[1:]
    return one.model_copy(update={"now": one.now.removeprefix(FORMULA)[1:], "was": known})


def _order(cell: str) -> tuple[int, int, str]:
    match = _CELL.match(cell)
    return (int(match[2]), len(match[1]), match[1]) if match else (0, 0, cell)


def _record(said: str) -> str:
    if len(said) <= _SHORT and "\n" not in said:
        return said
    head = FORMULA if said.startswith(FORMULA) else ""
    return head + _HASHED + hashlib.sha256(_bytes(said)).hexdigest()[:_DIGITS]


def _check_of(seal: Seal) -> str:
    return _hash([seal.format, seal.digest, seal.made, seal.by, seal.records])


def _hash(content: object) -> str:
    # JSON keeps texts apart whatever stands in them.
    return hashlib.sha256(_bytes(json.dumps(content, ensure_ascii=False, sort_keys=True))).hexdigest()


def _bytes(text: str) -> bytes:
    # A text may hold half a character.
    return text.encode("utf-8", "surrogatepass")


def pack(records: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The records as texts that fit into cells."""
    content = json.dumps(records, ensure_ascii=True, separators=(",", ":")).encode()
    text = base64.b64encode(zlib.compress(content, 9)).decode()
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def unpack(pieces: Sequence[str]) -> dict[str, dict[str, str]]:
    """The records that `pack` made these texts of. Raises ValueError for anything else."""
    try:
        inflating = zlib.decompressobj()
        content = inflating.decompress(base64.b64decode("".join(pieces), validate=True), _MOST)
        records = json.loads(content) if not inflating.unconsumed_tail else None
    except (ValueError, zlib.error, RecursionError) as error:
        raise ValueError("no records") from error
    if not isinstance(records, dict) or not all(isinstance(cells, dict) for cells in records.values()):
        raise ValueError("no records")
    if len(records) > _MOST_SHEETS or sum(map(len, records.values())) > _MOST_CELLS:
        raise ValueError("too many records")
    if not all(isinstance(said, str) for cells in records.values() for said in cells.values()):
        raise ValueError("no records")
    return records
