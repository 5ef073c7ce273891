"""What a figure of a narrative report contradicts on a form or in a list of projects. No rule lives here."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import scale_of, show
from zipingbiao.base.text import label_key
from zipingbiao.checks.context import FormContext
from zipingbiao.checks.figures import (
    ZERO,
    as_printed,
    in_points,
    last_place,
    looks_like,
    rate_readings,
    same_amount,
    same_figure,
    same_rate,
    with_unit,
    yuan,
    yuan_step,
)
from zipingbiao.checks.figures import figure as figure_of
from zipingbiao.checks.grades import grade_name
from zipingbiao.checks.lists import project_expenditure
from zipingbiao.checks.mentions import cell_step
from zipingbiao.checks.report_rows import rows_named
from zipingbiao.checks.rows import Row
from zipingbiao.model.evaluation import Evaluation, FundingRow
from zipingbiao.model.quantity import understand
from zipingbiao.model.report import ReportFigure
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import Value

AMOUNTS = {"budget": "预算数", "initial_budget": "年初预算数", "executed": "执行数"}
_FIELDS = {"budget": ("budget", "initial"), "initial_budget": ("initial", "budget"), "executed": ("executed",)}
_GROUPS = {"output": "产出指标", "benefit": "效益指标", "satisfaction": "满意度指标", "cost": "成本指标"}
_RESULTS = {("rate", "budget"): ("rate",), ("score", "total"): ("score",)}
_SCOPES = {"basic_expenditure": "基本支出", "project_expenditure": "项目支出"}


class Difference(NamedTuple):
    """A value that the text contradicts.

    what    the figure's name in the text
    label   the row of the table
    column  its name there
    value   where it stands there
    other   as it stands there, for a sentence
    exact   printed there, not added up; and more than a matter of rounding
    """

    what: str
    label: str
    column: str
    value: Value
    other: str
    expected: str | None
    unit: str
    exact: bool = True


def difference_in(form: FormContext, figure: ReportFigure) -> Difference | None:
    """What the figure contradicts in this form; None where it agrees or where there is nothing to compare."""
    if figure.of in ("target", "actual") or figure.kind in ("target", "actual"):
        return _of_target(form, figure)
    if figure.approximate or (figure.value.number is None and figure.kind != "grade"):
        return None
    if figure.scope in _SCOPES:
        return _of_expenditure(form, figure)
    if figure.kind in AMOUNTS:
        return _of_amount(form.evaluation, figure)
    if figure.kind == "rate":
        return _of_rate(form, figure)
    if figure.kind in ("score", "points"):
        return _of_score(form, figure)
    return _of_grade(form.evaluation, figure) if figure.kind == "grade" and figure.of == "total" else None


def _of_amount(evaluation: Evaluation, figure: ReportFigure) -> Difference | None:
    row = evaluation.total_funding
    if row is None or not _is_money(figure.value):
        return None
    # 年初预算 and 全年预算 are one to those who write; only what is neither contradicts the form.
    values: list[Value] = [getattr(row, field) for field in _FIELDS[figure.kind]]
    if values[0].number is None or any(_same_amount(figure.value, value, evaluation.unit) for value in values):
        return None
    return _amount_difference(figure, values[0], row.label, evaluation.unit)


def _amount_difference(
    figure: ReportFigure, value: Value, label: str, unit: str, *, printed: bool = True
) -> Difference:
    name, own = AMOUNTS[figure.kind], figure.value.unit
    expected = (yuan(value, unit) or ZERO) / scale_of(own)
    step = max(yuan_step(figure.value, own), yuan_step(value, unit))
    apart = abs((yuan(figure.value, own) or ZERO) - expected * scale_of(own))
    return Difference(
        name,
        label,
        f"「{label}」{name}",
        value,
        with_unit(value, unit),
        show(expected),
        own,
        exact=printed and apart >= step,
    )


def _of_rate(form: FormContext, figure: ReportFigure) -> Difference | None:
    row, exact = form.evaluation.total_funding, form.assessment.rate
    if row is None or figure.of not in ("budget", "initial_budget"):
        return None
    rates = [value for value in (row.rate, row.living_rate) if value.number is not None]
    computed = [exact, _of_initial(row, form.evaluation.unit)]
    if figure.of == "initial_budget" and computed[1] is None:
        return None
    if not rates or any(same_rate(figure.value, value) for value in rates):
        return None
    # The text may give the right rate where the form gives a wrong one: that is the form's fault, found there.
    if any(rate is not None and looks_like(figure.value, rate, form.rate_modes) for rate in computed):
        return None
    printed = [reading.number for reading in rate_readings(rates[0]) if reading.number is not None]
    apart = min(abs((figure.value.number or ZERO) - number) for number in printed)
    return Difference(
        "执行率", row.label, f"「{row.label}」执行率", rates[0], as_printed(rates[0]), figure_of(rates[0]), "%",
        exact=figure.of == "budget" and apart >= _step(figure.value, rates[0]),
    )  # fmt: skip


def _of_initial(row: FundingRow, unit: str) -> Decimal | None:
    initial, executed = yuan(row.initial, unit), yuan(row.executed, unit)
    return executed / initial if initial and executed is not None else None


def _of_score(form: FormContext, figure: ReportFigure) -> Difference | None:
    evaluation, name = form.evaluation, "得分" if figure.kind == "score" else "分值"
    if figure.of == "indicator":
        return _of_indicator(form, figure, name)
    if figure.of == "total" and figure.kind == "score":
        return _score_difference(figure, f"自评{name}", "总分", "总分", (evaluation.total, evaluation.living_total))
    row = evaluation.total_funding
    if figure.of == "execution" and row is not None:
        values = (row.score, row.living_score) if figure.kind == "score" else (row.weight,)
        label = row.label
        return _score_difference(figure, f"预算执行{name}", label, f"「{label}」{name}", values)
    if figure.of in (*_GROUPS, "group"):
        return _of_group(form, figure, name)
    if figure.of == "indicators" and figure.kind == "score":
        return _added_up(form, figure, form.rows, "绩效指标", name)
    return None


def _of_indicator(form: FormContext, figure: ReportFigure, name: str) -> Difference | None:
    rows, is_certain = rows_named(form, figure.indicator)
    values = [row.indicator.score if figure.kind == "score" else row.indicator.weight for row in rows]
    if not values or any(value.number is None for value in values):
        return None
    label = rows[0].label
    found = _score_difference(figure, f"「{figure.indicator}」{name}", label, f"「{label}」{name}", tuple(values))
    return found if found is None or is_certain else found._replace(exact=False)


def _score_difference(
    figure: ReportFigure, what: str, label: str, column: str, values: tuple[Value, ...]
) -> Difference | None:
    known = [value for value in values if value.number is not None]
    if not known or any(same_figure(figure.value, value) for value in known):
        return None
    first = known[0]
    apart = abs((figure.value.number or ZERO) - (first.number or ZERO))
    return Difference(
        what, label, column, first, in_points(first), figure_of(first), "分",
        exact=apart >= _step(figure.value, first),
    )  # fmt: skip


def _of_group(form: FormContext, figure: ReportFigure, name: str) -> Difference | None:
    wanted = label_key(_GROUPS.get(figure.of, figure.indicator))
    rows = tuple(row for row in form.rows if row.indicator.l1_name == wanted)
    labels = [row.indicator.l1_points for row in rows if row.indicator.l1_points is not None]
    if figure.kind == "points" and any(looks_like(figure.value, points) for points in labels):
        return None
    return _added_up(form, figure, rows, wanted, name)


def _added_up(
    form: FormContext, figure: ReportFigure, rows: tuple[Row, ...], label: str, name: str
) -> Difference | None:
    """A figure for several rows, which the form prints nowhere: their sum."""
    values = [row.indicator.score if figure.kind == "score" else row.indicator.weight for row in rows]
    if not rows or any(value.number is None for value in values) or not form.weights.is_whole:
        return None
    total = sum((value.number or ZERO for value in values), ZERO)
    slack = sum((last_place(value) / 2 for value in values), ZERO)
    if looks_like(figure.value, total) or (
        figure.kind == "score" and abs((figure.value.number or ZERO) - total) <= slack
    ):
        return None
    return Difference(
        f"{label}{name}",
        label,
        f"{label}各行{name}之和",
        values[0],
        f"{show(total)} 分",
        show(total),
        "分",
        exact=False,
    )


def _of_grade(evaluation: Evaluation, figure: ReportFigure) -> Difference | None:
    grades = [value for value in (evaluation.grade, evaluation.living_grade) if value.text is not None]
    if not grades or grade_name(figure.value.text or "") in {grade_name(value.text or "") for value in grades}:
        return None
    return Difference("等级", "等级", "等级", grades[0], f"“{grades[0]}”", grades[0].text, "")


def _of_expenditure(form: FormContext, figure: ReportFigure) -> Difference | None:
    """基本支出 and 项目支出 in the header of a department's form, which is what was spent."""
    name = _SCOPES[figure.scope]
    if figure.kind != "executed" or not _is_money(figure.value):
        return None
    value = project_expenditure(form.evaluation) if name == "项目支出" else None
    labels = [label for label in form.evaluation.attributes if label_key(label).startswith(name)]
    if value is None and labels:
        value = form.evaluation.attribute(labels[0]).reworded(form.evaluation.attributes[labels[0]])
    if value is None or value.number is None or _same_amount(figure.value, value, form.evaluation.unit):
        return None
    found = _amount_difference(figure, value, labels[0] if labels else name, form.evaluation.unit, printed=False)
    return found._replace(column=f"「{found.label}」")


