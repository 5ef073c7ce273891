"""Scoring a formula indicator: the rate from the figures, then the row's own standard on the rate as printed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.base.text import squeeze
from zipingbiao.forms.catalog import DEFAULT_FORM, get_form
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Outcome, make_case
from zipingbiao.scoring.formulas.amounts import Figure
from zipingbiao.scoring.formulas.formula import Formula
from zipingbiao.scoring.kinds._base import NOT_APPLICABLE
from zipingbiao.scoring.wording.compiler import compile_rule


def score_formula(
    formula: Formula,
    inputs: Mapping[str, Figure],
    rule_text: str,
    weight: Decimal,
    *,
    target: str | None = None,
    unit: str = "",
    policy: Policy | None = None,
) -> Outcome:
    """The score of a formula indicator, with the notes of the formula and of the standard.

    Args:
        formula: from find_named or read_formula.
        inputs: figures by key, label or alias; all 不涉及 (or 无) where the unit has no such project.
        rule_text: the 评分细则 of the row.
        weight: the row's 分值 in points.
        target: the 年度指标值, where the row has one.
        unit: the form's unit for amounts without one.
        policy: how the form rounds; the national form's where none is given.
    """
    policy = policy or get_form(DEFAULT_FORM).policy
    rule = compile_rule(rule_text, weight, formula.name, target)

    def assess(actual: str) -> Outcome:
        return rule.kind.assess(make_case(target, actual, weight, policy, name=formula.name))

    if (word := _not_applicable(inputs)) is not None:
        outcome = assess(word)
        return Outcome(outcome.score, outcome.explanation, (*rule.notes, *outcome.notes))
    result = formula.compute(inputs, unit)
    if result.value is None:
        return Outcome(None, formula.restate(), (*result.notes, *rule.notes))
    printed = formula.show(result.value)
    outcome = assess(printed)
    notes = [*result.notes, *rule.notes, *outcome.notes]
    if formula.proportion:
        # A rate of 100.004% is printed 100.00%; where that changes the score, a reviewer will ask.
        exact = assess(f"{result.value * 100:.6f}%")
        if exact.score is not None and outcome.score is not None and exact.score != outcome.score:
            notes.append(f"按印出的 {printed} 得 {show(outcome.score)} 分；按未进位的比率得 {show(exact.score)} 分")
    return Outcome(outcome.score, f"{result.working}；{outcome.explanation}", tuple(notes))


def _not_applicable(inputs: Mapping[str, Figure]) -> str | None:
    """The word where every given figure says that the indicator does not apply to the unit."""
    words = {squeeze(figure) for figure in inputs.values() if isinstance(figure, str)}
    if not words or len(words) > 1 or any(not isinstance(figure, str) for figure in inputs.values()):
        return None
    word = words.pop()
    return word if word in NOT_APPLICABLE else None
