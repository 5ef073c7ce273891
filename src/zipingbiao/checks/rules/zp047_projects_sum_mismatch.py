"""各项目之和与合计、部门整体不符。

查什么：各项目自评表的预算数、执行数相加，与汇总表（项目清单）合计行、部门整体自评表的年度资金总额核对，元与万元
    换算后比较。汇总表列的项目与项目表不是一一对应的，改按汇总表各行相加核对合计行。部门整体表头填有“项目支出总额”的，
    与项目清单的合计（没有清单的与各项目自评表之和）核对，与执行数、预算数都不符的指出来，只作警告。
为什么：合计对不上，说明漏了项目、重复了项目，或者有一张表的金额填错。
反例：九个项目执行数合计 3431.89 万元，汇总表合计行填 3413.89；项目合计大于部门整体的年度资金总额。
正例：部门整体的年度资金总额包括基本支出，大于各项目之和；项目清单合计 113,048,518.64 元，部门表项目支出总额 11304.85 万元。
依据：表间勾稽关系，合计＝各项目之和，部门整体不小于各项目之和。年初预算数可能在年中追加项目，只作警告。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import scale_of, show
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.figures import amount_step, with_unit, yuan, yuan_step
from zipingbiao.checks.funds import AMOUNT_COLUMNS
from zipingbiao.checks.lists import (
    forms_of,
    list_fault,
    list_name,
    lists_about,
    pairs_of,
    project_expenditure,
    projects_of,
    sum_in,
    with_amount,
)
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.finding import Severity
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import Value

BASIS = "表间勾稽关系：合计＝各项目之和，部门整体不小于各项目之和"
REMEDY = "请核对各项目的金额，有没有漏列或重复的项目。"


@unit_rule("ZP047", kind="projects_sum", severity="error")
def projects_sum_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every amount column of a list's total row, or of the department form, that the projects contradict."""
    for table in unit.summaries:
        yield from _list_total(unit, table)
    for department in unit.departments:
        yield from _department(unit, department)
        yield from _expenditure(unit, department)


def _list_total(unit: UnitContext, table: Summary) -> Iterator[Fault]:
    if table.total is None:
        return
    forms = forms_of(unit, table)
    matches = len(pairs_of(unit, table)) == len(table.rows) == len(forms)
    for column, name in AMOUNT_COLUMNS:
        value: Value = getattr(table.total, column)
        printed = yuan(value, table.unit)
        found = sum_in(forms, column, table.unit) if matches else _sum_rows(table, column)
        if column not in table.columns or printed is None or found is None:
            continue
        total, slack = found
        printed /= scale_of(table.unit)
        if abs(printed - total) <= slack + amount_step(value, table.unit) / 2:
            continue
        what = f"{len(forms)} 个项目自评表" if matches else f"表内 {len(table.rows)} 个项目"
        yield list_fault(
            table,
            value,
            label="合计",
            message=f"{list_name(table)}「合计」{name}填 {with_unit(value, table.unit)}，"
            f"按{what}之和应为 {show(total)} {table.unit}。",
            remedy=REMEDY,
            basis=BASIS,
            printed=show(printed),
            expected=show(total),
            unit=table.unit,
            severity=_severity(column),
        )


def _sum_rows(table: Summary, column: str) -> tuple[Decimal, Decimal] | None:
    values: list[Value] = [getattr(row, column) for row in table.rows]
    known = [(value, number) for value in values if (number := yuan(value, table.unit)) is not None]
    if not known:
        return None
    scale = scale_of(table.unit)
    slack = sum((amount_step(value, table.unit) / 2 for value, _ in known), Decimal(0))
    return sum((number / scale for _, number in known), Decimal(0)), slack


def _department(unit: UnitContext, department: FormContext) -> Iterator[Fault]:
    """The department's funds include 基本支出, so only projects that exceed them contradict it."""
    forms = projects_of(unit, department)
    row = department.evaluation.total_funding
    if not forms or row is None:
        return
    for column, name in AMOUNT_COLUMNS:
        value: Value = getattr(row, column)
        printed = yuan(value, department.evaluation.unit)
        present = with_amount(forms, column)
        found = sum_in(present, column, department.evaluation.unit) if present else None
        if printed is None or found is None:
            continue
        total, slack = found
        printed /= scale_of(department.evaluation.unit)
        if total <= printed + slack + amount_step(value, department.evaluation.unit) / 2:
            continue
        yield department.fault(
            value,
            label=row.label,
            message=f"部门整体「{row.label}」{name}填 {with_unit(value, department.evaluation.unit)}，"
            f"小于 {len(present)} 个项目之和 {show(total)} {department.evaluation.unit}。",
            remedy=REMEDY,
            basis=BASIS,
            printed=show(printed),
            expected=f"不小于 {show(total)}",
            unit=department.evaluation.unit,
            severity=_severity(column),
        )


def _expenditure(unit: UnitContext, department: FormContext) -> Iterator[Fault]:
    """The 项目支出总额 in the header of a department's form against the project list, else against the project forms."""
    evaluation = department.evaluation
    printed = project_expenditure(evaluation)
    forms = projects_of(unit, department)
    if printed is None or not forms:
        return
    own, step = yuan(printed, evaluation.unit) or Decimal(0), yuan_step(printed, evaluation.unit)
    # A living total adds up the forms' rounded amounts, and knows nothing of their rounding.
    lists = [table for table in lists_about(unit, department) if not _is_living(table)]
    table = next((table for table in lists if table.total is not None), None)
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for column in ("executed", "budget"):
        found = _total_of(table, column) if table is not None else sum_in(forms, column, "元")
        if found is not None:
            sums[column] = found
    if "executed" not in sums or any(abs(own - total) <= slack + step / 2 for total, slack in sums.values()):
        return
    what = f"{list_name(table)}合计" if table is not None else f"{len(forms)} 个项目自评表之和"
    expected = sums["executed"][0] / scale_of(evaluation.unit)
    yield department.fault(
        printed,
        label="项目支出总额",
        message=f"部门整体「项目支出总额」填 {show(own / scale_of(evaluation.unit))} {evaluation.unit}，"
        f"{what}的执行数是 {show(expected)} {evaluation.unit}。",
        remedy=REMEDY,
        basis=BASIS,
        printed=show(own / scale_of(evaluation.unit)),
        expected=show(expected),
        unit=evaluation.unit,
        severity="warning",
    )


def _is_living(table: Summary) -> bool:
    return table.own and table.total is not None and table.total.executed.formula is not None


def _total_of(table: Summary, column: str) -> tuple[Decimal, Decimal] | None:
    """The list's own total in yuan, and how far rounding may move it."""
    value: Value = getattr(table.total, column)
    total = yuan(value, table.unit)
    return None if total is None else (total, yuan_step(value, table.unit) / 2)


def _severity(column: str) -> Severity | None:
    return "warning" if column == "initial" else None
