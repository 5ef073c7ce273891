"""The district project form: no printed weights, tick boxes, texts below the total — written, recalculated, read back."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.live.office import convert
from tests.readers.reading import read_path
from zipingbiao.forms.catalog import get_form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.data import read_data
from zipingbiao.scoring.engine import assess
from zipingbiao.writers.workbook import write_workbook

FORM = get_form("wuhan-district-project")
DATA = Path(__file__).resolve().parent.parent / "data" / "json" / "dongxihu-2022.json"
REASONS = "偏差大或目标未完成原因分析"


@pytest.fixture(scope="module")
def projects() -> list[Evaluation]:
    """The published project forms; the points of each row, which the form does not print, are taken from its score."""
    document = json.loads(DATA.read_text(encoding="utf-8"))
    forms = [form for form in document["forms"] if form["template"] == FORM.id]
    for form in forms:
        form["attributes"][REASONS] = form.get("reasons") or ""
        for row in form["indicators"]:
            row["weight"] = row["score"]
    return read_data({**document, "forms": forms})[0]


@pytest.fixture(scope="module")
def workbook(projects: list[Evaluation], tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("district") / "区商务局_2022.xlsx"
    path.write_bytes(write_workbook(projects, template=FORM.id, unit_name="区商务局", year=2022))
    return path


def test_points_stand_in_the_label_and_weights_only_in_the_helper_column(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook)["党员教育培训"]
    printed = [cell.value for row in sheet.iter_rows(max_col=7) for cell in row if cell.value]
    assert "产出指标（40分）" in printed
    assert "分值" not in printed
    assert "1、部门预算项目 ☑　2、区直专项 □" in printed
    assert any(cell.value == "指标分值" for row in sheet.iter_rows(min_col=8) for cell in row)


def test_what_was_written_is_read_back(workbook: Path, projects: list[Evaluation]) -> None:
    read, findings, _ = read_path(workbook)
    assert [finding for finding in findings if finding.severity == "error"] == []
    for written, back in zip(projects, read, strict=True):
        assert (back.template, back.own, back.name) == (FORM.id, True, written.name)
        assert "".join(back.attributes.get(REASONS, "").split()) == "".join(written.attributes[REASONS].split())
        assert back.total.number == written.total.number
        rows = list(zip(written.indicators, back.indicators, strict=True))
        for row, again in rows:
            assert (again.label, again.target.text, again.actual.text) == (row.label, row.target.text, row.actual.text)
            assert again.weight.number == row.weight.number
        assert back.living_total.number == assess(back, FORM.policy).total
        assert back.funding[0].living_score.formula, "the printed 得分（20分×执行率） is the living cell"


@pytest.mark.live
def test_every_cached_result_is_what_the_spreadsheet_computes(workbook: Path, tmp_path: Path) -> None:
    formulas, cached = openpyxl.load_workbook(workbook), openpyxl.load_workbook(workbook, data_only=True)
    recalculated = openpyxl.load_workbook(convert(workbook, tmp_path), data_only=True)
    differences = []
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if not (isinstance(cell.value, str) and cell.value.startswith("=")):
                continue
            ours, theirs = (book[sheet.title][cell.coordinate].value for book in (cached, recalculated))
            numbers = isinstance(ours, int | float) and isinstance(theirs, int | float)
            if not (abs(ours - theirs) < 1e-9 if numbers else (ours or "") == (theirs or "")):
                differences.append(f"{sheet.title}!{cell.coordinate}: {ours!r} ≠ {theirs!r}")
    assert not differences, "\n".join(differences[:20])
