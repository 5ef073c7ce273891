"""Published forms of other places: what is read equals the transcription beside each workbook.

The workbooks print a subset of the transcription; the exceptions below say where and why both differ.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.readers.build import DATA
from tests.readers.form_data import faults_of, forms_of, same
from tests.readers.reading import read_path
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value

CASES = sorted(path.stem for path in (DATA / "corpus").glob("*.xlsx"))

#: (case, field) → why the workbook itself does not hold what the transcription says.
NOT_IN_THE_WORKBOOK = {
    ("009_nankai_shengwu", "total"): "the sheet has no score column; the 29 of the original is not in it",
}

FILLED = ("l3", "target", "actual", "weight", "score")


def read(case: str) -> tuple[Evaluation, dict[str, Any]]:
    evaluations, findings, _ = read_path(DATA / "corpus" / f"{case}.xlsx")
    assert findings == []
    assert len(evaluations) == 1
    return evaluations[0], json.loads((DATA / "corpus" / f"{case}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_header_of_the_form(case: str) -> None:
    got, form = read(case)
    assert (got.level, got.year_number, got.unit) == (form["level"], form["year"], form["unit"])
    for name in ("project", "department", "implementing_unit"):
        assert same(getattr(got, name), form[name]), name
    weight = got.total_funding.weight if got.total_funding else Value()
    assert same(weight, form["exec_weight"] if form["funding"] and form["funding"][0]["weight"] else None)


@pytest.mark.parametrize("case", CASES)
def test_funding_lines(case: str) -> None:
    got, form = read(case)
    for row, expected in zip(got.funding, form["funding"], strict=True):
        assert same(row.source, expected["row"])
        for name in ("initial", "budget", "executed", "weight", "rate", "score"):
            assert same(getattr(row, name), expected[name]), f"{row.source} {name}"
    if got.funding:
        assert got.funding[0].role == "total"


@pytest.mark.parametrize("case", CASES)
def test_goals(case: str) -> None:
    got, form = read(case)
    for goal, expected in zip(got.goals, form["goals"], strict=True):
        assert bool(goal.expected) == bool(expected["expected_present"])
        assert bool(goal.actual) == bool(expected["actual_present"])


@pytest.mark.parametrize("case", CASES)
def test_indicator_rows(case: str) -> None:
    got, form = read(case)
    # The transcriptions also list second-level names whose template row was left blank; those are no indicators.
    filled = [row for row in form["indicators"] if any(row[name] not in (None, "") for name in FILLED)]
    for row, expected in zip(got.indicators, filled, strict=True):
        for name in ("l1", "l2", "l3", "target", "actual", "weight", "score"):
            assert same(getattr(row, name), expected[name]), f"{row.label} {name}: {getattr(row, name)}"
        assert bool(row.reason) == expected["reason_present"]


@pytest.mark.parametrize("case", CASES)
def test_total_row(case: str) -> None:
    got, form = read(case)
    for name, key in (("total_weight", "total_weight_printed"), ("total", "total"), ("grade", "grade")):
        if (case, name) in NOT_IN_THE_WORKBOOK:
            assert getattr(got, name).text is None
        else:
            assert same(getattr(got, name), form[key]), name


def test_what_the_columns_say_about_the_form() -> None:
    flags = {case: (read(case)[0].has_weights, read(case)[0].has_reasons) for case in CASES}
    assert flags["007_changjiang_jinbu"] == (False, True)
    assert flags["009_nankai_shengwu"] == (False, True)
    assert flags["017_lingling_linye"] == (True, True)


@pytest.mark.parametrize(
    ("case", "template"),
    [
        ("002_yongde_mingzhong", "mof-2020-project"),
        ("007_changjiang_jinbu", None),  # 20 points for the execution rate, no weights
        ("009_nankai_shengwu", None),  # neither amounts nor points
        ("010_langfang_nuantong", "mof-2020-project"),
        ("012_chengan_gaoling", None),  # no points for the execution rate
        ("022_kexuecheng_rongmei", None),  # 合计 instead of 年度资金总额
        ("036_guangshui_daolu", None),
    ],
)
def test_national_form_is_recognised_by_its_headings(case: str, template: str | None) -> None:
    assert read(case)[0].template == template


def test_split_target_columns_are_put_together() -> None:
    row = read("002_yongde_mingzhong")[0].indicators[0]
    assert row.target.text == "≧735人次"
    assert row.target.place.cell == "F13"


@pytest.mark.parametrize("name", ["donghu-2019", "dongxihu-2022"])
def test_every_field_of_the_seed_workbooks(name: str) -> None:
    evaluations, findings, _ = read_path(DATA / "seeds-xlsx" / f"{name}.xlsx")
    forms = forms_of(name)
    assert findings == []
    assert len(evaluations) == len(forms)
    # The workbooks have no column for the wording of the standards, which the transcription took from elsewhere.
    printed = [{**form, "indicators": [{**row, "rule": None} for row in form["indicators"]]} for form in forms]
    assert [fault for got, form in zip(evaluations, printed, strict=True) for fault in faults_of(got, form)] == []
