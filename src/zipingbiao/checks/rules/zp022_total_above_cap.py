"""总分超过执行率对应的上限。

查什么：表样或检查口径规定执行率低于某一界限的总分不得超过几分的，按年度资金总额的执行率（按印出的位数）核对总分。
为什么：钱没有花出去，指标得分再高也不能评优；忘了上限，等级就跟着错。
反例：执行率 65.00%，规定低于 70% 的总分不超过 79 分，总分填 85 分。
正例：执行率 70.00%，不低于 70%，总分填 85 分；执行率 65.00%，总分填 79 分。
依据：表样或检查口径规定的总分上限。都没有规定的不核对；没有预算数、执行数，也没有印执行率的不核对。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import figure, in_points
from zipingbiao.checks.funds import execution_rate
from zipingbiao.checks.registry import form_rule
from zipingbiao.scoring.totals import cap_for


@form_rule("ZP022", kind="score_vs_rule", severity="error")
def total_above_cap(form: FormContext) -> Iterator[Fault]:
    """The written total, where it is above what the execution rate allows."""
    total, rate = form.evaluation.total, execution_rate(form)
    cap = cap_for(rate, form.policy)
    if rate is None or cap is None or total.number is None or total.number <= cap.total + form.tiny:
        return
    shown = show_percent(rate, max(0, form.policy.rounding.rate_places - 2))
    yield form.fault(
        total,
        label="总分",
        message=f"「总分」{form.origin(total)}填 {in_points(total)}，"
        f"执行率 {shown} 低于 {show(cap.below)}%，总分最高 {show(cap.total)} 分。",
        remedy="请按上限更正总分和等级。",
        basis=form.cite_line("caps", cap.basis),
        printed=figure(total),
        expected=show(cap.total),
        unit="分",
    )
