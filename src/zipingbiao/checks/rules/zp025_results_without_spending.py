"""钱没有花到一半，指标却几乎全部得满分。

查什么：年度资金总额的执行率低于 50%，而各项指标的得分合计达到分值合计的 95%，表上填的原因
    又没有一处说到钱（支付、结转、节约、合同等）。
为什么：任务都按数按时完成，资金却只用了不到一半，不是预算报多了，就是完成值或得分填高了，评审时一定会问。
反例：执行率 39.82%，80 分的指标得 80 分，原因只写“项目用地不足，承载空间有限”。
正例：执行率 52.61%，指标得分也只有八成多；执行率 40.00%，原因栏写明尾款在下一年度支付。
依据：执行率与完成情况应当相互印证。50% 和 95% 是判断，不是规定的界限，所以是警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.checks.bases import WEIGHTS
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import ZERO
from zipingbiao.checks.funds import execution_rate
from zipingbiao.checks.reasons import reasons
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.checks.weights import is_execution, weigh

#: What a reason says that is about the money.
_MONEY = re.compile(r"资金|预算|经费|支付|付款|支出|尾款|结转|结余|节约|节省|执行|合同|招标|中标|采购|费用|压减|收回|汇转|结算")
#: Less of the money was spent than this.
SPENT = Decimal("0.50")
#: As much of the indicators' points was given.
SCORED = Decimal("0.95")


@form_rule("ZP025", kind="other", severity="warning")
def results_without_spending(form: FormContext) -> Iterator[Fault]:
    """The total of the funds, where little was spent and nearly everything achieved without a word."""
    total, rate = form.evaluation.total_funding, execution_rate(form)
    if total is None or rate is None or rate >= SPENT or form.is_cut_off:
        return
    rows = [row for row in form.rows if not is_execution(row) and not row.is_left_out]
    points, score = _points(form, rows), sum((row.score for row in rows if row.score is not None), ZERO)
    if not points or score / points < SCORED or any(map(_MONEY.search, reasons(form))):
        return
    yield form.fault(
        total.rate,
        near=total.executed,
        label=total.label,
        message=f"「{total.label}」执行率 {show_percent(rate)}，各项指标 {show(points)} 分却得 {show(score)} 分"
        f"（{show_percent(score / points)}）。",
        remedy="请核对完成值和得分，或说明少花钱而完成任务的原因（节约、尾款未付、预算偏大等）。",
        basis=form.cite(WEIGHTS),
        printed=show(score),
        expected="与执行率相称的得分，或原因",
        unit="分",
    )


def _points(form: FormContext, rows: list[Row]) -> Decimal:
    """What the rows could have scored; by the points of the first levels where the form prints no weights."""
    if form.evaluation.has_weights:
        return weigh(rows)
    blocks = {row.group[:2]: row.indicator.l1_points for row in reversed(rows)}
    return sum((points or ZERO for points in blocks.values()), ZERO) if all(blocks.values()) else ZERO
