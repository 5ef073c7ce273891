"""没有达到指标值却得满分。

查什么：实际完成值明显没有达到年度指标值的行，得分是否等于分值。
为什么：未完成的定量指标按完成比例记分，填满分是最常见的虚高。能与“一部”“9月前”等比较的也判定；
    看不出方向、单位不同、一格里有几个数的，不判定。
反例：指标值 8000份，实际 5059份，分值 5 分，得分 5 分，按比例应为 3.16 分；指标值一部，实际无，得满分。
正例：指标值 ≥100份，实际 128份，得满分；指标值 100%，实际 99.96%，分值 10 分，按比例进位后就是 10 分。
依据：定量指标得分的规定，完成指标值的记满分，未完成的按完成值与指标值的比例记分。评分细则里另有
    低于指标值的满分线的，只作警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.base.text import normalise
from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import figure, in_points
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row

_CLAUSE = re.compile(r"[；;。]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?=%)|(?<=[≥≤><=])\d+(?:\.\d+)?")


@form_rule("ZP017", kind="full_score_unmet", severity="error")
def full_score_unmet(form: FormContext) -> Iterator[Fault]:
    """Every row with its whole weight although the target is clearly missed."""
    for row in form.rows:
        if not row.is_full_unmet or row.weight is None or row.is_above_weight or row.is_left_out:
            continue
        outcome = row.result.outcome
        if outcome.score is not None and row.score is not None and abs(outcome.score - row.score) <= row.tiny:
            continue  # 99.996% of the target rounds to full marks
        computed = show(outcome.score) if outcome.score is not None and row.result.method != "manual" else None
        how = f"，{outcome.explanation}" if computed is not None else ""
        yield form.fault(
            row.indicator.score,
            label=row.label,
            message=f"「{row.label}」年度指标值“{row.indicator.target}”，实际完成值“{row.indicator.actual}”，没有达到，"
            f"{form.origin(row.indicator.score)}却填满分 {in_points(row.indicator.score)}{how}。",
            remedy="请核对实际完成值和得分。",
            basis=form.cite(QUANTITATIVE),
            printed=figure(row.indicator.score),
            expected=computed or f"低于 {show(row.weight)}",
            unit="分",
            severity="warning" if _has_lower_line(row) else "error",
        )


def _has_lower_line(row: Row) -> bool:
    """The row's own 评分细则 names a threshold for full marks other than the target."""
    target = set(_NUMBER.findall(normalise(row.indicator.target.text or "")))
    for clause in _CLAUSE.split(normalise(row.indicator.rule.text or "")):
        if "满分" in clause and "否则" not in clause and set(_NUMBER.findall(clause)) - target:
            return True
    return False
