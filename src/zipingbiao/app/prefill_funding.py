"""The 项目资金 block of a form from the amounts of a list, in the form's unit and by its lines."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from zipingbiao.base.numbers import scale_of, show
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import FundingRow, FundRole
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import NOWHERE, Place, Value
from zipingbiao.readers.data_values import value_of
from zipingbiao.readers.project_list import ListedProject
from zipingbiao.readers.words import fund_role

_ROLES: tuple[FundRole, ...] = ("fiscal", "carryover", "other")
_AMOUNTS = ("initial", "budget", "executed")
#: 财政专户管理资金 is no 财政拨款, whatever its name says.
_NOT_FISCAL = "专户"


def funding_rows(project: ListedProject, form: Form) -> tuple[FundingRow, ...]:
    """年度资金总额 and a line for every kind of source that the form prints; amounts in the form's unit.

    Sources of one kind (一般公共预算, 政府性基金) are one line; a source of no known kind keeps its own name. Empty for a
    form without the block.
    """
    layout = form.layout.funding
    if layout is None:
        return ()
    labels: dict[str, str] = {line.role: line.label for line in layout.rows}
    label = labels.get("total", "年度资金总额")
    rows = [_row(label, "total", project.funds.get("", {}), form.unit, project.place)]
    if len(labels) > 1:
        for role, name, funds in _by_role(project, labels):
            rows.append(_row(name, role, funds, form.unit, project.place))
    return tuple(rows)


def role_of_source(source: str) -> FundRole:
    """Which kind of funds a source is."""
    return "other" if _NOT_FISCAL in source else fund_role(source, has_total=True)


def fill_budget(project: ListedProject) -> None:
    """Takes what was approved at first for the budget of the year, where the list has no such column."""
    for funds in project.funds.values():
        if "initial" in funds:
            funds.setdefault("budget", funds["initial"])


def listed_projects(projects: Iterable[ListedProject], unit: str) -> Summary:
    """The list as a 项目清单 shows it, amounts in `unit`: names, budgets, what was executed, purposes."""
    rows = []
    for project in projects:
        total = project.funds.get("", {})
        amounts = {role: _amount(total.get(role), unit, project.place) for role in _AMOUNTS}
        purpose = value_of(project.attributes.get("主要用途"))
        rows.append(SummaryRow(project=value_of(project.name, project.place), purpose=purpose, **amounts))
    columns = tuple(name for name in _AMOUNTS if any(getattr(row, name) for row in rows))
    return Summary(place=NOWHERE, unit=unit, rows=tuple(rows), columns=columns)


def _by_role(project: ListedProject, labels: dict[str, str]) -> list[tuple[FundRole, str, dict[str, Decimal]]]:
    sums: dict[tuple[FundRole, str], dict[str, Decimal]] = {}
    for source, funds in project.funds.items():
        if not source:
            continue
        role = role_of_source(source)
        known = role in _ROLES and role in labels
        key: tuple[FundRole, str] = (role, labels[role]) if known else ("unknown", source)
        into = sums.setdefault(key, {})
        for name, amount in funds.items():
            into[name] = into.get(name, Decimal(0)) + amount
    order: dict[str, int] = {role: index for index, role in enumerate((*_ROLES, "unknown"))}
    return [(role, name, sums[role, name]) for role, name in sorted(sums, key=lambda key: order[key[0]])]


def _row(label: str, role: FundRole, funds: dict[str, Decimal], unit: str, place: Place) -> FundingRow:
    amounts = {name: _amount(funds.get(name), unit, place) for name in _AMOUNTS}
    return FundingRow(source=Value(text=label), role=role, **amounts)


def _amount(yuan: Decimal | None, unit: str, place: Place) -> Value:
    return Value() if yuan is None else value_of(show(yuan / scale_of(unit)), place)
