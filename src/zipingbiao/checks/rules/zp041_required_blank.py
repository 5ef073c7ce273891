"""必填的内容没有填，或者金额不是数字。

查什么：项目名称、主管部门、实施单位、年度，年度资金总额的全年预算数和全年执行数，有分值的行的三级指标和
    年度指标值、实际完成值，年度总体目标的预期目标和实际完成情况；金额是否为不小于 0 的数；有没有指标。表样原文
    （指标1、……）视为没有填。表上没有印这一栏的不查；整张表都没有填的只列一处。
为什么：缺了这些内容，执行率和得分无法核对，表也不能报送。
反例：分值 10 分的行没有年度指标值；全年预算数空白，或者填“一百八十”。
正例：二级指标下没有设指标的空行，分值也空白。
依据：《项目支出绩效自评表》表样的栏次。表样不明的，哪些必填以当地规定为准，作警告；部门整体表的项目名称和
    主管部门，填了实施单位的可以不填。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext, is_somewhere
from zipingbiao.checks.figures import in_points, is_blank, with_unit
from zipingbiao.checks.filled import is_named, is_unfilled
from zipingbiao.checks.funds import AMOUNT_COLUMNS, lacks_budget
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount

#: Four digits are a year, if not always a possible one (ZP042).
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
#: How people say that a source has no money.
_NO_MONEY = frozenset({"无", "没有", "不涉及"})


@form_rule("ZP041", kind="required_missing", severity="error")
def required_blank(form: FormContext) -> Iterator[Fault]:
    """Every required cell that the form prints and nobody filled."""
    if form.is_empty:
        yield _message(
            form,
            form.evaluation.project,
            "整张表",
            "这张表还没有填写。",
            "请填写；用不着的，请删去这张表。",
            "填写的内容",
        )
        return
    yield from _header(form)
    yield from _amounts(form)
    yield from _figures(form)
    for number, goal in enumerate(form.evaluation.goals, start=1):
        which = f"（目标{number}）" if len(form.evaluation.goals) > 1 else ""
        for value, name in ((goal.expected, "预期目标"), (goal.actual, "实际完成情况")):
            if name == "实际完成情况" and not form.asks_goal_results:
                continue
            if not form.known and not is_somewhere(value.place):
                continue  # the form has no such column
            if is_blank(value) and value.error is None:
                yield _fault(form, value, f"年度总体目标{which}", name)
    if not _has_indicators(form):
        total = form.evaluation.total
        yield _message(form, total, "绩效指标", "表上没有任何指标。", "请填写绩效指标、指标值和完成值。", "绩效指标")
        return
    yield from _indicators(form)


def _header(form: FormContext) -> Iterator[Fault]:
    evaluation = form.evaluation
    printed = {cell.field for line in form.form.layout.header for cell in line} if form.known else set()
    fields: tuple[tuple[str, str, Value], ...] = (
        ("project", "项目名称", evaluation.project),
        ("department", "主管部门", evaluation.department),
        ("implementing_unit", "实施单位", evaluation.implementing_unit),
    )
    for field, label, value in fields:
        if evaluation.level == "department" and _names_unit(form, field):
            continue
        # A unit's own form made by hand names the unit and need not have every label of the national form.
        asked = field in printed and (evaluation.own or evaluation.level == "project")
        if is_blank(value) and (asked or is_somewhere(value.place)):
            yield _fault(form, value, label, label)
    if not _YEAR.search(evaluation.year.text or "") and (form.known or is_somewhere(evaluation.year.place)):
        yield _fault(form, evaluation.year, "年度", "年度")


def _names_unit(form: FormContext, field: str) -> bool:
    """A department's own form names the unit somewhere; which label it does that under differs from place to place."""
    evaluation = form.evaluation
    if form.known and evaluation.own:
        return field != "implementing_unit" and bool(evaluation.implementing_unit)
    return bool(evaluation.implementing_unit) or bool(evaluation.department)


