"""One form as a report states it: its figures by the engine, each with the cells it comes from."""

from __future__ import annotations

from decimal import Decimal

from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.statement import FormStatement, Sourced
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.stating.funds import as_number, is_expenditure, state_funds
from zipingbiao.scoring.stating.groups import count_rows, state_bands, state_execution, state_levels
from zipingbiao.scoring.stating.rows import state_goals, state_rows
from zipingbiao.scoring.stating.sources import Sources, one_line
from zipingbiao.scoring.stating.totals import TOTAL, Totals, sum_of_all
from zipingbiao.scoring.totals import execution_places


def state_form(evaluation: Evaluation, assessment: Assessment, form: Form) -> FormStatement:
    """What a report may state of one form; pure, nothing is invented: what the form does not say is blank.

    Rates, sums, totals and grades are the engine's. A row's score is, in a workbook of this software, what it computes,
    elsewhere what a person wrote, computed only where nobody wrote one.

    Args:
        evaluation: the form as read.
        assessment: what scoring.engine.assess gives for it.
        form: the definition to judge it by (catalog.form_for). Where it is not the evaluation's own template, only
            points that are printed count.
    """
    policy = form.policy
    known = evaluation.template == form.id
    rounding = policy.rounding
    sources = Sources(evaluation.place, evaluation.unit, rounding.score_places, rounding.rate_places, rounding.mode)
    scored = policy.scored if known else _has_points(evaluation)
    funds = state_funds(
        evaluation,
        assessment,
        policy,
        Sources(evaluation.place, evaluation.unit, execution_places(policy), rounding.rate_places, rounding.mode),
        known,
    )
    rows = state_rows(evaluation, assessment, policy, sources, known)
    execution = state_execution(funds.total, evaluation, policy, sources) if scored else None
    levels = state_levels(evaluation, rows, policy, sources, known)
    groups = levels if execution is None else (execution, *levels)
    totals = Totals(evaluation, assessment, form, execution, levels, rows, sources, known) if scored else None
    score = sources.sum_of((row.score for row in rows), "指标得分", "各项指标得分之和")
    total, notes = (Sourced("", TOTAL), ()) if totals is None else totals.total()
    full = Sourced("", "满分") if totals is None else totals.full_marks()
    grade = Sourced("", "评价等级") if totals is None else totals.grade(total)
    counts = count_rows(rows, sources)
    return FormStatement(
        level=evaluation.level,
        template=evaluation.template,
        form_name=form.name if known else one_line(evaluation.title.text),
        unit=evaluation.unit,
        scored=scored,
        place=evaluation.place,
        year=_year(evaluation, sources),
        project=sources.text(evaluation.project, "项目名称"),
        department=sources.text(evaluation.department, "主管部门"),
        implementing_unit=sources.text(evaluation.implementing_unit, "实施单位"),
        attributes=_attributes(evaluation, sources),
        total_fund=funds.total,
        sources=funds.sources,
        goals=state_goals(evaluation, rows, sources),
        groups=groups,
        indicators=rows,
        total=total,
        full_marks=full,
        indicator_marks=sum_of_all([group.weight for group in levels], "指标分值", "各项指标分值之和", sources),
        indicator_score=score,
        total_rate=sources.quotient(total, full, "得分率", f"{TOTAL}÷满分"),
        grade=grade,
        counted=counts.counted,
        met=counts.met,
        unmet=counts.unmet,
        bands=state_bands(policy) if scored else (),
        notes=notes,
        expenditures=funds.expenditures,
        undecided=counts.undecided,
    )


def _has_points(evaluation: Evaluation) -> bool:
    """Whether a form of no known template has points at all."""
    values = [value for row in evaluation.indicators for value in (row.weight, row.score)]
    return any(value.number is not None for value in (*values, evaluation.total, evaluation.total_weight))


def _year(evaluation: Evaluation, sources: Sources) -> Sourced:
    year = evaluation.year_number
    if year is None:
        return Sourced("", "年度")
    return Sourced(str(year), "年度", Decimal(year), sources.places(evaluation.year))


def _attributes(evaluation: Evaluation, sources: Sources) -> dict[str, Sourced]:
    """The other texts of the head and the foot of the form; an amount among them is a number."""
    found = {}
    for label in evaluation.attributes:
        value = evaluation.attribute(label)
        stated = sources.long_text(value, label)
        if stated and is_expenditure(label):
            stated = sources.money(as_number(value), label) or stated
        found[label] = stated
    return found
