"""Figures that a person wrote and that a form in Word prints otherwise, each with the arithmetic; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.app.adopt_figures import Difference
from zipingbiao.base.text import squeeze
from zipingbiao.checks.figures import as_printed, looks_like, places_of, rate_readings
from zipingbiao.model.evaluation import Evaluation, FundingRow
from zipingbiao.model.finding import Severity
from zipingbiao.model.statement import FormStatement
from zipingbiao.model.values import BLANK, Value
from zipingbiao.scoring.formulas.rows import with_results

_COMPUTED = {"rate": BLANK, "score": BLANK}
_TOTALS = {"total": BLANK, "total_weight": BLANK, "grade": BLANK}


def as_printed_here(evaluation: Evaluation) -> Evaluation:
    """The form without the figures that are computed anew: find_differences compares those."""
    evaluation = with_results(evaluation)
    rows = evaluation.indicators
    if evaluation.own:
        rows = tuple(row.model_copy(update={"score": BLANK}) for row in rows)
    funding = tuple(row.model_copy(update=_COMPUTED) for row in evaluation.funding)
    return evaluation.model_copy(update={"indicators": rows, "funding": funding, **_TOTALS})


def find_differences(given: Evaluation, written: Evaluation, statement: FormStatement) -> Iterator[Difference]:
    """Rates, scores and totals that stand otherwise in the document.

    Args:
        given: as read from the source; a workbook of this software computes the same figures, so nothing differs.
        written: as read back from the document.
        statement: what was printed, with the arithmetic.
    """
    if given.own:
        return
    for row, back in zip(given.funding, written.funding, strict=False):
        yield from _fund(row, back)
    how = statement.total.how or "执行率得分＋各项指标得分"
    yield from _figure("总分", given.total, written.total, how)
    yield from _figure("分值合计", given.total_weight, written.total_weight, "执行率与各指标分值之和")
    if given.grade and written.grade and squeeze(given.grade.text or "") != squeeze(written.grade.text or ""):
        shown = written.grade.text
        yield Difference("等级", given.grade.text or "", shown, "总分对应的等级", "warning", given.grade.place)


def _fund(row: FundingRow, back: FundingRow) -> Iterator[Difference]:
    name = squeeze(row.source.text or "")
    exact = back.rate.number
    readings = rate_readings(row.rate)
    if exact is not None and readings and not any(looks_like(one, exact) for one in readings):
        place = row.rate.place
        yield Difference(
            f"{name}的执行率", as_printed(row.rate), as_printed(back.rate), "执行数÷预算数", "error", place
        )
    yield from _figure(f"{name}的得分", row.score, back.score, "执行率×分值", "warning")


def _figure(label: str, given: Value, back: Value, how: str, severity: Severity = "error") -> Iterator[Difference]:
    if given.number is None or back.number is None or given.number == back.number:
        return
    # Nobody can tell 97 from a total that was rounded.
    if places_of(given) and looks_like(given, back.number):
        severity = "warning"
    yield Difference(label, as_printed(given), as_printed(back), how, severity, given.place)
