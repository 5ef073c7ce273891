"""Published forms of other places: listed inconsistencies of high confidence are found, correct forms stay clean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.checks import run_checks
from zipingbiao.model.finding import Finding
from zipingbiao.readers.data import read_data

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
#: Wants knowledge that no rule has yet: goals that hold only amounts, scores that are not monotonic.
LATER = {"other"}
#: Cases whose listed defects (if any) are all there is at error level.
CLEAN = ["007_changjiang_jinbu", "009_nankai_shengwu", "010_langfang_nuantong", "012_chengan_gaoling",
         "014_xiaoxian_hexi", "036_guangshui_daolu"]  # fmt: skip


def _defects() -> list[dict[str, str]]:
    listed: list[dict[str, str]] = json.loads((CORPUS / "defects.json").read_text(encoding="utf-8"))
    return [item for item in listed if item["confidence"] == "high" and item["kind"] not in LATER]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _check(case: str) -> list[Finding]:
    given = json.loads((CORPUS / f"{case}.json").read_text(encoding="utf-8"))
    money = ("initial", "budget", "executed", "weight", "rate", "score")
    cells = ("l1", "l2", "l3", "target", "actual", "weight", "score")
    form = {
        **{key: given.get(key) for key in ("level", "year", "unit", "project", "department", "implementing_unit")},
        "grade": given.get("grade"),
        "total": _text(given.get("total")),
        "total_weight": _text(given.get("total_weight_printed")),
        "funding": [
            {"source": row["row"], **{key: _text(row.get(key)) for key in money}} for row in given.get("funding", [])
        ],
        "goals": [{"expected": "略", "actual": "略"} for goal in given["goals"] if goal["expected_present"]],
        "indicators": [
            {**{key: _text(row.get(key)) for key in cells}, "reason": "略" if row.get("reason_present") else None}
            for row in given["indicators"]
        ],
    }
    evaluations, _ = read_data(form)
    return run_checks(evaluations)


@pytest.mark.parametrize("defect", _defects(), ids=lambda item: f"{item['case']}-{item['where']}")
def test_a_listed_defect_is_found(defect: dict[str, str]) -> None:
    found = [f for f in _check(defect["case"]) if f.kind == defect["kind"]]
    assert any(f.label in defect["where"] or defect["where"] in f.label for f in found)


@pytest.mark.parametrize("case", CLEAN)
def test_a_correct_form_has_no_error(case: str) -> None:
    assert [f.message for f in _check(case) if f.severity == "error"] == []
