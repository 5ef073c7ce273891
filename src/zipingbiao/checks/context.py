"""What a rule is given: one form with its assessment, a file's forms, or everything checked together.

Rules themselves live in checks.rules; what is judged about a single row in checks.rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.base.numbers import RoundMode
from zipingbiao.checks.cells import labelled_values
from zipingbiao.checks.filled import is_empty_form
from zipingbiao.checks.rows import TINY, Row
from zipingbiao.checks.weights import WeightTable, weigh_rows
from zipingbiao.forms import catalog
from zipingbiao.forms.judging import Judged
from zipingbiao.forms.policy import BasisKey, Policy
from zipingbiao.forms.profiles import Tolerance
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.file_facts import FileFacts
from zipingbiao.model.finding import Severity
from zipingbiao.model.report import Report
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import Place, Value
from zipingbiao.model.workpaper import Workpaper
from zipingbiao.scoring.engine import Assessment

if TYPE_CHECKING:
    from zipingbiao.checks.lists import Pair
    from zipingbiao.checks.made_compare import Compared


class Fault(NamedTuple):
    """What a rule yields; the engine adds the rule's code, kind and severity.

    order     the form it belongs to, counted from 0; None for a summary
    severity  where it differs from the rule's own
    """

    message: str
    remedy: str
    basis: str
    place: Place
    label: str
    printed: str | None = None
    expected: str | None = None
    unit: str = ""
    project: str = ""
    order: int | None = None
    severity: Severity | None = None


def is_somewhere(place: Place) -> bool:
    """True for the address of a cell; False where only the file or sheet is known, or nothing."""
    return place.cell is not None or place.row is not None


@dataclass(frozen=True, eq=False)
class FormContext:
    """One form under check.

    known   True where the form's template is in the catalogue; elsewhere only what is printed may be relied on,
            not the points of `policy`, which then is that of the national form
    policy  the form's, with the lines of the profile that `judged` names
    living  what the formulas of an own workbook hold, where the profile computes otherwise; else `assessment`
    """

    index: int
    evaluation: Evaluation
    form: Form
    known: bool
    policy: Policy
    assessment: Assessment
    judged: Judged
    living: Assessment

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The indicator rows with their assessments."""
        pairs = zip(self.evaluation.indicators, self.assessment.indicators, strict=True)
        return tuple(Row(indicator, result, self.tiny) for indicator, result in pairs)

    @cached_property
    def cells(self) -> tuple[tuple[str, str, Value], ...]:
        """(row label, column name, value) of every cell that anything stands in, in the order of the table."""
        return tuple(cell for cell in labelled_values(self.evaluation) if not cell[2].is_blank)

    @cached_property
    def weights(self) -> WeightTable:
        """The state of every row's weight."""
        return weigh_rows(self.rows)

    def prints(self, key: str) -> bool:
        """Whether the form has this column of the indicator table; an unknown form may have any."""
        return not self.known or any(column.key == key for column in self.form.layout.columns)

    @property
    def asks_goal_results(self) -> bool:
        """Whether 年度总体目标 has an 实际完成情况 beside it."""
        if not self.known:
            return any(is_somewhere(goal.actual.place) for goal in self.evaluation.goals)
        goals = self.form.layout.goals
        return goals is None or goals.actual is not None

    @property
    def execution_weight(self) -> Decimal | None:
        """Points of 预算执行率: as printed, or by the template where the cell is blank."""
        total = self.evaluation.total_funding
        if total is not None and total.weight.number is not None:
            return total.weight.number
        if self.known and (total is None or total.weight.is_blank):
            return self.policy.execution.points
        return None

    @property
    def score_modes(self) -> tuple[RoundMode, ...]:
        """How scores may have been rounded; an unknown form may round either way."""
        return (self.policy.rounding.mode,) if self.known else ("half_up", "truncate")

    @property
    def rate_modes(self) -> tuple[RoundMode, ...]:
        """How rates may have been rounded; cutting off is accepted only where the form prescribes it."""
        return ("half_up", "truncate") if self.known and self.policy.rounding.mode == "truncate" else ("half_up",)

    @cached_property
    def listed_points(self) -> Decimal:
        """Σ weights of all rows and of 预算执行率, which some forms score among the indicator rows."""
        execution = None if self.weights.has_execution else self.execution_weight
        return self.weights.total + (execution or 0)

    @cached_property
    def groups_of_goals(self) -> dict[tuple[int, str], list[Row]]:
        """The rows by goal and first level."""
        groups: dict[tuple[int, str], list[Row]] = {}
        for row in self.rows:
            groups.setdefault(row.group[:2], []).append(row)
        return groups

    @cached_property
    def is_empty(self) -> bool:
        """Nobody has filled anything in yet."""
        return is_empty_form(self.evaluation)

    @cached_property
    def _originals(self) -> frozenset[str]:
        """The cells of an own workbook that hold figures of the original table, beside the living ones."""
        if not self.evaluation.own:
            return frozenset()
        evaluation = self.evaluation
        pairs = [(evaluation.total, evaluation.living_total), (evaluation.grade, evaluation.living_grade)]
        pairs += [pair for f in evaluation.funding for pair in ((f.rate, f.living_rate), (f.score, f.living_score))]
        pairs += [(row.score, row.living_score) for row in evaluation.indicators]
        return frozenset(
            str(written.place)
            for written, living in pairs
            if not living.is_blank and is_somewhere(written.place) and written.place != living.place
        )

    def origin(self, value: Value) -> str:
        """原表 for a figure that stands in the column of the original table, else nothing; goes before its name."""
        return "原表" if str(value.place) in self._originals else ""

    @property
    def has_total_line(self) -> bool:
        """A total or its weight is printed; a table without either may have been cut off."""
        return self.evaluation.total.number is not None or self.evaluation.total_weight.number is not None

    @property
    def is_cut_off(self) -> bool:
        """On an unknown form: full marks in every row read would not reach the printed total, so rows are missing."""
        total = self.evaluation.total.number
        return (
            not self.known and self.evaluation.has_weights and total is not None and total > self.listed_points + TINY
        )

    @property
    def tiny(self) -> Decimal:
        """Points up to which two scores are the same: the profile's tolerance, else half a printed hundredth."""
        score = self.judged.profile.tolerances.score
        return TINY if score is None else score.value

    @property
    def rate_tolerance(self) -> Decimal:
        """What a rate may be off beside its rounding, as a fraction."""
        return _value(self.judged.profile.tolerances.rate) / 100

    @property
    def amount_tolerance(self) -> Decimal:
        """What an amount may be off beside its rounding, in units of its last printed place."""
        return _value(self.judged.profile.tolerances.amount)

    def is_near(self, written: Decimal | None, exact: Decimal) -> bool:
        """Whether the profile's tolerance for scores takes them for the same, where it allows more than rounding."""
        return written is not None and self.tiny > TINY and abs(written - exact) <= self.tiny

    def cite(self, key: str) -> str:
        """The printed citation of a basis key."""
        return catalog.cite(key)

    def cite_line(self, line: str, key: BasisKey) -> str:
        """The printed citation of a line of the policy, which is the profile's where that sets the line."""
        lines = self.judged.lines
        return f"{self.cite(lines[line] or key)}{self.judged.profile.mark}" if line in lines else self.cite(key)

    def fault(
        self,
        value: Value | None,
        *,
        label: str,
        message: str,
        remedy: str,
        basis: str,
        printed: str | None = None,
        expected: str | None = None,
        unit: str = "",
        severity: Severity | None = None,
        near: Value | None = None,
    ) -> Fault:
        """A fault of this form at the cell of `value`, else of `near`, else at the form itself."""
        place = self.evaluation.place
        for candidate in (value, near):
            if candidate is not None and is_somewhere(candidate.place):
                place = candidate.place
                break
        return Fault(
            message=message,
            remedy=remedy,
            basis=basis,
            place=place,
            label=label,
            printed=printed,
            expected=expected,
            unit=unit,
            project=self.evaluation.name,
            order=self.index,
            severity=severity,
        )


