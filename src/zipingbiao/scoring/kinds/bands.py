"""分档: points by the band in which the actual value, the completion or the deviation falls."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from zipingbiao.base.numbers import round_to, show, show_percent
from zipingbiao.forms.schema import Policy
from zipingbiao.model.quantity import PLACES
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.compare import Pair
from zipingbiao.scoring.kinds._base import Example, Kind, number_literal

Measure = Literal["actual", "completion", "deviation"]
_NAMES: dict[Measure, str] = {"actual": "完成值", "completion": "完成比例", "deviation": "偏差率"}


class Band(BaseModel):
    """One band: the first whose condition holds decides. `bound` is in the measure's scale (5% is 0.05).

    points None means the whole weight.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    operator: Literal["≥", "≤", ">", "<"]
    bound: Decimal
    points: Decimal | None = None

    def holds(self, measure: Decimal) -> bool:
        """Whether `measure` falls into this band."""
        match self.operator:
            case "≥":
                return measure >= self.bound
            case "≤":
                return measure <= self.bound
            case ">":
                return measure > self.bound
            case _:
                return measure < self.bound


class Bands(Kind):
    """≤5% 得满分；≤20% 得 1 分；否则不得分 — bands in order, then `otherwise` points."""

    kind: Literal["bands"] = "bands"
    measure: Measure = "actual"
    bands: tuple[Band, ...] = Field(min_length=1)
    otherwise: Decimal = Decimal(0)

    title: ClassVar[str] = "分档"

    def score(self, case: Case) -> Outcome:
        measure = self._measure(case)
        if isinstance(measure, str):
            return Outcome(None, self.explain(), (measure,))
        shown = show(measure) if self.measure == "actual" and not case.actual.is_percent else show_percent(measure)
        for band in self.bands:
            if band.holds(measure):
                points = case.capped(case.weight if band.points is None else band.points)
                return Outcome(points, f"{_NAMES[self.measure]} {shown}，{_condition(band)}，得 {show(points)} 分")
        points = case.capped(self.otherwise)
        return Outcome(points, f"{_NAMES[self.measure]} {shown} 不在前面各档，得 {show(points)} 分")

    def _measure(self, case: Case) -> Decimal | str:
        if self.measure == "actual":
            if isinstance(case.compared, Pair):
                return case.compared.actual
            return case.actual.value if case.actual.value is not None else case.compared
        if not isinstance(case.compared, Pair):
            return case.compared
        target, actual = case.compared
        if target <= 0:
            return "指标值不是正数，比例没有意义"
        ratio = actual / target if self.measure == "completion" else abs(actual - target) / target
        return round_to(ratio, PLACES)

    def excel(self, refs: Refs, policy: Policy) -> str:
        t, a = refs.target, refs.actual
        if self.measure == "actual":
            measure = f"IF(ISNUMBER({a}),{a},{refs.actual_value})"
            guard = f"ISNUMBER({refs.actual_value})"
        else:
            over = f"{a}/{t}" if self.measure == "completion" else f"ABS({a}-{t})/{t}"
            measure = f"ROUND({over},{PLACES})"
            guard = f"IF(AND(ISNUMBER({t}),ISNUMBER({a})),{t}>0,FALSE)"
        result = native_capped(number_literal(self.otherwise), refs, policy)
        for band in reversed(self.bands):
            points = refs.weight if band.points is None else number_literal(band.points)
            sign = {"≥": ">=", "≤": "<="}.get(band.operator, band.operator)
            earned = native_capped(points, refs, policy)
            result = f"IF({measure}{sign}{number_literal(band.bound)},{earned},{result})"
        return f'IF({guard},{result},"")'

    def explain(self) -> str:
        parts = [
            f"{_condition(b)} 得{'满分' if b.points is None else ' ' + show(b.points) + ' 分'}" for b in self.bands
        ]
        return f"按{_NAMES[self.measure]}分档：" + "；".join(parts) + f"；其余得 {show(self.otherwise)} 分"


def _condition(band: Band) -> str:
    bound = (
        show_percent(band.bound, 0)
        if band.bound < 1 and (band.bound * 100) % 1 == 0 and band.bound
        else show(band.bound)
    )
    return f"{band.operator}{bound}"


Bands.examples = (
    Example("≤5%", "3%", "2", "2"),
    Example("≤5%", "8%", "2", "1"),
    Example("≤5%", "47%", "2", "0"),
    Example("≤5%", "无", "2", None),
)
#: The bands the examples are scored with.
EXAMPLE_BANDS = Bands(
    bands=(Band(operator="≤", bound=Decimal("0.05")), Band(operator="≤", bound=Decimal("0.20"), points=Decimal(1)))
)
