"""The sheets of a review workpaper as its rules see them: with the policy they count by and the form they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from zipingbiao.base.text import label_key
from zipingbiao.checks.context import Fault, FormContext, UnitContext, is_somewhere
from zipingbiao.checks.rows import Row
from zipingbiao.forms.catalog import form_for, form_paths
from zipingbiao.forms.judging import lay_over
from zipingbiao.forms.parts import LEFT_OUT
from zipingbiao.forms.policy import Policy
from zipingbiao.forms.profile_catalog import get_profile, profile_paths
from zipingbiao.forms.profiles import DEFAULT_PROFILE
from zipingbiao.model.finding import Severity
from zipingbiao.model.summary import name_key
from zipingbiao.model.values import Value
from zipingbiao.model.workpaper import DEFAULT_LIMIT, SAME, Workpaper, WorkpaperRow, WorkpaperSheet
from zipingbiao.scoring.totals import add_up, cap_for, grade_of

BASIS = "复核底稿的填写约定"


@dataclass(frozen=True, eq=False)
class PaperContext:
    """One sheet of a workpaper.

    form  the form it is about, where that was read beside it
    """

    paper: Workpaper
    sheet: WorkpaperSheet
    form: FormContext | None = None

    @cached_property
    def policy(self) -> Policy:
        """By what the sheet counts; the national form's where the file does not say."""
        template, profile = self.sheet.template, self.sheet.profile
        over = self.sheet.by_choice or template not in form_paths()
        chosen = get_profile(profile if profile in profile_paths() else DEFAULT_PROFILE)
        return lay_over(chosen, form_for(template).policy, over).policy

    @property
    def is_known(self) -> bool:
        """Whether the file says by what it counts; elsewhere totals and grades can only be doubted."""
        return self.sheet.profile is not None

    @property
    def limit(self) -> Decimal:
        """差额提示线, in points."""
        return self.sheet.limit.number if self.sheet.limit.number is not None else DEFAULT_LIMIT

    def is_left_out(self, row: WorkpaperRow) -> bool:
        """不适用 by a policy that leaves such rows out: neither score nor weight counts."""
        return self.policy.not_applicable is not None and (row.method.text or "").strip() == LEFT_OUT

    @cached_property
    def total(self) -> Decimal | None:
        """What the review scores give, by the policy."""
        rows = [row for row in self.sheet.rows if not self.is_left_out(row)]
        applicable = None
        if len(rows) < len(self.sheet.rows):
            applicable = sum((row.weight.number for row in rows if row.weight.number is not None), Decimal(0))
        rate = self.sheet.rate.number
        scores = [row.review.number for row in rows]
        return add_up(None, scores, self.policy, applicable=applicable, cap=cap_for(rate, self.policy))

    @cached_property
    def pairs(self) -> tuple[list[tuple[WorkpaperRow, Row]], list[WorkpaperRow], list[Row]]:
        """The rows beside those of the form, by their names; those that only the sheet has, those that only the form has.

        Rows may have been sorted: of several rows of one name those with the same figures go together.
        """
        waiting: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.form.rows if self.form else ():
            one = row.indicator
            waiting.setdefault(_key(one.l1, one.l2, one.l3), []).append(row)
        found, added = [], []
        for line in self.sheet.rows:
            rows = waiting.get(line.key)
            if rows:
                best = next((row for row in rows if _is_same(line, row)), rows[0])
                rows.remove(best)
                found.append((line, best))
            elif not line.is_execution:  # 预算执行率 of a form that scores it in its funds has no row there.
                added.append(line)
        left = {id(row) for rows in waiting.values() for row in rows}
        return found, added, [row for row in (self.form.rows if self.form else ()) if id(row) in left]

    def fault(
        self,
        value: Value,
        *,
        label: str,
        message: str,
        remedy: str,
        printed: str | None = None,
        expected: str | None = None,
        unit: str = "",
        severity: Severity | None = None,
        near: Value | None = None,
        basis: str = BASIS,
    ) -> Fault:
        """A fault at the cell of `value`, else of `near`, else at the sheet."""
        places = [one.place for one in (value, near) if one is not None and is_somewhere(one.place)]
        return Fault(
            message=message, remedy=remedy, basis=basis, place=places[0] if places else self.sheet.place, label=label,
            printed=printed, expected=expected, unit=unit, project=self.sheet.name, severity=severity,
        )  # fmt: skip


