"""汇总表与项目自评表不一致。

查什么：汇总表（项目清单）每一行的预算数、执行数、执行率、得分、等级，与名称相同的项目自评表是否一致；
    元与万元换算后比较，位数多的一方按位数少的一方进位。该行备注写明的其他资金正好是差额的，不列出；
    名称只差个别字的也按同一项目核对，不一致的只作警告。别的年度的不比较。
为什么：汇总表单独填写或提前填写，项目表改了以后没有跟着改。
反例：汇总表得分 96.85，项目表总分 97；汇总表 814,651.00 元，项目表 81.50 万元。
正例：汇总表 742,940.22 元，项目表 74.29 万元；汇总表执行率 91%，项目表 91.19%。
依据：表间勾稽关系，汇总表各栏＝项目自评表对应各栏。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.numbers import scale_of, show
from zipingbiao.checks.context import Fault, FormContext, UnitContext
from zipingbiao.checks.figures import (
    as_printed,
    figure,
    in_points,
    looks_like,
    rate_readings,
    same_amount,
    same_figure,
    same_rate,
    with_unit,
    yuan,
    yuan_step,
)
from zipingbiao.checks.grades import grade_name
from zipingbiao.checks.lists import Pair, list_fault, list_name, pairs_of
from zipingbiao.checks.registry import unit_rule
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import Value

BASIS = "表间勾稽关系：汇总表各栏＝项目自评表对应各栏"
#: An amount in the remark of a row: 执行数 155548.5 元.
_REMARKED = re.compile(r"(?P<value>\d[\d,]{0,15}(?:\.\d{1,6})?)\s*(?P<unit>万元|元)")
_AMOUNTS = (("budget", "预算数"), ("executed", "执行数"))


@unit_rule("ZP044", kind="table_vs_form", severity="error")
def summary_mismatch(unit: UnitContext) -> Iterator[Fault]:
    """Every figure of a list of projects that differs from the project's own form."""
    for table in unit.summaries:
        for pair in pairs_of(unit, table):
            yield from _amounts(table, pair)
            yield from _results(table, pair)


def _amounts(table: Summary, pair: Pair) -> Iterator[Fault]:
    row, form, _ = pair
    total = form.evaluation.total_funding
    if total is None:
        return
    for column, name in _AMOUNTS:
        listed, own = getattr(row, column), getattr(total, column)
        if column not in table.columns or same_amount(listed, table.unit, own, form.evaluation.unit):
            continue
        if _is_remarked(row, listed, table.unit, own, form.evaluation.unit):
            continue
        expected = (yuan(own, form.evaluation.unit) or Decimal(0)) / scale_of(table.unit)
        seen = yuan(listed, table.unit)
        yield _fault(
            table, pair, listed, name, with_unit(own, form.evaluation.unit),
            None if seen is None else show(seen / scale_of(table.unit)), show(expected), table.unit,
        )  # fmt: skip


def _is_remarked(row: SummaryRow, listed: Value, listed_unit: str, own: Value, unit: str) -> bool:
    """Whether the row's remark tells the difference: the list has 财政拨款 only, 其他资金 155548.5 元 stand beside it."""
    a, b = yuan(listed, listed_unit), yuan(own, unit)
    if a is None or b is None or row.purpose.text is None:
        return False
    # The parts may have been cut off one by one before they were added.
    slack = 2 * max(yuan_step(own, unit), yuan_step(listed, listed_unit))
    told = (Decimal(m["value"].replace(",", "")) * scale_of(m["unit"]) for m in _REMARKED.finditer(row.purpose.text))
    return any(abs(abs(b - a) - amount) <= slack for amount in told)


def _results(table: Summary, pair: Pair) -> Iterator[Fault]:
    row, form, _ = pair
    evaluation, total = form.evaluation, form.evaluation.total_funding
    is_part = total is not None and any(
        _is_remarked(row, getattr(row, column), table.unit, getattr(total, column), evaluation.unit)
        for column, _ in _AMOUNTS
    )
    if total is not None and not is_part and row.rate.number is not None and "rate" in table.columns:
        rates = [value for value in (total.rate, total.living_rate) if value.number is not None]
        if rates and not any(same_rate(row.rate, value) for value in rates) and not _is_exact(row.rate, form):
            yield _fault(table, pair, row.rate, "执行率", as_printed(rates[0]), figure(row.rate), figure(rates[0]), "%")
    if row.score.number is not None and "score" in table.columns:
        scores = [value for value in (evaluation.total, evaluation.living_total) if value.number is not None]
        if scores and not any(same_figure(row.score, value) for value in scores):
            yield _fault(
                table, pair, row.score, "得分", in_points(scores[0]), figure(row.score), figure(scores[0]), "分"
            )
    if row.grade.text is not None and "grade" in table.columns:
        grades = [value.text for value in (evaluation.grade, evaluation.living_grade) if value.text is not None]
        if grades and grade_name(row.grade.text) not in {grade_name(text) for text in grades}:
            yield _fault(table, pair, row.grade, "等级", grades[0], row.grade.text, grades[0], "")


def _fault(
    table: Summary,
    pair: Pair,
    value: Value,
    name: str,
    in_form: str,
    printed: str | None,
    expected: str | None,
    unit: str,
) -> Fault:
    row, form, match = pair
    # Names that only resemble each other may be two projects after all.
    named = "项目自评表" if match == "same" else f"「{form.evaluation.name}」（名称写法不同，按同一项目核对）项目自评表"
    shown = with_unit(value, unit) if unit in ("万元", "元") else in_points(value) if unit == "分" else as_printed(value)
    return list_fault(
        table,
        value,
        label=row.project.text or "",
        message=f"{list_name(table)}「{row.project}」{name}为 {shown}，{named}上是 {in_form}。",
        remedy="请核对以哪个为准，两处改成一致。",
        basis=BASIS,
        printed=printed,
        expected=expected,
        unit=unit,
        project=form.evaluation.name,
        severity=None if match == "same" else "warning",
    )


def _is_exact(rate: Value, form: FormContext) -> bool:
    """The list may give the right rate where the form gives a wrong one; that is the form's fault, found there."""
    exact = form.assessment.rate
    return exact is not None and any(looks_like(reading, exact) for reading in rate_readings(rate))
