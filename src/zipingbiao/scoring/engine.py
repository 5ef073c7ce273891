"""Assessing a whole form: execution, every indicator, subtotals, total and grade by the form's policy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zipingbiao.base.numbers import scale_of
from zipingbiao.forms.parts import BY_RULE, LEFT_OUT
from zipingbiao.forms.policy import Policy, TotalCap
from zipingbiao.model.evaluation import Evaluation, FundingRow, Indicator
from zipingbiao.model.quantity import understand
from zipingbiao.model.values import Value
from zipingbiao.scoring.case import Case, Outcome, make_case
from zipingbiao.scoring.kinds import (
    AllOrNothing,
    Kind,
    Manual,
    NotApplicable,
    Proportional,
    RateTimes,
    ThreeBands,
)
from zipingbiao.scoring.kinds.not_applicable import is_left_out
from zipingbiao.scoring.totals import ZERO, add_up, cap_for, execution_score, grade_of
from zipingbiao.scoring.wording.compiler import CompiledRule, compile_rule

#: Kinds that count by themselves also where the row has a 评分细则.
_NOT_BY_RULE = ("manual", "not_applicable")
_BY_METHOD: dict[str, Kind] = {
    kind.title: kind for kind in (Proportional(), AllOrNothing(), RateTimes(), ThreeBands(), Manual())
}
_NO_RULE = Manual(why="选择了按细则评分，但没有填评分细则")
_LEFT_OUT = NotApplicable()


@dataclass(frozen=True, slots=True)
class FundingResult:
    """Rate as an unrounded fraction and score in points; None where amounts or weight are missing."""

    rate: Decimal | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """How one row scores: by which kind, the outcome, and what counts in the total (分).

    counted  the manual score, else the computed one, else (outside living forms) what was written; None for a row
             that is left out as 不适用, whatever is written there
    """

    kind: Kind
    case: Case
    outcome: Outcome
    counted: Decimal | None
    #: how the row's 评分细则 was understood, where the row scores by it (or would, if it were not left out)
    rule: CompiledRule | None = None

    @property
    def method_title(self) -> str:
        """What 采用方法 shows: the kind's title, or 按细则."""
        return BY_RULE if self.rule is not None and self.method not in _NOT_BY_RULE else self.kind.title

    @property
    def method(self) -> str:
        """The machine name of the scoring kind."""
        return str(self.kind.kind)  # type: ignore[attr-defined]

    @property
    def is_left_out(self) -> bool:
        """不适用: neither the score nor the weight counts."""
        return isinstance(self.kind, NotApplicable)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything computed for one form.

    total          execution + what counts of every row: what the living workbook shows
    written_total  execution + the scores as written (computed only where none is written): what 总分 should say
    weight_total   all weights as printed, also of rows that are left out
    grade          of `total`; None while the weights do not add up to the full marks: half a form has no grade
    applicable     execution weight + the weights that apply, by which both totals were converted to the full marks;
                   None where no row is left out
    cap            the limit that the execution rate sets for both totals, also where they stay below it anyway
    """

    funding: tuple[FundingResult, ...]
    indicators: tuple[IndicatorResult, ...]
    rate: Decimal | None
    execution_score: Decimal | None
    weight_total: Decimal
    total: Decimal | None
    written_total: Decimal | None
    grade: str | None
    written_grade: str | None
    applicable: Decimal | None = None
    cap: TotalCap | None = None


def assess(evaluation: Evaluation, policy: Policy) -> Assessment:
    """Computes rates, scores, totals and grades of one form; pure, `evaluation` is not changed."""
    funding = tuple(fund(row, evaluation.unit, policy) for row in evaluation.funding)
    indicators = tuple(assess_indicator(indicator, policy, evaluation.own) for indicator in evaluation.indicators)
    rate = execution = None
    execution_weight = ZERO
    for row, result in zip(evaluation.funding, funding, strict=True):
        if row.role == "total":
            rate, execution = result.rate, result.score
            execution_weight = fund_weight(row, policy) or ZERO
            break
    weights, applicable = _weights(evaluation, indicators, execution_weight)
    cap = cap_for(rate, policy)
    total = add_up(execution, [result.counted for result in indicators], policy, applicable=applicable, cap=cap)
    written = [
        result.counted if result.is_left_out or indicator.score.number is None else indicator.score.number
        for indicator, result in zip(evaluation.indicators, indicators, strict=True)
    ]
    written_total = add_up(execution, written, policy, applicable=applicable, cap=cap)
    return Assessment(
        funding=funding,
        indicators=indicators,
        rate=rate,
        execution_score=execution,
        weight_total=weights,
        total=total,
        written_total=written_total,
        grade=grade_of(total, policy) if weights == policy.full_marks.value else None,
        written_grade=grade_of(written_total, policy),
        applicable=applicable,
        cap=cap,
    )


def _weights(
    evaluation: Evaluation, results: tuple[IndicatorResult, ...], execution: Decimal
) -> tuple[Decimal, Decimal | None]:
    """Σ of all weights, and of those that apply where a row is left out."""
    pairs = zip(evaluation.indicators, results, strict=True)
    weights = [(row.weight.number, result) for row, result in pairs if row.weight.number is not None]
    whole = sum((weight for weight, _ in weights), execution)
    if not any(result.is_left_out for result in results):
        return whole, None
    return whole, sum((weight for weight, result in weights if not result.is_left_out), execution)


def assess_indicator(indicator: Indicator, policy: Policy, living: bool = False) -> IndicatorResult:
    """Scores one row by its chosen method, or by the form's policy.

    In a living form a figure of an original table never counts; elsewhere the written score counts where no kind
    can decide. A manual score counts also where the row says 不适用: it replaces what the form would do.
    """
    manual = indicator.manual_score.number
    case = make_case(
        indicator.target.text,
        indicator.actual.text,
        indicator.weight.number if indicator.weight.number is not None else ZERO,
        policy,
        name=indicator.label,
        second_level=indicator.l2_name,
        direction=indicator.direction.text or "",
        manual=manual,
    )
    kind, rule = choose(
        indicator.method.text,
        indicator.rule.text,
        indicator.target.text,
        case.weight,
        indicator.label,
        actual=indicator.actual.text,
        policy=None if manual is not None else policy,
    )
    if isinstance(kind, NotApplicable):
        return IndicatorResult(kind, case, kind.assess(case), None, rule)
    if indicator.weight.number is None:
        outcome = Outcome(None, kind.explain(), ("没有分值",))
    else:
        outcome = kind.assess(case)
    counted = manual if manual is not None else outcome.score
    if counted is None and not living:
        counted = indicator.score.number
    return IndicatorResult(kind, case, outcome, counted, rule)


def choose(
    method: str | None,
    rule: str | None,
    target: str | None,
    weight: Decimal = ZERO,
    name: str = "",
    *,
    actual: str | None = None,
    policy: Policy | None = None,
) -> tuple[Kind, CompiledRule | None]:
    """The scoring kind: the chosen method; else the wording of the row's 评分细则; else by the nature of the target.

    Args:
        method, rule, target, weight, name: of the row, as written.
        actual: the 实际完成值, which may say that the indicator does not apply.
        policy: the form's policy; where it leaves out 不适用 indicators, such a row is left out whatever its method,
            unless its own 评分细则 says what a unit without such a project earns (没有此类项目的按满分).
    """
    chosen = (method or "").strip()
    kind, compiled = _chosen(chosen, rule, target, weight, name)
    if policy is not None and policy.not_applicable is not None:
        said = not kind.not_applicable_full and is_left_out(understand(target).text, understand(actual).text, policy)
        if said or chosen == LEFT_OUT:
            return _LEFT_OUT, compiled
    return kind, compiled


def _chosen(
    chosen: str, rule: str | None, target: str | None, weight: Decimal, name: str
) -> tuple[Kind, CompiledRule | None]:
    if chosen in _BY_METHOD:
        return _BY_METHOD[chosen], None
    if rule:
        compiled = compile_rule(rule, weight, name, target)
        # The native formula is fixed when the workbook is made, while the target may still be edited: the target may
        # add notes on a contradiction, but never change the kind.
        plain = compile_rule(rule, weight, name)
        if compiled.kind != plain.kind:
            compiled = plain
        return compiled.kind, compiled
    if chosen == BY_RULE:
        return _NO_RULE, None
    return _BY_METHOD[Proportional.title if understand(target).has_digit else ThreeBands.title], None


def amount(value: Value, unit: str) -> Decimal | None:
    """An amount in the form's unit, also where another unit stands inside the cell (4753.66万元); None if none."""
    if value.number is None or value.unit in ("", unit):
        return value.number
    return value.number * scale_of(value.unit) / scale_of(unit)


def fund_weight(row: FundingRow, policy: Policy) -> Decimal | None:
    """The row's 分值; for 年度资金总额 the form's execution points where none is printed."""
    if row.weight.number is not None:
        return row.weight.number
    return policy.execution.points if row.role == "total" and row.weight.is_blank else None


def fund(row: FundingRow, unit: str, policy: Policy) -> FundingResult:
    """执行率 = 全年执行数 / 全年预算数; 得分 = 执行率 × 分值 by the form's policy.

    A form without execution points shows the rate and has no score.
    """
    budget, executed = amount(row.budget, unit), amount(row.executed, unit)
    if budget is None or executed is None or budget <= 0:
        return FundingResult(None, None)
    rate = executed / budget
    weight = fund_weight(row, policy)
    if weight is None or policy.execution.points == 0:
        return FundingResult(rate, None)
    return FundingResult(rate, execution_score(executed, budget, weight, policy))
