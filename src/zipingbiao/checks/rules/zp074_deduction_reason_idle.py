"""写了扣分原因，没有扣分。

查什么：复核底稿里，写了扣分原因的行，复核得分是否低于分值或低于自评得分；分值或复核得分空着的不查。
为什么：多半是写了原因忘了改分，或者改回了分没有删去原因。
反例：扣分原因写“未提供验收资料”，分值 5 分，自评得分 5 分，复核得分 5 分。
正例：需要说明而不扣分的，写在依据/检查发现栏。
依据：复核底稿的填写约定，扣分原因与扣分对应。是否扣分由复核人决定，所以只是提示。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import in_points
from zipingbiao.checks.reasons import says
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import BASIS, is_lost, is_lowered, papers_of


@unit_rule("ZP074", kind="reason_without_loss", severity="info")
def deduction_reason_idle(unit: UnitContext) -> Iterator[Fault]:
    """Every reason beside a row that lost nothing."""
    for paper in papers_of(unit):
        for row in paper.sheet.rows:
            if row.review.number is None or row.weight.number is None or is_lost(row) or is_lowered(row):
                continue
            if not says(row.reason):
                continue
            yield paper.fault(
                row.reason,
                label=row.label,
                message=f"「{row.label}」写了扣分原因“{excerpt(row.reason.text or '')}”，"
                f"复核得分 {in_points(row.review)}，是满分，没有扣分。",
                remedy="要扣分的请改复核得分；不扣分的，请把这段话移到依据/检查发现栏。",
                basis=f"{BASIS}：扣分原因与扣分对应",
                printed=excerpt(row.reason.text or ""),
                expected="没有扣分的不写扣分原因",
            )
