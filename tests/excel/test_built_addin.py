"""The built .xlam loaded as Excel loads it: its own modules run, and a formula goes all the way to Python and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("xlwings")
pytest.importorskip("pyopenvba")

from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._values import VBAErrorValue

from tests.excel.office import look
from tests.excel_host.host import ExcelHost, excel_host
from tests.excel_host.supplements import still
from zipingbiao.adapters.excel.registry import FORMULAS
from zipingbiao.app.check import check_paths

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def add_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = pytest.importorskip("zipingbiao.adapters.excel.build")
    return build.build(tmp_path_factory.mktemp("加载 项"))


@pytest.fixture
def host(add_in: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExcelHost]:
    monkeypatch.syspath_prepend(str(ROOT / "addin"))
    with excel_host(add_in=add_in) as found:
        yield found


def test_starting_tells_excel_of_every_function_and_starts_no_python(host: ExcelHost) -> None:
    host.start()
    assert set(host.application.macro_options) == {f"'zpb.xlam'!{one.name}" for one in FORMULAS}
    for one in FORMULAS:
        told = host.application.macro_options[f"'zpb.xlam'!{one.name}"]
        assert told["Description"] == one.help
        assert told["Category"] == "绩效自评"
    assert host.dll.commands == []
    assert host.dialogs == []


def test_functions_are_told_by_their_names_alone_where_excel_refuses_the_file(host: ExcelHost) -> None:
    class Refusing(dict[str, dict[str, object]]):
        def __setitem__(self, macro: str, told: dict[str, object]) -> None:
            if macro.startswith("'"):
                raise VBARuntimeError(1004, "hidden workbook")
            super().__setitem__(macro, told)

    host.application.macro_options = Refusing()
    host.start()
    assert set(host.application.macro_options) == {one.name for one in FORMULAS}


def test_a_formula_reaches_python_through_the_dll_once(host: ExcelHost) -> None:
    host.start()
    host.cell(1, "A1:C1").vba_set("Value", 10)
    cell = host.cell(1, "E1")
    host.crossings.reset()
    cell.vba_set("Formula", '=IFERROR(ZPB_SCORE("≥95%","97%",A1)+0,-1)')
    assert cell.vba_get("Value") == 10.0
    assert host.crossings.log == ["XLPy.CallUDF"]
    assert len(host.dll.commands) == 1


def test_without_python_the_native_half_stands(host: ExcelHost) -> None:
    host.dll.starts = False
    cell = host.cell(1, "E1")
    cell.vba_set("Formula", "=ZPB_GRADE(95)")
    assert cell.vba_get("Value") == VBAErrorValue(2015)
    cell.vba_set("Formula", "=IFERROR(ZPB_RATE(200,150)+0,0.75)")
    assert cell.vba_get("Value") == 0.75
    # a Python that does not come up costs a minute: cells do not try again at once
    assert len(host.dll.commands) == 1
    assert host.dialogs == []


def test_a_ribbon_button_goes_through_xlwings_to_python_and_back(
    add_in: Path, workbook: Path, own_temp: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "addin"))
    expected = sorted(one.code for one in check_paths([workbook]).files[0].findings)
    with excel_host(workbook, add_in=add_in) as excel:
        still(excel.excel.workbook)
        excel.start()
        before = look(excel)
        excel.run("ZpbRunAction", "Check")
        (summary,) = [text for _, text, *_ in excel.dialogs]
        assert summary.startswith("检查的结果：错误")
        after = look(excel)
        codes = sorted(str(after["values"]["检查结果", f"C{row}"][0]) for row in range(3, 3 + len(expected)))
        assert codes == expected
        assert after["notes"]
        assert after["selection"] == before["selection"]
        assert after["settings"] == before["settings"]
        excel.run("ZpbRunAction", "Clear")
        assert look(excel)["notes"] == before["notes"]
