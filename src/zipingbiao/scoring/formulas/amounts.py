"""The figures a formula is given — Decimals, or text as printed (72万元, 78人) — brought onto one scale per kind of unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import LIMIT, read_printed
from zipingbiao.base.text import squeeze
from zipingbiao.forms.formulas import UnitKind

Figure = Decimal | int | str | None
PERCENT = "%"

#: What a unit counts and how many of the smallest one it is; anything else stands only beside itself.
_UNITS: dict[str, tuple[str, Decimal]] = {
    **{unit: ("金额", Decimal(scale)) for unit, scale in (
        ("元", 1), ("千元", 10**3), ("万元", 10**4), ("万", 10**4), ("百万元", 10**6), ("千万元", 10**7),
        ("亿元", 10**8), ("亿", 10**8),
    )},
    **{unit: ("人数", Decimal(scale)) for unit, scale in (("人", 1), ("名", 1), ("个", 1), ("位", 1), ("万人", 10**4))},
    **{unit: ("面积", Decimal(scale)) for unit, scale in (
        ("平方米", 1), ("平米", 1), ("㎡", 1), ("m²", 1), ("m2", 1), ("公顷", 10**4), ("万平方米", 10**4), ("万㎡", 10**4),
    )},
}  # fmt: skip
_WITH_UNIT = re.compile(r"([+\-－＋−]?[\d０-９][\d０-９.,．，]*)([^\d０-９.,．，\s%％]{1,5}|m2|m²)\Z")


class Amount(NamedTuple):
    """A figure and the unit written beside it; '' for a bare number, '%' for a proportion."""

    value: Decimal
    unit: str

    @property
    def kind(self) -> str:
        """金额, 人数 or 面积; the unit itself for anything else."""
        return _kind_of(self.unit)


class Wanted(NamedTuple):
    """An input for which a figure is looked for: key, label, kind of unit (None: not known)."""

    key: str
    label: str
    unit: UnitKind | None


def read_amount(figure: Figure) -> Amount | str | None:
    """The figure; None where nothing was entered; a Chinese sentence where it is not one number."""
    if figure is None:
        return None
    if isinstance(figure, (Decimal, int)):
        value = Decimal(figure)
        if not value.is_finite() or abs(value) >= LIMIT:
            return f"“{figure}”不是可以计算的数"
        return Amount(value, "")
    text = squeeze(figure)
    if not text:
        return None
    printed = read_printed(text)
    if printed is not None:
        return Amount(printed.value, PERCENT if printed.is_percent else printed.unit)
    if match := _WITH_UNIT.match(text):
        number = read_printed(match[1].replace("−", "-"))
        if number is not None:
            return Amount(number.value, match[2])
    return f"“{figure}”不是一个数"


def on_one_scale(
    wanted: Sequence[Wanted], amounts: Mapping[str, Amount], unit: str
) -> tuple[dict[str, Decimal] | None, list[str]]:
    """The values by key, amounts of one kind in one unit; None with the reason where that cannot be told.

    Args:
        wanted: the inputs in their order.
        amounts: a figure for every one of them.
        unit: the form's unit (万元 or 元) for amounts of money without one; '' where it is not known.
    """
    notes: list[str] = []
    values: dict[str, Decimal] = {}
    for kind in dict.fromkeys(one.unit for one in wanted):
        group = [one for one in wanted if one.unit == kind]
        problem = _scale_group(kind, group, amounts, unit, values, notes)
        if problem:
            return None, [*notes, problem]
    return values, notes


def _scale_group(
    kind: UnitKind | None,
    group: list[Wanted],
    amounts: Mapping[str, Amount],
    unit: str,
    values: dict[str, Decimal],
    notes: list[str],
) -> str:
    """Fills in the values of inputs that count the same; returns what is wrong, or ''."""
    for one in group:
        amount = amounts[one.key]
        if kind is not None and amount.unit and amount.kind != kind:
            return f"“{one.label}”应填{kind}，填的单位是“{amount.unit}”"
        if amount.value < 0:
            notes.append(f"“{one.label}”是负数，请核对")
    written = list(dict.fromkeys(amounts[one.key].unit for one in group if amounts[one.key].unit))
    bare = [one for one in group if not amounts[one.key].unit]
    assumed = ""
    if bare and unit and kind == "金额":
        assumed = unit
    elif kind == "人数":
        assumed = "人"
    elif bare and written:
        labels = "、".join(f"“{one.label}”" for one in bare)
        if len(written) > 1 or PERCENT in written:
            return f"{labels}没有写单位，其他各项写的是{'、'.join(written)}，无法换算"
        assumed = written[0]
        notes.append(f"{labels}没有写单位，按{assumed}计算")
    units = {one.key: amounts[one.key].unit or assumed for one in group}
    for counted in dict.fromkeys(_kind_of(each) for each in units.values()):
        same = [key for key, each in units.items() if _kind_of(each) == counted]
        distinct = list(dict.fromkeys(units[key] for key in same))
        scaled = len({_scale_of(each) for each in distinct}) > 1
        if scaled:
            notes.append(f"单位不一（{'、'.join(distinct)}），已换算后计算")
        for key in same:
            values[key] = amounts[key].value * (_scale_of(units[key]) if scaled else 1)
    return ""


def in_common_unit(amount: Amount, unit: str) -> Decimal:
    """The figure as it stands among others of its kind: money in the form's unit, people and areas in 人 and 平方米."""
    value = amount.value * _scale_of(amount.unit)
    return value / _scale_of(unit) if amount.kind == "金额" else value


def unit_shown(amount: Amount | None, kind: UnitKind | None, unit: str) -> str:
    """The unit of in_common_unit, for the cell beside it; '' where it is not known."""
    kind_of = amount.kind if amount is not None and amount.unit else kind
    return {"金额": unit, "人数": "人", "面积": "平方米"}.get(kind_of or "", amount.unit if amount else "")


def _kind_of(unit: str) -> str:
    return _UNITS.get(unit, (unit, Decimal(1)))[0]


def _scale_of(unit: str) -> Decimal:
    return _UNITS.get(unit, (unit, Decimal(1)))[1]
