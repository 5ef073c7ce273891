"""Native formulas against the engine for every policy parameter: generated forms, recalculated by LibreOffice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from tests.live.office import convert
from tests.rules.builder import build_policy
from zipingbiao.forms.parts import HELPERS
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, FundingRow, Indicator
from zipingbiao.model.values import BLANK, Value
from zipingbiao.scoring import native
from zipingbiao.scoring.engine import assess
from zipingbiao.scoring.totals import grade_of, shown_rate

pytestmark = [pytest.mark.live, pytest.mark.slow]

FORMS, ROWS = 30, 8
BASIS = "house/rounding"
_CAPS = [{"below": below, "total": total, "basis": BASIS} for below, total in ((80, 89), (70, 79), (60, 69), (50, 59))]
_LEFT_OUT = {"words": ["不适用", "不涉及", "——", "N/A"], "basis": BASIS}
_OVER = {"above": 30, "deduct": "1.5", "basis": BASIS}
_UNSCORED = {"points": 0}, [{"l1": "产出指标", "points": 100, "l2": ["数量指标"], "basis": BASIS}]
_BANDS = [
    {"name": name, "from": start, "basis": BASIS} for name, start in (("优", 80), ("良", 70), ("中", 60), ("差", 0))
]
_WHOLE = {"places": 0, "basis": BASIS}
POLICIES: dict[str, dict[str, Any]] = {
    "national": {},
    "cut": {"rounding": {"mode": "truncate"}, "caps": _CAPS},
    "one decimal": {"rounding": {"score_places": 1, "rate_places": 3}, "grading": _WHOLE},
    "one decimal cut": {"rounding": {"score_places": 1, "mode": "truncate"}, "grading": _WHOLE},
    "printed": {"execution": {"rate": "printed"}, "rounding": {"rate_places": 2}, "caps": _CAPS},
    "whole uncapped": {"execution": {"places": 0, "cap": False}, "caps": _CAPS, "grading": _WHOLE, "grades": _BANDS},
    "whole points": {"rounding": {"score_places": 0}},
    "left out": {"not_applicable": _LEFT_OUT},
    "left out cut capped": {
        "not_applicable": _LEFT_OUT, "caps": _CAPS, "rounding": {"mode": "truncate", "score_places": 1},
        "execution": {"rate": "printed"}, "grading": _WHOLE,
    },
    "exact targets": {"quantitative": {"equal": "none", "reverse": "linear"}},
    "over-achievement": {"quantitative": {"over_achievement": _OVER}},
    "no execution": {"execution": _UNSCORED[0], "groups": _UNSCORED[1], "not_applicable": _LEFT_OUT},
    "everything": {
        "execution": {"rate": "printed", "places": 1}, "quantitative": {"equal": "none", "over_achievement": _OVER},
        "rounding": {"mode": "truncate", "rate_places": 3}, "caps": _CAPS, "grading": {"places": 1, "basis": BASIS},
        "not_applicable": _LEFT_OUT,
    },
}  # fmt: skip

_WORDS = ["不适用", "不涉及", "n/a", "——", "/", "无", "及时", "达成", "不 适 用"]
_METHODS = [None, None, None, "自动", "按比例", "达标得满分", "比率乘分值", "定性三档", "人工", "不适用"]
_WORDINGS = [
    "达到指标值得满分，否则不得分；没有此类项目的按满分", "达到目标值得满分；未达到的按完成比例计分",
    "达到指标值得满分，每低1%扣0.3分，扣完为止", "得分=计划成本/实际成本×分值", "由评审人员评定",
]  # fmt: skip
_AMOUNTS = ["100", "3", "7", "264", "1000", "812.5", "96"]
_WEIGHTS = ["5", "10", "12.5", "7.25", "13.3", "0.75", "15"]
_COLUMNS = ("l1", "l2", "l3", "target", "actual", "weight")
_KEYS = [helper.key for helper in HELPERS]
_FIRST = len(_COLUMNS)
_SCORE = _FIRST + len(_KEYS)
#: The first row of a block holds the form's own figures, in these columns.
_HEAD = {"budget": 0, "executed": 1, "points": 2, "rate": 3, "score": 4, "total": 5, "grade": 6}


class _Sheet(Worksheet):  # type: ignore[misc]
    """Takes formulas as they are: looking for functions newer than ours is most of the writing time."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class _Case(NamedTuple):
    name: str
    policy: Policy
    form: Evaluation


def _cases() -> list[_Case]:
    rng = random.Random(20260402)
    cases = []
    for name, changes in POLICIES.items():
        # Validated anew, so that numbers in a policy are what a form.yaml would give.
        policy = build_policy("mof-2020-project", changes)
        cases += [_Case(name, policy, _form(rng, policy)) for _ in range(FORMS)]
    return cases


