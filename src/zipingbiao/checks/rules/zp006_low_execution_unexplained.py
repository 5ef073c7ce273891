"""执行率偏低，没有说明原因。

查什么：表样或检查口径规定执行率低于某一界限须说明原因的，年度资金总额的执行率（按印出的位数）低于界限时，各行的偏差原因和
    表上填原因、措施的栏目里有没有内容。
为什么：钱没有花出去，或者项目没有做完，或者预算报多了；不说明，下一年的预算就没有依据。
反例：全年预算数 100.00 万元，全年执行数 85.00 万元，界限 90%，全表没有填一处原因。
正例：执行率 85.00%，原因栏写明尾款按合同下一年度支付；执行率 90.00%，没有填原因。
依据：表样或检查口径规定的说明原因的界限。都没有规定的、表上没有填原因的地方的，不核对。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.funds import execution_rate
from zipingbiao.checks.reasons import has_room, reasons
from zipingbiao.checks.registry import form_rule


@form_rule("ZP006", kind="reason_missing", severity="warning")
def low_execution_unexplained(form: FormContext) -> Iterator[Fault]:
    """The total's execution rate, where it is below the form's line and no reason stands anywhere."""
    line, total, rate = form.policy.reasons.low_execution, form.evaluation.total_funding, execution_rate(form)
    if line is None or total is None or rate is None or rate * 100 >= line:
        return
    if not has_room(form) or any(True for _ in reasons(form)):
        return
    shown = show_percent(rate, max(0, form.policy.rounding.rate_places - 2))
    yield form.fault(
        total.rate,
        near=total.executed,
        label=total.label,
        message=f"「{total.label}」执行率 {shown}，低于 {show(line)}%，表上没有说明原因。",
        remedy="请填写执行率偏低的原因和改进措施。",
        basis=form.cite_line("low_execution", form.policy.reasons.basis),
        printed=shown,
        expected="执行率偏低的原因",
    )
