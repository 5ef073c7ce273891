"""The shape of a form.yaml: scoring policy and printed layout of one bureau's form, each number with its basis."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from zipingbiao.base.numbers import RoundMode

BasisKey = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9_-]+$", description="依据：_legal 文件名/条款")]
#: YAML gives int or float; through str the decimal stays what was written.
Number = Annotated[Decimal, BeforeValidator(lambda v: Decimal(str(v)) if isinstance(v, (int, float)) else v)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FullMarks(_Strict):
    """满分 of the whole form."""

    value: Number
    basis: BasisKey


class ExecutionPolicy(_Strict):
    """预算执行率: points and whether the score is capped at them."""

    points: Number = Field(ge=0)
    cap: bool = True
    basis: BasisKey


class GroupPolicy(_Strict):
    """A first-level indicator group with its points and the second-level names offered in it."""

    l1: str
    points: Number = Field(ge=0)
    l2: list[str] = Field(min_length=1)
    spare_rows: int = Field(default=3, ge=0, le=60)
    basis: BasisKey


class QuantitativePolicy(_Strict):
    """定量指标: `reverse` is the published formula for unmet ≤ targets.

    ratio   weight × target / actual (湖北)
    linear  weight × (1 − (actual − target) / target), 0 from twice the target on
    """

    reverse: Literal["ratio", "linear"] = "ratio"
    basis: BasisKey


class QualitativeBand(_Strict):
    """One 定性 band: its name, its limits in percent of the weight (high down to low, low included), its words."""

    name: str
    low: Number = Field(ge=0, le=100)
    high: Number = Field(ge=0, le=100)
    words: list[str] = Field(min_length=1)


class QualitativePolicy(_Strict):
    """定性指标: bands from best to worst; `same` are words that mean met when target and actual both say them."""

    basis: BasisKey
    bands: list[QualitativeBand] = Field(min_length=2)
    same: list[str] = []


class RoundingPolicy(_Strict):
    """Decimals kept in scores (分) and rates (as a fraction), and how they are cut."""

    score_places: int = Field(ge=0, le=4)
    rate_places: int = Field(ge=0, le=8)
    mode: RoundMode = "half_up"
    basis: BasisKey


class GradeBand(_Strict):
    """A grade and the lowest total (included) that earns it."""

    name: str
    start: Number = Field(alias="from")
    basis: BasisKey


class ReasonPolicy(_Strict):
    """When 偏差原因分析及改进措施 must be filled."""

    lost_points: bool = True
    basis: BasisKey


class Policy(_Strict):
    """How the form scores."""

    full_marks: FullMarks
    execution: ExecutionPolicy
    groups: list[GroupPolicy] = Field(min_length=1)
    quantitative: QuantitativePolicy
    qualitative: QualitativePolicy
    rounding: RoundingPolicy
    grades: list[GradeBand] = Field(min_length=1)
    reasons: ReasonPolicy

    @model_validator(mode="after")
    def _consistent(self) -> Policy:
        total = self.execution.points + sum((group.points for group in self.groups), Decimal(0))
        if total != self.full_marks.value:
            raise ValueError(f"执行率分值与各一级指标分值合计为 {total}，应等于满分 {self.full_marks.value}")
        starts = [band.start for band in self.grades]
        if starts != sorted(starts, reverse=True) or starts[-1] != 0:
            raise ValueError("等级须从高到低排列，最后一档的 from 为 0")
        return self

    def group(self, l1: str) -> GroupPolicy | None:
        """The group whose name is `l1` (without points and spaces)."""
        return next((group for group in self.groups if group.l1 == l1), None)


IndicatorKey = Literal["side", "l1", "l2", "l3", "target", "actual", "weight", "score", "reason"]
FundKey = Literal["initial", "budget", "executed", "weight", "rate", "score"]


class LayoutColumn(_Strict):
    """A printed column: what stands in it and its width in characters of the body font."""

    key: IndicatorKey
    width: Number = Field(gt=0, le=120)


class HeaderCell(_Strict):
    """A header label and what stands beside it: a field of the evaluation, or an attribute with tick boxes."""

    label: str
    field: Literal["project", "department", "implementing_unit"] | None = None
    options: list[str] = []

    @model_validator(mode="after")
    def _one_of_both(self) -> HeaderCell:
        if (self.field is None) != bool(self.options):
            raise ValueError(f"表头“{self.label}”须写 field 或 options 其中一个")
        return self

    def ticked(self, chosen: str | None) -> str:
        """All options with the chosen one ticked: 1、部门预算项目 ☑  2、区直专项 □."""
        marks = [f"{n}、{option} {'☑' if option == chosen else '□'}" for n, option in enumerate(self.options, start=1)]
        return "　".join(marks)


class FundColumn(_Strict):
    """A column of the funding block."""

    key: FundKey
    label: str


class FundLine(_Strict):
    """A row of the funding block."""

    role: Literal["total", "fiscal", "carryover", "other"]
    label: str


class FundingLayout(_Strict):
    """The 项目资金 block; `{unit}` in the label is replaced by the form's unit."""

    label: str
    columns: list[FundColumn]
    rows: list[FundLine]


class GoalsLayout(_Strict):
    """The 年度总体目标 block."""

    label: str
    expected: str
    actual: str


class IndicatorColumn(_Strict):
    """A header of the indicator table."""

    key: IndicatorKey
    label: str


class IndicatorsLayout(_Strict):
    """The 绩效指标 block; `l1` is how an empty form prints a first level: {l1}（{points}分）."""

    label: str
    l1: str = "{l1}"
    columns: list[IndicatorColumn]


class TotalLayout(_Strict):
    """The 总分 row; `grade` is the text before the grade, absent where the form prints none."""

    label: str
    grade: str | None = None


class FooterRow(_Strict):
    """A row below the total with a text of the whole form (偏差大或目标未完成原因分析); kept as an attribute."""

    label: str


class Fonts(_Strict):
    """Official fonts; an office without them substitutes its own, so nothing depends on their exact width."""

    title: str
    body: str
    title_size: Number
    body_size: Number


class Layout(_Strict):
    """The printed form."""

    basis: BasisKey
    paper: Literal["A4", "A3"] = "A4"
    orientation: Literal["portrait", "landscape"] = "portrait"
    titles: dict[Literal["project", "department"], str]
    font: Fonts
    text_limit: int = Field(default=2000, ge=100, le=32000)
    columns: list[LayoutColumn]
    header: list[list[HeaderCell]]
    funding: FundingLayout
    goals: GoalsLayout | None = None
    indicators: IndicatorsLayout
    total: TotalLayout
    footers: list[FooterRow] = []

    @model_validator(mode="after")
    def _columns_known(self) -> Layout:
        keys = [column.key for column in self.columns]
        if len(keys) != len(set(keys)):
            raise ValueError("layout.columns 里有重复的栏")
        missing = [column.label for column in self.indicators.columns if column.key not in keys]
        if missing:
            raise ValueError(f"指标表的栏没有列宽：{'、'.join(missing)}")
        return self


class Form(_Strict):
    """One version of one bureau's form."""

    format: Literal[1]
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    jurisdiction: str
    year: int = Field(ge=2000, le=2100)
    version: str
    levels: list[Literal["project", "department"]] = Field(min_length=1)
    unit: Literal["万元", "元"]
    basis: BasisKey
    policy: Policy
    layout: Layout


class Article(_Strict):
    """A provision that numbers rely on; `confirmed` says whether the wording was checked against the document."""

    article: str
    says: str
    confirmed: bool


class LegalBasis(_Strict):
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