def _form(rng: random.Random, policy: Policy) -> Evaluation:
    budget = rng.choice([*_AMOUNTS, *_AMOUNTS, "0", None])
    share = rng.choice(
        ["1", "0.5", "0.6", "0.7", "0.8", "0.79996", "0.699951", "0.65", "0.916675", "1.2", f"{rng.random():.3f}"]
    )
    executed = None if budget is None or rng.random() < 0.05 else str(Decimal(budget) * Decimal(share))
    weight = _number(str(policy.execution.points))
    funding = (
        FundingRow(
            source=Value(text="年度资金总额"),
            role="total",
            budget=_number(budget),
            executed=_number(executed),
            weight=weight,
        ),
    )
    # Some forms have no score at all, and half of them do well, so that caps and grades are felt.
    unscored, good = rng.random() < 0.03, rng.random() < 0.5
    indicators = tuple(_indicator(rng, policy, unscored, good and rng.random() < 0.85) for _ in range(ROWS))
    return Evaluation(template="mof-2020-project", funding=funding, indicators=indicators, own=True)


def _indicator(rng: random.Random, policy: Policy, unscored: bool, met: bool) -> Indicator:
    target, actual = ("≥100份", "100份") if met else _pair(rng)
    methods = _METHODS if policy.not_applicable else _METHODS[:-1]
    rule = rng.choice(_WORDINGS) if rng.random() < 0.2 and not met else None
    manual = str(rng.choice(["0", "1.5", "2.25", "0.7"])) if rng.random() < 0.1 and not met else None
    texts = {
        "l1": "产出指标", "l2": "数量指标", "l3": "培训人次", "target": target, "actual": actual, "rule": rule,
        "method": rng.choice(methods[:5] if met else methods),
        "direction": rng.choice([None, None, None, "=", "≤"]),
    }  # fmt: skip
    cells = {key: BLANK if text is None else Value(text=text) for key, text in texts.items()}
    weight = None if unscored or rng.random() < 0.04 else rng.choice(["10", "12.5", "13.3"] if met else _WEIGHTS)
    return Indicator(**cells, weight=_number(weight), manual_score=BLANK if unscored else _number(manual))


def _pair(rng: random.Random) -> tuple[str | None, str | None]:
    choice = rng.random()
    if choice < 0.12:
        return rng.choice(["≥100份", "100%", "及时", "不适用", "——", None]), rng.choice(_WORDS)
    if choice < 0.2:
        return rng.choice(["及时", "达成"]), rng.choice(_WORDS)
    goal = rng.choice([3, 7, 40, 50, 80, 100, 8000, 0])
    share = rng.choice(["1", "1.3", "1.29", "1.31", "1.01", "0.5", "0.633", "0.98765", "2", "1.25", "0.999999", "0"])
    done = Decimal(goal) * Decimal(share)
    unit = rng.choice(["份", "%"])
    return f"{rng.choice(['≥', '≥', '=', '=', '≤', ''])}{goal}{unit}", f"{done.normalize():f}{unit}"


def _number(text: str | None) -> Value:
    return BLANK if text is None else Value(text=text, number=Decimal(text))


def _write(path: Path, cases: list[_Case]) -> None:
    book = Workbook(path)
    sheet = book.add_worksheet("parity", worksheet_class=_Sheet)
    text = book.add_format({"num_format": "@"})
    for block, case in enumerate(cases):
        top = block * (ROWS + 1)
        results = assess(case.form, case.policy).indicators
        for offset, (indicator, result) in enumerate(zip(case.form.indicators, results, strict=True), start=1):
            rule = result.rule.kind if result.rule else None
            _write_row(sheet, top + offset, indicator, native_row(top + offset, case.policy, rule), text)
        _write_head(sheet, top, case)
    book.close()


def native_row(row: int, policy: Policy, rule: Any) -> dict[str, str]:
    """The formulas of one row, by helper key."""
    printed = {key: _at(index, row) for index, key in enumerate(_COLUMNS)}
    cells = {key: _at(_FIRST + index, row) for index, key in enumerate(_KEYS)} | {"above_l1": '""', "above_l2": '""'}
    return native.row_formulas(cells, printed, policy, rule)


def _write_row(sheet: Worksheet, row: int, indicator: Indicator, formulas: dict[str, str], text: Any) -> None:
    for index, key in enumerate((*_COLUMNS, *_KEYS)):
        if index >= _FIRST and key in formulas:
            sheet.write_formula(row, index, "=" + formulas[key])
            continue
        if index >= _FIRST and key not in ("method", "direction", "rule", "compiled", "manual_score"):
            continue
        # What the row's native formula was compiled from.
        value: Value = getattr(indicator, "rule" if key == "compiled" else key, BLANK)
        if value.number is not None:
            sheet.write_number(row, index, float(value.number))
        elif value.text is not None:
            sheet.write_string(row, index, value.text, text)
    manual, computed = (_at(_FIRST + _KEYS.index(key), row) for key in ("manual_score", "computed"))
    sheet.write_formula(row, _SCORE, f"=IF(ISNUMBER({manual}),{manual},{computed})")


