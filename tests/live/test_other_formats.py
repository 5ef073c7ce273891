"""Every form, saved by LibreOffice as .xls and .ods, is read equal to what was typed into .xlsx."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.office import convert
from tests.readers.drawing import Drawn, draw
from tests.readers.form_data import CASES, Form, faults_of, forms_of
from tests.readers.reading import read_path
from tests.readers.sheet_build import PAGES, save
from tests.readers.test_geometries import STRAIGHT

pytestmark = [pytest.mark.live, pytest.mark.slow]


@pytest.mark.parametrize("kind", ["xls:MS Excel 97", "ods"])
@pytest.mark.parametrize("page", ["fitted", "texts, away from A1"])
def test_saved_in_another_format(tmp_path: Path, kind: str, page: str) -> None:
    sheets: dict[str, list[Drawn]] = {}
    wanted: list[Form] = []
    geometries = list(STRAIGHT.values())
    for place, (name, number) in enumerate(CASES):
        # Together the four cases show nearly every form in all geometries; LibreOffice needs a minute for that already.
        first = place + (kind == "ods") * 2 + (page == "fitted") * 4
        for geometry in (geometries[first % len(geometries)], geometries[(first + 1) % len(geometries)]):
            form = forms_of(name)[number]
            drawn = draw(form, geometry)
            sheets[f"{drawn.year or '表'}-{len(wanted) + 1}"] = [drawn]
            wanted.append(form)
    source = save(sheets, PAGES[page], tmp_path / "自评表.xlsx")
    evaluations, _, _ = read_path(convert(source, tmp_path, kind))
    assert len(evaluations) == len(wanted)
    faults = [
        f"{got.place}: {fault}"
        for got, form in zip(evaluations, wanted, strict=True)
        for fault in faults_of(got, form)
    ]
    assert faults == []
