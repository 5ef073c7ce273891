"""Decimal numbers as printed in forms: reading, printed precision, and the one place where rounding happens."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Literal, NamedTuple

RoundMode = Literal["half_up", "truncate"]

_ROUNDING = {"half_up": ROUND_HALF_UP, "truncate": ROUND_DOWN}
_WIDE = Context(prec=60)
#: A quotient is rounded to this many decimals before it is cut: 1/3 × 3 is 1.00 and not 0.99, and 0.7 + 0.1 is 0.80 in
#: binary arithmetic too. The native half does the same.
CUT_PLACES = 10
_CUT = Decimal(1).scaleb(-CUT_PLACES)
#: Larger than any public budget in yuan; beyond it a cell is a typing accident (1e999), not a quantity.
LIMIT = Decimal("1e18")

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，－＋", "0123456789.%,-+")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)\Z")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z")
_UNIT_SUFFIX = re.compile(r"(?:人民币)?(亿元|万元|元|分)\Z")
_SCALES = {"亿元": Decimal(10) ** 8, "万元": Decimal(10) ** 4, "元": Decimal(1), "分": Decimal(1)}


class Printed(NamedTuple):
    """A number read from text: its value (a percentage as a fraction), the size of its last printed place, its unit."""

    value: Decimal
    step: Decimal
    unit: str
    is_percent: bool


def round_to(value: Decimal, places: int, mode: RoundMode = "half_up") -> Decimal:
    """`value` at `places` decimals; half_up rounds halves away from zero, as Excel's ROUND does."""
    if mode == "truncate" and places < CUT_PLACES:
        value = value.quantize(_CUT, rounding=ROUND_HALF_UP, context=_WIDE)
    return value.quantize(Decimal(1).scaleb(-places), rounding=_ROUNDING[mode], context=_WIDE)


def read_printed(text: str) -> Printed | None:
    """Reads a whole text as one number ('3,030.00', '91.66%', '４.５', '4753.66万元'); None if it is not one.

    The value of a percentage is a fraction (0.9166); `step` is in the same scale (0.0001 for 91.66%).
    """
    body = "".join(text.split()).translate(_FULL_WIDTH).replace("\u3000", "")
    unit = ""
    if match := _UNIT_SUFFIX.search(body):
        unit = match.group(1)
        body = body[: match.start()]
    percent = body.endswith("%") and not unit
    if percent:
        body = body[:-1]
    body = body.lstrip("¥￥")
    if not _PLAIN.match(body):
        if not _GROUPED.match(body):
            return None
        body = body.replace(",", "")
    if len(body) > 40:
        return None
    value = Decimal(body)
    if abs(value) >= LIMIT:
        return None
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(int(exponent))
    if percent:
        value, step = value.scaleb(-2), step.scaleb(-2)
    return Printed(value, step, unit, percent)


def scale_of(unit: str) -> Decimal:
    """How many yuan one `unit` is (万元 → 10000); 1 for 元 and for an empty unit."""
    return _SCALES.get(unit, Decimal(1))


def show(value: Decimal) -> str:
    """A plain decimal string without exponent and without superfluous zeros after the point ('96.85', '10')."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def show_fixed(value: Decimal, places: int = 2) -> str:
    """A plain decimal string with exactly `places` decimals, rounded half-up."""
    return format(round_to(value, places), "f")


def show_percent(value: Decimal, places: int = 2) -> str:
    """A fraction as a percentage ('98.50%' for 0.985), rounded half-up."""
    return show_fixed(value * 100, places) + "%"


def agrees(printed: Decimal, step: Decimal, exact: Decimal, modes: tuple[RoundMode, ...] = ("half_up",)) -> bool:
    """Whether `printed` is what `exact` looks like when rounded to the printed place `step`."""
    if printed == exact:
        return True
    places = -int(step.as_tuple().exponent)
    return any(round_to(exact, places, mode) == printed for mode in modes)
