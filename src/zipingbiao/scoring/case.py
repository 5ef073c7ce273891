"""What a scoring kind is given (Case, or cell references for its native twin) and what it answers (Outcome)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from zipingbiao.base.numbers import CUT_PLACES, RoundMode, round_to, show
from zipingbiao.forms.policy import Policy
from zipingbiao.model.quantity import PLACES, Quantity, understand
from zipingbiao.scoring.compare import FRACTION_FROM, Pair, Sense, as_fraction, pair, sense_of


@dataclass(frozen=True, slots=True)
class Case:
    """One indicator to be scored; weight and manual score in points (分)."""

    target: Quantity
    actual: Quantity
    weight: Decimal
    sense: Sense
    policy: Policy
    compared: Pair | str
    manual: Decimal | None = None

    def rounded(self, points: Decimal) -> Decimal:
        """`points` at the form's score precision."""
        rounding = self.policy.rounding
        return round_to(points, rounding.score_places, rounding.mode)

    def full(self) -> Decimal:
        """The whole weight at the form's score precision; never more than the weight (7.25 with one decimal)."""
        return min(self.weight, self.rounded(self.weight))

    def capped(self, points: Decimal) -> Decimal:
        """`points` kept between 0 and the weight, rounded."""
        return min(self.weight, self.rounded(min(self.weight, max(Decimal(0), points))))

    def show(self, value: Decimal) -> str:
        """A compared value as a person wrote it: with % where target or actual has one."""
        proportion = self.target.is_percent or self.actual.is_percent
        return show(value * 100) + "%" if proportion else show(value)

    @property
    def actual_rate(self) -> Decimal | None:
        """The actual value as a fraction, where it is a percentage or stands beside one."""
        value, goal = self.actual.value, self.target.value
        if value is None or self.actual.is_percent:
            return value
        return (
            as_fraction(value, goal) if self.target.is_percent and goal is not None and not self.actual.unit else None
        )


def make_case(
    target: str | None,
    actual: str | None,
    weight: Decimal,
    policy: Policy,
    *,
    name: str = "",
    second_level: str = "",
    direction: str = "",
    manual: Decimal | None = None,
) -> Case:
    """Understands the written values and compares them once, for whichever kind will score."""
    goal, done = understand(target), understand(actual)
    return Case(
        target=goal,
        actual=done,
        weight=weight,
        sense=sense_of(goal, name, second_level, direction),
        policy=policy,
        compared=pair(goal, done),
        manual=manual,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A score in points, or None where a person must decide; the sentence that explains it; what to be aware of."""

    score: Decimal | None
    explanation: str
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Refs:
    """Cell references a native formula may use; all on one row.

    target/actual  numbers on one scale, or "" where they cannot be compared
    target_value/actual_value, target_unit/actual_unit  each side's own number and unit, or ""
    target_text/actual_text  normalised texts
    """

    target: str
    actual: str
    target_value: str
    actual_value: str
    target_unit: str
    actual_unit: str
    target_text: str
    actual_text: str
    weight: str
    sense: str

    @property
    def rate(self) -> str:
        """The twin of Case.actual_rate: the actual value as a fraction, or ""."""
        bare = as_fraction_native(self.actual_value, self.target_value)
        beside = f'IF(AND({self.target_unit}="%",{self.actual_unit}="",ISNUMBER({self.actual_value})),{bare},"")'
        return f'IF({self.actual_unit}="%",{self.actual_value},{beside})'

    def when_compared(self, formula: str) -> str:
        """`formula`, or "" where target and actual are not comparable."""
        return f'IF(AND(ISNUMBER({self.target}),ISNUMBER({self.actual})),{formula},"")'


def as_fraction_native(bare: str, target: str) -> str:
    """The spreadsheet twin of compare.as_fraction."""
    part = f"ROUND({bare}/100,{PLACES})"
    high = f'IF(AND({bare}>0,{bare}<=1),{bare},IF(AND({bare}>1,{bare}<10),"",{part}))'
    return f'IF({bare}=0,0,IF({target}>={FRACTION_FROM},{high},IF({bare}<=1,"",{part})))'


def native_rounded(expression: str, places: int, mode: RoundMode) -> str:
    """The spreadsheet twin of base.numbers.round_to."""
    if mode == "truncate":
        return f"ROUNDDOWN(ROUND({expression},{CUT_PLACES}),{places})"
    return f"ROUND({expression},{places})"


def native_round(expression: str, policy: Policy) -> str:
    """The spreadsheet expression at the form's score precision — the twin of Case.rounded."""
    return native_rounded(expression, policy.rounding.score_places, policy.rounding.mode)


def native_capped(expression: str, refs: Refs, policy: Policy) -> str:
    """The spreadsheet twin of Case.capped."""
    rounded = native_round(f"MIN({refs.weight},MAX(0,{expression}))", policy)
    return f"MIN({refs.weight},{rounded})"


def native_full(refs: Refs, policy: Policy) -> str:
    """The spreadsheet twin of Case.full."""
    return f"MIN({refs.weight},{native_round(refs.weight, policy)})"
