"""Matching the rows of a list of projects with the project forms, and both with one another's amounts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from zipingbiao.base.numbers import Printed, read_printed, round_to, scale_of
from zipingbiao.base.text import label_key
from zipingbiao.checks.context import Fault, FormContext, UnitContext, is_somewhere
from zipingbiao.checks.figures import amount_step
from zipingbiao.forms.parts import PROJECT_EXPENDITURE
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Severity
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.summary import name_key as name_key
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount

#: Words in the name of a sheet, or in the title above a list, of a list that is no 汇总表.
_LIST_NAMES = ("项目清单", "项目支出情况", "项目支出使用情况", "项目支出明细")


def list_name(table: Summary) -> str:
    """What a message calls the list: 项目清单, 项目支出情况 …, else 汇总表."""
    if table.place.sheet is None and (table.place.cell or "").startswith("project_"):
        return "项目清单"  # of a DATA.json
    where = label_key(f"{table.place.sheet or ''} {table.title.text or ''}")
    return next((name for name in _LIST_NAMES if name in where), "汇总表")


def forms_of(unit: UnitContext, table: Summary) -> list[FormContext]:
    """The project forms a list is about: those of its own file, else all."""
    here = [form for form in unit.projects if form.evaluation.place.file == table.place.file]
    return here or list(unit.projects)


def lists_about(unit: UnitContext, department: FormContext) -> list[Summary]:
    """The lists of a department's projects: those of its own file, else all where it is the only department."""
    here = [table for table in unit.summaries if table.place.file == department.evaluation.place.file]
    rivals = [form for form in unit.forms if form.evaluation.level == "department"]
    return list(unit.summaries) if not here and len(rivals) == 1 else here


def pairs_of(unit: UnitContext, table: Summary) -> list[tuple[SummaryRow, FormContext]]:
    """Rows with the one form of the same name; a name used twice on either side is left alone."""
    forms: dict[str, list[FormContext]] = {}
    for form in forms_of(unit, table):
        forms.setdefault(name_key(form.evaluation.project.text or ""), []).append(form)
    rows: dict[str, list[SummaryRow]] = {}
    for row in table.rows:
        rows.setdefault(name_key(row.project.text or ""), []).append(row)
    return [
        (found[0], forms[key][0])
        for key, found in rows.items()
        if key and len(found) == 1 and len(forms.get(key, ())) == 1
    ]


def same_amount(one: Value, one_unit: str, other: Value, other_unit: str) -> bool:
    """Whether two amounts agree when the finer one is rounded to the printed place of the coarser."""
    a, b = yuan(one, one_unit), yuan(other, other_unit)
    if a is None or b is None or a == b:
        return True
    step = max(amount_step(one, one_unit) * scale_of(one_unit), amount_step(other, other_unit) * scale_of(other_unit))
    return round_to(a / step, 0) == round_to(b / step, 0)


def yuan(value: Value, unit: str) -> Decimal | None:
    """An amount in yuan."""
    number = amount(value, unit)
    return None if number is None else number * scale_of(unit)


def sum_in(forms: Iterable[FormContext], column: str, unit: str) -> tuple[Decimal, Decimal] | None:
    """Σ of a column of 年度资金总额 over the forms in `unit`, and how far rounding may move it; None if one lacks it."""
    total, slack = Decimal(0), Decimal(0)
    for form in forms:
        row = form.evaluation.total_funding
        value: Value | None = None if row is None else getattr(row, column)
        number = None if value is None else yuan(value, form.evaluation.unit)
        if value is None or number is None:
            return None
        total += number / scale_of(unit)
        slack += amount_step(value, form.evaluation.unit) * scale_of(form.evaluation.unit) / scale_of(unit) / 2
    return total, slack


def project_expenditure(evaluation: Evaluation) -> Printed | None:
    """The 项目支出总额 in the header of a department's form."""
    texts = [text for label, text in evaluation.attributes.items() if PROJECT_EXPENDITURE.match(label_key(label))]
    return read_printed(texts[0]) if texts else None


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
        message, remedy, basis, place, label, printed, expected, unit, project=project, order=None, severity=severity
    )
