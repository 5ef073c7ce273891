"""Sheet names: legal in Excel, unique, and as readable as 31 characters allow."""

from __future__ import annotations

import re
from collections import Counter

from zipingbiao.forms.parts import (
    FINDINGS_SHEET,
    GOAL_SUMMARY_SHEET,
    GUIDE_SHEET,
    INPUTS_SHEET,
    METADATA_SHEET,
    PROJECT_LIST_SHEET,
    SUMMARY_CHART_SHEET,
    SUMMARY_SHEET,
)

_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LIMIT = 31
#: Excel keeps this name for itself.
_RESERVED = ("history", "历史记录")
_OWN = (
    GUIDE_SHEET, SUMMARY_SHEET, SUMMARY_CHART_SHEET, PROJECT_LIST_SHEET, INPUTS_SHEET, GOAL_SUMMARY_SHEET,
    FINDINGS_SHEET, METADATA_SHEET,
)  # fmt: skip
_LEFT_OUT = "…"


def sheet_names(wanted: list[str]) -> list[str]:
    """One legal, unique sheet name for each wanted text, in order; none collides with the workbook's own sheets.

    Long names that begin alike differ at their end (…市级奖励资金, …区级奖励资金): of those the middle is left out.
    """
    taken = {name.casefold() for name in (*_OWN, *_RESERVED)}
    bases = [_ILLEGAL.sub("_", "".join(text.split())).strip("'") or "自评表" for text in wanted]
    alike = Counter(_cut(base, _LIMIT).casefold() for base in set(bases))
    names: list[str] = []
    for base in bases:
        short = _cut(base, _LIMIT)
        if short != base and alike[short.casefold()] > 1:
            base = _without_middle(base)
        name, number = _cut(base, _LIMIT).rstrip("'"), 1
        while name.casefold() in taken:
            number += 1
            suffix = f"({number})"
            name = _cut(base, _LIMIT - len(suffix)) + suffix
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, limit: int) -> str:
    """The beginning of the text, at most `limit` long as Excel counts: rare characters count twice."""
    while sum(2 if char > "\uffff" else 1 for char in text) > limit:
        text = text[:limit] if len(text) > limit else text[:-1]
    return text


def _without_middle(text: str) -> str:
    room = _LIMIT - len(_LEFT_OUT)
    head = _cut(text, room // 2)
    tail = _cut(text[::-1], room - room // 2)[::-1]
    return f"{head}{_LEFT_OUT}{tail}"


def quoted(name: str) -> str:
    """The sheet name as it stands in a formula."""
    return "'" + name.replace("'", "''") + "'"
