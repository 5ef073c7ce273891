"""执行得分与执行率、分值不符。

查什么：资金各行的得分，是否等于执行率乘分值。执行率取印出的或未进位的，分值取印出的或按资金占比未进位的，
    按得分印出的位数比较，有一种解释得通就不列出。
为什么：执行得分有公式，不是评出来的；算错一行，总分和等级都跟着错。
反例：其他资金分值 0.11，执行 3.00/3.00 万元，得分填 1.00，应为 0.11。
正例：预算 248.00 万元（总额 264.00）、执行 122.92 万元、分值印 9.39，得分 4.66；预算 50.00、执行 44.54、
    分值 10，得分 8.908。
依据：单位自评指标权重的规定，预算执行率的分值按执行率计分。执行率只有细小误差、得分随它算出的，只列执行率；
    相差超过 1 个百分点的，得分须一并更正，也列出。表样保留小数而得分取了整的，作警告；
    不认识的表样，得分是舍去尾数的（19.0351 写 19.03），作提示。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import RoundMode, round_to, show, show_percent
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import as_printed, figure, looks_like, rate_readings
from zipingbiao.checks.funds import lacks_budget, of_arrived
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import TINY
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.scoring.engine import amount
from zipingbiao.scoring.totals import execution_places, shown_rate

#: A printed rate further off than this is not a slip of rounding; the score computed from it is wrong as well.
SLIP = Decimal("0.01")


_ROUNDED: tuple[RoundMode, ...] = ("half_up",)


class _Reading(NamedTuple):
    rate: Decimal
    weight: Decimal


@form_rule("ZP002", kind="exec_score", severity="error")
def execution_score_mismatch(form: FormContext) -> Iterator[Fault]:
    """Every funding score that no allowed reading of rate and weight explains."""
    for row in form.evaluation.funding:
        if row.score.number is None or lacks_budget(row, form.evaluation.unit):
            continue
        readings = list(_readings(form, row))
        explained = any(_explains(form, row, reading, form.score_modes) for reading in readings)
        is_rounded = explained and any(_explains(form, row, reading, _ROUNDED) for reading in readings)
        # A form that nobody knows may cut off; that its scores are usually rounded is worth a word.
        is_cut_off = explained and not is_rounded and not form.known
        if not readings or (explained and not is_cut_off and not _is_cut_to_whole(form, row, readings)):
            continue
        best = readings[0]
        places = execution_places(form.policy)
        points = round_to(_points(form, best), places, form.policy.rounding.mode)
        above = (
            "，且超过该行分值" if row.weight.number is not None and row.score.number > row.weight.number + TINY else ""
        )
        yield form.fault(
            row.score,
            label=row.label,
            message=f"「{row.label}」{form.origin(row.score)}得分填 {as_printed(row.score)} 分，"
            f"按执行率 {show_percent(best.rate)}×分值 {show(round_to(best.weight, 4))} 应为 {show(points)} 分{above}。",
            remedy="得分是舍去尾数得到的，请核对本地表样是不是四舍五入。"
            if is_cut_off
            else "请核对该行的得分、分值和执行率。",
            basis=form.cite(form.policy.execution.basis),
            printed=figure(row.score),
            expected=show(points),
            unit="分",
            severity="info" if is_cut_off else "warning" if explained else None,
        )


def _is_cut_to_whole(form: FormContext, row: FundingRow, readings: list[_Reading]) -> bool:
    """The form keeps decimals, but the score is a whole number that only rounding to whole points explains."""
    places = execution_places(form.policy)
    if not form.known or places == 0 or row.score.number is None or row.score.number % 1:
        return False
    return all(round_to(_points(form, reading), places) != row.score.number for reading in readings)


def _readings(form: FormContext, row: FundingRow) -> Iterator[_Reading]:
    """What the score may have been computed from, the most exact first; the printed rate where the form says so."""
    unit = form.evaluation.unit
    budget, executed = amount(row.budget, unit), amount(row.executed, unit)
    rates: list[Decimal] = []
    if budget is not None and executed is not None and budget > 0:
        exact = executed / budget
        rates.append(shown_rate(exact, form.policy) if form.policy.execution.rate == "printed" else exact)
    for printed in rate_readings(row.rate):
        if printed.number is None:
            continue
        if not rates or abs(printed.number - rates[0]) <= SLIP or of_arrived(row, unit, form.rate_modes):
            rates.append(printed.number)
    for weight in _weights(form, row, budget):
        for rate in rates:
            yield _Reading(rate, weight)


def _weights(form: FormContext, row: FundingRow, budget: Decimal | None) -> list[Decimal]:
    if row.role == "total":
        return [form.execution_weight] if form.execution_weight is not None else []
    weights = [row.weight.number] if row.weight.number is not None else []
    total, whole = form.evaluation.total_funding, form.execution_weight
    if total is not None and whole is not None and budget is not None:
        total_budget = amount(total.budget, form.evaluation.unit)
        if total_budget is not None and total_budget > 0:
            weights.append(whole * budget / total_budget)
    return weights


def _points(form: FormContext, reading: _Reading) -> Decimal:
    points = max(Decimal(0), reading.rate * reading.weight)
    return min(points, reading.weight) if form.policy.execution.cap else points


def _explains(form: FormContext, row: FundingRow, reading: _Reading, modes: tuple[RoundMode, ...]) -> bool:
    candidates = [_points(form, reading)]
    if not form.known:
        candidates.append(max(Decimal(0), reading.rate * reading.weight))
    return any(
        looks_like(row.score, points, modes) or form.is_near(row.score.number, points) for points in candidates
    )
