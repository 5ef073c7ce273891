"""A list of projects with their amounts, rates and scores: the 汇总 sheet or a 项目支出情况 table, as read."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from pydantic import BaseModel, ConfigDict

from zipingbiao.base.text import label_key
from zipingbiao.model.values import BLANK, Place, Value

#: What tells one project from another: where names differ in these they are two projects, however alike they are.
TELLING = frozenset(
    "0123456789一二三四五六七八九十百千甲乙丙丁东西南北中上下左右前后新旧老大小内外首末省市州区县镇乡村街国"
)
#: Names as alike as this are one project with a slip of the pen (奖励资 for 奖励资金).
_ALIKE = 0.85
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


def are_alike(one: str, other: str) -> bool:
    """Whether two names differ by a slip of the pen only, to judge by their `name_key`: 2021年度奖励资, 2021年奖励资金."""
    a, b = (name_key(name).replace("年度", "年") for name in (one, other))
    if a == b:
        return bool(a)
    # A cheap bound first: most pairs have little in common.
    if (Counter(a) & Counter(b)).total() * 2 < _ALIKE * (len(a) + len(b)):
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if any(tag != "equal" and TELLING & set(a[i:j] + b[k:m]) for tag, i, j, k, m in matcher.get_opcodes()):
        return False
    return matcher.ratio() >= _ALIKE
