"""同一项指标在两张表上填得不同。

查什么：部门整体与项目自评表中名称相同的指标，指标值相同而实际完成值不同、完成值相同而指标值不同、两者都相同而
    一处满分一处扣分；各项目之间只核对说全地区、全单位情况的指标（进出口总额、社零增速、税收收入）。只比较数字。别的年度的不比较。
为什么：部门整体的指标从项目表抄来，项目表改了以后没有跟着改；同一件事两个数，至少有一个不对。
反例：两张表都列“货物贸易进出口总额”，指标值都是 180 亿元，完成值一处 217.08 亿元、一处 265 亿元。
正例：部门整体 50家、项目表 ≥50家，完成值都是 56 家；各项目分别调查的满意度；名称只是“项目完成率”的指标。
依据：表间一致性，同一指标在各表上的指标值、完成值应当相同。名称相同的也可能是两件事，所以是警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.text import squeeze
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.figures import as_printed
from zipingbiao.checks.registry import unit_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.quantity import Quantity
from zipingbiao.scoring.compare import units_fit

BASIS = "表间一致性：同一指标在各表上的指标值、完成值相同"
#: Words that any project's indicator may consist of; a name of nothing else is not one thing's.
_GENERIC = re.compile(
    r"项目|工作|任务|资金|预算|经费|工程|成本|目标|计划|质量|服务|验收|完成|执行|到位|使用|合规|及时|合格|达标|控制|节约|偏差"
    r"|拨付|支付|发放|公开|覆盖|数量|人数|人次|个数|次数|金额|投入|总|率|比例|情况|程度|时间|\(.*?\)"
)
_FEWEST = 3
#: Every survey has a result of its own.
_OWN = re.compile(r"满意|成本|费用|支出|单价|经费|资金|补贴|补助")
#: What there is only one of in a year: a figure of the whole district or unit.
_WHOLE = re.compile(r"总额|总量|总值|增加值|增速|增幅|增长率|进出口额|零售额|税收|财政收入|生产总值")
#: Figures this close may be the same one, rounded.
_CLOSE = Decimal("0.005")


class _Place(NamedTuple):
    """A row with the form it stands in."""

    form: FormContext
    row: Row


@unit_rule("ZP052", kind="table_vs_form", severity="warning")
def indicator_differs(unit: UnitContext) -> Iterator[Fault]:
    """Every row of a department form that a project contradicts, then those of the projects among themselves."""
    departments: dict[str, list[_Place]] = {}
    projects: dict[str, list[_Place]] = {}
    for form in unit.forms:
        if form.is_empty:
            continue
        named = departments if form.evaluation.level == "department" else projects
        for row in form.rows:
            if (key := _name_key(row)) is not None:
                named.setdefault(key, []).append(_Place(form, row))
    for key, places in departments.items():
        # A name in several projects may be their sum, or one of them.
        if len(places) == len(projects.get(key, ())) == 1:
            yield from _compare(places[0], projects[key][0])
    for key, places in projects.items():
        if _WHOLE.search(key):
            first, *others = places
            for other in others:
                if other.form is not first.form:
                    yield from _compare(other, first)


def _name_key(row: Row) -> str | None:
    """The name for comparison; None where it does not say what is counted, or every project has its own."""
    key = row.name_key
    return None if len(_GENERIC.sub("", key)) < _FEWEST or _OWN.search(key) else key


def _compare(one: _Place, other: _Place) -> Iterator[Fault]:
    if len({one.form.evaluation.year_number, other.form.evaluation.year_number} - {None}) > 1:
        return  # forms of two years in one workbook; a wrong year is ZP042's
    same_target = _same(one.row.result.case.target, other.row.result.case.target)
    same_actual = _same(one.row.result.case.actual, other.row.result.case.actual)
    if same_target and same_actual is False:
        yield _fault(one, other, "actual", "实际完成值")
    elif same_actual and same_target is False:
        yield _fault(one, other, "target", "年度指标值")
    elif same_target and same_actual:
        yield from _scores(one, other)


def _same(one: Quantity, other: Quantity) -> bool | None:
    """Whether two figures are the same; None where they are no plain figures of the same kind."""
    if one.value is None or other.value is None or one.shape != "number" or other.shape != "number":
        return None
    if not units_fit(one.unit, other.unit) or one.is_percent != other.is_percent:
        return None
    if (one.is_bare and other.power) or (other.is_bare and one.power):
        return None
    return abs(one.value - other.value) <= _CLOSE * max(abs(one.value), abs(other.value))


def _scores(one: _Place, other: _Place) -> Iterator[Fault]:
    full, lost = (one, other) if one.row.is_full else (other, one)
    if not full.row.is_full or not lost.row.has_lost:
        return
    message = (
        f"「{full.row.label}」指标值、完成值与{_name(lost.form)}相同，这里得满分，"
        f"那里 {as_printed(lost.row.indicator.weight)} 分得 {as_printed(lost.row.indicator.score)} 分。"
    )
    yield full.form.fault(
        full.row.indicator.score,
        label=full.row.label,
        message=message,
        remedy="请核对两处的评分，改成一致或说明理由。",
        basis=BASIS,
        printed=as_printed(full.row.indicator.score),
        expected="按同一标准评分",
    )


def _fault(one: _Place, other: _Place, field: str, name: str) -> Fault:
    value = getattr(one.row.indicator, field)
    other_value = getattr(other.row.indicator, field)
    same = one.row.indicator.target if field == "actual" else one.row.indicator.actual
    same_name = "指标值" if field == "actual" else "完成值"
    return one.form.fault(
        value,
        label=one.row.label,
        message=f"「{one.row.label}」{name}填“{squeeze(value.text or '')}”，{_name(other.form)}的同名指标填"
        f"“{squeeze(other_value.text or '')}”，两处{same_name}都是“{squeeze(same.text or '')}”。",
        remedy="请核对以哪个为准，两处改成一致；不是同一件事的，请改指标名称以示区别。",
        basis=BASIS,
        printed=value.text,
        expected=other_value.text,
    )


def _name(form: FormContext) -> str:
    return f"「{form.evaluation.name}」自评表" if form.evaluation.level == "project" else "部门整体自评表"
