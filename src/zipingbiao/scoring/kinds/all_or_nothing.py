"""达标得满分: met earns the whole weight, unmet nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_full
from zipingbiao.scoring.compare import Pair, reaches
from zipingbiao.scoring.kinds._base import Example, Kind, Reading
from zipingbiao.scoring.wording.text import Wording


class AllOrNothing(Kind):
    """得满分；否则，不得分."""

    kind: Literal["all_or_nothing"] = "all_or_nothing"

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
        if len(clauses) != 1 or clauses[0].points is not None or wording.otherwise != 0 or wording.others:
            return None
        if any(c in "0123456789" for c in clauses[0].condition):
            return None
        return Reading(cls())

    def score(self, case: Case) -> Outcome:
        if not isinstance(case.compared, Pair):
            return Outcome(None, self.explain(), (case.compared,))
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

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a, s = refs.target, refs.actual, refs.sense
        full = native_full(refs, policy)
        above = f"IF({a}>{t},{full},0)"
        by_sense = f'IF({s}="≤",IF({a}<{t},{full},0),IF({s}="≥",{above},IF({s}="=",IF({t}=0,0,{above}),"")))'
        return refs.when_compared(f"IF({a}={t},{full},{by_sense})")

    def explain(self) -> str:
        return "达到指标值得满分，否则不得分"
