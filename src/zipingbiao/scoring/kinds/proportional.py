"""按比例: met earns the whole weight, unmet the proportion reached — forward, reverse in both formulas, exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from zipingbiao.base.numbers import round_to, show
from zipingbiao.forms.policy import Policy
from zipingbiao.model.quantity import PLACES, Quantity
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped, native_full
from zipingbiao.scoring.compare import Pair, goes_beyond
from zipingbiao.scoring.kinds._band import Band
from zipingbiao.scoring.kinds._base import Example, Family, Kind, Reading, full_points, number_literal
from zipingbiao.scoring.wording.intervals import Interval, read_interval
from zipingbiao.scoring.wording.ratios import Formula, read_formula
from zipingbiao.scoring.wording.stepping import positive
from zipingbiao.scoring.wording.text import Clause, Wording, copied_name

_IN_PROPORTION = re.compile(
    r"(?:(?:按|按照|根据|依据?)(?:其|实际|指标)?(?:完成|达成|完成情况|实际完成)?(?:情况|程度|值)?(?:的|占[^,;]{0,10}的)?(?:比例|比率|完成率|进度)(?:进行)?(?:折算|计算|换算|计|得|给|记|赋|扣减?)+(?:相应)?(?:得|计)?(?:分[值数]?)?|(?:同|等)比例(?:得|计|扣)分|比例得分)"
)
Reverse = Literal["ratio", "linear", "policy"]


class Proportional(Kind):
    """定量指标 by 财预〔2020〕10号: 未完成指标值的，按完成值与指标值的比例记分.

    reverse  the formula for unmet ≤ targets: `ratio` weight×target/actual, `linear` weight×(1−(actual−target)/target),
             `policy` whichever the form prescribes
    forward  True where a standard says 实际/计划×分值, whatever the target's own direction
    backward  True where it says 计划/实际×分值
    nothing  the completion that earns nothing at all (低于60%不得分)
    worded   True where the row's own 评分细则 asks for the proportion without a formula or a limit of its own

    What the form's policy says of results beyond the target (quantitative.over_achievement for ≥ and bare targets,
    quantitative.equal for = targets) applies only where the form itself asks for the proportion. A standard says what
    earns full marks (达到目标值得满分，未达到的按比例) and its formulas end at full marks (最高得分值), so none of its
    wordings lets the form take points from a result that reached the target. Only the formula for unmet ≤ targets is
    the form's there too, because 按比例 alone leaves it open.
    """

    kind: Literal["proportional"] = "proportional"
    reverse: Reverse = "policy"
    forward: bool = False
    backward: bool = False
    nothing: Band | None = None
    worded: bool = False

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
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "得分=实际数/计划数×标准分值",
            "标准分值 4 分，实际得分=实际订阅数/计划订阅数*标准分值",
            "4",
            "实际数是实际完成值，计划数是年度指标值；超过的得满分",
            name="订阅报刊杂志数",
            target="≥100份",
        ),
        Family(
            "得分=计划数/实际数×分值",
            "得分=计划成本/实际成本×分值",
            "4",
            "越少得分越高，不超过指标值的得满分",
            name="项目成本",
            target="≤100万元",
        ),
        Family(
            "完成得满分，未完成的按比例得分",
            "达到目标值得满分；未达到的按完成比例计分",
            "5",
            "比例 = 实际完成值 ÷ 指标值；越少越好的指标按表样规定的算法",
            name="培训人次",
            target="≥100人",
        ),
        Family(
            "按比例得分，低于…不得分",
            "达到100%得满分，未完成的，按实际完成比例计分，低于60%不得分",
            "10",
            "完成比例低于写明的界限得 0 分",
            name="任务完成率",
            target="100%",
        ),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """实际得分=实际订阅数/计划订阅数*标准分值；未完成的按比例计分."""
        doubts = wording.weight_notes()
        formula = read_formula(wording.text)
        if formula is not None:
            return cls._by_formula(wording, formula, doubts)
        if "每" in wording.text or not _IN_PROPORTION.search(wording.text) or wording.leftover(_IN_PROPORTION):
            return None
        if any(clause.unsure or clause.points not in (None, 0, wording.weight) for clause in wording.earning):
            return None
        if not all(_at_target(clause, wording.target) for clause in positive(wording)):
            return None
        limits = [read_interval(clause.condition) for clause in wording.earning if clause.points == 0]
        nothing = [limit for limit in limits if limit is not None]
        if nothing and (len(nothing) > 1 or not _is_floor(nothing[0]) or not _is_whole(wording.target)):
            return None
        notes = () if wording.target.has_digit else ("比例按实际完成值÷指标值计算",)
        floor = Band(high=nothing[0].high, with_high=nothing[0].with_high) if nothing else None
        return Reading(cls(nothing=floor, worded=True), (*doubts, *notes), not doubts)

    @classmethod
    def _by_formula(cls, wording: Wording, formula: Formula, doubts: list[str]) -> Reading | None:
        if wording.leftover(_FORMULA) or any(not _is_plain(clause) for clause in wording.earning):
            return None
        target = wording.target
        if formula.points is not None and wording.weight and formula.points != wording.weight:
            doubts.append(f"细则乘的是 {show(formula.points)} 分，本行分值是 {show(wording.weight)} 分；按本行分值计算")
        if formula.form == "inverse":
            if target.operator == "≥":
                doubts.append("指标值是“不低于”，细则却是完成越少得分越高，两者矛盾；按细则计算，因为得分以细则为准")
            return Reading(cls(reverse="ratio", backward=True), tuple(doubts), not doubts, formula.quantity)
        counted = target.value is not None and not target.is_percent
        below = target.is_percent and target.value is not None and 0 < target.value < 1
        by_completion = formula.form == "rate" and formula.quantity.endswith("完成率")
        if formula.form == "rate" and _GROWTH.search(formula.quantity):
            if copied := copied_name(formula.quantity, wording.name):
                doubts.append(copied)
            doubts.append(
                f"“{formula.quantity}”不以 100% 为满，乘分值得不出满分；按实际完成值÷指标值×分值计算，另一种理解是字面的比率乘分值"
            )
            return Reading(cls(forward=True), tuple(doubts), False, formula.quantity)
        if formula.form == "ratio" or (by_completion and (counted or (below and "完成率" not in wording.name))):
            if target.operator == "≤":
                doubts.append("指标值是“不超过”，细则却是完成越多得分越高，两者矛盾；按细则计算，因为得分以细则为准")
            if formula.form == "rate" and below:
                doubts.append(
                    f"指标值是 {target.text}，“{formula.quantity}”按实际完成值÷指标值计算；另一种理解是实际完成值本身"
                )
            return Reading(cls(forward=True), tuple(doubts), not doubts, formula.quantity)
        return None

    def score(self, case: Case) -> Outcome:
        if not isinstance(case.compared, Pair):
            return Outcome(None, self.explain(), (case.compared,))
        target, actual = case.compared
        if actual == target:
            return Outcome(case.full(), "实际完成值等于指标值，得满分")
        reverse = case.policy.quantitative.reverse if self.reverse == "policy" else self.reverse
        match "≥" if self.forward else "≤" if self.backward else case.sense:
            case "≥":
                return self._exceeded(case, case.compared) or self._forward(case, target, actual)
            case "≤":
                return self._reverse(case, target, actual, reverse)
            case "=":
                if target == 0:
                    return Outcome(case.rounded(Decimal(0)), "指标值为 0，完成值不是 0，不得分")
                if actual > target and self._by_policy and case.policy.quantitative.equal == "none":
                    return Outcome(case.rounded(Decimal(0)), "指标值要求等于，实际完成值超过指标值，按表样不得分")
                return self._forward(case, target, actual)
            case _:
                return Outcome(None, self.explain(), ("看不出指标值是“不超过”还是“不低于”，请在指标值前写 ≤ 或 ≥",))

    @property
    def _by_policy(self) -> bool:
        """Whether the form, and no 评分细则, asks for the proportion."""
        return not (self.worded or self.forward or self.backward or self.nothing)

    def _exceeded(self, case: Case, compared: Pair) -> Outcome | None:
        """What a result far above its target earns, where the form takes points for it."""
        over = case.policy.quantitative.over_achievement
        if over is None or not self._by_policy or not goes_beyond(compared, over.above):
            return None
        points = case.capped(case.weight - over.deduct)
        return Outcome(
            points,
            f"实际完成值超过指标值 {show(over.above)}% 以上（含），按规定扣 {show(over.deduct)} 分，得 {show(points)} 分",
        )

    def _forward(self, case: Case, target: Decimal, actual: Decimal) -> Outcome:
        if actual > target:
            return Outcome(case.full(), "实际完成值超过指标值，得满分")
        if target <= 0:
            return Outcome(None, self.explain(), ("指标值不是正数，完成比例没有意义",))
        if self.nothing is not None and self.nothing.holds(round_to(actual / target, PLACES)):
            return Outcome(case.rounded(Decimal(0)), f"完成比例{self.nothing.shown(_percent)} 不得分")
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
            points = case.capped(case.weight * (2 * target - actual) / target)  # a single division keeps it exact
            how = f"(1−超出比例)×分值 = (1−({case.show(actual)}−{case.show(target)})/{case.show(target)})×{show(case.weight)}"
        return Outcome(points, f"{how} = {show(points)} 分")

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a, w = refs.target, refs.actual, refs.weight
        full = native_full(refs, policy)
        part = native_capped(f"{w}*{a}/{t}", refs, policy)
        if self.nothing is not None:
            part = f"IF({self.nothing.condition(f'ROUND({a}/{t},{PLACES})')},0,{part})"
        unmet = f'IF({t}<=0,"",{part})'
        forward = f"IF({a}>{t},{full},{unmet})"
        above, exact = self._native_exceeded(refs, policy)
        more = f"IF({a}>{t},{above},{unmet})"
        reverse = policy.quantitative.reverse if self.reverse == "policy" else self.reverse
        expression = f"{w}*{t}/{a}" if reverse == "ratio" else f"{w}*(2*{t}-{a})/{t}"
        backward = f'IF({a}<{t},{full},IF({t}<0,"",IF({t}=0,0,{native_capped(expression, refs, policy)})))'
        exactly = f"IF({t}=0,0,IF({a}>{t},{exact},{unmet}))"
        s = refs.sense
        if self.forward:
            return refs.when_compared(f"IF({a}={t},{full},{forward})")
        if self.backward:
            return refs.when_compared(f"IF({a}={t},{full},{backward})")
        by_sense = f'IF({s}="≥",{more},IF({s}="≤",{backward},IF({s}="=",{exactly},"")))'
        return refs.when_compared(f"IF({a}={t},{full},{by_sense})")

    def _native_exceeded(self, refs: Refs, policy: Policy) -> tuple[str, str]:
        """What results above ≥ and above = targets earn."""
        above = exact = native_full(refs, policy)
        over = policy.quantitative.over_achievement
        if self._by_policy and over is not None:
            t, limit = refs.target, number_literal(1 + over.above / 100)
            less = native_capped(f"{refs.weight}-{number_literal(over.deduct)}", refs, policy)
            above = f"IF({t}>0,IF(ROUND({refs.actual}/{t},{PLACES})>={limit},{less},{above}),{above})"
        if self._by_policy and policy.quantitative.equal == "none":
            exact = "0"
        return above, exact

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        most = f"最高得{full_points(weight)}"
        times = f" ×{full_points(weight)}" if weight else " × 分值"
        if self.forward:
            return f"得分 = {quantity.replace('/', ' ÷ ') if '/' in quantity else '实际完成值 ÷ 指标值'}{times}，{most}"
        if self.backward:
            return f"得分 = {quantity.replace('/', ' ÷ ') if '/' in quantity else '指标值 ÷ 实际完成值'}{times}，{most}"
        floor = f"；完成比例{self.nothing.shown(_percent)} 不得分" if self.nothing else ""
        return f"达到指标值得{full_points(weight)}，未达到的按完成比例计分{floor}"


def _percent(value: Decimal) -> str:
    return show(value * 100) + "%"


def _at_target(clause: Clause, target: Quantity) -> bool:
    """达到100%得满分: a full-points clause may name the target's own figure, or no figure."""
    limit = read_interval(clause.condition)
    if limit is None:
        return not any(char in "0123456789" for char in clause.condition)
    goals = {target.value} | ({Decimal(1)} if _is_whole(target) else set())
    return limit.low is not None and limit.low in goals and (limit.high is None or limit.bare)


def _is_whole(target: Quantity) -> bool:
    """Whether 60% of the target and 60% as a value are the same, or only the first can be meant."""
    return target.value is None or not target.is_percent or target.value == 1


def _is_floor(limit: Interval) -> bool:
    return limit.percent and limit.low is None and not limit.bare


_FORMULA = re.compile(r"[^;,]*[*/][^;,]*")
#: A growth is no share of a whole: 14% may be all that was asked for, and 120% is possible.
_GROWTH = re.compile(r"(?:增长|增加|提高|提升|上升|下降|降低|减少|变动)(?:率|幅度|比例|比率)\Z|(?:增|降|涨)[幅速]\Z")


def _is_plain(clause: Clause) -> bool:
    """完成得满分；否则不得分 may stand beside a formula; limits and other points may not."""
    return clause.points in (None, 0) and not any(char in "0123456789" for char in clause.condition)
