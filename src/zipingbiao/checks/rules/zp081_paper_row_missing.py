"""复核底稿的行与自评表不一致。

查什么：复核底稿与自评表放在一起检查的，自评表的指标在底稿上有没有；底稿多出来的行也指出。按一级、二级、三级指标的名称
    核对，排过序的不受影响。
为什么：少一行就少复核一个指标，复核总分也少了这一行的分。
反例：底稿里「学员满意度」一行被删去；自评表后来加了一个指标。
正例：各行换了顺序，行数和名称没有变。
依据：底稿逐项对应自评表的指标。复核人为扣分另加的行由人判断，只提示。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import papers_of

BASIS = "底稿逐项对应自评表的指标"


@unit_rule("ZP081", kind="missing_row", severity="warning")
def paper_row_missing(unit: UnitContext) -> Iterator[Fault]:
    """Every indicator that only one of the two has."""
    for paper in papers_of(unit):
        if paper.form is None:
            continue
        _, added, missing = paper.pairs
        total = paper.sheet.review_total
        for row in missing:
            where = row.indicator.l3.place
            yield paper.fault(
                total,
                label=row.label,
                message=f"底稿没有「{excerpt(row.label)}」这一行，自评表有{f'（{where}）' if where.spot else ''}。",
                remedy="请补上这一行，或重新生成底稿。",
                basis=BASIS,
                expected=row.label,
            )
        for line in added:
            yield paper.fault(
                line.l3,
                near=line.review,
                label=line.label,
                message=f"底稿有「{excerpt(line.label)}」这一行，自评表没有。",
                remedy="指标改了名的，请与自评表一致；复核时另加的不必处理。",
                basis=BASIS,
                printed=line.label,
                severity="info",
            )
