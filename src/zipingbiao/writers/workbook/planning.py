"""Laying out one evaluation on one sheet: which rows and columns everything gets."""

from __future__ import annotations

from itertools import groupby

from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import ENTERED, HELPERS
from zipingbiao.forms.schema import Form, FundingLayout
from zipingbiao.model.evaluation import Evaluation, FundingRow, Goal, Indicator
from zipingbiao.writers.workbook.plan import GoalBlock, Line, Plan

#: Spare rows offered for a first-level name that the form does not define.
OTHER_SPARE_ROWS = 1
#: Helper columns that stand in for a column the form may print itself.
_ONLY_UNPRINTED = {*ENTERED.values(), "rule"}


#: Helper columns that a finished workbook has only where one of its rows has something there.
_ONLY_FILLED = frozenset({"method", "direction", "rule", "compiled", "reading"})
#: Columns between the printed ones and the helper columns, with the status panel and without.
_PANEL, _GAP = 5, 1


def make_plan(evaluation: Evaluation, form: Form, finished: bool = False) -> Plan:
    """Lays out one evaluation on one sheet; `finished` for a workbook in which nothing is filled any more."""
    layout = form.layout
    columns = {column.key: index for index, column in enumerate(layout.columns)}
    status_column = len(columns) + 1
    printed: set[str] = {*columns, *(ENTERED[key] for key in ENTERED if key in columns)}
    helpers = [helper for helper in HELPERS if helper.key not in printed or helper.key not in _ONLY_UNPRINTED]
    if not form.policy.scored:
        helpers = []
    if finished:
        helpers = [helper for helper in helpers if _is_filled(helper.key, evaluation)]
    first_helper = len(columns) + (_GAP if finished else _PANEL)
    row = 1
    year_row = row if layout.year_line else None
    row += layout.year_line
    header_rows = tuple(range(row, row + len(layout.header)))
    row += len(layout.header)
    funding_header = row if layout.funding is not None else None
    funding_rows: tuple[tuple[int, str, FundingRow | None], ...] = ()
    if layout.funding is not None:
        funding_rows = _funding_rows(evaluation, layout.funding, row + 1)
        row += 1 + len(funding_rows)
    blocks, row = _blocks(evaluation, form, row, finished)
    total_row = row if layout.total is not None else None
    row += layout.total is not None
    list_row = None
    if layout.projects is not None:
        list_row = row + bool(layout.projects.label)
        given = len(evaluation.project_list.rows) if evaluation.project_list else 0
        row = list_row + 2 + max(1, given + (0 if finished else layout.projects.spare_rows))
    return Plan(
        form=form,
        evaluation=evaluation,
        columns=columns,  # type: ignore[arg-type]
        helper_columns={helper.key: first_helper + index for index, helper in enumerate(helpers)},
        status_column=status_column,
        year_row=year_row,
        header_rows=header_rows,
        funding_header=funding_header,
        funding_rows=funding_rows,
        blocks=blocks,
        total_row=total_row,
        list_row=list_row,
        footer_rows=tuple(range(row, row + len(layout.footers))),
        finished=finished,
    )


def _is_filled(key: str, evaluation: Evaluation) -> bool:
    field = "rule" if key in ("compiled", "reading") else key
    return key not in _ONLY_FILLED or any(getattr(row, field) for row in evaluation.indicators)


def _funding_rows(
    evaluation: Evaluation, layout: FundingLayout, row: int
) -> tuple[tuple[int, str, FundingRow | None], ...]:
    """The form's lines with their data: by the same label, else by role; then what the form has no line for."""
    left = list(evaluation.funding)
    taken: list[FundingRow | None] = []
    for line in layout.rows:
        same = [one for one in left if label_key(one.source.text or "") == label_key(line.label)]
        found = next((one for one in (*same, *(one for one in left if one.role == line.role))), None)
        if found is not None:
            left.remove(found)
        taken.append(found)
    rows = [(row + i, line.role, one) for i, (line, one) in enumerate(zip(layout.rows, taken, strict=True))]
    return (*rows, *((row + len(rows) + i, "unknown", one) for i, one in enumerate(left)))


def _blocks(evaluation: Evaluation, form: Form, row: int, finished: bool) -> tuple[tuple[GoalBlock, ...], int]:
    goals, layout = evaluation.goals or (Goal(),), form.layout.goals
    numbered = list(enumerate(evaluation.indicators))
    blocks: list[GoalBlock] = []
    for number, goal in enumerate(goals, start=1):
        last = number == len(goals)
        mine = [(i, ind) for i, ind in numbered if ind.goal == number or (last and ind.goal > number)]
        top = row + (0 if layout is None else 1 if layout.actual is None else 2)
        header = top if not blocks or (layout is not None and layout.heads) else None
        first = top + (header is not None)
        lines = _lines(mine, form, number, first, 0 if finished and mine else len(goals))
        blocks.append(GoalBlock(goal, number, row, header, lines))
        row = first + len(lines)
    return tuple(blocks), row


def _lines(mine: list[tuple[int, Indicator]], form: Form, goal: int, row: int, goals: int) -> tuple[Line, ...]:
    """The rows of one goal: the data in its order, spare rows at the end of every first-level group.

    goals  how many share the spare rows; 0 for none at all
    """
    lines: list[Line] = []
    policy = form.policy
    if not mine:
        for group in policy.groups:
            for l2 in group.l2:
                lines.append(Line(row + len(lines), goal, group.l1, l2, None, None, spare=False))
            for _ in range(group.spare_rows):
                lines.append(Line(row + len(lines), goal, group.l1, "", None, None, spare=True))
        return tuple(lines)
    for l1, members in groupby(mine, key=lambda pair: pair[1].l1_name):
        for index, indicator in members:
            lines.append(Line(row + len(lines), goal, l1, indicator.l2_name, indicator, index, spare=False))
        known = policy.group(l1)
        spare = 0 if not goals else OTHER_SPARE_ROWS if known is None else _share(known.spare_rows, goals)
        for _ in range(spare):
            lines.append(Line(row + len(lines), goal, l1, "", None, None, spare=True))
    return tuple(lines)


def _share(rows: int, goals: int) -> int:
    """The spare rows of one goal; none where the form offers none (its rows are fixed)."""
    return max(1, rows // goals) if rows else 0
