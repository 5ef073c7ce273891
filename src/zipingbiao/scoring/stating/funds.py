"""The funds of a form as a report states them: amounts, what is left, execution rates and scores."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import RoundMode, agrees, read_printed, round_to, show_percent
from zipingbiao.base.text import label_key
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, FundingRow
from zipingbiao.model.statement import FundStatement, Sourced
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import Assessment, FundingResult
from zipingbiao.scoring.stating.sources import Sources

BUDGET, EXECUTED = "全年预算数", "全年执行数"
RATE_HOW = f"{EXECUTED}÷{BUDGET}"
LABEL_HOW = "所在栏目的名称"
#: How a figure may have been cut where nobody knows the rules of the form.
_CUT: tuple[RoundMode, ...] = ("half_up", "truncate")
_EXPENDITURE = re.compile(r"(基本|项目|经营|其他|事业)支出(?:总额|合计|金额|数|小计)?(?:\((?:万|亿)?元\))?\Z")


class Funds(NamedTuple):
    """All that is stated about money.

    total         年度资金总额
    sources       the lines below it
    expenditures  基本支出 and 项目支出 where the head of the form says them; only `executed` is known
    """

    total: FundStatement | None
    sources: tuple[FundStatement, ...]
    expenditures: tuple[FundStatement, ...]


def state_funds(evaluation: Evaluation, assessment: Assessment, policy: Policy, sources: Sources, known: bool) -> Funds:
    """The lines of 项目资金 with rates and scores by the engine.

    Args:
        evaluation, assessment: the form and what was computed for it.
        policy: the form's.
        sources: makes the figures.
        known: whether the form's own policy is known; elsewhere only printed points count.
    """
    total: FundStatement | None = None
    others: list[FundStatement] = []
    for row, result in zip(evaluation.funding, assessment.funding, strict=True):
        stated = _line(row, result, policy, sources, known, is_whole=row.role == "total" and total is None)
        if row.role == "total" and total is None:
            total = stated
        else:
            others.append(stated)
    return Funds(total, tuple(others), _expenditures(evaluation, sources))


def is_expenditure(label: str) -> bool:
    """Whether a label says what money was spent on (基本支出总额), not where it came from."""
    return _EXPENDITURE.match(label_key(label)) is not None


def _line(
    row: FundingRow, result: FundingResult, policy: Policy, sources: Sources, known: bool, *, is_whole: bool
) -> FundStatement:
    name = row.label
    # The line of the whole form is called by the column alone: 全年预算数.
    prefix = "" if is_whole else f"「{name}」"
    initial = sources.money(row.initial, f"{prefix}年初预算数")
    budget = sources.money(row.budget, prefix + BUDGET)
    executed = sources.money(row.executed, prefix + EXECUTED)
    weight = _weight(row, policy, sources, known, f"{prefix}执行率分值" if is_whole else f"{prefix}分值")
    rate = None if known else _rounded_rate(row, result, weight, sources, f"{prefix}执行率")
    score = (
        _score(row, result, weight, executed, budget, sources, known, f"{prefix}执行率得分")
        if rate is None
        else sources.points(row.score, f"{prefix}执行率得分")
    )
    if rate is None:
        rate = sources.rate(result.rate, f"{prefix}执行率", (row.living_rate, row.rate), (executed, budget), RATE_HOW)
    if not rate and not (budget and executed):
        rate = sources.printed_rate(row.rate, f"{prefix}执行率")
    return FundStatement(
        role=row.role,
        source=sources.text(row.source, "资金来源"),
        initial=initial,
        budget=budget,
        executed=executed,
        left=_left(budget, executed, sources, f"{prefix}结余数"),
        rate=rate,
        weight=weight,
        score=score,
    )


def _rounded_rate(
    row: FundingRow, result: FundingResult, weight: Sourced, sources: Sources, label: str
) -> Sourced | None:
    """The printed rate where it is the exact one cut to fewer decimals and the printed score was made of it.

    Nobody knows how a form of no known template rounds; 67% and 13.4 of 20 fit each other, 66.56% and 13.4 do not.
    """
    written, score = row.rate.number, row.score.number
    if not row.living_score.is_blank or None in (result.rate, written, score, weight.number):
        return None
    assert result.rate is not None and written is not None and score is not None and weight.number is not None
    exact = round_to(result.rate, sources.rate_places, sources.mode)
    for number in (written, written.scaleb(-2)):
        if number == exact or not agrees(score, row.score.step or Decimal(1), number * weight.number, _CUT):
            continue
        for places in range(2, sources.rate_places):
            if any(round_to(result.rate, places, mode) == number for mode in _CUT):
                return Sourced(show_percent(number, places - 2), label, number, sources.places(row.rate))
    return None


def _weight(row: FundingRow, policy: Policy, sources: Sources, known: bool, label: str) -> Sourced:
    if row.weight.number is not None or not known or row.role != "total" or not row.weight.is_blank:
        return sources.points(row.weight, label)
    points = policy.execution.points
    if points <= 0:
        return Sourced("", label)
    return sources.fixed(points, label, row.weight)


def _score(
    row: FundingRow,
    result: FundingResult,
    weight: Sourced,
    executed: Sourced,
    budget: Sourced,
    sources: Sources,
    known: bool,
    label: str,
) -> Sourced:
    written = row.score
    if known and result.score is not None:
        cells = (row.living_score, written)
        return sources.computed_points(result.score, label, cells, (executed, budget, weight), f"{RATE_HOW}×分值")
    if weight.number is None or result.rate is None or result.score is None:
        # A living form computes it or has none; elsewhere a person may have known more than the amounts say.
        return sources.points(written, label) if row.living_score.is_blank else Sourced("", label)
    # Nobody knows how this form rounds: what is the exact figure cut in some way is the form's own.
    exact = result.rate * weight.number
    step = written.step or Decimal(1)
    if written.number is not None and agrees(written.number, step, exact, _CUT):
        return sources.points(written, label)
    return sources.computed_points(result.score, label, (written,), (executed, budget, weight), f"{RATE_HOW}×分值")


def _left(budget: Sourced, executed: Sourced, sources: Sources, label: str) -> Sourced:
    if budget.number is None or executed.number is None:
        return Sourced("", label)
    number = budget.number - executed.number
    return sources.made(sources.show_money(number), label, number, (budget, executed), f"{BUDGET}－{EXECUTED}")


def _expenditures(evaluation: Evaluation, sources: Sources) -> tuple[FundStatement, ...]:
    found = []
    for key in evaluation.attributes:
        label = key.rstrip("：:")
        if not is_expenditure(label):
            continue
        value = as_number(evaluation.attribute(key))
        executed = sources.money(value, label)
        nothing = Sourced("", label)
        found.append(
            FundStatement(
                role="unknown",
                source=Sourced(label, "支出类别", None, executed.places or sources.places(value), LABEL_HOW),
                initial=nothing,
                budget=nothing,
                executed=executed,
                left=nothing,
                rate=nothing,
                weight=nothing,
                score=nothing,
            )
        )
    return tuple(found)


def as_number(value: Value) -> Value:
    """A value that is known as a text only, with the number that the text is."""
    printed = read_printed(value.text or "")
    if printed is None or value.number is not None:
        return value
    return value.model_copy(update={"number": printed.value, "step": printed.step, "unit": printed.unit})
