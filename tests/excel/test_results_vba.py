"""macros/ZpbResults.bas and what it uses, run for real: marks, and putting everything back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import GradientFill, PatternFill
from openpyxl.styles.colors import Color
from pyopenvba.apps.excel._formats import Interior
from pyopenvba.exceptions import VBARuntimeError

from tests.excel.office import MODULES, Breaker, fills, look, notes, office

RED, YELLOW = 0xC4C7FF, 0x9BEBFF
SHEET = "表 'A'"
TEXTS = ("检查结果", "", "zpb_marks", "宋体", "第 &P 页", "5;7;9;11", "1", "2", "3")
TABLE = (
    ("自评表检查结果", "", "", "", 28, 0, 0, ""),
    ("序号", "级别", "单元格", "说明", 24, 0, 0, ""),
    (1, "错误", "B2", "=1+1", 18, 0x06009C, 0xDFE1FF, f"'{SHEET.replace(chr(39), chr(39) * 2)}'!B2"),
    (2, "警告", "", "@x", 18, 0x06009C, 0xDFE1FF, ""),
)
CELLS = ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "D2", "D5", "F9")
MARKS = (
    *((SHEET, cell, RED if number % 2 else YELLOW, f"──── 自评表检查 ────\n第 {number} 条") for number, cell in enumerate(CELLS)),
    ("保护", "A1", RED, "受保护的表"),
    ("密码", "A1", RED, "有密码的表"),
    ("没有这张表", "A1", RED, "不在"),
)
ENDED = ["", len(CELLS) + 1, "密码", "", 0, ""]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Every kind of fill, merged cells, a person's note, protected sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row in range(1, 12):
        sheet.cell(row, 1, f"第{row}行")
    sheet["B2"].fill = PatternFill("solid", fgColor="FF00B050")
    sheet["B3"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.39997558519241921))
    sheet["B4"].fill = PatternFill("lightUp", fgColor="FFFF0000", bgColor="FFFFFF00")
    sheet["B5"].fill = PatternFill("gray125", fgColor=Color(theme=5, tint=-0.249977111117893), bgColor=Color(theme=3))
    sheet["B6"].fill = GradientFill(stop=("FF000000", "FFFFFFFF"))
    sheet["B7"].fill = PatternFill("solid", fgColor=Color(indexed=43))
    sheet["B8"] = "有批注"
    sheet["B8"].comment = Comment("张会计：已与财政核对", "张会计")
    sheet["B9"] = "没有底色"
    sheet.merge_cells("D2:E4")
    for row in sheet["D2:E4"]:
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFDDEBF7")
    sheet.merge_cells("D5:E6")
    sheet["D5"].fill = PatternFill("solid", fgColor="FFE2EFDA")
    locked = book.create_sheet("保护")
    locked["A1"] = 1
    locked["A1"].fill = PatternFill("solid", fgColor="FFC6E0B4")
    locked.protection.sheet = True
    locked.protection.formatColumns = False
    locked.protection.sort = False
    locked.protection.objects = True
    secret = book.create_sheet("密码")
    secret["A1"] = 2
    secret.protection.set_password("秘密")
    secret.protection.enable()
    book.create_sheet("公式")["A1"] = f"='{SHEET.replace(chr(39), chr(39) * 2)}'!A1"
    book.active = 1
    path = tmp_path / "自评.xlsx"
    book.save(path)
    return path


def _show(excel: Any, marks: object = MARKS, table: object = TABLE, texts: object = TEXTS) -> list[object]:
    return list(excel.run("ZpbShowResults", excel.excel.workbook.name, marks, table, texts))


def _clear(excel: Any) -> list[object]:
    return list(excel.run("ZpbClearMarks", excel.excel.workbook.name))


def _without(seen: dict[str, Any], sheet: str) -> dict[str, Any]:
    """What is seen, but for our sheet and the name that points at it."""
    return {
        key: {spot: value for spot, value in part.items() if spot != sheet and spot[0] != sheet}
        if isinstance(part, dict)
        else [one for one in part if one[0] not in (sheet, "zpb_marks")]
        if key in ("sheets", "names")
        else part
        for key, part in seen.items()
    }


def test_sources_are_ascii_with_crlf_and_short() -> None:
    for path in MODULES:
        data = path.read_bytes()
        assert data.isascii() and data.count(b"\n") == data.count(b"\r\n") < 300, path.name
        assert b"Option Explicit" in data


def test_marks_are_set_and_taken_off_exactly(workbook: Path) -> None:
    with office(workbook) as excel:
        before = look(excel)
        assert _show(excel) == ENDED
        marked, said = fills(excel), notes(excel)
        assert marked[SHEET, "B2"] != before["fills"][SHEET, "B2"]
        assert marked[SHEET, "B9"][:2] == (1, RED)
        assert said[SHEET, "B9"].startswith("──── 自评表检查")
        assert said[SHEET, "B8"] == before["notes"][SHEET, "B8"], "a person's note is hers"
        assert marked[SHEET, "B6"] == before["fills"][SHEET, "B6"], "a gradient stays"
        assert (SHEET, "B6") in said
        assert {marked[SHEET, cell] for cell in ("D2", "E2", "D4", "E4")} == {marked[SHEET, "D2"]}
        assert ("密码", "A1") not in marked
        assert ("_zpb_marks", 2) in look(excel)["sheets"]
        after = look(excel)
        for key in ("active", "selection", "settings", "structure"):
            assert after[key] == before[key], key
        assert after["protection"].items() >= before["protection"].items()
        assert _clear(excel)[:4] == ["", len(CELLS) + 1, "", ""]
        assert _without(look(excel), "检查结果") == before
        assert _clear(excel)[3] == "none"


def test_texts_of_the_table_are_no_formulas(workbook: Path) -> None:
    with office(workbook) as excel:
        _show(excel)
        values = look(excel)["values"]
        assert values["检查结果", "D3"] == ("=1+1", None) or values["检查结果", "D3"][0] == "=1+1"
        assert not excel.cell("检查结果", "D3").vba_get("HasFormula")


def test_numbers_of_the_table_are_no_texts(workbook: Path) -> None:
    with office(workbook) as excel:
        _show(excel)
        values = look(excel)["values"]
        assert [type(values["检查结果", cell][0]) for cell in ("A3", "A4")] == [float, float]


def test_a_colour_that_is_none_of_the_theme_may_answer_with_an_error(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Interior.vba_get

    def as_documented(self: Any, name: str, *rest: Any, **named: Any) -> Any:
        found = original(self, name, *rest, **named)
        if name.lower() in ("themecolor", "patternthemecolor") and int(found) <= 0:
            raise VBARuntimeError(1004, "not themed")
        return found

    with office(workbook) as excel:
        before = look(excel)
        monkeypatch.setattr(Interior, "vba_get", as_documented)
        assert _show(excel) == ENDED
        assert _clear(excel)[:2] == ["", len(CELLS) + 1]
        monkeypatch.undo()
        assert _without(look(excel), "检查结果") == before


def test_no_sheet_is_put_behind_a_very_hidden_one(workbook: Path) -> None:
    with office(workbook) as excel:
        excel.add_module(
            'Public Sub HideLast()\r\nActiveWorkbook.Worksheets("公式").Visible = 2\r\nEnd Sub\r\n', "Hiding"
        )
        excel.run("HideLast")
        assert _show(excel)[0] == ""
        names = [name for name, _ in look(excel)["sheets"]]
        assert names.index("检查结果") < names.index("公式")


def test_marks_come_off_after_saving_opening_and_inserting_rows(workbook: Path, tmp_path: Path) -> None:
    with office(workbook) as excel:
        before = look(excel)
        _show(excel, (*MARKS, ("公式", "A1", RED, "下移的一格")))
        copy = excel.save_copy(tmp_path / "存过.xlsx")
    with office(copy) as excel:
        excel.excel.sheet("公式").sheet.vba_get("Rows", [1]).vba_get("Insert")
        assert fills(excel)["公式", "A2"][:2] == (1, RED)
        assert _clear(excel)[:2] == ["", len(CELLS) + 2]
        now = _without(look(excel), "检查结果")
        assert now["fills"] == before["fills"]
        assert now["notes"] == before["notes"]


def test_a_second_check_takes_the_place_of_the_first(workbook: Path) -> None:
    with office(workbook) as excel:
        before = look(excel)
        _show(excel)
        fewer = ((SHEET, "B9", YELLOW, "只剩一条"),)
        assert _show(excel, fewer, TABLE[:3])[:2] == ["", 1]
        assert fills(excel)[SHEET, "B2"] == before["fills"][SHEET, "B2"]
        assert notes(excel)[SHEET, "B9"] == "只剩一条"
        assert [name for name, _ in look(excel)["sheets"]].count("检查结果") == 1
        assert ("检查结果", "A4") not in look(excel)["values"]
        _clear(excel)
        assert _without(look(excel), "检查结果") == before


def test_what_a_person_changed_since_stays(workbook: Path) -> None:
    with office(workbook) as excel:
        _show(excel)
        excel.cell(SHEET, "B9").vba_get("Interior").vba_set("Color", 255)
        excel.cell(SHEET, "B2").vba_get("Comment").vba_get("Text", ["改写过的"])
        assert _clear(excel)[4] == 1
        assert fills(excel)[SHEET, "B9"][1] == 255
        assert notes(excel)[SHEET, "B2"] == "改写过的"


def test_a_threaded_comment_keeps_its_cell_free_of_notes(workbook: Path) -> None:
    with office(workbook) as excel:
        excel.excel.sheet(SHEET).sheet.threads_ = {(9, 2)}
        _show(excel)
        assert (SHEET, "B9") not in notes(excel)
        assert fills(excel)[SHEET, "B9"][:2] == (1, RED)


def test_a_sheet_is_read_with_formats_merges_and_errors(workbook: Path) -> None:
    with office(workbook) as excel:
        excel.cell("公式", "A2").vba_set("Value", 0.5)
        excel.cell("公式", "A2").vba_set("NumberFormat", "0.0%")
        name = excel.excel.workbook.name
        answer = excel.run("ZpbReadSheet", name, "公式")
        assert answer[0] == ""
        assert answer[5][1] == (0.5,)
        assert answer[6][0][0].startswith("=")
        assert answer[8][int(answer[7][1][0])] == "0.0%"
        assert set(excel.run("ZpbReadSheet", name, SHEET)[9].split(";")) == {"D2:E4", "D5:E6"}
        assert excel.run("ZpbReadSheet", name, "没有")[0]


def test_protected_structure_is_lifted_or_respected(workbook: Path) -> None:
    with office(workbook) as excel:
        excel.excel.workbook.vba_get("Protect", [], {"Structure": True, "Windows": False})
        before = look(excel)
        assert _show(excel) == ENDED
        assert look(excel)["structure"] == before["structure"]
        _clear(excel)
        assert _without(look(excel), "检查结果") == before
    with office(workbook) as excel:
        excel.excel.workbook.vba_get("Protect", ["秘密", True])
        before = look(excel)
        assert _show(excel) == ["", 0, "", "structure", 0, ""]
        assert look(excel) == before


def test_nothing_is_written_into_a_shared_workbook(workbook: Path) -> None:
    with office(workbook) as excel:
        excel.excel.workbook.shared_ = True
        before = look(excel)
        assert _show(excel) == ["", 0, "", "shared", 0, ""]
        assert look(excel) == before
        excel.excel.workbook.shared_ = False
        assert _show(excel) == ENDED
        excel.excel.workbook.shared_ = True
        assert _clear(excel)[3] == "shared"


def test_an_older_sheet_that_must_stay_is_renamed(workbook: Path) -> None:
    with office(workbook) as excel:
        _show(excel)
        kept = (TEXTS[0], "检查结果（旧）", *TEXTS[2:])
        assert _show(excel, None, TABLE, kept)[5] == "检查结果（旧）"
        assert {"检查结果", "检查结果（旧）"} <= {name for name, _ in look(excel)["sheets"]}


@pytest.mark.parametrize("again", [False, True], ids=["first check", "second check"])
def test_a_failure_at_any_step_leaves_everything_as_before(
    workbook: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    breaker = Breaker(monkeypatch)
    marks = (MARKS[1], MARKS[9], *MARKS[-3:])
    earlier = (MARKS[3], MARKS[9])
    with office(workbook) as excel:
        if again:
            _show(excel, earlier, TABLE[:3])
        before = look(excel)
        breaker.break_at(10**9)
        _show(excel, marks)
        steps = breaker.steps
    assert steps > 60
    # Every second step in each case: together all kinds of steps, in half the time.
    failed, number = 0, -int(again)
    while number < steps:
        # After a step whose failure is only a courtesy's, as the size of a note, all marks are there: begin anew.
        with office(workbook) as excel:
            if again:
                _show(excel, earlier, TABLE[:3])
            is_whole = False
            while number < steps and not is_whole:
                number += 2
                breaker.break_at(number)
                answer = _show(excel, marks)
                breaker.break_at(0)
                is_whole = not answer[0]
                if not is_whole:
                    failed += 1
                    assert "the test broke this step" in str(answer[0])
                    assert look(excel) == before, number
    assert failed > 20
