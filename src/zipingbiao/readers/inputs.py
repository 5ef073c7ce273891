"""The sheet 基础数据 of a generated workbook: the figures of its formula indicators, put back to their rows."""

from __future__ import annotations

from collections.abc import Iterable

from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import INPUTS_HEADS, INPUTS_SHEET, METADATA_SHEET
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.grid import Sheet, Workbook

_FORM, _INDICATOR, _LABEL, _NUMBER, _UNIT, _, _WRITTEN, _ = range(1, len(INPUTS_HEADS) + 1)


class Figures:
    """The figures of one formula indicator, and the 完成值 somebody wrote beside them."""

    def __init__(self) -> None:
        self.inputs: dict[str, str] = {}
        self.written: Value = BLANK


def attach_inputs(book: Workbook, forms: list[Evaluation]) -> list[Evaluation]:
    """The forms with the figures of 基础数据 at their rows; unchanged where the workbook has no such sheet."""
    sheet = book.sheet(INPUTS_SHEET)
    if sheet is None or book.sheet(METADATA_SHEET) is None:
        return forms
    figures = _read(sheet)
    if not figures:
        return forms
    known = {form.place.sheet for form in forms}
    return [_attach(form, figures, known) for form in forms]


def _read(sheet: Sheet) -> dict[tuple[str, str], Figures]:
    found: dict[tuple[str, str], Figures] = {}
    current: Figures | None = None
    started = False
    for row in sheet:
        if not started:
            started = sheet.text(row, _LABEL) == INPUTS_HEADS[2]
            continue
        form, indicator, label = (sheet.text(row, column) for column in (_FORM, _INDICATOR, _LABEL))
        if indicator:
            current = found.setdefault((form or "", label_key(indicator)), Figures())
            written = sheet.value(row, _WRITTEN)
            current.written = written if written.text else BLANK
        if current is None or not label:
            continue
        value = sheet.value(row, _NUMBER)
        if value.text:
            unit = (sheet.text(row, _UNIT) or "") if value.number is not None else ""
            current.inputs[label] = f"{value.text}{unit}"
    return found


def _attach(form: Evaluation, figures: dict[tuple[str, str], Figures], sheets: Iterable[str | None]) -> Evaluation:
    rows: list[Indicator] = []
    for row in form.indicators:
        key = label_key(row.label)
        mine = figures.get((form.place.sheet or "", key))
        if mine is None:
            # The form's sheet was renamed: its old name is nobody else's.
            others = [one for (sheet, name), one in figures.items() if name == key and sheet not in sheets]
            mine = others[0] if len(others) == 1 else None
        update = {"inputs": mine.inputs, "written_actual": mine.written} if mine else {}
        rows.append(row.model_copy(update=update) if update else row)
    return form.model_copy(update={"indicators": tuple(rows)})
