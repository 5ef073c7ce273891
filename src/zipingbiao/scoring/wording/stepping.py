"""每超过一个百分点扣0.5分: reading the steps of a deduction and the limit they start from."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from zipingbiao.scoring.wording.intervals import Interval, read_interval
from zipingbiao.scoring.wording.text import Clause, Wording

Sense = Literal["≥", "≤", "="]
Counting = Literal["whole", "started", "pro_rata"]

_N = r"\d+(?:\.\d+)?"
_UP = r"(?:超过|超出|超支|超|高于|高出|增加|增长|上升|提高|多出|多|大于|延迟|推迟|逾期|延误|滞后|高)"
_DOWN = r"(?:低于|降低|减少|下降|不足|未完成|少于|少|缺|低|差|小于)"
_BOTH = rf"(?:{_UP}(?:\(或?{_DOWN}\)|(?:或者?|/|、){_DOWN})|{_DOWN}(?:\(或?{_UP}\)|(?:或者?|/|、){_UP})|偏离|偏差|相差|增减|上下浮动|浮动)"
_OFF = r",?的?(?:则|就|应|相应|依次|递|,)*(?:扣除?|扣减|减)(?:掉|去|少)?"
_POINTS = (
    rf"(?:(?:该项|本项|指标)?(?:标准)?(?:分值|权重分?|满分|总分)的?(?P<per>{_N})%|(?P<per2>{_N})%的?(?:分值|权重分?|分)"
    rf"|(?P<points>{_N})分)"
)
EACH = re.compile(
    rf"每再?(?:有|出现)?(?:(?P<both>{_BOTH})|(?P<up>{_UP})|(?P<down>{_DOWN}))?了?"
    rf"(?:年度|预期|规定|批复|考核)?(?:目标值?|指标值?|标准值?|计划数?|预算数?|基准值?|[\u4e00-\u9fff]{{0,6}}率)?的?"
    rf"(?P<n>{_N})?(?P<unit>个百分点|百分点|%|‰|[^\d扣减,;%‰(]{{0,6}}?){_OFF}{_POINTS}"
)
#: 按照5%等差依次减1分; 以5%为一档，每档递减1分
LADDER = re.compile(
    rf"(?:按照?|以|每)?(?P<n>{_N})%(?:的?等差(?:数列)?|为[1一]个?(?:档次?|级|等级|梯度)),?(?:每(?:降低|下降|低|超过|增加|上升|高)?[1一]?个?(?:档次?|级|等级|梯度))?,?(?:依次)?(?:递减|扣减|减|扣)(?P<points>{_N})分"
)
_BASE = re.compile(rf"以({_N})(%?)为(?:标准|基准|基础|满分标准)|与({_N})(%?)相比")
_PRO_RATA = re.compile(
    r"(?:不足|不满|未满)[^,;]{0,10}按比例[^,;]{0,6}|(?:按|同|等)比例(?:相应)?(?:扣|计|折算?|递减)(?:减|除|分|算)*分?"
)
_STARTED = re.compile(
    r"\(?(?:不足|不满|未满|未达到?)[^,;按以作算视]{0,10}(?:的)?,?(?:均|也)?(?:按|以|作为?|算作?|视为|视同)[^,;)]{0,10}(?:计算?|算|扣分?|处理|个百分点|档|级)?\)?"
)
_WHOLE = re.compile(
    r"\(?(?:不足|不满|未满)[^,;]{0,10}(?:不扣分?|不计算?|不予?扣(?:分|除)|忽略(?:不计)?|舍去)\)?|\(?取整(?:计算|数)?\)?"
)
_MOST = re.compile(
    rf"(?:(?:最多|最高|累计)(?:扣(?:除|减)?|扣分)(?:不超过)?|扣分(?:最多|最高)?不(?:得)?超过)({_N})分(?:为止)?|扣完({_N})分为止"
)
_MAGNITUDES = (("万亿", 12), ("千万", 7), ("百万", 6), ("亿", 8), ("万", 4))
#: What a part about steps may say besides, without changing the score.
USED = (EACH, LADDER, _PRO_RATA, _STARTED, _WHOLE, _MOST, _BASE)


class Step(NamedTuple):
    """One step: its size in the scale of the value, the points it costs, its direction (None: not said)."""

    size: Decimal
    points: Decimal
    sense: Sense | None
    percent: bool
    by_point: bool
    written: str


def read_steps(wording: Wording) -> list[Step]:
    """All 每…扣…分 of a wording; a share of the weight needs the weight (扣该项分值的10%)."""
    steps = []
    for match in EACH.finditer(wording.text):
        unit = match["unit"] or ""
        percent = unit in ("个百分点", "百分点", "%", "‰")
        if not match["n"] and not unit:
            continue
        if not percent and match["n"] is None and unit not in ("个", "次", "人", "天", "份", "件", "起", "项"):
            continue
        size = Decimal(match["n"] or 1)
        if percent:
            size = size.scaleb(-3 if unit == "‰" else -2)
        else:
            size = size.scaleb(next((power for mark, power in _MAGNITUDES if unit.startswith(mark)), 0))
        share = match["per"] or match["per2"]
        points = wording.weight * Decimal(share) / 100 if share else Decimal(match["points"])
        if size <= 0 or points <= 0:
            continue
        sense: Sense | None = "=" if match["both"] else "≤" if match["up"] else "≥" if match["down"] else None
        if sense is None:
            sense = _sense_before(wording.text[: match.start()])
            if sense is None or not percent:
                continue
        steps.append(Step(size, points, sense, percent, "百分点" in unit, match.group()))
    return steps


def _sense_before(text: str) -> Sense | None:
    """低于100%的，每个百分点扣1分: the direction stands before."""
    last = max(text.rfind(";"), text.rfind("分,")) + 1
    part = text[last:]
    if re.search(_BOTH, part):
        return "="
    up, down = re.search(rf"{_UP}|>|≥", part), re.search(rf"{_DOWN}|<|≤", part)
    if bool(up) == bool(down):
        return None
    return "≤" if up else "≥"


def read_counting(text: str) -> Counting | None:
    """How a step that is not complete counts; None where the wording does not say."""
    if _PRO_RATA.search(text):
        return "pro_rata"
    if _WHOLE.search(text):
        return "whole"
    return "started" if _STARTED.search(text) else None


def read_most(wording: Wording) -> Decimal | None:
    """最多扣3分; None for 扣完为止, also where that is said with the row's own points."""
    match = _MOST.search(wording.text)
    most = Decimal(match[1] or match[2]) if match else None
    return None if most is not None and wording.weight and most >= wording.weight else most


