"""One form as a report states it: its figures by the engine, each with the cells it comes from."""

from __future__ import annotations

from decimal import Decimal

from zipingbiao.base.numbers import agrees, round_to
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.statement import FormStatement, GroupStatement, IndicatorStatement, Sourced
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.stating.funds import as_number, is_expenditure, state_funds
from zipingbiao.scoring.stating.groups import count_rows, state_bands, state_execution, state_levels
from zipingbiao.scoring.stating.rows import state_goals, state_rows
from zipingbiao.scoring.stating.sources import FIXED_BY_FORM, Sources, one_line
from zipingbiao.scoring.totals import add_up, execution_places, grade_of

TOTAL = "总分"
LEFT_OUT_NOTE = "有不适用的指标，不计分值和得分，总分按其余分值折算为满分。"
CAP_NOTE = "执行率偏低，总分按表样规定的上限计。"
MISSING_NOTE = "部分指标没有得分，未计入总分。"
KNOWN_TOTAL_NOTE = "表上填写的总分与各项得分之和不一致，本报告按各项得分之和计，请核对。"
UNKNOWN_TOTAL_NOTE = "表上填写的总分与读到的各项得分之和不一致，本报告按表上填写的总分计，请核对。"


def state_form(evaluation: Evaluation, assessment: Assessment, form: Form) -> FormStatement:
    """What a report may state of one form; pure, nothing is invented: what the form does not say is blank.

    Rates, sums, totals and grades are the engine's. A row's score is, in a workbook of this software, what it computes,
    elsewhere what a person wrote, computed only where nobody wrote one.

    Args:
        evaluation: the form as read.
        assessment: what scoring.engine.assess gives for it.
        form: the definition to judge it by (catalog.form_for). Where it is not the evaluation's own template, only
            points that are printed count, and the total as printed holds where what was read does not add up to it.
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
    marks = _whole([group.weight for group in levels], "指标分值", "各项指标分值之和", sources)
    score = sources.sum_of((row.score for row in rows), "指标得分", "各项指标得分之和")
    full = _full_marks(evaluation, form, known, scored, groups, sources)
    total, notes = _total(evaluation, assessment, form, known, execution, rows, sources)
    is_complete = _is_complete(execution, rows)
    if total and not is_complete:
        notes.append(MISSING_NOTE)
    grade = _grade(evaluation, form, total, sources) if is_complete else Sourced("", "评价等级")
    counted, met, unmet = count_rows(rows, sources)
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
        indicator_marks=marks,
        indicator_score=score,
        total_rate=sources.quotient(total, full, "得分率", f"{TOTAL}÷满分"),
        grade=grade,
        counted=counted,
        met=met,
        unmet=unmet,
        bands=state_bands(policy) if scored else (),
        notes=tuple(notes),
        expenditures=funds.expenditures,
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


def _whole(figures: list[Sourced], label: str, how: str, sources: Sources) -> Sourced:
    """A sum that says nothing unless every part is known."""
    return sources.sum_of(figures, label, how) if all(figures) else Sourced("", label)


def _full_marks(
    evaluation: Evaluation,
    form: Form,
    known: bool,
    scored: bool,
    groups: tuple[GroupStatement, ...],
    sources: Sources,
) -> Sourced:
    if not scored:
        return Sourced("", "满分")
    parts = [group.weight for group in groups]
    if known:
        number, cells = form.policy.full_marks.value, (evaluation.total_weight,)
        is_sum = sum((part.number or Decimal(0) for part in parts), Decimal(0)) == number
        how = "各项分值之和" if is_sum else f"{FIXED_BY_FORM}的满分"
        return sources.computed_points(number, "满分", cells, parts if is_sum else (), how)
    if evaluation.total_weight.number is not None:
        return sources.points(evaluation.total_weight, "满分")
    return _whole(parts, "满分", "各项分值之和", sources)


def _total(
    evaluation: Evaluation,
    assessment: Assessment,
    form: Form,
    known: bool,
    execution: GroupStatement | None,
    rows: tuple[IndicatorStatement, ...],
    sources: Sources,
) -> tuple[Sourced, list[str]]:
    """总分 of what the report states, and what must be said about it."""
    policy, notes = form.policy, []
    scores = [row.score for row in rows if not row.left_out]
    terms = scores if execution is None else [execution.score, *scores]
    applicable, cap = assessment.applicable, assessment.cap
    first, *others = [term.number for term in terms] or [None]
    number = add_up(first, others, policy, applicable=applicable, cap=cap) if known or terms else None
    written = evaluation.total
    if not known and written.number is not None and not _says(written, number):
        if number is not None:
            notes.append(UNKNOWN_TOTAL_NOTE)
        return sources.points(written, TOTAL), notes
    how = f"{execution.name}得分＋各项指标得分" if execution is not None else "各项指标得分之和"
    if applicable is not None and number is not None:
        notes.append(LEFT_OUT_NOTE)
        how = f"（{how}）×满分÷适用的分值"
    if cap is not None and number == cap.total:
        notes.append(CAP_NOTE)
        how = f"{how}，不超过执行率对应的上限"
    parts: list[Sourced] = [term for term in terms if term]
    if applicable is not None:
        parts += [row.weight for row in rows if not row.left_out]
    if not evaluation.own and None not in (number, written.number) and not _says(written, number):
        notes.append(KNOWN_TOTAL_NOTE)
    cells = (evaluation.living_total,) if evaluation.own and not evaluation.living_total.is_blank else (written,)
    return sources.computed_points(number, TOTAL, cells, parts, how), notes


def _says(written: Value, number: Decimal | None) -> bool:
    """Whether a printed total is the computed one at its own precision; whole numbers are nobody's rounding."""
    if number is None or written.number is None:
        return False
    step = written.step or Decimal("0.01")
    return agrees(round_to(written.number, 4), min(step, Decimal("0.01")), number, ("half_up", "truncate"))


def _is_complete(execution: GroupStatement | None, rows: tuple[IndicatorStatement, ...]) -> bool:
    """Whether nothing that carries points still lacks its score: half a form has no grade."""
    if execution is not None and not execution.score:
        return False
    return all(row.score or row.left_out or not row.weight.number for row in rows)


def _grade(evaluation: Evaluation, form: Form, total: Sourced, sources: Sources) -> Sourced:
    label = "评价等级"
    grade = grade_of(total.number, form.policy) if form.policy.scored else None
    if grade is None:
        return Sourced("", label)
    written = evaluation.living_grade if evaluation.own and evaluation.living_grade else evaluation.grade
    if one_line(written.text) == grade:
        return sources.said(grade, label, written)
    return sources.said(grade, label, total, how=f"{TOTAL}对应的评价等级")
