"""达标得满分: met earns the whole weight, unmet nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_full
from zipingbiao.scoring.compare import Pair, reaches
from zipingbiao.scoring.kinds._base import Example, Kind, Reading, has_digit, is_one_of
from zipingbiao.scoring.wording.text import Wording
from zipingbiao.scoring.wording.words import FAILED, FULFILLED, ladder_word


class AllOrNothing(Kind):
    """得满分；否则，不得分.

    fulfilled, failed  words that decide a target without figures; the target's own word fulfils it too
    """

    kind: Literal["all_or_nothing"] = "all_or_nothing"
    fulfilled: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    title: ClassVar[str] = "达标得满分"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("≥85%", "95%", "5", "5"),
        Example("≥85%", "84.9%", "5", "0"),
        Example("≤150元/人/天", "143.42元/人/天", "2", "2"),
        Example("=3个", "4个", "2", "2"),
        Example("=0", "1", "2", "0"),
        Example("及时", "及时", "2", None),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """得满分；否则，不得分, with no figure of its own: the target decides."""
        clauses = wording.earning
        if len(clauses) != 1 or wording.others or wording.otherwise not in (None, 0):
            return None
        condition, points = clauses[0].condition, clauses[0].points
        if any(c in "0123456789" for c in condition) or (points is not None and points != wording.weight):
            return None
        own = ladder_word(condition)
        words = (own, *FULFILLED) if own and not own.startswith(("不", "未", "无", "没")) else FULFILLED
        failed = FAILED if wording.otherwise == 0 else ()
        return Reading(cls(fulfilled=tuple(dict.fromkeys(words)), failed=failed))

    def score(self, case: Case) -> Outcome:
        if not isinstance(case.compared, Pair):
            return self._by_word(case, case.compared)
        if case.sense == "=" and case.compared.target == 0 and case.compared.actual != 0:
            return Outcome(case.rounded(Decimal(0)), "指标值为 0，完成值不是 0，不得分")
        met = reaches(case.compared, case.sense)
        if met is None:
            return Outcome(None, self.explain(), ("看不出指标值是“不超过”还是“不低于”，请在指标值前写 ≤ 或 ≥",))
        return (
            Outcome(case.full(), "达到指标值，得满分")
            if met
            else Outcome(case.rounded(Decimal(0)), "未达到指标值，不得分")
        )

    def _by_word(self, case: Case, why: str) -> Outcome:
        word = case.actual.text
        if self.fulfilled and word and not case.target.has_digit and not case.actual.has_digit:
            if word in self.fulfilled or word == case.target.text:
                return Outcome(case.full(), f"“{word}”，得满分")
            if word in self.failed:
                return Outcome(case.rounded(Decimal(0)), f"“{word}”，不得分")
        return Outcome(None, self.explain(), (why,))

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a, s = refs.target, refs.actual, refs.sense
        full = native_full(refs, policy)
        above = f"IF({a}>{t},{full},0)"
        by_sense = f'IF({s}="≤",IF({a}<{t},{full},0),IF({s}="≥",{above},IF({s}="=",IF({t}=0,0,{above}),"")))'
        by_number = f"IF({a}={t},{full},{by_sense})"
        if not self.fulfilled:
            return refs.when_compared(by_number)
        goal, word = refs.target_text, refs.actual_text
        met = f"OR({is_one_of(self.fulfilled, word)},{word}={goal})"
        by_word = f'IF({met},{full},IF({is_one_of(self.failed, word)},0,""))'
        plain = f'AND({word}<>"",NOT({has_digit(goal)}),NOT({has_digit(word)}))'
        return f'IF(AND(ISNUMBER({t}),ISNUMBER({a})),{by_number},IF({plain},{by_word},""))'

    def explain(self) -> str:
        return "达到指标值（或写明完成、达成）得满分，否则不得分" if self.fulfilled else "达到指标值得满分，否则不得分"
