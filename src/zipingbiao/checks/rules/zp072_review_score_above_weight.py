"""复核得分超出分值范围。

查什么：复核底稿里每一行的复核得分，是否在 0 到分值之间；没有分值的行可能是复核人员加的扣分行，小于 0 的只作警告。
为什么：得分不能高于分值，也不能是负数；扣分扣过了头，总分就错了。
反例：分值 5 分，复核得分填 50；复核得分填 -1。
正例：分值 5 分，复核得分 5 分或 0 分。
依据：得分在 0 到本行分值之间。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import figure, in_points
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import papers_of
from zipingbiao.model.workpaper import SAME

BASIS = "得分在 0 到本行分值之间"


@unit_rule("ZP072", kind="score_gt_weight", severity="error")
def review_score_above_weight(unit: UnitContext) -> Iterator[Fault]:
    """Every review score above its weight, or negative."""
    for paper in papers_of(unit):
        for row in paper.sheet.rows:
            review, weight = row.review.number, row.weight.number
            if review is None:
                continue
            if review < 0:
                message = f"「{row.label}」复核得分填 {in_points(row.review)}，小于 0。"
            elif weight is not None and review > weight + SAME:
                message = f"「{row.label}」复核得分填 {in_points(row.review)}，高于分值 {in_points(row.weight)}。"
            else:
                continue
            yield paper.fault(
                row.review,
                label=row.label,
                message=message,
                remedy="请核对复核得分。",
                basis=BASIS,
                printed=figure(row.review),
                expected="不小于 0" if review < 0 else f"不高于 {figure(row.weight)}",
                unit="分",
                severity="warning" if review < 0 and weight is None else None,
            )
