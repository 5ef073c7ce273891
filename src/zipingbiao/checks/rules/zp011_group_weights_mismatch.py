"""一级指标的分值与规定或标签所印的不符。

查什么：一级指标标签印有分值的（产出指标（50分）），与该目标下各行分值之和核对；没有印的，在全表分值合计不等于
    满分时，指出是哪一组与表样规定的分值不同。没有分值栏的表，一组各行都已完成而得分合计小于标签所印的，也指出来。
为什么：只说合计不对，填表人不知道改哪里；全表合计等于满分的，单位可以依规定调整各组分值，不列出。
反例：全表合计 95 分，其中产出指标 45 分，表样为 50 分。
正例：产出指标 60 分、效益指标 20 分，全表合计 100 分。
依据：单位自评指标权重的规定，产出、效益、满意度的分值特殊情况可以调整。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.base.text import label_key
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.checks.weights import label_points, weigh

REMEDY = "请核对该组各行的分值，有没有漏列的指标。"
BASIS_LABEL = "表内勾稽关系：一级指标标签所印的分值＝该组各行分值之和"


@form_rule("ZP011", kind="weight_sum", severity="error")
def group_weights_mismatch(form: FormContext) -> Iterator[Fault]:
    """Every first-level group whose weights differ from its label, or from the form's where the whole is off."""
    if not form.evaluation.has_weights:
        yield from _by_scores(form)
        return
    if not form.weights.is_whole:
        return
    labelled: set[str] = set()
    for (_, name), rows in form.groups_of_goals.items():
        points = label_points(rows)
        if points is None:
            continue
        labelled.add(name)
        total = weigh(rows)
        if total != points:
            yield _fault(form, rows[0], name, total, points, "标签印", BASIS_LABEL)
    if form.known and form.has_total_line and form.listed_points != form.policy.full_marks.value:
        yield from _by_form(form, labelled)


def _by_scores(form: FormContext) -> Iterator[Fault]:
    """A form without weights: where every row of a group is met, its scores are its weights."""
    for (_, name), rows in form.groups_of_goals.items():
        points = label_points(rows)
        if points is None or not all(_is_done(row) and row.score is not None for row in rows):
            continue
        total = sum((row.score for row in rows if row.score is not None), Decimal(0))
        if total < points - form.tiny:
            yield form.fault(
                rows[0].indicator.l1,
                near=rows[0].indicator.score,
                label=name,
                message=f"「{name}」标签印 {show(points)} 分，{len(rows)} 行指标都已完成，"
                f"得分合计只有 {show(total)} 分，少 {show(points - total)} 分的指标。",
                remedy="请核对该组有没有漏列的指标，各行的分值是否分配完。",
                basis=BASIS_LABEL,
                printed=show(total),
                expected=show(points),
                unit="分",
            )


def _is_done(row: Row) -> bool:
    """The row reaches its target, if only in the target's own words: 合格, 考核合格."""
    if row.met is not None:
        return row.met
    target, actual = (label_key(value.text or "") for value in (row.indicator.target, row.indicator.actual))
    return bool(target) and target in actual and "未" not in actual and "不" not in actual


def _by_form(form: FormContext, labelled: set[str]) -> Iterator[Fault]:
    for group in form.policy.groups:
        rows = [row for (_, name), block in form.groups_of_goals.items() if name == group.l1 for row in block]
        total = weigh(rows)
        if rows and group.points is not None and group.l1 not in labelled and total != group.points:
            yield _fault(form, rows[0], group.l1, total, group.points, "表样为", form.cite(group.basis))


def _fault(form: FormContext, row: Row, name: str, total: Decimal, points: Decimal, source: str, basis: str) -> Fault:
    return form.fault(
        row.indicator.l1,
        near=row.indicator.weight,
        label=name,
        message=f"「{name}」各行分值合计 {show(total)} 分，{source} {show(points)} 分。",
        remedy=REMEDY,
        basis=basis,
        printed=show(total),
        expected=show(points),
        unit="分",
    )
