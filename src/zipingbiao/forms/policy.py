"""How a form scores: every number a bureau may set differently, each with its basis. Layout stands in schema.py."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)  # fmt: skip

from zipingbiao.base.numbers import RoundMode

BasisKey = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9_-]+$", description="依据：_legal 文件名/条款")]
#: YAML gives int or float; through str the decimal stays what was written.
Number = Annotated[Decimal, BeforeValidator(lambda v: Decimal(str(v)) if isinstance(v, (int, float)) else v)]


class Strict(BaseModel):
    """A part of a form.yaml: unknown keys are refused, nothing is changed after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FullMarks(Strict):
    """满分 of the whole form; 0 for a form without scores (a narrative record)."""

    value: Number = Field(ge=0)
    basis: BasisKey


class ExecutionPolicy(Strict):
    """预算执行率.

    points  its 分值; 0 where the form scores execution by ordinary indicators or not at all
    cap     whether the score stops at the points (执行率 above 100%)
    rate    `exact`: from the amounts; `printed`: from the rate as it is printed (rounded to rate_places)
    places  decimals of the execution score where they differ from other scores (0: whole points)
    """

    points: Number = Field(ge=0)
    cap: bool = True
    rate: Literal["exact", "printed"] = "exact"
    places: int | None = Field(default=None, ge=0, le=4)
    basis: BasisKey


class TotalCap(Strict):
    """执行率 under `below` percent: the total is at most `total` points."""

    below: Number = Field(gt=0, le=100)
    total: Number = Field(ge=0)
    basis: BasisKey


def check_caps(caps: list[TotalCap]) -> list[TotalCap]:
    """The caps as they are. Raises ValueError where they do not descend with the rate."""
    for above, below in pairwise(caps):
        if below.below >= above.below or below.total > above.total:
            raise ValueError("caps 须按执行率从高到低排列，执行率越低总分上限越低")
    return caps


class GroupPolicy(Strict):
    """A first-level indicator group: its second-level names, and its points where the form fixes them.

    Without points the unit divides the points of each goal between the groups itself.
    """

    l1: str
    points: Number | None = Field(default=None, ge=0)
    l2: list[str] = Field(min_length=1)
    spare_rows: int = Field(default=3, ge=0, le=60)
    basis: BasisKey


class GoalPolicy(Strict):
    """年度绩效目标 with points of their own: together they have `points`, shared out by the unit."""

    points: Number = Field(gt=0)
    basis: BasisKey


class OverAchievementPolicy(Strict):
    """A result `above` percent or more beyond the target, set too low, loses `deduct` points."""

    above: Number = Field(gt=0)
    deduct: Number = Field(gt=0)
    basis: BasisKey


class QuantitativePolicy(Strict):
    """定量指标.

    reverse  the published formula for unmet ≤ targets
        ratio   weight × target / actual (湖北)
        linear  weight × (1 − (actual − target) / target), 0 from twice the target on
    equal    an = target that is exceeded: `full` still earns the weight, `none` earns nothing
    """

    reverse: Literal["ratio", "linear"] = "ratio"
    equal: Literal["full", "none"] = "full"
    over_achievement: OverAchievementPolicy | None = None
    basis: BasisKey


class QualitativeBand(Strict):
    """One 定性 band: its name, its limits in percent of the weight (high down to low, low included), its words."""

    name: str
    low: Number = Field(ge=0, le=100)
    high: Number = Field(ge=0, le=100)
    words: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _limits(self) -> QualitativeBand:
        if self.low >= self.high:
            raise ValueError(f"定性分档“{self.name}”的 low（{self.low}）应小于 high（{self.high}）")
        return self


class QualitativePolicy(Strict):
    """定性指标: bands from best to worst; `same` are words that mean met when target and actual both say them."""

    basis: BasisKey
    bands: list[QualitativeBand] = Field(min_length=2)
    same: list[str] = Field(default=[])

    @field_validator("bands")
    @classmethod
    def _descending(cls, bands: list[QualitativeBand]) -> list[QualitativeBand]:
        for above, below in pairwise(bands):
            if below.high > above.low:
                raise ValueError(
                    f"定性分档“{above.name}”与“{below.name}”重叠：“{below.name}”的 high 应不大于 {above.low}"
                )
        return bands


