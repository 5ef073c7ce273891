"""What a narrative report holds: the figures of its sentences with their meaning, its headings, what was left unfilled.

Comparing them is for the checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from zipingbiao.model.report_mark import ReportMark
from zipingbiao.model.values import NOWHERE, Place, Value

FigureKind = Literal[
    "budget", "initial_budget", "executed", "rate", "score", "points", "grade", "count", "target", "actual",
    "satisfaction", "deviation", "year",
]  # fmt: skip
Scope = Literal["project", "department", "basic_expenditure", "project_expenditure", "group"]
Of = Literal[
    "", "total", "execution", "indicators", "output", "benefit", "satisfaction", "cost", "group", "indicator",
    "budget", "initial_budget", "projects", "completed_indicators", "unmet_indicators", "goals", "completed_goals",
    "target", "actual",
]  # fmt: skip
Confidence = Literal["sure", "guessed"]


class ReportFigure(BaseModel):
    """One figure of a sentence.

    kind        what the figure is: 全年预算数 budget, 年初预算数 initial_budget, 全年执行数 executed, 执行率 or 完成率
                rate, 得分 score, 满分 and 分值 points, 等级 grade, a number of things counted, 指标值 target, 完成值
                actual, 满意度 satisfaction, 指标偏差率 deviation, the year that is evaluated
    value       as printed without the blanks that extraction leaves inside numbers; `number` in the printed unit (万元,
                分, 亿美元), a percentage as a fraction; `number` is None where several readings are possible
    of          what a score, a grade or points are for (total, execution, indicators, a first-level group, one
                indicator); what a rate refers to (budget, initial_budget, indicator); what is counted; whether a
                satisfaction is a target or an actual value
    scope       whose figure it is: one project, the whole department, its 基本支出, its 项目支出, or `group`: a part that
                is none of these (三公经费, a functional class, one source of the funds, an item of a project's budget)
    subject     the name of the project, the part or the unit; '' for the whole department and its two expenditures
    within      the name of the whole that a part belongs to
    source      the kind of funds the sentence restricts the figure to (财政拨款, 上年结转); '' for all funds
    indicator   the indicator or the group of indicators that the figure belongs to
    year        the year the sentence gives for the figure; None where it gives none
    approximate 余, 约, 近, 以上, a range: the figure is not exact
    why         what was guessed, for a person to read; '' where nothing was
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FigureKind
    value: Value
    of: Of = ""
    scope: Scope = "department"
    subject: str = ""
    within: str = ""
    source: str = ""
    indicator: str = ""
    year: int | None = None
    approximate: bool = False
    sentence: str = ""
    why: str = ""

    @property
    def confidence(self) -> Confidence:
        """`guessed` where the words leave room for another reading."""
        return "guessed" if self.why else "sure"


class ReportSection(BaseModel):
    """A heading. Level 0 is the title of a report: a document may hold several, one per project.

    project  the project that the report of a level 0 heading is about; '' where it is about the department
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    level: int
    place: Place = NOWHERE
    project: str = ""
    year: int | None = None


class Blank(NamedTuple):
    """Something that was to be filled in and was not: 【待填：存在的问题】, ××万元, ____%.

    text      as it stands
    topic     what should stand there, as far as it says so itself
    place     the paragraph, or the cell of a table; its sheet is the heading above
    sentence  the words around it
    """

    text: str
    topic: str
    place: Place
    sentence: str = ""


class Piece(NamedTuple):
    """A paragraph of a Word file, outside of tables or inside a cell, with its place.

    continues  the cell is merged with the one above it and holds nothing of its own
    """

    text: str
    place: Place
    continues: bool = False


class Report(BaseModel):
    """A narrative report (.docx, .txt, .md) as read.

    title, year, unit_name  of the first report in the document; '' and None where it does not say
    blanks                  what is left to be filled in
    tables                  of a Word file, for each table the project whose report it stands in; '' for the department's
    made                    what the document says it was generated as; None for any other document
    pieces                  of a generated report, its paragraphs and cells in their order
    truncated               the document holds more text or figures than are read
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    title: str = ""
    year: int | None = None
    unit_name: str = ""
    sections: tuple[ReportSection, ...] = ()
    figures: tuple[ReportFigure, ...] = ()
    blanks: tuple[Blank, ...] = ()
    tables: dict[int, str] = {}
    made: ReportMark | None = None
    pieces: tuple[Piece, ...] = ()
    truncated: bool = False

    @property
    def titles(self) -> tuple[ReportSection, ...]:
        """The titles of the reports in the document."""
        return tuple(section for section in self.sections if section.level == 0)

    def of_kind(self, *kinds: FigureKind) -> Iterator[ReportFigure]:
        """The figures of these kinds, in the order of the text."""
        return (figure for figure in self.figures if figure.kind in kinds)