def read_base(wording: Wording, sense: Sense, percent: bool) -> tuple[Decimal | None, bool]:
    """The limit the standard itself names before the deduction, and False where two of them disagree or none fits.

    以100%为标准, 100%以下（含）计满分, ≤0计4分, 低于95%的每低…
    """
    found: list[Decimal] = []
    if match := _BASE.search(wording.text):
        number, mark = (match[1], match[2]) if match[1] else (match[3], match[4])
        found.append(Decimal(number).scaleb(-2) if mark else Decimal(number))
    for clause in positive(wording):
        interval = read_interval(clause.condition)
        if interval is not None and _fits(interval, percent):
            limit = _start(interval, sense)
            if limit is None:
                return None, False
            found.append(limit)
    for part in wording.others:
        match = EACH.search(part)
        interval = read_interval(part[: match.start()]) if match else None
        if interval is not None and _fits(interval, percent):
            limit = interval.low if sense == "≤" else interval.high
            if limit is not None:
                found.append(limit)
    return (found[0] if found else None), len(set(found)) <= 1


def positive(wording: Wording) -> list[Clause]:
    """The clauses that say where the full points end."""
    return [clause for clause in wording.earning if clause.points != 0]


def _fits(interval: Interval, percent: bool) -> bool:
    return interval.percent or not percent or {interval.low, interval.high} <= {None, Decimal(0)}


def _start(interval: Interval, sense: Sense) -> Decimal | None:
    if interval.bare:
        return interval.low
    if sense == "=":
        return interval.low if interval.high is None else interval.high if interval.low is None else None
    return interval.high if sense == "≤" else interval.low
