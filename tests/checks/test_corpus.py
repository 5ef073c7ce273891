"""Published forms of other places, read from their workbooks: listed defects are found, and no error is untrue."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import yaml

from zipingbiao.app.check import check_paths
from zipingbiao.model.finding import Finding

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
CASES = sorted(path.stem for path in CORPUS.glob("*.xlsx"))
#: Defects listed without a kind of their own: the rule that is meant for them.
OTHER = {"孕产妇访视 vs 高血压": "ZP019"}
#: The published goal cells hold only amounts; the workbook has a sentence there. ZP061 has its own cases.
NOT_IN_THE_WORKBOOK = {("010_langfang_nuantong", "年度总体目标")}
#: What a person says of every finding at error level, after looking at the form.
REVIEWED = yaml.safe_load((CORPUS / "reviewed_errors.yaml").read_text(encoding="utf-8"))


def _defects() -> list[dict[str, str]]:
    listed: list[dict[str, str]] = json.loads((CORPUS / "defects.json").read_text(encoding="utf-8"))
    sure = [item for item in listed if item["confidence"] == "high"]
    return [item for item in sure if (item["case"], item["where"]) not in NOT_IN_THE_WORKBOOK]


@cache
def _check(case: str) -> list[Finding]:
    return list(check_paths([CORPUS / f"{case}.xlsx"]).files[0].findings)


@pytest.mark.parametrize("defect", _defects(), ids=lambda item: f"{item['case']}-{item['where']}")
def test_a_listed_defect_is_found(defect: dict[str, str]) -> None:
    found = _check(defect["case"])
    if defect["kind"] == "other":
        assert any(f.code == OTHER[defect["where"]] for f in found)
        return
    alike = [f for f in found if f.kind == defect["kind"]]
    assert any(f.label in defect["where"] or defect["where"] in f.label for f in alike)


@pytest.mark.parametrize("case", CASES)
def test_every_error_was_looked_at(case: str) -> None:
    errors = sorted([f.code, f.label] for f in _check(case) if f.severity == "error")
    assert errors == sorted([code, label] for code, label, _ in REVIEWED.get(case, []))


def test_errors_are_true() -> None:
    verdicts = [verdict for errors in REVIEWED.values() for _, _, verdict in errors]
    assert set(verdicts) <= {"true", "debatable", "false"}
    assert len([v for v in verdicts if v != "true"]) <= 0.05 * len(verdicts)
