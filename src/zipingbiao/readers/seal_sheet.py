"""The seal of a finished workbook as it stands in its own sheet, and what all cells of a workbook say, for comparing."""

from __future__ import annotations

from zipingbiao.base.signing import Signature, check_signature, fingerprint
from zipingbiao.forms.parts import SEAL_LABELS, SEAL_SHEET
from zipingbiao.model.seal import Seal, SealBreak, SealCheck, find_breaks, say, unpack
from zipingbiao.readers.cells import RawCell, clean_text
from zipingbiao.readers.grid import Sheet, Workbook, cell_name

#: The columns of labels and contents.
_LABEL, _CONTENT = 1, 2
_TRUTHS = ("TRUE", "FALSE")


def check_seal(book: Workbook) -> SealCheck | None:
    """The workbook's seal held against its content; None where it has none.

    A sheet of that name that holds something else is a seal that does not hold any more.
    """
    sheet = book.sheet(SEAL_SHEET)
    if sheet is None:
        return None
    seal = _read(sheet)
    if not seal.is_genuine and not seal.records:
        return SealCheck(seal=seal, breaks=(SealBreak(kind="unnamed"),))
    signature = check_signature(seal.message, Signature(seal.signature, seal.public_key))
    return SealCheck(
        seal=seal,
        breaks=find_breaks(seal, content_of(book)),
        signature=signature,
        signer=fingerprint(seal.public_key) if signature != "none" else "",
    )


def content_of(book: Workbook) -> dict[str, dict[str, str]]:
    """Every filled cell of every sheet, hidden ones included; sheets without cells (charts) by their names alone."""
    found = {
        sheet.name: {
            cell_name(row, column): said
            for row in sheet
            for column, cell in sorted(sheet.rows[row].items())
            if (said := said_by(cell)) != "s"
        }
        for sheet in book.sheets
        if sheet.name != SEAL_SHEET
    }
    return found | {name: {} for name in book.other_sheets}


def said_by(cell: RawCell) -> str:
    """What a cell says, as a seal knows it."""
    # LibreOffice writes a typed TRUE as the formula TRUE().
    is_formula = cell.formula is not None and cell.formula.strip("=() ").upper() not in _TRUTHS
    return say(cell.kind, clean_text(cell.raw) if cell.kind == "text" else cell.raw, is_formula)


def _read(sheet: Sheet) -> Seal:
    keys = {label: key for key, label in SEAL_LABELS.items()}
    fields: dict[str, str] = {}
    pieces: list[str] = []
    for row in sheet:
        key = keys.get(sheet.text(row, _LABEL) or "")
        text = sheet.text(row, _CONTENT) or ""
        if key == "records":
            pieces.append(text)
        elif key is not None:
            fields.setdefault(key, text)
    try:
        records = unpack(pieces)
    except ValueError:
        records = {}
    names = ("format", "digest", "made", "by", "check", "signature", "public_key")
    return Seal(records=records, **{name: fields.get(name, "") for name in names})
