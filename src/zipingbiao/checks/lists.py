"""Matching the rows of a list of projects with the project forms, and both with one another's amounts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from zipingbiao.base.numbers import scale_of
from zipingbiao.base.text import excerpt, label_key
from zipingbiao.base.years import years_in
from zipingbiao.checks.context import Fault, FormContext, UnitContext, is_somewhere
from zipingbiao.checks.figures import same_amount, yuan, yuan_step
from zipingbiao.forms.parts import PROJECT_EXPENDITURE
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Severity
from zipingbiao.model.summary import Summary, SummaryRow, are_alike, name_key
from zipingbiao.model.values import Value

#: Words in the name of a sheet, or in the title above a list, of a list that is no 汇总表.
_LIST_NAMES = ("项目清单", "项目支出情况", "项目支出使用情况", "项目支出明细")
#: More rows and forms without a partner than this are not one list and its forms.
MOST_PAIRS = 10_000
#: Names that a sentence lists.
_SHOWN = 5
#: What the names of projects have in common without being one project.
_COMMON = re.compile(r"[\d年度]+|项目|经费|资金|专项|工作|奖励|补助|补贴|费用|支出|[区市省县]级|中央")


def list_name(table: Summary) -> str:
    """What a message calls the list: 项目清单, 项目支出情况 …, else 汇总表."""
    if table.place.sheet is None and (table.place.cell or "").startswith("project_"):
        return "项目清单"  # of a DATA.json
    where = label_key(f"{table.place.sheet or ''} {table.title.text or ''}")
    return next((name for name in _LIST_NAMES if name in where), "汇总表")


def forms_of(unit: UnitContext, table: Summary) -> list[FormContext]:
    """The project forms a list is about: those of its own file, else all; never those of another year."""
    here = [form for form in unit.projects if form.evaluation.place.file == table.place.file]
    years = {None, *years_in(table.title.text or "")}
    forms = here or list(unit.projects)
    return forms if years == {None} else [form for form in forms if form.evaluation.year_number in years]


def lists_about(unit: UnitContext, department: FormContext) -> list[Summary]:
    """The lists of a department's projects: those of its own file, else all where it is the only department."""
    here = [table for table in unit.summaries if table.place.file == department.evaluation.place.file]
    return list(unit.summaries) if not here and len(unit.departments) == 1 else here


class Pair(NamedTuple):
    """A row of a list with the project's form.

    match  how they were found: `same` name, names that are `alike`, or another name with the same `amounts`
    """

    row: SummaryRow
    form: FormContext
    match: Literal["same", "alike", "amounts"]


def pairs_of(unit: UnitContext, table: Summary) -> list[Pair]:
    """Rows with the one form they are about; a name used twice on either side is left alone."""
    if id(table) not in unit.pairs:
        unit.pairs[id(table)] = _pairs(unit, table)
    return unit.pairs[id(table)]


def _pairs(unit: UnitContext, table: Summary) -> list[Pair]:
    rows, forms = list(table.rows), forms_of(unit, table)
    found: list[Pair] = []
    by_key: dict[str, tuple[list[SummaryRow], list[FormContext]]] = {}
    for row in rows:
        by_key.setdefault(name_key(row.project.text or ""), ([], []))[0].append(row)
    for form in forms:
        by_key.setdefault(name_key(form.evaluation.project.text or ""), ([], []))[1].append(form)
    for key, (same_rows, same_forms) in by_key.items():
        if key and len(same_rows) == len(same_forms) == 1:
            found.append(Pair(same_rows[0], same_forms[0], "same"))
    # A name that is used twice has its own trouble; it must not be taken for another one as well.
    rows = [row for key, (some, others) in by_key.items() if key and not others for row in some]
    forms = [form for key, (others, some) in by_key.items() if key and not others for form in some]
    if not found or len(rows) * len(forms) > MOST_PAIRS:
        return found
    alike = _unique(rows, forms, "alike", lambda row, form: are_alike(row.project.text or "", form.evaluation.name))
    rows = [row for row in rows if not any(pair.row is row for pair in alike)]
    forms = [form for form in forms if not any(pair.form is form for pair in alike)]
    amounts = _unique(rows, forms, "amounts", lambda row, form: _fits(table, row, form))
    return [*found, *alike, *amounts]


