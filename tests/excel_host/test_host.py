"""The stand-ins themselves: what crosses and how often, how values arrive, how failures show."""

from __future__ import annotations

import datetime as dt
import sys
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import openpyxl
import pytest

pytest.importorskip("xlwings")
pytest.importorskip("pyopenvba")

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._values import EMPTY, VBAErrorValue

from tests.excel_host.com import CDispatch, com_error
from tests.excel_host.host import ExcelHost, excel_host
from tests.excel_host.quicker import quicker
from zipingbiao.adapters.cli import main

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEEDS = HERE.parent / "data" / "seeds-xlsx"
VALUE_ERROR, DIV_0, N_A = -2146826273, -2146826281, -2146826246


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExcelHost]:
    monkeypatch.syspath_prepend(str(HERE))
    with excel_host(modules=[HERE / "Sample.bas"]) as found:
        yield found
    sys.modules.pop("excel_host_sample", None)


def written(host: ExcelHost, formula: str) -> Any:
    """What the cell D1 holds after the user typed this formula."""
    cell = host.cell(1, "D1")
    cell.vba_set("Formula", formula)
    return cell.vba_get("Value")


def test_the_modules_are_as_before_after_the_block(host: ExcelHost) -> None:
    assert sys.modules["xlwings"].engines.active.name == "excel"
    inside = sys.modules["xlwings"]
    with excel_host():
        assert sys.modules["xlwings"] is not inside
    assert sys.modules["xlwings"] is inside


def test_off_windows_nothing_of_windows_stays_behind() -> None:
    with excel_host():
        assert "pythoncom" in sys.modules
    assert not {"pythoncom", "win32api", "xlwings._xlwindows", "xlwings.udfs"} & set(sys.modules)
    assert sys.platform == "linux" or sys.platform in ("win32", "darwin")


class TestCalls:
    def test_each_property_and_each_method_is_a_call(self, host: ExcelHost) -> None:
        api = host.app.api
        host.crossings.reset()
        api.ActiveSheet.Range("A1").Value = 5
        assert host.crossings.log == [
            "Application.ActiveSheet get", "Worksheet.Range call", "Range.Value set"
        ]  # fmt: skip

    def test_what_a_macro_does_inside_is_one_call(self, host: ExcelHost) -> None:
        host.cell(1, "A1:B2").vba_set("Value", 3)
        api = host.app.api
        host.crossings.reset()
        assert api.Run("'zpb.xlam'!SampleRead", "Sheet1") == ((3.0, 3.0), (3.0, 3.0))
        assert host.crossings.count == 1

    def test_a_function_of_one_cell_is_one_call(self, host: ExcelHost) -> None:
        written(host, "=SampleEcho(A1)")
        host.crossings.reset()
        written(host, "=SampleEcho(A1:B3, 2)")
        assert host.crossings.log == ["XLPy.CallUDF"]

    def test_the_call_that_a_test_names_breaks(self, host: ExcelHost) -> None:
        sheet = host.app.api.ActiveSheet
        host.crossings.reset()
        host.crossings.break_at(3)
        with pytest.raises(com_error) as failure:
            sheet.Range("A1").Value = 1
            sheet.Range("A2").Value = 2
        assert (failure.value.hresult, host.crossings.count) == (-2147352567, 3)
        sheet.Range("A2").Value = 3
        assert host.cell(1, "A1:A2").vba_get("Value").items == [1.0, 3.0]

    def test_an_excel_that_went_away_stays_away(self, host: ExcelHost) -> None:
        gone = com_error(-2147023174, "The RPC server is unavailable.", None, None)
        host.crossings.break_at(1, for_good=True, failure=gone)
        for _ in range(3):
            with pytest.raises(com_error, match="unavailable"):
                _ = host.app.api.Name


