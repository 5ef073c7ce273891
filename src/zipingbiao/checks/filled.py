"""What of a form has been filled in, and what stands in for results that were never saved. No rule lives here."""

from __future__ import annotations

from decimal import Decimal

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.checks.figures import is_blank
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.quantity import understand
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.totals import shown_rate

NOT_FILLED = ("blank", "dash", "placeholder")


def is_unfilled(value: Value) -> bool:
    """Blank, a stroke, or text of the template (指标1, ……)."""
    return value.error is None and understand(value.text).shape in NOT_FILLED


def is_named(indicator: Indicator) -> bool:
    """Somebody set this indicator: its name, target or actual value says something."""
    return not all(is_unfilled(value) for value in (indicator.l3, indicator.target, indicator.actual))


def is_empty_form(evaluation: Evaluation) -> bool:
    """A form as it comes from the template: no project, no amount, no indicator, no goal, nothing scored."""
    # The names of department and unit may come with the form; a department's form has no other name.
    names = (evaluation.project,) if evaluation.level == "project" else ()
    amounts = [value for row in evaluation.funding for value in (row.initial, row.budget, row.executed)]
    goals = [value for goal in evaluation.goals for value in (goal.expected, goal.actual)]
    scores = [row.score for row in evaluation.indicators if row.score.formula is None]
    return (
        all(is_unfilled(value) for value in (*names, *goals))
        and all(is_blank(value) for value in (*amounts, *scores))
        and not any(is_named(indicator) for indicator in evaluation.indicators)
    )


def with_computed(evaluation: Evaluation, assessment: Assessment, policy: Policy) -> Evaluation:
    """An own form without a single saved result, with the computed figures in place of the missing ones.

    Programs that write workbooks without calculating leave formulas without results; what a person will see on
    opening the file is what the engine computes. Where some results are saved, a missing one is missing on purpose.
    """
    if not evaluation.own or not _is_uncalculated(evaluation):
        return evaluation
    funding = tuple(
        row.model_copy(
            update={
                "rate": _rate(row.rate, result.rate, policy),
                "score": _figure(row.score, result.score),
            }
        )
        for row, result in zip(evaluation.funding, assessment.funding, strict=True)
    )
    indicators = tuple(
        row.model_copy(update={"score": _figure(row.score, result.counted)})
        for row, result in zip(evaluation.indicators, assessment.indicators, strict=True)
    )
    # A typed score counts in the sheet's total but not in the computed one.
    is_whole = all(row.living_score.formula is not None or row.score.text is None for row in evaluation.indicators)
    return evaluation.model_copy(
        update={
            "funding": funding,
            "indicators": indicators,
            "total_weight": _figure(evaluation.total_weight, assessment.weight_total),
            "total": _figure(evaluation.total, assessment.total if is_whole else None),
        }
    )


def _is_uncalculated(evaluation: Evaluation) -> bool:
    cells = [
        evaluation.total_weight,
        evaluation.living_total,
        *(value for row in evaluation.funding for value in (row.living_rate, row.living_score)),
        *(row.living_score for row in evaluation.indicators),
    ]
    living = [value for value in cells if value.formula is not None]
    return bool(living) and all(value.text is None and value.error is None for value in living)


def _figure(value: Value, computed: Decimal | None) -> Value:
    if value.formula is None or value.text is not None or value.error is not None or computed is None:
        return value
    exponent = int(computed.as_tuple().exponent)
    return value.model_copy(
        update={"text": show(computed), "number": computed, "step": Decimal(1).scaleb(min(0, exponent))}
    )


def _rate(value: Value, computed: Decimal | None, policy: Policy) -> Value:
    shown = None if computed is None else shown_rate(computed, policy)
    filled = _figure(value, shown)
    if filled is value or shown is None:
        return value
    return filled.model_copy(update={"text": show_percent(shown, max(0, policy.rounding.rate_places - 2))})
