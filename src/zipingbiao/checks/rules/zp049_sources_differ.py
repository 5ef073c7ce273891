"""部门整体的资金来源与各项目之和矛盾。

查什么：部门整体自评表的某项资金来源（上年结转、其他资金、财政拨款），与各项目自评表的同一来源之和核对，元与万元换算。
    部门整体包括基本支出，所以只有小于各项目之和时才指出来；部门整体的总额正好等于各项目之和的，同时说明多在哪个来源；
    全年数都等于各项目之和的，年初数的某个来源大于各项目之和也指出来。
为什么：总额对得上而来源对不上，说明部门整体把结转资金并进了当年财政拨款，或者项目表填错了来源。
反例：招商项目用了上年结转 13.00 万元，部门整体的上年结转资金空白，全部填在当年财政拨款里。
正例：部门整体的当年财政拨款大于各项目之和，其中包括基本支出；部门整体表没有上年结转资金这一行。
依据：表间勾稽关系，部门整体的各资金来源不小于各项目之和。结转资金的口径可能不同，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import scale_of, show
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.figures import ZERO, amount_step, is_blank, with_unit, yuan, yuan_step
from zipingbiao.checks.funds import AMOUNT_COLUMNS
from zipingbiao.checks.lists import projects_of, sum_in, with_amount
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.evaluation import FundingRow, FundRole
from zipingbiao.model.values import Value

BASIS = "表间勾稽关系：部门整体的各资金来源不小于各项目之和"
_ROLES: tuple[FundRole, ...] = ("fiscal", "carryover", "other")


class _Source(NamedTuple):
    """A source of the department with what its projects have of it; amounts in the department's unit."""

    row: FundingRow
    value: Value
    own: Decimal
    projects: Decimal
    slack: Decimal
    used_by: tuple[FormContext, ...]

    @property
    def is_less(self) -> bool:
        return self.own < self.projects - self.slack

    @property
    def is_more(self) -> bool:
        return self.own > self.projects + self.slack


@unit_rule("ZP049", kind="table_vs_form", severity="warning")
def sources_differ(unit: UnitContext) -> Iterator[Fault]:
    """Every source of a department form that is less than that of its projects, column by column."""
    for department in unit.departments:
        projects = projects_of(unit, department)
        for column, name in AMOUNT_COLUMNS if projects else ():
            sources = [s for role in _ROLES if (s := _source(department, projects, role, column)) is not None]
            same_total = _same_total(department, projects, column)
            more = [source for source in sources if source.is_more] if same_total else []
            if column == "initial" and not same_total and _covers_projects_only(department, projects):
                yield from (_unused(department, source, name) for source in sources if source.is_more)
            for source in sources:
                # Projects that spend more than the department as a whole are another rule's.
                if source.is_less and (same_total or not _exceeds(department, projects, column)):
                    yield _fault(department, source, more, name)


def _covers_projects_only(department: FormContext, projects: Sequence[FormContext]) -> bool:
    """全年预算数 and 全年执行数 are those of the projects: then the department's form has no 基本支出 in it."""
    return _same_total(department, projects, "budget") and _same_total(department, projects, "executed")


def _unused(department: FormContext, source: _Source, column: str) -> Fault:
    unit, label = department.evaluation.unit, source.row.label
    return department.fault(
        source.value,
        near=source.row.source,
        label=label,
        message=f"部门整体「{label}」{column}填 {with_unit(source.value, unit)}，各项目自评表合计是 {show(source.projects)} {unit}；"
        "全年预算数、全年执行数两处都相同，部门整体不含基本支出。",
        remedy="请核对这笔年初预算属于哪个项目，两处改成一致。",
        basis=BASIS,
        printed=show(source.own),
        expected=show(source.projects),
        unit=unit,
    )


def _source(department: FormContext, projects: Sequence[FormContext], role: FundRole, column: str) -> _Source | None:
    """None where the department's form has no such row, or a form breaks the source down over several rows."""
    unit = department.evaluation.unit
    rows = [row for row in department.evaluation.sources if row.role == role]
    if len(rows) != 1:
        return None
    value: Value = getattr(rows[0], column)
    own = yuan(value, unit)
    if own is None:
        # A blank source says nothing of a form on which no source is filled in.
        others = [getattr(row, column) for row in department.evaluation.sources if row is not rows[0]]
        if not is_blank(value) or all(yuan(other, unit) is None for other in others):
            return None
    total, slack = ZERO, ZERO if own is None else amount_step(value, unit) / 2
    used_by: list[FormContext] = []
    for form in projects:
        own_rows = [row for row in form.evaluation.sources if row.role == role]
        if len(own_rows) > 1:
            return None
        for row in own_rows:
            part: Value = getattr(row, column)
            if number := yuan(part, form.evaluation.unit):
                scale = scale_of(unit)
                total += number / scale
                slack += yuan_step(part, form.evaluation.unit) / scale / 2
                used_by.append(form)
    return _Source(rows[0], value, (own or ZERO) / scale_of(unit), total, slack, tuple(used_by))


def _same_total(department: FormContext, projects: Sequence[FormContext], column: str) -> bool:
    difference = _difference(department, projects, column)
    return difference is not None and abs(difference[0]) <= difference[1]


def _exceeds(department: FormContext, projects: Sequence[FormContext], column: str) -> bool:
    difference = _difference(department, projects, column)
    return difference is not None and difference[0] < -difference[1]


def _difference(
    department: FormContext, projects: Sequence[FormContext], column: str
) -> tuple[Decimal, Decimal] | None:
    """What the department has beyond its projects, and how far rounding may move it; None where it cannot be told."""
    row, unit = department.evaluation.total_funding, department.evaluation.unit
    own = None if row is None else yuan(getattr(row, column), unit)
    found = sum_in(with_amount(projects, column), column, unit)
    if row is None or own is None or found is None:
        return None
    return own / scale_of(unit) - found[0], found[1] + amount_step(getattr(row, column), unit) / 2


def _fault(department: FormContext, source: _Source, more: list[_Source], column: str) -> Fault:
    unit, label = department.evaluation.unit, source.row.label
    only = len(source.used_by) == 1
    where = (
        f"「{source.used_by[0].evaluation.name}」的自评表上是"
        if only
        else f"{len(source.used_by)} 个项目的自评表合计是"
    )
    shown = "空白" if is_blank(source.value) else with_unit(source.value, unit)
    besides = "".join(
        f"；两处总额相同，部门整体的「{one.row.label}」{with_unit(one.value, unit)}，"
        f"比各项目之和多 {show(one.own - one.projects)} {unit}"
        for one in more[:1]
    )
    return department.fault(
        source.value,
        near=source.row.source,
        label=label,
        message=f"部门整体「{label}」{column}{shown if shown == '空白' else f'填 {shown}'}，"
        f"{where} {show(source.projects)} {unit}{besides}。",
        remedy="请核对这笔资金在部门整体表上列在哪个来源，两处改成一致。" if more else "请核对两处的资金来源。",
        basis=BASIS,
        printed=None if is_blank(source.value) else show(source.own),
        expected=f"{'' if more else '不小于 '}{show(source.projects)}",
        unit=unit,
    )
