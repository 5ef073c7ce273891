"""The same content in other geometries is read equal: named layouts for every form, and layouts drawn by chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.readers.drawing import draw
from tests.readers.form_data import CASES, faults_of, forms_of
from tests.readers.geometry import GEOMETRIES, WEIGHT_FIRST, WORDS, Geometry
from tests.readers.reading import read_path
from tests.readers.sheet_build import PAGES, Page, save
from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import Evaluation

STRAIGHT = {name: geometry for name, geometry in GEOMETRIES.items() if not geometry.jitter}
#: Rows that miss each other's edges are Word's; pasted into a sheet every edge becomes a column.
PASTED = {name: geometry for name, geometry in GEOMETRIES.items() if geometry.jitter}


def faults(evaluations: list[Evaluation], forms: list[dict[str, object]]) -> list[str]:
    if len(evaluations) != len(forms):
        return [f"{len(evaluations)} forms: {[str(e.place) for e in evaluations]}"]
    return [fault for got, form in zip(evaluations, forms, strict=True) for fault in faults_of(got, form)]


@pytest.mark.parametrize("geometry", STRAIGHT)
@pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{name}-{number + 1}" for name, number in CASES])
def test_every_form_in_every_geometry(tmp_path: Path, name: str, number: int, geometry: str) -> None:
    form = forms_of(name)[number]
    drawn = draw(form, STRAIGHT[geometry])
    # Every form meets every page in one of its geometries, every geometry meets every page in some form.
    page = list(PAGES.values())[(number + list(STRAIGHT).index(geometry)) % len(PAGES)]
    evaluations, findings, _ = read_path(save({drawn.year or "表": [drawn]}, page, tmp_path / "自评表.xlsx"))
    assert faults(evaluations, [form]) == []
    assert [f.message for f in findings if "工作表名" not in f.message] == []


@pytest.mark.parametrize("geometry", PASTED)
@pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{name}-{number + 1}" for name, number in CASES])
def test_every_form_pasted_from_word(tmp_path: Path, name: str, number: int, geometry: str) -> None:
    form = forms_of(name)[number]
    path = save({"表": [draw(form, PASTED[geometry])]}, PAGES["every edge a column"], tmp_path / "自评表.xlsx")
    evaluations, findings, _ = read_path(path)
    assert faults(evaluations, [form]) == []
    assert findings == []


def addressed(path: Path, evaluation: Evaluation) -> list[str]:
    """Names of indicators that do not stand in the cells where they are said to stand."""
    sheet = load_workbook(path).worksheets[0]
    values = [value for row in evaluation.indicators for value in (row.l3, row.target) if value and not value.number]
    cells = [(value, sheet[value.place.cell or "A1"].value) for value in values]
    return [str(value.place) for value, found in cells if squeeze(str(found)) not in squeeze(value.text or "")]


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_every_value_has_the_address_it_has_in_the_file(tmp_path: Path, geometry: str) -> None:
    drawn = draw(forms_of("donghu-2019")[1], GEOMETRIES[geometry])
    path = save({drawn.year or "表": [drawn]}, PAGES["every edge a column"], tmp_path / "自评表.xlsx")
    assert addressed(path, read_path(path)[0][0]) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("geometry", STRAIGHT)
def test_forms_below_each_other_on_one_sheet(tmp_path: Path, geometry: str, page: str) -> None:
    forms = [*forms_of("donghu-2019")[:3], *forms_of("donghu-2019")[5:7]]
    drawn = [draw(form, STRAIGHT[geometry]) for form in forms]
    path = save({drawn[0].year or "表": drawn}, PAGES[page], tmp_path / "自评表.xlsx")
    assert faults(read_path(path)[0], forms) == []


def test_year_in_the_name_of_the_file_is_taken_and_said(tmp_path: Path) -> None:
    form = forms_of("010_langfang_nuantong")[0]
    drawn = draw(form, GEOMETRIES["rules beside"])
    path = save({"Sheet1": [drawn]}, Page(), tmp_path / f"{drawn.year}度自评表.xlsx")
    evaluations, findings, _ = read_path(path)
    assert faults(evaluations, [form]) == []
    assert [f.message for f in findings] == ["表中没有写年度，按文件名「2019年度自评表」认定为 2019 年。"]


_ORDERS = st.sampled_from(
    [
        Geometry().order,
        WEIGHT_FIRST,
        ("target", "weight", "actual", "score", "reason"),
        ("weight", "target", "actual", "reason", "score"),
        ("target", "actual", "score", "weight", "reason"),
        ("weight", "rule", "target", "actual", "score", "reason"),
        ("note", "rule", "target", "actual", "weight", "score", "reason"),
        ("target", "actual", "reason", "weight", "score"),
    ]
)
_GEOMETRY = st.builds(
    Geometry,
    words=st.sampled_from(list(WORDS)),
    order=_ORDERS,
    side=st.booleans(),
    loose=st.booleans(),
    title_inside=st.booleans(),
    year=st.sampled_from(["line", "title", "outside"]),
    head=st.sampled_from(["beside", "rows", "one cell"]),
    unit=st.sampled_from(["side", "line", "heads"]),
    levels=st.sampled_from(["merged", "once", "repeated"]),
    split=st.sampled_from(["", "one", "two"]),
    inline_goals=st.booleans(),
    grade=st.sampled_from(["reason", "cells"]),
    cut=st.sampled_from(["", "header", "bare"]),
    jitter=st.sampled_from([0, 0, 40, 60]),
    units=st.booleans(),
    notes=st.booleans(),
)
_PAGE = st.builds(
    Page,
    grid=st.sampled_from(["union", "fitted"]),
    merges=st.booleans(),
    numbers=st.booleans(),
    top=st.integers(0, 12),
    left=st.integers(0, 30),
    gaps=st.booleans(),
)


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(case=st.sampled_from(CASES), geometry=_GEOMETRY, page=_PAGE)
def test_any_geometry(case: tuple[str, int], geometry: Geometry, page: Page) -> None:
    form = forms_of(case[0])[case[1]]
    drawn = draw(form, geometry)
    if geometry.jitter:
        page = replace(page, grid="union", merges=True)
    with TemporaryDirectory() as folder:
        path = save({drawn.year or "表": [drawn]}, page, Path(folder) / "自评表.xlsx")
        assert faults(read_path(path)[0], [form]) == []
