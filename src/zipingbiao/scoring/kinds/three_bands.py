"""定性三档: a word that means fully reached earns the weight; partly or not reached leaves the points to a person."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy, QualitativeBand
from zipingbiao.scoring.case import Case, Outcome, Refs, native_full
from zipingbiao.scoring.kinds._base import Example, Kind, has_digit, is_one_of


class ThreeBands(Kind):
    """定性指标 by 财预〔2020〕10号: 达成、部分达成、未达成三档，在各档分值区间内合理确定分值.

    Only the top band decides by itself; in the others the person chooses within the band.
    """

    kind: Literal["three_bands"] = "three_bands"

    title: ClassVar[str] = "定性三档"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("达成", "达成", "5", "5"),
        Example("及时", "及时", "7", "7"),
        Example("定期", "完成", "8", "8"),
        Example("及时", "基本及时", "7", None),
        Example("达成", "未达成", "5", None),
        Example("≥85%", "达成", "10", None),
        Example("安全生产意识明显提升", "安全生产意识明显提升", "15", None),
        Example(None, "达成", "5", None),
    )

    def score(self, case: Case) -> Outcome:
        target, actual = case.target, case.actual
        if target.has_digit or target.shape == "blank":
            return Outcome(None, self.explain(), ("指标值是数字或没有填写，不能按定性评定",))
        qualitative = case.policy.qualitative
        word = actual.text
        if word in qualitative.bands[0].words:
            return Outcome(case.full(), f"“{word}”属于“{qualitative.bands[0].name}”，得满分")
        if word and word == target.text and word in qualitative.same:
            return Outcome(case.full(), f"实际完成值与指标值同为“{word}”，得满分")
        band = self.band(word, case.policy)
        if band is None:
            return Outcome(None, self.explain(), (f"“{word}”不是登记的评定用语，请人工评分",))
        low, high = case.rounded(case.weight * band.low / 100), case.rounded(case.weight * band.high / 100)
        return Outcome(
            None, self.explain(), (f"“{word}”属于“{band.name}”，请在 {show(low)}—{show(high)} 分之间人工评分",)
        )

    @staticmethod
    def band(word: str, policy: Policy) -> QualitativeBand | None:
        """The band whose words contain `word` (normalised text)."""
        return next((band for band in policy.qualitative.bands if word in band.words), None)

    def excel(self, refs: Refs, policy: Policy) -> str:
        qualitative = policy.qualitative
        t, a = refs.target_text, refs.actual_text
        same = f"AND({a}={t},{is_one_of(qualitative.same, a)})" if qualitative.same else "FALSE"
        top = f"OR({is_one_of(qualitative.bands[0].words, a)},{same})"
        return f'IF(OR({t}="",{has_digit(t)}),"",IF({top},{native_full(refs, policy)},""))'

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        return "达成得满分，部分达成和未达成的由人在该档分值区间内评分"
