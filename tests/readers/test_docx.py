"""Forms in Word files: what is read equals the data they were drawn from, however the tables are drawn."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.readers.build import DATA
from tests.readers.word_build import (
    GEOMETRIES,
    Drawn,
    Form,
    Geometry,
    document,
    draw,
    filled,
    forms_of,
    l1_text,
    save,
)
from zipingbiao.base.numbers import read_printed
from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Value
from zipingbiao.readers.api import read_path

NAMES = [
    *sorted(path.stem for path in (DATA / "json").glob("*.json") if path.stem in ("donghu-2019", "dongxihu-2022", "yongde-2022-form")),
    *sorted(path.stem for path in (DATA / "corpus").glob("*.json") if path.stem != "defects"),
]  # fmt: skip
CASES = [(name, number) for name in NAMES for number in range(len(forms_of(name)))]


def read(path: Path) -> tuple[list[Evaluation], list[Finding]]:
    evaluations, findings, _ = read_path(path)
    return evaluations, findings


def same(value: Value, expected: Any, unit: str = "") -> bool:
    """Numbers equal as numbers, texts modulo white space, None and '' both blank."""
    if expected is None or expected == "":
        return value.text is None
    if isinstance(expected, (int, float)):
        return value.number == Decimal(str(expected))
    number = read_printed(expected)
    if number is not None and value.number is not None:
        return value.number == number.value
    return squeeze(value.text or "") == squeeze(expected)


def assert_form(got: Evaluation, form: Form) -> None:
    """Every field of the form, every row, and none that is not there."""
    faults: list[str] = []

    def compare(part: Any, expected: Form, names: tuple[str, ...], label: str) -> None:
        for name in names:
            value = getattr(part, name)
            if not same(value, expected.get(name)):
                faults.append(f"{label} {value.place}: {name} {value.text!r} != {expected.get(name)!r}")

    assert (got.level, got.year_number, got.unit) == (form["level"], form["year"], form["unit"])
    compare(got, form, ("project", "department", "implementing_unit"), "head")
    assert [row.source.text for row in got.funding] == [row["source"] for row in form["funding"]]
    for money, expected in zip(got.funding, form["funding"], strict=True):
        compare(money, expected, ("initial", "budget", "executed", "weight", "rate", "score"), expected["source"])
    assert len(got.goals) == len(form["goals"])
    for goal, expected in zip(got.goals, form["goals"], strict=True):
        compare(goal, expected, ("expected", "actual"), "goal")
    wanted = filled(form)
    assert [squeeze(row.l3.text or "") for row in got.indicators] == [squeeze(row["l3"] or "") for row in wanted]
    for row, expected in zip(got.indicators, wanted, strict=True):
        named = {**expected, "l1": l1_text(expected)}
        compare(row, named, ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason"), row.label)
        if row.goal != expected.get("goal", 1):
            faults.append(f"{row.label}: goal {row.goal}")
    if any(row["score"] is not None for row in form["indicators"]):
        total = {"total_weight": form.get("total_weight"), "total": form["total"], "grade": form["grade"]}
        compare(got, total, tuple(total), "total")
    assert faults == []


def drawn_of(name: str, number: int, geometry: Geometry) -> tuple[Form, Drawn]:
    form = forms_of(name)[number]
    return form, draw(form, geometry)


@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{name}-{number + 1}" for name, number in CASES])
def test_every_form_in_every_geometry(tmp_path: Path, name: str, number: int, geometry: str) -> None:
    form, drawn = drawn_of(name, number, GEOMETRIES[geometry])
    evaluations, findings = read(save(document(drawn), tmp_path / "自评表.docx"))
    assert len(evaluations) == 1
    assert findings == []
    assert_form(evaluations[0], form)
