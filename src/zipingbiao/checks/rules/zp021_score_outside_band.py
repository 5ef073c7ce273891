"""定性指标的得分不在该档的分值区间内。

查什么：实际完成值是登记的评定用语（部分完成、不及时）、没有评分细则的行，人工评分或得分是否在该档规定的区间内。
为什么：定性指标由人评分，但只能在该档的区间里选；未达成的指标给高分，等于没有评。
反例：实际完成值“不及时”，属于未达成（0—60%），分值 10 分，人工评分 9 分。
正例：实际完成值“基本完成”，分值 10 分，人工评分 7 分。
依据：定性指标得分的规定，达成、部分达成、未达成三档在各档区间内合理确定分值。表样不明的不核对；
    不是本软件的工作簿的，作警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import figure, in_points
from zipingbiao.checks.registry import form_rule
from zipingbiao.scoring.kinds import ThreeBands


@form_rule("ZP021", kind="score_vs_rule", severity="error")
def score_outside_band(form: FormContext) -> Iterator[Fault]:
    """Every score given by hand for a word whose band does not contain it."""
    if not form.known:
        return
    for row in form.rows:
        case, weight = row.result.case, row.weight
        manual = row.indicator.manual_score
        value = manual if manual.number is not None else row.indicator.score
        score = value.number
        if not isinstance(row.result.kind, ThreeBands) or case.target.has_digit or row.result.outcome.score is not None:
            continue
        band = ThreeBands.band(case.actual.text, form.policy)
        if value is row.indicator.score and row.is_full_unmet:
            continue  # ZP017's
        if band is None or score is None or not weight or score < 0 or score > weight + form.tiny:
            continue
        low, high = weight * band.low / 100, weight * band.high / 100
        if low - form.tiny <= score <= high + form.tiny:
            continue
        name = "人工评分" if value is manual else "得分"
        limits = f"{show(low)}—{show(high)}"
        yield form.fault(
            value,
            label=row.label,
            message=f"「{row.label}」实际完成值“{row.indicator.actual}”属于“{band.name}”，应得 {limits} 分"
            f"（分值 {show(weight)} 分的 {show(band.low)}%—{show(band.high)}%），"
            f"{form.origin(value)}{name}填 {in_points(value)}。",
            remedy="请核对实际完成值和得分。",
            basis=form.cite_line("bands", form.policy.qualitative.basis),
            printed=figure(value),
            expected=limits,
            unit="分",
            severity=None if form.evaluation.own else "warning",
        )
