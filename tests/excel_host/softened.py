"""Where pyOpenVBA refuses to guess, the simplest of what Excel does: heights of rows, lines inserted through merges."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from pyopenvba._a1 import MAX_ROWS
from pyopenvba.apps.excel import _editing
from pyopenvba.apps.excel._dimensions import SheetDimensions
from pyopenvba.exceptions import VBAUnsupportedError

_measured, _edited = SheetDimensions.row_quarters, _editing.edit


@contextmanager
def softened() -> Iterator[None]:
    """These behaviours for the time of the block."""
    with (
        mock.patch.object(SheetDimensions, "row_quarters", _row_quarters),
        mock.patch.object(_editing, "edit", _edit),
    ):
        yield


def _row_quarters(self: SheetDimensions, row: int) -> int:
    """A row of wrapped text keeps the height it was saved with; Excel would fit it, which only moves a note's box."""
    try:
        return _measured(self, row)
    except VBAUnsupportedError:
        record = self.rows.get(row)
        return record.grown if record is not None and record.grown is not None else self.default_quarters()


def _edit(target: Any, *, delete: bool) -> None:
    """Whole rows inserted or deleted on a sheet with merged cells: a merged area moves, grows or shrinks as a reference."""
    sheet, area = target.sheet, target.first
    merged = list(sheet.merged_areas)
    if not merged or not area.whole_rows:
        _edited(target, delete=delete)
        return
    sheet.merged_areas = []
    try:
        _edited(target, delete=delete)
    except BaseException:
        sheet.merged_areas = merged
        raise
    for one in merged:
        found = _editing.interval(one.top, one.bottom, area.top, area.rows, delete, MAX_ROWS)
        if found is not None:
            sheet.merged_areas.append(replace(one, top=found[0], bottom=found[1]))
    sheet.merges_dirty = True