class TestValues:
    def test_a_range_is_rows_of_tuples_and_empty_is_none(self, host: ExcelHost) -> None:
        sheet = host.app.api.ActiveSheet
        sheet.Range("A1:C2").Value = ((1, "文", None), (True, 2.5, "x"))
        assert sheet.Range("A1:C2").Value == ((1.0, "文", None), (True, 2.5, "x"))
        assert host.cell(1, "C1").vba_get("Value") is EMPTY
        assert isinstance(sheet.Range("A1").Value, float)

    def test_a_date_is_a_datetime_and_its_value2_a_number(self, host: ExcelHost) -> None:
        cell = host.book.sheets[0].range("A1")
        cell.value = dt.datetime(2019, 12, 31)
        assert cell.value == dt.datetime(2019, 12, 31)
        assert cell.api.Value2 == 43830.0

    @pytest.mark.parametrize("formula, number", [("=1/0", DIV_0), ("=NA()", N_A), ('=1+"x"', VALUE_ERROR)])
    def test_an_error_is_its_scode(self, host: ExcelHost, formula: str, number: int) -> None:
        written(host, formula)
        assert host.app.api.ActiveSheet.Range("D1").Value == number

    def test_arrays_go_both_ways_through_a_macro(self, host: ExcelHost) -> None:
        assert host.app.api.Run("SampleSum", ((1, 2.5), (3, 4))) == 10.5

    def test_uneven_rows_are_refused_as_pywin32_refuses_them(self, host: ExcelHost) -> None:
        with pytest.raises(ValueError, match="same size"):
            host.app.api.Run("SampleSum", ((1, 2), (3,)))

    def test_an_object_comes_as_an_object_and_equals_itself(self, host: ExcelHost) -> None:
        sheet = host.app.api.ActiveSheet
        assert sheet.Parent.ActiveSheet.Name == sheet.Name
        assert isinstance(sheet._inner, CDispatch)


class TestState:
    def test_what_the_button_must_leave_as_it_was_can_be_set_and_read(self, host: ExcelHost) -> None:
        app = host.app
        app.calculation = "manual"
        app.screen_updating = app.enable_events = app.display_alerts = False
        assert (app.calculation, app.screen_updating, app.enable_events, app.display_alerts) == ("manual", *[False] * 3)
        host.book.sheets[0].range("B2:C3").select()
        assert app.selection.address == "$B$2:$C$3"
        app.status_bar = "正在检查"
        app.status_bar = False
        assert host.status_history == ["正在检查", False]
        app.api.CalculateFull()
        assert host.application.calculations == ["CalculateFull"]

    def test_a_very_hidden_sheet_at_the_end(self, host: ExcelHost) -> None:
        sheets = host.app.api.ActiveWorkbook.Worksheets
        made = sheets.Add(After=sheets(sheets.Count))
        made.Name, made.Visible = "_zpb_marks", 2
        assert (sheets.Count, sheets(2).Name, sheets("_ZPB_MARKS").Visible) == (2, "_zpb_marks", 2)

    def test_a_message_box_of_python_is_kept(self, host: ExcelHost) -> None:
        assert host.app.alert("检查完毕", "绩效自评") == "ok"
        assert host.dialogs == [("绩效自评", "检查完毕")]


class TestRefusals:
    def test_an_unknown_sheet_is_a_bad_index(self, host: ExcelHost) -> None:
        with pytest.raises(com_error) as failure:
            host.app.api.ActiveWorkbook.Worksheets("没有")
        assert failure.value.excepinfo[5] == -2147352565

    def test_a_protected_cell_is_error_1004(self, host: ExcelHost) -> None:
        sheet = host.app.api.ActiveSheet
        sheet.Protect()
        with pytest.raises(com_error) as failure:
            sheet.Range("A1").Value = 1
        assert failure.value.excepinfo[5] == -2146827284

    def test_a_macro_that_stops_tells_why_and_is_remembered(self, host: ExcelHost) -> None:
        with pytest.raises(com_error, match="no"):
            host.app.api.Run("SampleFail")
        assert host.dialogs == [("Microsoft Excel", "before")]
        assert host.status_history == ["working"]
        assert [one.description for one in host.application.failures] == ["no"]

    def test_an_unknown_macro_cannot_be_run(self, host: ExcelHost) -> None:
        for name in ("Nothing", "'other.xlam'!SampleSum"):
            with pytest.raises(com_error, match="Cannot run the macro"):
                host.app.api.Run(name)

    def test_a_member_that_the_stand_in_lacks_is_loud(self, host: ExcelHost) -> None:
        with pytest.raises(NotImplementedError, match="Outline"):
            _ = host.app.api.ActiveSheet.Outline
        assert host.crossings.unsupported

    def test_a_member_that_excel_lacks_is_an_attribute_error(self, host: ExcelHost) -> None:
        with pytest.raises((AttributeError, com_error)):
            _ = host.app.api.ActiveSheet.Nonsense


