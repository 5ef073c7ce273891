"""复核底稿的合计或差额算得不对。

查什么：复核底稿的复核总分，是否等于各行复核得分之和（表样规定不适用的折算、按执行率限制总分的，照办）；各行和合计的
    差额，是否等于复核得分减自评得分；分值合计是否等于各行分值之和。文件没有保存计算结果的不查。
为什么：复核总分决定复核等级；插入的行没有落在求和的范围里，或改动以后没有重新计算，总分就错了。
反例：各行复核得分相加 84.5 分，复核总分显示 86.5 分；插入一行扣分，合计没有变。
正例：复核总分 84.5 分，差额 -2 分，与各行相符。
依据：表内勾稽关系，复核总分＝各行复核得分之和，差额＝复核得分－自评得分。文件里没有注明表样的，当地可能另有折算，是警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import figure, in_points
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import PaperContext, living_cells, papers_of
from zipingbiao.model.workpaper import SAME

BASIS = "表内勾稽关系：复核总分＝各行复核得分之和，差额＝复核得分－自评得分"


@unit_rule("ZP075", kind="score_sum", severity="error")
def paper_total_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every total and difference that is not what the rows give; those without their formula are told elsewhere."""
    for paper in papers_of(unit):
        for cell in living_cells(paper):
            value, expected = cell.value, cell.expected
            if not isinstance(expected, Decimal) or value.number is None:
                continue
            if paper.sheet.has_formulas and value.formula is None:
                continue
            # Saving as .xls, some programs write 0 for what they did not calculate.
            if not paper.sheet.has_formulas and not value.number:
                continue
            if abs(value.number - expected) <= SAME * 2:
                continue
            yield paper.fault(
                value,
                label=cell.label,
                message=f"{cell.name}显示 {in_points(value)}，按{cell.how}应为 {show(expected)} 分。",
                remedy="请核对公式是否包括了全部行，用 Excel 或 WPS 打开重新计算后保存。",
                basis=BASIS,
                printed=figure(value),
                expected=show(expected),
                unit="分",
                severity="warning" if _is_doubtful(paper, cell.label) else None,
            )


def _is_doubtful(paper: PaperContext, label: str) -> bool:
    return not paper.is_known and label == "复核总分"
