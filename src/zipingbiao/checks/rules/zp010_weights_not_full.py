"""分值合计不等于满分。

查什么：各项指标的分值加上预算执行率的分值，是否等于表样的满分；表样不明的，是否等于表上印的总分值；总分一行所填的分值，
    是否等于这个合计。表样没有分值一栏的，看各一级指标标签所印的分值（产出指标（40分））。
为什么：分值不足，满分也到不了 100 分；分值超出，得分就虚高。合并单元格共用的分值只计一次，明细行不计。
反例：执行率 10 分、产出 45 分、效益 30 分、满意度 10 分，合计 95 分，表上印 100。
正例：执行率 10 分、产出 60 分、效益 30 分，合计 100 分，虽与 50/30/10 不同，但合计不错。
依据：单位自评指标权重的规定。没有总分行的，表样不明而各行满分也到不了所印总分的，可能没有读全，只作警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.registry import form_rule

#: Full marks nearly everywhere; assumed of an unknown form that prints a total but no total weight.
USUAL_FULL_MARKS = Decimal(100)


@form_rule("ZP010", kind="weight_sum", severity="error")
def weights_not_full(form: FormContext) -> Iterator[Fault]:
    """The whole form, where its weights do not add up to full marks."""
    evaluation = form.evaluation
    below = _not_positive(form)
    if not evaluation.has_weights:
        yield from _labels_not_full(form)
        return
    if below is None:
        return
    total, indicators = form.listed_points + below, form.weights.total + below
    full = _full_marks(form)
    # Where nobody knows the points of 预算执行率, they may be what is missing, but never what is too much.
    is_open = form.execution_weight is None and not form.weights.has_execution
    if full is None or (is_open and total <= full):
        return
    if total == full:
        yield from _printed_otherwise(form, total, indicators)
        return
    doubtful = form.is_cut_off or not form.has_total_line
    yield form.fault(
        evaluation.total_weight,
        near=evaluation.total,
        label="总分",
        message=f"各项分值合计 {show(total)} 分（执行率 {show(total - indicators)}＋指标 {show(indicators)}），"
        f"应为 {show(full)} 分" + ("；表上可能还有没读到的行。" if doubtful else "。"),
        remedy="请核对各项指标的分值，有没有漏列的指标。",
        basis=form.cite(form.policy.full_marks.basis),
        printed=show(total),
        expected=show(full),
        unit="分",
        severity="warning" if doubtful else "error",
    )


def _printed_otherwise(form: FormContext, total: Decimal, indicators: Decimal) -> Iterator[Fault]:
    """A known form whose weights are right, where the total line prints neither their sum nor that of the indicators."""
    printed = form.evaluation.total_weight
    if printed.number is None or printed.number in (total, indicators) or form.is_cut_off:
        return
    yield form.fault(
        printed,
        label="总分",
        message=f"「总分」的分值填 {show(printed.number)} 分，各项分值合计 {show(total)} 分"
        f"（执行率 {show(total - indicators)}＋指标 {show(indicators)}）。",
        remedy="请核对总分一行的分值。",
        basis=form.cite(form.policy.full_marks.basis),
        printed=show(printed.number),
        expected=show(total),
        unit="分",
    )


def _labels_not_full(form: FormContext) -> Iterator[Fault]:
    """A form without a column of weights, by the points in the labels of its first levels."""
    labels = {row.group[:2]: row.indicator for row in reversed(form.rows)}
    points = [indicator.l1_points for indicator in labels.values()]
    execution, full = form.execution_weight, _full_marks(form)
    if not points or None in points or execution is None or full is None:
        return
    total = execution + sum((one for one in points if one is not None), Decimal(0))
    if total == full:
        return
    first = next(reversed(labels.values()))
    yield form.fault(
        first.l1,
        label=first.l1_name,
        message=f"各一级指标标签所印的分值合计 {show(total)} 分（执行率 {show(execution)}＋指标 {show(total - execution)}），"
        f"应为 {show(full)} 分。",
        remedy="请核对各一级指标的分值。",
        basis=form.cite(form.policy.full_marks.basis),
        printed=show(total),
        expected=show(full),
        unit="分",
        severity=None if form.known else "warning",
    )


def _not_positive(form: FormContext) -> Decimal | None:
    """Σ weights that are zero or negative; None where a weight is missing or no number, so that sums mean nothing."""
    if not form.weights.counted or any(state == "missing" for _, state in form.weights.rows):
        return None
    weights = [row.weight for row, state in form.weights.rows if state == "invalid"]
    return None if None in weights else sum((weight for weight in weights if weight is not None), Decimal(0))


def _full_marks(form: FormContext) -> Decimal | None:
    """Of a known form its own full marks: the printed total weight may itself be the sum of the wrong weights."""
    if form.known:
        return form.policy.full_marks.value
    printed = form.evaluation.total_weight.number
    if printed is not None:
        return printed
    return None if form.evaluation.total.number is None else USUAL_FULL_MARKS
