"""What a corruption is: one mistake as people make them, put into a correct form or set of forms; kinds stand in kinds_*.

A kind takes a deep copy of a correct form (the shape of tests/readers/form_data) and yields it with its mistake in
every place where it can be made, as a way to change the form; the rule meant for it must then say so.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from tests.readers.form_data import Form

#: Changes a form in place.
Change = Callable[[Form], None]


class Kind(NamedTuple):
    """One kind of mistake.

    code     the rule that must find it
    name     the mistake in a sentence
    places   yields the changes, one per place of the form where the mistake can be made
    profile  the profile to check with, where the rule needs what only some places prescribe
    """

    code: str
    name: str
    places: Callable[[Form], Iterator[Change]]
    profile: str | None = None


KINDS: list[Kind] = []


def kind(code: str, name: str, profile: str | None = None) -> Callable[[Callable[[Form], Iterator[Change]]], Kind]:
    """Declares a kind of mistake."""

    def declare(places: Callable[[Form], Iterator[Change]]) -> Kind:
        found = Kind(code, name, places, profile)
        KINDS.append(found)
        return found

    return declare


def corrupted(form: Form, change: Change) -> Form:
    """A copy of the form with the mistake in it."""
    copied = copy.deepcopy(form)
    change(copied)
    return copied


def put(part: str, number: int | None, key: str, value: str | None) -> Change:
    """The change that puts `value` into a field: of the form itself where `number` is None."""

    def change(form: Form) -> None:
        target = form if number is None else form[part][number]
        target[key] = value

    return change


def rows(form: Form) -> Iterator[tuple[int, Form]]:
    """The indicator rows with their numbers."""
    return enumerate(form["indicators"])


def number(text: object) -> Decimal | None:
    """A plain figure, with or without a percent sign (in percent) or thousands; None for anything else."""
    body = str(text or "").strip().replace(",", "").removesuffix("%")
    return Decimal(body) if re.fullmatch(r"-?\d+(?:\.\d+)?", body) else None


_MEASURE = re.compile(r"(?P<sign>[≥≤=＝≧═]?)(?P<value>\d+(?:\.\d+)?)(?P<unit>%|[\u4e00-\u9fff]{0,4})")
_SIGNS = {"≧": "≥", "═": "=", "＝": "="}


class Measure(NamedTuple):
    """A target or actual value that is a figure: sign, value, unit."""

    sign: str
    value: Decimal
    unit: str


def measure(text: object) -> Measure | None:
    """≥100人次 → (≥, 100, 人次); None for words, dates and anything with more in it."""
    match = _MEASURE.fullmatch(str(text or "").replace(" ", ""))
    if match is None or any(sign in match["unit"] for sign in "年月日底前季周"):
        return None
    return Measure(_SIGNS.get(match["sign"], match["sign"]), Decimal(match["value"]), match["unit"])


def shown(value: Decimal) -> str:
    """A figure in plain digits without zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def cents(value: Decimal) -> str:
    """A figure with two places."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
