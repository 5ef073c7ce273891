"""The formulas of a review workpaper against the engine: fresh, and after a reviewer changed scores and amounts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.samples import form, write_data
from tests.live.office import convert
from tests.rules.builder import build_form, build_policy
from zipingbiao.app import workpaper_rows
from zipingbiao.app.workpaper import draw_up, make_workpapers
from zipingbiao.checks.workpapers import PaperContext
from zipingbiao.forms.catalog import form_paths, get_form
from zipingbiao.forms.judging import judge
from zipingbiao.model.workpaper import Workpaper
from zipingbiao.readers.workbook import read_workbook
from zipingbiao.readers.workpaper import read_workpaper
from zipingbiao.scoring.engine import assess
from zipingbiao.scoring.totals import grade_of
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.workpaper.book import write_paper

pytestmark = pytest.mark.live

DATA = Path(__file__).parents[1] / "data"
REAL = sorted([*(DATA / "seeds-xlsx").glob("*.xlsx"), *(DATA / "corpus").glob("*.xlsx")])


def _every_form(folder: Path) -> Path:
    """A form of every template that scores, with an indicator that does not apply and a low execution rate."""
    forms: list[dict[str, Any]] = []
    for template in form_paths():
        known = get_form(template)
        if not known.policy.scored:
            continue
        data = form(template=template, level=known.levels[0], project=template, total=None, grade=None)
        data["funding"][0] |= {"executed": "700.00"}
        data["indicators"][1] |= {"target": "不适用", "actual": "不适用", "score": None}
        forms.append(data)
    return write_data(folder / "全部表样.json", {"forms": forms})


def _paper(path: Path) -> Workpaper:
    found = read_workpaper(read_workbook(path))
    assert found is not None
    return found


def _cells(path: Path) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): book[sheet.title][cell.coordinate].value or ""
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _same(one: object, other: object) -> bool:
    if isinstance(one, int | float) or isinstance(other, int | float):
        return abs(float(one or 0) - float(other or 0)) < 1e-6  # type: ignore[arg-type]
    return one == other


def test_what_is_stored_is_what_a_spreadsheet_computes(tmp_path: Path) -> None:
    make_workpapers([*REAL, _every_form(tmp_path)], tmp_path / "底稿.xlsx")
    (tmp_path / "重算").mkdir()
    stored, computed = _cells(tmp_path / "底稿.xlsx"), _cells(convert(tmp_path / "底稿.xlsx", tmp_path / "重算"))
    assert len(stored) > 1000 and stored.keys() <= computed.keys()
    assert [(at, stored[at], computed[at]) for at in stored if not _same(stored[at], computed[at])] == []


def test_a_form_that_leaves_rows_out_and_caps_its_total(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {
        "not_applicable": {"words": ["不适用"], "basis": "house/rounding"},
        "caps": [{"below": 96, "total": 79, "basis": "house/rounding"}],
    }
    policy = build_policy(None, changes)
    found = []
    for actual in ("不适用", "92%"):
        form = build_form({"indicators[4].actual": actual, "indicators[4].score": None, "total": None})
        found.append((form, assess(form, policy)))
    monkeypatch.setattr(workpaper_rows, "judge", lambda one, chosen: judge(one, chosen)._replace(policy=policy))
    files = [CheckedFile(Path(f"{number}.xlsx"), (form,), (result,)) for number, (form, result) in enumerate(found)]
    paper = draw_up(files)
    assert [(one.total, one.grade) for one in paper.forms] == [(79, "中"), (79, "中")]
    (tmp_path / "底稿.xlsx").write_bytes(write_paper(paper, tmp_path))
    (tmp_path / "重算").mkdir()
    stored, computed = _cells(tmp_path / "底稿.xlsx"), _cells(convert(tmp_path / "底稿.xlsx", tmp_path / "重算"))
    assert [(at, stored[at], computed[at]) for at in stored if not _same(stored[at], computed[at])] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_and_grades_follow_the_reviewer(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    make_workpapers([*REAL, _every_form(tmp_path)], tmp_path / "底稿.xlsx")
    book = openpyxl.load_workbook(tmp_path / "底稿.xlsx")
    for sheet in book.worksheets[1:-1]:
        if isinstance(sheet["C5"].value, int | float):
            sheet["E5"] = round(sheet["C5"].value * rng.choice([0.3, 0.65, 0.8, 0.95, 1]), 2)
        row = 7
        while sheet.cell(row, 1).value != "合计":
            weight = sheet.cell(row, 6).value
            if row > 7 and isinstance(weight, int | float) and sheet.cell(row, 12).value != "不适用":
                sheet.cell(row, 8).value = round(weight * rng.choice([0, 0.5, 0.77, 0.9, 1, 1]), 2)
            if rng.random() < 0.05 and row > 7:
                sheet.cell(row, 12).value = "不适用"
            row += 1
    book.save(tmp_path / "改.xlsx")
    (tmp_path / "重算").mkdir()
    paper = _paper(convert(tmp_path / "改.xlsx", tmp_path / "重算"))
    assert len(paper.sheets) > 40
    for sheet in paper.sheets:
        context = PaperContext(paper, sheet)
        assert sheet.number is not None and sheet.profile is not None
        wanted = context.total
        assert sheet.review_total.number == wanted or abs((sheet.review_total.number or 0) - (wanted or 0)) < 1e-6  # type: ignore[operator]
        assert sheet.review_grade.text == grade_of(wanted, context.policy), sheet.name
