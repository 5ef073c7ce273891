"""The goals of a form: below their headings, beside their labels, or numbered and with points of their own."""

from __future__ import annotations

from zipingbiao.base.numbers import read_printed
from zipingbiao.model.evaluation import Goal
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.columns import Span, funding_columns, indicator_columns
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.indicators import Levels
from zipingbiao.readers.labels import has_project_label
from zipingbiao.readers.lines import Item, Line
from zipingbiao.readers.words import NUMBERED_GOAL, goal_role


def read_goals(sheet: Sheet, draft: Draft, lines: list[Line], index: int) -> int:
    """Reads the goals that begin in lines[index] into the draft; returns the lines used, 0 where none begins."""
    line = lines[index]
    if not line.names_goal:
        return _read_numbered(sheet, draft, line)
    heads = _goal_heads(line)
    if heads is None:
        return _read_numbered(sheet, draft, line) or _read_inline(sheet, draft, lines, index)
    if _has_between(line, heads):
        # 年度目标 | text | 完成情况 | text
        _open(draft, Goal(expected=_right_of(sheet, line, heads[0]), actual=_right_of(sheet, line, heads[1])))
        return 1
    spans = [Span(item.column, sheet.right_of(line.row, item.column) - 1) for item in heads]
    _open(draft, _goal(sheet, line.row + 1, spans))
    used = 1
    if index + used < len(lines) and lines[index + used].row == line.row + 1:
        if _is_header(sheet, lines[index + used]):
            draft.goals[-1] = Goal()
            return used
        used += 1
    # Further goals stand in rows merged exactly like the header.
    while index + used < len(lines) and _has_shape(sheet, lines[index + used], spans):
        if _is_header(sheet, lines[index + used]):
            break
        draft.goals.append(_goal(sheet, lines[index + used].row, spans))
        used += 1
    return used


def _open(draft: Draft, goal: Goal) -> None:
    """Adds a goal; the indicators that follow are its own."""
    draft.goals.append(goal)
    draft.block_goal = len(draft.goals)
    draft.levels = Levels()
    if draft.state == "funding":
        draft.state = "head"


def _goal_heads(line: Line) -> tuple[Item, Item] | None:
    """The headings 预期目标 and 实际完成情况 of a line; left of both may stand a vertical label that says either."""
    roles = [(goal_role(item.key), item) for item in line.items]
    achieved = next((item for role, item in reversed(roles) if role == "achieved"), None)
    if achieved is None or line.figures:
        return None
    before = [(role, item) for role, item in roles if item.column < achieved.column]
    for wanted in ("expected", "overall"):
        if found := [item for role, item in before if role == wanted]:
            return found[-1], achieved
    # Beside what was achieved any target is the one that was to be achieved: 合同约定目标 | 实际履约情况.
    return next(((item, achieved) for _, item in reversed(before) if item.key.endswith("目标")), None)


def _has_between(line: Line, heads: tuple[Item, Item]) -> bool:
    return any(heads[0].column < item.column < heads[1].column for item in line.items)


def _right_of(sheet: Sheet, line: Line, label: Item) -> Value:
    """The text beside a label, or the blank cell for it."""
    content = next((item.column for item in line.items if item.column > label.column), None)
    return sheet.value(line.row, content or sheet.right_of(line.row, label.column))


def _goal(sheet: Sheet, row: int, spans: list[Span]) -> Goal:
    values = []
    for span in spans:
        cells = sheet.rows.get(row, {})
        column = next((c for c in range(span.first, span.last + 1) if c in cells), span.first)
        values.append(sheet.value(row, column))
    return Goal(expected=values[0], actual=values[1])


def _has_shape(sheet: Sheet, line: Line, spans: list[Span]) -> bool:
    merges = [sheet.merge_at(line.row, span.first) for span in spans]
    return all(
        merge is not None and (merge.left, merge.right) == span for merge, span in zip(merges, spans, strict=True)
    )


def _is_header(sheet: Sheet, line: Line) -> bool:
    if indicator_columns(sheet, line, None) or funding_columns(sheet, line) or has_project_label(line):
        return True
    return any(goal_role(item.key) == "expected" for item in line.items)


def _read_inline(sheet: Sheet, draft: Draft, lines: list[Line], index: int) -> int:
    """预期目标 | text, with 实际完成情况 | text in a later row; 年度总体目标 | text."""
    line = lines[index]
    below = lines[index + 1] if index + 1 < len(lines) else None
    role, value = _beside(sheet, line)
    if role in ("expected", "overall"):
        is_pair = below is not None and _beside(sheet, below)[0] == "achieved"
        if not value and not is_pair:
            return 0
        if draft.state == "indicators":
            # The next goal below the indicators of the last: what it achieved follows, or its own table.
            if not is_pair and (below is None or indicator_columns(sheet, below, None) is None):
                return 0
            draft.state = "head"
        _open(draft, Goal(expected=value))
    elif role == "achieved" and draft.state != "indicators" and draft.goals and not draft.goals[-1].actual:
        draft.goals[-1] = draft.goals[-1].model_copy(update={"actual": value})
    else:
        return 0
    return 1


def _beside(sheet: Sheet, line: Line) -> tuple[str, Value]:
    """What a line 预期目标 | text says of a goal, and the text; the cell for it where nothing was entered."""
    if line.figures or not line.items or len(line.items) > 3:
        return "", BLANK
    # Left of the label may stand the vertical one: 年度总体目标 | 预期目标 | text.
    for label, content in zip(reversed(line.items[:-1]), reversed(line.items[1:]), strict=True):
        if role := goal_role(label.key):
            return role, sheet.value(line.row, content.column)
    label = line.items[-1]
    return goal_role(label.key), sheet.value(line.row, sheet.right_of(line.row, label.column))


def _read_numbered(sheet: Sheet, draft: Draft, line: Line) -> int:
    """年度绩效目标2：（40分） | text: a new goal, whose indicators follow with or without a header of their own."""
    goal = None if draft.total else numbered_goal(sheet, line)
    if goal is None:
        return 0
    _open(draft, goal)
    return 1


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