class RoundingPolicy(Strict):
    """Decimals kept in scores (分) and rates (as a fraction), and how they are cut."""

    score_places: int = Field(ge=0, le=4)
    rate_places: int = Field(ge=0, le=8)
    mode: RoundMode = "half_up"
    basis: BasisKey


class GradeBand(Strict):
    """A grade and the lowest total (included) that earns it."""

    name: str
    start: Number = Field(alias="from")
    basis: BasisKey


class GradingPolicy(Strict):
    """Whole-number grade bands (90–100、80–89): the total is rounded to `places` decimals before it is graded."""

    places: int = Field(ge=0, le=4)
    basis: BasisKey


class ReasonPolicy(Strict):
    """When 偏差原因分析及改进措施 must be filled.

    lost_points       wherever an indicator loses points
    low_execution     执行率 under this many percent
    adjusted_budget   全年预算数 differs from 年初预算数
    over_achievement  a result this many percent or more beyond its target
    """

    lost_points: bool = True
    low_execution: Number | None = Field(default=None, gt=0, le=100)
    adjusted_budget: bool = False
    over_achievement: Number | None = Field(default=None, gt=0)
    basis: BasisKey


class NotApplicablePolicy(Strict):
    """不适用 indicators are left out and the rest is converted to the full marks of the form."""

    words: list[str] = Field(min_length=1)
    basis: BasisKey


class Policy(Strict):
    """How the form scores."""

    full_marks: FullMarks
    execution: ExecutionPolicy
    goals: GoalPolicy | None = None
    groups: list[GroupPolicy] = Field(min_length=1)
    quantitative: QuantitativePolicy
    qualitative: QualitativePolicy
    rounding: RoundingPolicy
    grades: list[GradeBand] = Field(min_length=1)
    grading: GradingPolicy | None = None
    caps: list[TotalCap] = Field(default=[])
    reasons: ReasonPolicy
    not_applicable: NotApplicablePolicy | None = None

    @field_validator("groups")
    @classmethod
    def _points_add_up(cls, groups: list[GroupPolicy], info: ValidationInfo) -> list[GroupPolicy]:
        full, execution, goals = (info.data.get(key) for key in ("full_marks", "execution", "goals"))
        if full is None or execution is None:
            return groups  # their own mistake has been reported
        known = [group.points for group in groups if group.points is not None]
        if len(known) == len(groups):
            what, points = "各一级指标", sum(known, Decimal(0))
        elif known:
            raise ValueError("groups 的 points 要么都写，要么都不写（由单位分配，总数写在 goals.points）")
        elif goals is None:
            raise ValueError("groups 没有写 points 的，须在 goals.points 写明各目标合计的分值")
        else:
            what, points = "各目标", goals.points
        total = execution.points + points
        if total != full.value:
            raise ValueError(f"执行率分值与{what}分值合计为 {total}，应等于满分 {full.value}，请核对各项 points")
        return groups

    @field_validator("grades")
    @classmethod
    def _grades_descend(cls, grades: list[GradeBand]) -> list[GradeBand]:
        for above, below in pairwise(grades):
            if below.start >= above.start:
                raise ValueError(
                    f"等级“{above.name}”（{above.start} 分起）与“{below.name}”（{below.start} 分起）重叠；"
                    "等级须从高到低排列，from 逐档减小"
                )
        if grades[-1].start != 0:
            raise ValueError(f"最低一档等级“{grades[-1].name}”的 from 应为 0，否则更低的得分没有等级")
        return grades

    @field_validator("caps")
    @classmethod
    def _caps_descend(cls, caps: list[TotalCap]) -> list[TotalCap]:
        return check_caps(caps)

    @property
    def scored(self) -> bool:
        """False for a form that records goals and results without points."""
        return self.full_marks.value > 0

    def group(self, l1: str) -> GroupPolicy | None:
        """The group whose name is `l1` (without points and spaces)."""
        return next((group for group in self.groups if group.l1 == l1), None)
