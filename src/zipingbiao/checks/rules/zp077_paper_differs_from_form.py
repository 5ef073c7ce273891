"""复核底稿上的自评数与自评表不一致。

查什么：复核底稿与自评表放在一起检查的，底稿上各行的分值、自评得分和自评总分，是否与自评表相同。
为什么：复核是针对自评表的；自评表后来改过，或底稿上的自评数被改动，差额和复核结论就不对了。
反例：底稿上「培训人次」自评得分 20 分，自评表后来改成了 18 分。
正例：底稿写 9.5，自评表写 9.50。
依据：表间勾稽关系，底稿上的自评数＝自评表上的数。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import figure, in_points
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.workpapers import PaperContext, papers_of
from zipingbiao.model.values import Value
from zipingbiao.model.workpaper import SAME

BASIS = "表间勾稽关系：底稿上的自评数＝自评表上的数"


@unit_rule("ZP077", kind="table_vs_form", severity="error")
def paper_differs_from_form(unit: UnitContext) -> Iterator[Fault]:
    """Every figure of the unit's own that the form writes differently."""
    for paper in papers_of(unit):
        if paper.form is None:
            continue
        for line, row in paper.pairs[0]:
            for name, value, written in (
                ("分值", line.weight, row.indicator.weight), ("自评得分", line.self_score, row.indicator.score),
            ):  # fmt: skip
                yield from _compare(paper, f"「{line.label}」{name}", line.label, value, written, line.l3)
        # A total that the form does not print is computed here.
        total = paper.form.evaluation.total
        if total.number is not None and paper.sheet.self_total.formula is None:
            yield from _compare(paper, "自评总分", "自评总分", paper.sheet.self_total, total, None)


def _compare(
    paper: PaperContext, name: str, label: str, value: Value, written: Value, near: Value | None
) -> Iterator[Fault]:
    if value.number is None and written.number is None:
        return
    if value.number is not None and written.number is not None and abs(value.number - written.number) <= SAME:
        return
    shown, theirs = (in_points(one) if one.number is not None else "空白" for one in (value, written))
    where = f"（{written.place}）" if written.place.spot else ""
    yield paper.fault(
        value,
        near=near,
        label=label,
        message=f"{name}底稿上是 {shown}，自评表上是 {theirs}{where}。",
        remedy="自评表改过的，请重新生成底稿，或照自评表更正后再复核。",
        basis=BASIS,
        printed=figure(value),
        expected=figure(written) or "空白",
        unit="分",
    )
