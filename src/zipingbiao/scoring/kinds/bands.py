"""分档: points by the band in which the actual value, the completion or the deviation falls."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zipingbiao.base.numbers import round_to, show
from zipingbiao.forms.policy import Policy
from zipingbiao.model.quantity import PLACES
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.compare import Pair, sense_of
from zipingbiao.scoring.kinds._band import Band, is_everything
from zipingbiao.scoring.kinds._base import Example, Family, Kind, Reading, full_points, number_literal
from zipingbiao.scoring.wording.intervals import read_interval
from zipingbiao.scoring.wording.joining import (
    Limits,
    from_narrow_to_wide,
    join,
    one_scale,
    opened,
    same_quantity,
    show_amount,
)
from zipingbiao.scoring.wording.text import Wording, copied_name, is_time_limit, quantity_name

Measure = Literal["actual", "completion", "deviation"]
_NAMES: dict[Measure, str] = {"actual": "完成值", "completion": "完成比例", "deviation": "偏差率"}


class Bands(Kind):
    """≤5% 得满分；≤20% 得 1 分；否则不得分 — the first band that holds decides, then `otherwise` (None: a person).

    percent  whether the limits are proportions; an actual value of the other nature is not judged
    or_completion  a count in place of the rate is turned into the completion (20份 of 30份) and judged by that
    """

    kind: Literal["bands"] = "bands"
    measure: Measure = "actual"
    bands: tuple[Band, ...] = Field(min_length=1)
    otherwise: Decimal | None = Decimal(0)
    percent: bool = True
    or_completion: bool = False

    title: ClassVar[str] = "分档"
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "偏差率≤…得…；…≤偏差率≤…得…；否则…",
            "偏差率≤5%，得满分；5%≤偏差率≤20%，得 1 分；否则，不得分。",
            "2",
            "按书写顺序，先符合的一档算数；两档都含的界限归写在前面的一档。各档之间只差一个最小单位的视为相连，差得更多的由人评分",
            name="达标项目成本控制偏差率",
            target="≤5%",
        ),
        Family(
            "…（含）以上计…；…（含）-…计…；低于…计…",
            "90%（含）以上计6分；80%（含）-90%，计4分；70%（含）-80%，计2分；低于70%计0分。",
            "6",
            "以上、以下没有写明的都含本数；只写下限“含”的，上限不含",
            name="服务对象满意度",
        ),
        Family(
            "完成…份得…；…份得…",
            "招商手册制作完成30份，得满分；20份，得2分；10份，得1分；否则不得分。",
            "3",
            "只写了数的档按“不少于”理解；指标值或名称表示越少越好的，按“不超过”理解",
            name="招商手册制作完成数",
            target="30份",
        ),
        Family(
            "完成率≥…得…（指标值是数量）",
            "完成率≥90%得满分；60%≤完成率<90%得3分；否则不得分",
            "5",
            "实际完成值写数量时，先除以指标值得出完成率",
            name="任务完成数",
            target="40次",
        ),
        Family(
            "偏差率≤…得…（指标值是数量）",
            "偏差率≤5%得满分，5%-10%得3分，其余不得分",
            "5",
            "偏差率 = 实际完成值与指标值之差的绝对值 ÷ 指标值",
            name="投资额",
            target="100万元",
        ),
        Family(
            "…至…按比例得分",
            "完成率≥90%得满分；60%（含）-90%按比例得分；低于60%不得分",
            "10",
            "按比率×分值计算；可能还有别的理解，所以同时提示",
            name="完成率",
            target="100份",
        ),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """偏差率≤5%得满分；5%≤偏差率≤20%得1分；否则不得分 — and 30份满分；20份2分；10份1分."""
        clauses = [clause for clause in wording.earning if not clause.negated]
        if not clauses:
            return cls._bare_limit(wording)
        if any(clause.unsure for clause in clauses) or wording.leftover():
            return None
        found = [limit for clause in clauses if (limit := read_interval(clause.condition)) is not None]
        if len(found) < len(clauses):
            return None
        read = one_scale(found, wording.target.is_percent)
        quantity = same_quantity([clause.condition for clause in clauses])
        if read is None or quantity is None:
            return None
        if len(clauses) - sum(clause.points == 0 for clause in clauses) == 1 and is_time_limit(wording):
            return None
        otherwise = wording.otherwise
        if otherwise is None and any(clause.negated for clause in wording.clauses):
            otherwise = Decimal(0)
        only = len(clauses) == 1 and otherwise is None
        if only and (read.limits[0].bare or not read.percent):
            return None
        least = sense_of(wording.target, quantity or wording.name) != "≤"
        limits = [opened(limit, least) for limit in read.limits]
        order = from_narrow_to_wide(limits, [clause.points for clause in clauses])
        if order is None:
            return None
        limits, clauses = [limits[i] for i in order], [clauses[i] for i in order]
        joined = join(limits, quantity)
        measure, doubt = cls._measured(wording, quantity, read)
        kind = cls(
            measure=measure,
            bands=tuple(
                Band(
                    low=limit.low, high=limit.high, with_low=limit.with_low, with_high=limit.with_high,
                    points=clause.points, pro_rata=clause.pro_rata, written_low=written,
                )
                for (limit, written), clause in zip(joined.bands, clauses, strict=True)
            ),
            otherwise=otherwise,
            percent=read.percent,
            or_completion=measure == "actual" and read.percent and "完成" in quantity,
        )  # fmt: skip
        doubts = [*wording.weight_notes(), *(limit.note for limit in read.limits if limit.note), *doubt]
        best = [clause.points for clause in clauses if not clause.pro_rata]
        if best and None not in best and (top := wording.top_note(max(points or Decimal(0) for points in best))):
            doubts.append(top)
        if only:
            doubts.append("没有写达不到时得几分，达不到的由人评分")
        if any(clause.pro_rata for clause in clauses):
            doubts.append("“按比例得分”按比率×分值计算；另一种理解是在这一档的起止分之间按比例")
        plain = [copied_name(quantity, wording.name) if measure == "actual" else None, *read.notes, *joined.notes]
        if any(limit.bare for limit in read.limits) and len(clauses) > 1:
            plain.append("只写了数没有写以上、以下的档，按“%s”理解" % ("不少于" if least else "不超过"))
        return Reading(kind, (*doubts, *(note for note in plain if note)), joined.clear and not doubts, quantity)

    @staticmethod
    def _measured(wording: Wording, quantity: str, read: Limits) -> tuple[Measure, list[str]]:
        """Whether the limits are those of the deviation from the target, or of the actual value itself."""
        target = wording.target
        if "偏差" not in quantity and "偏离" not in quantity:
            return "actual", []
        if not read.percent or target.value is None or "偏差" in wording.name or "偏离" in wording.name:
            return "actual", []
        if not target.is_percent:
            return "deviation", []
        if any(target.value in (limit.low, limit.high) for limit in read.limits):
            return "actual", []
        note = (
            f"细则按{quantity}分档，指标值是 {target.text}；{quantity}按实际完成值偏离指标值的比例计算，"
            f"另一种理解是完成值本身就是{quantity}"
        )
        return "deviation", [note]

    @classmethod
    def _bare_limit(cls, wording: Wording) -> Reading | None:
        """成本控制≤150元/人/天；否则，不得分: the points of the condition were left out and can only be the whole."""
        zero = wording.otherwise == 0 or any(clause.negated for clause in wording.clauses)
        if not zero or len(wording.others) != 1 or wording.leftover():
            return None
        interval = read_interval(wording.others[0])
        if interval is None or interval.bare:
            return None
        band = Band(low=interval.low, high=interval.high, with_low=interval.with_low, with_high=interval.with_high)
        return Reading(
            cls(bands=(band,), otherwise=Decimal(0), percent=interval.percent),
            (*wording.weight_notes(), "细则没有写达到时得几分，按满分理解，因为写明了否则不得分"),
            not wording.weight_notes(),
            quantity_name(wording.others[0]),
        )

    def score(self, case: Case) -> Outcome:
        measure = self._measure(case)
        if isinstance(measure, str):
            return Outcome(None, self.explain(), (measure,))
        shown = f"{_NAMES[self.measure]} {self._show(measure)}"
        for band in self.bands:
            if band.holds(measure):
                points = case.capped(band.earned(case.weight, measure))
                return Outcome(points, f"{shown}，{self._range(band)}，得 {show(points)} 分")
        if self.otherwise is None:
            return Outcome(None, self.explain(), (f"细则没有规定{shown} 得几分",))
        points = case.capped(self.otherwise)
        return Outcome(points, f"{shown} 不在前面各档，得 {show(points)} 分")

    def sure_of(self, case: Case) -> bool:
        """False on a limit that two bands claim, and in a gap that was closed."""
        measure = self._measure(case)
        if isinstance(measure, str):
            return True
        holding = [band for band in self.bands if band.holds(measure)]
        if holding and holding[0].written_low is not None and measure < holding[0].written_low:
            return False
        shared = [band for band in holding[1:] if measure in (band.low, band.high) and band.low != band.high]
        ends = bool(holding) and measure in (holding[0].low, holding[0].high)
        return not (ends and any(band.points != holding[0].points for band in shared))

    def _measure(self, case: Case) -> Decimal | str:
        if self.measure == "actual":
            if self.percent and case.actual_rate is not None:
                return case.actual_rate
            if self.percent and not self.or_completion:
                return "实际完成值不是百分数，不能按细则分档"
            if self.percent:
                return self._ratio(case, "completion")
            if case.actual.value is None or case.actual.is_percent:
                return "实际完成值不是数量，不能按细则分档"
            return case.actual.value
        return self._ratio(case, self.measure)

    @staticmethod
    def _ratio(case: Case, measure: Measure) -> Decimal | str:
        """Completion or deviation of comparable values."""
        if not isinstance(case.compared, Pair):
            return case.compared
        target, actual = case.compared
        if target <= 0:
            return "指标值不是正数，比例没有意义"
        ratio = actual / target if measure == "completion" else abs(actual - target) / target
        return round_to(ratio, PLACES)

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a = refs.target, refs.actual
        if self.measure == "actual" and self.percent:
            measure = refs.rate
            if self.or_completion:
                share = f'IF(AND(ISNUMBER({t}),ISNUMBER({a})),IF({t}>0,ROUND({a}/{t},{PLACES}),""),"")'
                measure = f"IF(ISNUMBER({measure}),{measure},{share})"
            guard = f"ISNUMBER({measure})"
        elif self.measure == "actual":
            measure = refs.actual_value
            guard = f'AND(ISNUMBER({measure}),{refs.actual_unit}<>"%")'
        else:
            over = f"{a}/{t}" if self.measure == "completion" else f"ABS({a}-{t})/{t}"
            measure = f"ROUND({over},{PLACES})"
            guard = f"IF(AND(ISNUMBER({t}),ISNUMBER({a})),{t}>0,FALSE)"
        result = '""' if self.otherwise is None else native_capped(number_literal(self.otherwise), refs, policy)
        for band in reversed(self.bands):
            points = refs.weight if band.points is None else number_literal(band.points)
            if band.pro_rata:
                points = f"{refs.weight}*{measure}"
            result = f"IF({band.condition(measure)},{native_capped(points, refs, policy)},{result})"
        return f'IF({guard},{result},"")'

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        parts = []
        for band in self.bands:
            if band.pro_rata:
                earned = "按比率×分值得分"
            else:
                earned = f"得{full_points(weight) if band.points is None else f' {show(band.points)} 分'}"
            parts.append(f"{self._range(band)} {earned}")
        if self.otherwise is not None:
            parts.append(f"其余 {show(self.otherwise)} 分")
        elif not is_everything(self.bands):
            parts.append("其余由人评分")
        return f"{quantity or _NAMES[self.measure]} " + "；".join(parts)

    def _show(self, value: Decimal) -> str:
        proportion = self.percent or self.measure != "actual"
        return show(value * 100) + "%" if proportion else show_amount(value)

    def _range(self, band: Band) -> str:
        return band.shown(self._show)


Bands.examples = (
    Example("≤5%", "3%", "2", "2"),
    Example("≤5%", "8%", "2", "1"),
    Example("≤5%", "47%", "2", "0"),
    Example("≤5%", "无", "2", None),
    Example("≤5次", "3次", "2", None),
)
#: The bands the examples are scored with.
EXAMPLE_BANDS = Bands(bands=(Band(high=Decimal("0.05")), Band(high=Decimal("0.20"), points=Decimal(1))))
