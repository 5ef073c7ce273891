"""Figures a form prints beside those its new workbook computes; and the scores that stay a person's. Nothing is changed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import show, show_fixed
from zipingbiao.base.text import squeeze
from zipingbiao.checks.figures import as_printed, looks_like, places_of, rate_readings, rate_text, with_unit
from zipingbiao.forms.policy import Policy
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation, FundingRow, Indicator
from zipingbiao.model.finding import Severity
from zipingbiao.model.values import BLANK, NOWHERE, Place, Value
from zipingbiao.scoring.engine import Assessment, FundingResult, IndicatorResult, assess
from zipingbiao.scoring.formulas.rows import formula_of
from zipingbiao.scoring.living import CARRIED, to_living
from zipingbiao.scoring.weights import infer_weights

#: Stands for the printed figure where there was none.
NOT_PRINTED = "没有"
_NO_AMOUNTS = "原表没有预算数或执行数，填上后自动计算"


class Difference(NamedTuple):
    """A printed figure that the workbook computes differently.

    computed  None where it cannot be computed
    severity  error where a sum or a quotient is wrong, warning where a score follows another way of scoring
    """

    label: str
    printed: str
    computed: str | None
    reason: str
    severity: Severity
    place: Place = NOWHERE


class Manual(NamedTuple):
    """A printed score that no method gives and that counts as it is."""

    label: str
    score: str
    reason: str
    place: Place = NOWHERE


class Figures(NamedTuple):
    """Everything about the figures of one form; `unweighted` are the rows without 分值, `weighted` those it was found for."""

    differences: list[Difference]
    manual: list[Manual]
    unweighted: int
    weighted: int


def with_manual_scores(evaluation: Evaluation, policy: Policy) -> Evaluation:
    """The form with the printed score as 人工评分 where a row has no points to be scored by.

    Rows with points that no method can score get theirs when the workbook is written.
    """
    if not policy.scored:
        return evaluation
    weighted = infer_weights(evaluation, policy).indicators
    rows = tuple(
        row.model_copy(update={"manual_score": row.score, "manual_reason": Value(text=CARRIED)})
        if found.weight.number is None and row.score.number is not None and row.manual_score.number is None
        and not (evaluation.own and row.score == row.living_score)
        else row
        for row, found in zip(evaluation.indicators, weighted, strict=True)
    )  # fmt: skip
    return evaluation.model_copy(update={"indicators": rows})


def with_written_results(evaluation: Evaluation, form: Form) -> Evaluation:
    """The form with the printed 完成值 of a formula indicator as 原表完成值, where it will follow from 基础数据 instead.

    Forms without a 完成值 column take it from there; nobody has entered the figures yet.
    """
    if not form.policy.scored or any(column.key == "actual" for column in form.layout.columns):
        return evaluation
    rows = tuple(
        row.model_copy(update={"actual": BLANK, "written_actual": row.actual})
        if row.actual and not row.inputs and formula_of(row) is not None
        else row
        for row in evaluation.indicators
    )
    return evaluation.model_copy(update={"indicators": rows})


def compare_figures(evaluation: Evaluation, policy: Policy) -> Figures:
    """The printed rates, scores, totals and the grade beside the computed ones.

    Args:
        evaluation: as it was given to the writer.
        policy: of the form it was written in.
    """
    living = to_living(evaluation, policy)
    result = assess(living, policy)
    pairs = list(zip(living.indicators, result.indicators, strict=True))
    if not policy.scored:
        pairs = []
    has_scores = any(row.score.number is not None for row, _ in pairs)
    differences = [
        *(
            d
            for row, one in zip(living.funding, result.funding, strict=True)
            for d in _fund(row, one, living.unit, has_scores)
        ),
        *(difference for row, one in pairs if (difference := _score(row, one)) is not None),
    ]
    if policy.scored:
        differences += _totals(living, result)
    return Figures(
        differences=differences,
        manual=[_manual(row, one) for row, one in pairs if row.manual_reason.text == CARRIED],
        unweighted=sum(row.weight.number is None for row, _ in pairs),
        weighted=sum(
            row.weight.number is not None and old.weight.number is None
            for row, old in zip(living.indicators, evaluation.indicators, strict=True)
        ) if pairs else 0,
    )  # fmt: skip


def _fund(row: FundingRow, result: FundingResult, unit: str, has_scores: bool) -> list[Difference]:
    found = []
    name = squeeze(row.source.text or "")
    readings = rate_readings(row.rate)
    if result.rate is not None and readings and not any(looks_like(one, result.rate) for one in readings):
        reason = f"执行数 {with_unit(row.executed, unit)}÷预算数 {with_unit(row.budget, unit)}"
        computed = rate_text(result.rate, row.rate)
        found.append(Difference(f"{name}的执行率", as_printed(row.rate), computed, reason, "error", row.rate.place))
    elif result.rate is None and row.rate.number is not None:
        found.append(Difference(f"{name}的执行率", as_printed(row.rate), None, _NO_AMOUNTS, "warning", row.rate.place))
    label, given = f"{name}的得分", row.score
    if given.number is None:
        # A form may have no score for 预算执行率 at all; the new one counts it in the total.
        if has_scores and row.role == "total" and given.is_blank and result.score is not None:
            computed = show_fixed(result.score)
            found.append(
                Difference(label, NOT_PRINTED, computed, "原表没有执行率的得分，表样有这一项", "warning", given.place)
            )
        return found
    if result.score is not None and given.number != result.score:
        severity, reason = _score_of_rate(row, result)
        found.append(Difference(label, as_printed(given), show_fixed(result.score), reason, severity, given.place))
    elif result.score is None and row.role == "total" and result.rate is None:
        found.append(Difference(label, as_printed(given), None, _NO_AMOUNTS, "warning", given.place))
    return found


def _score_of_rate(row: FundingRow, result: FundingResult) -> tuple[Severity, str]:
    """Why an execution score differs: no mistake where it follows from the printed rate, or has more decimals."""
    rate, weight = result.rate, row.weight.number
    if rate is None or weight is None:
        return "warning", "按执行率计算"
    shown = f"执行率 {rate_text(rate, row.rate)}×分值 {show(weight)}"
    if looks_like(row.score, rate * weight):
        return "warning", f"{shown}，{_other_places(row.score, result.score)}"
    if any(one.number is not None and looks_like(row.score, one.number * weight) for one in rate_readings(row.rate)):
        return "warning", f"原表按印出的执行率 {as_printed(row.rate)} 计算，现在按金额计算"
    return "error", shown


def _score(row: Indicator, result: IndicatorResult) -> Difference | None:
    computed, given = result.outcome.score, row.score
    if given.number is None or row.manual_score.number is not None:
        return None
    if result.is_left_out:
        return Difference(row.label, as_printed(given), None, "指标不适用，不计分", "warning", given.place)
    if computed is None or given.number == computed:
        return None
    reason = f"{result.method_title}：{result.outcome.explanation}"
    if looks_like(given, computed):
        reason += f"；{_other_places(given, computed)}"
    return Difference(row.label, as_printed(given), show_fixed(computed), reason, "warning", given.place)


def _other_places(given: Value, computed: Decimal | None) -> str:
    """That a figure was printed with fewer, or more, decimals than the form keeps."""
    fewer = computed is not None and places_of(given) < -int(computed.normalize().as_tuple().exponent)
    return "原表保留的位数较少" if fewer else "表样保留的位数较少"


def _manual(row: Indicator, result: IndicatorResult) -> Manual:
    if row.weight.number is None:
        why = "原表没有分值"
    elif row.written_actual and not row.actual:
        why = f"完成值由“基础数据”表算出，请在那里填数；原表的完成值是 {row.written_actual}"
    elif not row.actual:
        why = "实际完成值没有填写"
    else:
        why = "；".join(result.outcome.notes) or result.outcome.explanation
    return Manual(row.label, as_printed(row.manual_score), why, row.score.place)


def _totals(living: Evaluation, result: Assessment) -> list[Difference]:
    found = []
    total, grade, weights = living.total, living.grade, living.total_weight
    if total.number is not None and total.number != result.total:
        computed = None if result.total is None else show_fixed(result.total)
        sums = _printed_sums(living, result)
        if not sums or any(_is_sum(total, one) for one in sums):
            difference = Difference(
                "总分", as_printed(total), computed, "各项得分重新计算后的合计", "warning", total.place
            )
        else:
            reason = f"原表各项得分的合计是 {show(sums[0])}，与原表总分不符"
            difference = Difference("总分", as_printed(total), computed, reason, "error", total.place)
        found.append(difference)
    if weights.number is not None and weights.number != result.weight_total and result.weight_total > 0:
        reason = "执行率与各指标分值的合计"
        found.append(
            Difference("分值合计", as_printed(weights), show(result.weight_total), reason, "error", weights.place)
        )
    if grade and squeeze(grade.text or "") != (result.grade or ""):
        reason = "分值合计不是满分，不评定等级"
        if result.total is not None and result.grade:
            reason = f"总分 {show_fixed(result.total)} 对应的等级"
        found.append(Difference("等级", grade.text or "", result.grade, reason, "warning", grade.place))
    return found


def _is_sum(total: Value, exact: Decimal) -> bool:
    """As in a check: nobody can tell 97 from a total that was rounded, so whole numbers are held against the exact sum."""
    return looks_like(total, exact) if places_of(total) else total.number == exact


def _printed_sums(living: Evaluation, result: Assessment) -> list[Decimal]:
    """What the printed scores add up to; where no execution score is printed without it, and with the computed one."""
    if result.applicable is not None or result.cap is not None:
        return [] if result.written_total is None else [result.written_total]
    fund = living.total_funding
    written = fund.score.number if fund is not None else None
    scores = [
        one.counted if row.score.number is None else row.score.number
        for row, one in zip(living.indicators, result.indicators, strict=True)
    ]
    known = [score for score in scores if score is not None]
    if not known and written is None:
        return []
    indicators = sum(known, Decimal(0))
    if written is not None or result.execution_score is None:
        return [indicators + (written or 0)]
    return [indicators, indicators + result.execution_score]
