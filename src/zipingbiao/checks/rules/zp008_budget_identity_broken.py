"""年初、追加、结余与全年预算数、执行数对不上。

查什么：资金表列有追加（调整）数的，年初预算数加追加数（另列上年结转的，可以再加上年结转）是否等于全年预算数；列有结余（结转）数的，
    执行数加结余数是否等于全年预算数或到位数；算式指标填有年初预算、追加预算的，与资金表的全年预算数核对。
为什么：这几个数是同一笔钱的来去，有一个不合，执行率的分母就不可靠。
反例：年初预算数 100.00 万元，追加 15.00 万元，调整后预算数填 120.00 万元，应为 115.00 万元。
正例：年初 80.00 万元，追加 15.00 万元，全年 95.00 万元；追减的数写成正数；“调整数”一栏填的就是调整后的预算。
依据：表内勾稽关系，全年预算数＝年初预算数＋追加（调整）数，结余数＝全年预算数－全年执行数。结余少于差额的，可能是财政收回，
    算式指标的口径可能与资金表不同，都作警告；允许的差是各数进位误差之和。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import ZERO, amount_step, with_unit
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.model.finding import Severity
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount
from zipingbiao.scoring.formulas.amounts import Amount, in_common_unit, read_amount

BASIS_BUDGET = "表内勾稽关系：全年预算数＝年初预算数＋追加（调整）数"
BASIS_LEFT = "表内勾稽关系：结余数＝全年预算数－全年执行数"
_INITIAL = re.compile(r"\A(?:年初|期初)(?:批复|部门)?预算(?:数)?\Z")
_ADDED = re.compile(r"追加")
_CARRIED = re.compile(r"\A(?:上年|年初)(?:结转|结余)")


@form_rule("ZP008", kind="budget_identity", severity="error")
def budget_identity_broken(form: FormContext) -> Iterator[Fault]:
    """Every line of the funds whose budget is not what went into it, or whose rest is not what was not spent."""
    for row in form.evaluation.funding:
        yield from _added(form, row)
        yield from _left(form, row)
    yield from _inputs(form)


def _added(form: FormContext, row: FundingRow) -> Iterator[Fault]:
    unit = form.evaluation.unit
    initial, added, budget = (amount(value, unit) for value in (row.initial, row.added, row.budget))
    if initial is None or added is None or budget is None:
        return
    carried = amount(row.carried, unit) or ZERO
    slack = _slack((row.initial, row.added, row.carried), unit)
    # 追减 15 takes 15 away; 调整数 may also be the budget as changed.
    allowed = (initial + added, initial - added, initial + added + carried, initial - added + carried, added)
    if any(abs(budget - one) <= slack for one in allowed):
        return
    parts = f"年初预算数 {with_unit(row.initial, unit)}＋追加（调整）数 {with_unit(row.added, unit)}"
    yield _fault(form, row, row.budget, "全年预算数", f"按{parts}", initial + added, None, BASIS_BUDGET)


def _left(form: FormContext, row: FundingRow) -> Iterator[Fault]:
    unit = form.evaluation.unit
    executed, left, budget = (amount(value, unit) for value in (row.executed, row.left, row.budget))
    if executed is None or left is None or budget is None:
        return
    carried, arrived = amount(row.carried, unit) or ZERO, amount(row.arrived, unit)
    slack = _slack((row.executed, row.budget), unit)
    bases = [budget, budget + carried] + ([] if arrived is None else [arrived])
    if any(abs(base - executed - left) <= slack for base in bases):
        return
    less = left < budget - executed
    parts = f"全年预算数 {with_unit(row.budget, unit)}－全年执行数 {with_unit(row.executed, unit)}"
    severity: Severity | None = "warning" if less else None
    yield _fault(form, row, row.left, "结余数", f"按{parts}", budget - executed, severity, BASIS_LEFT)


def _inputs(form: FormContext) -> Iterator[Fault]:
    """The figures of a formula indicator beside the funds of the same form."""
    total, unit = form.evaluation.total_funding, form.evaluation.unit
    budget = None if total is None else amount(total.budget, unit)
    if total is None or budget is None:
        return
    for indicator in form.evaluation.indicators:
        initial, added, carried = (_figure(indicator.inputs, name, unit) for name in (_INITIAL, _ADDED, _CARRIED))
        if initial is None or added is None:
            continue
        slack = Decimal("0.01") + amount_step(total.budget, unit) / 2
        if any(abs(budget - one) <= slack for one in (initial + added, initial + added + (carried or ZERO))):
            continue
        parts = f"按「{indicator.label}」所填年初预算 {show(initial)} {unit}＋追加预算 {show(added)} {unit}"
        yield _fault(form, total, total.budget, "全年预算数", parts, initial + added, "warning", BASIS_BUDGET)
        return


def _figure(inputs: dict[str, str], name: re.Pattern[str], unit: str) -> Decimal | None:
    for label, text in inputs.items():
        figure = read_amount(text) if name.search(label) else None
        if isinstance(figure, Amount):
            return in_common_unit(figure, unit)
    return None


def _slack(values: Iterable[Value], unit: str) -> Decimal:
    """How far the rounding of printed decimals may move a sum; whole numbers are what somebody entered."""
    steps = [amount_step(value, unit) for value in values if value.number is not None]
    return sum((step for step in steps if step < 1), ZERO)


def _fault(
    form: FormContext,
    row: FundingRow,
    value: Value,
    column: str,
    parts: str,
    expected: Decimal,
    severity: Severity | None,
    basis: str,
) -> Fault:
    unit = form.evaluation.unit
    label = row.label
    return form.fault(
        value,
        near=row.source,
        label=label,
        message=f"「{label}」{column}填 {with_unit(value, unit)}，{parts}应为 {show(expected)} {unit}。",
        remedy="请核对这几个数；预算另有调整或收回的，请说明。",
        basis=basis,
        printed=show(amount(value, unit) or ZERO),
        expected=show(expected),
        unit=unit,
        severity=severity,
    )
