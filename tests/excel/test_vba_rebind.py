"""Formulas that are not bound to the add-in are entered again, and everything else stays as it was."""

from __future__ import annotations

import pytest

from tests.excel.excel_book import Machine, calculating_calls_python, excel

LINKED = "='C:\\Users\\王 芳\\zpb.xlam'!ZPB_SCORE(A1,B1)+0"
HIDDEN = "=IFERROR(ZPB_RATE(1,2)+0,7)"
_HELPERS = """
Sub Guard(Sheet, Password)
    If Password = "" Then
        Sheet.Protect DrawingObjects:=False, AllowFormattingCells:=True, AllowInsertingHyperlinks:=True, AllowFiltering:=True
    Else
        Sheet.Protect Password:=Password
    End If
    Sheet.EnableSelection = 1
End Sub
Sub Plain(Sheet)
    Sheet.Unprotect
End Sub
Function State(Sheet)
    State = Join(Array(Sheet.ProtectContents, Sheet.ProtectDrawingObjects, Sheet.ProtectScenarios, Sheet.ProtectionMode, _
        Sheet.Protection.AllowFormattingCells, Sheet.Protection.AllowFormattingColumns, Sheet.Protection.AllowFormattingRows, _
        Sheet.Protection.AllowInsertingColumns, Sheet.Protection.AllowInsertingRows, Sheet.Protection.AllowInsertingHyperlinks, _
        Sheet.Protection.AllowDeletingColumns, Sheet.Protection.AllowDeletingRows, Sheet.Protection.AllowSorting, _
        Sheet.Protection.AllowFiltering, Sheet.Protection.AllowUsingPivotTables, Sheet.EnableSelection, Sheet.Parent.Saved, _
        Application.Calculation, Application.EnableEvents, Application.ScreenUpdating), " ")
End Function
Sub Hide(Book)
    With Book.Worksheets.Add(After:=Book.Worksheets(Book.Worksheets.Count))
        .Name = "_zpb"
        .Visible = 2
    End With
End Sub
"""


@pytest.fixture
def app(monkeypatch):
    made = excel(monkeypatch, Machine())
    made.add_module(_HELPERS, name="Helpers")
    sheet = made.sheet(1)
    for cell, formula in {"A3": "=SUM(1,2)", "B3": "=IF(1=1,\"ZPB_ 是前缀\",\"\")", "C3": LINKED, "D4": HIDDEN}.items():
        sheet.set_value(cell, formula)
    sheet.set_value("E5", "ZPB_RATE 的说明")
    return made


def _sheet(app):
    return app.workbook.vba_get("Worksheets", [1])


@pytest.mark.parametrize(
    ("formula", "entered"),
    [
        (LINKED, "=ZPB_SCORE(A1,B1)+0"),
        ("=zpb.xlam!ZPB_RATE(1,'it''s'!A1)", "=ZPB_RATE(1,'it''s'!A1)"),
        ("=IFERROR([zpb.xlam]!zpb_score(A1)+0,1)", "=IFERROR(zpb_score(A1)+0,1)"),
        ("='\\\\服务器\\王''s\\自评 (1).xlam'!ZPB_RATE(1,2)&\"\"\"\"", '=ZPB_RATE(1,2)&""""'),
        ("=IF(A1=\"'x'!ZPB_\",'一 表'!A1,2)", "=IF(A1=\"'x'!ZPB_\",'一 表'!A1,2)"),
        ("=1+zpb.xlam!ZPB_NUMBER(\"a\")*-zpb.xlam!ZPB_NUMBER(B1)", "=1+ZPB_NUMBER(\"a\")*-ZPB_NUMBER(B1)"),
        ("=Sheet1!A1+ZPB_RATE(1,2)", "=Sheet1!A1+ZPB_RATE(1,2)"),
        ('="not closed', '="not closed'),
    ],
)  # fmt: skip
def test_the_path_of_somebodys_copy_is_taken_out(app, formula, entered):
    assert app.run("ZpbWithoutPath", formula) == entered


@pytest.mark.parametrize("protected", [False, True])
@pytest.mark.parametrize("saved", [False, True])
@pytest.mark.parametrize("calculation", [-4105, -4135, 2])
def test_formulas_are_entered_again_and_nothing_else_changes(app, protected, saved, calculation):
    sheet = _sheet(app)
    if protected:
        app.run("Guard", sheet, "")
    app.application.vba_set("Calculation", calculation)
    app.application.vba_set("EnableEvents", False)
    app.workbook.vba_set("Saved", saved)
    before = app.run("State", sheet)
    assert app.run("ZpbRebind", app.workbook) >= 2
    assert app.run("State", sheet) == before
    found = {cell: app.sheet(1).formula(cell) for cell in ("A3", "B3", "C3", "D4", "E5")}
    assert found == {
        "A3": "=SUM(1,2)", "B3": "=IF(1=1,\"ZPB_ 是前缀\",\"\")", "C3": "=ZPB_SCORE(A1,B1)+0", "D4": HIDDEN, "E5": "ZPB_RATE 的说明",
    }  # fmt: skip
    if calculation != -4135:
        assert app.sheet(1).value("D4") == 7


