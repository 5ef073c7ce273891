"""What of a filled form becomes input of a living workbook: everything a person states, nothing that is computed."""

from __future__ import annotations

from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, FundingRow, Indicator
from zipingbiao.model.values import BLANK, Value
from zipingbiao.scoring.engine import assess_indicator
from zipingbiao.scoring.formulas.rows import with_results
from zipingbiao.scoring.weights import infer_weights

CARRIED = "沿用原填报得分，请核定"


def to_living(evaluation: Evaluation, policy: Policy) -> Evaluation:
    """The evaluation as input of a living sheet.

    `score` keeps only an original figure (to be shown in 原表得分 and compared); where no scoring kind can decide, the
    given score is carried into the manual score, so that it counts in the totals as given.
    """
    evaluation = with_results(evaluation)
    if policy.scored:
        evaluation = _with_total_fund(evaluation, policy)
        evaluation = infer_weights(evaluation, policy)
    indicators = tuple(_living_row(indicator, policy) for indicator in evaluation.indicators)
    funding = tuple(
        row.model_copy(
            update={
                "rate": original(row.rate, row.living_rate),
                "score": original(row.score, row.living_score),
                "living_rate": BLANK,
                "living_score": BLANK,
            }
        )
        for row in evaluation.funding
    )
    return evaluation.model_copy(
        update={
            "indicators": indicators,
            "funding": funding,
            "total": original(evaluation.total, evaluation.living_total),
            "grade": original(evaluation.grade, evaluation.living_grade),
            "living_total": BLANK,
            "living_grade": BLANK,
            "own": True,
        }
    )


def _with_total_fund(evaluation: Evaluation, policy: Policy) -> Evaluation:
    """年度资金总额 has its row, and its 分值, on the sheet before anybody fills in an amount."""
    if policy.execution.points == 0 or evaluation.total_funding is not None:
        return evaluation
    row = FundingRow(source=BLANK, role="total")
    return evaluation.model_copy(update={"funding": (row, *evaluation.funding)})


def original(written: Value, living: Value) -> Value:
    """The written figure, or blank where it only is what the living cell of the same workbook shows."""
    return BLANK if living == written else written


def _living_row(indicator: Indicator, policy: Policy) -> Indicator:
    given = original(indicator.score, indicator.living_score)
    row = indicator.model_copy(update={"score": given, "living_score": BLANK})
    if row.manual_score.number is not None or given.number is None or row.weight.number is None:
        return row
    result = assess_indicator(row, policy)
    # A score of a row left out as 不适用 must not come to count by being carried over.
    if result.outcome.score is not None or result.is_left_out:
        return row
    return row.model_copy(update={"manual_score": given, "manual_reason": Value(text=CARRIED)})
