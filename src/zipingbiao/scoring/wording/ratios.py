"""得分=实际数/计划数×分值, 得分=完成率×分值, 得分=考核得分/100×8: reading the formula a standard prescribes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

_N = r"\d+(?:\.\d+)?"
_POINTS = rf"(?P<{{0}}>(?:该项|本项|该指标|指标|标准|本指标)?(?:标准)?(?:分值|分数|权重分?|满分)|标准分|{_N}分?)"
_PLAIN = r"[^/*=;,]"
_OPEN, _CLOSE = r"[(\[]*", r"[)\]]*"
_HEAD = r"(?:得分|计分|分数|评分)(?:为|是|:)?=?"
_HUNDRED = r"(?:\*100%)?"
_RATIO = re.compile(
    rf"(?:{_HEAD}|按(?:照)?|\A|(?<=[;,:])){_OPEN}(?P<a>{_PLAIN}+?){_CLOSE}/{_OPEN}(?P<b>{_PLAIN}+?){_CLOSE}{_HUNDRED}{_CLOSE}\*{_POINTS.format('p')}(?:{_CLOSE}(?:得分|计分|计算(?:得分)?|计|得出得分)?)(?=[,;)]|\Z)"
)
_RATIO_LAST = re.compile(
    rf"(?:{_HEAD}|按(?:照)?|\A|(?<=[;,:])){_OPEN}{_POINTS.format('p')}{_CLOSE}\*{_OPEN}(?P<a>{_PLAIN}+?){_CLOSE}/{_OPEN}(?P<b>{_PLAIN}+?){_CLOSE}{_HUNDRED}{_CLOSE}(?:计算|计分|得分|计)?(?=[,;)]|\Z)"
)
_RATE = re.compile(
    rf"(?:{_HEAD}|按(?:照)?|\A|(?<=[;,:])){_OPEN}(?P<q>{_PLAIN}+?){_CLOSE}\*{_POINTS.format('p')}{_CLOSE}(?:得分|计分|计算(?:得分)?|计|得出得分|确定得分)?(?=[,;)]|\Z)"
)
_RATE_LAST = re.compile(
    rf"(?:{_HEAD}|按(?:照)?|\A|(?<=[;,:])){_OPEN}{_POINTS.format('p')}{_CLOSE}\*{_OPEN}(?P<q>{_PLAIN}+?){_CLOSE}(?:计算|计分|得分|计)?(?=[,;)]|\Z)"
)
_DONE = re.compile(r"实际|完成|已|实|达到|到位")
_PLANNED = re.compile(r"计划|目标|指标值|年初|预期|应|任务|批准|预算|总")

Form = Literal["ratio", "inverse", "rate", "scale"]


class Formula(NamedTuple):
    """A formula: a ratio of two named quantities (or its inverse), a rate, or a score on a scale, times the points.

    points  the number of points the formula itself names; None for 分值
    """

    form: Form
    quantity: str
    points: Decimal | None
    scale: Decimal = Decimal(100)


def read_formula(text: str) -> Formula | None:
    """The formula of a standard (normalised text); None where there is none, or more in it than a single product."""
    for pattern in (_RATIO, _RATIO_LAST):
        if match := pattern.search(text):
            return _ratio(match)
    for pattern in (_RATE, _RATE_LAST):
        if match := pattern.search(text):
            quantity = _name(match["q"])
            points = _points(match["p"])
            # 100*8 names no quantity, 公式里的加减号不是一个比率
            if not re.search(r"[\u4e00-\u9fff]", quantity) or re.search(r"[+＋-]|每|扣|加\d", quantity):
                return None
            if match["p"][0].isdigit() and "%" in match.string[match.start("p") : match.end("p") + 1]:
                return None
            return Formula("rate", quantity, points)
    return None


def _ratio(match: re.Match[str]) -> Formula | None:
    above, below = _name(match["a"]), _name(match["b"])
    points = _points(match["p"])
    if re.fullmatch(rf"{_N}分?", below):
        scale = Decimal(below.removesuffix("分"))
        return Formula("scale", above, points, scale) if scale > 0 and _is_named(above) else None
    if not _is_named(above) or not _is_named(below) or re.search(r"每|扣", above + below):
        return None
    inverse = _PLANNED.search(above) and not _DONE.search(above) and _DONE.search(below) and not _PLANNED.search(below)
    return Formula("inverse" if inverse else "ratio", f"{above}/{below}", points)


def _name(text: str) -> str:
    return re.sub(r"\A(?:否则|其余|未[^,;]{0,8}的|(?:该项|本项|实际)?(?:得分|计分)(?:为|=|:)?|按照?)+", "", text).strip(
        "()[]:="
    )


def _is_named(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def _points(text: str) -> Decimal | None:
    return Decimal(text.removesuffix("分")) if text[0].isdigit() else None
