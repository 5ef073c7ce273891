"""得分超过分值。

查什么：每行的得分、人工评分是否大于该行分值。
为什么：分值是满分，超额完成也不另外加分。
反例：分值 3 分，得分 3.5 分。
正例：分值 3 分，得分 3 分。
依据：定量指标得分的规定，完成指标值的记满分。资金行的得分已按执行率核对的，不在这里重复列出。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import figure, in_points
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value


@form_rule("ZP015", kind="score_gt_weight", severity="error")
def score_above_weight(form: FormContext) -> Iterator[Fault]:
    """Every row that got more than its weight."""
    for source in form.evaluation.funding:
        unjudged = source.rate.number is None and (source.budget.number is None or source.executed.number is None)
        weight, score = source.weight.number, source.score.number
        if unjudged and weight is not None and score is not None and score > weight + form.tiny:
            yield _fault(form, source.label, source.score, source.weight)
    for row in form.rows:
        manual = row.indicator.manual_score
        if form.evaluation.own and manual.number is not None:
            if row.weight is not None and row.weight > 0 and manual.number > row.weight + form.tiny:
                yield _fault(form, row.label, manual, row.indicator.weight, "人工评分")
            if row.score == manual.number or not form.origin(row.indicator.score):
                continue  # the score is the manual one
        if row.is_above_weight and row.weight is not None and row.weight > 0:
            yield _fault(form, row.label, row.indicator.score, row.indicator.weight)


def _fault(form: FormContext, label: str, score: Value, weight: Value, name: str = "得分") -> Fault:
    limit = show(weight.number) if weight.number is not None else ""
    return form.fault(
        score,
        label=label,
        message=f"「{label}」{form.origin(score)}{name}填 {in_points(score)}，超过分值 {limit} 分。",
        remedy="请核对得分和分值。",
        basis=form.cite(QUANTITATIVE),
        printed=figure(score),
        expected=limit,
        unit="分",
    )
