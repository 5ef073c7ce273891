"""各资金来源之和与年度资金总额不符。

查什么：年初预算数、全年预算数、全年执行数三栏，各资金来源相加是否等于年度资金总额；各来源的分值相加是否等于
    总额的分值。
为什么：资金来源是总额的分解，不等说明漏填或填错了一行。
反例：年度资金总额全年预算数 264.00 万元，当年财政拨款 248.00、其他资金 3.00，漏了上年结转 13.00。
正例：分值 9.39＋0.49＋0.11＝9.99，与 10 只差进位；只有一个来源、重复填总额的分值；来源行的分值都是“—”。
依据：表内勾稽关系，年度资金总额＝各资金来源之和。允许的差是各来源进位误差之和。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import ZERO, amount_step, as_printed
from zipingbiao.checks.funds import AMOUNT_COLUMNS, is_expenditure
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount

BASIS = "表内勾稽关系：年度资金总额＝各资金来源之和"


@form_rule("ZP003", kind="sources_sum", severity="error")
def sources_mismatch(form: FormContext) -> Iterator[Fault]:
    """Every amount column, and the weights, whose sources do not add up to the total."""
    total = form.evaluation.total_funding
    if total is None:
        return
    unit = form.evaluation.unit
    for column, name in AMOUNT_COLUMNS:
        whole: Value = getattr(total, column)
        parts = [(row, getattr(row, column)) for row in form.evaluation.sources if not is_expenditure(row)]
        given = [(row, value) for row, value in parts if amount(value, unit) is not None]
        if given and whole.error is None:
            yield from _compare(form, total, name, whole, given, unit)
    weights = [(row, row.weight) for row in form.evaluation.sources if row.weight.number is not None]
    if weights and total.weight.number is not None and not _repeats(total.weight, weights):
        yield from _compare(form, total, "分值", total.weight, weights, "分")


def _repeats(whole: Value, weights: list[tuple[FundingRow, Value]]) -> bool:
    """Every source carries the whole weight: some forms repeat it instead of sharing it out."""
    return all(value.number == whole.number for _, value in weights)


def _compare(
    form: FormContext,
    total: FundingRow,
    column: str,
    whole: Value,
    parts: list[tuple[FundingRow, Value]],
    unit: str,
) -> Iterator[Fault]:
    # Rows such as 其中：中央资金 break a source down once more; with or without them the sum may be right.
    sums = [_sum(parts, unit), _sum([part for part in parts if part[0].role != "unknown"], unit)]
    printed = amount(whole, unit)
    if printed is None:
        if sums[0] == 0 or not (whole.is_blank or whole.is_dash):
            return
    else:
        # Whole numbers are what somebody entered; only decimals may be the result of rounding.
        slack = sum((step / 2 for _, value in parts if (step := amount_step(value, unit)) < 1), ZERO)
        if len(parts) == 1 and amount_step(parts[0][1], unit) == amount_step(whole, unit):
            slack = ZERO
        slack += form.amount_tolerance * amount_step(whole, unit)
        if any(abs(printed - one) <= slack for one in sums):
            return
    terms = "＋".join(f"{row.label} {as_printed(value)}" for row, value in parts)
    yield form.fault(
        whole,
        near=total.source,
        label=total.label,
        message=f"「{total.label}」{column}填 {as_printed(whole)}，"
        f"按各资金来源之和应为 {show(sums[0])} {unit}（{terms}）。",
        remedy=f"请核对各资金来源的{column}，有没有漏填或多填。",
        basis=BASIS,
        printed=show(printed) if printed is not None else None,
        expected=show(sums[0]),
        unit=unit,
    )


def _sum(parts: list[tuple[FundingRow, Value]], unit: str) -> Decimal:
    return sum((number for _, value in parts if (number := amount(value, unit)) is not None), ZERO)
