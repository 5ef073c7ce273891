"""Forms of many places, in their own words and geometry, written without a look at the reader.

Each tests/data/unseen/*.yaml is one sheet (`rows`, `merges`, hidden rows and columns) and what a careful person reads in it
(`expected`, a list of forms). A row of `funding` is [source, initial, budget, executed, weight, rate, score], one of
`goals` [expected, actual], one of `indicators` [l1, l2, l3, target, actual, weight, score, reason] and, where the form
has several goals, the number of its goal. "?" is not compared, {any: [a, b]} allows both readings, and `funding_total`
compares the line of the total only; without either the amounts are not compared. `open` says why a case is not read right today.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from tests.readers.build import DATA
from tests.readers.form_data import same
from tests.readers.reading import read_path
from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import Evaluation

FOLDER = DATA / "unseen"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))

HEAD = ("project", "department", "implementing_unit", "total_weight", "total", "grade")
MONEY = ("source", "initial", "budget", "executed", "weight", "rate", "score")
GOAL = ("expected", "actual")
ROW = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason")


@cache
def case_of(name: str) -> dict[str, Any]:
    """The case as written; not to be changed."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), loader)
    return loaded


def draw(case: dict[str, Any], path: Path) -> Path:
    """The case as a workbook whose names of file and sheet say nothing."""
    book = openpyxl.Workbook()
    sheet = book.active
    for number, values in enumerate(case["rows"], start=1):
        for column, value in enumerate(values, start=1):
            if isinstance(value, dict):
                sheet.cell(number, column, value["n"]).number_format = value["format"]
            elif value is not None:
                cell = sheet.cell(number, column, value)
                cell.data_type = "s" if isinstance(value, str) else "n"
    for merge in case["merges"]:
        sheet.merge_cells(merge)
    for number in case.get("hidden_rows", ()):
        sheet.row_dimensions[number].hidden = True
    for letter in case.get("hidden_columns", ()):
        sheet.column_dimensions[letter].hidden = True
    book.save(path)
    return path


@dataclass
class Outcome:
    """What one case came to: the faults, and the counts of a measurement."""

    faults: list[str] = field(default_factory=list)
    fields: int = 0
    right: int = 0
    present: int = 0
    read: int = 0
    invented: int = 0

    def compare(self, label: str, value: Any, expected: Any) -> None:
        """One field; a value of None stands for a field that was not read at all."""
        if expected == "?":
            return
        allowed = expected["any"] if isinstance(expected, dict) else [expected]
        if "?" in allowed:
            return
        self.fields += 1
        if value is not None and any(same(value, one) for one in allowed):
            self.right += 1
        else:
            self.faults.append(f"{label}: {getattr(value, 'text', None)!r} != {expected!r}")

    def plain(self, label: str, value: Any, expected: Any) -> None:
        """One field that is no Value."""
        self.fields += 1
        if value == expected:
            self.right += 1
        else:
            self.faults.append(f"{label}: {value!r} != {expected!r}")

    def rows(self, label: str, got: list[Any], wanted: list[list[Any]], names: tuple[str, ...], key: str) -> None:
        """Rows against rows, put side by side by their names."""
        self.present += len(wanted)
        at = names.index(key)
        for mine, row in pairs([squeeze(getattr(one, key).text or "") for one in got], [one[at] for one in wanted]):
            if row is None:
                self.invented += 1
                self.faults.append(f"{label}: invented {getattr(got[mine or 0], key).text!r}")
                continue
            part = got[mine] if mine is not None else None
            self.read += mine is not None
            if mine is None:
                self.faults.append(f"{label}: not read {wanted[row][at]!r}")
            for name, value in zip(names, wanted[row], strict=False):
                self.compare(f"{label} {wanted[row][at]} {name}", getattr(part, name, None), value)
            if len(wanted[row]) > len(names):
                self.plain(f"{label} {wanted[row][at]} goal", getattr(part, "goal", None), wanted[row][-1])


def pairs(got: list[str], wanted: list[Any]) -> Iterator[tuple[int | None, int | None]]:
    """Indexes of rows that belong together; None where one side has no such row."""
    if len(got) == len(wanted):
        yield from ((number, number) for number in range(len(got)))
        return
    texts = [squeeze(str(one["any"][0] if isinstance(one, dict) else one or "")) for one in wanted]
    for tag, a, b, c, d in SequenceMatcher(None, got, texts, autojunk=False).get_opcodes():
        for number in range(max(b - a, d - c)):
            mine = a + number if a + number < b else None
            row = c + number if c + number < d else None
            if tag == "replace" and mine is not None and row is not None and texts[row] not in ("", "?"):
                yield mine, None
                yield None, row
            else:
                yield mine, row


def judge(found: list[Evaluation], forms: list[dict[str, Any]]) -> Outcome:
    """Everything read against everything expected."""
    out = Outcome()
    out.plain("number of forms", len(found), len(forms))
    for number, form in enumerate(forms):
        got = found[number] if number < len(found) else Evaluation()
        for name, value in (("level", got.level), ("year", got.year_number), ("unit", got.unit)):
            out.plain(name, value if number < len(found) else None, form[name])
        for name in HEAD:
            out.compare(name, getattr(got, name), form.get(name))
        if "funding_total" in form:
            total = [got.total_funding] if got.total_funding else []
            out.rows("funding", total, form["funding_total"], MONEY, "source")
        elif "funding" in form:
            out.rows("funding", list(got.funding), form["funding"], MONEY, "source")
            if form["funding"]:
                out.plain("total of the funds", got.total_funding is not None, True)
        out.rows("goals", list(got.goals), form["goals"], GOAL, "expected")
        out.rows("indicator", list(got.indicators), form["indicators"], ROW, "l3")
    return out


def outcome_of(name: str, folder: Path) -> Outcome:
    """The case drawn, read and judged."""
    case = case_of(name)
    evaluations, _, _ = read_path(draw(case, folder / "form.xlsx"))
    return judge(evaluations, case["expected"])


def parameters() -> Iterator[Any]:
    """Every case; one that is open must fail, so that mending it shows."""
    for name in NAMES:
        reason = case_of(name).get("open")
        marks = [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)] if reason else []
        yield pytest.param(name, marks=marks)


@pytest.mark.parametrize("name", list(parameters()))
def test_read_as_a_careful_person_does(name: str, tmp_path: Path) -> None:
    assert outcome_of(name, tmp_path).faults == []


def test_there_are_many_and_of_many_kinds() -> None:
    forms = [form for name in NAMES for form in case_of(name)["expected"]]
    assert len(NAMES) >= 30
    assert {form["level"] for form in forms} == {"project", "department"}
    assert len({form["year"] for form in forms}) >= 6
