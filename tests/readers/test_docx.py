"""Forms in Word files: what is read equals the data they were drawn from, however the tables are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.drawing import Drawn, draw
from tests.readers.form_data import CASES, Form, faults_of, forms_of
from tests.readers.geometry import GEOMETRIES, Geometry
from tests.readers.reading import read_path
from tests.readers.word_build import document, save
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding


def read(path: Path) -> tuple[list[Evaluation], list[Finding]]:
    evaluations, findings, _ = read_path(path)
    return evaluations, findings


def drawn_of(name: str, number: int, geometry: Geometry) -> tuple[Form, Drawn]:
    form = forms_of(name)[number]
    return form, draw(form, geometry)


@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize(("name", "number"), CASES, ids=[f"{name}-{number + 1}" for name, number in CASES])
def test_every_form_in_every_geometry(tmp_path: Path, name: str, number: int, geometry: str) -> None:
    form, drawn = drawn_of(name, number, GEOMETRIES[geometry])
    evaluations, findings = read(save(document(drawn), tmp_path / f"{drawn.year}自评表.docx"))
    assert len(evaluations) == 1
    assert [f.message for f in findings if "文件名" not in f.message] == []
    assert faults_of(evaluations[0], form) == []