class TestFunctions:
    @pytest.mark.parametrize(
        "formula, answer",
        [
            ("=SampleEcho(A9)", "None|None"),
            ('=SampleEcho("")', "''|None"),
            ('=SampleEcho("优良")', "'优良'|None"),
            ("=SampleEcho(2,3)", "2.0|3.0"),
            ("=SampleEcho(TRUE)", "True|None"),
            ("=SampleEcho(1/0)", f"{DIV_0}|None"),
            ("=SampleEcho(B1:C2)", "((1.0, None), (None, '乙'))|None"),
            ('=SampleEcho("number")+1', 2.5),
            ('=IFERROR(SampleEcho("number")+0,7)', 1.5),
            ('=IFERROR(SampleEcho("raise")+0,7)', 7.0),
        ],
    )
    def test_a_formula_reaches_python_and_comes_back(self, host: ExcelHost, formula: str, answer: Any) -> None:
        host.cell(1, "B1").vba_set("Value", 1)
        host.cell(1, "C2").vba_set("Value", "乙")
        assert written(host, formula) == answer

    def test_an_exception_in_python_is_the_value_error(self, host: ExcelHost) -> None:
        assert written(host, '=SampleEcho("raise")') == VBAErrorValue(2015)
        assert host.cell(1, "D1").vba_get("Text") == "#VALUE!"

    def test_a_python_that_does_not_start_is_the_value_error(self, host: ExcelHost) -> None:
        host.crossings.break_at(1, for_good=True)
        assert written(host, "=SampleEcho(1)") == VBAErrorValue(2015)


class TestFiles:
    @pytest.mark.parametrize("path", sorted(SEEDS.glob("*.xlsx")), ids=lambda one: one.stem)
    def test_real_workbooks_open_and_are_copied_whole(self, path: Path, tmp_path: Path) -> None:
        with excel_host(path) as host:
            host.excel.sheet(1).sheet.vba_get("Range", ["A1"]).vba_get("Interior").vba_set("Color", 255)
            copy = host.save_copy(tmp_path / "副本.xlsx")
            assert host.book.name == path.name
        before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(copy)
        assert before.sheetnames == after.sheetnames
        for one in before.sheetnames:
            assert [[c.value for c in row] for row in before[one]] == [[c.value for c in row] for row in after[one]]
        assert after.worksheets[0]["A1"].fill.fgColor.rgb == "FFFF0000"

    @pytest.mark.slow
    def test_saving_quickly_writes_the_same_parts(self, tmp_path: Path) -> None:
        evaluation = ROOT / "tests" / "data" / "json" / "donghu-2019.json"
        made = tmp_path / "自评表.xlsx"
        assert main(["new", "mof-2020-project", "--data", str(evaluation), "-o", str(made)]) == 0
        parts = []
        for context in (nullcontext, quicker):
            with context():
                application = ExcelApplication.open(made)
                sheet = application.sheet("联合办税服务点经费").sheet
                sheet.vba_get("Unprotect")
                sheet.vba_get("Range", ["A1:B2"]).vba_get("Interior").vba_set("Color", 255)
                application.save(tmp_path / "copy.xlsx")
            with zipfile.ZipFile(tmp_path / "copy.xlsx") as package:
                parts.append({name: package.read(name) for name in package.namelist()})
        assert parts[0] == parts[1]

    def test_rows_go_in_through_merged_cells(self, host: ExcelHost) -> None:
        sheet = host.app.api.ActiveSheet
        sheet.Range("A2:A5").Merge()
        sheet.Rows(4).Insert()
        assert sheet.Range("A2").MergeArea.Address == "$A$2:$A$6"

    def test_the_add_in_is_reached_by_name_and_not_counted(self, host: ExcelHost) -> None:
        books = host.app.api.Workbooks
        assert books.Count == 1
        assert books("zpb.xlam").Worksheets(1).Name == "zpb"
