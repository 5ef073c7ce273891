"""折算: a score given on another scale (百分制) converted to the indicator's weight."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.kinds._base import Example, Family, Kind, Reading, full_points, number_literal
from zipingbiao.scoring.wording.ratios import read_formula
from zipingbiao.scoring.wording.text import Wording

_SCALE = re.compile(r"(?:按|以|采用|实行)?(?:照)?(?P<full>\d+)分制.{0,16}?(?:折算|换算|计分)")
_FULL = re.compile(r"满分(?:为)?(?P<full>\d+)分,?[^;]{0,16}?(?:折算|换算)")
_PLAIN = re.compile(
    r"(?:考核|考评|评估|评价|测评|验收|评审|打分|得分|分数|结果|成绩)[^,;]{0,12}?(?:进行)?(?:折算|换算)"
)
_SHARE = re.compile(
    r"(?:考核|考评|评估|评价|测评|验收|评审|打分)[^,;*/]{0,8}(?:得分|分数|成绩)(?:\*|的)(?P<n>\d+(?:\.\d+)?)%"
)


class Converted(Kind):
    """实际完成值是按 `full` 分制打的分，折算得分 = 打分 / full × 分值."""

    kind: Literal["converted"] = "converted"
    full: Decimal = Field(default=Decimal(100), gt=0)

    title: ClassVar[str] = "折算"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("100分", "96分", "25", "24"),
        Example("100分", "80", "25", "20"),
        Example("100分", "110分", "25", "25"),
        Example("100分", "96%", "25", None),
        Example("100分", "优", "25", None),
    )
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "得分=考核得分/100×…",
            "该项得分=（绩效办对应部分考核得分/100）*8",
            "8",
            "实际完成值填考核的得分；折算到本行分值",
            name="重点工作实际完成率",
        ),
        Family(
            "按…分制折算",
            "考核按100分制计分，折算成本项得分",
            "8",
            "没有写几分制的按百分制，并提示",
            name="重点工作",
        ),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """该项得分=（考核得分/100）*8；按100分制折算."""
        text, doubts = wording.text, wording.weight_notes()
        if "扣" in text or "每" in text:
            return None
        formula = read_formula(text)
        if formula is not None and formula.form == "scale":
            if formula.points is not None and wording.weight and formula.points != wording.weight:
                doubts.append(
                    f"细则折算到 {show(formula.points)} 分，本行分值是 {show(wording.weight)} 分；按本行分值计算，"
                    "因为总分按各行分值合计"
                )
            return Reading(cls(full=formula.scale), tuple(doubts), not doubts)
        if match := _SHARE.search(text):
            if wording.weight and Decimal(match["n"]) != wording.weight:
                doubts.append(f"细则折算到 {match['n']} 分，本行分值是 {show(wording.weight)} 分；按本行分值计算")
            return Reading(cls(), tuple(doubts), not doubts)
        if (match := _SCALE.search(text) or _FULL.search(wording.original)) and Decimal(match["full"]) > 0:
            return Reading(cls(full=Decimal(match["full"])), tuple(doubts), not doubts)
        if _PLAIN.search(text) and not wording.earning:
            return Reading(cls(), (*doubts, "没有写按多少分制打分，按百分制折算"), False)
        return None

    def score(self, case: Case) -> Outcome:
        given = case.actual.value
        if given is None or case.actual.unit not in ("", "分"):
            return Outcome(None, self.explain(), ("实际完成值不是一个分数",))
        points = case.capped(case.weight * given / self.full)
        return Outcome(points, f"{show(given)}/{show(self.full)}×{show(case.weight)} = {show(points)} 分")

    def excel(self, refs: Refs, policy: Policy) -> str:
        unit, value = refs.actual_unit, refs.actual_value
        points = native_capped(f"{refs.weight}*{value}/{number_literal(self.full)}", refs, policy)
        return f'IF(AND(ISNUMBER({value}),OR({unit}="",{unit}="分")),{points},"")'

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        return (
            f"得分 = 按 {show(self.full)} 分制打的分 ÷ {show(self.full)} ×{full_points(weight) if weight else ' 分值'}"
        )
