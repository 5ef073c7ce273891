"""扣了分或改由人工评分，没有说明原因。

查什么：本软件的工作簿里填了人工评分的行，人工评分理由是否填写；得分低于分值的行，偏差原因分析及改进措施是否填写；填“无”“/”“0”的视为没有填。
为什么：自评的目的在于找出偏差的原因并改进，只扣分不说原因等于没有自评。
反例：指标值 100%，实际 55%，分值 4 分，得分 2.18 分，原因栏空白。
正例：得分 1 分（分值 2 分），原因栏写明部分报销单未在规定期限内报账。没有总分行的表可能是摘录，只作警告。
依据：自评表附注，未完成绩效目标或偏离较大的应说明偏差原因及改进措施。表上没有原因栏、没有分值的不核对。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import in_points
from zipingbiao.checks.reasons import says
from zipingbiao.checks.registry import form_rule

BASIS_MANUAL = "工作簿的计算约定：人工评分代替公式的结果，须写明理由"


@form_rule("ZP037", kind="reason_missing", severity="error")
def reason_missing(form: FormContext) -> Iterator[Fault]:
    """Every row that lost points, or was scored by hand, without a reason."""
    if form.evaluation.own:
        yield from _manual(form)
    if not form.evaluation.has_reasons or not form.policy.reasons.lost_points:
        return
    for row in form.rows:
        if not row.has_lost or row.weight is None or row.score is None or row.score < 0 or says(row.indicator.reason):
            continue
        lost = show(row.weight - row.score)
        yield form.fault(
            row.indicator.reason,
            near=row.indicator.score,
            label=row.label,
            message=f"「{row.label}」得分 {in_points(row.indicator.score)}，"
            f"比分值 {show(row.weight)} 分少 {lost} 分，没有填偏差原因。",
            remedy="请填写偏差原因和改进措施。",
            basis=form.cite(form.policy.reasons.basis),
            printed=row.indicator.reason.text,
            expected="偏差原因和改进措施",
            # A table without its end may be an excerpt, and the reasons stand in the part that is not there.
            severity=None if form.has_total_line or form.evaluation.own else "warning",
        )


def _manual(form: FormContext) -> Iterator[Fault]:
    for row in form.rows:
        manual, reason = row.indicator.manual_score, row.indicator.manual_reason
        if manual.number is None or says(reason):
            continue
        yield form.fault(
            reason,
            near=manual,
            label=row.label,
            message=f"「{row.label}」人工评分填 {in_points(manual)}，没有填人工评分理由。",
            remedy="请在“人工评分理由”列写明评分的依据。",
            basis=BASIS_MANUAL,
            printed=reason.text,
            expected="人工评分理由",
        )