@dataclass(frozen=True, eq=False)
class FileContext:
    """All forms and summaries of one file, and its narrative text.

    facts   what the reader noticed about the file itself
    report  the figures in the sentences of a Word or text file; None where it has none
    """

    file: str | None
    forms: tuple[FormContext, ...]
    summaries: tuple[Summary, ...] = ()
    facts: FileFacts | None = None
    report: Report | None = None


@dataclass(frozen=True, eq=False)
class UnitContext:
    """Everything checked together: one workbook, or the files of one unit and year in a folder.

    reports  the narrative reports among the files
    pairs    the rows of each list with their forms, by the list's id, as far as checks.lists has matched them
    earlier  forms for comparison only, nothing is reported about them: those of the unit for the year before; of
             a review workpaper those it is about
    workpapers  the review workpapers; each is checked alone
    made     the generated reports beside what the forms say today; `reports` are without the figures compared there
    """

    files: tuple[FileContext, ...]
    forms: tuple[FormContext, ...]
    summaries: tuple[Summary, ...] = ()
    facts: Mapping[str, FileFacts] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    earlier: tuple[FormContext, ...] = ()
    made: tuple[Compared, ...] = ()
    workpapers: tuple[Workpaper, ...] = ()
    pairs: dict[int, list[Pair]] = field(default_factory=dict)

    @cached_property
    def projects(self) -> tuple[FormContext, ...]:
        """The project forms."""
        return tuple(form for form in self.forms if form.evaluation.level == "project")

    @cached_property
    def departments(self) -> tuple[FormContext, ...]:
        """The forms of departments as a whole."""
        return tuple(form for form in self.forms if form.evaluation.level == "department")


def _value(tolerance: Tolerance | None) -> Decimal:
    return Decimal(0) if tolerance is None else tolerance.value
