"""预算有调整，没有说明。

查什么：表样或检查口径规定预算调整须说明的，年度资金总额的年初预算数与全年预算数不同时，偏差原因、表上填原因措施的栏目和
    目标的实际完成情况里，有没有提到调整（追加、调减、压减、收回、结转等）。
为什么：全年预算数是执行率的分母，调整没有依据，执行率就可以做出来。
反例：年初预算数 100.00 万元，全年预算数 120.00 万元，全表没有一处提到追加。
正例：年初预算数 100.00 万元，全年预算数 80.00 万元，原因栏写明年中压减 20 万元。
依据：表样或检查口径规定的预算调整须说明的要求。都没有规定的、没有填年初预算数的、表上没有填原因的地方的，不核对。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import with_unit
from zipingbiao.checks.reasons import has_room, reasons
from zipingbiao.checks.registry import form_rule
from zipingbiao.scoring.engine import amount

_ADJUSTED = re.compile(r"调整|调增|调减|调剂|追加|追减|增加预算|减少预算|新增|压减|压缩|核减|核增|收回|统筹|结转|结余")


@form_rule("ZP007", kind="reason_missing", severity="info")
def adjustment_unexplained(form: FormContext) -> Iterator[Fault]:
    """The total's budget, where it was adjusted and no text says so."""
    total, unit = form.evaluation.total_funding, form.evaluation.unit
    if not form.policy.reasons.adjusted_budget or total is None or not has_room(form):
        return
    initial, budget = amount(total.initial, unit), amount(total.budget, unit)
    if initial is None or budget is None or initial == budget:
        return
    texts = [*reasons(form), *(goal.actual.text or "" for goal in form.evaluation.goals)]
    if any(_ADJUSTED.search(text) for text in texts):
        return
    change = "多" if budget > initial else "少"
    yield form.fault(
        total.budget,
        label=total.label,
        message=f"「{total.label}」全年预算数 {with_unit(total.budget, unit)}，"
        f"比年初预算数 {with_unit(total.initial, unit)}{change} {show(abs(budget - initial))} {unit}，表上没有说明调整情况。",
        remedy="请说明预算调整的原因和批复文件。",
        basis=form.cite_line("adjusted_budget", form.policy.reasons.basis),
        printed=show(budget),
        expected="预算调整的说明",
    )
