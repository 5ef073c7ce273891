"""A form as it is printed: the writers of the form sheet draw it here instead of into a workbook.

So a form in Word has the same words, figures, merged cells and heights as the sheet. What is not printed (helper
columns, validations, formulas) is dropped as it arrives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

from zipingbiao.base.numbers import read_printed, show, show_fixed, show_percent
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import Assessment
from zipingbiao.writers.workbook.form_sheet import write_form
from zipingbiao.writers.workbook.pen import SelfFittingSheet
from zipingbiao.writers.workbook.plan import GoalBlock, Line, Plan
from zipingbiao.writers.workbook.planning import make_plan
from zipingbiao.writers.workbook.styles import Styles

Look = dict[str, Any]
#: What stands for a score that a line of 项目资金 does not have.
_NOTHING = "—"
#: Room for points that a person writes by hand.
_TO_FILL_IN = "\u3000\u3000"
_POINTS = re.compile(r"[（(][^（(]*\{points\}[^）)]*[）)]")
_DECIMALS = re.compile(r"0\.(0+)")


@dataclass(slots=True)
class Box:
    """A printed cell, merged ones once; rows and columns are counted from 0, both ends included."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str = ""
    look: Look = field(default_factory=dict)


@dataclass
class Paper:
    """The print area of one form.

    boxes    by the (row, column) of their upper left corner
    heights  of the rows, in points
    hidden   rows that wait folded up and are not printed
    """

    plan: Plan
    boxes: dict[tuple[int, int], Box] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    fitting_rows: set[int] = field(default_factory=set)

    def write_string(self, row: int, column: int, text: str, look: Look) -> None:
        """A text as it is."""
        self._put(row, column, text, look)

    def write_blank(self, row: int, column: int, _: object, look: Look) -> None:
        """A framed cell without anything in it."""
        self._put(row, column, "", look)

    def write_number(self, row: int, column: int, number: float, look: Look) -> None:
        """A number as its format shows it."""
        self._put(row, column, shown(number, look), look)

    def write_formula(self, row: int, column: int, _: str, look: Look, value: object = "") -> None:
        """The present result of a formula."""
        self._put(row, column, shown(value, look), look)

    def merge_range(self, row: int, column: int, last_row: int, last_column: int, text: str, look: Look) -> None:
        """A text over several cells."""
        if last_column <= self.plan.last_column:
            self.boxes[row, column] = Box(row, column, last_row, last_column, text, look)

    def set_row(self, row: int, height: float, _: object = None, options: dict[str, Any] | None = None) -> None:
        """The height of a row, and whether it is folded up."""
        self.heights[row] = height
        if options and options.get("hidden"):
            self.hidden.add(row)

    def set_column(self, *_: object) -> None:
        """The printed widths are those of the form."""

    def data_validation(self, *_: object) -> None:
        """Paper accepts anything."""

    def _put(self, row: int, column: int, text: str, look: Look) -> None:
        if column > self.plan.last_column:
            return
        box = self.boxes.get((row, column))
        if box is None:
            self.boxes[row, column] = Box(row, column, row, column, text, look)
        else:
            box.text = text


class _Formats:
    """Stands for the workbook of Styles: a format is what it was asked to be."""

    def add_format(self, properties: Look) -> Look:
        return dict(properties)


def draw_form(evaluation: Evaluation, form: Form, assessment: Assessment) -> Paper:
    """The printed form.

    Args:
        evaluation: what is entered.
        form: the form it is written in.
        assessment: what the computed cells show.
    """
    plan = make_plan(evaluation, form)
    paper = Paper(plan)
    # Of a sheet the form's parts use nothing that paper does not have.
    sheet = cast(SelfFittingSheet, paper)
    write_form(sheet, plan, assessment, Styles(_Formats(), form.layout.font), "native", [])
    if not evaluation.own:
        _keep_written(paper)
    _leave_open(paper)
    return paper


def _keep_written(paper: Paper) -> None:
    """What a person wrote where nothing can be computed (— or 未评定 for a score, a rate without amounts)."""
    plan, evaluation = paper.plan, paper.plan.evaluation
    written: list[tuple[int, int, Value]] = []
    for row, _, line in plan.funding_rows:
        for key in ("rate", "score"):
            if line is not None and plan.has_fund(key):
                written.append((row, plan.funding_column(key), getattr(line, key)))
    if "score" in plan.columns:
        at = plan.columns["score"]
        written += [(line.row, at, line.indicator.score) for line in plan.lines if line.indicator]
        if plan.total_row is not None:
            written.append((plan.total_row, at, evaluation.total))
    for row, column, value in written:
        box = paper.boxes[row, column]
        if value.text and box.text in ("", _NOTHING):
            box.text = value.text


def _leave_open(paper: Paper) -> None:
    """Sums of nothing: a workbook fills them in as soon as anything is entered, on paper a person does."""
    plan, evaluation, layout = paper.plan, paper.plan.evaluation, paper.plan.form.layout
    if plan.total_row is not None and "weight" in plan.columns and not _has_weight(plan.lines):
        # The points of 预算执行率 alone are no sum either.
        paper.boxes[plan.total_row, plan.columns["weight"]].text = evaluation.total_weight.text or ""
    for block in plan.blocks:
        for l1, group in groupby(block.lines, key=lambda line: line.l1):
            lines = list(group)
            box = paper.boxes[lines[0].row, plan.columns["l1"]]
            if not _has_weight(lines) and box.text == layout.indicators.l1.format(l1=l1, points=0):
                is_blank = not any(line.indicator for line in lines)
                box.text = layout.indicators.l1.format(l1=l1, points=_TO_FILL_IN) if is_blank else l1
        if layout.goals is not None and not _has_weight(block.lines):
            box = paper.boxes[block.row, 0]
            if box.text == layout.goals.label.format(n=block.number, points=0):
                box.text = _goal_label(layout.goals.label, block)
    if plan.list_row is not None and (evaluation.project_list is None or not evaluation.project_list.rows):
        for box in paper.boxes.values():
            if box.row == plan.list_rows[-1] + 1 and read_printed(box.text) is not None:
                box.text = ""


def _goal_label(pattern: str, block: GoalBlock) -> str:
    """The label of a goal whose rows have no points: with those of its first levels, else without any."""
    filled = [line for line in block.lines if line.indicator]
    if not filled:
        return pattern.format(n=block.number, points=_TO_FILL_IN)
    points = {line.l1: line.indicator.l1_points for line in filled if line.indicator}
    known = [one for one in points.values() if one is not None]
    if len(known) == len(points):
        return pattern.format(n=block.number, points=show(sum(known, Decimal(0))))
    return _POINTS.sub("", pattern).format(n=block.number)


def _has_weight(lines: Iterable[Line]) -> bool:
    return any(line.indicator is not None and line.indicator.weight.number is not None for line in lines)


def shown(value: object, look: Look) -> str:
    """A stored value as a cell of this format shows it; only the formats of styles and form_head are known."""
    if not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    number, pattern = Decimal(repr(value)), str(look.get("num_format", "General"))
    match = _DECIMALS.search(pattern)
    places = len(match[1]) if match else 0
    if pattern.endswith("%"):
        return show_percent(number, places)
    if pattern.startswith("#,##0"):
        return f"{Decimal(show_fixed(number, places)):,}"
    return show(number)
