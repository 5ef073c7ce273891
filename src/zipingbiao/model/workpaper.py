"""The review workpaper (复核底稿): the words its writer and its reader must agree on, and a workpaper as read."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from zipingbiao.base.text import label_key
from zipingbiao.model.values import BLANK, NOWHERE, Place, Value

#: The custom document property, and a word among the keywords, which every office program keeps.
WORKPAPER_MARK = "zipingbiao-workpaper"
WORKPAPER_KEYWORD = "复核底稿 zpb"
TITLE = "绩效自评复核底稿"
OVERVIEW_SHEET = "总表"
OVERVIEW_TITLE = f"{TITLE}总表"
#: The defined name of the cell with 差额提示线 on 总表.
LIMIT_NAME = "zpb_paper_limit"
#: A difference above so many points is marked, where nobody says otherwise.
DEFAULT_LIMIT = Decimal(1)
#: Hidden defined names `zpb_paper_1` … point at A1 of each sheet, so that a renamed sheet is still known. The metadata
#: sheet has one row per name: name, template, profile, file, sheet, project, and CHOSEN where a person chose the profile.
PAPER_ANCHOR = "zpb_paper_"
CHOSEN = "指定口径"
#: What 依据 begins with where a person must still look at the row.
PENDING = "待人工复核"
TOTAL, GRADE = "合计", "等级"
EXECUTION_PART, EXECUTION = "预算执行", "预算执行率"
LIMIT = "差额提示线（分）"

#: The columns of a sheet, by the field of WorkpaperRow; 计分方式 stands right of the print area.
HEADS: dict[str, str] = {
    "l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "target": "指标值", "actual": "实际完成值", "weight": "分值",
    "self_score": "自评得分", "review": "复核得分", "difference": "差额", "reason": "扣分原因", "basis": "依据/检查发现",
    "method": "计分方式",
}  # fmt: skip
#: The cells above the table, by the field of WorkpaperSheet.
LABELS: dict[str, str] = {
    "project": "项目名称", "department": "主管部门", "unit": "实施单位", "source": "原表", "budget": "预算数",
    "executed": "执行数", "rate": "执行率", "limit": LIMIT,
}  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WorkpaperRow(_Part):
    """One row of the table: an indicator, or 预算执行率. Points in 分."""

    l1: Value = BLANK
    l2: Value = BLANK
    l3: Value = BLANK
    target: Value = BLANK
    actual: Value = BLANK
    weight: Value = BLANK
    self_score: Value = BLANK
    review: Value = BLANK
    difference: Value = BLANK
    reason: Value = BLANK
    basis: Value = BLANK
    method: Value = BLANK

    @property
    def label(self) -> str:
        """The visible name of the row."""
        return " ".join((self.l3.text or self.l2.text or self.l1.text or "（无名指标）").split())

    @property
    def is_execution(self) -> bool:
        """Whether the row is 预算执行率, which stands above the indicators."""
        return label_key(self.l1.text or "") == EXECUTION_PART and label_key(self.l3.text or "") == EXECUTION

    @property
    def is_pending(self) -> bool:
        """Whether a person must still look at the row."""
        return (self.basis.text or "").lstrip().startswith(PENDING)

    @property
    def key(self) -> tuple[str, str, str]:
        """What the row is known by beside the rows of the form."""
        return (label_key(self.l1.text or ""), label_key(self.l2.text or ""), label_key(self.l3.text or ""))


class WorkpaperSheet(_Part):
    """The sheet about one form.

    number          of its defined name; None where the sheet has none (a copy, or another format)
    template, profile  by which its totals and its grade are computed; None where the workbook does not say;
                    `by_choice` where a person chose the profile
    file, sheet     where the form stands
    has_formulas    whether the file keeps formulas at all
    """

    place: Place = NOWHERE
    number: int | None = None
    template: str | None = None
    profile: str | None = None
    by_choice: bool = False
    file: str | None = None
    sheet: str | None = None
    project: Value = BLANK
    department: Value = BLANK
    unit: Value = BLANK
    rate: Value = BLANK
    limit: Value = BLANK
    rows: tuple[WorkpaperRow, ...] = ()
    weight_total: Value = BLANK
    self_total: Value = BLANK
    review_total: Value = BLANK
    difference_total: Value = BLANK
    self_grade: Value = BLANK
    review_grade: Value = BLANK
    has_formulas: bool = False

    @property
    def name(self) -> str:
        """The project's name, or the sheet's."""
        return " ".join((self.project.text or "").split()) or (self.place.sheet or "（未命名）")


class WorkpaperForm(_Part):
    """A form that the workpaper was made for, as its metadata names it."""

    number: int
    file: str
    sheet: str
    project: str


class Workpaper(_Part):
    """A whole workpaper.

    forms    what it was made for; empty where the file does not say
    """

    place: Place
    sheets: tuple[WorkpaperSheet, ...] = ()
    forms: tuple[WorkpaperForm, ...] = ()


#: Points up to which two scores are the same.
SAME = Decimal("0.005")
