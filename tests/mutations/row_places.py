"""The rows of a form in which a mistake can be made."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.mutations.corruption import Measure, measure, number, rows
from tests.readers.form_data import Form


def scored(form: Form) -> Iterator[tuple[int, Form, Decimal, Decimal]]:
    """Rows with a weight and a score."""
    for place, row in rows(form):
        weight, score = number(row.get("weight")), number(row.get("score"))
        if weight and score is not None:
            yield place, row, weight, score


def measured(form: Form) -> Iterator[tuple[int, Form, Measure, Measure]]:
    """Rows without a standard of their own whose target and actual are figures of the same unit."""
    for place, row in rows(form):
        target, actual = measure(row.get("target")), measure(row.get("actual"))
        if target and actual and target.unit == actual.unit and not row.get("rule") and number(row.get("weight")):
            yield place, row, target, actual


def full(form: Form) -> Iterator[tuple[int, Form, Measure, Measure]]:
    """Those that have full marks."""
    for place, row, target, actual in measured(form):
        if number(row["score"]) == number(row["weight"]) and target.value > 1:
            yield place, row, target, actual