def _of_target(form: FormContext, figure: ReportFigure) -> Difference | None:
    """A target or an actual value of the one row with this name, both of them one number in one unit."""
    is_target = "target" in (figure.kind, figure.of)
    rows, is_certain = rows_named(form, figure.indicator)
    if not is_certain or (figure.approximate and not is_target):
        return None
    value = rows[0].indicator.target if is_target else rows[0].indicator.actual
    own, other = understand(figure.value.text), understand(value.text)
    if own.value is None or other.value is None or (own.unit, own.power) != (other.unit, other.power):
        return None
    is_turned = is_target and {own.operator, other.operator} == {"≥", "≤"}
    if abs(own.value - other.value) <= max(cell_step(figure.value), cell_step(value)) / 2 and not is_turned:
        return None
    name, label = "指标值" if is_target else "完成值", rows[0].label
    return Difference(
        f"「{figure.indicator}」{name}", label, f"「{label}」{name}", value, f"“{value}”", value.text, "", exact=False
    )


def difference_in_list(table: Summary, row: SummaryRow, figure: ReportFigure) -> Difference | None:
    """What the figure contradicts in a project's row of a list."""
    is_money = figure.kind in AMOUNTS
    fields = (*_FIELDS.get(figure.kind, ()), *_RESULTS.get((figure.kind, figure.of), ()))
    values: list[Value] = [getattr(row, field) for field in fields]
    if figure.approximate or figure.value.number is None or not values or values[0].number is None:
        return None
    if is_money and not _is_money(figure.value):
        return None
    same = same_rate if figure.kind == "rate" else same_figure
    if any(
        _same_amount(figure.value, value, table.unit) if is_money else same(figure.value, value) for value in values
    ):
        return None
    name, value = AMOUNTS.get(figure.kind) or {"rate": "执行率", "score": "得分"}[figure.kind], values[0]
    other, unit = (with_unit(value, table.unit), table.unit) if is_money else (as_printed(value), figure.value.unit)
    return Difference(name, row.project.text or "合计", name, value, other, figure_of(value), unit)


def _same_amount(own: Value, value: Value, unit: str) -> bool:
    return value.number is not None and same_amount(own, own.unit, value, unit)


def _is_money(value: Value) -> bool:
    """Whether the unit is one of ours: 亿美元 are no yuan."""
    return value.unit in ("元", "万元", "亿元")


def _step(one: Value, other: Value) -> Decimal:
    """The coarser of two printed places."""
    return max(last_place(one), last_place(other))
