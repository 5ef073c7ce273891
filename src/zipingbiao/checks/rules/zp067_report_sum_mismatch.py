"""报告正文各项得分之和与所写总分不符。

查什么：绩效自评报告正文逐项写明分值和得分的，各项得分相加是否等于正文所写的总分。逐项分值合计在 95—105 分之间、
    每项只写一次的才相加，免得把部分当成全部；与自评表是否一致另查（ZP051）。
为什么：总分从表上抄来，正文某一项的分值、得分写错了，两处就对不上。
反例：正文 19 项得分相加 93.47 分，写“评价得分为94.47分”：政府采购执行率正文写 5 分，表上是 6 分。
正例：正文只写了扣分的几项；各项得分相加等于总分。
依据：报告内的勾稽关系，总分＝各项得分之和。正文有没有列全由软件推断，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.figures import as_printed, looks_like, places_of
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.rows import TINY
from zipingbiao.model.report import Report, ReportFigure

BASIS = "报告内的勾稽关系：总分＝各项得分之和"
FEWEST = 5
#: Points that may be the whole: one item written wrong is what is looked for.
LEAST, MOST = 95, 105
_ITEMS = frozenset({"indicator", "execution"})


@unit_rule("ZP067", kind="text_vs_table", severity="warning")
def report_sum_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every total score of a report that its own items contradict."""
    for report in unit.reports:
        for (_, project), figures in _by_subject(report).items():
            yield from _check(project, figures)


def _by_subject(report: Report) -> dict[tuple[str, str], list[ReportFigure]]:
    """The sure scores and points of a report by whose they are."""
    found: dict[tuple[str, str], list[ReportFigure]] = {}
    for figure in report.of_kind("score", "points"):
        if figure.value.number is None or figure.approximate or figure.why:
            continue
        if figure.scope in ("department", "project") and (figure.year is None or figure.year == report.year):
            found.setdefault((figure.scope, figure.subject), []).append(figure)
    return found


def _check(project: str, figures: list[ReportFigure]) -> Iterator[Fault]:
    totals = [figure for figure in figures if figure.kind == "score" and figure.of == "total"]
    scores = [figure for figure in figures if figure.kind == "score" and figure.of in _ITEMS]
    points = {figure.indicator: figure for figure in figures if figure.kind == "points" and figure.of in _ITEMS}
    names = [figure.indicator for figure in scores]
    # An item with points and without a score is the heading of others.
    if len(scores) < FEWEST or len(set(names)) < len(names) or not set(names) <= points.keys():
        return
    whole = sum((points[name].value.number or Decimal(0) for name in names), Decimal(0))
    if not totals or not LEAST <= whole <= MOST:
        return
    total = sum((figure.value.number or Decimal(0) for figure in scores), Decimal(0))
    slack = TINY + sum((Decimal(1).scaleb(-places_of(figure.value)) / 2 for figure in scores if places_of(figure.value)), Decimal(0))
    for figure in {one.value.number: one for one in totals}.values():
        if looks_like(figure.value, total) or abs((figure.value.number or Decimal(0)) - total) <= slack:
            continue
        whose = f"“{project}”" if project else ""
        yield Fault(
            message=f"报告{figure.value.place.cell}写{whose}总分 {as_printed(figure.value)}，"
            f"正文 {len(scores)} 项得分相加为 {show(total)} 分（这些项的分值合计 {show(whole)} 分）。",
            remedy="请核对正文各项的分值、得分和总分，与自评表一致。",
            basis=BASIS,
            place=figure.value.place,
            label="总分",
            printed=show(figure.value.number or Decimal(0)),
            expected=show(total),
            unit="分",
            project=project,
        )
