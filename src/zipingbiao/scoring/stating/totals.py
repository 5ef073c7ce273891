"""总分, 满分 and the grade of a form as a report states them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from zipingbiao.base.numbers import agrees, round_to
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.statement import GroupStatement, IndicatorStatement, Sourced
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.stating.sources import Sources, one_line
from zipingbiao.scoring.totals import add_up, grade_of

TOTAL = "总分"
LEFT_OUT_NOTE = "有不适用的指标，不计分值和得分，总分按其余分值折算为满分。"
CAP_NOTE = "执行率偏低，总分按表样规定的上限计。"
MISSING_NOTE = "部分指标没有得分，未计入总分，未评定等级。"
MISMATCH_NOTE = "表上填写的总分与各项得分之和不一致，本报告按各项得分之和计，请核对。"
PARTS_NOTE = "各项分值合计不是满分，本报告按表上填写的总分计，请核对。"
NO_TOTAL_NOTE = "各项分值合计不是满分，表上没有填写总分，请核对后补填。"


def sum_of_all(figures: Sequence[Sourced], label: str, how: str, sources: Sources) -> Sourced:
    """A sum that says nothing unless every part is known."""
    return sources.sum_of(figures, label, how) if all(figures) else Sourced("", label)


@dataclass(frozen=True)
class Totals:
    """What the parts of one form with points come to.

    execution  预算执行 beside the indicators, where it has points
    levels     the groups of the indicators
    known      whether the form's own policy is known
    """

    evaluation: Evaluation
    assessment: Assessment
    form: Form
    execution: GroupStatement | None
    levels: Sequence[GroupStatement]
    rows: Sequence[IndicatorStatement]
    sources: Sources
    known: bool

    @cached_property
    def _weights(self) -> list[Sourced]:
        return [group.weight for group in (*((self.execution,) if self.execution else ()), *self.levels)]

    @cached_property
    def _is_whole(self) -> bool:
        """Whether the points of what was read are the full marks: else parts of the form stand where nobody reads them.

        A row that is left out takes its points along.
        """
        full = self.form.policy.full_marks.value
        points = sum((weight.number or Decimal(0) for weight in self._weights), Decimal(0))
        return points == (full if self.assessment.applicable is None else self.assessment.applicable)

    @cached_property
    def _is_complete(self) -> bool:
        """Whether nothing that carries points still lacks its score."""
        if self.execution is not None and not self.execution.score:
            return False
        return all(row.score or row.left_out or not row.weight.number for row in self.rows)

    def full_marks(self) -> Sourced:
        """满分."""
        label, cell = "满分", self.evaluation.total_weight
        full = self.form.policy.full_marks.value
        if self._is_whole and self.assessment.applicable is None:
            return self.sources.computed_points(full, label, (cell,), self._weights, "各项分值之和")
        if self.known:
            said = self.sources.computed_points(full, label, (cell,), (), "")
            return said if said.places == (cell.place,) else self.sources.fixed(full, label, *self._weights)
        return self.sources.points(cell, label)

    def total(self) -> tuple[Sourced, tuple[str, ...]]:
        """总分 and what must be said about it.

        The sum of the parts; but where they are not the whole form, only the total that was printed, unless that is
        just the sum of the printed scores: then it gives way to the sum of the stated ones.
        """
        number, written, living = self._sum(), self.evaluation.total, self.evaluation.own
        agree = self._is_said(number)
        if not living and not agree and not self._is_whole:
            if not written.is_blank and not self._is_sum_as_written():
                return self.sources.points(written, TOTAL), (PARTS_NOTE,)
            if written.is_blank:
                return Sourced("", TOTAL), (NO_TOTAL_NOTE,) if number is not None else ()
        notes = [MISMATCH_NOTE] if not living and not agree and written.number is not None else []
        if number is not None and not self._is_complete:
            notes.append(MISSING_NOTE)
        return self._stated(number, notes), tuple(notes)

    def grade(self, total: Sourced) -> Sourced:
        """The grade of the stated total; blank for a form that is not filled in."""
        label, evaluation = "评价等级", self.evaluation
        is_half = not self._is_complete or (evaluation.own and not self._is_whole)
        grade = None if is_half else grade_of(total.number, self.form.policy)
        if grade is None:
            return Sourced("", label)
        written = evaluation.living_grade if evaluation.own and evaluation.living_grade else evaluation.grade
        if one_line(written.text) == grade:
            return self.sources.said(grade, label, written)
        return self.sources.made(grade, label, None, (total,), f"{TOTAL}对应的评价等级")

    @cached_property
    def _terms(self) -> list[Sourced]:
        scores = [row.score for row in self.rows if not row.left_out]
        return scores if self.execution is None else [self.execution.score, *scores]

    def _sum(self) -> Decimal | None:
        return self._add_up([term.number for term in self._terms])

    def _is_sum_as_written(self) -> bool:
        """Whether the printed total is the sum of the scores as printed, with or without that of 预算执行率."""
        funding = self.evaluation.total_funding
        execution = None if funding is None or self.execution is None else funding.score.number
        scores = [row.score.number for row in self.rows if not row.left_out]
        return any(score is not None for score in scores) and any(
            self._is_said(self._add_up([one, *scores])) for one in (execution, None)
        )

    def _add_up(self, scores: Sequence[Decimal | None]) -> Decimal | None:
        assessment = self.assessment
        return add_up(None, scores, self.form.policy, applicable=assessment.applicable, cap=assessment.cap)

    def _is_said(self, number: Decimal | None) -> bool:
        """Whether the printed total is the sum; whole numbers are nobody's rounding on a form that keeps decimals."""
        written = self.evaluation.total
        if number is None or written.number is None:
            return False
        step = min(written.step or Decimal(1), Decimal(1).scaleb(-self.sources.score_places))
        return agrees(round_to(written.number, 4), step, number, (self.sources.mode,))

    def _stated(self, number: Decimal | None, notes: list[str]) -> Sourced:
        name = "" if self.execution is None else f"{self.execution.name}得分＋"
        how = f"{name}各项指标得分" if name else "各项指标得分之和"
        parts = [term for term in self._terms if term]
        if self.assessment.applicable is not None and number is not None:
            notes.append(LEFT_OUT_NOTE)
            how = f"（{how}）×满分÷适用的分值"
            parts += [weight for weight in self._weights if weight]
        cap = self.assessment.cap
        if cap is not None and number == cap.total:
            notes.append(CAP_NOTE)
            how = f"{how}，不超过执行率对应的上限"
        evaluation = self.evaluation
        living = evaluation.own and not evaluation.living_total.is_blank
        cell = evaluation.living_total if living else evaluation.total
        return self.sources.computed_points(number, TOTAL, (cell,), parts, how)
