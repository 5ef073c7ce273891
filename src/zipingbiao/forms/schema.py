"""The shape of a form.yaml: one bureau's form with its printed layout; how it scores stands in policy.py."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from zipingbiao.forms.policy import BasisKey, Number, Policy, Strict

IndicatorKey = Literal[
    "side", "l1", "l1_points", "l2", "l2_points", "l3", "operator", "target", "measure", "actual", "weight", "score",
    "reason", "rule", "note",
]  # fmt: skip
FundKey = Literal["initial", "budget", "executed", "weight", "rate", "score"]
ListKey = Literal["number", "project", "initial", "budget", "executed", "rate", "score", "grade", "purpose"]


class LayoutColumn(Strict):
    """A printed column: what stands in it and its width in characters of the body font."""

    key: IndicatorKey
    width: Number = Field(gt=0, le=120)


class HeaderCell(Strict):
    """A header label and what stands beside it: a field of the evaluation, tick boxes, or a free text or number.

    Everything but a field is kept in the evaluation's attributes, by the label.
    """

    label: str
    field: Literal["project", "department", "implementing_unit"] | None = None
    options: list[str] = Field(default=[])
    input: Literal["text", "number"] | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> HeaderCell:
        if sum((self.field is not None, bool(self.options), self.input is not None)) != 1:
            raise ValueError(f"表头“{self.label}”须写 field、options、input 其中一个")
        return self

    def ticked(self, chosen: str | None) -> str:
        """All options with the chosen one ticked: 1、部门预算项目 ☑  2、区直专项 □."""
        marks = [f"{n}、{option} {'☑' if option == chosen else '□'}" for n, option in enumerate(self.options, start=1)]
        return "　".join(marks)


class FundColumn(Strict):
    """A column of the funding block; it takes `span` printed columns."""

    key: FundKey
    label: str
    span: int = Field(default=1, ge=1, le=6)


class FundLine(Strict):
    """A row of the funding block."""

    role: Literal["total", "fiscal", "carryover", "other"]
    label: str


class FundingLayout(Strict):
    """The 项目资金 block, its columns at the right edge; `{unit}` in the label is replaced by the form's unit.

    row_span  printed columns of the row labels; what is left of them belongs to the block's own label
    """

    label: str
    columns: list[FundColumn]
    row_span: int = Field(default=1, ge=1, le=6)
    rows: list[FundLine] = Field(min_length=1)

    @property
    def width(self) -> int:
        """Printed columns of all funding columns together."""
        return sum(column.span for column in self.columns)


class GoalsLayout(Strict):
    """The 年度总体目标 block: expected beside actual below their headers, or one text beside the label.

    label    may hold {n}, the goal's number, and {points}, its points
    actual   absent where the form asks for no result of the goal: then the text stands beside the label
    heads    True where every goal has a header row of the indicator table of its own
    """

    label: str
    expected: str = ""
    actual: str | None = None
    heads: bool = False


class IndicatorColumn(Strict):
    """A header of the indicator table."""

    key: IndicatorKey
    label: str


class IndicatorsLayout(Strict):
    """The 绩效指标 block; `l1` is how an empty form prints a first level: {l1}（{points}分）."""

    label: str = ""
    l1: str = "{l1}"
    columns: list[IndicatorColumn]


class TotalLayout(Strict):
    """The 总分 row; `grade` is the text before the grade, absent where the form prints none; it stands in `grade_in`."""

    label: str
    grade: str | None = None
    grade_in: IndicatorKey = "reason"


class FooterRow(Strict):
    """A row below the total with a text of the whole form (偏差大或目标未完成原因分析).

    Kept as an attribute by the label; `key` is another name the data may use for it.
    """

    label: str
    key: str | None = None


class ListColumn(Strict):
    """A column of a project list; it takes `span` printed columns of the form (none on a sheet of its own)."""

    key: ListKey
    label: str
    span: int = Field(default=1, ge=1, le=8)


class ProjectsLayout(Strict):
    """A project list inside the form, in a unit of its own (项目支出情况表，元)."""

    label: str = ""
    unit: Literal["万元", "元"]
    columns: list[ListColumn] = Field(min_length=3)
    spare_rows: int = Field(default=5, ge=0, le=60)
    total: str = "合计"


class GoalSummaryGroup(Strict):
    """A line per goal of the score summary: the first levels added up in it."""

    label: str
    l1: list[str] = Field(min_length=1)


class GoalSummaryLayout(Strict):
    """自评得分汇总: 预算执行情况, then every goal × 产出/效益, with 分值 and 得分; on a sheet of its own."""

    title: str
    execution: str = "预算执行情况"
    groups: list[GoalSummaryGroup] = Field(min_length=1)


class Fonts(Strict):
    """Official fonts; an office without them substitutes its own, so nothing depends on their exact width."""

    title: str
    body: str
    title_size: Number
    body_size: Number


class Layout(Strict):
    """The printed form.

    titles     by level; {year} and {project} are filled in
    year_line  whether （2022年度） stands below the title
    """

    basis: BasisKey
    paper: Literal["A4", "A3"] = "A4"
    orientation: Literal["portrait", "landscape"] = "portrait"
    titles: dict[Literal["project", "department"], str]
    year_line: bool = True
    font: Fonts
    text_limit: int = Field(default=2000, ge=100, le=32000)
    columns: list[LayoutColumn]
    header: list[list[HeaderCell]] = Field(min_length=1)
    funding: FundingLayout | None = None
    goals: GoalsLayout | None = None
    indicators: IndicatorsLayout
    projects: ProjectsLayout | None = None
    goal_summary: GoalSummaryLayout | None = None
    total: TotalLayout | None = None
    footers: list[FooterRow] = Field(default=[])

    @model_validator(mode="after")
    def _columns_known(self) -> Layout:
        keys = [column.key for column in self.columns]
        if len(keys) != len(set(keys)):
            raise ValueError("layout.columns 里有重复的栏")
        missing = [column.label for column in self.indicators.columns if column.key not in keys]
        if missing:
            raise ValueError(f"指标表的栏没有列宽：{'、'.join(missing)}")
        needed = [key for key in ("l1", "l3") if key not in keys]
        if needed:
            raise ValueError(f"layout.columns 缺少必有的栏：{'、'.join(needed)}")
        if "side" in keys and keys[0] != "side":
            raise ValueError("layout.columns 的 side（竖排标签）只能是第一栏")
        if self.total is not None and self.total.grade is not None and self.total.grade_in not in keys:
            raise ValueError(f"总分行的等级写在 {self.total.grade_in} 栏，但 layout.columns 里没有这一栏")
        return self

    @model_validator(mode="after")
    def _blocks_fit(self) -> Layout:
        columns = len(self.columns)
        if self.funding is not None and self.funding.width + self.funding.row_span >= columns:
            raise ValueError(f"资金栏共占 {self.funding.width + self.funding.row_span} 列，表只有 {columns} 列，放不下")
        if self.projects is not None and (width := sum(c.span for c in self.projects.columns)) != columns:
            raise ValueError(f"项目清单各栏的 span 合计为 {width}，应等于表的 {columns} 列")
        return self


class PresetIndicator(Strict):
    """An indicator the form itself prints: names, points, and its 评分细则 and 指标说明 where they are printed too."""

    l1: str
    l2: str = ""
    l3: str
    weight: Number = Field(ge=0)
    target: str = ""
    rule: str = ""
    note: str = ""
    #: a 评分方法 of the helper columns that the form prescribes (人工)
    method: str = ""


class Form(Strict):
    """One version of one bureau's form."""

    format: Literal[1]
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    #: another form whose keys apply where this file says nothing; one level only
    based_on: str | None = None
    name: str
    jurisdiction: str
    year: int = Field(ge=2000, le=2100)
    version: str
    levels: list[Literal["project", "department"]] = Field(min_length=1)
    unit: Literal["万元", "元"]
    basis: BasisKey
    policy: Policy
    indicators: list[PresetIndicator] = Field(default=[])
    layout: Layout

    @model_validator(mode="after")
    def _titled(self) -> Form:
        missing = [level for level in self.levels if level not in self.layout.titles]
        if missing:
            raise ValueError(f"layout.titles 缺少 {'、'.join(missing)} 的标题")
        return self

    @model_validator(mode="after")
    def _scored_as_printed(self) -> Form:
        printed = {column.key for column in self.layout.columns}
        if self.policy.scored and ("score" not in printed or self.layout.total is None):
            raise ValueError("计分的表样须有 score 栏和 layout.total（总分行）")
        if not self.policy.scored and ({"score", "weight"} & printed or self.layout.total is not None):
            raise ValueError("满分为 0 的表样不计分，不能有 weight、score 栏和 layout.total")
        return self

    @model_validator(mode="after")
    def _points_printed(self) -> Form:
        sums: dict[str, Decimal] = {}
        for row in self.indicators:
            sums[row.l1] = sums.get(row.l1, Decimal(0)) + row.weight
        for group in self.policy.groups:
            if self.indicators and group.points is not None and sums.get(group.l1) != group.points:
                raise ValueError(f"indicators 里“{group.l1}”的分值合计为 {sums.get(group.l1, 0)}，应为 {group.points}")
        return self


class Article(Strict):
    """A provision that numbers rely on; `confirmed` says whether the wording was checked against the document."""

    article: str
    says: str
    confirmed: bool


class LegalBasis(Strict):
    """A document: issuer, number, date, and the provisions cited from it."""

    id: str
    title: str
    issuer: str
    number: str
    date: str
    articles: dict[str, Article]

    def cite(self, key: str) -> str:
        """The citation printed in findings: 《…》（财预〔2020〕10号）定量指标得分的规定."""
        return f"《{self.title}》（{self.number}）{self.articles[key].article}"
