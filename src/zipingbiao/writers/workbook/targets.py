"""A 年度指标值 taken apart for forms that print 指标性质, 指标值 and 度量单位 in columns of their own."""

from __future__ import annotations

import re
from typing import NamedTuple

_PARTS = re.compile(
    r"\s*(?P<sign>[≥≤=><≧≦＝＞＜﹦═]|>=|<=)?\s*(?P<number>-?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s年月日时点][^\d]*)?\s*\Z"
)


class TargetParts(NamedTuple):
    """Comparison sign, value and unit as written; joined they are the target."""

    operator: str
    value: str
    measure: str


def split_target(text: str, operator: bool = True, measure: bool = True) -> TargetParts:
    """≥100份 → ≥ | 100 | 份; a target that is more than one number (工业1个/服务业2个, 2021年底, 及时) stays whole.

    `operator` and `measure` say which of the columns the form has; what has no column stays in the value.
    """
    match = _PARTS.match(text)
    if match is None:
        return TargetParts("", text.strip(), "")
    sign, number, unit = match["sign"] or "", match["number"], (match["unit"] or "").strip()
    value = number if operator else sign + number
    return TargetParts(sign if operator else "", value if measure else value + unit, unit if measure else "")
