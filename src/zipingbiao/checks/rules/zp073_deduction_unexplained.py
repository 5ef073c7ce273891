"""复核扣了分，没有写扣分原因。

查什么：复核底稿里，复核得分低于自评得分或低于分值的行，扣分原因是否填写；填“无”“/”的视为没有填。
为什么：复核结果要反馈给单位，扣分没有原因，单位无从整改，也无从申诉。
反例：自评得分 5 分，复核得分 3 分，扣分原因空白。
正例：复核得分 3 分，扣分原因写“满意度调查只有 12 份问卷，代表性不足”。
依据：复核底稿的填写约定，扣分须写明原因。复核得分与自评得分相同、只是低于分值的，原因可能在自评表上，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import in_points
from zipingbiao.checks.reasons import says
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import BASIS, is_lost, is_lowered, papers_of


@unit_rule("ZP073", kind="reason_missing", severity="error")
def deduction_unexplained(unit: UnitContext) -> Iterator[Fault]:
    """Every row that lost points in the review, or has lost them before, without a word."""
    for paper in papers_of(unit):
        for row in paper.sheet.rows:
            lowered = is_lowered(row)
            if not (lowered or is_lost(row)) or paper.is_left_out(row) or says(row.reason):
                continue
            other = f"自评得分 {in_points(row.self_score)}" if lowered else f"分值 {in_points(row.weight)}"
            yield paper.fault(
                row.reason,
                near=row.review,
                label=row.label,
                message=f"「{row.label}」复核得分 {in_points(row.review)}，低于{other}，没有写扣分原因。",
                remedy="请写明扣分原因。",
                basis=f"{BASIS}：扣分须写明原因",
                printed=row.reason.text,
                expected="扣分原因",
                severity=None if lowered else "warning",
            )
