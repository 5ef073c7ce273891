"""复核加了分，差额超过提示线，没有说明。

查什么：复核底稿里，复核得分高于自评得分、差额超过提示线（总表上可以改，一般 1 分）的行，扣分原因或依据栏是否有说明。
为什么：复核通常是核减，加分更要有依据；复核得分低于自评得分而没有原因的另查（ZP073）。
反例：自评得分 1 分，复核得分 4 分，两栏都空白。
正例：依据栏写“执行率按调整后预算重新计算，应得 4 分”。
依据：复核底稿的填写约定，差额超过提示线的须说明。差额有没有道理由人判断，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import in_points
from zipingbiao.checks.reasons import says
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import BASIS, papers_of


@unit_rule("ZP079", kind="reason_missing", severity="warning")
def difference_unexplained(unit: UnitContext) -> Iterator[Fault]:
    """Every row that gained more than the line without a word."""
    for paper in papers_of(unit):
        for row in paper.sheet.rows:
            review, given = row.review.number, row.self_score.number
            if review is None or given is None or review - given <= paper.limit or says(row.reason) or says(row.basis):
                continue
            yield paper.fault(
                row.basis,
                near=row.review,
                label=row.label,
                message=f"「{row.label}」复核得分 {in_points(row.review)}，比自评得分 {in_points(row.self_score)}高 "
                f"{show(review - given)} 分，超过提示线 {show(paper.limit)} 分，没有说明。",
                remedy="请在依据/检查发现栏写明依据。",
                basis=f"{BASIS}：差额超过提示线的须说明",
                expected="差额的依据",
            )
