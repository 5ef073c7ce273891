"""比率乘分值: the actual rate itself times the weight, whatever the target (实际得分=完成率×标准分值)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.kinds._base import Example, Family, Kind, Reading, full_points
from zipingbiao.scoring.wording.intervals import read_interval
from zipingbiao.scoring.wording.ratios import read_formula
from zipingbiao.scoring.wording.text import Wording, copied_name

#: 按完成率得分, 按照满意度计分: the rate is said, the multiplication is not.
_BY_RATE = re.compile(
    r"(?:\A|[,;:])按(?:照)?(?:实际)?(?P<q>[^,;每比进]{0,10}(?:率|度))(?:折算|计算|计|得|给)+分(?=[,;]|\Z)"
)
_FORMULA = re.compile(r"[^;,]*\*[^;,]*|按[^;,]*分")


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
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "得分=…率×标准分值",
            "标准分值 4 分，实际得分=审计咨询完成率*标准分值",
            "4",
            "率是实际完成值本身，最高得满分；指标值不到 100% 的，达到指标值也得不了满分，所以同时提示",
            name="审计咨询完成率",
            target="100%",
        ),
        Family(
            "按…率得分",
            "按路灯照明完成率计分",
            "7",
            "同“率×分值”",
            name="路灯照明完成率",
            target="100%",
        ),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """实际得分=服务对象满意度*标准分值."""
        formula = read_formula(wording.text)
        match = _BY_RATE.search(wording.text)
        if formula is not None and formula.form == "rate":
            quantity, points = formula.quantity, formula.points
        elif match is not None and formula is None:
            quantity, points = match["q"], None
        else:
            return None
        if wording.leftover(_FORMULA) or any(read_interval(clause.condition) for clause in wording.earning):
            return None
        doubts = wording.weight_notes()
        notes = []
        if points is not None and wording.weight and points != wording.weight:
            doubts.append(f"细则乘的是 {show(points)} 分，本行分值是 {show(wording.weight)} 分；按本行分值计算")
        if copied := copied_name(quantity, wording.name):
            doubts.append(copied)
        elif not quantity.endswith(("率", "度", "幅", "比例", "比")) and quantity != wording.name:
            notes.append(f"“{quantity}”不是比率，按本行的“{wording.name or '实际完成值'}”计算")
        target = wording.target
        if target.is_percent and target.value is not None and 0 < target.value < 1 and target.operator != "≤":
            doubts.append(
                f"指标值是 {target.text}，细则却以比率乘分值：按细则达到指标值也得不了满分；另一种理解是达到指标值得满分、"
                "未达到的按实际÷指标值计分。按细则字面计算，因为细则没有写要除以指标值"
            )
        elif target.operator == "≤":
            doubts.append("指标值是“不超过”，细则却是比率越高得分越高，两者矛盾；按细则计算，因为得分以细则为准")
        elif target.value is not None and not target.is_percent and target.value != 1:
            notes.append(f"指标值“{target.text}”不是比率；实际完成值要填{quantity}（百分数）才能计算")
        return Reading(cls(), (*doubts, *notes), not doubts, quantity)

    def score(self, case: Case) -> Outcome:
        rate = case.actual_rate
        if rate is None:
            return Outcome(None, self.explain(), ("实际完成值不是比率",))
        points = case.capped(case.weight * rate)
        return Outcome(points, f"{show_percent(rate)}×{show(case.weight)} = {show(points)} 分")

    def excel(self, refs: Refs, policy: Policy) -> str:
        points = native_capped(f"{refs.weight}*{refs.rate}", refs, policy)
        return f'IF(ISNUMBER({refs.rate}),{points},"")'

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        return f"得分 = {quantity or '实际比率'} ×{full_points(weight) if weight else ' 分值'}，最高得{full_points(weight)}"
