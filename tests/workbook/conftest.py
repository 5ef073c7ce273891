"""The department workbook of the main data, generated once."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.data import read_data
from zipingbiao.writers.workbook import write_workbook

DATA = Path(__file__).resolve().parent.parent / "data" / "json" / "donghu-2019.json"


@pytest.fixture(scope="session")
def evaluations() -> list[Evaluation]:
    return read_data(DATA)[0]


@pytest.fixture(scope="session")
def content(evaluations: list[Evaluation]) -> bytes:
    return write_workbook(evaluations, template="mof-2020-project", unit_name="武汉东湖综合保税区建设管理办公室", year=2019)


@pytest.fixture(scope="session")
def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture(scope="session")
def cached(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=True)
