"""金额像是把元当成了万元。

查什么：同一行的预算数与执行数、同一栏的资金来源与总额，是否相差两千倍以上，到一万倍左右；项目清单与项目表的同一个数，
    换算成元后是否正好相差一万倍。
为什么：表头写万元、格内填元（或者相反），数字本身没有错，合计、汇总和执行率却全错，人眼又不容易看出来。
反例：万元的表，全年预算数 100.00，全年执行数 950000.00。
正例：预算 10000.00 万元、执行 12.00 万元，执行率印 0.12%：相差虽大，印出的执行率说明就是这两个数。
依据：自评表填列要求，金额按表头所注的单位填写。相差的倍数只是迹象，所以是警告。
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import round_to, scale_of, show
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.figures import ZERO, looks_like, rate_readings, with_unit, yuan
from zipingbiao.checks.funds import AMOUNT_COLUMNS
from zipingbiao.checks.lists import list_fault, list_name, pairs_of
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount

#: How many yuan are a 万元.
TIMES = Decimal(10_000)
#: An amount in the wrong unit beside one that is up to five times as large, or half: nothing else makes such a ratio.
LOW, HIGH = Decimal(2_000), Decimal(20_000)
#: How far two amounts that are meant to be the same may differ beside the factor.
NEARLY = Decimal("0.005")


@unit_rule("ZP009", kind="unit_mismatch", severity="warning")
def unit_slipped(unit: UnitContext) -> Iterator[Fault]:
    """Every amount about ten thousand times another one that it belongs to."""
    for form in unit.forms:
        # One amount is enough to say it: where a whole column or line slipped, the rest is the same cause.
        yield from itertools.islice(itertools.chain(_across(form), _down(form)), 1)
    for table in unit.summaries:
        for line, form, _ in pairs_of(unit, table):
            total = form.evaluation.total_funding
            for column, name in AMOUNT_COLUMNS if total is not None else ():
                given, other = getattr(line, column), getattr(total, column)
                one, two = yuan(given, table.unit), yuan(other, form.evaluation.unit)
                if one is None or two is None or not _is_slip(one, two):
                    continue
                label = form.evaluation.name
                yield list_fault(
                    table,
                    given,
                    label=label,
                    message=f"{list_name(table)}「{label}」{name} {with_unit(given, table.unit)}，与项目表的"
                    f" {with_unit(other, form.evaluation.unit)}相差一万倍，像是其中一个把元当成了万元。",
                    remedy="请核对两处的金额单位。",
                    basis=form.cite(TABLE),
                    printed=show(given.number or ZERO),
                    expected=show(two / scale_of(table.unit)),
                    unit=table.unit,
                    project=label,
                )
                break


def _across(form: FormContext) -> Iterator[Fault]:
    """The columns of one line against one another."""
    unit = form.evaluation.unit
    for row in form.evaluation.funding:
        budget = amount(row.budget, unit)
        if budget is None or budget <= 0:
            continue
        # A budget may grow a thousandfold in the year; what was spent of it cannot.
        for value, name, low in ((row.executed, "全年执行数", LOW), (row.initial, "年初预算数", TIMES / 2)):
            number = amount(value, unit)
            if number is None or number <= 0:
                continue
            large, small = max(number, budget), min(number, budget)
            if not low <= large / small <= HIGH or (value is row.executed and _is_printed(row, number / budget)):
                continue
            at = value if number > budget else row.budget
            yield _fault(
                form,
                row,
                at,
                f"「{row.label}」{name} {with_unit(value, unit)}，全年预算数"
                f" {with_unit(row.budget, unit)}，相差约 {round_to(large / small, 0)} 倍，像是其中一个填的不是{unit}。",
            )


def _down(form: FormContext) -> Iterator[Fault]:
    """The sources against the total, in every column."""
    total, unit = form.evaluation.total_funding, form.evaluation.unit
    for column, name in AMOUNT_COLUMNS if total is not None else ():
        whole = amount(getattr(total, column), unit)
        given = [(row, amount(getattr(row, column), unit)) for row in form.evaluation.sources]
        parts = [(row, number) for row, number in given if number is not None and number > 0]
        if whole is None or whole <= 0 or not parts:
            continue
        wrong = next((row for row, number in parts if LOW <= number / whole <= HIGH), None)
        if wrong is None and _is_slip(whole, sum((number for _, number in parts), ZERO)):
            wrong = total
        if wrong is not None and total is not None:
            other = total if wrong is not total else parts[0][0]
            value, beside = getattr(wrong, column), getattr(other, column)
            yield _fault(
                form,
                wrong,
                value,
                f"{name}「{wrong.label}」填 {with_unit(value, unit)}，「{other.label}」填"
                f" {with_unit(beside, unit)}，相差上万倍，像是其中一个填的不是{unit}。",
            )


def _is_slip(one: Decimal, two: Decimal) -> bool:
    """One is ten thousand times the other, but for rounding."""
    if one <= 0 or two <= 0:
        return False
    return abs(max(one, two) / min(one, two) / TIMES - 1) <= NEARLY


def _is_printed(row: FundingRow, exact: Decimal) -> bool:
    """The printed rate says that both amounts are meant as they stand."""
    return any(looks_like(reading, exact) for reading in rate_readings(row.rate)) and row.rate.number != 0


def _fault(form: FormContext, row: FundingRow, value: Value, message: str) -> Fault:
    unit = form.evaluation.unit
    return form.fault(
        value,
        near=row.source,
        label=row.label,
        message=message,
        remedy=f"请核对金额的单位，一律按{unit}填写。",
        basis=form.cite(TABLE),
        printed=show(amount(value, unit) or ZERO),
        unit=unit,
    )
