"""复核底稿里自动计算的格被改成了填写的数。

查什么：复核底稿的分值合计、复核总分、差额、复核等级，公式是否还在；另存成没有公式的格式的不查。
为什么：公式被数字盖住，以后改复核得分，总分、差额和等级都不再变。
反例：复核总分格里直接填了 90；差额一列粘贴成了数值。
正例：要改总分的，改各行的复核得分。
依据：复核底稿的填写约定，合计、差额和等级由公式计算。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import as_printed, figure
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import BASIS, living_cells, papers_of
from zipingbiao.model.workpaper import SAME


@unit_rule("ZP076", kind="formula_overwritten", severity="error")
def paper_formula_overwritten(unit: UnitContext) -> Iterator[Fault]:
    """Every living cell of a sheet that holds a typed value, or nothing any more."""
    for paper in papers_of(unit):
        if not paper.sheet.has_formulas:
            continue
        for cell in living_cells(paper):
            value, expected = cell.value, cell.expected
            if value.formula is not None or expected is None:
                continue
            should = show(expected) if isinstance(expected, Decimal) else expected
            if value.text is None:
                what = "的公式被删去了"
            else:
                what = f"应由公式计算，现在是直接填写的 {as_printed(value)}"
            is_right = value.number is not None and isinstance(expected, Decimal) and abs(value.number - expected) <= SAME
            yield paper.fault(
                value,
                label=cell.label,
                message=f"{cell.name}{what}，{'数没有错，但不再随复核得分变化' if is_right else f'按{cell.how}应为 {should}'}。",
                remedy="请恢复该格的公式，可以从别的底稿复制。",
                basis=f"{BASIS}：合计、差额和等级由公式计算",
                printed=figure(value),
                expected=should,
                unit="分" if isinstance(expected, Decimal) else "",
            )
