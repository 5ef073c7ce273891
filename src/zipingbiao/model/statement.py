"""What a report may state of a form: every figure and text with the cells it comes from; nothing is computed here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import FundRole, Level
from zipingbiao.model.values import Place

#: Whether an indicator reached its target; None where nobody can tell from the form.
Completion = Literal["met", "unmet"] | None


@dataclass(frozen=True, slots=True)
class Sourced:
    """A figure or a text as a report prints it.

    text    with its unit ('563.27万元', '91.74%', '9.17'); '' where the form does not say
    label   what it is called where a person reads it: 全年执行数, 「订阅报刊杂志数」得分
    number  the exact number behind the text, in the printed unit, a rate as a fraction; None for a text
    places  the cells it comes from; empty only where `text` is
    how     the arithmetic in words (全年执行数÷全年预算数); '' where the cell says it itself
    parts   the figures `how` speaks of, in its order; a sum has all its terms, a count what was counted
    """

    text: str
    label: str
    number: Decimal | None = None
    places: tuple[Place, ...] = ()
    how: str = ""
    parts: tuple[Sourced, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class FundStatement:
    """One line of 项目资金; amounts in the unit of the form, without it."""

    role: FundRole
    source: Sourced
    initial: Sourced
    budget: Sourced
    executed: Sourced
    #: 全年预算数－全年执行数
    left: Sourced
    rate: Sourced
    weight: Sourced
    score: Sourced


@dataclass(frozen=True, slots=True)
class IndicatorStatement:
    """One indicator.

    score       what counts in the total
    deviation   偏差率 without a sign: how far the actual is from the target, as a share of the target; 0% within a
                limit; '' where the two are no comparable numbers
    deviates    on which side of the target the actual is; None where it reaches it or keeps to the limit
    completion  whether the target was reached
    """

    number: int
    goal: int
    l1: Sourced
    l2: Sourced
    l3: Sourced
    target: Sourced
    actual: Sourced
    weight: Sourced
    score: Sourced
    reason: Sourced
    rule: Sourced
    deviation: Sourced
    completion: Completion
    left_out: bool = False
    deviates: Literal["above", "below"] | None = None

    @property
    def has_target_apart(self) -> bool:
        """Whether there is a target that the name does not say itself, as the records of 2018 do: 专家评审10次."""
        target = squeeze(self.target.text)
        if not any(char in "0123456789" for char in target):
            return bool(target)  # the 及时 of 报销及时性 is no target
        # nor is the 1 of 2021年
        return re.search(rf"(?<![\d.]){re.escape(target)}(?![\d.])", squeeze(self.l3.text)) is None


@dataclass(frozen=True, slots=True)
class GroupStatement:
    """预算执行 or one first level (产出指标): points, score, their quotient, and the grade the quotient would earn.

    key      execution, or the first-level name
    met, unmet, counted  numbers of indicators, as figures
    undecided  how many nobody can tell about from the form; blank where there are none
    """

    key: str
    name: Sourced
    weight: Sourced
    score: Sourced
    rate: Sourced
    grade: Sourced
    indicators: tuple[IndicatorStatement, ...] = ()
    counted: Sourced = Sourced("", "指标数")
    met: Sourced = Sourced("", "完成指标数")
    unmet: Sourced = Sourced("", "未完成指标数")
    undecided: Sourced = Sourced("", "未判定指标数")


@dataclass(frozen=True, slots=True)
class GoalStatement:
    """One 年度总体目标."""

    number: int
    expected: Sourced
    actual: Sourced
    points: Sourced
    indicators: tuple[IndicatorStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class GradeBandStatement:
    """A line of the scoring standard: 90分（含）—100分 优. From the form's definition, not from a cell."""

    name: str
    limits: str


@dataclass(frozen=True, slots=True)
class FormStatement:
    """One form.

    scored   False for a form that records goals and results without points
    attributes  other texts of its head and foot by their labels; amounts such as 基本支出总额 have a number
    total_rate  总分÷满分
    undecided   as in GroupStatement
    notes    sentences, without figures, about what was left out, converted, capped or does not add up
    expenditures  基本支出, 项目支出 of a whole department, where its head says them
    """

    level: Level
    template: str | None
    form_name: str
    unit: str
    scored: bool
    place: Place
    year: Sourced
    project: Sourced
    department: Sourced
    implementing_unit: Sourced
    attributes: dict[str, Sourced]
    total_fund: FundStatement | None
    sources: tuple[FundStatement, ...]
    goals: tuple[GoalStatement, ...]
    groups: tuple[GroupStatement, ...]
    indicators: tuple[IndicatorStatement, ...]
    total: Sourced
    full_marks: Sourced
    indicator_marks: Sourced
    indicator_score: Sourced
    total_rate: Sourced
    grade: Sourced
    counted: Sourced
    met: Sourced
    unmet: Sourced
    bands: tuple[GradeBandStatement, ...] = ()
    notes: tuple[str, ...] = ()
    expenditures: tuple[FundStatement, ...] = ()
    undecided: Sourced = Sourced("", "未判定指标数")

    @property
    def basic_expenditure(self) -> FundStatement | None:
        """基本支出, of the head or the funds of the form."""
        return self._spent_on("基本支出")

    @property
    def project_expenditure(self) -> FundStatement | None:
        """项目支出, of the head or the funds of the form."""
        return self._spent_on("项目支出")

    def _spent_on(self, name: str) -> FundStatement | None:
        lines = (*self.expenditures, *self.sources)
        return next((line for line in lines if line.source.text.startswith(name)), None)

    @property
    def execution(self) -> GroupStatement | None:
        """预算执行, where the form gives it points."""
        return next((group for group in self.groups if group.key == "execution"), None)

    @property
    def first_levels(self) -> tuple[GroupStatement, ...]:
        """The groups of indicators."""
        return tuple(group for group in self.groups if group.key != "execution")

    @property
    def met_indicators(self) -> tuple[IndicatorStatement, ...]:
        """Those that reached their target."""
        return tuple(one for one in self.indicators if one.completion == "met")

    @property
    def unmet_indicators(self) -> tuple[IndicatorStatement, ...]:
        """Those that did not."""
        return tuple(one for one in self.indicators if one.completion == "unmet")

    @property
    def undecided_indicators(self) -> tuple[IndicatorStatement, ...]:
        """Those of which the form does not tell; rows left out are not among them."""
        return tuple(one for one in self.indicators if one.completion is None and not one.left_out)


@dataclass(frozen=True, slots=True)
class ProjectStatement:
    """One line of the list of projects; amounts in 元, whatever unit they stand in."""

    number: int
    name: Sourced
    budget: Sourced
    executed: Sourced
    rate: Sourced
    score: Sourced
    grade: Sourced
    purpose: Sourced


@dataclass(frozen=True, slots=True)
class UnitStatement:
    """All forms of one unit and year.

    department  the form for the unit as a whole, if there is one
    listed      the projects: of a list where there is one, else of the forms
    total       the line 合计 of `listed`
    """

    unit_name: Sourced
    year: Sourced
    department: FormStatement | None
    projects: tuple[FormStatement, ...]
    listed: tuple[ProjectStatement, ...]
    total: ProjectStatement | None
    count: Sourced


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a sentence something from the form stands."""

    start: int
    end: int
    figure: Sourced


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph (or the text of a table cell) of a report as it is made: what is not in a span are the house's words."""

    text: str
    spans: tuple[Span, ...] = ()
