"""报告写的指标偏差率与指标值、完成值对不上。

查什么：报告逐项分析里写的“指标偏差率”，与同一段写的指标值和实际完成值（没有写的取自评表）是否相符。偏差率没有统一的算法，
    （实际－指标）÷指标、两个百分数之差、扣分占分值的比例都算对，达到指标值写 0 也算对，进位、去尾不计较；
    都对不上的才指出。
为什么：逐项分析多由上一项复制，没有完成的指标照样写“偏差率为0%”，原因分析就落了空。
反例：指标值 100%，实际完成 90%，扣了 1 分，写“指标偏差率为0%”。
正例：指标值≥200 人次，实际 151 人，写 24%；指标值≥100 份，实际 128 份，写 0% 或 28%。
依据：偏差率＝（实际完成值－年度指标值）÷年度指标值。各地算法不一，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from zipingbiao.base.numbers import round_to, show_percent
from zipingbiao.checks.context import Fault, UnitContext
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.report_rows import rows_named
from zipingbiao.checks.reports import ReportContext
from zipingbiao.checks.rows import Row
from zipingbiao.model.quantity import Quantity, understand
from zipingbiao.model.report import FigureKind, ReportFigure
from zipingbiao.model.values import BLANK, Value

BASIS = "偏差率＝（实际完成值－年度指标值）÷年度指标值"
#: Rounded or cut off to a whole percentage.
SLACK = Decimal("0.0101")


@unit_rule("ZP070", kind="text_vs_table", severity="warning")
def report_deviation_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every 偏差率 of a report that no way of computing it gives."""
    for report in unit.reports:
        context = ReportContext(unit, report)
        for _, group in groupby(report.figures, key=lambda figure: (figure.value.place, figure.indicator)):
            figures = {figure.kind: figure for figure in group}
            if "deviation" in figures:
                yield from _check(context, figures)


def _check(context: ReportContext, figures: dict[FigureKind, ReportFigure]) -> Iterator[Fault]:
    stated = figures["deviation"]
    number = stated.value.number
    row = _row(context, stated)
    target = _said(figures.get("target"), row.indicator.target if row else BLANK)
    actual = _said(figures.get("actual"), row.indicator.actual if row else BLANK)
    if number is None or stated.approximate or not _are_comparable(target, actual):
        return
    assert target.value is not None and actual.value is not None
    deviation = (actual.value - target.value) / target.value
    allowed = [deviation, *_lost(figures)]
    if target.is_percent:
        allowed.append(actual.value - target.value)
    if (target.operator == "≤" and deviation <= 0) or (target.operator != "≤" and deviation >= 0):
        allowed.append(Decimal(0))
    if any(abs(abs(number) - abs(one)) < SLACK for one in allowed):
        return
    expected = show_percent(round_to(deviation, 4))
    yield Fault(
        message=f"报告{stated.value.place.cell}写「{stated.indicator}」偏差率 {stated.value.text}，"
        f"指标值“{target.text}”，完成值“{actual.text}”，按（完成值－指标值）÷指标值为 {expected}。",
        remedy="请核对偏差率；用别的算法的，请在报告里写明。",
        basis=BASIS,
        place=stated.value.place,
        label=stated.indicator,
        printed=stated.value.text,
        expected=expected,
        unit="%",
        project=stated.subject,
    )


def _row(context: ReportContext, figure: ReportFigure) -> Row | None:
    """The row of the form that the figure is certainly about."""
    forms = context.told(figure).forms
    rows, certain = rows_named(forms[0], figure.indicator) if len(forms) == 1 else ([], False)
    return rows[0] if certain else None


def _said(figure: ReportFigure | None, value: Value) -> Quantity:
    """The target or the actual value: as the paragraph has it, else as the form has it."""
    return understand(value.text if figure is None else figure.value.text)


def _are_comparable(target: Quantity, actual: Quantity) -> bool:
    """Whether both are one number of one kind; 人 and 人次 are."""
    if not target.value or actual.value is None or target.is_percent != actual.is_percent:
        return False
    one, other = target.unit, actual.unit
    return one in other or other in one


def _lost(figures: dict[FigureKind, ReportFigure]) -> Iterator[Decimal]:
    """The points lost as a part of the points there were."""
    points, score = (figures[kind].value.number if kind in figures else None for kind in ("points", "score"))
    if points and score is not None:
        yield (points - score) / points
