"""折算: a score given on another scale (百分制) converted to the indicator's weight."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zipingbiao.base.numbers import show
from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.kinds._base import Example, Kind, Reading, number_literal
from zipingbiao.scoring.wording.text import Wording

_WORDING = re.compile(r"得分=?[(\[]*[^/*]+/(\d+(?:\.\d+)?)[)\]]*\*(?:(\d+(?:\.\d+)?)|(?:标准)?分值)\Z")
_SCALE = re.compile(r"(?:按|以)?(\d+)分制.{0,12}折算")


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

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """该项得分=（考核得分/100）*8；按100分制折算."""
        if match := _WORDING.search(wording.text):
            notes = []
            if match[2] and wording.weight and Decimal(match[2]) != wording.weight:
                notes.append(f"细则折算到 {match[2]} 分，本行分值是 {show(wording.weight)} 分；按本行分值计算")
            return Reading(cls(full=Decimal(match[1])), tuple(notes), clear=not notes)
        if match := _SCALE.search(wording.text):
            return Reading(cls(full=Decimal(match[1])))
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

    def explain(self) -> str:
        return f"按 {show(self.full)} 分制的打分折算到本指标分值"
