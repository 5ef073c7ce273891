"""得分与评分细则或表样规定的算法不符。

查什么：写有评分细则的行，得分是否等于按细则计算的得分；没有细则的定量指标，没有达到指标值的，得分是否等于按完成
    比例计算的得分，表样规定超过指标值要扣分的，是否扣了；表样规定不适用的指标不计分的，是否留空。都按得分印出的位数
    比较；实际完成值印成百分数的，考虑它进位以前的值。没有分值栏的，分值由一级指标所标的分值减去其余已完成各行的得分推算。
为什么：细则写明了几档几分，凭印象给分，同样的完成程度会得不同的分。
反例：细则“及时得满分；基本及时5分；不太及时2分”，实际基本及时，得分填 2；指标值 2.42亿美元，实际 1.21亿美元，
    分值 1.5 分，得分填 1.2，按比例为 0.75。
正例：指标值 ≥8万单，实际 4.996万单，分值 5 分，得分 3.12；按一位小数填 3.1 也可以；实际印 23%、按 22.67% 计分的
    也可以。
依据：本项指标的评分细则；没有细则的，定量指标得分的规定，未完成的按完成值与指标值的比例记分。细则只有一种
    读法的是错误，细则自相矛盾或有两种读法的是警告，写明按哪一种读法；没有细则的是警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zipingbiao.base.numbers import show
from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import ZERO, figure, in_points, last_place
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.checks.weights import label_points

RULE_BASIS = "本项指标的评分细则"


@form_rule("ZP019", kind="score_vs_rule", severity="warning")
def score_not_proportional(form: FormContext) -> Iterator[Fault]:
    """Every row whose written score is not the computed one."""
    if not form.evaluation.has_weights:
        yield from _of_groups(form)
    for row in form.rows:
        if row.is_left_out and row.score:
            yield _left_out(form, row)
        computed = row.result.outcome.score
        if computed is None or row.agrees is not False or row.weight is None or not _is_judged(row):
            continue
        rule = row.result.rule
        sure = rule is not None and rule.clear and rule.kind.sure_of(row.result.case)
        written = in_points(row.indicator.score)
        origin = form.origin(row.indicator.score)
        how = row.result.outcome.explanation
        if rule is None:
            by = "检查口径" if row.is_cut and "deduction" in form.judged.lines else "表样"
            message = f"「{row.label}」{origin}得分填 {written}，按{by}应为 {show(computed)} 分（{how}）。"
            remedy = f"{by}规定{_way(row)}；若本单位细则另有规定，请在评分细则栏写明。"
        else:
            notes = "".join(f"{note}。" for note in rule.notes)
            message = (
                f"「{row.label}」{origin}得分填 {written}，按评分细则应为 {show(computed)} 分（{how}）。{notes}"
            )
            remedy = "请按细则更正得分。" if sure else "细则有不同读法，请写明按哪一种评分，并核对得分。"
        yield form.fault(
            row.indicator.score,
            label=row.label,
            message=message,
            remedy=remedy,
            basis=_basis(form, row) if rule is None else RULE_BASIS,
            printed=figure(row.indicator.score),
            expected=show(computed),
            unit="分",
            severity="error" if sure else "warning",
        )


def _of_groups(form: FormContext) -> Iterator[Fault]:
    """A form without weights: where one row of a group is not met and all others are, the rest of the points is its."""
    for rows in form.groups_of_goals.values():
        points = label_points(rows)
        unmet = [row for row in rows if row.met is not True]
        if points is None or len(unmet) != 1 or unmet[0].met is None or any(row.score is None for row in rows):
            continue
        row = unmet[0]
        weight = points - sum((other.score or ZERO for other in rows if other is not row), ZERO)
        outcome = row.result.kind.assess(replace(row.result.case, weight=weight))
        if row.result.method == "manual" or row.score is None or outcome.score is None or weight <= 0:
            continue
        if abs(row.score - outcome.score) <= max(form.tiny, last_place(row.indicator.score) / 2):
            continue
        yield form.fault(
            row.indicator.score,
            label=row.label,
            message=f"「{row.label}」得分填 {in_points(row.indicator.score)}；"
            f"「{row.group[1]}」{show(points)} 分，其余各行都已完成，本行应为 {show(weight)} 分，"
            f"按完成比例应得 {show(outcome.score)} 分（{outcome.explanation}）。",
            remedy="请核对得分；各行分值另有规定的，请说明。",
            basis=form.cite(QUANTITATIVE),
            printed=figure(row.indicator.score),
            expected=show(outcome.score),
            unit="分",
        )


def _left_out(form: FormContext, row: Row) -> Fault:
    written = in_points(row.indicator.score)
    value = row.indicator.actual if row.indicator.actual.text else row.indicator.target
    return form.fault(
        row.indicator.score,
        label=row.label,
        message=f"「{row.label}」填“{value}”，按表样不适用的指标不计分、其余折算为满分，"
        f"{form.origin(row.indicator.score)}得分却填 {written}。",
        remedy="不适用的请清空得分；适用的请填写年度指标值和实际完成值。",
        basis=form.cite(form.policy.not_applicable.basis) if form.policy.not_applicable else form.cite(QUANTITATIVE),
        printed=figure(row.indicator.score),
        expected="不计分",
        unit="分",
    )


def _basis(form: FormContext, row: Row) -> str:
    return form.cite_line("deduction", form.policy.quantitative.basis) if row.is_cut else form.cite(QUANTITATIVE)


def _way(row: Row) -> str:
    return "超过指标值的另行计分" if row.is_cut else "按比例计分"


def _is_judged(row: Row) -> bool:
    """Not a person's own decision, and not a fault that another rule already reports for the same cell."""
    if row.result.method == "manual" or not row.indicator.manual_score.is_blank:
        return False
    if (row.score or 0) < 0 or row.is_above_weight or row.is_full_unmet:
        return False
    return row.result.rule is not None or row.is_cut or (row.met is False and not row.is_full)
