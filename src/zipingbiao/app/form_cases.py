"""The worked examples of a form (cases.yaml beside its form.yaml): hand-computed results against what we compute."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from zipingbiao.base.numbers import read_printed, round_to, show, show_percent
from zipingbiao.forms.loader import load_yaml
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.data import read_data
from zipingbiao.scoring.engine import Assessment, assess
from zipingbiao.scoring.living import to_living

CASES_FILE = "cases.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Expected(_Strict):
    """What a person computed, as printed; what is not named is not compared.

    rate             执行率, as 98.03%
    execution_score  执行得分
    total_weight     分值合计
    total, grade     总分 and 等级
    scores           得分 by 三级指标; 人工 where no rule decides
    """

    rate: str | None = None
    execution_score: str | None = None
    total_weight: str | None = None
    total: str | None = None
    grade: str | None = None
    scores: dict[str, str] = {}


class Case(_Strict):
    """One filled form and its results.

    name      a sentence that says what the case shows
    working   the arithmetic, for the reader
    form      the form as in DATA.json
    differs   where the published form printed something else: what, and why it is a mistake
    """

    name: str
    working: str
    form: dict[str, Any]
    expect: Expected
    differs: str = ""


class Cases(_Strict):
    """A cases.yaml."""

    format: int = Field(ge=1, le=1)
    cases: list[Case] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case with what does not agree: (figure, expected, computed); empty where all agrees."""

    case: Case
    differences: tuple[tuple[str, str, str], ...]


def load_cases(path: Path) -> list[Case]:
    """The cases of a file. Raises FormError naming file and line for a wrong one."""
    return load_yaml(path, Cases).cases


def fill_in(case: Case, form: Form) -> Evaluation:
    """The filled form of the case. Raises DataError for one that cannot be read."""
    document = {"template": form.id, "level": form.levels[0], "unit": form.unit, **case.form}
    return read_data({"forms": [document]})[0][0]


def run_case(case: Case, form: Form) -> CaseResult:
    """Computes the case as a living workbook of the form would. Raises DataError for a form that cannot be read."""
    evaluation = to_living(fill_in(case, form), form.policy)
    assessment = assess(evaluation, form.policy)
    computed = _printed(assessment, form)
    differences = [
        (label, wanted, computed[key] or "（空）")
        for key, label in _LABELS.items()
        if (wanted := getattr(case.expect, key)) is not None and not _same(wanted, computed[key])
    ]
    scores = {
        row.label: "人工" if result.outcome.score is None else show(result.outcome.score)
        for row, result in zip(evaluation.indicators, assessment.indicators, strict=True)
    }
    for label, wanted in case.expect.scores.items():
        got = scores.get(label)
        if got is None or not _same(wanted, got):
            differences.append((f"「{label}」得分", wanted, got or "（没有这一行）"))
    return CaseResult(case, tuple(differences))


_LABELS = {
    "rate": "执行率", "execution_score": "执行得分", "total_weight": "分值合计", "total": "总分", "grade": "等级",
}  # fmt: skip


def _printed(assessment: Assessment, form: Form) -> dict[str, str | None]:
    rounding = form.policy.rounding

    def points(value: Decimal | None) -> str | None:
        return None if value is None else show(value)

    rate = assessment.rate
    return {
        "rate": None if rate is None else show_percent(round_to(rate, rounding.rate_places, rounding.mode)),
        "execution_score": points(assessment.execution_score),
        "total_weight": points(assessment.weight_total),
        "total": points(assessment.total),
        "grade": assessment.grade,
    }


def _same(wanted: str, computed: str | None) -> bool:
    if computed is None:
        return False
    one, other = read_printed(wanted), read_printed(computed)
    return wanted == computed if one is None or other is None else one.value == other.value