def is_about_forms(pairs: list[Pair]) -> bool:
    """Whether a list with these pairs clearly is one of the forms' unit and year: it names one of them."""
    return any(pair.match == "same" for pair in pairs)


def some_names(names: list[str]) -> str:
    """The names for use inside a sentence, shortened where there are many."""
    shown = "、".join(f"「{excerpt(name)}」" for name in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown}等"


def _unique(
    rows: list[SummaryRow],
    forms: list[FormContext],
    match: Literal["alike", "amounts"],
    fits: Callable[[SummaryRow, FormContext], bool],
) -> list[Pair]:
    """The pairs that fit, where neither side fits another."""
    found = [Pair(row, form, match) for row in rows for form in forms if fits(row, form)]
    seen = Counter(id(part) for pair in found for part in (pair.row, pair.form))
    return [pair for pair in found if seen[id(pair.row)] == seen[id(pair.form)] == 1]


def _fits(table: Summary, row: SummaryRow, form: FormContext) -> bool:
    """Both amounts are the same and the names share a word that says what the project is about."""
    total, unit = form.evaluation.total_funding, form.evaluation.unit
    if total is None:
        return False
    for listed, own in ((row.budget, total.budget), (row.executed, total.executed)):
        if not yuan(listed, table.unit) or not yuan(own, unit) or not same_amount(listed, table.unit, own, unit):
            return False
    return bool(_words(row.project.text or "") & _words(form.evaluation.name))


def _words(name: str) -> set[str]:
    """The pairs of neighbouring characters of a name without the words that any project may have."""
    parts = _COMMON.sub(" ", name_key(name)).split()
    return {part[start : start + 2] for part in parts for start in range(len(part) - 1)}


def sum_in(forms: Iterable[FormContext], column: str, unit: str) -> tuple[Decimal, Decimal] | None:
    """Σ of a column of 年度资金总额 over the forms in `unit`, and how far rounding may move it; None if one lacks it."""
    total, steps = Decimal(0), []
    for form in forms:
        row = form.evaluation.total_funding
        value: Value | None = None if row is None else getattr(row, column)
        number = None if value is None else yuan(value, form.evaluation.unit)
        if value is None or number is None:
            return None
        total += number / scale_of(unit)
        steps.append(yuan_step(value, form.evaluation.unit) / scale_of(unit))
    # A whole number among decimals is what somebody entered: 614 beside 563.27 is 614.00.
    finest = min(steps, default=Decimal(0))
    return total, sum((min(step, finest) if step >= 1 else step for step in steps), Decimal(0)) / 2


def projects_of(unit: UnitContext, department: FormContext) -> list[FormContext]:
    """The project forms of a department: those of its file, or all where it is the only department checked."""
    file = department.evaluation.place.file
    forms = [form for form in unit.projects if form.evaluation.place.file == file]
    if any(form is not department and form.evaluation.place.file == file for form in unit.departments):
        return []
    return list(unit.projects) if not forms and len(unit.departments) == 1 else forms


def with_amount(forms: Iterable[FormContext], column: str) -> list[FormContext]:
    """The forms that give an amount in this column of 年度资金总额."""
    totals = ((form, form.evaluation.total_funding) for form in forms)
    return [form for form, row in totals if row is not None and yuan(getattr(row, column), form.evaluation.unit) is not None]


def project_expenditure(evaluation: Evaluation) -> Value | None:
    """The 项目支出总额 in the header of a department's form; None where there is none, or no number."""
    label = next((label for label in evaluation.attributes if PROJECT_EXPENDITURE.match(label_key(label))), None)
    if label is None:
        return None
    value = evaluation.attribute(label).reworded(evaluation.attributes[label])
    return value if value.number is not None else None


def list_fault(
    table: Summary,
    value: Value,
    *,
    label: str,
    message: str,
    remedy: str,
    basis: str,
    printed: str | None,
    expected: str | None,
    unit: str,
    project: str = "",
    severity: Severity | None = None,
) -> Fault:
    """A fault at a cell of a list of projects."""
    place = value.place if is_somewhere(value.place) else table.place
    return Fault(
        message, remedy, basis, place, label, printed, expected, unit, project=project, severity=severity
    )
