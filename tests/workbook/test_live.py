"""The generated workbook in a running spreadsheet: cached results are right, edits travel to every total."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.live.office import convert, session
from zipingbiao.forms.catalog import get_form
from zipingbiao.forms.parts import SUMMARY_SHEET
from zipingbiao.model.values import Value
from zipingbiao.scoring.engine import assess
from zipingbiao.scoring.living import to_living
from zipingbiao.writers.workbook.names import sheet_names
from zipingbiao.writers.workbook.planning import make_plan

pytestmark = pytest.mark.live
FORM = get_form("mof-2020-project")


@pytest.fixture(scope="module")
def workbook(content: bytes, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("live") / "部门 自评.xlsx"
    path.write_bytes(content)
    return path


def _blank(value: object) -> object:
    return "" if value is None else value


def test_every_cached_result_is_what_the_spreadsheet_computes(workbook: Path, tmp_path: Path, book, cached) -> None:
    recalculated = openpyxl.load_workbook(convert(workbook, tmp_path), data_only=True)
    differences = []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if not (isinstance(cell.value, str) and cell.value.startswith("=")):
                    continue
                ours = _blank(cached[sheet.title][cell.coordinate].value)
                theirs = _blank(recalculated[sheet.title][cell.coordinate].value)
                numbers = isinstance(ours, int | float) and isinstance(theirs, int | float)
                if not (abs(ours - theirs) < 1e-9 if numbers else ours == theirs):
                    differences.append(f"{sheet.title}!{cell.coordinate}: {ours!r} ≠ {theirs!r}")
    assert not differences, "\n".join(differences[:20])


def test_an_edit_changes_score_subtotal_total_grade_and_summary(workbook: Path) -> None:
    name = "花山港运维专项"
    evaluation = next(e for e in _evaluations() if e.name == name)
    plan = make_plan(to_living(evaluation, FORM.policy), FORM)
    row = next(line.row for line in plan.lines if line.indicator and line.indicator.label == "货物签证")
    summary_row = 3 + 1 + [e.name for e in _evaluations() if e.level == "project"].index(name)
    watched = [
        [name, plan.at("score", row)], [name, "M3"], [name, plan.at("score", plan.total_row)],
        [name, plan.at("reason", plan.total_row)], [SUMMARY_SHEET, f"J{summary_row}"], [SUMMARY_SHEET, f"K{summary_row}"],
    ]  # fmt: skip
    before, after, unmet, execution = session(
        workbook,
        [
            {"get": watched},
            {"set": [[name, plan.at("actual", row), "8000份"]], "get": watched},
            {"set": [[name, plan.at("actual", row), "0份"]], "get": watched},
            {"set": [[name, plan.funding_at("executed", plan.total_funding_row), 350]], "get": watched},
        ],
    )
    assert before == [3.16, 48.16, 89.41, "等级：良", 89.41, "良"]
    assert after == [5, 50, 91.25, "等级：优", 91.25, "优"]
    assert unmet == [0, 45, 86.25, "等级：良", 86.25, "良"]
    assert execution == [0, 45, 81.25, "等级：良", 81.25, "良"]


def test_random_edits_on_all_ten_forms_score_as_the_engine_does(workbook: Path) -> None:
    rng = random.Random(7)
    values = ["100%", "87.5%", "0", "12", "≥3个", "1.5万元", "及时", "基本及时", "达成", None, "9月", "250份", "4%", "是", "0.97", "３０份"]
    names = sheet_names(["部门整体支出" if e.level == "department" else e.name for e in _evaluations()])
    steps: list[dict[str, object]] = []
    expected: list[list[Decimal | None]] = []
    for name, evaluation in zip(names, _evaluations(), strict=True):
        living = to_living(evaluation, FORM.policy)
        for _ in range(3):
            indicators = list(living.indicators)
            edits: list[list[object]] = []
            plan = make_plan(living, FORM)
            for line in plan.lines:
                if line.index is None or rng.random() < 0.5:
                    continue
                key = rng.choice(["target", "actual", "actual"])
                text = rng.choice(values)
                indicators[line.index] = indicators[line.index].model_copy(update={key: Value(text=text)})
                edits.append([name, plan.at(key, line.row), text])
            living = living.model_copy(update={"indicators": tuple(indicators)})
            result = assess(living, FORM.policy)
            watched = [[name, plan.at("score", line.row)] for line in plan.lines if line.index is not None]
            watched.append([name, plan.at("score", plan.total_row)])
            steps.append({"set": edits, "get": watched})
            expected.append([row.counted for row in result.indicators] + [result.total])
    answers = session(workbook, steps)
    compared = 0
    for step, wanted, got in zip(steps, expected, answers, strict=True):
        for place, ours, theirs in zip(step["get"], wanted, got, strict=True):  # type: ignore[call-overload]
            compared += 1
            if ours is None:
                assert theirs in ("", None), (place, theirs)
            else:
                assert isinstance(theirs, int | float), (place, ours, theirs)
                assert abs(Decimal(str(theirs)) - ours) < Decimal("0.005"), (place, ours, theirs)
    assert compared > 400


def _evaluations():
    from tests.workbook.conftest import DATA
    from zipingbiao.readers.data import read_data

    return read_data(DATA)[0]
