"""复核底稿的复核得分没有填，或不是数。

查什么：复核底稿里有分值、有自评得分的行，复核得分是否填了数；不适用的行不查。
为什么：复核总分按各行复核得分相加，空着的和写成文字的都不计入，总分就少了。
反例：分值 5 分，自评得分 5 分，复核得分空着，或者填“认可”。
正例：认可自评得分的，复核得分照填 5。
依据：复核底稿的填写约定，每一行都填复核得分。自评得分也空着的，是等待复核人评分，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import in_points
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import BASIS, papers_of


@unit_rule("ZP071", kind="required_missing", severity="error")
def review_score_missing(unit: UnitContext) -> Iterator[Fault]:
    """Every row without a review score that is a number."""
    for paper in papers_of(unit):
        for row in paper.sheet.rows:
            review = row.review
            # A program that does not calculate saves formulas without their results.
            is_uncalculated = review.formula is not None and review.text is None and review.error is None
            if review.number is not None or is_uncalculated or paper.is_left_out(row):
                continue
            if review.text is None and review.error is None:
                if row.weight.number is None and row.self_score.number is None:
                    continue
                given = f"，自评得分 {in_points(row.self_score)}" if row.self_score.number is not None else ""
                message = f"「{row.label}」没有填复核得分{given}。"
            else:
                message = f"「{row.label}」复核得分填“{excerpt(review.text or review.error or '')}”，不是数，没有计入复核总分。"
            is_waiting = review.text is None and review.error is None and row.self_score.number is None
            yield paper.fault(
                review,
                near=row.l3,
                label=row.label,
                message=message,
                remedy="请填复核得分；认可自评得分的，照填自评得分。",
                basis=f"{BASIS}：每一行都填复核得分",
                printed=review.text or review.error,
                expected="复核得分",
                unit="分",
                severity="warning" if is_waiting else None,
            )
