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
from zipingbiao.scoring.kinds._base import Example, Kind, number_literal

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
    """

    kind: Literal["bands"] = "bands"
    measure: Measure = "actual"
    bands: tuple[Band, ...] = Field(min_length=1)
    otherwise: Decimal | None = Decimal(0)
    percent: bool = True

    title: ClassVar[str] = "分档"

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
            if self.percent:
                return case.actual_rate if case.actual_rate is not None else "实际完成值不是百分数，不能按细则分档"
            if case.actual.value is None or case.actual.is_percent:
                return "实际完成值不是数量，不能按细则分档"
            return case.actual.value
        if not isinstance(case.compared, Pair):
            return case.compared
        target, actual = case.compared
        if target <= 0:
            return "指标值不是正数，比例没有意义"
        ratio = actual / target if self.measure == "completion" else abs(actual - target) / target
        return round_to(ratio, PLACES)

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a = refs.target, refs.actual
        if self.measure == "actual" and self.percent:
            measure = refs.rate
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


Bands.examples = (
    Example("≤5%", "3%", "2", "2"),
    Example("≤5%", "8%", "2", "1"),
    Example("≤5%", "47%", "2", "0"),
    Example("≤5%", "无", "2", None),
    Example("≤5次", "3次", "2", None),
)
#: The bands the examples are scored with.
EXAMPLE_BANDS = Bands(bands=(Band(high=Decimal("0.05")), Band(high=Decimal("0.20"), points=Decimal(1))))
