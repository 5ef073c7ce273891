"""Printed figures beside exact ones: does one look like the other, and how both are shown. No rule lives here."""

from __future__ import annotations

from decimal import Decimal

from zipingbiao.base.numbers import RoundMode, agrees, round_to, scale_of, show, show_percent
from zipingbiao.base.text import normalise
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount

ZERO = Decimal(0)
#: A cell that shows more places than this holds a computed number, not a printed one.
MOST_PLACES = 6


def places_of(value: Value) -> int:
    """How many decimals are printed, in the scale of `number`."""
    if value.number is None:
        return 0
    exponent = (value.step if value.step is not None else value.number).as_tuple().exponent
    return min(MOST_PLACES, max(0, -int(exponent)))


def last_place(value: Value) -> Decimal:
    """The size of the last printed place, in the scale of `number`."""
    return Decimal(1).scaleb(-places_of(value))


def looks_like(value: Value, exact: Decimal, modes: tuple[RoundMode, ...] = ("half_up",)) -> bool:
    """Whether the printed figure is what `exact` looks like at the printed precision.

    A living cell shows 91.66% and holds 0.916637…; it is compared as it is shown.
    """
    if value.number is None:
        return False
    return agrees(round_to(value.number, places_of(value)), last_place(value), exact, modes)


def figure(value: Value) -> str | None:
    """The printed figure as a plain decimal string, a percentage with its sign; the text where it is no number."""
    if value.number is None:
        return value.text or value.error
    if value.text is not None and "%" in normalise(value.text):
        return normalise(value.text)
    return show(value.number)


def as_printed(value: Value) -> str:
    """The figure for use inside a sentence: as a person sees it, else in plain digits."""
    if value.text is not None:
        return normalise(value.text)
    return show(value.number) if value.number is not None else "空白"


def with_unit(value: Value, unit: str) -> str:
    """An amount with its unit for use inside a sentence; a unit inside the cell is not repeated."""
    return as_printed(value) if value.unit or value.number is None else f"{as_printed(value)} {unit}"


def in_points(value: Value) -> str:
    """A score or weight for use inside a sentence: 9.5 分, whether or not the cell holds the unit."""
    return f"{as_printed(value).removesuffix('分')} 分"


def rate_readings(value: Value) -> tuple[Value, ...]:
    """A printed rate as a fraction: 91.66% one way; a bare 1 or 86 is either a fraction or a percentage."""
    if value.number is None:
        return ()
    if value.text is not None and "%" in normalise(value.text):
        return (value,)
    step = value.step if value.step is not None else last_place(value)
    percent = Value(number=value.number.scaleb(-2), step=step.scaleb(-2), place=value.place)
    return (value, percent)


def same_figure(one: Value, other: Value) -> bool:
    """Equal at the printed precision of the coarser; a figure that is missing contradicts nothing."""
    if one.number is None or other.number is None:
        return True
    return looks_like(one, other.number) or looks_like(other, one.number)


def same_rate(one: Value, other: Value) -> bool:
    """Two printed rates agree in one of their readings."""
    return any(same_figure(a, b) for a in rate_readings(one) for b in rate_readings(other))


def rate_text(exact: Decimal, value: Value) -> str:
    """An exact rate as a percentage with at least two decimals, as many as `value` prints."""
    return show_percent(exact, max(2, places_of(rate_readings(value)[0]) - 2) if value.number is not None else 2)


def amount_step(value: Value, unit: str) -> Decimal:
    """The last printed place of an amount, in `unit`."""
    step = value.step if value.step is not None else last_place(value)
    return step if value.unit in ("", unit) else step * scale_of(value.unit) / scale_of(unit)


def yuan(value: Value, unit: str) -> Decimal | None:
    """An amount in yuan; `unit` is that of its table."""
    number = amount(value, unit)
    return None if number is None else number * scale_of(unit)


def yuan_step(value: Value, unit: str) -> Decimal:
    """The last printed place of an amount, in yuan; `unit` is that of its table."""
    return amount_step(value, unit) * scale_of(unit)


def same_amount(one: Value, one_unit: str, other: Value, other_unit: str) -> bool:
    """Whether two amounts agree when the finer one is rounded to the printed place of the coarser."""
    a, b = yuan(one, one_unit), yuan(other, other_unit)
    if a is None or b is None or a == b:
        return True
    step = max(yuan_step(one, one_unit), yuan_step(other, other_unit))
    return round_to(a / step, 0) == round_to(b / step, 0)


def is_blank(value: Value) -> bool:
    """True for an empty cell and for a stroke that means 'does not apply'; an error value is not blank."""
    return (value.text is None and value.error is None and value.number is None) or value.is_dash
