"""The transcribed forms of tests/data in one shape: what every drawing is made from, and what must be read back."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

from tests.readers.build import DATA
from zipingbiao.base.numbers import read_printed
from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value

Form = dict[str, Any]
FILLED = ("l3", "target", "actual", "weight", "score")
_GOAL = {"expected_present": "完成年度工作任务。", "actual_present": "年度任务已完成。"}
_BOOKS = ("donghu-2019", "dongxihu-2022", "xiangxi-2018-form", "yongde-2022-form", "cost-2021-form")
NAMES = [*_BOOKS, *sorted(path.stem for path in (DATA / "corpus").glob("*.json") if path.stem != "defects")]


@cache
def forms_of(name: str) -> list[Form]:
    """The forms of tests/data/json/NAME.json, or the one of tests/data/corpus/NAME.json; not to be changed."""
    path = DATA / "json" / f"{name}.json"
    if path.exists():
        found: list[Form] = json.loads(path.read_text(encoding="utf-8"))["forms"]
        return found
    form = json.loads((DATA / "corpus" / f"{name}.json").read_text(encoding="utf-8"))
    form["funding"] = [{**row, "source": row["row"]} for row in form["funding"]]
    form["goals"] = [
        {key.removesuffix("_present"): text if given[key] else None for key, text in _GOAL.items()}
        for given in form["goals"]
    ]
    for row in form["indicators"]:
        row["reason"] = (row.get("reason_short") or "原因说明") if row["reason_present"] else ""
    form["total_weight"] = form["total_weight_printed"]
    return [form]


#: Every form as (name of its file, its number from 0).
CASES = [(name, number) for name in NAMES for number in range(len(forms_of(name)))]


def filled(form: Form) -> list[Form]:
    """The indicator rows that say something; a template row left blank is none."""
    return [row for row in form["indicators"] if any(row.get(name) not in (None, "") for name in FILLED)]


def l1_text(row: Form) -> str:
    """The first level as printed, with its points."""
    return f"{row['l1']}（{row['l1_points']}）" if row.get("l1_points") else row["l1"]


def printed(value: Any) -> str:
    """A value of the data as typed by a person."""
    return "" if value is None else str(value)


def same(value: Value, expected: Any) -> bool:
    """Numbers equal as numbers, texts modulo white space, None and '' both blank."""
    if expected is None or expected == "":
        return value.text is None
    if isinstance(expected, (int, float)):
        return value.number == Decimal(str(expected))
    number = read_printed(expected)
    if number is not None and value.number is not None:
        return value.number == number.value
    return squeeze(value.text or "") == squeeze(expected)


_HEAD = ("project", "department", "implementing_unit")
_MONEY = ("initial", "budget", "executed", "weight", "rate", "score")
_ROW = ("l1", "l2", "l3", "target", "actual", "weight", "score", "reason", "rule", "note")


def faults_of(got: Evaluation, form: Form) -> list[str]:
    """Every field of the form that was read otherwise, every row missing and every row that is not there."""
    faults: list[str] = []

    def compare(part: Any, expected: Form, names: tuple[str, ...], label: str) -> None:
        for name in names:
            value = getattr(part, name)
            if not same(value, expected.get(name)):
                faults.append(f"{label} {value.place}: {name} {value.text!r} != {expected.get(name)!r}")

    def rows(label: str, found: list[str], wanted: list[str]) -> bool:
        found, wanted = [squeeze(text) for text in found], [squeeze(text) for text in wanted]
        if found != wanted:
            faults.append(f"{label}: {found} != {wanted}")
        return found == wanted

    if (got.level, got.year_number, got.unit) != (form["level"], form["year"], form["unit"]):
        faults.append(f"form: {(got.level, got.year_number, got.unit)}")
    compare(got, form, _HEAD, "head")
    if rows("funding", [row.source.text or "" for row in got.funding], [row["source"] for row in form["funding"]]):
        for money, expected in zip(got.funding, form["funding"], strict=True):
            compare(money, expected, _MONEY, expected["source"])
    if len(got.goals) != len(form["goals"]):
        faults.append(f"goals: {got.goals}")
    else:
        for goal, expected in zip(got.goals, form["goals"], strict=True):
            compare(goal, expected, ("expected", "actual"), "goal")
    wanted = filled(form)
    if rows("rows", [row.l3.text or "" for row in got.indicators], [row["l3"] or "" for row in wanted]):
        for row, expected in zip(got.indicators, wanted, strict=True):
            compare(row, {**expected, "l1": l1_text(expected)}, _ROW, row.label)
            if row.goal != expected.get("goal", 1):
                faults.append(f"{row.label}: goal {row.goal}")
    if any(row["score"] is not None for row in form["indicators"]):
        # A form without a column of scores has no place for their sum.
        compare(got, form, ("total_weight", "total", "grade"), "total")
    return faults
