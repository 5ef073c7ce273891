"""算式指标的完成值与所填的基础数据不符。

查什么：填有基础数据的算式指标（在职人员控制率、预算完成率、“三公经费”控制率等），按指标说明或评分细则里的算式重新计算，
    是否等于填报的完成值；不等的，再按评分细则看得分变不变。没有基础数据的预算执行率一行，与资金表的执行率核对。
为什么：比率写满百分之百，分母分子却算不出来，得分就没有根据。
反例：上年结转 407.30 万元、年初预算 1543.40 万元、追加 5383.91 万元、年末结转 898.35 万元，预算完成率填 100.00%，应为 87.75%。
正例：在职 72 人、编制 78 人，控制率 92.31%；最后一位相差 1，是基础数据进位造成的。
依据：本项指标的算式和评分细则；文字写明的算式先于登记的同名算式。预算执行率两处口径可能不同，作警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.base.text import label_key
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import as_printed, figure, in_points, last_place, rate_readings, rate_text
from zipingbiao.checks.funds import of_arrived
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import assess_indicator
from zipingbiao.scoring.formulas.formula import Formula
from zipingbiao.scoring.formulas.rows import figures_of, formula_of, result_of

BASIS = "本项指标的算式"
RULE_BASIS = "本项指标的评分细则"
FUND_BASIS = "表内勾稽关系：预算执行率一行与资金表的执行率一致"
#: A row of the indicator table that repeats the rate of the funds; 基本支出预算执行率 is of other money.
_EXECUTION = re.compile(r"(?:指标\d*[:：]?)?(?:项目|部门|全年|年度)?(?:预算|资金|预算资金)执行率(?:\(%\))?\Z")


@form_rule("ZP054", kind="score_vs_rule", severity="error")
def formula_result_mismatch(form: FormContext) -> Iterator[Fault]:
    """Every formula indicator whose written result its own figures do not give, and the score that changes with it."""
    for row in form.rows:
        if row.indicator.inputs:
            yield from _recomputed(form, row)
        elif _EXECUTION.match(label_key(row.label)):
            yield from _beside_funds(form, row)


def _recomputed(form: FormContext, row: Row) -> Iterator[Fault]:
    indicator, unit = row.indicator, form.evaluation.unit
    formula = formula_of(indicator)
    written = indicator.written_actual if indicator.written_actual else indicator.actual
    if formula is None or written.number is None or written.formula is not None:
        return
    figures = figures_of(formula, indicator.inputs, unit)
    worked = formula.compute(figures.numbers, unit)
    if worked.value is None or _is_near(formula, written, worked.value):
        return
    result = result_of(formula, figures) or formula.show(worked.value)
    yield form.fault(
        written,
        near=indicator.actual,
        label=row.label,
        message=f"「{row.label}」完成值填 {as_printed(written)}，按所填的基础数据应为 {result}，{worked.working}。",
        remedy="请核对基础数据和完成值，并按更正后的完成值评分。",
        basis=BASIS,
        printed=figure(written),
        expected=result,
        unit="%" if formula.proportion else "",
    )
    yield from _rescored(form, row, result)


def _rescored(form: FormContext, row: Row, result: str) -> Iterator[Fault]:
    """The score by the row's own standard on the recomputed result, where nothing else doubts the written one."""
    indicator = row.indicator
    if indicator.actual.text == result or row.agrees is False or row.is_full_unmet or indicator.manual_score:
        return
    again = assess_indicator(
        indicator.model_copy(update={"actual": Value(text=result)}), form.policy, form.evaluation.own
    )
    computed = again.outcome.score
    if computed is None or again.method == "manual" or Row(indicator, again, form.tiny).agrees is not False:
        return
    sure = again.rule is not None and again.rule.clear and again.rule.kind.sure_of(again.case)
    yield form.fault(
        indicator.score,
        label=row.label,
        message=f"「{row.label}」得分填 {in_points(indicator.score)}，按基础数据算出的 {result} "
        f"应为 {show(computed)} 分（{again.outcome.explanation}）。",
        remedy="请先更正完成值，再按评分细则更正得分。",
        basis=RULE_BASIS if again.rule is not None else BASIS,
        printed=figure(indicator.score),
        expected=show(computed),
        unit="分",
        severity="error" if sure else "warning",
    )


def _is_near(formula: Formula, written: Value, exact: Decimal) -> bool:
    """Within one unit of the last printed place: the figures were rounded themselves before they were written down."""
    readings = rate_readings(written) if formula.proportion else (written,)
    return any(
        reading.number is not None and abs(reading.number - exact) <= last_place(reading)
        for reading in readings
    )


def _beside_funds(form: FormContext, row: Row) -> Iterator[Fault]:
    total, exact, actual = form.evaluation.total_funding, form.assessment.rate, row.indicator.actual
    if total is None or exact is None or actual.number is None:
        return
    known = [exact, *(reading.number for reading in rate_readings(total.rate) if reading.number is not None)]
    for reading in rate_readings(actual):
        step = last_place(reading)
        if reading.number is not None and any(abs(reading.number - one) <= step for one in known):
            return
    if of_arrived(total.model_copy(update={"rate": actual}), form.evaluation.unit, form.rate_modes):
        return
    yield form.fault(
        actual,
        label=row.label,
        message=f"「{row.label}」实际完成值填 {as_printed(actual)}，按资金表应为 {rate_text(exact, actual)}。",
        remedy="请核对两处的执行率；口径不同的，请说明。",
        basis=FUND_BASIS,
        printed=figure(actual),
        expected=rate_text(exact, actual),
        unit="%",
        severity="warning",
    )
