"""按级扣分: points off for every step the actual value falls short of (or exceeds) the target, down to 0."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zipingbiao.base.numbers import round_to, show
from zipingbiao.forms.schema import Policy
from zipingbiao.model.quantity import PLACES
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped, native_full
from zipingbiao.scoring.compare import Pair, reaches
from zipingbiao.scoring.kinds._base import Example, Kind, Reading, number_literal
from zipingbiao.scoring.wording.intervals import read_interval
from zipingbiao.scoring.wording.text import Wording

_EACH = re.compile(
    r"每(?P<way>超过\(降低\)|超过\(低于\)|超过或低于|偏离|超过|超出|高于|增加|多|上升|低于|减少|降低|下降|少|低|不足)(?P<n>\d+(?:\.\d+)?)?"
    r"(?P<unit>个百分点|百分点|%|‰|[^\d扣,;]{0,4})扣(?P<points>\d+(?:\.\d+)?)分"
)
_LADDER = re.compile(r"(?:按照?)?(?P<n>\d+(?:\.\d+)?)%等差(?:依次)?(?:递?减|扣减?)(?P<points>\d+(?:\.\d+)?)分")
_BASE = re.compile(r"以(\d+(?:\.\d+)?)(%?)为标准")
_ABOVE = ("超过", "超出", "高于", "增加", "多", "上升")

Counting = Literal["whole", "started", "pro_rata"]
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
    """

    kind: Literal["steps"] = "steps"
    step: Decimal = Field(gt=0)
    deduct: Decimal = Field(gt=0)
    relative: bool = False
    counting: Counting = "whole"
    base: Decimal | None = None
    percent: bool = True
    sense: Literal["", "≥", "≤", "="] = ""

    title: ClassVar[str] = "按级扣分"

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """每超过一个百分点扣0.5分，扣完为止；按照5%等差依次减1分."""
        if match := _LADDER.search(wording.text):
            return cls._ladder(wording, match)
        match = _EACH.search(wording.text)
        if match is None:
            return None
        percent = match["unit"] in ("个百分点", "百分点", "%", "‰")
        step = Decimal(match["n"] or 1)
        if percent:
            step = step.scaleb(-3 if match["unit"] == "‰" else -2)
        way = match["way"]
        sense: Literal["≥", "≤", "="] = "≥"
        if "(" in way or way in ("偏离", "超过或低于"):
            sense = "="
        elif way in _ABOVE:
            sense = "≤"
        notes = wording.weight_notes()
        base = cls._base(wording, percent)
        if base is None and wording.target.value is None:
            notes.append("细则没有写明从哪个标准起扣，按年度指标值起扣")
        for clause in wording.earning:
            if clause.points is not None and wording.weight and clause.points != wording.weight:
                notes.append(
                    f"细则达到标准计 {show(clause.points)} 分，本行分值是 {show(wording.weight)} 分；按本行分值计算"
                )
        kind = cls(step=step, deduct=Decimal(match["points"]), base=base, percent=percent, sense=sense)
        return Reading(kind, tuple(notes), clear=not notes)

    @staticmethod
    def _base(wording: Wording, percent: bool) -> Decimal | None:
        """The limit named before the deduction: 以100%为标准, 100%以下（含）计满分, ≤0计4分."""
        if match := _BASE.search(wording.text):
            return Decimal(match[1]).scaleb(-2) if match[2] else Decimal(match[1])
        for clause in wording.earning:
            interval = read_interval(clause.condition)
            if interval is not None and (interval.percent or not percent or interval.low == 0 or interval.high == 0):
                return interval.high if interval.high is not None else interval.low
        return None

    @classmethod
    def _ladder(cls, wording: Wording, match: re.Match[str]) -> Reading:
        """5%等差依次减1分: every started step beyond the first limit costs the same; the end of the ladder is 0."""
        step = Decimal(match["n"]).scaleb(-2)
        limit = read_interval(wording.earning[0].condition) if wording.earning else None
        base = limit.high if limit else None
        kind = cls(step=step, deduct=Decimal(match["points"]), counting="started", base=base, sense="≤")
        notes = [*wording.weight_notes(), "细则没有写等差减到哪一档为止，按减到 0 分为止计算"]
        return Reading(kind, tuple(notes), clear=False)

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
        gap = abs(actual - target)
        if self.relative:
            if target <= 0:
                return Outcome(None, self.explain(), ("指标值不是正数，比例没有意义",))
            gap = gap / target
        count = round_to(gap / self.step, PLACES)
        if self.counting == "whole":
            count = count.to_integral_value(ROUND_FLOOR)
        elif self.counting == "started":
            count = count.to_integral_value(ROUND_CEILING)
        points = case.capped(case.weight - count * self.deduct)
        return Outcome(
            points, f"相差 {show(round_to(gap, 4))}，扣 {show(count)}×{show(self.deduct)} 分，得 {show(points)} 分"
        )

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
        lost = native_capped(f"{refs.weight}-{count}*{number_literal(self.deduct)}", refs, policy)
        if self.relative:
            lost = f'IF({t}<=0,"",{lost})'
        full = native_full(refs, policy)
        reached = f'IF({s}="≤",{a}<{t},IF({s}="=",FALSE,{a}>{t}))'
        points = f'IF({a}={t},{full},IF({s}="?","",IF({reached},{full},{lost})))'
        if self.base is None:
            return refs.when_compared(points)
        usable = f"ISNUMBER({a})" if self.percent else f'AND(ISNUMBER({a}),{refs.actual_unit}<>"%")'
        return f'IF({usable},{points},"")'

    def explain(self) -> str:
        share = "指标值的 " if self.relative else ""
        step, base = self._show(self.step), "" if self.base is None else self._show(self.base)
        way = {"≤": "超过", "≥": "低于", "=": "偏离"}.get(self.sense, "偏离")
        start = (
            {"≤": f"≤{base} 得满分；", "≥": f"≥{base} 得满分；", "=": f"{base} 得满分；"}[self.sense or "="]
            if base
            else ""
        )
        return f"{start}每{way}{share}{step} 扣 {show(self.deduct)} 分，{_COUNTING[self.counting]}，扣完为止"

    def _show(self, value: Decimal) -> str:
        """A value of the standard as printed; without a base of its own the scale is that of the target."""
        proportion = self.relative or (self.percent if self.base is not None else value < 1)
        return show(value * 100) + "%" if proportion else show(value)


Steps.examples = (
    Example("≥95%", "96%", "5", "5"),
    Example("≥95%", "92.5%", "5", "4"),
    Example("≥95%", "70%", "5", "0"),
    Example("≥95%", "及时", "5", None),
)
#: The parameters the examples are scored with: 0.5 points off per whole percentage point.
EXAMPLE_STEPS = Steps(step=Decimal("0.01"), deduct=Decimal("0.5"))
