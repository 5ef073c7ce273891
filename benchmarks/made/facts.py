"""Made-up projects of made-up units, with the mistakes that accountants make, each at about its natural rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import yaml

WORDS = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
Number = int | float | str | None
_EFFECTS = ["经济效益指标", "社会效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"]


@dataclass
class Row:
    """An indicator row; the target as sign, value and unit of measure, so that a look can part or join them."""

    first: str
    second: str
    third: str
    sign: str
    value: Number
    measure: str
    actual: Number
    weight: int
    score: float
    reason: str = ""


@dataclass
class Money:
    """A row of the funds, in the unit of the project."""

    source: str
    initial: float
    budget: float
    executed: float


@dataclass
class Project:
    """One form: what it says. `goals` are (expected, actual); `grade` is worded by the total."""

    name: str
    year: int
    unit: str
    department: str
    implementing: str
    funds: list[Money]
    rate: float
    execution: float
    goal: tuple[str, str]
    rows: list[Row] = field(default_factory=list)
    total: float = 100

    @property
    def grade(self) -> str:
        return "优" if self.total >= 90 else "良" if self.total >= 80 else "中" if self.total >= 60 else "差"


@dataclass(frozen=True)
class Office:
    """A unit that hands in forms: its district, its bureau, its name, what it does."""

    district: str
    bureau: str
    name: str
    field: dict


def district(random: Random) -> str:
    """The name of a district, of parts."""
    return "".join(random.choice(part) for part in WORDS["places"])


def offices(random: Random, place: str, count: int) -> list[Office]:
    """Units of the district, each with a name of its own: the bureaus first, then what stands under them."""
    bureaus, under = [], []
    for trade in WORDS["fields"]:
        bureau = place + trade["bureau"]
        bureaus.append(Office(place, bureau, bureau, trade))
        towns = ["", *random.sample(WORDS["places"][1], 3)]
        under += [Office(place, bureau, place + town + name, trade) for name in trade["units"] for town in towns]
    return (bureaus + random.sample(under, len(under)))[:count]


def project(random: Random, unit: Office, year: int, money: str, taken: set[str]) -> Project:
    """A project of the unit with a name that is not taken; what goes wrong goes wrong here."""
    name = random.choice(unit.field["projects"])
    while name in taken:
        ending = random.choice(["项目", "经费", f"（{year}年）", "（第二批）", "专项资金", "（上级资金）", "（续建）", f"{len(taken)}期"])
        name = random.choice(unit.field["projects"]) + ending
    taken.add(name)
    funds, rate = _funds(random, money)
    made = Project(name, year, money, unit.bureau, unit.name, funds, rate, round(10 * min(rate, 1), 2), ("", ""))
    made.rows = _rows(random, unit.field)
    counts = "，".join(f"{row.third}{row.value}{row.measure}" for row in made.rows if row.second == "数量指标")
    done = "，".join(f"{row.third}{row.actual}{row.measure}" for row in made.rows if row.second == "数量指标")
    purpose = random.choice(unit.field["effects"])
    made.goal = (f"{counts}，{purpose}。", random.choice([f"{done}，{purpose}。", f"年度任务已完成，{done}。", "已全部完成年度目标。"]))
    made.total = round(made.execution + sum(row.score for row in made.rows), 2)
    _mistake(random, made)
    return made


def _funds(random: Random, money: str) -> tuple[list[Money], float]:
    whole = random.choice([1, 1.5, 2, 3, 4.8, 5, 6, 8, 9.48, 12, 15, 20, 36]) * 10 ** random.choice([0, 1, 1, 2])
    budget = whole * random.choice([1, 1, 1, 1, 0.9, 1.05, 0.83])
    spent = budget * random.choice([1, 1, 1, 1, 0.99, 0.972, 0.95, 0.9, 0.85, 0.6, 0.4])
    scale, digits = (10_000, 2) if money == "元" else (1, 2)
    whole, budget, spent = (round(amount * scale, digits) for amount in (whole, budget, spent))
    other = round(budget * random.choice([0, 0, 0, 0.1, 0.2]), digits)
    used = min(other, spent)
    rows = [
        Money("年度资金总额", whole, budget, spent),
        Money("当年财政拨款", round(whole - min(other, whole), digits), round(budget - other, digits), round(spent - used, digits)),
        Money("上年结转资金", 0, 0, 0),
        Money("其他资金", min(other, whole), other, used),
    ]
    return rows, spent / budget


def _split(random: Random, total: int, count: int) -> list[int]:
    """Weights of fives that make the total, as people give them."""
    parts = [total // count // 5 * 5 or total // count] * count
    parts[random.randrange(count)] += total - sum(parts)
    return parts


def _rows(random: Random, trade: dict) -> list[Row]:
    plan: list[tuple[str, str, str, str, Number, str]] = []
    for text in random.sample(trade["counts"], random.choice([1, 2, 2, 3, 3, 4])):
        name, measure, low, high = text.split("|")
        value = random.randint(int(low), int(high))
        plan.append(("产出指标", "数量指标", name, random.choice(["≥", "≥", "=", ""]), value, measure))
    for name in random.sample(trade["quality"], random.choice([1, 1, 2])):
        plan.append(("产出指标", "质量指标", name, "≥", random.choice([90, 95, 98, 100]), "%"))
    plan.append(("产出指标", "时效指标", random.choice(WORDS["timely"]), "≥", random.choice([90, 95, 100]), "%"))
    if random.random() < 0.6:
        name, measure, low, high = trade["cost"].split("|")
        plan.append(("产出指标", "成本指标", name, "≤", random.randint(int(low), int(high)), measure))
    outputs = len(plan)
    seconds = random.sample(_EFFECTS, random.choice([1, 2, 2, 3]))
    for second, named in zip(seconds, random.sample(trade["effects"], len(seconds)), strict=True):
        named = random.choice(WORDS["lasting"]) if second == _EFFECTS[-1] else named
        plan.append(("效益指标", second, named, "", random.choice(WORDS["levels"])[0], ""))
    plan[outputs:] = sorted(plan[outputs:], key=lambda one: one[1])
    effects = len(plan) - outputs
    plan += [
        ("满意度指标", "服务对象满意度指标", f"{who}满意度", "≥", random.choice([85, 90, 90, 95]), "%")
        for who in random.sample(trade["people"], random.choice([1, 1, 2]))
    ]
    weights = _split(random, 50, outputs) + _split(random, 30, effects) + _split(random, 10, len(plan) - outputs - effects)
    return [_done(random, Row(*one, None, weight, weight)) for one, weight in zip(plan, weights, strict=True)]


def _done(random: Random, row: Row) -> Row:
    """What came of the target, and the score it gives itself."""
    level = random.random()
    if not isinstance(row.value, int):
        row.actual = next(done for wanted, done in WORDS["levels"] if wanted == row.value)
        if level < 0.1:
            row.actual, row.score, row.reason = "部分达成", row.weight - 1, random.choice(WORDS["reasons"])
        return row
    better = -1 if row.sign == "≤" else 1
    if row.measure == "%":
        row.actual = min(100, row.value + random.choice([0, 1, 2, 3, 5])) if level > 0.12 else row.value - random.choice([1, 2, 5])
    elif level > 0.15:
        row.actual = row.value + better * (0 if row.sign in "=" or level < 0.7 else random.randint(0, max(1, row.value // 12)))
    elif level > 0.12:
        row.actual = row.value * 2 if better > 0 else row.value // 2
        row.reason = random.choice(["实际需求增加", "年初目标编制偏低", ""])
    else:
        row.actual = row.value - better * max(1, row.value // random.choice([8, 12, 20]))
    missed = (int(row.actual) - row.value) * better < 0 or (row.sign == "=" and row.actual < row.value)
    if missed:
        part = row.actual / row.value if better > 0 else row.value / row.actual
        exact = round(row.weight * part, 2)
        row.score = random.choice([exact, exact, exact, row.weight - 1, row.weight - 0.5])
        row.reason = random.choice(WORDS["reasons"]) if random.random() < 0.8 else ""
    return row


def _mistake(random: Random, made: Project) -> None:
    """At most one or two things are wrong, in about a third of the forms."""
    rows = made.rows
    row = random.choice(rows)
    chance = random.random()
    if chance < 0.04:
        made.total = round(made.total + random.choice([1, -1, 0.5, 2]), 2)
    elif chance < 0.07:
        row.weight += random.choice([1, 2, -1])
    elif chance < 0.10:
        row.actual = None
    elif chance < 0.13:
        made.execution = 10
        made.total = round(10 + sum(one.score for one in rows), 2)
    elif chance < 0.16:
        made.funds[1].budget = round(made.funds[1].budget * 1.1 + 1, 2)
    elif chance < 0.18:
        made.rate = made.rate * 0.97
    elif chance < 0.20:
        row.score = row.weight + 1
    elif chance < 0.22:
        made.goal = (made.goal[0], "")
    elif chance < 0.24:
        made.goal = (f"完成××项目，{made.goal[0]}", made.goal[1])
    elif chance < 0.26:
        rows.append(Row(**vars(rows[0])))
    elif chance < 0.28:
        for money in made.funds:
            money.budget, money.executed, money.initial = (
                round(amount / 10_000, 4) if made.unit == "元" else amount * 10_000
                for amount in (money.budget, money.executed, money.initial)
            )
    if random.random() < 0.3:
        # All full marks, whatever came of it, is what most forms look like.
        made.execution = made.execution if made.rate < 0.999 else 10
        for one in rows:
            one.score = one.weight if not one.reason or random.random() < 0.1 else one.score
        made.total = round(made.execution + sum(one.score for one in rows), 2)
