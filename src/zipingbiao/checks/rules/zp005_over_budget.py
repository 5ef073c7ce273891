"""执行数大于预算数。

查什么：全年执行数是否大于全年预算数。总额已经列出的，不再逐个列各资金来源。
为什么：财政资金不能无预算、超预算支出；更常见的是漏填了追加预算，或者执行数填错了位。
反例：全年预算数 92.00 万元，全年执行数 98.93 万元。
正例：全年预算数 700.00 万元，全年执行数 700.00 万元。
依据：预算法第十三条，支出以经批准的预算为依据；年中追加的应计入全年预算数。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import with_unit
from zipingbiao.checks.registry import form_rule
from zipingbiao.scoring.engine import amount

BASIS = "《中华人民共和国预算法》第十三条：支出以经批准的预算为依据"


@form_rule("ZP005", kind="over_budget", severity="warning")
def over_budget(form: FormContext) -> Iterator[Fault]:
    """The total, or else every source, that spent more than its budget."""
    unit = form.evaluation.unit
    for row in sorted(form.evaluation.funding, key=lambda one: one.role != "total"):
        budget, executed = amount(row.budget, unit), amount(row.executed, unit)
        if budget is None or executed is None or executed <= budget or budget < 0:
            continue
        yield form.fault(
            row.executed,
            label=row.label,
            message=f"「{row.label}」全年执行数 {with_unit(row.executed, unit)}，"
            f"大于全年预算数 {with_unit(row.budget, unit)}。",
            remedy="请核对两个数；有年中追加的，应计入全年预算数。",
            basis=BASIS,
            printed=show(executed),
            expected=show(budget),
            unit=unit,
        )
        if row.role == "total":
            return