def papers_of(unit: UnitContext) -> Iterator[PaperContext]:
    """Every sheet of every workpaper, with its form where that was read."""
    for paper in unit.workpapers:
        forms = dict(_matched(paper, unit.earlier))
        for index, sheet in enumerate(paper.sheets):
            yield PaperContext(paper, sheet, forms.get(index))


class LivingCell(NamedTuple):
    """A cell that a formula computes.

    name      as a sentence names it; `label` that of the row
    expected  what it should show: points, or a grade; None where it should show nothing
    how       by what
    """

    name: str
    label: str
    value: Value
    expected: Decimal | str | None
    how: str


def living_cells(paper: PaperContext) -> Iterator[LivingCell]:
    """The differences, totals and the grade of a sheet."""
    sheet = paper.sheet
    for row in sheet.rows:
        yield LivingCell(
            f"「{row.label}」差额", row.label, row.difference, _gap(row.self_score, row.review), "复核得分减自评得分"
        )
    weights = [row.weight.number for row in sheet.rows if row.weight.number is not None]
    yield LivingCell("分值合计", "分值合计", sheet.weight_total, sum(weights, Decimal(0)), "各行分值之和")
    yield LivingCell("复核总分", "复核总分", sheet.review_total, paper.total, "各行复核得分之和")
    gap = _gap(sheet.self_total, sheet.review_total)
    yield LivingCell("总分差额", "差额", sheet.difference_total, gap, "复核总分减自评总分")
    total = sheet.review_total.number
    grade = grade_of(paper.total if total is None else total, paper.policy)
    yield LivingCell("复核等级", "复核等级", sheet.review_grade, grade, "复核总分的等级")


def _gap(given: Value, review: Value) -> Decimal | None:
    return None if given.number is None or review.number is None else review.number - given.number


def unreviewed(paper: Workpaper, forms: Sequence[FormContext]) -> list[FormContext]:
    """Forms of the files and units that the workpaper is about, without a sheet in it."""
    taken = {id(form) for _, form in _matched(paper, forms)}
    files = {sheet.file for sheet in paper.sheets if sheet.file}
    bodies = {_body(sheet.unit, sheet.department) for sheet in paper.sheets} - {("", "")}
    return [
        form
        for form in forms
        if id(form) not in taken
        and (
            form.evaluation.place.file in files
            or _body(form.evaluation.implementing_unit, form.evaluation.department) in bodies
        )
    ]


def is_lowered(row: WorkpaperRow) -> bool:
    """The review score is below the unit's own."""
    review, given = row.review.number, row.self_score.number
    return review is not None and given is not None and review < given - SAME


def is_lost(row: WorkpaperRow) -> bool:
    """The review score is below the weight."""
    review, weight = row.review.number, row.weight.number
    return review is not None and weight is not None and review < weight - SAME


def _matched(paper: Workpaper, forms: Sequence[FormContext]) -> Iterator[tuple[int, FormContext]]:
    """The number of each sheet with its form: by file and sheet, of several there by the project; else by the project."""
    for index, sheet in enumerate(paper.sheets):
        name = name_key(sheet.project.text or "")
        found = [form for form in forms if form.evaluation.place.file == sheet.file]
        if len({form.evaluation.place.sheet for form in found}) > 1:
            found = [form for form in found if form.evaluation.place.sheet == sheet.sheet] or found
        if len(found) > 1:
            found = [form for form in found if name_key(form.evaluation.name) == name]
        if not found and sheet.file is None:
            found = [form for form in forms if name and name_key(form.evaluation.name) == name]
        if len(found) == 1:
            yield index, found[0]


def _is_same(line: WorkpaperRow, row: Row) -> bool:
    pairs = ((line.weight, row.indicator.weight), (line.self_score, row.indicator.score))
    return all(one.number == other.number for one, other in pairs)


def _key(l1: Value, l2: Value, l3: Value) -> tuple[str, str, str]:
    return (label_key(l1.text or ""), label_key(l2.text or ""), label_key(l3.text or ""))


def _body(unit: Value, department: Value) -> tuple[str, str]:
    return label_key(unit.text or ""), label_key(department.text or "")
