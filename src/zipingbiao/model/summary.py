"""A list of projects with their amounts, rates and scores: the 汇总 sheet or a 项目支出情况 table, as read."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict

from zipingbiao.base.text import label_key
from zipingbiao.model.values import BLANK, Place, Value

_NOISE = re.compile(r"[()\[\]【】“”\"'《》·、，,\-－—–]|^\d{1,3}[.)．]")


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
    #: True for 汇总 and 项目清单 of a generated workbook
    own: bool = False
    #: which of initial, budget, executed, weight, rate, score, grade the list has
    columns: tuple[str, ...] = ()


def name_key(name: str) -> str:
    """A project's name for comparison: no spaces, brackets, quotes, strokes, leading number, trailing 项目."""
    return _NOISE.sub("", label_key(name)).removesuffix("项目")
