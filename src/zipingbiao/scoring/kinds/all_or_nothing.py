"""达标得满分: met earns the whole weight, unmet nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped, native_full
from zipingbiao.scoring.compare import Pair, reaches
from zipingbiao.scoring.kinds._base import (
    Example,
    Family,
    Kind,
    Reading,
    full_points,
    has_digit,
    is_one_of,
    number_literal,
)
from zipingbiao.scoring.wording.text import Clause, Wording, is_time_limit
from zipingbiao.scoring.wording.words import FAILED, FULFILLED, ladder_word


class AllOrNothing(Kind):
    """得满分；否则，不得分.

    fulfilled, failed  words that decide a target without figures; the target's own word fulfils it too
    points  what is earned, where the standard names points other than the weight

    Where a person chose the method, the form's policy says whether an = target is met by more
    (quantitative.equal); a standard's 达到 is met by more. Without words the method was chosen.
    """

    kind: Literal["all_or_nothing"] = "all_or_nothing"
    fulfilled: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    points: Decimal | None = None

    title: ClassVar[str] = "达标得满分"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("≥85%", "95%", "5", "5"),
        Example("≥85%", "84.9%", "5", "0"),
        Example("≤150元/人/天", "143.42元/人/天", "2", "2"),
        Example("=3个", "4个", "2", "2"),
        Example("=0", "1", "2", "0"),
        Example("及时", "及时", "2", None),
    )
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "…得满分；否则不得分",
            "在督办时间内完成得满分，否则，不得分。",
            "2",
            "指标值有数字的看是否达到；没有数字的，写明完成、达成或指标值原词的得满分，写明未完成等的不得分，写“基本完成”等的由人评分",
            name="公文督办回复及时性",
            target="及时",
        ),
        Family(
            "…个月内…满分；超过…不得分",
            "报销凭证在费用发生三个月内交至财务室，满分；超过三个月，不得分。",
            "2",
            "是否在期限内，以实际完成值写明的及时、不及时为准",
            name="报销及时性",
            target="及时",
        ),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """得满分；否则，不得分, with no figure of its own: the target, or a word that says it is done, decides."""
        clauses = wording.earning
        reached = [clause for clause in clauses if clause.points != 0]
        if len(reached) != 1 or len(clauses) > 2 or wording.leftover() or wording.otherwise not in (None, 0):
            return None
        clause = reached[0]
        zero = [other for other in clauses if other is not clause]
        if wording.otherwise is None and not zero:
            return None
        if clause.unsure or clause.pro_rata or clause.negated or not clause.condition:
            return None
        if any(not other.negated and not _LATE.search(other.condition) for other in zero):
            return None
        doubts = wording.weight_notes()
        notes = []
        if top := wording.top_note(clause.points):
            doubts.append(top)
        limit = is_time_limit(wording)
        if limit:
            notes.append(f"是否在{limit}，以实际完成值写明的“{wording.target.text or '及时'}”等词语为准")
        elif any(c in "0123456789" for other in clauses for c in other.condition):
            return None
        own = ladder_word(clause.condition)
        words = (own, *FULFILLED) if own and not own.startswith(("不", "未", "无", "没")) else FULFILLED
        if limit:
            words = ("及时", "按时", "按期", *words)
        kind = cls(
            fulfilled=tuple(dict.fromkeys(words)), failed=tuple(dict.fromkeys((*_named(zero), *FAILED))),
            points=clause.points if doubts and clause.points else None,
        )  # fmt: skip
        return Reading(kind, (*doubts, *notes), not doubts, clause.condition if len(clause.condition) <= 24 else "")

    def score(self, case: Case) -> Outcome:
        if not isinstance(case.compared, Pair):
            return self._by_word(case, case.compared)
        if case.sense == "=" and case.compared.target == 0 and case.compared.actual != 0:
            return Outcome(case.rounded(Decimal(0)), "指标值为 0，完成值不是 0，不得分")
        if case.sense == "=" and case.compared.actual > case.compared.target and self._is_exact(case.policy):
            return Outcome(case.rounded(Decimal(0)), "指标值要求等于，实际完成值超过指标值，按表样不得分")
        met = reaches(case.compared, case.sense)
        if met is None:
            return Outcome(None, self.explain(), ("看不出指标值是“不超过”还是“不低于”，请在指标值前写 ≤ 或 ≥",))
        return (
            Outcome(self._full(case), "达到指标值，得满分")
            if met
            else Outcome(case.rounded(Decimal(0)), "未达到指标值，不得分")
        )

    def _by_word(self, case: Case, why: str) -> Outcome:
        word = case.actual.text
        if self.fulfilled and word and not case.target.has_digit and not case.actual.has_digit:
            if word in self.fulfilled or word == case.target.text:
                return Outcome(self._full(case), f"“{word}”，得满分")
            if word in self.failed:
                return Outcome(case.rounded(Decimal(0)), f"“{word}”，不得分")
        return Outcome(None, self.explain(), (why,))

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a, s = refs.target, refs.actual, refs.sense
        full = native_full(refs, policy)
        if self.points is not None:
            full = native_capped(number_literal(self.points), refs, policy)
        above = f"IF({a}>{t},{full},0)"
        exact = "0" if self._is_exact(policy) else f"IF({t}=0,0,{above})"
        by_sense = f'IF({s}="≤",IF({a}<{t},{full},0),IF({s}="≥",{above},IF({s}="=",{exact},"")))'
        by_number = f"IF({a}={t},{full},{by_sense})"
        if not self.fulfilled:
            return refs.when_compared(by_number)
        goal, word = refs.target_text, refs.actual_text
        met = f"OR({is_one_of(self.fulfilled, word)},{word}={goal})"
        by_word = f'IF({met},{full},IF({is_one_of(self.failed, word)},0,""))'
        plain = f'AND({word}<>"",NOT({has_digit(goal)}),NOT({has_digit(word)}))'
        return f'IF(AND(ISNUMBER({t}),ISNUMBER({a})),{by_number},IF({plain},{by_word},""))'

    def _is_exact(self, policy: Policy) -> bool:
        return not self.fulfilled and policy.quantitative.equal == "none"

    def _full(self, case: Case) -> Decimal:
        return case.full() if self.points is None else case.capped(self.points)

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        full = full_points(weight if self.points is None else self.points)
        how = "（指标值有数字的看是否达到，没有的看是否写明完成、达成等）" if self.fulfilled else ""
        return f"{quantity or '达到指标值'}得{full}；否则 0 分{how}"


def _named(zero: list[Clause]) -> list[str]:
    """The words that the standard itself says earn nothing."""
    return [word for clause in zero if (word := ladder_word(clause.condition)) and word.startswith(("不", "未", "无"))]


_LATE = re.compile(r"(?:超过|超出|逾期|晚于|迟于)[^,;]*")