def _amounts(form: FormContext) -> Iterator[Fault]:
    total = form.evaluation.total_funding
    if total is None or (total.budget.is_dash and total.executed.is_dash):
        return
    for column, name in AMOUNT_COLUMNS[1:]:
        value: Value = getattr(total, column)
        if not is_blank(value) or value.error is not None:
            continue
        # Other rules say the same of a total that its sources or its rate contradict.
        if column == "budget" and lacks_budget(total, form.evaluation.unit):
            continue
        if any(amount(getattr(row, column), form.evaluation.unit) for row in form.evaluation.sources):
            continue
        yield _fault(form, value, total.label, name, near=total.source)


def _figures(form: FormContext) -> Iterator[Fault]:
    """Amounts that are words, or negative."""
    for row in form.evaluation.funding:
        for column, name in AMOUNT_COLUMNS:
            value: Value = getattr(row, column)
            label = row.label
            if value.error is not None or is_unfilled(value) or value.text in _NO_MONEY:
                continue
            if value.number is None:
                message = f"「{label}」的{name}填“{excerpt(value.text or '')}”，金额不是数字。"
                yield _message(form, value, label, message, "请填数字。", "数字")
            elif value.number < 0:
                message = f"「{label}」的{name}填 {with_unit(value, form.evaluation.unit)}，金额是负数。"
                yield _message(form, value, label, message, "请核对金额。", "不小于 0 的金额")


def _has_indicators(form: FormContext) -> bool:
    """False where there is money or a total, but no indicator that anybody set or scored."""
    if any(is_named(row.indicator) or row.indicator.score.number is not None for row in form.rows):
        return True
    amounts = (value for row in form.evaluation.funding for value in (row.budget, row.executed))
    return form.evaluation.total.number is None and all(value.number is None for value in amounts)


def _indicators(form: FormContext) -> Iterator[Fault]:
    for row in form.rows:
        indicator = row.indicator
        if (row.weight or 0) > 0 and form.known and not is_named(indicator) and not row.score:
            weight = in_points(indicator.weight)
            message = f"「{row.label}」分值 {weight}，三级指标、年度指标值和实际完成值都没有填写。"
            yield _message(
                form, indicator.l3, row.label, message, "请填写指标；不用的行请删去分值。", "指标", indicator.weight
            )
    for field, name in (("l3", "三级指标"), ("target", "年度指标值"), ("actual", "实际完成值")):
        if not form.prints(field):
            continue
        values: list[Value] = [getattr(row.indicator, field) for row in form.rows]
        if not any(value.text is not None or is_somewhere(value.place) for value in values):
            continue
        for row, value in zip(form.rows, values, strict=True):
            if not (row.weight or 0) > 0 or not is_unfilled(value) or not (is_named(row.indicator) or row.score):
                continue
            if row.is_left_out and field != "l3":
                continue  # a stroke may be the form's word for 不适用
            if field == "actual":
                # Blank but scored is ZP027's; without a target there is nothing to be reached.
                if not (row.score or 0) > 0 and not is_unfilled(row.indicator.target):
                    yield _fault(form, value, row.label, name, near=row.indicator.weight)
            elif form.known or not is_blank(row.indicator.actual):
                yield _fault(form, value, row.label, name, near=row.indicator.weight)


def _fault(form: FormContext, value: Value, label: str, name: str, near: Value | None = None) -> Fault:
    where = f"「{label}」的" if label != name else ""
    seen = f"填“{value.text}”，等于没有填写" if value.text and not value.is_dash else "没有填写"
    return _message(form, value, label, f"{where}「{name}」{seen}。", f"请补填{name}。", name, near)


def _message(
    form: FormContext, value: Value, label: str, message: str, remedy: str, expected: str, near: Value | None = None
) -> Fault:
    return form.fault(
        value,
        near=near,
        label=label,
        message=message,
        remedy=remedy,
        basis=form.cite(TABLE),
        printed=value.text,
        expected=expected,
        severity=None if form.known else "warning",
    )
