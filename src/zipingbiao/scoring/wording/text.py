"""The wording of a standard cut into clauses: a condition and the points it earns. Which kind it is, the kinds decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from zipingbiao.base.text import normalise
from zipingbiao.model.quantity import Quantity, understand

_PUNCTUATION = str.maketrans(
    {"，": ",", "；": ";", "。": ";", "：": ":", "（": "(", "）": ")", "×": "*", "÷": "/", "·": "*"}
)
_QUOTES = re.compile(r"[“”\"'‘’「」《》]")
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_CHINESE_POINTS = re.compile(r"([零一二两三四五六七八九十])(?=个?(?:百分点|分(?![之类析配布管])))")
_STATED = re.compile(r"(?:标准分值|本项分值|分值|满分)[:为]?(\d+(?:\.\d+)?)分")
_NOT_APPLICABLE = re.compile(
    r"[,;]?(?:没有|无|未涉及|不涉及)[^,;]{0,14}?(?:项目|采购|任务|业务|事项|情况)?的?(?:部门|单位)?,?[按得计]满分(?:计算|处理)?"
)
_POINTS = re.compile(
    r"(?:[得计记给为按]分?|的)?(?:(?P<full>满分(?:计算)?)|(?P<points>\d+(?:\.\d+)?)分|(?P<zero>不[得计记给]分))\Z"
)
_OTHERWISE = re.compile(r"(?:否则|其余|其他(?:情况)?|反之)的?,?")
_BARE_POINTS = re.compile(r"\d+(?:\.\d+)?\Z")


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition and its points; points None is the whole weight; `otherwise` stands for 否则/其余."""

    condition: str
    points: Decimal | None
    otherwise: bool = False
    #: the points stand without the word 分 (不太及时，2)
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """A standard's wording, normalised; weight, indicator name and target where they are known."""

    original: str
    text: str
    clauses: tuple[Clause, ...]
    #: parts that carry no points, e.g. 每超过一个百分点扣0.5分
    others: tuple[str, ...]
    weight: Decimal
    name: str
    target: Quantity
    stated: tuple[Decimal, ...]
    not_applicable: bool

    @property
    def earning(self) -> tuple[Clause, ...]:
        """The clauses with a condition of their own."""
        return tuple(clause for clause in self.clauses if not clause.otherwise)

    @property
    def otherwise(self) -> Decimal | None:
        """The points of 否则/其余; None where the wording has no such clause."""
        return next((clause.points for clause in self.clauses if clause.otherwise), None)

    def weight_notes(self) -> list[str]:
        """What the stated points and the weight of the row have to do with each other."""
        wrong = sorted({points for points in self.stated if self.weight and points != self.weight})
        return [f"细则写分值 {points} 分，本行分值是 {self.weight} 分；按本行分值计算" for points in wrong]


_COMMON_PAIRS = frozenset({"实际", "完成", "达标", "指标", "项目", "目标", "工作"})
_RATE_NAME = re.compile(r"[\u4e00-\u9fff]{2,}?(?:率|度)(?=\d|[≤≥<>=]|以|不|低|高|大|小|超|达|\Z)")


def copied_name(quantity: str, name: str) -> str | None:
    """A note where the quantity a wording speaks of has nothing in common with the indicator it stands beside."""
    if not quantity or not name:
        return None
    pairs = {quantity[i : i + 2] for i in range(len(quantity) - 1)} - _COMMON_PAIRS
    if any(pair in name for pair in pairs):
        return None
    return f"细则里的“{quantity}”与指标名称“{name}”不符，可能是从别的指标复制来的；按本行实际完成值计算"


def rate_name(condition: str) -> str:
    """The rate a condition speaks of (偏差率≤5% → 偏差率); '' for none."""
    match = _RATE_NAME.search(condition)
    return match.group() if match else ""


def read_wording(text: str, weight: Decimal, name: str = "", target: str | None = None) -> Wording:
    """Normalises and cuts a wording; nothing is interpreted yet.

    Args:
        text: the wording as in the document.
        weight: the row's 分值.
        name: the 三级指标, to notice a quantity name copied from another row.
        target: the 年度指标值, to notice a standard that contradicts it.
    """
    clean = _QUOTES.sub("", normalise(text.translate(_PUNCTUATION)))
    clean = _CHINESE_POINTS.sub(lambda m: str(_CHINESE[m.group(1)]), clean).replace("＊", "*").rstrip(";")
    not_applicable = bool(_NOT_APPLICABLE.search(clean))
    clean = _NOT_APPLICABLE.sub("", clean)
    stated = tuple(Decimal(number) for number in _STATED.findall(clean))
    body = re.sub(r"(?:\A|[,;])(?:标准分值|本项分值|满分)[:为]?\d+(?:\.\d+)?分(?=[,;]|\Z)", "", clean).strip(",;")
    clauses, others = _clauses(body)
    return Wording(text, body, clauses, others, weight, name, understand(target), stated, not_applicable)


def _clauses(body: str) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    clauses: list[Clause] = []
    others: list[str] = []
    for piece in body.split(";"):
        pending: list[str] = []
        for part in piece.split(","):
            if not part:
                continue
            clause = None if "每" in part and "扣" in part else _clause(pending, part)
            if clause is None:
                if "每" in part and "扣" in part:
                    others.append(part)
                else:
                    pending.append(part)
            else:
                clauses.append(clause)
                pending = []
        if pending and pending != ["扣完为止"]:
            others.append(",".join(pending))
    return tuple(clauses), tuple(others)


def _clause(pending: list[str], part: str) -> Clause | None:
    if pending and _BARE_POINTS.match(part):
        return Clause(",".join(pending), Decimal(part), bare=True)
    match = _POINTS.search(part)
    if match is None:
        return None
    points = None if match["full"] else Decimal(match["points"] or 0)
    condition = ",".join([*pending, part[: match.start()]]).strip(",")
    otherwise = _OTHERWISE.fullmatch(condition) or (not condition and match["zero"])
    return Clause(condition, points, otherwise=bool(otherwise))
