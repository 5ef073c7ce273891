"""A list of projects with their amounts, rates and scores: the 汇总 sheet or a 项目支出情况 table, as read."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from zipingbiao.model.values import BLANK, Place, Value


class SummaryRow(BaseModel):
    """One project of the list, or its 合计 row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: Value
    initial: Value = BLANK
    budget: Value = BLANK
    executed: Value = BLANK
    weight: Value = BLANK
    rate: Value = BLANK
    score: Value = BLANK
    grade: Value = BLANK
    #: 主要用途
    purpose: Value = BLANK


class Summary(BaseModel):
    """The list; `unit` is that of its amounts (万元 or 元), `place` that of its header row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Place
    title: Value = BLANK
    unit: str = "万元"
    rows: tuple[SummaryRow, ...] = ()
    total: SummaryRow | None = None
    #: True for the 汇总 sheet of a generated workbook
    own: bool = False
    #: which of initial, budget, executed, weight, rate, score, grade the list has
    columns: tuple[str, ...] = ()
