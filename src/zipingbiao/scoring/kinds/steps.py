"""按级扣分: points off for every step the actual value falls short of (or exceeds) the target, down to 0."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zipingbiao.base.numbers import round_to, show
from zipingbiao.base.text import excerpt
from zipingbiao.forms.policy import Policy
from zipingbiao.model.quantity import PLACES
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped, native_full
from zipingbiao.scoring.compare import Pair, reaches
from zipingbiao.scoring.kinds._band import Band
from zipingbiao.scoring.kinds._base import Example, Family, Kind, Reading, full_points, number_literal
from zipingbiao.scoring.wording.intervals import has_date, read_interval
from zipingbiao.scoring.wording.joining import show_amount
from zipingbiao.scoring.wording.stepping import (
    LADDER,
    USED,
    Counting,
    Sense,
    positive,
    read_base,
    read_counting,
    read_most,
    read_steps,
)
from zipingbiao.scoring.wording.text import Clause, Wording, quantity_name

_COUNTING: dict[Counting, str] = {
    "whole": "不足一级不扣",
    "started": "不足一级按一级扣",
    "pro_rata": "不足一级按比例扣",
}


class Steps(Kind):
    """每低于（高于）指标值 `step` 扣 `deduct` 分，扣完为止.

    step      size of one step in the scale of the value (1 个百分点 is 0.01); of the target where `relative`
    counting  whole steps only, started steps count, or pro rata
    base      the limit the standard itself names, in place of the target; the actual value is then taken by itself,
              as a proportion where `percent`
    sense     the direction the standard names (= both ways), in place of the target's
    nothing   where the compared value earns nothing at all (低于60%不得分)
    most      the most points that are deducted (最多扣3分)
    """

    kind: Literal["steps"] = "steps"
    step: Decimal = Field(gt=0)
    deduct: Decimal = Field(gt=0)
    relative: bool = False
    counting: Counting = "whole"
    base: Decimal | None = None
    percent: bool = True
    sense: Literal["", "≥", "≤", "="] = ""
    nothing: Band | None = None
    most: Decimal | None = None

    title: ClassVar[str] = "按级扣分"
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "每超过…扣…，扣完为止",
            "以100%为标准。在职人员控制率≦100%，计3分；每超过一个百分点扣0.5分，扣完为止。",
            "3",
            "没有写明不足一级怎样扣的，满一级才扣；每扣一级从满分起减，减到 0 分为止",
            name="在职人员控制率",
        ),
        Family(
            "每低于…扣…，不足…按…计",
            "及时率≥95%得满分，每低于1个百分点扣0.5分，不足1个百分点按1个百分点计",
            "5",
            "写明不足一级按一级计的，不足一级也扣一级",
            name="及时率", target="≥95%",
        ),
        Family(
            "每低于…扣…，按比例扣",
            "及时率≥95%得满分，每低于1个百分点扣0.5分，不足1个百分点按比例扣分",
            "5",
            "写明按比例扣的，按实际相差多少扣",
            name="及时率", target="≥95%",
        ),
        Family(
            "每超过（降低）…扣…",
            "100%计满分，每超过（降低）5%扣2分。扣完为止。",
            "6",
            "高了低了都扣",
            name="政府采购执行率",
        ),
        Family(
            "每降低…扣…，低于…不得分",
            "完成率达到100%得满分，每降低1%扣0.5分，低于60%不得分",
            "10",
            "1% 按 1 个百分点理解；低于写明的界限得 0 分",
            name="完成率", target="100%",
        ),
        Family(
            "每少…（人、次、份）扣…",
            "每少1人扣0.1分，扣完为止",
            "5",
            "没有写从哪里起扣的，从年度指标值起扣",
            name="培训人数", target="≥100人",
        ),
        Family(
            "按照…等差依次减…",
            "偏差率≤5%，得满分；按照 5%等差依次减 1 分；否则，不得分。",
            "8",
            "每一档从前一档的界限起算，不足一档按一档减，减到 0 分为止",
            name="达标项目成本控制偏差率", target="≤5%",
        ),
    )  # fmt: skip

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """每超过一个百分点扣0.5分，扣完为止；按照5%等差依次减1分."""
        if match := LADDER.search(wording.text):
            return None if wording.leftover(*USED) else cls._ladder(wording, match)
        steps = read_steps(wording)
        if not steps or len({(step.size, step.points) for step in steps}) > 1 or wording.leftover(*USED):
            return None
        first = steps[0]
        senses = {step.sense for step in steps}
        sense: Sense = "=" if len(senses) > 1 else (first.sense or "≥")
        base, agreed = read_base(wording, sense, first.percent)
        full = positive(wording)
        zero = [clause for clause in wording.earning if clause.points == 0]
        if any(_has_figure(clause.condition) and _zero_band(clause) is None for clause in zero):
            return None
        if any(has_date(clause.condition) for clause in wording.earning) or wording.target.shape == "date":
            return None
        if not agreed or len(full) > 1 or any(clause.unsure or clause.pro_rata for clause in full):
            return None
        doubts = wording.weight_notes()
        target = wording.target
        relative = first.percent and target.value is not None and not target.is_percent and target.unit != ""
        if relative and base not in (None, 1):
            return None
        if relative:
            base = None
        elif base is None and target.value is None:
            doubts.append("细则没有写明从哪个标准起扣，按年度指标值起扣")
        elif base is not None and target.value is not None and base != target.value and target.is_percent:
            doubts.append(f"细则从 {show(base * 100)}% 起扣，指标值是 {target.text}；按细则的标准起扣")
        for clause in full:
            if note := wording.top_note(clause.points):
                doubts.append(f"{note.partition('；')[0]}；从本行分值扣起，因为细则的扣分以满分为起点")
        if wording.otherwise is not None:
            doubts.append("细则又写否则不得分，与逐级扣分矛盾；按逐级扣分，扣完为止计算")
        counting = read_counting(wording.text)
        kind = cls(
            step=first.size, deduct=first.points, relative=relative, counting=counting or "whole", base=base,
            percent=first.percent, sense=sense, most=read_most(wording),
            nothing=next((band for clause in zero if (band := _zero_band(clause))), None),
        )  # fmt: skip
        notes = list(doubts)
        started = base if base is not None else target.value
        if first.percent and not first.by_point and not relative and started not in (None, 0, 1):
            notes.append(f"“每…{show(first.size * 100)}%”按百分点理解，不按标准的百分之几")
        notes += [
            f"“{excerpt(clause.condition)}”不得分的情形由人核定" for clause in zero if not _has_figure(clause.condition)
        ]
        name = quantity_name(full[0].condition) if full else ""
        return Reading(kind, tuple(notes), not doubts, name)

    @classmethod
    def _ladder(cls, wording: Wording, match: re.Match[str]) -> Reading | None:
        """5%等差依次减1分: every started step beyond the first limit costs the same; the end of the ladder is 0."""
        step, points = Decimal(match["n"]).scaleb(-2), Decimal(match["points"])
        full = positive(wording)
        limit = read_interval(full[0].condition) if full else None
        if len(full) > 1 or step <= 0 or points <= 0 or (limit is not None and limit.low is not None and limit.high):
            return None
        sense: Sense = "≥" if limit is not None and limit.high is None else "≤"
        base = None if limit is None else limit.high if limit.high is not None else limit.low
        kind = cls(step=step, deduct=points, counting="started", base=base, sense=sense)
        notes = [*wording.weight_notes(), "等差的每一档从前一档的界限起算，不足一档按一档减"]
        if wording.otherwise is not None:
            notes.append("细则没有写减到哪一档为止、何时“否则不得分”，按减到 0 分为止计算")
        return Reading(kind, tuple(notes), False, quantity_name(full[0].condition) if full else "")

    def score(self, case: Case) -> Outcome:
        compared = self._compared(case)
        if not isinstance(compared, Pair):
            return Outcome(None, self.explain(), (compared,))
        target, actual = compared
        sense = self.sense or case.sense
        met = target == actual if sense == "=" else reaches(compared, sense)
        if met is None:
            return Outcome(None, self.explain(), ("看不出指标值是“不超过”还是“不低于”，请在指标值前写 ≤ 或 ≥",))
        if met:
            return Outcome(case.full(), "达到标准，不扣分")
        if self.relative and target <= 0:
            return Outcome(None, self.explain(), ("指标值不是正数，比例没有意义",))
        if self.nothing is not None and self.nothing.holds(self._place(target, actual)):
            return Outcome(case.rounded(Decimal(0)), f"{self.nothing.shown(self._show)} 不得分")
        gap = abs(actual - target)
        if self.relative:
            gap = gap / target
        count = round_to(gap / self.step, PLACES)
        if self.counting == "whole":
            count = count.to_integral_value(ROUND_FLOOR)
        elif self.counting == "started":
            count = count.to_integral_value(ROUND_CEILING)
        lost = count * self.deduct
        if self.most is not None:
            lost = min(lost, self.most)
        points = case.capped(case.weight - lost)
        shown = f"{show(round_to(gap * 100, 2))}%" if self.percent or self.relative else show(round_to(gap, 4))
        return Outcome(points, f"相差 {shown}，{show(round_to(count, 2))} 级，扣 {show(lost)} 分，得 {show(points)} 分")

    def _place(self, target: Decimal, actual: Decimal) -> Decimal:
        """What `nothing` is compared with: the value, or its share of the target."""
        return round_to(actual / target, PLACES) if self.relative else actual

    def _compared(self, case: Case) -> Pair | str:
        if self.base is None:
            return case.compared
        if self.percent:
            rate = case.actual_rate
            return Pair(self.base, rate) if rate is not None else "实际完成值不是百分数，不能按细则扣分"
        if case.actual.value is None or case.actual.is_percent:
            return "实际完成值不是数量，不能按细则扣分"
        return Pair(self.base, case.actual.value)

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a = refs.target, refs.actual
        s = f'"{self.sense}"' if self.sense else refs.sense
        if self.base is not None:
            t, a = number_literal(self.base), refs.rate if self.percent else refs.actual_value
        gap = f"ABS({a}-{t})" + (f"/{t}" if self.relative else "")
        count = f"ROUND({gap}/{number_literal(self.step)},{PLACES})"
        if self.counting == "whole":
            count = f"INT({count})"
        elif self.counting == "started":
            count = f"ROUNDUP({count},0)"
        off = f"{count}*{number_literal(self.deduct)}"
        if self.most is not None:
            off = f"MIN({off},{number_literal(self.most)})"
        lost = native_capped(f"{refs.weight}-{off}", refs, policy)
        if self.nothing is not None:
            place = f"ROUND({a}/{t},{PLACES})" if self.relative else a
            lost = f"IF({self.nothing.condition(place)},0,{lost})"
        if self.relative:
            lost = f'IF({t}<=0,"",{lost})'
        full = native_full(refs, policy)
        reached = f'IF({s}="≤",{a}<{t},IF({s}="=",FALSE,{a}>{t}))'
        points = f'IF({a}={t},{full},IF({s}="?","",IF({reached},{full},{lost})))'
        if self.base is None:
            return refs.when_compared(points)
        usable = f"ISNUMBER({a})" if self.percent else f'AND(ISNUMBER({a}),{refs.actual_unit}<>"%")'
        return f'IF({usable},{points},"")'

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        share = "指标值的 " if self.relative else ""
        step = self._show(self.step)
        if self.percent and not self.relative:
            step = step.removesuffix("%") + " 个百分点"
        way = {"≤": "超过", "≥": "低于", "=": "偏离"}.get(self.sense, "偏离")
        start = "达到指标值"
        if self.base is not None:
            start = f"{self.sense.replace('=', '')}{self._show(self.base)} "
        gap = "" if step.endswith("点") else " "
        end = "扣完为止" if self.most is None else f"最多扣 {show(self.most)} 分"
        off = f"每{way} {share}{step}{gap}扣 {show(self.deduct)} 分，{_COUNTING[self.counting]}，{end}"
        parts = [f"{start}得{full_points(weight)}", off]
        if self.nothing is not None:
            parts.append(f"{self.nothing.shown(self._show)} 不得分")
        return (f"{quantity} " if quantity else "") + "；".join(parts)

    def _show(self, value: Decimal) -> str:
        """A value of the standard as printed; without a base of its own the scale is that of the target."""
        proportion = self.relative or self.percent
        return show(value * 100) + "%" if proportion else show_amount(value)


def _zero_band(clause: Clause) -> Band | None:
    """低于60%不得分, beside the steps."""
    limit = read_interval(clause.condition)
    if limit is None or limit.bare:
        return None
    return Band(low=limit.low, high=limit.high, with_low=limit.with_low, with_high=limit.with_high)


def _has_figure(condition: str) -> bool:
    return any(char in "0123456789" for char in condition)


Steps.examples = (
    Example("≥95%", "96%", "5", "5"),
    Example("≥95%", "92.5%", "5", "4"),
    Example("≥95%", "70%", "5", "0"),
    Example("≥95%", "及时", "5", None),
)
#: The parameters the examples are scored with: 0.5 points off per whole percentage point.
EXAMPLE_STEPS = Steps(step=Decimal("0.01"), deduct=Decimal("0.5"))
