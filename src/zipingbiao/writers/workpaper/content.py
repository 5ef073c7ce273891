"""What a workpaper says before anything is drawn; what is prefilled in it is decided in app.workpaper_rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zipingbiao.base.numbers import round_to
from zipingbiao.forms.parts import LEFT_OUT
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import BLANK, Value
from zipingbiao.scoring.totals import add_up, cap_for
from zipingbiao.writers.checked import CheckedFile


def difference_of(review: Decimal | None, given: Decimal | None) -> Decimal | None:
    """复核 − 自评, to the hundredth of a point; None where one is not there."""
    return None if review is None or given is None else round_to(review - given, 2)


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
        return difference_of(self.review, self.self_score.number)


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One sheet.

    unit        the body it is filed under; '' where the form names none
    profile     the id of the profile by which the form is judged; `by_choice` where a person chose it
    rate        执行率 as a fraction, as the form prints it
    total, grade  what the review scores give; `self_grade` as the form says it
    others      the findings about no row, and those for which a row has no room
    pending     rows a person must look at
    """

    file: CheckedFile
    evaluation: Evaluation
    policy: Policy
    unit: str
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

    @property
    def given(self) -> Decimal | None:
        """自评总分: as printed, else what the unit's own scores give; None where words stand there."""
        return self.self_total.number if self.self_total.number is not None or self.self_total.text else self.own_sum

    @property
    def own_sum(self) -> Decimal | None:
        """What the unit's own scores give, by the form's policy."""
        rows = [row for row in self.rows if row.method != LEFT_OUT]
        applicable = None
        if self.policy.not_applicable is not None and len(rows) < len(self.rows):
            applicable = sum((row.weight for row in rows if row.weight is not None), Decimal(0))
        scores = [row.self_score.number for row in rows]
        return add_up(None, scores, self.policy, applicable=applicable, cap=cap_for(self.rate, self.policy))

    @property
    def difference(self) -> Decimal | None:
        """复核总分 − 自评总分."""
        return difference_of(self.total, self.given)


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole workpaper.

    others  files without a form, and what is said about files as such: findings that belong on no sheet
    limit   差额提示线, in points
    """

    forms: tuple[PaperForm, ...]
    others: tuple[tuple[CheckedFile, tuple[Finding, ...]], ...]
    limit: Decimal
