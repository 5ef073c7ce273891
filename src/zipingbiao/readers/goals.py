"""Goals with points of their own, written beside their label."""

from __future__ import annotations

from zipingbiao.base.numbers import read_printed
from zipingbiao.model.evaluation import Goal
from zipingbiao.model.values import BLANK
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import Line
from zipingbiao.readers.words import NUMBERED_GOAL


def numbered_goal(sheet: Sheet, line: Line) -> Goal | None:
    """The goal of a line 年度绩效目标 1：（40分） | text; None for any other line."""
    if not line.items or len(line.items) > 2 or line.numbers:
        return None
    label = line.items[0]
    match = NUMBERED_GOAL.match(label.key)
    if match is None:
        return None
    beside = line.items[1].column if len(line.items) == 2 else sheet.right_of(line.row, label.column)
    points = BLANK
    if printed := read_printed((match["points"] or "").removesuffix("分")):
        update = {"text": match["points"], "number": printed.value, "step": printed.step}
        points = sheet.value(line.row, label.column).model_copy(update=update)
    return Goal(expected=sheet.value(line.row, beside), points=points)
