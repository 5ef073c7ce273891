"""Workbooks and a temporary folder for the tests of the add-in's buttons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.excel.forms import write_form
from tests.excel.office import office
from tests.excel_host.host import ExcelHost


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A form of another origin with errors."""
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    write_form(book.active)
    path = tmp_path / "水务局自评.xlsx"
    book.save(path)
    return path


@pytest.fixture
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A temporary folder that only this test sees."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))


@pytest.fixture
def excel(workbook: Path, own_temp: None) -> Iterator[ExcelHost]:
    """An Excel with that workbook."""
    with office(workbook) as opened:
        yield opened
