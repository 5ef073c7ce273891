"""本年指标值明显低于上年实际完成值。

查什么：同一单位上年的自评表与本年一起检查时，同一项目、名称相同的指标，上年实际完成值是否超过本年年度指标值的
    150%。只比较越大越好的数字，百分数不比较；项目名称里的年份不算。
为什么：上年已经做到的，本年的指标值定得太低，不费力就能满分，起不到约束作用。
反例：上年培训 480 人次，本年年度指标值是 ≥100 人次。
正例：上年 120 人次，本年 ≥100 人次；本年预算减少了一半，任务相应减少。
依据：绩效目标应当经过努力可以实现，参考上年完成情况确定。任务本身可能减少，所以只作提示。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import round_to, show
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.figures import yuan
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.summary import name_key
from zipingbiao.scoring.compare import units_fit

BASIS = "绩效目标管理：指标值应当经过努力可以实现，参考上年完成情况确定"
#: How far above this year's target last year's result makes one wonder.
FAR = Decimal("1.5")
_YEAR = re.compile(r"(?:19|20)\d{2}(?:年度?)?")


@unit_rule("ZP053", kind="other", severity="info")
def target_below_last_year(unit: UnitContext) -> Iterator[Fault]:
    """Every target of this year that the same project's result of last year exceeds by far."""
    before: dict[str, FormContext | None] = {}
    for form in unit.earlier:
        key = _project(form)
        # Two forms of one name: which one is meant cannot be told.
        before[key] = None if key in before else form
    for form in unit.forms if before else ():
        last = before.get(_project(form))
        if last is not None and not _has_shrunk(form, last):
            yield from _compare(form, last)


def _project(form: FormContext) -> str:
    if form.evaluation.level == "department":
        return "部门整体"
    return name_key(_YEAR.sub("", form.evaluation.name))


def _has_shrunk(form: FormContext, last: FormContext) -> bool:
    """Whether this year's budget is so much smaller that less work is to be expected."""
    now, then = (one.evaluation.total_funding for one in (form, last))
    if now is None or then is None:
        return False
    own, other = yuan(now.budget, form.evaluation.unit), yuan(then.budget, last.evaluation.unit)
    return own is not None and other is not None and own * FAR < other


def _compare(form: FormContext, last: FormContext) -> Iterator[Fault]:
    rows: dict[tuple[str, ...], Row | None] = {}
    for row in last.rows:
        rows[_key(row)] = None if _key(row) in rows else row
    for row in form.rows:
        earlier = rows.get(_key(row))
        if earlier is None or not _exceeds(row, earlier):
            continue
        target, done = row.result.case.target.value, earlier.result.case.actual.value
        percent = show(round_to((done or Decimal(0)) / (target or Decimal(1)) * 100, 0))
        yield form.fault(
            row.indicator.target,
            label=row.label,
            message=f"「{row.label}」年度指标值“{row.indicator.target}”，上年实际完成值已达“{earlier.indicator.actual}”，"
            f"是它的 {percent}%。",
            remedy="请核对指标值是否定得偏低；任务减少的，说明理由。",
            basis=BASIS,
            printed=row.indicator.target.text,
            expected=earlier.indicator.actual.text,
        )


def _key(row: Row) -> tuple[str, ...]:
    return row.indicator.l2_name, row.name_key


def _exceeds(row: Row, earlier: Row) -> bool:
    target, done = row.result.case.target, earlier.result.case.actual
    if target.value is None or done.value is None or target.shape != "number" or done.shape != "number":
        return False
    if target.is_percent or done.is_percent or not units_fit(target.unit, done.unit) or target.power != done.power:
        return False
    return row.result.case.sense in ("≥", "=") and 0 < target.value * FAR < done.value
