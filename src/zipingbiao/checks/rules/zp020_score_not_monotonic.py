"""完成得差的指标反而得分高。

查什么：同一张表中分值相同、都没有达到指标值、都按完成比例计分的指标，完成比例低的得分是否反而高于完成比例高的。
    完成比例相差不到 1 个百分点的不算；每一行只与完成得比它好、得分却比它低得最多的一行比较。
为什么：同一张表的得分应当用同一个尺度，完成得差的反而多得分，说明得分是凭印象填的。
反例：分值都是 2 分，完成 84.69% 的得 1.9 分，完成 94.86% 的得 1.8 分。
正例：分值都是 2 分，完成 94.86% 的得 1.9 分，完成 84.69% 的得 1.7 分；写有各自评分细则的行不比较。
依据：定量指标得分的规定，未完成的按完成值与指标值的比例记分。扣分可以另有原因，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import as_printed, figure
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.scoring.compare import Pair

#: Completion rates nearer to each other than this are alike.
ALIKE = Decimal("0.01")


class _Done(NamedTuple):
    """A row that missed its target, and how much of it was done."""

    row: Row
    rate: Decimal
    score: Decimal


@form_rule("ZP020", kind="score_vs_rule", severity="warning")
def score_not_monotonic(form: FormContext) -> Iterator[Fault]:
    """Every row that scored more than a row of the same weight of which more was done."""
    groups: dict[Decimal, list[_Done]] = {}
    for row in form.rows:
        done = _done(row)
        if done is not None and row.weight:
            groups.setdefault(row.weight, []).append(done)
    for group in groups.values():
        for low in group:
            better = [one for one in group if one.rate >= low.rate + ALIKE and one.score < low.score - form.tiny]
            if better:
                yield _fault(form, low, min(better, key=lambda one: one.score))


def _done(row: Row) -> _Done | None:
    case = row.result.case
    if row.met is not False or row.score is None or row.result.rule is not None or row.result.method != "proportional":
        return None
    if not isinstance(case.compared, Pair) or not (case.compared.target > 0 and case.compared.actual > 0):
        return None
    target, actual = case.compared
    return _Done(row, target / actual if case.sense == "≤" else actual / target, row.score)


def _fault(form: FormContext, low: _Done, high: _Done) -> Fault:
    score, other = (as_printed(one.row.indicator.score).removesuffix("分") for one in (low, high))
    return form.fault(
        low.row.indicator.score,
        label=low.row.label,
        message=f"「{low.row.label}」完成 {show_percent(low.rate)} 得 {score} 分，「{high.row.label}」完成"
        f" {show_percent(high.rate)} 只得 {other} 分，分值都是 {show(low.row.weight or Decimal(0))} 分。",
        remedy="请按同一个尺度核对这两项得分；如另有扣分原因，请在偏差原因中写明。",
        basis=form.cite(QUANTITATIVE),
        printed=figure(low.row.indicator.score),
        expected=f"≤{show(high.score)}",
        unit="分",
    )
