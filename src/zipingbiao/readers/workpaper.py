"""Recognising a review workpaper and reading it: by its mark among the keywords, else by the words of its sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import METADATA_SHEET
from zipingbiao.model.values import BLANK, Place, Value
from zipingbiao.model.workpaper import (
    CHOSEN,
    GRADE,
    HEADS,
    LABELS,
    PAPER_ANCHOR,
    TITLE,
    TOTAL,
    WORKPAPER_KEYWORD,
    Workpaper,
    WorkpaperForm,
    WorkpaperRow,
    WorkpaperSheet,
)
from zipingbiao.readers.grid import Sheet, Workbook

#: Headings without which a sheet is no sheet of a workpaper.
_NEEDED = frozenset({"l3", "weight", "self_score", "review", "reason"})
#: The table's headings stand in the first rows and columns, also where somebody put some before them.
_FIRST_ROWS, _FIRST_COLUMNS = 30, 50
_TARGET = re.compile(r"\$?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^!'.]+))[!.]\$?[A-Z]+\$?\d+")
#: What a label of the head may be followed by: 预算数（万元）.
_UNIT = re.compile(r"\((?:亿元|万元|元)\)\Z")
_ROW_FIELDS = tuple(WorkpaperRow.model_fields)


def read_workpaper(book: Workbook) -> Workpaper | None:
    """The workpaper; None for a workbook that is none."""
    marked = WORKPAPER_KEYWORD in book.keywords
    known = _known_sheets(book)
    found = []
    for sheet in book.sheets:
        header = _header(sheet) if sheet.name != METADATA_SHEET else None
        if header is not None and (marked or _is_titled(sheet)):
            found.append((sheet, *header, _head(sheet, header[0])))
    _find_by_project(book, {sheet.name: head.get("project", BLANK) for sheet, _, _, head in found}, known)
    sheets = [_read(sheet, row, columns, head, known.get(sheet.name, {})) for sheet, row, columns, head in found]
    if not sheets and not marked:
        return None
    return Workpaper(place=Place(file=book.name), sheets=tuple(sheets), forms=_forms(book))


def _is_titled(sheet: Sheet) -> bool:
    first = list(sheet)[:3]
    return any(TITLE in label_key(sheet.text(row, column) or "") for row in first for column in sheet.rows[row])


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, and the column of each field."""
    fields = {label_key(text): key for key, text in HEADS.items()}
    for row in list(sheet)[:_FIRST_ROWS]:
        columns: dict[str, int] = {}
        for column in sorted(sheet.rows[row])[:_FIRST_COLUMNS]:
            cell = sheet.rows[row][column]
            key = fields.get(label_key(cell.raw)) if cell.kind == "text" else None
            if key is not None:
                columns.setdefault(key, column)
        if columns.keys() >= _NEEDED:
            return row, columns
    return None


def _read(
    sheet: Sheet, header: int, columns: Mapping[str, int], head: Mapping[str, Value], known: Mapping[str, object]
) -> WorkpaperSheet:
    rows = []
    total = grade = None
    for row in sheet:
        if row <= header:
            continue
        first = _first_label(sheet, row, columns)
        if total is None and first == TOTAL:
            total = row
        elif total is None and _is_filled(sheet, row, columns):
            rows.append(WorkpaperRow(**_values(sheet, row, columns)))
        elif total is not None and first == GRADE:
            grade = row
            break
    at_total = _values(sheet, total, columns) if total is not None else {}
    at_grade = _values(sheet, grade, columns) if grade is not None else {}
    return WorkpaperSheet(
        place=Place(file=sheet.file, sheet=sheet.name, cell="A1"),
        rows=tuple(rows),
        weight_total=at_total.get("weight", BLANK),
        self_total=at_total.get("self_score", BLANK),
        review_total=at_total.get("review", BLANK),
        difference_total=at_total.get("difference", BLANK),
        self_grade=at_grade.get("self_score", BLANK),
        review_grade=at_grade.get("review", BLANK),
        has_formulas=any(cell.formula is not None for cells in sheet.rows.values() for cell in cells.values()),
        **head,
        **known,
    )


