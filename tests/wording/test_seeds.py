"""The published standards: what each becomes, and scores worked out by hand from its words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.wording.native import recalculated
from zipingbiao.forms.catalog import get_form
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.wording.compiler import CompiledRule, compile_rule

POLICY = get_form("mof-2020-project").policy
WORDINGS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "seeds.yaml").read_text(encoding="utf-8"))["wordings"]
#: Standards that no reading makes computable, and why.
LEFT_TO_A_PERSON = {
    "经济效益": "细则只说明怎样设置个性化指标，没有写怎样得分",
    "社会效益": "细则只说明怎样设置个性化指标，没有写怎样得分",
}


def _compiled(entry: dict[str, Any]) -> CompiledRule:
    return compile_rule(entry["wording"], Decimal(entry["weight"]), entry["name"], entry.get("target"))


def _cases() -> Iterator[tuple[dict[str, Any], str, Decimal | None]]:
    for entry in WORDINGS:
        for actual, score in entry["cases"].items():
            yield entry, actual, None if score is None else Decimal(score)


@pytest.mark.parametrize(
    ("entry", "actual", "score"),
    [pytest.param(*case, id=f"{case[0]['source']}-{case[0]['name']}-{case[1]}") for case in _cases()],
)
def test_hand_worked_score(entry: dict[str, Any], actual: str, score: Decimal | None) -> None:
    compiled = _compiled(entry)
    case = make_case(entry.get("target"), actual, Decimal(entry["weight"]), POLICY, name=entry["name"])
    outcome = compiled.kind.assess(case)
    assert outcome.score == score, compiled.sentence
    assert outcome.explanation
    assert score is not None or outcome.notes, "a row left to a person must say why"


def test_the_file_holds_every_published_standard() -> None:
    assert len(WORDINGS) == 75
    assert all(len(entry["cases"]) >= 3 for entry in WORDINGS)


def test_at_least_seventy_standards_are_computed() -> None:
    left = {entry["name"] for entry in WORDINGS if _compiled(entry).kind.kind == "manual"}  # type: ignore[attr-defined]
    assert left == set(LEFT_TO_A_PERSON)
    assert len(WORDINGS) - len(left) >= 70


@pytest.mark.parametrize("entry", WORDINGS, ids=lambda entry: f"{entry['source']}-{entry['name']}")
def test_the_restatement_speaks_plainly(entry: dict[str, Any]) -> None:
    compiled = _compiled(entry)
    assert compiled.explanation
    assert "满分" not in compiled.explanation, "the weight is known"
    assert "None" not in compiled.sentence
    assert compiled.clear or compiled.notes, "what is unclear is said"
    assert not any(char in note for note in compiled.notes for char in "{}"), "no placeholder is left"


@pytest.mark.parametrize(
    ("name", "part", "clear"),
    [
        ("部门维持在职人员完成率", "不能同时成立", False),
        ("部门维持在职人员完成率", "90% 与 100% 之间没有规定", False),
        ("三公经费成本控制率", "可能是从别的指标复制来的", True),
        ("认知度提高率", "可能是从别的指标复制来的", False),
        ("预算控制率", "10% 与 11% 之间没有规定", True),
        ("达标项目成本控制偏差率", "5% 同时属于两档", True),
    ],
)
def test_a_contradiction_is_named(name: str, part: str, clear: bool) -> None:
    compiled = _compiled(next(entry for entry in WORDINGS if entry["name"] == name))
    assert any(part in note for note in compiled.notes), compiled.notes
    assert compiled.clear is clear


def test_a_value_in_the_contradiction_itself_is_not_sure() -> None:
    entry = next(entry for entry in WORDINGS if entry["name"] == "预算控制率")
    kind = _compiled(entry).kind
    sure = {
        actual: kind.sure_of(make_case(None, actual, Decimal(5), POLICY, name=entry["name"]))
        for actual in ("10%", "10.5%", "11%", "348.83%")
    }
    assert sure == {"10%": True, "10.5%": False, "11%": True, "348.83%": True}


@pytest.mark.live
def test_native_formulas_give_the_hand_worked_scores(tmp_path: Path) -> None:
    """kind.native of every standard and value in one workbook, recalculated by LibreOffice."""
    cases = list(_cases())
    rows = [(entry["name"], entry.get("target"), actual, entry["weight"], _compiled(entry).kind) for entry, actual, _ in cases]
    shown = recalculated(tmp_path, rows)
    wrong = []
    for (entry, actual, score), theirs in zip(cases, shown, strict=True):
        if theirs is None or score is None:
            same = theirs is None and score is None
        else:
            same = abs(theirs - score) < Decimal("0.0005")
        if not same:
            wrong.append(f"{entry['name']} {actual}: {score} ≠ {theirs}")
    assert not wrong, "\n".join(wrong)
