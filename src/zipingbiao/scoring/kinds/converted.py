"""折算: a score given on another scale (百分制) converted to the indicator's weight."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zipingbiao.base.numbers import show
from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.kinds._base import Example, Kind, number_literal


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
