"""All forms of one unit and year as a report states them: the whole department, its projects, and their list in 元."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from zipingbiao.base.numbers import scale_of
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.statement import FormStatement, ProjectStatement, Sourced, UnitStatement
from zipingbiao.model.summary import Summary, SummaryRow, are_alike, name_key
from zipingbiao.model.values import BLANK, Value
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.stating.form import state_form
from zipingbiao.scoring.stating.funds import RATE_HOW
from zipingbiao.scoring.stating.sources import Sources, one_line, places_in

YUAN = "元"


def state_unit(
    evaluations: Sequence[Evaluation],
    assessments: Sequence[Assessment],
    forms: Sequence[Form],
    summaries: Sequence[Summary] = (),
) -> UnitStatement:
    """What a report may state of the forms of one unit and year; pure.

    Args:
        evaluations, assessments, forms: as state_form takes them, in the same order.
        summaries: the lists of projects beside the forms. One inside the form of the whole department comes first,
            then one that says what the money was for, then any other; 汇总 of a workbook of this software only
            repeats the forms.
    """
    stated = [state_form(*parts) for parts in zip(evaluations, assessments, forms, strict=True)]
    department = next((one for one in stated if one.level == "department"), None)
    projects = tuple(one for one in stated if one.level == "project")
    table = _choose([one.project_list for one in evaluations if one.project_list is not None], summaries)
    listed = _from_list(table, projects) if table is not None else _from_forms(projects)
    return UnitStatement(
        unit_name=_name(stated, department),
        year=_usual([department.year] if department and department.year else [one.year for one in stated], "年度"),
        department=department,
        projects=projects,
        listed=listed,
        total=_total(listed, table),
        count=_count(listed, projects),
    )


def _choose(inner: Sequence[Summary], beside: Sequence[Summary]) -> Summary | None:
    """The list that says most of its own; None where there is none but what repeats the forms."""
    lists = [table for table in (*inner, *beside) if table.rows and not (table.own and table.total is None)]
    lists = [table for table in lists if any(row.budget.number or row.executed.number for row in table.rows)]
    with_purpose = [table for table in lists if any(row.purpose for row in table.rows)]
    given = [table for table in lists if not table.own]
    return next(iter([*(table for table in inner if table in lists), *with_purpose, *given]), None)


def _from_list(table: Summary, projects: Sequence[FormStatement]) -> tuple[ProjectStatement, ...]:
    """The lines of a list; scores and grades are those of the projects' own forms where there are such."""
    sources = _sources(table)
    forms = {name_key(form.project.text): form for form in projects if form.project}
    return tuple(
        _line(number, row, sources, _form_of(row.project.text or "", forms))
        for number, row in enumerate(table.rows, start=1)
    )


def _form_of(name: str, forms: Mapping[str, FormStatement]) -> FormStatement | None:
    """The form of a line by its name, else the only one whose name differs by a slip of the pen."""
    if (exact := forms.get(name_key(name))) is not None:
        return exact
    alike = [form for key, form in forms.items() if are_alike(key, name)]
    return alike[0] if len(alike) == 1 else None


def _sources(table: Summary) -> Sources:
    return Sources(table.place, table.unit)


def _line(number: int, row: SummaryRow, sources: Sources, form: FormStatement | None) -> ProjectStatement:
    name = one_line(row.project.text)
    budget = sources.money(row.budget, f"「{name}」预算数", YUAN)
    executed = sources.money(row.executed, f"「{name}」执行数", YUAN)
    has_form = form is not None and form.scored
    return ProjectStatement(
        number=number,
        name=sources.text(row.project, "项目名称"),
        budget=budget,
        executed=executed,
        rate=_rate(budget, executed, row.rate, sources, f"「{name}」执行率"),
        score=form.total if form is not None and has_form else sources.points(row.score, f"「{name}」得分"),
        grade=form.grade if form is not None and has_form else sources.text(row.grade, f"「{name}」等级"),
        purpose=sources.text(row.purpose, f"「{name}」主要用途"),
    )


