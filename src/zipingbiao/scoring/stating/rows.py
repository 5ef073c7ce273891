"""Indicator rows and goals as a report states them: points, scores, 偏差率, and whether a target was reached."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from zipingbiao.base.numbers import round_to, show
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.statement import Completion, GoalStatement, IndicatorStatement, Sourced
from zipingbiao.scoring.compare import Pair, is_met, pair
from zipingbiao.scoring.engine import Assessment, IndicatorResult
from zipingbiao.scoring.stating.sources import Sources
from zipingbiao.scoring.weights import infer_weights

ABOVE_HOW = "（实际完成值－年度指标值）÷年度指标值"
BELOW_HOW = "（年度指标值－实际完成值）÷年度指标值"
#: A limit that is kept to is reached however far one stays below it: ≤5% and 2% is no deviation of 60%.
WITHIN_HOW = "实际完成值不超过年度指标值，没有偏差"
SCORE_HOW = "按实际完成值、年度指标值和分值计算"
INFERRED_HOW = "由一级指标的分值和各项得分推得"
Side = Literal["above", "below"] | None
#: Decimals of a 偏差率 in percent.
_DEVIATION_PLACES = 2
#: Half a printed hundredth of a point: below it two scores are the same.
_TINY = Decimal("0.005")


def state_rows(
    evaluation: Evaluation, assessment: Assessment, policy: Policy, sources: Sources, known: bool
) -> tuple[IndicatorStatement, ...]:
    """The indicators in the order of the form, numbered from 1; the arguments are those of state_funds."""
    # 分值 that the labels and scores leave no doubt of, on forms that print none.
    inferred = infer_weights(evaluation, policy).indicators
    rows = zip(evaluation.indicators, assessment.indicators, inferred, strict=True)
    return tuple(
        _row(number, indicator, result, _weight(indicator, guess, sources, known), sources, evaluation.own)
        for number, (indicator, result, guess) in enumerate(rows, start=1)
    )


def _row(
    number: int, row: Indicator, result: IndicatorResult, weight: Sourced, sources: Sources, living: bool
) -> IndicatorStatement:
    name = f"「{row.label}」"
    target = sources.text(row.target, f"{name}年度指标值")
    actual = sources.cell_text(row.actual, f"{name}实际完成值")
    score = Sourced("", f"{name}得分")
    if not result.is_left_out:
        score = _score(row, result, (target, actual, weight), sources, living)
    deviation, side = _deviation(row, result, target, actual, sources)
    return IndicatorStatement(
        number=number,
        goal=row.goal,
        l1=sources.said(row.l1_name, "一级指标", row.l1),
        l2=sources.said(row.l2_name, "二级指标", row.l2),
        l3=sources.text(row.l3, "三级指标"),
        target=target,
        actual=actual,
        weight=weight,
        score=score,
        reason=sources.cell_text(row.reason, f"{name}偏差原因分析及改进措施"),
        rule=sources.text(row.rule, f"{name}评分细则"),
        deviation=deviation,
        deviates=side,
        completion=_completion(result, weight, score),
        left_out=result.is_left_out,
    )


def _weight(row: Indicator, guess: Indicator, sources: Sources, known: bool) -> Sourced:
    label = f"「{row.label}」分值"
    if row.weight.number is not None or guess.weight.number is None:
        return sources.points(row.weight, label)
    number = guess.weight.number
    if row.l1_points is not None:
        whole = Sourced(sources.show_points(row.l1_points), "一级指标分值", row.l1_points, sources.places(row.l1))
        own = sources.points(row.score, f"「{row.label}」得分")
        return sources.made(sources.show_points(number), label, number, (whole, own), INFERRED_HOW)
    return sources.fixed(number, label, row.weight, row.l1) if known else Sourced("", label)


def _score(
    row: Indicator, result: IndicatorResult, parts: tuple[Sourced, ...], sources: Sources, living: bool
) -> Sourced:
    """What counts: in a living form what it computes, elsewhere what a person wrote."""
    label = f"「{row.label}」得分"
    if not living and row.score.number is not None:
        return sources.points(row.score, label)
    cells = (row.score,) if row.living_score.is_blank else (row.living_score,)
    return sources.computed_points(result.counted, label, (*cells, row.manual_score), parts, SCORE_HOW)


def _deviation(
    row: Indicator, result: IndicatorResult, target: Sourced, actual: Sourced, sources: Sources
) -> tuple[Sourced, Side]:
    label = f"「{row.label}」偏差率"
    # 大于100 and exactly 100: whether that is reached must be judged, how far they are apart need not.
    compared = pair(result.case.target._replace(strict=False), result.case.actual)
    if result.is_left_out or not isinstance(compared, Pair) or compared.target == 0:
        return Sourced("", label), None
    number = (compared.actual - compared.target) / abs(compared.target)
    how = ABOVE_HOW if number >= 0 else BELOW_HOW
    if result.case.sense == "≤" and number <= 0:
        number, how = Decimal(0), WITHIN_HOW
    text = show(round_to(abs(number) * 100, _DEVIATION_PLACES)) + "%"
    side: Side = None if number == 0 else "above" if number > 0 else "below"
    return sources.made(text, label, abs(number), (target, actual), how), side


def _completion(result: IndicatorResult, weight: Sourced, score: Sourced) -> Completion:
    if result.is_left_out:
        return None
    case = result.case
    met = is_met(case.target, case.actual, case.sense)
    if met is None and score.number is not None and weight.number:
        met = score.number >= min(weight.number, case.rounded(weight.number)) - _TINY
    if met is None and case.target.shape == "word" and case.target.text == case.actual.text:
        met = True
    return None if met is None else "met" if met else "unmet"


def state_goals(
    evaluation: Evaluation, rows: tuple[IndicatorStatement, ...], sources: Sources
) -> tuple[GoalStatement, ...]:
    """The goals with their indicators; none where the form has none."""
    if not evaluation.goals:
        return ()
    several = len(evaluation.goals) > 1
    stated = []
    for number, goal in enumerate(evaluation.goals, start=1):
        name = f"年度目标{number}" if several else "年度目标"
        stated.append(
            GoalStatement(
                number=number,
                expected=sources.long_text(goal.expected, f"{name}预期目标"),
                actual=sources.long_text(goal.actual, f"{name}实际完成情况"),
                points=sources.points(goal.points, f"{name}分值"),
                indicators=tuple(row for row in rows if row.goal == number),
            )
        )
    return tuple(stated)
