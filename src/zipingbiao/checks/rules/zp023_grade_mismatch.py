"""等级与总分不符。

查什么：表上填的等级，是否是总分按等级标准对应的等级。
为什么：等级用于预算安排和公开，填高填低都要更正。优秀、良好等写法与优、良同样看待，其他用语不核对。
反例：总分 87.09 分，等级填“优”，应为“良”。
正例：总分 90 分，等级填“优”。
依据：评分与评级的规定，90（含）—100 分为优，80（含）—90 分为良，60（含）—80 分为中，60 分以下为差。
    表样不明的，各地等级线不同，按全国和 80/70/60 两种标准都不对的才是错误，否则作警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import in_points
from zipingbiao.checks.grades import grade_name
from zipingbiao.checks.registry import form_rule
from zipingbiao.scoring.totals import grade_of

#: The other bands in use; a grade wrong by both cannot be right anywhere.
OTHER_BANDS = ((Decimal(80), "优"), (Decimal(70), "良"), (Decimal(60), "中"), (Decimal(0), "差"))


@form_rule("ZP023", kind="grade_mismatch", severity="error")
def grade_mismatch(form: FormContext) -> Iterator[Fault]:
    """The grade, where it is not that of the written total."""
    evaluation = form.evaluation
    grade = evaluation.grade
    # A living grade cell follows the living total, not the original figure that stands apart.
    is_living = not evaluation.living_grade.is_blank and grade == evaluation.living_grade
    value = evaluation.living_total if is_living and evaluation.living_total.number is not None else evaluation.total
    total = value.number
    if grade.text is None or total is None:
        return
    printed = grade_name(grade.text)
    expected = grade_of(total, form.policy)
    if expected is None or printed == expected or printed not in {band.name for band in form.policy.grades}:
        return
    elsewhere = next((name for start, name in OTHER_BANDS if total >= start), "差")
    yield form.fault(
        grade,
        near=value,
        label="等级",
        message=f"{form.origin(grade)}等级填“{printed}”，总分 {in_points(value)}对应“{expected}”。",
        remedy="请核对等级和总分。",
        basis=form.cite(form.policy.grades[0].basis),
        printed=printed,
        expected=expected,
        severity="error" if form.known or printed != elsewhere else "warning",
    )
