"""Judgements about funding rows that several rules share."""

from __future__ import annotations

from zipingbiao.checks.figures import is_blank
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.scoring.engine import amount

#: Columns of amounts with their usual printed names.
AMOUNT_COLUMNS = (("initial", "年初预算数"), ("budget", "全年预算数"), ("executed", "全年执行数"))


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
