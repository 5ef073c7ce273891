"""得分与按比例计算的不符。

查什么：没有达到指标值的定量指标，得分是否等于按完成比例计算的得分，按得分印出的位数比较。
为什么：表样规定按比例计分；凭印象给分，同样的完成程度会得不同的分。
反例：指标值 2.42亿美元，实际 1.21亿美元，分值 1.5 分，得分填 1.2，按比例为 0.75。
正例：指标值 ≥8万单，实际 4.996万单，分值 5 分，得分 3.12；按一位小数填 3.1 也可以；实际印 23%、按 22.67% 计分的
    也可以。
依据：定量指标得分的规定，未完成的按完成值与指标值的比例记分。该行写有评分细则的不核对；得满分和超过分值的，
    由别的规则列出。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import as_printed, figure, places_of
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import TINY, Row
from zipingbiao.scoring.compare import Pair


@form_rule("ZP019", kind="score_vs_rule", severity="warning")
def score_not_proportional(form: FormContext) -> Iterator[Fault]:
    """Every unmet row whose written score is not the computed one."""
    for row in form.rows:
        computed = row.result.outcome.score
        if computed is None or row.score is None or row.weight is None or not _is_judged(row):
            continue
        step = Decimal(1).scaleb(-places_of(row.indicator.score))
        slack = max(TINY, step / 2)
        bounds = [computed, *_rounded_readings(row)]
        if min(bounds) - slack <= row.score <= max(bounds) + slack:
            continue
        yield form.fault(
            row.indicator.score,
            label=row.label,
            message=f"「{row.label}」得分填 {as_printed(row.indicator.score).removesuffix('分')} 分，"
            f"按表样应为 {show(computed)} 分（{row.result.outcome.explanation}）。",
            remedy="表样规定按比例计分；若本单位细则另有规定，请在评分细则栏写明。",
            basis=form.cite(QUANTITATIVE),
            printed=figure(row.indicator.score),
            expected=show(computed),
            unit="分",
        )


def _rounded_readings(row: Row) -> list[Decimal]:
    """Scores for the ends of what a printed percentage stands for: 23% may be 22.67%, which earned 0.68 of 3."""
    case = row.result.case
    if not isinstance(case.compared, Pair) or not case.actual.is_percent:
        return []
    # Zeros behind the point may come from a cell's number format (23.00%), so they promise no precision.
    percent = (case.compared.actual * 100).normalize().as_tuple().exponent
    half = Decimal(1).scaleb(min(0, int(percent)) - 2) / 2
    ends = (case.compared.actual - half, case.compared.actual + half)
    outcomes = [row.result.kind.score(replace(case, compared=Pair(case.compared.target, end))) for end in ends]
    return [outcome.score for outcome in outcomes if outcome.score is not None]


def _is_judged(row: Row) -> bool:
    if row.result.method == "manual" or not row.indicator.rule.is_blank or not row.indicator.manual_score.is_blank:
        return False
    return row.met is False and not row.is_full and (row.score or 0) >= 0
