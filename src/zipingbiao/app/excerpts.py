"""Which tables of a Word file with a narrative report are forms of their own, and which are excerpts that it quotes.

A report shows the framework of indicators, the scores by group, the funds by item. None of them is a form: what a form
must hold is asked of the form they were taken from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.report import Report
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import Value

_SENTENCE = re.compile(r"[，。；：,;:]")


def is_excerpt(form: Evaluation, *, made: bool = False) -> bool:
    """Whether what was read as a form inside a report is only a part of one.

    A form has funds and a total; one that lacks either says by a title of its own that it is one.

    Args:
        form: as read.
        made: the report was generated; whatever it shows was taken from the forms, unless a whole one was added to it.
    """
    has_funds = any(value.number is not None for row in form.funding for value in (row.budget, row.executed))
    has_total = form.total.text is not None or form.total_weight.text is not None
    is_titled = form.title.text is not None and _SENTENCE.search(form.title.text) is None
    if made:
        return not (has_funds and has_total and is_titled)
    return not (has_funds and has_total) and not (is_titled and (has_funds or has_total))


def is_breakdown(table: Summary, report: Report) -> bool:
    """Whether a list stands in the report on one project: it lists the items of its funds, not projects."""
    return bool(report.made) or bool(report.tables.get(table.place.table or 0))


def tables_of(form: Evaluation) -> set[int]:
    """The numbers of the tables of a Word file that a form stands in."""
    return {value.place.table for value in _values(form) if value.place.table is not None}


def _values(form: Evaluation) -> Iterator[Value]:
    yield from (form.project, form.department, form.implementing_unit, form.total, form.total_weight, form.grade)
    for row in form.funding:
        yield from (row.source, row.budget, row.executed)
    for goal in form.goals:
        yield from (goal.expected, goal.actual)
    for one in form.indicators:
        yield from (one.l3, one.target, one.actual, one.score)
