"""完成得差的指标反而得分高。

查什么：同一张表中分值相同、评分细则写法相同（或都没有写）、都没有达到指标值的指标，完成比例低的得分是否反而高于
    完成比例高的。完成比例相差不到 1 个百分点的不算；每一行只与完成得比它好、得分却比它低得最多的一行比较。
    按细则或表样算得出应得多少分、得分又不是这个数的行，已由 ZP017、ZP019 列出，这里不再重复。
为什么：同一张表的得分应当用同一个尺度，完成得差的反而多得分，说明得分是凭印象填的。
反例：细则都写“完成的得满分，未完成的酌情扣分”，分值都是 15 分，完成 50% 的得 13 分，完成 80% 的得 12 分。
正例：完成 80% 的得 12 分，完成 50% 的得 7.5 分；细则写法不同的行不比较。
依据：定量指标得分的规定，未完成的按完成值与指标值的比例记分。扣分可以另有原因，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.base.text import squeeze
from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import figure, in_points
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
    groups: dict[tuple[Decimal, str], list[_Done]] = {}
    for row in form.rows:
        done = _done(row)
        if done is not None and row.weight:
            groups.setdefault((row.weight, squeeze(row.indicator.rule.text or "")), []).append(done)
    for group in groups.values():
        ordered = sorted(group, key=lambda one: one.rate, reverse=True)
        high, better = ordered[0], 0
        for low in ordered:
            # The worst scored of those of which clearly more was done.
            while ordered[better].rate >= low.rate + ALIKE:
                high = min(high, ordered[better], key=lambda one: one.score)
                better += 1
            if better and high.score < low.score - form.tiny:
                yield _fault(form, low, high)


def _done(row: Row) -> _Done | None:
    case = row.result.case
    if row.met is not False or row.score is None or row.is_left_out:
        return None
    if row.agrees is False or row.is_full_unmet or row.is_above_weight:
        return None  # what the row should have scored is said by ZP019, ZP017, ZP015
    if not isinstance(case.compared, Pair) or not (case.compared.target > 0 and case.compared.actual > 0):
        return None
    target, actual = case.compared
    return _Done(row, target / actual if case.sense == "≤" else actual / target, row.score)


def _fault(form: FormContext, low: _Done, high: _Done) -> Fault:
    score, other = (in_points(one.row.indicator.score) for one in (low, high))
    return form.fault(
        low.row.indicator.score,
        label=low.row.label,
        message=f"「{low.row.label}」完成 {show_percent(low.rate)} 得 {score}，「{high.row.label}」完成"
        f" {show_percent(high.rate)} 只得 {other}，分值都是 {show(low.row.weight or Decimal(0))} 分。",
        remedy="请按同一个尺度核对这两项得分；如另有扣分原因，请在偏差原因中写明。",
        basis=form.cite(QUANTITATIVE),
        printed=figure(low.row.indicator.score),
        expected=f"≤{show(high.score)}",
        unit="分",
    )
