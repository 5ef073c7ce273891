"""必填的内容没有填。

查什么：项目名称、主管部门、实施单位、年度，年度资金总额的全年预算数和全年执行数，有分值的行的三级指标和
    年度指标值，年度总体目标的预期目标和实际完成情况。表上没有印这一栏的不查。
为什么：缺了这些内容，执行率和得分无法核对，表也不能报送。
反例：分值 10 分的行没有年度指标值；全年预算数空白。
正例：二级指标下没有设指标的空行，分值也空白。
依据：《项目支出绩效自评表》表样的栏次。表样不明的，哪些必填以当地规定为准，作警告；部门整体表的项目名称和
    主管部门，填了实施单位的可以不填。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext, is_somewhere, source_label
from zipingbiao.checks.figures import is_blank
from zipingbiao.checks.funds import AMOUNT_COLUMNS, lacks_budget
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount


@form_rule("ZP041", kind="required_missing", severity="error")
def required_blank(form: FormContext) -> Iterator[Fault]:
    """Every required cell that the form prints and nobody filled."""
    yield from _header(form)
    yield from _amounts(form)
    for number, goal in enumerate(form.evaluation.goals, start=1):
        which = f"（目标{number}）" if len(form.evaluation.goals) > 1 else ""
        for value, name in ((goal.expected, "预期目标"), (goal.actual, "实际完成情况")):
            if is_blank(value) and value.error is None:
                yield _fault(form, value, f"年度总体目标{which}", name)
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
        if is_blank(value) and (field in printed or is_somewhere(value.place)):
            yield _fault(form, value, label, label)
    if evaluation.year_number is None and (form.known or is_somewhere(evaluation.year.place)):
        yield _fault(form, evaluation.year, "年度", "年度")


def _names_unit(form: FormContext, field: str) -> bool:
    """A department's own form names the unit somewhere; which label it does that under differs from place to place."""
    evaluation = form.evaluation
    if form.known:
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
        yield _fault(form, value, source_label(total), name, near=total.source)


def _indicators(form: FormContext) -> Iterator[Fault]:
    for field, name in (("l3", "三级指标"), ("target", "年度指标值")):
        values: list[Value] = [getattr(row.indicator, field) for row in form.rows]
        if not any(value.text is not None or is_somewhere(value.place) for value in values):
            continue
        for row, value in zip(form.rows, values, strict=True):
            if not (row.weight or 0) > 0 or not is_blank(value) or value.error is not None:
                continue
            if form.known or not is_blank(row.indicator.actual):
                yield _fault(form, value, row.label, name, near=row.indicator.weight)


def _fault(form: FormContext, value: Value, label: str, name: str, near: Value | None = None) -> Fault:
    where = f"「{label}」的" if label != name else ""
    return form.fault(
        value,
        near=near,
        label=label,
        message=f"{where}「{name}」没有填写。",
        remedy=f"请补填{name}。",
        basis=form.cite(TABLE),
        printed=value.text,
        expected=name,
        severity=None if form.known else "warning",
    )
