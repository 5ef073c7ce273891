"""Bringing a target and an actual value onto one scale, and saying whether the target is met.

`pair` is the strict comparison that scores rest on (native Excel formulas do exactly the same); `is_met` is the wider
judgement that the checker uses: it also understands dates, ranges and small Chinese numerals, and answers None
where a reviewer would have to look.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from zipingbiao.base.numbers import round_to, show
from zipingbiao.model.quantity import DOWN, DURATIONS, EACH, PLACES, UP, Quantity

Sense = Literal["≥", "≤", "=", "?"]

#: Indicator names whose number should be small although nothing in the target says so.
REVERSE_NAMES = (
    "偏差率", "差错率", "误差率", "事故率", "事故数", "事故次数", "事故发生", "投诉率", "投诉次数", "投诉量", "超支率",
    "故障率", "故障次数", "违规率", "违规次数", "控制率", "成本控制", "流失率", "损耗率", "死亡率", "发病率", "辍学率",
    "失业率", "变动率", "调整率", "结余率",
)  # fmt: skip
#: A cost indicator without operator may mean at most or exactly; only these names make it clearly a thing to reach.
COST_MARK = "成本"
FORWARD_NAMES = ("达标率", "完成率", "及时率", "到位率", "节约率", "下降率", "降低率", "满意")

#: Words for nothing at all: as an actual value they miss every positive target.
NONE_WORDS = frozenset({"无", "没有", "未开展", "未实施", "未完成", "未达成", "未启动", "零"})
#: Above this a bare 0–1 number beside a percentage is a fraction (a rate printed as 1 or 0.98).
FRACTION_FROM = Decimal("0.5")
#: From here to 100 a bare target is most likely meant in percent.
PERCENT_LIKE = Decimal(50)


class Pair(NamedTuple):
    """Target and actual on one scale (percentages as fractions)."""

    target: Decimal
    actual: Decimal


def pair(target: Quantity, actual: Quantity) -> Pair | str:
    """The two numbers on one scale, or a Chinese sentence saying why they cannot be compared without guessing."""
    if target.value is None:
        return _why_not("年度指标值", target)
    if actual.value is None:
        return _why_not("实际完成值", actual)
    if doubt := _doubt(target, actual):
        return doubt
    compared = _aligned(target, target.value, actual, actual.value)
    if isinstance(compared, Pair) and target.strict and compared.target == compared.actual:
        return "指标值写的是大于或小于，实际完成值恰好相等，是否达到须由人判断"
    return compared


def _doubt(target: Quantity, actual: Quantity) -> str | None:
    """Why two numbers are not comparable although their units might fit."""
    for one, other in ((DOWN, UP), (UP, DOWN)):
        if _has(one, target) and _has(other, actual):
            return "指标值和实际完成值一个写上升、一个写下降，须由人判断"
    if {target.operator, actual.operator} == {"≥", "≤"}:
        return "指标值和实际完成值的方向相反，须由人判断"
    if (EACH in target.text) != (EACH in actual.text):
        return "指标值和实际完成值一个写明“每”、一个没有，须由人判断"
    return None


def _has(words: tuple[str, ...], quantity: Quantity) -> bool:
    return any(word in quantity.text for word in words)


def _aligned(target: Quantity, goal: Decimal, actual: Quantity, done: Decimal) -> Pair | str:
    if target.is_percent and actual.is_percent:
        return Pair(goal, done)
    if target.is_percent:
        if actual.unit:
            return f"指标值是百分数，实际完成值的单位是“{actual.unit}”，无法比较"
        fraction = as_fraction(done, goal)
        if fraction is None:
            return f"指标值是百分数，实际完成值 {show(done)} 没有百分号，分不清是比例还是百分数"
        return Pair(goal, fraction)
    if actual.is_percent:
        if target.unit:
            return f"指标值的单位是“{target.unit}”，实际完成值是百分数，无法比较"
        return Pair(round_to(goal / 100, PLACES) if abs(goal) > 1 else goal, done)
    if not units_fit(target.unit, actual.unit):
        return f"指标值的单位“{target.unit}”与实际完成值的单位“{actual.unit}”不同，无法比较"
    for one, other, value in ((target, actual, done), (actual, target, goal)):
        if one.power and other.is_bare and value != 0 and abs(value) < Decimal(10) ** (one.power - 1):
            return "指标值和实际完成值一个带“万”“亿”、一个没有，分不清是不是同一单位"
    if target.is_bare and actual.is_bare and PERCENT_LIKE <= goal <= 100 and 0 < done < 1:
        return f"实际完成值 {show(done)} 可能是比例，也可能是数量，须由人判断"
    return Pair(goal, done)


def as_fraction(bare: Decimal, target: Decimal) -> Decimal | None:
    """A bare number beside a percentage target, as a fraction; None where two readings are possible."""
    if bare == 0:
        return bare
    if target >= FRACTION_FROM:
        if 0 < bare <= 1:
            return bare
        if 1 < bare < 10:
            return None
    elif bare <= 1:
        return None
    return round_to(bare / 100, PLACES)


def units_fit(one: str, other: str) -> bool:
    """Whether two units can be the same: equal, one missing, or one the beginning of the other (次, 次数); 次/月 is not 次."""
    a, b = one.casefold(), other.casefold()
    if a and b and ("/" in a) != ("/" in b):
        return False
    return a.startswith(b) or b.startswith(a)


def _why_not(name: str, quantity: Quantity) -> str:
    match quantity.shape:
        case "blank":
            return f"{name}没有填写"
        case "dash" | "placeholder":
            return f"{name}“{quantity.text}”没有内容"
        case "several":
            return f"{name}“{quantity.text}”里有多个数字，不知道比较哪一个"
        case "range":
            return f"{name}“{quantity.text}”是一个区间"
        case "date":
            return f"{name}“{quantity.text}”是时间"
        case _:
            return f"{name}“{quantity.text}”不是数字"


def sense_of(target: Quantity, name: str = "", second_level: str = "", chosen: str = "") -> Sense:
    """Whether more is better (≥), less is better (≤), exactly is meant (=), or it cannot be told (?).

    Args:
        target: the understood 年度指标值; its own operator wins unless `chosen` is given.
        name: the 三级指标; names such as 偏差率 or 事故率 mean at most.
        second_level: the 二级指标; a 成本指标 without operator is ambiguous, and so is a duration (24小时).
        chosen: what a person set in 指定方向.
    """
    if chosen in ("≥", "≤", "="):
        return chosen  # type: ignore[return-value]
    if target.operator:
        return target.operator
    if target.value == 0 or any(word in name for word in REVERSE_NAMES):
        return "≤"
    if target.unit.startswith(DURATIONS):
        return "?"
    if COST_MARK in second_level and not any(word in name for word in FORWARD_NAMES):
        return "?"
    return "≥"


def reaches(pair_: Pair, sense: Sense) -> bool | None:
    """Whether the actual reaches the target in the given sense; None where the sense is unknown and they differ."""
    if pair_.target == pair_.actual:
        return True
    if sense == "≤":
        return pair_.actual < pair_.target
    if sense == "?":
        return None
    return pair_.actual > pair_.target


def goes_beyond(compared: Pair, percent: Decimal) -> bool:
    """Whether the actual is `percent` or more above the target: 130 against 100 is 30 percent above.

    Twice a target of 50% is 100 percent above it, not 50. Nothing is said of targets that are not above 0.
    """
    target, actual = compared
    return target > 0 and round_to(actual / target, PLACES) >= 1 + percent / 100


def is_met(target: Quantity, actual: Quantity, sense: Sense) -> bool | None:
    """The checker's judgement: True met, False clearly missed, None undecided.

    Equality under 'more than' counts as undecided: the printed operator and the accepted practice disagree.
    """
    if actual.shape in ("blank", "dash", "placeholder") or target.shape in ("blank", "dash", "placeholder"):
        return None
    compared = pair(target, actual)
    if isinstance(compared, Pair):
        return reaches(compared, sense)
    if actual.text in NONE_WORDS and sense != "≤" and actual.text != target.text:
        wanted = target.value if target.value is not None else target.numeral
        return False if wanted else None
    if target.shape == "range" and actual.value is not None and units_fit(target.unit, actual.unit):
        assert target.low is not None and target.high is not None
        if target.low <= actual.value <= target.high:
            return True
        return False if actual.value < target.low else None
    if target.shape == "date" and actual.shape == "date":
        return _in_time(target, actual)
    goal = target.value if target.value is not None else target.numeral
    done = actual.value if actual.value is not None else actual.numeral
    if goal is not None and done is not None and (target.numeral is not None or actual.numeral is not None):
        return done >= goal if sense in ("≥", "=") else None
    return None


def _in_time(target: Quantity, actual: Quantity) -> bool | None:
    if target.when is None or actual.when is None:
        return None
    (goal_year, goal_month, goal_day), (year, month, day) = target.when, actual.when
    if (goal_year == 0) != (year == 0):
        goal_year = year = 0
    if (year, month) != (goal_year, goal_month):
        return (year, month) < (goal_year, goal_month)
    if "前" in target.text and "底" not in target.text and not goal_day:
        return None
    if not goal_day or not day:
        return True if not goal_day else None
    return day <= goal_day