def _from_forms(projects: Sequence[FormStatement]) -> tuple[ProjectStatement, ...]:
    found = []
    for number, form in enumerate(projects, start=1):
        fund, name = form.total_fund, form.project.text
        nothing = Sourced("", f"「{name}」预算数"), Sourced("", f"「{name}」执行数"), Sourced("", f"「{name}」执行率")
        budget, executed, rate = nothing
        if fund is not None:
            budget = _in_yuan(fund.budget, form, nothing[0].label)
            executed = _in_yuan(fund.executed, form, nothing[1].label)
            rate = fund.rate
        found.append(
            ProjectStatement(
                number=number,
                name=form.project,
                budget=budget,
                executed=executed,
                rate=rate,
                score=form.total,
                grade=form.grade,
                purpose=Sourced("", f"「{name}」主要用途"),
            )
        )
    return tuple(found)


def _in_yuan(figure: Sourced, form: FormStatement, label: str) -> Sourced:
    """An amount of a form in 元."""
    if figure.number is None:
        return Sourced("", label)
    if form.unit == YUAN:
        return replace(figure, label=label)
    number = figure.number * scale_of(form.unit)
    sources = Sources(form.place, YUAN)
    return sources.made(sources.show_money(number), label, number, (figure,), f"{form.unit}换算为{YUAN}")


def _rate(budget: Sourced, executed: Sourced, cell: Value, sources: Sources, label: str) -> Sourced:
    if budget.number and executed.number is not None and budget.number > 0:
        return sources.rate(executed.number / budget.number, label, (cell,), (executed, budget), RATE_HOW)
    return Sourced("", label) if budget and executed else sources.printed_rate(cell, label)


def _total(listed: Sequence[ProjectStatement], table: Summary | None) -> ProjectStatement | None:
    """The line 合计 over the projects; a total in the list is its source where it says the same."""
    if not listed:
        return None
    sources = Sources(listed[0].name.places[0], YUAN) if listed[0].name.places else Sources(BLANK.place, YUAN)
    row = table.total if table is not None else None
    budget = _sum([one.budget for one in listed], "预算数合计", row.budget if row else BLANK, table, sources)
    executed = _sum([one.executed for one in listed], "执行数合计", row.executed if row else BLANK, table, sources)
    label = "执行率合计"
    rate = Sourced("", label)
    # A rate of sums that leave projects out would be the rate of nothing.
    if all(one.budget and one.executed for one in listed):
        rate = _rate(budget, executed, row.rate if row else BLANK, sources, label)
    nothing = Sourced("", "")
    name = sources.text(row.project, "合计") if row is not None else nothing
    return ProjectStatement(0, name, budget, executed, rate, nothing, nothing, nothing)


def _sum(figures: Sequence[Sourced], label: str, cell: Value, table: Summary | None, sources: Sources) -> Sourced:
    known = [one for one in figures if one.number is not None]
    if not known:
        return Sourced("", label)
    number = sum((one.number for one in known if one.number is not None), Decimal(0))
    text = sources.show_money(number)
    if table is not None:
        said = _sources(table).money(cell, label, YUAN)
        if said.text == text:
            return said
    return sources.made(text, label, number, known, "各项目之和")


def _count(listed: Sequence[ProjectStatement], projects: Sequence[FormStatement]) -> Sourced:
    """How many projects there are; a form counts also where nobody wrote its name."""
    if not listed:
        return Sourced("", "项目数")
    places = places_in(one.name for one in listed) or places_in(form.place for form in projects)
    parts = tuple(one.name for one in listed)
    return Sourced(str(len(listed)), "项目数", Decimal(len(listed)), places, "项目的个数", parts)


def _name(stated: Sequence[FormStatement], department: FormStatement | None) -> Sourced:
    """The unit: of the form for the whole department, else the one that most forms name."""
    if department is not None:
        for one in (department.implementing_unit, department.department):
            if one:
                return one
    label = "单位名称"
    return _usual([one.implementing_unit for one in stated], label) or _usual([one.department for one in stated], label)


def _usual(figures: Iterable[Sourced], label: str) -> Sourced:
    """The figure that most forms have; the first of equals."""
    known = [one for one in figures if one]
    counts = Counter(one.text for one in known)
    return max(known, key=lambda one: counts[one.text], default=Sourced("", label))
