"""Judgements about funding rows that several rules share."""

from __future__ import annotations

import re
from decimal import Decimal

from zipingbiao.base.numbers import RoundMode
from zipingbiao.base.text import label_key
from zipingbiao.checks.context import FormContext
from zipingbiao.checks.figures import is_blank, looks_like, rate_readings
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.scoring.engine import amount
from zipingbiao.scoring.totals import shown_rate

#: Columns of amounts with their usual printed names.
AMOUNT_COLUMNS = (("initial", "年初预算数"), ("budget", "全年预算数"), ("executed", "全年执行数"))

_EXPENDITURE = re.compile(r"(?:基本|项目|经营|其他|事业)支出(?:总额|合计|金额|数|小计)?(?:\(万?元\))?\Z")


def is_expenditure(row: FundingRow) -> bool:
    """Whether a line says what the money was spent on (基本支出, 项目支出), not where it came from."""
    return bool(_EXPENDITURE.search(label_key(row.source.text or "")))


def execution_rate(form: FormContext) -> Decimal | None:
    """执行率 of the form as a fraction, at its printed precision; as it is printed where amounts are missing.

    A printed figure that may be a fraction as well as a percentage says nothing.
    """
    if form.assessment.rate is not None:
        return shown_rate(form.assessment.rate, form.policy)
    total = form.evaluation.total_funding
    readings = () if total is None else rate_readings(total.rate)
    return readings[0].number if len(readings) == 1 else None


def lacks_budget(row: FundingRow, unit: str) -> bool:
    """A rate or score stands on a row without a budget to divide by.

    A total row without any amount is left to the rule about required cells: there the amounts are missing, not wrong.
    """
    if not (row.rate.number or row.score.number):
        return False
    budget = amount(row.budget, unit)
    if budget is not None:
        return budget <= 0
    if row.budget.error is not None or not (is_blank(row.budget)):
        return False
    return row.executed.number is not None or (row.role != "total" and bool(row.score.number))


def of_arrived(row: FundingRow, unit: str, modes: tuple[RoundMode, ...]) -> bool:
    """Whether the printed rate is executed / 到位数, on a form that has a column for what had arrived."""
    arrived, executed = amount(row.arrived, unit), amount(row.executed, unit)
    if arrived is None or executed is None or arrived <= 0:
        return False
    return any(looks_like(reading, executed / arrived, modes) for reading in rate_readings(row.rate))