def _write_head(sheet: Worksheet, top: int, case: _Case) -> None:
    fund, policy = case.form.funding[0], case.policy
    for key, value in (("budget", fund.budget), ("executed", fund.executed), ("points", fund.weight)):
        if value.number is not None:
            sheet.write_number(top, _HEAD[key], float(value.number))
    at = {key: _at(column, top) for key, column in _HEAD.items()}
    kinds = _FIRST + _KEYS.index("kind")
    scores, weights, titles = (
        f"{_at(column, top + 1)}:{_at(column, top + ROWS)}" for column in (_SCORE, _COLUMNS.index("weight"), kinds)
    )
    places, mode = policy.rounding.rate_places, policy.rounding.mode
    total = native.total(
        scores, at["score"], at["rate"], policy, weights=weights, kinds=titles, execution_weight=at["points"]
    )
    for key, formula in (
        ("rate", native.execution_rate(at["budget"], at["executed"], places, mode)),
        ("score", native.execution_score(at["budget"], at["executed"], at["points"], policy)),
        ("total", total),
        ("grade", native.grade(at["total"], policy)),
    ):
        sheet.write_formula(top, _HEAD[key], "=" + formula)


def _at(column: int, row: int) -> str:
    return f"{xl_col_to_name(column)}{row + 1}"


def _compared(case: _Case, top: int, sheet: Any) -> Iterator[tuple[str, object, object]]:
    """What is compared, by the engine, by the spreadsheet."""
    result, policy = assess(case.form, case.policy), case.policy
    rate = None if result.rate is None else shown_rate(result.rate, policy)
    head = {"rate": rate, "score": result.execution_score, "total": result.total, "grade": grade_of(result.total, policy)}
    for key, ours in head.items():
        yield f"{case.name} {key}", ours, sheet.cell(top + 1, _HEAD[key] + 1).value
    for offset, row in enumerate(result.indicators, start=1):
        texts = case.form.indicators[offset - 1]
        what = (
            f"{case.name} {texts.target} {texts.actual} w={texts.weight} {texts.method} {texts.direction} {texts.rule}"
        )
        cell = top + offset + 1
        yield f"{what} kind", row.method_title, sheet.cell(cell, _FIRST + _KEYS.index("kind") + 1).value
        yield what, row.counted, sheet.cell(cell, _SCORE + 1).value


def _same(ours: object, theirs: object) -> bool:
    if ours is None:
        return theirs in (None, "")
    if isinstance(ours, Decimal):
        return isinstance(theirs, int | float) and abs(Decimal(str(theirs)) - ours) < Decimal("1e-9")
    return ours == theirs


def test_every_policy_scores_natively_as_the_engine_does(tmp_path: Path) -> None:
    cases = _cases()
    source = tmp_path / "policies.xlsx"
    _write(source, cases)
    (tmp_path / "out").mkdir()
    sheet = openpyxl.load_workbook(convert(source, tmp_path / "out", timeout=400), data_only=True)["parity"]
    differences, decided, kinds = [], 0, set()
    for block, case in enumerate(cases):
        for what, ours, theirs in _compared(case, block * (ROWS + 1), sheet):
            decided += isinstance(ours, Decimal)
            kinds.add(ours if isinstance(ours, str) else None)
            if not _same(ours, theirs):
                differences.append(f"{what}: {ours} ≠ {theirs!r}")
    assert not differences, f"{len(differences)}\n" + "\n".join(differences[:40])
    assert len(cases) * ROWS >= 3000
    assert decided > len(cases) * ROWS // 2, "too few of the generated cases are decided to prove anything"
    assert {"不适用", "按细则", "按比例", "优", "差"} <= kinds


def _figures(form: Evaluation, policy: Policy) -> list[object]:
    result = assess(form, policy)
    return [result.total, result.grade, result.execution_score, *(row.counted for row in result.indicators)]


def test_the_generated_forms_meet_every_parameter() -> None:
    """Each policy gives some form another result than the national one does, so that no variant compares nothing."""
    cases = _cases()
    plain = build_policy("mof-2020-project", {})
    differing = {case.name for case in cases if _figures(case.form, case.policy) != _figures(case.form, plain)}
    assert differing == set(POLICIES) - {"national"}
    results = [assess(case.form, case.policy) for case in cases]
    capped = sum(r.cap is not None and r.total == r.cap.total for r in results)
    assert capped >= 20
    assert sum(r.applicable is not None and r.total is not None for r in results) >= 60
    assert sum(r.total is None for r in results) >= 3
