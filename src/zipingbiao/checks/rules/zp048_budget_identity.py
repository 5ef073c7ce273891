"""基本支出加项目支出不等于支出总额，或收支结转不平。

查什么：资金栏列有基本支出、项目支出（及经营支出等）的，各栏相加与总额核对；表头填有基本支出总额、项目支出总额的，
    相加与年度资金总额的预算数、执行数核对，与哪一个相符都可以；表头填有收入、支出、年初和年末结转结余的，核对
    年初结转＋收入－支出＝年末结转，收入总计已包括年初结转的也可以。元与万元换算。
为什么：支出按基本支出和项目支出两部分列，相加不等于总额，说明漏了一部分或有一个数填错。
反例：基本支出总额 748.63 万元，项目支出总额 11,334.42 万元，部门整体支出总额执行数 12,053.48 万元。
正例：基本支出 796.17 万元加项目支出 1326.87 万元，等于执行数 2123.04 万元；项目支出填的是预算口径，与预算数相符。
依据：表内勾稽关系，支出合计＝基本支出＋项目支出；年末结转结余＝年初结转结余＋本年收入－本年支出。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from zipingbiao.base.numbers import read_printed, scale_of, show
from zipingbiao.base.text import label_key
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import ZERO, amount_step, with_unit, yuan
from zipingbiao.checks.funds import AMOUNT_COLUMNS, is_expenditure
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value

BASIS = "表内勾稽关系：支出合计＝基本支出＋项目支出，年末结转结余＝年初结转结余＋本年收入－本年支出"
_LEAD = r"(?:\d+[.、])?(?:其中)?(?:部门)?"
_TAIL = r"(?:总额|合计|总计|金额|数|小计)?(?:\(万?元\))?"
_PARTS = ("基本支出", "项目支出")
_UNITS = ("", "元", "万元", "亿元")
_PART_LABELS = tuple(re.compile(rf"{_LEAD}{name}{_TAIL}\Z") for name in _PARTS)
_OTHER_LABELS = re.compile(rf"{_LEAD}(?:经营|其他|事业)支出{_TAIL}\Z")
#: The header's labels of what came in, went out, and was carried over.
_FLOWS = {
    "opening": re.compile(rf"{_LEAD}(?:上年|年初)(?:结转|结余|结转和?结余|结转及结余){_TAIL}\Z"),
    "income": re.compile(rf"{_LEAD}(?:本年|年度|全年)?(?:总收入|收入){_TAIL}\Z"),
    "spent": re.compile(rf"{_LEAD}(?:本年|年度|全年)?(?:总支出|支出){_TAIL}\Z"),
    "closing": re.compile(rf"{_LEAD}(?:年末|结转下年|年终|期末)(?:结转|结余|结转和?结余|结转及结余)?{_TAIL}\Z"),
}


class _Figure(NamedTuple):
    """A figure of the header: its label, the amount and its last printed place, both in yuan, and its cell."""

    label: str
    amount: Decimal
    step: Decimal
    value: Value


@form_rule("ZP048", kind="budget_identity", severity="error")
def budget_identity(form: FormContext) -> Iterator[Fault]:
    """Every column of 基本支出 and 项目支出 that misses its total; the same in the header, and the year's balance."""
    yield from _rows(form)
    yield from _header(form)
    yield from _balance(form)


def _rows(form: FormContext) -> Iterator[Fault]:
    unit, total = form.evaluation.unit, form.evaluation.total_funding
    rows = [row for row in form.evaluation.sources if is_expenditure(row)]
    counts = [sum(name in label_key(row.source.text or "") for row in rows) for name in _PARTS]
    if total is None or counts != [1, 1]:
        return
    for column, name in AMOUNT_COLUMNS:
        whole: Value = getattr(total, column)
        values: list[Value] = [getattr(row, column) for row in rows]
        amounts = [yuan(value, unit) for value in values]
        printed = yuan(whole, unit)
        known = [number for number in amounts if number is not None]
        if printed is None or len(known) < len(_PARTS):
            continue
        # Whole numbers are what somebody entered; only decimals may be the result of rounding.
        steps = [amount_step(value, unit) for value in (*values, whole) if value.number is not None]
        slack = sum((step / 2 for step in steps if step < 1), ZERO) * scale_of(unit)
        if abs(printed - sum(known)) <= slack:
            continue
        terms = "＋".join(
            f"{row.label} {with_unit(value, unit)}"
            for row, value, number in zip(rows, values, amounts, strict=True)
            if number is not None
        )
        expected = sum(known) / scale_of(unit)
        yield form.fault(
            whole,
            near=total.source,
            label=total.label,
            message=f"「{total.label}」{name}填 {with_unit(whole, unit)}，"
            f"按各类支出之和应为 {show(expected)} {unit}（{terms}）。",
            remedy="请核对基本支出和项目支出，有没有漏列的支出。",
            basis=BASIS,
            printed=show(printed / scale_of(unit)),
            expected=show(expected),
            unit=unit,
        )


