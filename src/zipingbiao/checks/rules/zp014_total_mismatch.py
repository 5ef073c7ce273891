"""总分与各项得分之和不符。

查什么：执行得分与各项指标得分（都按表上所填）之和，是否等于总分，按总分印出的位数比较；总分是整数的，不当作
    进位的结果，按两位小数比较。
为什么：总分决定等级；常见的是改了一行没有改总分，或者合计时漏了一行。
反例：执行得分 9.85，指标得分合计 87.00，总分填 97，应为 96.85。
正例：执行得分 8.908，指标得分合计 88，总分填 96.91。
依据：表内勾稽关系，总分＝执行得分＋各项指标得分之和。执行得分没有单列的不加；各行得分都空白的不核对。
    差额不大于各项得分进位误差之和的，可能是先相加后进位；表样不明、各行满分也到不了总分的，或者没有读到执行得分的，
    可能没有读全；表样不明、总分是整数而相差不到半分的，可能当地总分取整：都只作警告。表样规定不适用的指标折算、
    按执行率限制总分的，按折算和限制以后的总分核对。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import round_to, show, show_fixed
from zipingbiao.checks.context import Fault, FormContext, is_somewhere
from zipingbiao.checks.figures import ZERO, figure, in_points, is_blank, looks_like, places_of
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value

BASIS = "表内勾稽关系：总分＝执行得分＋各项指标得分之和"


@form_rule("ZP014", kind="score_sum", severity="error")
def total_mismatch(form: FormContext) -> Iterator[Fault]:
    """The total, where the written scores do not add up to it."""
    total = form.evaluation.total
    scores = [row.score for row in form.rows if row.score is not None and not row.is_left_out]
    if total.number is None or not scores or _has_words(form):
        return
    indicators = sum(scores, ZERO)
    executions = _executions(form)
    sums = [_converted(form, indicators + execution) for execution in executions]
    if any(_agrees(form, total, value) or _agrees(form, total, _held(form, value)) for value in sums):
        return
    execution = executions[0]
    places = max(form.policy.rounding.score_places, places_of(total))
    cap = form.assessment.cap
    # A total above its cap is ZP022's; here it is only held against the sum.
    held = sums[0] if cap is None or total.number > cap.total else _held(form, sums[0])
    exact = round_to(held, places, form.policy.rounding.mode)
    unscored = sum(
        1 for row in form.rows if row.weight is not None and is_blank(row.indicator.score) and not row.is_left_out
    )
    slack = _rounding(form)
    explained = abs(total.number - exact) <= slack
    terms = f"（执行 {show_fixed(execution)}＋指标 {show_fixed(indicators)}）" if execution else ""
    blank = f"，另有 {unscored} 行有分值没有填得分" if unscored else ""
    if form.assessment.applicable is not None:
        terms += (
            f"，不适用的不计，按 {show(form.assessment.applicable)} 分折算为 {show(form.policy.full_marks.value)} 分"
        )
    if cap is not None and held != sums[0]:
        terms += f"，执行率低于 {show(cap.below)}% 的总分最高 {show(cap.total)} 分"
    yield form.fault(
        total,
        label="总分",
        message=f"「总分」{form.origin(total)}填 {in_points(total)}，"
        f"按各项得分之和应为 {show(exact)} 分{terms}{blank}。",
        remedy="差额可能来自各项得分的进位，请按进位后的得分相加。" if explained else "请核对总分或各项得分。",
        basis=BASIS,
        printed=figure(total),
        expected=show(exact),
        unit="分",
        severity="warning" if explained or _is_doubtful(form, total, exact) else "error",
    )


def _converted(form: FormContext, points: Decimal) -> Decimal:
    """`points` converted to the full marks where 不适用 rows are left out."""
    applicable = form.assessment.applicable
    return points if not applicable else points * form.policy.full_marks.value / applicable


def _held(form: FormContext, points: Decimal) -> Decimal:
    """`points` held down to the cap of the execution rate."""
    return points if form.assessment.cap is None else min(points, form.assessment.cap.total)


def _agrees(form: FormContext, total: Value, exact: Decimal) -> bool:
    """At the printed precision; but nobody can tell 97 from a total that was rounded, so whole numbers are exact."""
    if form.is_near(total.number, exact):
        return True
    if places_of(total) == 0:
        return total.number == round_to(exact, form.policy.rounding.score_places, form.policy.rounding.mode)
    return looks_like(total, exact, form.score_modes)


def _is_doubtful(form: FormContext, total: Value, exact: Decimal) -> bool:
    """On an unknown form: rows, execution points or the way of rounding may be others than what was read."""
    if form.known or total.number is None:
        return False
    is_whole = places_of(total) == 0 and abs(total.number - exact) <= Decimal("0.5")
    return is_whole or form.is_cut_off or _lacks_execution(form, total.number > exact)


def _lacks_execution(form: FormContext, is_above: bool) -> bool:
    """A higher total may contain execution points that stand where no reader expects them."""
    row = form.evaluation.total_funding
    return is_above and (row is None or row.score.number is None) and not form.weights.has_execution


def _rounding(form: FormContext) -> Decimal:
    """How far a total summed before rounding may lie from the sum of the printed scores.

    Only scores at the form's own precision are rounded results; 0.8 is a score that somebody gave.
    """
    places = form.policy.rounding.score_places
    values = [row.indicator.score for row in form.rows]
    if form.evaluation.total_funding is not None:
        values.append(form.evaluation.total_funding.score)
    rounded = sum(1 for value in values if value.number and places_of(value) >= places > 0 and value.number % 1)
    return _converted(form, rounded * Decimal(1).scaleb(-places) / 2)


def _executions(form: FormContext) -> list[Decimal]:
    """What 预算执行率 may add: the written score, its unrounded value, or nothing where no score is printed."""
    row = form.evaluation.total_funding
    if row is None:
        return [ZERO]
    written = row.score.number
    if written is None and is_blank(row.score) and not is_somewhere(row.score.place):
        return [ZERO]
    computed = form.assessment.execution_score if form.known or row.weight.number is not None else None
    found = [value for value in (written, computed if written is None else None) if value is not None]
    if not found:
        sources = [source.score.number for source in form.evaluation.sources if source.score.number is not None]
        found = [sum(sources, ZERO)]
    if written is not None and row.weight.number is not None and form.assessment.rate is not None:
        exact = form.assessment.rate * row.weight.number
        if looks_like(row.score, exact, form.score_modes):
            found.append(exact)
    # A form that scores 预算执行率 among the indicators may print the same points once more beside the amounts.
    return [*found, ZERO] if form.weights.has_execution else found


def _has_words(form: FormContext) -> bool:
    values = [row.indicator.score for row in form.rows]
    return any(value.number is None and not is_blank(value) for value in values)
