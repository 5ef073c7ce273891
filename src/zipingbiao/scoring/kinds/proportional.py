"""按比例: met earns the whole weight, unmet the proportion reached — forward, reverse in both formulas, exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from zipingbiao.base.numbers import show
from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped, native_full
from zipingbiao.scoring.compare import Pair
from zipingbiao.scoring.kinds._base import Example, Kind, Reading
from zipingbiao.scoring.wording.text import Wording

_RATIO = re.compile(r"得分=?[(\[]*(实际|全年|完成)?[^/*=]+/([^/*=]+?)[)\]]*\*(?:标准|本项)?分值")
_IN_PROPORTION = re.compile(
    r"(?:按|根据)(?:实际)?(?:完成|达成)?(?:比例|比率|完成率|进度)(?:计|得|给|折)?(?:算)?(?:得)?分"
)
Reverse = Literal["ratio", "linear", "policy"]


class Proportional(Kind):
    """定量指标 by 财预〔2020〕10号: 未完成指标值的，按完成值与指标值的比例记分.

    reverse  the formula for unmet ≤ targets: `ratio` weight×target/actual, `linear` weight×(1−(actual−target)/target),
             `policy` whichever the form prescribes
    forward  True where a standard says 实际/计划×分值, whatever the target's own direction
    """

    kind: Literal["proportional"] = "proportional"
    reverse: Reverse = "policy"
    forward: bool = False

    title: ClassVar[str] = "按比例"
    examples: ClassVar[tuple[Example, ...]] = (
        Example("≥100份", "128份", "4", "4"),
        Example("8000份", "5059份", "5", "3.16"),
        Example("≥8万单", "4.996万", "5", "3.12"),
        Example("≤5%", "10%", "4", "2"),
        Example("≤5%", "0", "5", "5"),
        Example("5%", "47.39%", "1", "0.11", "成本控制偏差率"),
        Example("0起", "1起", "3", "0"),
        Example("=0", "0", "3", "3"),
        Example("=100%", "98%", "10", "9.8"),
        Example("100%", "1", "10", "10"),
        Example("≥95%", "96", "10", "10"),
        Example("≤5%", "1", "10", None),
        Example("≤200人次", "76%", "4", None),
        Example("工业1个/服务业2个", "0个", "1.5", None),
        Example("100%", None, "4", None),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """实际得分=实际订阅数/计划订阅数*标准分值；未完成的按比例计分."""
        notes = wording.weight_notes()
        if _RATIO.search(wording.text):
            if wording.target.operator == "≤":
                notes.append("指标值是“不超过”，细则却是完成越多得分越高，两者矛盾；按细则计算")
            return Reading(cls(forward=True), tuple(notes), clear=not notes)
        if _IN_PROPORTION.search(wording.text) and "每" not in wording.text:
            return Reading(cls(), tuple(notes), clear=not notes)
        return None

    def score(self, case: Case) -> Outcome:
        if not isinstance(case.compared, Pair):
            return Outcome(None, self.explain(), (case.compared,))
        target, actual = case.compared
        if actual == target:
            return Outcome(case.full(), "实际完成值等于指标值，得满分")
        reverse = case.policy.quantitative.reverse if self.reverse == "policy" else self.reverse
        match "≥" if self.forward else case.sense:
            case "≥":
                return self._forward(case, target, actual)
            case "≤":
                return self._reverse(case, target, actual, reverse)
            case "=":
                if target == 0:
                    return Outcome(case.rounded(Decimal(0)), "指标值为 0，完成值不是 0，不得分")
                return self._forward(case, target, actual)
            case _:
                return Outcome(None, self.explain(), ("看不出指标值是“不超过”还是“不低于”，请在指标值前写 ≤ 或 ≥",))

    def _forward(self, case: Case, target: Decimal, actual: Decimal) -> Outcome:
        if actual > target:
            return Outcome(case.full(), "实际完成值超过指标值，得满分")
        if target <= 0:
            return Outcome(None, self.explain(), ("指标值不是正数，完成比例没有意义",))
        points = case.capped(case.weight * actual / target)
        return Outcome(
            points,
            f"完成值/指标值×分值 = {case.show(actual)}/{case.show(target)}×{show(case.weight)} = {show(points)} 分",
        )

    def _reverse(self, case: Case, target: Decimal, actual: Decimal, formula: str) -> Outcome:
        if actual < target:
            return Outcome(case.full(), "实际完成值未超过指标值，得满分")
        if target < 0:
            return Outcome(None, self.explain(), ("指标值是负数，比例没有意义",))
        if target == 0:
            return Outcome(case.rounded(Decimal(0)), "指标值为 0，完成值大于 0，不得分")
        if formula == "ratio":
            points = case.capped(case.weight * target / actual)
            how = f"指标值/完成值×分值 = {case.show(target)}/{case.show(actual)}×{show(case.weight)}"
        else:
            points = case.capped(case.weight * (1 - (actual - target) / target))
            how = f"(1−超出比例)×分值 = (1−({case.show(actual)}−{case.show(target)})/{case.show(target)})×{show(case.weight)}"
        return Outcome(points, f"{how} = {show(points)} 分")

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a, w = refs.target, refs.actual, refs.weight
        full = native_full(refs, policy)
        forward = f'IF({a}>{t},{full},IF({t}<=0,"",{native_capped(f"{w}*{a}/{t}", refs, policy)}))'
        reverse = policy.quantitative.reverse if self.reverse == "policy" else self.reverse
        expression = f"{w}*{t}/{a}" if reverse == "ratio" else f"{w}*(1-({a}-{t})/{t})"
        backward = f'IF({a}<{t},{full},IF({t}<0,"",IF({t}=0,0,{native_capped(expression, refs, policy)})))'
        exact = f"IF({t}=0,0,{forward})"
        s = refs.sense
        if self.forward:
            return refs.when_compared(f"IF({a}={t},{full},{forward})")
        by_sense = f'IF({s}="≥",{forward},IF({s}="≤",{backward},IF({s}="=",{exact},"")))'
        return refs.when_compared(f"IF({a}={t},{full},{by_sense})")

    def explain(self) -> str:
        if self.forward:
            return "得分 = 实际数 ÷ 计划数 × 分值，最高得满分"
        return "达到指标值得满分，未达到的按完成比例计分"
