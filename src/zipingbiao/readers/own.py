"""What a generated workbook says about itself: which sheet is which form, in which version, at which level."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from zipingbiao.forms.parts import (
    ANNEX_SHEET,
    FINDINGS_SHEET,
    FORM_ANCHOR,
    GOAL_SUMMARY_SHEET,
    GUIDE_SHEET,
    INPUTS_SHEET,
    MARKS_SHEET,
    METADATA_SHEET,
    PROJECT_LIST_SHEET,
    SEAL_SHEET,
    SUMMARY_CHART_SHEET,
    SUMMARY_SHEET,
)
from zipingbiao.model.evaluation import Level
from zipingbiao.readers.grid import Workbook

#: Sheets that hold no form and are not reported as such.
HELPER_SHEETS = {GUIDE_SHEET, SUMMARY_SHEET, FINDINGS_SHEET, METADATA_SHEET, SEAL_SHEET, MARKS_SHEET}
#: More of them, with names that a workbook of other origin may well use for something else; a number may follow.
_OWN_SHEETS = {PROJECT_LIST_SHEET, SUMMARY_CHART_SHEET, INPUTS_SHEET, GOAL_SUMMARY_SHEET, ANNEX_SHEET}
_TARGET = re.compile(r"\$?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^!'.]+))[!.]\$?[A-Z]+\$?\d+")


@dataclass(frozen=True, slots=True)
class OwnForm:
    """One generated form; without a level where only the sheet's own words can tell."""

    template: str
    version: str
    level: Level | None


def is_findings_sheet(name: str) -> bool:
    """检查结果; a marked copy may have its own beside a sheet of that name, with a number."""
    return name.rstrip("0123456789") == FINDINGS_SHEET


def is_helper_sheet(book: Workbook, name: str) -> bool:
    """Whether the sheet is one this software writes beside the forms."""
    if name in HELPER_SHEETS or is_findings_sheet(name):
        return True
    return name.rstrip("0123456789") in _OWN_SHEETS and book.sheet(METADATA_SHEET) is not None


def read_own_forms(book: Workbook) -> dict[str, OwnForm]:
    """Sheet name → what its metadata row says; empty for a workbook of other origin.

    Sheets are found through their hidden defined names, so they may have been renamed or moved.
    """
    sheet = book.sheet(METADATA_SHEET)
    if sheet is None:
        return {}
    names = {name.lower(): reference for name, reference in book.defined_names.items()}
    forms: dict[str, OwnForm] = {}
    for row in sheet:
        anchor, template, version, level = (sheet.text(row, column) or "" for column in range(1, 5))
        if not anchor.lower().startswith(FORM_ANCHOR):
            continue
        match = _TARGET.match(names.get(anchor.lower(), ""))
        if match and level in ("project", "department"):
            name = (match["quoted"] or match["plain"]).replace("''", "'")
            forms[name] = OwnForm(template, version, cast(Level, level))
    return forms


def copied_form(forms: Mapping[str, OwnForm]) -> OwnForm | None:
    """What to assume of a sheet with helper columns that no name points at: the accountant copied another form."""
    kinds = {(form.template, form.version) for form in forms.values()}
    return OwnForm(*kinds.pop(), level=None) if len(kinds) == 1 else None
