"""The list a generated 项目清单 was made from: its own figures, where the sheet shows those of the forms."""

from __future__ import annotations

import re

from zipingbiao.forms.parts import LIST_ADDED, LIST_ORIGINALS, LIST_REMARK
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import Value
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import Line

_FIGURES = [key for key in LIST_ORIGINALS if key != "project"]
_DIGITS = re.compile(r"\d+\Z")


def with_originals(sheet: Sheet, header: Line, summary: Summary) -> Summary:
    """The list as it was given: original figures for those of the forms, without the rows that were added.

    A sheet without the columns for them, or with nothing in them, is a list by itself.
    """
    columns = {item.text: item.column for item in header.items}
    originals = {key: columns[text] for key, text in LIST_ORIGINALS.items() if text in columns}
    if not originals or summary.total is None:
        return summary
    remark = columns.get(LIST_REMARK)
    rows = [
        _row(sheet, row, originals)
        for row in summary.rows
        if remark is None or sheet.text(_line(row.project), remark) != LIST_ADDED
    ]
    if not any(sheet.text(_line(row.project), column) for row in summary.rows for column in originals.values()):
        return summary
    given = {key: sheet.value(_line(summary.total.project), column) for key, column in originals.items()}
    figures = {key: value for key, value in given.items() if key in _FIGURES and value.text is not None}
    total = SummaryRow(project=summary.total.project, **figures) if figures else None
    return summary.model_copy(update={"rows": tuple(rows), "total": total})


def _row(sheet: Sheet, row: SummaryRow, originals: dict[str, int]) -> SummaryRow:
    given: dict[str, Value] = {key: sheet.value(_line(row.project), column) for key, column in originals.items()}
    return row.model_copy(update={key: value for key, value in given.items() if value.text is not None})


def _line(value: Value) -> int:
    """The sheet row of a cell."""
    match = _DIGITS.search(value.place.cell or "")
    return int(match.group()) if match else 0
