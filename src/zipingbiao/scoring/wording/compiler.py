"""compile_rule: the wording of a 评分细则 becomes a scoring kind, restated in one sentence, with notes on what is unclear."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

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
from zipingbiao.scoring.wording.text import read_wording

#: In the order they are tried: the more particular wordings first.
_RECOGNISERS: tuple[type[Kind], ...] = (Converted, Proportional, RateTimes, Itemised, Steps, Words, Bands, AllOrNothing)
#: Stands before the notes in 细则理解; the status panel counts the rows that have it.
NOTE_MARK = "【注意】"
UNDECIDED = "看不出可以计算的规则"


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
    wording = read_wording(text, weight, name, target)
    for recogniser in _RECOGNISERS:
        reading = recogniser.recognise(wording)
        if reading is not None:
            kind = reading.kind
            notes = reading.notes
            if wording.not_applicable:
                kind = kind.model_copy(update={"not_applicable_full": True})
                notes = (*notes, "没有此类项目的（实际完成值填“不涉及”），按细则得满分")
            return CompiledRule(kind, kind.explain(), notes, reading.clear)
    manual = Manual(why=UNDECIDED)
    return CompiledRule(manual, manual.explain(), (f"{UNDECIDED}，由人评分",), clear=False)
