"""Which row of a given project list is which form: by name, else by a similar name with the same amounts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from zipingbiao.base.numbers import round_to, scale_of
from zipingbiao.forms.parts import LIST_ADDED
from zipingbiao.model.summary import Summary, SummaryRow, name_key
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import amount
from zipingbiao.writers.workbook.links import FormLink

#: How much of two names must be alike before the same amounts make them one project.
_ALIKE = 0.8
SIMILAR, ALONE = "名称相近、金额相同，请核对是否同一项目", "没有自评表，金额按原表"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line of 项目清单: what the given list says of it, the form it is about, and a word on how they were matched."""

    given: SummaryRow | None
    form: FormLink | None
    remark: str = ""


def list_rows(forms: list[FormLink], table: Summary | None) -> list[ListRow]:
    """The rows of the given list in their order, then the forms it lacks; without a list a row per form."""
    if table is None:
        return [ListRow(None, form) for form in forms]
    found = _by_name(forms, table)
    _by_amounts(forms, table, found)
    rows = []
    for index, row in enumerate(table.rows):
        form = found.get(index)
        if form is None:
            rows.append(ListRow(row, None, ALONE))
        else:
            same = name_key(_name_of(form)) == name_key(row.project.text or "")
            rows.append(ListRow(row, form, "" if same else SIMILAR))
    taken = {id(form) for form in found.values()}
    return [*rows, *(ListRow(None, form, LIST_ADDED) for form in forms if id(form) not in taken)]


def _name_of(form: FormLink) -> str:
    return form.plan.evaluation.project.text or ""


def _by_name(forms: list[FormLink], table: Summary) -> dict[int, FormLink]:
    """Row number → form; projects of one name are taken in their order."""
    left: dict[str, list[FormLink]] = {}
    for form in forms:
        left.setdefault(name_key(_name_of(form)), []).append(form)
    found: dict[int, FormLink] = {}
    for index, row in enumerate(table.rows):
        key = name_key(row.project.text or "")
        if key and left.get(key):
            found[index] = left[key].pop(0)
    return found


def _by_amounts(forms: list[FormLink], table: Summary, found: dict[int, FormLink]) -> None:
    """Adds rows whose name is a little different (a word left out, a slip) and whose amounts fit exactly one form."""
    taken = {id(form) for form in found.values()}
    free = [form for form in forms if id(form) not in taken]
    for index, row in enumerate(table.rows):
        if index in found:
            continue
        fits = [form for form in free if _same_amounts(row, table.unit, form) and _alike(row, form)]
        if len(fits) == 1:
            found[index] = fits[0]
            free.remove(fits[0])


def _alike(row: SummaryRow, form: FormLink) -> bool:
    names = name_key(row.project.text or ""), name_key(_name_of(form))
    return SequenceMatcher(None, *names, autojunk=False).ratio() >= _ALIKE


def _same_amounts(row: SummaryRow, unit: str, form: FormLink) -> bool:
    funding = form.plan.evaluation.total_funding
    if funding is None:
        return False
    return all(_same(getattr(row, key), unit, getattr(funding, key), form.unit) for key in ("budget", "executed"))


def _same(one: Value, one_unit: str, other: Value, other_unit: str) -> bool:
    """Equal in yuan when the finer amount is rounded to the printed place of the coarser; never where one is blank."""
    a, b = yuan(one, one_unit), yuan(other, other_unit)
    if a is None or b is None:
        return False
    step = max(_step(one, one_unit), _step(other, other_unit))
    return round_to(a / step, 0) == round_to(b / step, 0)


def _step(value: Value, unit: str) -> Decimal:
    return (value.step or Decimal(1)) * scale_of(value.unit or unit)


def yuan(value: Value, unit: str) -> Decimal | None:
    """An amount given in `unit`, or in a unit of its own, in yuan."""
    given = amount(value, unit)
    return None if given is None else given * scale_of(unit)
