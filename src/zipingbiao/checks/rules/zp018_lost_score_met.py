"""达到了指标值却扣分。

查什么：实际完成值达到年度指标值的行，得分是否低于分值。
为什么：达到指标值应得满分；扣了分又达到，不是得分错，就是完成值或指标值填错，或者另有扣分的原因没有写。
反例：指标值 ≥100%，实际 100%，分值 10 分，得分 7 分。
正例：指标值 ≥50家，实际 56家，分值 5 分，得分 5 分。
依据：定量指标得分的规定，完成指标值的记满分。表样规定超额过多或超过“等于”的指标值要扣分的，按表样核对（ZP019）。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import ZERO, figure, in_points
from zipingbiao.checks.mentions import mentions
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.quantity import understand
from zipingbiao.scoring.compare import is_met


@form_rule("ZP018", kind="lost_score_met", severity="warning")
def lost_score_met(form: FormContext) -> Iterator[Fault]:
    """Every row that lost points although the target is met."""
    for row in form.rows:
        if (told := _told_in_reason(row)) is not None:
            proof, remedy = f"偏差原因写 {told}", "请按指标值的单位填写实际完成值，并核对得分。"
            yield _fault(form, row, proof, remedy)
        if not row.has_lost or row.met is not True or row.weight is None or (row.score or 0) < 0:
            continue
        if row.result.rule is not None and row.agrees is not None:
            continue  # the row's own 评分细则 decides; ZP019 compares with it
        if row.is_cut:
            continue  # the form itself takes points for exceeding the target; ZP019 compares with it
        proof, remedy = f"实际完成值“{row.indicator.actual}”", "请核对得分；另有扣分原因的，请在偏差原因栏说明。"
        yield _fault(form, row, proof, remedy)


def _told_in_reason(row: Row) -> str | None:
    """The figure a reason gives in the target's unit where the actual value has another: 76% of ≤200人次, 接待151人次."""
    target, actual = row.result.case.target, row.result.case.actual
    if not row.has_lost or not target.unit or target.is_percent or not actual.is_percent:
        return None
    found = [one for one in mentions(row.indicator.reason.text or "") if one.behind.startswith(target.unit)]
    if len(found) != 1:
        return None
    text = found[0].printed + target.unit
    return text if is_met(target, understand(text), row.result.case.sense) else None


def _fault(form: FormContext, row: Row, proof: str, remedy: str) -> Fault:
    score, weight = row.indicator.score, show(row.weight or ZERO)
    return form.fault(
        score,
        label=row.label,
        message=f"「{row.label}」年度指标值“{row.indicator.target}”，{proof}，已经达到，"
        f"{form.origin(score)}得分却填 {in_points(score)}（分值 {weight} 分）。",
        remedy=remedy,
        basis=form.cite(QUANTITATIVE),
        printed=figure(score),
        expected=weight,
        unit="分",
    )
