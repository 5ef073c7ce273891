"""compile_rule: the wording of a 评分细则 becomes a scoring kind, restated in one sentence, with notes on what is unclear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from zipingbiao.base.numbers import show
from zipingbiao.base.text import excerpt
from zipingbiao.scoring.kinds import (
    AllOrNothing,
    Bands,
    Converted,
    Itemised,
    Kind,
    Manual,
    Proportional,
    RateTimes,
    Steps,
    Words,
)
from zipingbiao.scoring.kinds._base import Reading
from zipingbiao.scoring.wording.intervals import has_date
from zipingbiao.scoring.wording.text import Wording, read_wording

#: In the order they are tried: the more particular wordings first.
_RECOGNISERS: tuple[type[Kind], ...] = (Converted, Proportional, RateTimes, Itemised, Steps, Words, Bands, AllOrNothing)
#: Stands before the notes in 细则理解; the status panel counts the rows that have it.
NOTE_MARK = "【注意】"
UNDECIDED = "看不出可以计算的规则"
#: No standard of one indicator is longer; a whole page in the cell is something else.
LONGEST = 600
_BONUS = re.compile(r"加\d+(?:\.\d+)?分|加分|奖励\d")


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """How a wording was understood.

    kind         the scoring kind with its parameters; 人工 where no reading is defensible
    explanation  one Chinese sentence that restates the rule
    notes        contradictions, gaps, and which reading was taken and why
    clear        True where the wording leaves no second reading
    """

    kind: Kind
    explanation: str
    notes: tuple[str, ...]
    clear: bool

    @property
    def sentence(self) -> str:
        """Restatement and notes in one text, as 细则理解 and ZPB_EXPLAIN show them."""
        return self.explanation + (NOTE_MARK + "；".join(self.notes) if self.notes else "")


@lru_cache(maxsize=8192)
def compile_rule(text: str, weight: Decimal = Decimal(0), name: str = "", target: str | None = None) -> CompiledRule:
    """Understands the wording of a scoring standard.

    Args:
        text: the wording as in the official document, Chinese and full-width digits allowed.
        weight: the row's 分值 in points; 0 where it is not known.
        name: the 三级指标, to notice a quantity copied from another row.
        target: the 年度指标值, to notice a standard that contradicts it.

    A contradiction is never silently resolved: the notes say which reading was taken.
    """
    if len(text) > LONGEST:
        return _by_person(f"文字超过 {LONGEST} 字，不像一条评分细则")
    wording = read_wording(text, weight, name, target)
    if why := _not_a_rule(wording):
        return _by_person(why)
    for recogniser in _RECOGNISERS:
        reading = recogniser.recognise(wording)
        if reading is not None:
            return _compiled(wording, reading)
    return _by_person(_undecided(wording))


def _compiled(wording: Wording, reading: Reading) -> CompiledRule:
    kind, notes = reading.kind, reading.notes
    changes: dict[str, object] = {}
    if wording.not_applicable:
        changes["not_applicable_full"] = True
        notes = (*notes, "没有此类项目的（实际完成值填“不涉及”），按细则得满分")
    if wording.cap is not None and wording.weight and wording.cap < wording.weight:
        changes["cap"] = wording.cap
    if changes:
        kind = kind.model_copy(update=changes)
    explanation = kind.explain(wording.weight or None, reading.quantity)
    if kind.cap is not None:
        whole = f"最高得 {show(wording.weight)} 分"
        most = f"最高得 {show(kind.cap)} 分"
        explanation = explanation.replace(whole, most) if whole in explanation else f"{explanation}；{most}"
    return CompiledRule(kind, explanation, tuple(dict.fromkeys(notes)), reading.clear)


def _by_person(why: str) -> CompiledRule:
    manual = Manual(why=why)
    return CompiledRule(manual, manual.explain(), (f"{why}，由人评分",), clear=False)


def _not_a_rule(wording: Wording) -> str:
    """Why a text cannot be a scoring rule; '' where it can."""
    if not wording.is_scoring:
        return "没有写怎样得分"
    return "这段文字像是情况说明，不是评分规则" if wording.is_told else ""


def _undecided(wording: Wording) -> str:
    """What keeps a text that speaks of points from being computed."""
    text = wording.text
    if _BONUS.search(text):
        return "细则里有加分，基础分和加分的条件要由人核定"
    if any(has_date(clause.condition) for clause in wording.earning) or re.search(r"\d月[^;]*扣", text):
        return "细则按日期评分"
    if "酌情" in text or "视情" in text:
        return "细则写明酌情给分"
    if any(clause.unsure for clause in wording.clauses):
        return (
            "有的档只给了分数的范围，或按分值的百分之几给分而不知道分值"
            if not wording.weight
            else "有的档只给了分数的范围"
        )
    if left := wording.leftover():
        return f"看不懂“{excerpt(left)}”"
    if len(wording.earning) == 1 and wording.otherwise is None:
        return "只写了一种情况得几分，没有写其余情况"
    return UNDECIDED