def test_a_sheet_with_a_password_is_passed_over_and_nobody_is_asked_for_it(app):
    sheet = _sheet(app)
    app.run("Guard", sheet, "秘密")
    before = app.run("State", sheet)
    assert app.run("ZpbRebind", app.workbook) == 0
    assert (app.run("State", sheet), app.sheet(1).formula("C3"), app.dialogs) == (before, LINKED, [])


def test_after_an_error_all_is_as_before_and_the_error_is_passed_on(app, monkeypatch):
    from pyopenvba.apps.excel import Range
    from pyopenvba.interpreter._objects import MemberSpec
    from pyopenvba.interpreter._values import error

    sheet = _sheet(app)
    app.run("Guard", sheet, "")
    app.workbook.vba_set("Saved", True)
    before = app.run("State", sheet)
    plain = Range._vba_members["formula"]

    def refuse(self, value):
        raise error(1004, "no room")

    broken = MemberSpec(
        name="Formula", kind=plain.kind, getter=plain.getter, default=plain.default, parameters=plain.parameters,
        varargs=plain.varargs, setter=refuse,
    )  # fmt: skip
    monkeypatch.setitem(Range._vba_members, "formula", broken)
    with pytest.raises(Exception, match="no room"):
        app.run("ZpbRebind", app.workbook)
    assert app.run("State", sheet) == before
    app.run("ZpbWelcome", app.workbook)
    assert app.dialogs == []


def test_formulas_that_are_bound_are_left_and_python_is_not_started(app, monkeypatch):
    assert app.run("ZpbRebind", app.workbook) >= 2
    calculating_calls_python(app, monkeypatch)
    app.sheet(1).set_value("C3", "")
    app.sheet(1).set_value("D4", "=IFERROR(ZPB_RATE(1,3)+0,9)")
    app.sheet(1).set_value("D5", "=IFERROR(ZPB_EXEC_SCORE(1,2,3)+0,8)")
    assert [app.sheet(1).value(cell) for cell in ("B3", "D4", "D5")] == ["ZPB_ 是前缀", 9, 8]
    assert app.run("ZpbRebind", app.workbook) == 0
    assert app.run("Seen", "modes") == ""


def test_only_our_workbooks_are_touched_when_opened(app):
    app.run("ZpbWelcome", app.workbook)
    assert app.sheet(1).formula("C3") == LINKED
    app.run("Hide", app.workbook)
    app.run("ZpbStart")
    assert app.sheet(1).formula("C3") == "=ZPB_SCORE(A1,B1)+0"


def test_a_workbook_made_here_is_bound_on_opening_with_the_same_numbers(monkeypatch, tmp_path):
    from pathlib import Path

    from zipingbiao.app.new import new_workbook

    data = sorted((Path(__file__).parents[1] / "data" / "json").glob("*.json"))[0]
    path = tmp_path / "自评.xlsx"
    new_workbook("mof-2020-project", data, path, "both", lambda _: None)
    app = excel(monkeypatch, Machine())
    book = app.open_workbook(path)
    sheets = [sheet for sheet in app.sheets() if "ZPB_" in "".join(str(sheet.formula(f"{c}{r}")) for c in "EFGHIJK" for r in range(1, 30))]
    before = {(sheet.name, c, r): (sheet.formula(f"{c}{r}"), sheet.value(f"{c}{r}")) for sheet in sheets for c in "EFGHIJK" for r in range(1, 30)}
    app.add_module(_HELPERS, name="Helpers")
    state = app.run("State", sheets[0].sheet)
    # pyOpenVBA does not read that a sheet is hidden.
    book.vba_get("Worksheets", ["_zpb"]).vba_set("Visible", 2)
    assert app.run("ZpbIsOurs", book) is True
    assert app.run("ZpbRebind", book) > 5
    assert app.run("State", sheets[0].sheet) == state and state.startswith("True")
    after = {(sheet.name, c, r): (sheet.formula(f"{c}{r}"), sheet.value(f"{c}{r}")) for sheet in sheets for c in "EFGHIJK" for r in range(1, 30)}
    assert after == before