def _header(form: FormContext) -> Iterator[Fault]:
    evaluation, total = form.evaluation, form.evaluation.total_funding
    found = [_figures(evaluation, pattern) for pattern in _PART_LABELS]
    if total is None or not all(found):
        return
    others = _figures(evaluation, _OTHER_LABELS)
    totals = [(name, value) for column, name in AMOUNT_COLUMNS if (value := getattr(total, column)).number is not None]
    amounts = [(yuan(value, evaluation.unit) or ZERO, amount_step(value, evaluation.unit)) for _, value in totals]
    scale = scale_of(evaluation.unit)
    for pair in product(*found):
        figures = [*pair, *others]
        sums = [_sum(pair), _sum(figures)]
        slack = sum((figure.step for figure in figures), ZERO) / 2
        if any(abs(one - own) <= slack + step * scale / 2 for one in sums for own, step in amounts):
            return
    # Several figures with one label are of different years or kinds, which only the form's own words would tell.
    if not totals or any(len(figures) > 1 for figures in found):
        return
    figures = [found[0][0], found[1][0], *others]
    terms = "＋".join(f"{figure.label} {show(figure.amount / scale)}" for figure in figures)
    shown = "、".join(f"{name} {with_unit(value, evaluation.unit)}" for name, value in totals)
    label, own = figures[1].label, show(_sum(figures) / scale)
    yield form.fault(
        figures[1].value,
        label=label,
        message=f"{terms} ＝ {own} {evaluation.unit}，与「{total.label}」的{shown}都不相等。",
        remedy="请核对基本支出、项目支出和总额。",
        basis=BASIS,
        printed=own,
        expected=show(amounts[-1][0] / scale),
        unit=evaluation.unit,
    )


def _balance(form: FormContext) -> Iterator[Fault]:
    evaluation = form.evaluation
    found = {key: _figures(evaluation, pattern) for key, pattern in _FLOWS.items()}
    if any(len(figures) != 1 for figures in found.values()):
        return
    opening, income, spent, closing = (found[key][0] for key in _FLOWS)
    slack = sum((figure.step for figure in (opening, income, spent, closing)), ZERO) / 2
    left = income.amount - spent.amount
    if any(abs(closing.amount - one) <= slack for one in (opening.amount + left, left)):
        return
    scale, unit = scale_of(evaluation.unit), evaluation.unit
    expected = show((opening.amount + left) / scale)
    yield form.fault(
        closing.value,
        label=closing.label,
        message=f"「{closing.label}」填 {show(closing.amount / scale)} {unit}，按{opening.label} {show(opening.amount / scale)}"
        f"＋{income.label} {show(income.amount / scale)}－{spent.label} {show(spent.amount / scale)}，应为 {expected} {unit}。",
        remedy="请核对收入、支出和结转结余。",
        basis=BASIS,
        printed=show(closing.amount / scale),
        expected=expected,
        unit=unit,
    )


def _figures(evaluation: Evaluation, pattern: re.Pattern[str]) -> list[_Figure]:
    """The figures with such a label: in a cell beside it, or in the same cell behind a colon."""
    found: list[_Figure] = []
    for label, text in evaluation.attributes.items():
        cells = [(label, text), *(cell.replace("：", ":").rpartition(":")[::2] for cell in (label, text))]
        for name, figure in cells:
            key, printed = label_key(name), read_printed(figure)
            if printed is None or printed.is_percent or printed.unit not in _UNITS or not pattern.match(key):
                continue
            unit = printed.unit or ("万元" if "万元" in key else evaluation.unit)
            scale = scale_of(unit)
            found.append(_Figure(key, printed.value * scale, printed.step * scale, evaluation.attribute(label)))
    return found


def _sum(figures: Iterable[_Figure]) -> Decimal:
    return sum((figure.amount for figure in figures), ZERO)
