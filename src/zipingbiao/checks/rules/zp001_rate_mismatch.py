"""执行率与执行数、预算数不符。

查什么：年度资金总额和各资金来源的执行率，是否等于全年执行数除以全年预算数，按印出的位数四舍五入比较。
为什么：执行率决定执行得分，是自评表里最先核对的数；四舍五入不允许把 99.83% 写成别的数，也不允许截断。
反例：预算 264.00 万元、执行 138.90 万元，执行率填 56.21%，应为 52.61%。
正例：预算 264.00 万元、执行 138.90 万元，执行率填 52.61%；也可以印成 53%。
依据：表内勾稽关系，执行率＝全年执行数÷全年预算数。以万元列示的金额本身经过进位、可以解释差异的（预算、
    执行都印 3.00，执行率印 99.83%），作提示，请按到分的金额核对；86.20% 填成 86%、单元格格式补成 86.00% 的，也作提示。
    整数的金额看全表资金的位数：别处印到小数的，3 就是 3.00；全表都是整数的，不按进位解释。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import scale_of
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import (
    ZERO,
    amount_step,
    as_printed,
    figure,
    looks_like,
    rate_readings,
    rate_text,
    with_unit,
)
from zipingbiao.checks.funds import of_arrived
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount

BASIS = "表内勾稽关系：执行率＝全年执行数÷全年预算数"


@form_rule("ZP001", kind="exec_rate", severity="error")
def rate_mismatch(form: FormContext) -> Iterator[Fault]:
    """Every printed rate that is not executed / budget at its printed precision."""
    unit = form.evaluation.unit
    for row in form.evaluation.funding:
        budget, executed = amount(row.budget, unit), amount(row.executed, unit)
        readings = rate_readings(row.rate)
        if budget is None or executed is None or budget <= 0 or not readings:
            continue
        exact = executed / budget
        if any(looks_like(reading, exact, form.rate_modes) or _is_near(form, reading, exact) for reading in readings):
            continue
        expected = rate_text(exact, row.rate)
        if of_arrived(row, unit, form.rate_modes):
            yield _fault_of_base(form, row, expected)
            continue
        rounded = _rounding_explains(row, form)
        yield form.fault(
            row.rate,
            label=row.label,
            message=f"「{row.label}」"
            f"{form.origin(row.rate)}执行率填 {as_printed(row.rate)}，按全年执行数 {with_unit(row.executed, unit)}"
            f"÷全年预算数 {with_unit(row.budget, unit)}应为 {expected}。",
            remedy="金额进位可能造成这一差异，请按到分的金额核对。"
            if rounded
            else "请核对执行率、全年执行数和全年预算数。",
            basis=BASIS,
            printed=figure(row.rate),
            expected=expected,
            unit="%",
            severity="info" if rounded or _is_padded(row, exact, form) else None,
        )


def _fault_of_base(form: FormContext, row: FundingRow, expected: str) -> Fault:
    """The rate is right, but of what had arrived: the form asks for that too, and the house decides."""
    unit = form.evaluation.unit
    return form.fault(
        row.rate,
        label=row.label,
        message=f"「{row.label}」{form.origin(row.rate)}执行率填 {as_printed(row.rate)}，"
        f"是按到位数 {with_unit(row.arrived, unit)}算的；按全年预算数 {with_unit(row.budget, unit)}应为 {expected}。",
        remedy="请按本地表样的口径核对执行率的分母。",
        basis=BASIS,
        printed=figure(row.rate),
        expected=expected,
        unit="%",
        severity="warning",
    )


def _is_near(form: FormContext, reading: Value, exact: Decimal) -> bool:
    return reading.number is not None and abs(reading.number - exact) <= form.rate_tolerance


def _is_padded(row: FundingRow, exact: Decimal, form: FormContext) -> bool:
    """A rate typed as a whole percentage that the cell's number format shows with zeros behind the point.

    Full execution is no such case: whoever prints 100.00% claims that nothing is left.
    """
    number = row.rate.number
    if number is None or number == 1 or number.normalize().as_tuple().exponent not in (-1, -2):
        return False
    return looks_like(row.rate.model_copy(update={"step": Decimal("0.01")}), exact, form.rate_modes)


def _rounding_explains(row: FundingRow, form: FormContext) -> bool:
    """Whether amounts that print like these could have the printed rate before they were rounded."""
    unit = form.evaluation.unit
    # A cell with 3 beside others with 12.98 was rounded like them; where all are whole they are what somebody entered.
    cells = [value for one in form.evaluation.funding for value in (one.budget, one.executed) if value.number is not None]
    finest = min(amount_step(value, unit) for value in cells)
    if finest >= 1:
        return False
    steps = [amount_step(value, unit) for value in (row.budget, row.executed)]
    half_budget, half_executed = (min(finest, step) / 2 if step >= 1 else step / 2 for step in steps)
    if max(half_budget, half_executed) * scale_of(unit) <= Decimal("0.005"):
        return False
    budget, executed = amount(row.budget, unit), amount(row.executed, unit)
    if budget is None or executed is None or budget <= half_budget:
        return False
    low = max(ZERO, executed - half_executed) / (budget + half_budget)
    high = (executed + half_executed) / (budget - half_budget)
    return any(
        low <= reading.number <= high
        or looks_like(reading, low, form.rate_modes)
        or looks_like(reading, high, form.rate_modes)
        for reading in rate_readings(row.rate)
        if reading.number is not None
    )
