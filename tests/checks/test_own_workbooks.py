"""Untouched generated workbooks: no living formula is taken for a changed one, in any variant and after LibreOffice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

import zipingbiao
from tests.live.office import convert
from zipingbiao.model.finding import Finding
from zipingbiao.readers.data import read_data
from zipingbiao.writers.workbook import write_workbook

DATA = Path(__file__).resolve().parent.parent / "data" / "json" / "donghu-2019.json"
UNIT = "武汉东湖综合保税区建设管理办公室"


@pytest.fixture(scope="module", params=["both", "native", "udf"])
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = write_workbook(
        read_data(DATA)[0], template="mof-2020-project", unit_name=UNIT, year=2019, live=request.param
    )
    path = tmp_path_factory.mktemp(request.param) / "自评.xlsx"
    path.write_bytes(content)
    return path


def _overwritten(path: Path) -> list[str]:
    findings: Sequence[Finding] = zipingbiao.check(path).files[0].findings
    return [finding.message for finding in findings if finding.code == "ZP055"]


def test_formulas_as_generated_are_intact(workbook: Path) -> None:
    assert _overwritten(workbook) == []


def test_formulas_saved_without_their_results_are_intact(workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "没有结果.xlsx"
    openpyxl.load_workbook(workbook).save(path)
    assert _overwritten(path) == []


def test_the_hidden_spare_rows_are_no_secret_until_something_is_typed_there(workbook: Path, tmp_path: Path) -> None:
    def hidden(path: Path) -> list[str]:
        return [one.label for one in zipingbiao.check(path).files[0].findings if one.code == "ZP064"]

    assert hidden(workbook) == []
    book = openpyxl.load_workbook(workbook)
    sheet = book["安全生产专项"]
    row = next(row for row, look in sorted(sheet.row_dimensions.items()) if look.hidden)
    sheet.cell(row, 4, "补列的指标")
    book.save(tmp_path / "改.xlsx")
    assert [label for label in hidden(tmp_path / "改.xlsx") if label.startswith(f"第 {row}")] == hidden(tmp_path / "改.xlsx")
    assert len(hidden(tmp_path / "改.xlsx")) == 1


@pytest.mark.live
def test_formulas_saved_by_libreoffice_are_intact(workbook: Path, tmp_path: Path) -> None:
    assert _overwritten(convert(workbook, tmp_path)) == []
