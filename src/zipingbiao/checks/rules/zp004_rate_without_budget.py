"""没有预算数，却填了执行率或得分。

查什么：全年预算数为 0 或没有填写的资金行，是否填了不为 0 的执行率或得分。
为什么：没有预算就没有执行率；这样的得分没有计算的根据，还会重复计入总分。
反例：上年结转资金预算数空白，得分填 0.49。
    总额预算数和执行数都是 0 而各项指标有得分的，作警告。
正例：其他资金预算 0.00、执行 0.00，执行率和得分填“—”。
依据：表内勾稽关系，执行率＝全年执行数÷全年预算数，预算数为 0 时没有执行率。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import as_printed, figure, with_unit
from zipingbiao.checks.funds import lacks_budget
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.scoring.engine import amount

BASIS = "表内勾稽关系：执行率＝全年执行数÷全年预算数，预算数为 0 时没有执行率"


@form_rule("ZP004", kind="exec_rate", severity="error")
def rate_without_budget(form: FormContext) -> Iterator[Fault]:
    """Every funding row with a rate or score but no budget; a total of zero beside scored indicators."""
    unit = form.evaluation.unit
    for row in form.evaluation.funding:
        if row.role == "total" and _is_all_zero(row, unit) and not lacks_budget(row, unit):
            yield from _without_money(form, row)
        if not lacks_budget(row, unit):
            continue
        value, name, points = (row.rate, "执行率", "%") if row.rate.number else (row.score, "得分", "分")
        budget = f"为 {with_unit(row.budget, unit)}" if row.budget.number is not None else "没有填写"
        yield form.fault(
            value,
            near=row.source,
            label=row.label,
            message=f"「{row.label}」{name}填 {as_printed(value)}，但全年预算数{budget}，算不出执行率。",
            remedy=f"请补填全年预算数；确实没有预算的，{name}填“—”。",
            basis=BASIS,
            printed=figure(value),
            expected="—",
            unit=points,
        )


def _is_all_zero(row: FundingRow, unit: str) -> bool:
    return amount(row.budget, unit) == 0 and amount(row.executed, unit) == 0


def _without_money(form: FormContext, row: FundingRow) -> Iterator[Fault]:
    """A project without any money has no rate, yet its indicators were scored: a slip, or a case to explain."""
    if not any(one.score for one in form.rows):
        return
    yield form.fault(
        row.budget,
        label=row.label,
        message=f"「{row.label}」全年预算数 {with_unit(row.budget, form.evaluation.unit)}，"
        f"全年执行数 {with_unit(row.executed, form.evaluation.unit)}，算不出执行率，各项指标却有得分。",
        remedy="请核对预算数和执行数；确实没有资金的，请说明。",
        basis=BASIS,
        printed=figure(row.budget),
        expected="大于 0 的金额",
        unit=form.evaluation.unit,
        severity="warning",
    )
