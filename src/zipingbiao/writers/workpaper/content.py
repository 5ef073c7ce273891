"""What a workpaper says before anything is drawn; what is prefilled in it is decided in app.workpaper_rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import BLANK, Value
from zipingbiao.writers.checked import CheckedFile


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of a sheet; points in 分.

    method   the scoring kind's title, 不适用 for a row that is left out
    reason, basis  the texts prefilled in 扣分原因 and 依据/检查发现
    is_living  the review score follows the amounts above the table; only of 预算执行率
    """

    l1: str
    l2: str
    l3: str
    target: str
    actual: str
    weight: Decimal | None
    self_score: Value
    review: Decimal | None
    method: str
    reason: str
    basis: str
    is_execution: bool = False
    is_living: bool = False

    @property
    def difference(self) -> Decimal | None:
        """复核得分 − 自评得分."""
        if self.review is None or self.self_score.number is None:
            return None
        return self.review - self.self_score.number


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One sheet.

    profile     the id of the profile by which the form is judged; `by_choice` where a person chose it
    rate        执行率 as a fraction, as the form prints it
    total, grade  what the review scores give; `self_grade` as the form says it
    others      the findings about no row, and those for which a row has no room
    pending     rows a person must look at
    """

    file: CheckedFile
    evaluation: Evaluation
    policy: Policy
    profile: str
    by_choice: bool
    budget: Decimal | None
    executed: Decimal | None
    rate: Decimal | None
    rows: tuple[PaperRow, ...]
    total: Decimal | None
    grade: str | None
    self_grade: str
    findings: tuple[Finding, ...]
    others: tuple[Finding, ...]
    pending: int
    self_total: Value = BLANK


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole workpaper.

    others  files without a form, and what is said about files as such: findings that belong on no sheet
    limit   差额提示线, in points
    """

    forms: tuple[PaperForm, ...]
    others: tuple[tuple[CheckedFile, tuple[Finding, ...]], ...]
    limit: Decimal
