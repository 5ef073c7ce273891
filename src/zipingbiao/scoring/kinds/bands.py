"""分档: points by the band in which the actual value, the completion or the deviation falls."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from zipingbiao.base.numbers import round_to, show
from zipingbiao.forms.schema import Policy
from zipingbiao.model.quantity import PLACES
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.compare import Pair
from zipingbiao.scoring.kinds._base import Example, Kind, Reading, number_literal
from zipingbiao.scoring.wording.intervals import Interval, read_interval
from zipingbiao.scoring.wording.text import Wording, copied_name, rate_name

Measure = Literal["actual", "completion", "deviation"]
_NAMES: dict[Measure, str] = {"actual": "完成值", "completion": "完成比例", "deviation": "偏差率"}


class Band(BaseModel):
    """One band, from `low` to `high` (None: open); limits in the measure's scale (5% is 0.05).

    points None means the whole weight.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: Decimal | None = None
    high: Decimal | None = None
    with_low: bool = True
    with_high: bool = True
    points: Decimal | None = None

    def holds(self, measure: Decimal) -> bool:
        """Whether `measure` falls into this band."""
        if self.low is not None and (measure < self.low or (measure == self.low and not self.with_low)):
            return False
        return self.high is None or measure < self.high or (measure == self.high and self.with_high)

    def condition(self, measure: str) -> str:
        """The twin of `holds` as a spreadsheet condition."""
        parts = []
        if self.low is not None:
            parts.append(f"{measure}{'>=' if self.with_low else '>'}{number_literal(self.low)}")
        if self.high is not None:
            parts.append(f"{measure}{'<=' if self.with_high else '<'}{number_literal(self.high)}")
        return f"AND({','.join(parts)})" if len(parts) > 1 else (parts[0] if parts else "TRUE")


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

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """偏差率≤5%得满分；5%≤偏差率≤20%得1分；否则不得分 — and 30份满分；20份2分；10份1分."""
        read = [(read_interval(clause.condition), clause.points) for clause in wording.earning]
        limits = [(interval, points) for interval, points in read if interval is not None]
        if not limits or len(limits) != len(read):
            return cls._bare_limit(wording)
        percents = {interval.percent for interval, _ in limits if not (interval.low == interval.high == 0)}
        if len(percents) > 1:
            return None
        notes = [*wording.weight_notes(), *(interval.note for interval, _ in limits if interval.note)]
        clear = not notes
        copied = copied_name(rate_name(wording.earning[0].condition), wording.name)
        bands, joints, sure = _join([(_open(interval), points) for interval, points in limits])
        percent = percents != {False}
        zero_clause = any(points == 0 for _, points in limits)
        otherwise = wording.otherwise
        if otherwise is None and not zero_clause and len(limits) == 1 and not percent:
            return None
        completion = percent and "完成" in rate_name(wording.earning[0].condition)
        kind = cls(bands=tuple(bands), otherwise=otherwise, percent=percent, or_completion=completion)
        return Reading(kind, (*notes, *joints, *([copied] if copied else [])), clear and sure)

    @classmethod
    def _bare_limit(cls, wording: Wording) -> Reading | None:
        """成本控制≤150元/人/天；否则，不得分: the points of the condition were left out and can only be the whole."""
        if wording.earning or wording.otherwise is None or len(wording.others) != 1:
            return None
        interval = read_interval(wording.others[0])
        if interval is None or interval.bare:
            return None
        band = Band(low=interval.low, high=interval.high, with_low=interval.with_low, with_high=interval.with_high)
        return Reading(
            cls(bands=(band,), otherwise=wording.otherwise, percent=interval.percent),
            ("细则没有写达到时得几分，按满分理解",),
        )

    def score(self, case: Case) -> Outcome:
        measure = self._measure(case)
        if isinstance(measure, str):
            return Outcome(None, self.explain(), (measure,))
        shown = f"{_NAMES[self.measure]} {self._show(measure)}"
        for band in self.bands:
            if band.holds(measure):
                points = case.capped(case.weight if band.points is None else band.points)
                return Outcome(points, f"{shown}，{self._range(band)}，得 {show(points)} 分")
        if self.otherwise is None:
            return Outcome(None, self.explain(), (f"细则没有规定{shown} 得几分",))
        points = case.capped(self.otherwise)
        return Outcome(points, f"{shown} 不在前面各档，得 {show(points)} 分")

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
            result = f"IF({band.condition(measure)},{native_capped(points, refs, policy)},{result})"
        return f'IF({guard},{result},"")'

    def explain(self) -> str:
        parts = [f"{self._range(b)} 得{'满分' if b.points is None else f' {show(b.points)} 分'}" for b in self.bands]
        tail = "其余由人评分" if self.otherwise is None else f"其余得 {show(self.otherwise)} 分"
        return f"{_NAMES[self.measure]} " + "；".join([*parts, tail])

    def _show(self, value: Decimal) -> str:
        proportion = self.percent or self.measure != "actual"
        return show(value * 100) + "%" if proportion else show(value)

    def _range(self, band: Band) -> str:
        if band.low is not None and band.high is not None:
            lower, upper = "≤" if band.with_low else "<", "≤" if band.with_high else "<"
            return f"{self._show(band.low)}{lower}x{upper}{self._show(band.high)}"
        if band.low is not None:
            return f"{'≥' if band.with_low else '>'}{self._show(band.low)}"
        if band.high is not None:
            return f"{'≤' if band.with_high else '<'}{self._show(band.high)}"
        return "任何值"


