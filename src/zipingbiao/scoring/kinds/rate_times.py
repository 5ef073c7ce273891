"""比率乘分值: the actual rate itself times the weight, whatever the target (实际得分=完成率×标准分值)."""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.kinds._base import Example, Kind, Reading
from zipingbiao.scoring.wording.text import Wording, copied_name

_WORDING = re.compile(r"得分=?([^/*=]+)\*(?:标准|本项)?分值|(?:标准|本项)?分值\*([^/*=,;]+率)")


class RateTimes(Kind):
    """实际得分 = 完成率 × 标准分值，满分为分值."""

    kind: Literal["rate_times"] = "rate_times"

    title: ClassVar[str] = "比率乘分值"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("100%", "90%", "2", "1.8"),
        Example("≥85%", "93%", "10", "9.3"),
        Example("100%", "101%", "4", "4"),
        Example("100%", "23", "3", "0.69"),
        Example("30份", "30份", "3", None),
        Example("30份", "50%", "3", "1.5"),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """实际得分=服务对象满意度*标准分值."""
        match = _WORDING.search(wording.text)
        if match is None:
            return None
        quantity = match[1] or match[2]
        notes = wording.weight_notes()
        clear = True
        if copied := copied_name(quantity, wording.name):
            notes.append(copied)
            clear = False
        target = wording.target
        if target.is_percent and target.value is not None and 0 < target.value < 1:
            notes.append(
                f"指标值是 {target.text}，细则却以比率乘分值：按细则达到指标值也得不了满分；另一种理解是达到指标值得满分。按细则字面计算"
            )
            clear = False
        return Reading(cls(), tuple(notes), clear)

    def score(self, case: Case) -> Outcome:
        rate = case.actual_rate
        if rate is None:
            return Outcome(None, self.explain(), ("实际完成值不是比率",))
        points = case.capped(case.weight * rate)
        return Outcome(points, f"{show_percent(rate)}×{show(case.weight)} = {show(points)} 分")

    def excel(self, refs: Refs, policy: Policy) -> str:
        points = native_capped(f"{refs.weight}*{refs.rate}", refs, policy)
        return f'IF(ISNUMBER({refs.rate}),{points},"")'

    def explain(self) -> str:
        return "实际比率乘以分值，最高得满分"
