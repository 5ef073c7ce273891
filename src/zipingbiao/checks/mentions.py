"""Numbers inside free texts of a form (reasons), with the words around them, beside the numbers of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.text import normalise
from zipingbiao.checks.figures import ZERO
from zipingbiao.model.quantity import understand
from zipingbiao.model.values import BLANK, Value

#: How close two numbers must be to be meant as one.
NEAR = Decimal("0.05")
_NUMBER = re.compile(r"(?<![\d.,A-Za-z~-])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d.~-])")
_STOPS = "，。；;！？："
#: Words further before a number are not about it; a text without any stop would be searched again for each number.
_CLAUSE = 200
#: The number is of something else (a part, another year, a difference), or is not exact.
_OTHER_THINGS = re.compile(
    r"其中|同比|环比|上年|去年|上一年|往年|(?<!较)增加|减少|占|平均|超出|超过|相差|剩余|结余|调[增减整]|力争|争取|今后|下一?步|下一?年|明年|来年|提高到|"
    r"(?:约|近|不足|不到)$"
)


class Mention(NamedTuple):
    """A number in a reason: as printed, the words of its clause before it, and what stands behind it."""

    printed: str
    before: str
    behind: str

    @property
    def is_percent(self) -> bool:
        """Whether the number is a percentage."""
        return self.behind.startswith("%")

    @property
    def money(self) -> Value:
        """The number as an amount; BLANK where its unit is none of ours."""
        unit = next((unit for unit in ("万元", "亿元", "元") if self.behind.startswith(unit)), "")
        rest = self.behind[len(unit) :]
        return BLANK.reworded(self.printed + unit) if unit and not rest.startswith("/") else BLANK


def mentions(text: str) -> Iterator[Mention]:
    """The numbers of a text that are not said to be of another year, of a part, or a difference."""
    flat = normalise(text)
    for match in _NUMBER.finditer(flat):
        near = max(0, match.start() - _CLAUSE)
        start = max(near, *(flat.rfind(stop, near, match.start()) + 1 for stop in _STOPS))
        before = flat[start : match.start()]
        if not _OTHER_THINGS.search(before):
            yield Mention(match[1], before, flat[match.end() : match.end() + 12])


def raw_unit(value: Value) -> str:
    """What stands behind the only number of a cell: %, 万单, 人次."""
    text = normalise(value.text or "").rstrip("。")
    found = list(_NUMBER.finditer(text))
    return text[found[0].end() :] if len(found) == 1 else ""


def as_value(printed: str, unit: str, value: Decimal) -> Value:
    """A number with its magnitude applied, and the place of its last digit."""
    plain = BLANK.reworded(printed)
    scale = value / plain.number if plain.number else Decimal(1)
    return Value(text=printed + unit, number=value, step=(plain.step or Decimal(1)) * scale)


def step_of(value: Value) -> Decimal:
    """The last printed place."""
    return value.step if value.step is not None else ZERO


def cell_step(cell: Value) -> Decimal:
    """The last printed place of a cell that may hold a unit; 0 where it has no number."""
    text = normalise(cell.text or "")
    found = list(_NUMBER.finditer(text))
    value = understand(cell.text).value
    if len(found) != 1 or value is None:
        return ZERO
    return as_value(found[0][1], "", value).step or ZERO


def same_value(own: Value, value: Decimal, cell: Value) -> bool:
    """Equal at the printed precision of the coarser; `cell` is where `value` is printed."""
    step = max(step_of(own), cell_step(cell))
    return abs((own.number or ZERO) - value) <= step / 2


def is_near(own: Value, value: Decimal, cell: Value) -> bool:
    """Close, but further apart than the last printed place: what is only cut off is no contradiction."""
    step = max(step_of(own), cell_step(cell))
    return step <= abs((own.number or ZERO) - value) <= NEAR * abs(value)