def _first_label(sheet: Sheet, row: int, columns: Mapping[str, int]) -> str:
    """What stands left of the scores, where it is one cell: 合计 and 等级 are merged over the columns of texts."""
    edge = columns["weight"]
    texts = [text for column in sorted(sheet.rows[row]) if column < edge and (text := sheet.text(row, column))]
    return label_key(texts[0]) if len(texts) == 1 else ""


def _is_filled(sheet: Sheet, row: int, columns: Mapping[str, int]) -> bool:
    named = ("l1", "l2", "l3", "weight", "self_score", "review")
    return any(sheet.text(row, columns[key]) is not None for key in named if key in columns)


def _values(sheet: Sheet, row: int, columns: Mapping[str, int]) -> dict[str, Value]:
    # A level merged over several rows stands in the first of them.
    merged = ("l1", "l2")
    return {
        key: sheet.merged_value(row, column) if key in merged else sheet.value(row, column)
        for key, column in columns.items()
        if key in _ROW_FIELDS
    }


def _head(sheet: Sheet, header: int) -> dict[str, Value]:
    """The cells above the table, by their labels."""
    fields = {label_key(text): key for key, text in LABELS.items()}
    found: dict[str, Value] = {}
    for row in sheet:
        if row >= header:
            break
        for column in sorted(sheet.rows[row]):
            text = label_key(sheet.text(row, column) or "")
            key = fields.get(text) or fields.get(_UNIT.sub("", text))
            if key in WorkpaperSheet.model_fields and key is not None:
                found.setdefault(key, sheet.value(row, sheet.right_of(row, column)))
    return found


def _known_sheets(book: Workbook) -> dict[str, dict[str, object]]:
    """Sheet name → what the metadata says of it; sheets are found through their defined names, so they may be renamed."""
    names = {name.lower(): reference for name, reference in book.defined_names.items()}
    found: dict[str, dict[str, object]] = {}
    for number, anchor, texts in _metadata(book):
        match = _TARGET.match(names.get(anchor, ""))
        if match:
            name = (match["quoted"] or match["plain"]).replace("''", "'")
            found[name] = _described(number, texts)
    return found


def _find_by_project(book: Workbook, projects: Mapping[str, Value], known: dict[str, dict[str, object]]) -> None:
    """Adds the sheets that no defined name leads to any more, where the project tells which they are."""
    numbers = {one["number"] for name, one in known.items() if name in projects}
    for name, project in projects.items():
        if name in known:
            continue
        wanted = label_key(project.text or "")
        found = [one for one in _metadata(book) if one[0] not in numbers and label_key(one[2][4]) == wanted]
        if len(found) == 1:
            known[name] = _described(found[0][0], found[0][2])
            numbers.add(found[0][0])


def _described(number: int, texts: tuple[str, str, str, str, str, str]) -> dict[str, object]:
    template, profile, file, sheet, _, chosen = texts
    return {
        "number": number, "template": template or None, "profile": profile or None, "file": file,
        "sheet": sheet or None, "by_choice": chosen == CHOSEN,
    }  # fmt: skip


def _forms(book: Workbook) -> tuple[WorkpaperForm, ...]:
    return tuple(
        WorkpaperForm(number=number, file=file, sheet=sheet, project=project)
        for number, _, (_, _, file, sheet, project, _) in _metadata(book)
    )


def _metadata(book: Workbook) -> list[tuple[int, str, tuple[str, str, str, str, str, str]]]:
    sheet = book.sheet(METADATA_SHEET)
    found = []
    for row in sheet or ():
        assert sheet is not None
        anchor = (sheet.text(row, 1) or "").lower()
        number = anchor.removeprefix(PAPER_ANCHOR)
        if anchor.startswith(PAPER_ANCHOR) and number.isdecimal():
            template, profile, file, name, project, chosen = (sheet.text(row, column) or "" for column in range(2, 8))
            found.append((int(number), anchor, (template, profile, file, name, project, chosen)))
    return found
