"""Sheet names: legal in Excel, unique, and as readable as 31 characters allow."""

from __future__ import annotations

import re

from zipingbiao.forms.parts import FINDINGS_SHEET, GUIDE_SHEET, METADATA_SHEET, SUMMARY_SHEET

_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LIMIT = 31
#: Excel keeps this name for itself.
_RESERVED = ("history", "历史记录")


def sheet_names(wanted: list[str]) -> list[str]:
    """One legal, unique sheet name for each wanted text, in order; none collides with the workbook's own sheets."""
    taken = {name.casefold() for name in (GUIDE_SHEET, SUMMARY_SHEET, FINDINGS_SHEET, METADATA_SHEET, *_RESERVED)}
    names: list[str] = []
    for text in wanted:
        base = _ILLEGAL.sub("_", "".join(text.split())).strip("'") or "自评表"
        name, number = base[:_LIMIT].rstrip("'"), 1
        while name.casefold() in taken:
            number += 1
            suffix = f"({number})"
            name = base[: _LIMIT - len(suffix)] + suffix
        taken.add(name.casefold())
        names.append(name)
    return names


def quoted(name: str) -> str:
    """The sheet name as it stands in a formula."""
    return "'" + name.replace("'", "''") + "'"
