"""二级指标的分值与各行或一级指标不符。

查什么：二级指标标签印有分值的（数量指标（20分）），与该组各行分值之和核对；一级、二级都印有分值的，
    核对各二级指标之和是否等于一级指标。
为什么：各级分值逐级相加，有一级不等，评审时就无法判断以哪个为准。
反例：一级印产出指标（50分），二级印数量指标（30分）、质量指标（10分），相加只有 40 分。
正例：数量指标（20分）下两行各 10 分。
依据：表内勾稽关系，上级指标的分值＝下级指标分值之和。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import ZERO
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.checks.weights import label_points, weigh
from zipingbiao.model.values import Value

BASIS = "表内勾稽关系：上级指标的分值＝下级指标分值之和"
REMEDY = "请核对两级指标的分值。"


@form_rule("ZP012", kind="weight_sum", severity="error")
def second_level_mismatch(form: FormContext) -> Iterator[Fault]:
    """Every second-level label whose points are not its rows' sum, and first levels that are not their second levels'."""
    table = form.weights
    blocks: dict[tuple[int, str], dict[str, list[Row]]] = {}
    for row in form.rows:
        key = row.group[:2]
        blocks.setdefault(key, {}).setdefault(row.group[2], []).append(row)
    for (_, first), seconds in blocks.items():
        points = {name: _points(rows) for name, rows in seconds.items()}
        wrong_rows = False
        for name, rows in seconds.items():
            printed, total = points[name], weigh(rows)
            if printed is not None and form.evaluation.has_weights and table.is_whole and printed != total:
                wrong_rows = True
                yield _fault(form, rows[0].indicator.l2, name, total, printed, "各行分值")
        rows = [row for group in seconds.values() for row in group]
        whole = label_points(rows)
        given = [value for value in points.values() if value is not None]
        if whole is not None and len(given) == len(points) and sum(given, ZERO) != whole and not wrong_rows:
            yield _fault(form, rows[0].indicator.l1, first, sum(given, ZERO), whole, "各二级指标分值")


def _points(rows: list[Row]) -> Decimal | None:
    return next((row.indicator.l2_points for row in rows if row.indicator.l2_points is not None), None)


def _fault(form: FormContext, value: Value, name: str, total: Decimal, printed: Decimal, what: str) -> Fault:
    return form.fault(
        value,
        label=name,
        message=f"「{name}」{what}合计 {show(total)} 分，标签印 {show(printed)} 分。",
        remedy=REMEDY,
        basis=BASIS,
        printed=show(total),
        expected=show(printed),
        unit="分",
    )
