"""复核底稿还有待人工复核的行。

查什么：复核底稿的依据/检查发现栏，还有没有以“待人工复核”开头的行；一张底稿提示一次。
为什么：这些行软件判断不了，复核得分先照自评得分或计算的数填着，没有人核定就不能作为复核结论。
反例：定性指标照自评得分填了 5 分，依据栏还写着“待人工复核：须由人评定得分”。
正例：核定以后把“待人工复核”几个字删去，写上依据。
依据：复核底稿的填写约定，待人工复核的由复核人核定。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import BASIS, papers_of
from zipingbiao.model.workpaper import PENDING

_NAMED = 3


@unit_rule("ZP082", kind="other", severity="info")
def review_pending(unit: UnitContext) -> Iterator[Fault]:
    """One fault per sheet with rows that nobody has looked at."""
    for paper in papers_of(unit):
        rows = [row for row in paper.sheet.rows if row.is_pending]
        if not rows:
            continue
        names = "、".join(f"「{excerpt(row.label, 20)}」" for row in rows[:_NAMED])
        yield paper.fault(
            rows[0].basis,
            label=rows[0].label,
            message=f"还有 {len(rows)} 行待人工复核：{names}{'等' if len(rows) > _NAMED else ''}。",
            remedy="请核定复核得分，写明依据，并把“待人工复核”几个字删去。",
            basis=f"{BASIS}：待人工复核的由复核人核定",
            printed=f"{len(rows)} 行{PENDING}",
        )
