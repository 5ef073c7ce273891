"""The ten forms of a published workbook are read exactly: every field against the transcription beside it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.readers.build import DATA
from tests.readers.form_data import same
from tests.readers.reading import read_path
from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import Evaluation

BOOK = DATA / "seeds-xlsx" / "donghu-2019.xlsx"
FORMS: list[dict[str, Any]] = json.loads((DATA / "json" / "donghu-2019.json").read_text(encoding="utf-8"))["forms"]


@pytest.fixture(scope="module")
def evaluations() -> list[Evaluation]:
    found, findings, _ = read_path(BOOK)
    assert findings == []
    return found


def assert_fields(part: Any, expected: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        value = getattr(part, name)
        assert same(value, expected.get(name)), f"{value.place}: {name} {value.text!r} != {expected.get(name)!r}"


def test_ten_forms_in_their_order(evaluations: list[Evaluation]) -> None:
    assert [squeeze(e.project.text or "") for e in evaluations] == [form["project"] for form in FORMS]


@pytest.mark.parametrize("number", range(len(FORMS)), ids=[form["project"] for form in FORMS])
def test_every_field_of_the_form(evaluations: list[Evaluation], number: int) -> None:
    got, form = evaluations[number], FORMS[number]
    assert (got.template, got.level, got.year_number, got.unit) == (
        form["template"], form["level"], form["year"], form["unit"],
    )  # fmt: skip
    assert_fields(got, form, ("project", "department", "implementing_unit", "total_weight", "total", "grade"))
    assert [row.role for row in got.funding] == ["total", "fiscal", "carryover", "other"]
    for row, expected in zip(got.funding, form["funding"], strict=True):
        assert_fields(row, expected, ("source", "initial", "budget", "executed", "weight", "rate", "score"))
    for goal, expected in zip(got.goals, form["goals"], strict=True):
        assert_fields(goal, expected, ("expected", "actual"))
    for row, expected in zip(got.indicators, form["indicators"], strict=True):
        assert row.goal == expected["goal"]
        assert_fields(row, expected, ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason"))


def test_every_value_says_where_it_stands(evaluations: list[Evaluation]) -> None:
    department = evaluations[0]
    assert str(department.place) == "donghu-2019.xlsx!武汉东湖综合保税区建设管理办公室部门整体支出!A2"
    assert department.funding[0].rate.place.cell == "G7"
    assert department.indicators[0].score.place.cell == "H14"
    # A blank cell has a place too: it is where the missing reason belongs.
    assert department.indicators[0].reason.text is None
    assert department.indicators[0].reason.place.cell == "I14"
    assert department.total.place.cell == "H61"


def test_printed_text_and_exact_number_are_both_kept(evaluations: list[Evaluation]) -> None:
    rate = evaluations[0].funding[0].rate
    assert (rate.text, rate.number, rate.step) == ("91.66%", Decimal("0.9166"), Decimal("0.0001"))
    budget = evaluations[0].funding[0].budget
    assert (budget.text, budget.number, budget.step) == ("3,744.00", Decimal("3744"), Decimal("0.01"))


def test_names_only_no_folders(evaluations: list[Evaluation]) -> None:
    assert {Path(e.place.file or "").name for e in evaluations} == {e.place.file for e in evaluations}
