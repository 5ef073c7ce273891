"""超额完成过多，没有说明原因。

查什么：表样或检查口径规定超过指标值一定比例须说明原因的，越多越好的指标和写明等于的指标，实际完成值超过指标值达到这一比例时，
    本行的偏差原因有没有填；表上没有原因栏的，看表上填原因的栏目。超过的比例是完成值比指标值多出的部分除以指标值。
为什么：远远超过往往是年初指标值定低了，或者完成值填错了位。
反例：指标值 ≥100人次，实际 150人次，界限 30%，原因栏空白。
正例：指标值 ≥100人次，实际 129人次；实际 150人次，原因栏写明年中增加两期培训。
依据：表样或检查口径规定的说明原因的界限。都没有规定的不核对；指标值不大于 0 的、要求不超过的指标不核对。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import round_to, show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.reasons import form_texts, has_room, says
from zipingbiao.checks.registry import form_rule
from zipingbiao.scoring.compare import Pair, goes_beyond


@form_rule("ZP029", kind="over_achievement", severity="warning")
def over_achievement_unexplained(form: FormContext) -> Iterator[Fault]:
    """Every result that far beyond its target without a reason."""
    line = form.policy.reasons.over_achievement
    if line is None or not has_room(form):
        return
    if not form.evaluation.has_reasons and any(True for _ in form_texts(form)):
        return
    for row in form.rows:
        case, reason = row.result.case, row.indicator.reason
        pair = case.compared
        if not isinstance(pair, Pair) or case.sense not in ("≥", "=") or row.is_left_out:
            continue
        if not goes_beyond(pair, line) or says(reason):
            continue
        beyond = show(round_to((pair.actual / pair.target - 1) * 100, 2))
        yield form.fault(
            row.indicator.actual,
            label=row.label,
            message=f"「{row.label}」年度指标值“{row.indicator.target}”，实际完成值“{row.indicator.actual}”，"
            f"超过 {beyond}%，达到 {show(line)}% 的须说明原因，没有填写。",
            remedy="请核对指标值和完成值，并说明超额完成的原因。",
            basis=form.cite_line("over_achievement", form.policy.reasons.basis),
            printed=row.indicator.actual.text,
            expected="超额完成的原因",
        )
