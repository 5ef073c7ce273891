"""所有项目都是满分。

查什么：三个以上项目的自评总分，是否全部等于满分。
为什么：指标全部完成、预算全部执行的情形很少；全部满分往往说明指标定低了，或者没有认真自评。
反例：六个项目总分都是 100 分。
正例：六个项目中五个 100 分、一个 96.85 分。
依据：单位自评结果应当客观真实；审核时对全部满分的单位重点抽查。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.registry import unit_rule

FEWEST = 3
BASIS = "审核惯例：自评结果全部满分的，核实指标值是否偏低"


@unit_rule("ZP024", kind="other", severity="warning")
def all_full_marks(unit: UnitContext) -> Iterator[Fault]:
    """One fault at the first project, where every project scored full marks."""
    projects = [form for form in unit.projects if form.evaluation.total.number is not None]
    if len(projects) < FEWEST or not all(form.evaluation.total.number == _full(form) for form in projects):
        return
    first = projects[0]
    full = show(_full(first))
    yield first.fault(
        first.evaluation.total,
        label="总分",
        message=f"全部 {len(projects)} 个项目总分都是满分 {full} 分，没有一项失分。",
        remedy="请核实各项指标值是否偏低、得分是否如实，并准备佐证材料。",
        basis=BASIS,
        printed=full,
        unit="分",
    )


def _full(form: FormContext) -> Decimal:
    printed = form.evaluation.total_weight.number
    return printed if printed is not None else form.policy.full_marks.value
