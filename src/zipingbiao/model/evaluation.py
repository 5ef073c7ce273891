"""One filled self-evaluation form (Evaluation) and its parts, as read; nothing is computed here."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from zipingbiao.base.text import label_key, squeeze
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import BLANK, NOWHERE, Place, Value

Level = Literal["project", "department"]
FundRole = Literal["total", "fiscal", "carryover", "other", "unknown"]

#: Amounts of a FundingRow that some places' forms ask for: read and compared, never written.
SIDE_AMOUNTS = ("arrived", "carried", "added", "left")

_POINTS = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[)）]")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FundingRow(_Part):
    """One line of 项目资金: 年度资金总额 or one source. Amounts are in the form's unit (万元 or 元)."""

    source: Value
    role: FundRole
    initial: Value = BLANK
    budget: Value = BLANK
    executed: Value = BLANK
    #: what had arrived of the budget (到位数), where the form asks for it
    arrived: Value = BLANK
    #: brought forward (上年结转), added in the year (追加), left at its end (结余), where the form has such columns
    carried: Value = BLANK
    added: Value = BLANK
    left: Value = BLANK
    weight: Value = BLANK
    rate: Value = BLANK
    score: Value = BLANK
    #: what the living formula of an own workbook shows, where `rate`/`score` hold the original table's figures
    living_rate: Value = BLANK
    living_score: Value = BLANK

    @property
    def label(self) -> str:
        """The visible name of the row."""
        return squeeze(self.source.text or "") or ("年度资金总额" if self.role == "total" else "资金来源")


class Goal(_Part):
    """One 年度总体目标 pair; indicators refer to it by its number (from 1)."""

    expected: Value = BLANK
    actual: Value = BLANK
    #: the goal's own points, where the form gives goals points (年度绩效目标1：（40分）)
    points: Value = BLANK


class Indicator(_Part):
    """One indicator row. `score` is what a person wrote (or what the cell shows where nobody wrote one)."""

    goal: int = 1
    l1: Value
    l2: Value = BLANK
    l3: Value = BLANK
    target: Value = BLANK
    actual: Value = BLANK
    weight: Value = BLANK
    score: Value = BLANK
    reason: Value = BLANK
    #: the wording of the 评分细则, where the form or the data has one
    rule: Value = BLANK
    #: the 指标说明 of the row: what it means, often its formula
    note: Value = BLANK
    #: figures of a formula indicator as printed, by their labels (在职人员数 → 72人)
    inputs: dict[str, str] = {}
    #: the 完成值 somebody wrote where the figures of a formula indicator give `actual`
    written_actual: Value = BLANK
    #: helper columns of an own workbook: chosen method, direction, manual score and why
    method: Value = BLANK
    direction: Value = BLANK
    manual_score: Value = BLANK
    manual_reason: Value = BLANK
    living_score: Value = BLANK

    @property
    def label(self) -> str:
        """The visible name of the row: 三级指标, or the nearest level that has a text."""
        return squeeze(self.l3.text or self.l2.text or self.l1.text or "（无名指标）")

    @property
    def l1_name(self) -> str:
        """The first-level name without points and spaces: 产出指标."""
        return _POINTS.sub("", label_key(self.l1.text or ""))

    @property
    def l2_name(self) -> str:
        """The second-level name without points and spaces."""
        return _POINTS.sub("", label_key(self.l2.text or ""))

    @property
    def l1_points(self) -> Decimal | None:
        """Points printed inside the first-level label: 产出指标（50分） → 50."""
        return _points(self.l1.text)

    @property
    def l2_points(self) -> Decimal | None:
        """Points printed inside the second-level label."""
        return _points(self.l2.text)


def _points(text: str | None) -> Decimal | None:
    match = _POINTS.search(text or "")
    return Decimal(match.group(1)) if match else None


class Evaluation(_Part):
    """One filled form: header, funding, goals, indicators, total."""

    template: str | None = None
    level: Level = "project"
    year: Value = BLANK
    unit: str = "万元"
    title: Value = BLANK
    project: Value = BLANK
    department: Value = BLANK
    implementing_unit: Value = BLANK
    attributes: dict[str, str] = {}
    #: where the texts of `attributes` stand, as far as the reader knows
    attribute_places: dict[str, Place] = {}
    funding: tuple[FundingRow, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    total_weight: Value = BLANK
    total: Value = BLANK
    grade: Value = BLANK
    #: a project list inside the form (项目支出情况表), in a unit of its own
    project_list: Summary | None = None
    living_total: Value = BLANK
    living_grade: Value = BLANK
    #: the place of the whole form: file and sheet (and the title's cell)
    place: Place = Place()
    #: True for a workbook made by this software (it then has living formulas that must not be overwritten)
    own: bool = False
    #: False where the form has no 偏差原因 column at all, so that no reason can be asked for
    has_reasons: bool = True
    #: False where the form prints no 分值 column
    has_weights: bool = True

    @property
    def year_number(self) -> int | None:
        """The year as a number, from a text such as （2019年度）."""
        match = re.search(r"(?:19|20)\d{2}", self.year.text or "")
        return int(match.group()) if match else None

    @property
    def total_funding(self) -> FundingRow | None:
        """The 年度资金总额 line."""
        return next((row for row in self.funding if row.role == "total"), None)

    def attribute(self, label: str) -> Value:
        """The text of the whole form under this label, with its place."""
        return Value(text=self.attributes.get(label) or None, place=self.attribute_places.get(label, NOWHERE))

    @property
    def sources(self) -> tuple[FundingRow, ...]:
        """The lines below 年度资金总额."""
        return tuple(row for row in self.funding if row.role != "total")

    @property
    def name(self) -> str:
        """The project's name, or the sheet's where the form has none."""
        return squeeze(self.project.text or "") or (self.place.sheet or "（未命名）")