def _open(interval: Interval) -> Interval:
    """30份得满分: a bare number is the least that earns the points."""
    return interval._replace(high=None) if interval.bare else interval


def _join(limits: list[tuple[Interval, Decimal | None]]) -> tuple[list[Band], list[str], bool]:
    """Bands in the order written, with notes where neighbours overlap or leave a gap; False where a gap stays open."""
    notes: list[str] = []
    sure = True
    closed = sorted((i for i, _ in limits if i.low is not None), key=lambda i: i.low or 0)
    lows: dict[Decimal, tuple[Decimal, bool]] = {}
    for interval in closed:
        low = interval.low
        assert low is not None
        under = [
            other.high for other, _ in limits if other.high is not None and other is not interval and other.high <= low
        ]
        below = max(under, default=None)
        if below is None:
            continue
        unit = Decimal("0.01") if interval.percent else Decimal(1)
        shown = (_number(below, interval.percent), _number(low, interval.percent))
        meets = next(o for o, _ in limits if o.high == below)
        if below == low and interval.with_low and meets.with_high:
            notes.append(f"{shown[1]} 同时属于两档，按写在前面的一档计分")
        elif below == low and not interval.with_low and not meets.with_high:
            notes.append(f"恰好 {shown[1]} 时没有规定得几分，由人评分")
            sure = False
        elif below < low and low - below <= unit:
            lows[low] = (below, False)
            notes.append(f"{shown[0]} 与 {shown[1]} 之间没有规定，按连续的两档理解：大于 {shown[0]} 即属后一档")
        elif below < low:
            notes.append(f"{shown[0]} 与 {shown[1]} 之间没有规定得几分，由人评分")
            sure = False
    bands = []
    for interval, points in limits:
        low, with_low = interval.low, interval.with_low
        if low is not None and low in lows:
            low, with_low = lows[low]
        bands.append(Band(low=low, high=interval.high, with_low=with_low, with_high=interval.with_high, points=points))
    return bands, notes, sure


def _number(value: Decimal, percent: bool) -> str:
    return show(value * 100) + "%" if percent else show(value)


Bands.examples = (
    Example("≤5%", "3%", "2", "2"),
    Example("≤5%", "8%", "2", "1"),
    Example("≤5%", "47%", "2", "0"),
    Example("≤5%", "无", "2", None),
    Example("≤5次", "3次", "2", None),
)
#: The bands the examples are scored with.
EXAMPLE_BANDS = Bands(bands=(Band(high=Decimal("0.05")), Band(high=Decimal("0.20"), points=Decimal(1))))
