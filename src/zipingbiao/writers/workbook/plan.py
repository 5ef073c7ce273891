"""Where everything of one form sheet stands: a pure plan of rows and columns, before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from xlsxwriter.utility import xl_col_to_name

from zipingbiao.base.numbers import show
from zipingbiao.forms.parts import HELPERS, Helper
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation, FundingRow, Goal, Indicator

#: Spare rows offered for a first-level name that the form does not define.
OTHER_SPARE_ROWS = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator row of the sheet; `indicator` is None for a row to be filled, `index` its place in the data."""

    row: int
    goal: int
    l1: str
    l2: str
    indicator: Indicator | None
    index: int | None
    spare: bool


@dataclass(frozen=True, slots=True)
class GoalBlock:
    """A 年度总体目标 block (its first row) and the indicator rows below it."""

    goal: Goal
    row: int
    header_row: int | None
    lines: tuple[Line, ...]

    @property
    def first_row(self) -> int:
        """The first row beside the vertical label 绩效指标."""
        return self.lines[0].row if self.header_row is None else self.header_row


@dataclass(frozen=True)
class Plan:
    """Rows are counted from 0. Columns: the printed ones by key, then a gap, the status panel, the helper columns."""

    form: Form
    evaluation: Evaluation
    columns: dict[str, int]
    helper_columns: dict[str, int]
    status_column: int
    header_rows: tuple[int, ...]
    funding_header: int
    funding_rows: tuple[tuple[int, str, FundingRow | None], ...]
    blocks: tuple[GoalBlock, ...]
    total_row: int

    @property
    def last_column(self) -> int:
        """The last printed column."""
        return len(self.columns) - 1

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All indicator rows from top to bottom."""
        return tuple(line for block in self.blocks for line in block.lines)

    @cached_property
    def row_above(self) -> dict[int, int]:
        """The indicator row above each but the first; a goal block may stand between the two."""
        return {line.row: above.row for above, line in pairwise(self.lines)}

    @cached_property
    def rows_in(self) -> Counter[tuple[int, str, str | None]]:
        """How many filled rows share a merged label: by goal, first and second level (None: the whole first level)."""
        count: Counter[tuple[int, str, str | None]] = Counter()
        for line in self.lines:
            if not line.spare:
                count.update(((line.goal, line.l1, None), (line.goal, line.l1, line.l2)))
        return count

    @cached_property
    def l1_labels(self) -> dict[tuple[int, str], str]:
        """The first-level label as the data writes it, by goal and name."""
        labels: dict[tuple[int, str], str] = {}
        for line in self.lines:
            if line.indicator and line.indicator.l1.text:
                labels.setdefault((line.goal, line.l1), line.indicator.l1.text)
        return labels

    @property
    def indicator_header(self) -> int:
        """The row with the headers of the indicator table (and of the helper columns)."""
        row = self.blocks[0].header_row
        assert row is not None
        return row

    @property
    def helpers(self) -> tuple[Helper, ...]:
        """The helper columns of this form, in their order."""
        return tuple(helper for helper in HELPERS if helper.key in self.helper_columns)

    def column(self, key: str) -> int:
        """The column of a printed key; the weight's helper column where the form prints no 分值."""
        return self.columns[key] if key in self.columns else self.helper_columns[key]

    def at(self, key: str, row: int, absolute: bool = False) -> str:
        """The reference of a printed column in a row (from 0)."""
        return _reference(self.column(key), row, absolute)

    def helper(self, key: str, row: int, absolute: bool = False) -> str:
        """The reference of a helper column in a row (from 0)."""
        return _reference(self.helper_columns[key], row, absolute)

    def span(self, key: str, helper: bool = False) -> str:
        """The range of one column over all indicator rows."""
        column = self.helper_columns[key] if helper else self.column(key)
        lines = self.lines
        return f"{_reference(column, lines[0].row, True)}:{_reference(column, lines[-1].row, True)}"

    def funding_column(self, key: str) -> int:
        """The sheet column of a funding column: they fill the printed columns from the right."""
        keys = [column.key for column in self.form.layout.funding.columns]
        return self.last_column - len(keys) + 1 + keys.index(key)  # type: ignore[arg-type]

    def funding_at(self, key: str, row: int, absolute: bool = False) -> str:
        """The reference of a funding column in a row."""
        return _reference(self.funding_column(key), row, absolute)

    def funding_weight(self, row: int, absolute: bool = False) -> str:
        """The 分值 of a funding row: its cell, or the form's execution points where the form prints none."""
        if any(column.key == "weight" for column in self.form.layout.funding.columns):
            return self.funding_at("weight", row, absolute)
        return show(self.form.policy.execution.points) if row == self.total_funding_row else '""'

    @property
    def total_funding_row(self) -> int:
        """The row of 年度资金总额."""
        return next(row for row, role, _ in self.funding_rows if role == "total")


def _reference(column: int, row: int, absolute: bool) -> str:
    name = xl_col_to_name(column)
    return f"${name}${row + 1}" if absolute else f"{name}{row + 1}"


def make_plan(evaluation: Evaluation, form: Form) -> Plan:
    """Lays out one evaluation on one sheet."""
    layout = form.layout
    columns = {column.key: index for index, column in enumerate(layout.columns)}
    status_column = len(columns) + 1
    helpers = [helper for helper in HELPERS if helper.key != "weight" or "weight" not in columns]
    helper_columns = {helper.key: status_column + 4 + index for index, helper in enumerate(helpers)}
    row = 2
    header_rows = tuple(range(row, row + len(layout.header)))
    funding_header = row + len(layout.header)
    by_role = {line.role: line for line in reversed(evaluation.funding)}
    extra = [line for line in evaluation.funding if line.role == "unknown"]
    funding_rows: list[tuple[int, str, FundingRow | None]] = []
    row = funding_header + 1
    for line in layout.funding.rows:
        funding_rows.append((row, line.role, by_role.get(line.role)))
        row += 1
    for unknown in extra:
        funding_rows.append((row, "unknown", unknown))
        row += 1
    blocks, row = _blocks(evaluation, form, row)
    return Plan(
        form=form,
        evaluation=evaluation,
        columns=columns,  # type: ignore[arg-type]
        helper_columns=helper_columns,
        status_column=status_column,
        header_rows=header_rows,
        funding_header=funding_header,
        funding_rows=tuple(funding_rows),
        blocks=blocks,
        total_row=row,
    )


def _blocks(evaluation: Evaluation, form: Form, row: int) -> tuple[tuple[GoalBlock, ...], int]:
    goals = evaluation.goals or (Goal(),)
    numbered = list(enumerate(evaluation.indicators))
    blocks: list[GoalBlock] = []
    for number, goal in enumerate(goals, start=1):
        last = number == len(goals)
        mine = [(i, ind) for i, ind in numbered if ind.goal == number or (last and ind.goal > number)]
        top = row + (2 if form.layout.goals else 0)
        header = top if not blocks else None
        first = top + (header is not None)
        lines = _lines(mine, form, number, first, len(goals))
        blocks.append(GoalBlock(goal, row, header, lines))
        row = first + len(lines)
    return tuple(blocks), row


def _lines(mine: list[tuple[int, Indicator]], form: Form, goal: int, row: int, goals: int) -> tuple[Line, ...]:
    """The rows of one goal: the data in its order, spare rows at the end of every first-level group."""
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
        spare = max(1, known.spare_rows // goals) if known else OTHER_SPARE_ROWS
        for _ in range(spare):
            lines.append(Line(row + len(lines), goal, l1, "", None, None, spare=True))
    return tuple(lines)
