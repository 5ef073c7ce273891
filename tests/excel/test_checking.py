"""The button 重新计算并检查 and what goes with it: Python over xlwings' own code over an Excel in memory."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.excel.forms import RESULTS, said, write_form
from tests.excel.office import fills, host_of, look, notes, office
from tests.excel_host import com
from tests.excel_host.host import ExcelHost
from zipingbiao.adapters.excel import actions, copies
from zipingbiao.adapters.excel.host import Where
from zipingbiao.app.check import check_paths
from zipingbiao.app.marking import write_marked
from zipingbiao.base.errors import ZpbError


def _codes(excel: ExcelHost) -> list[str]:
    values = look(excel)["values"]
    return [str(values[RESULTS, f"C{row}"][0]) for row in range(3, 300) if (RESULTS, f"C{row}") in values]


def test_the_button_finds_what_the_command_finds(excel: ExcelHost, workbook: Path, tmp_path: Path) -> None:
    expected = sorted(one.code for one in check_paths([workbook]).files[0].findings)
    before = look(excel)
    actions.run_action(host_of(excel), "Check")
    assert sorted(_codes(excel)) == expected
    assert "ZP" in " ".join(expected)
    assert "错误" in said(excel)
    assert "自评表 " in said(excel)
    assert "已标记" in said(excel)
    shown = [str(one) for one in excel.status_history if one]
    assert shown[:3] == ["正在重新计算…", "正在检查…", "正在写入检查结果…"]
    assert shown[3].startswith("检查的结果：错误")
    assert excel.status_history[-1] is False
    after = look(excel)
    for key in ("active", "selection", "settings", "structure"):
        assert after[key] == before[key], key
    assert notes(excel)
    assert not list((tmp_path / "temp").glob("zpb-*"))


def test_clearing_after_the_button_leaves_only_the_results(excel: ExcelHost) -> None:
    before = look(excel)
    host = host_of(excel)
    actions.run_action(host, "Check")
    actions.run_action(host, "Clear")
    assert "已清除" in said(excel)
    after = look(excel)
    assert (after["fills"].keys() - before["fills"].keys()) == {one for one in after["fills"] if one[0] == RESULTS}
    assert after["notes"] == before["notes"]
    actions.run_action(host, "Clear")
    assert "不用清除" in said(excel)


def _column(excel: ExcelHost, head: str) -> str:
    values = look(excel)["values"]
    return next(cell[0] for (name, cell), value in values.items() if name == RESULTS and value[0] == head)


def _texts(excel: ExcelHost, sheet: str = RESULTS) -> set[str]:
    return {str(value[0]) for (name, _), value in look(excel)["values"].items() if name == sheet}


def _row_about(excel: ExcelHost, word: str) -> int:
    values = look(excel)["values"]
    spots = [cell for (name, cell), value in values.items() if name == RESULTS and word in str(value[0])]
    return min(row for cell in spots if (row := int(cell[1:])) > 2)


def test_words_a_person_typed_are_carried_over(excel: ExcelHost) -> None:
    host = host_of(excel)
    actions.run_action(host, "Check")
    column, row = _column(excel, "说明"), _row_about(excel, "总分")
    excel.cell(RESULTS, f"{column}{row}").vba_set("Value", "总分以财政批复为准")
    actions.run_action(host_of(excel), "Check")
    values = look(excel)["values"]
    assert values[RESULTS, f"{column}{_row_about(excel, '总分')}"][0] == "总分以财政批复为准"
    # The total is corrected: the finding goes, what was written about it does not.
    excel.cell("自评表", "G11").vba_set("Value", 99)
    for _ in range(2):
        actions.run_action(host_of(excel), "Check")
        assert "总分以财政批复为准" in _texts(excel)
        assert "已不在" in _texts(excel)
        assert not [name for name, _ in look(excel)["sheets"] if "旧" in name]


def test_a_sheet_with_other_words_is_kept_beside(excel: ExcelHost) -> None:
    host = host_of(excel)
    actions.run_action(host, "Check")
    excel.cell(RESULTS, "B40").vba_set("Value", "记在表外的一句")
    actions.run_action(host_of(excel), "Check")
    assert "另留为「检查结果（旧）」" in said(excel)
    assert "记在表外的一句" in _texts(excel, "检查结果（旧）")
    assert "记在表外的一句" not in _texts(excel)


def test_a_saved_workbook_with_marks_is_checked_as_without(excel: ExcelHost, workbook: Path, tmp_path: Path) -> None:
    actions.run_action(host_of(excel), "Check")
    copy = excel.save_copy(tmp_path / "标记过.xlsx")
    file = check_paths([copy]).files[0]
    assert [one.code for one in file.findings] == [one.code for one in check_paths([workbook]).files[0].findings]
    with pytest.raises(ZpbError, match="请先在 Excel 里点「清除标记」"):
        write_marked(file, tmp_path / "副本.xlsx")


def test_the_next_finding_goes_round(excel: ExcelHost) -> None:
    host = host_of(excel)
    actions.run_action(host, "Next")
    assert "请先点「重新计算并检查」" in said(excel)
    actions.run_action(host, "Check")
    seen = []
    for _ in range(30):
        actions.run_action(host, "Next")
        status = str(excel.status_history[-1])
        seen.append((status.split("/")[0], host.where().cell))
        if len(seen) > 1 and seen[-1] == seen[0]:
            break
    assert len({cell for _, cell in seen}) > 1
    assert seen[-1] == seen[0], "it begins anew after the last"
    count = int(str(excel.status_history[-1]).split("/")[1].split(" ")[0])
    assert 1 < count < 40


def test_a_workbook_without_a_form_is_left_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "通知"
    book.save(tmp_path / "通知.xlsx")
    with office(tmp_path / "通知.xlsx") as excel:
        before = look(excel)
        actions.run_action(host_of(excel), "Check")
        assert "没有找到自评表" in said(excel)
        assert look(excel) == before


def test_a_workbook_that_was_never_saved(excel: ExcelHost) -> None:
    book = excel.excel.workbook
    book.path, book.name = "", "工作簿1"
    actions.run_action(host_of(excel), "Check")
    assert "已标记" in said(excel)


def test_a_copy_that_cannot_be_read_is_read_in_excel(
    excel: ExcelHost, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = host_of(excel)
    monkeypatch.setattr(type(host), "save_copy", lambda self, book, path: path.write_bytes(b"\xd0\xcf\x11\xe0" * 200))
    actions.run_action(host, "Check")
    assert "直接读取各工作表" in said(excel)
    assert sorted(_codes(excel)) == sorted(one.code for one in check_paths([workbook]).files[0].findings)


def test_names_of_copies() -> None:
    def name(book: str, path: str = "x") -> str:
        return copies.copy_name(Where(book, path, "", "", ()))

    assert name("自评表.xlsm") == "自评表.xlsm"
    assert name("工作簿1", "") == "工作簿1.xlsx"
    assert name('..\\a:b?.xls') == "a_b_.xls".replace("a", "_a", 1)
    assert name("con.xlsx") == "_con.xlsx"
    assert name("长" * 300 + ".xlsx") == "长" * 100 + ".xlsx"


def test_every_failure_is_one_sentence_and_leaves_the_workbook(excel: ExcelHost) -> None:
    host = host_of(excel)
    before = look(excel)
    excel.crossings.reset()
    actions.run_action(host, "Check")
    calls = excel.crossings.count
    actions.run_action(host, "Clear")
    assert calls < 20
    for number in range(1, calls + 1):
        with office_again(excel) as fresh:
            host = host_of(fresh)
            before = look(fresh)
            fresh.crossings.reset()
            fresh.crossings.break_at(number)
            actions.run_action(host, "Check")
            fresh.crossings.reset()
            after = look(fresh)
            if (RESULTS, -1) not in after["sheets"]:
                assert after == before, number
            else:
                assert ("_zpb_marks", 2) in after["sheets"], number
            for key in ("selection", "settings", "active"):
                assert after[key] == before[key], (number, key)


def office_again(excel: ExcelHost) -> Any:
    """Another Excel with the same workbook as it is on disk."""
    book = excel.excel.workbook
    return office(Path(book.path) / book.name)


def test_a_busy_excel_is_told_as_such(excel: ExcelHost, monkeypatch: pytest.MonkeyPatch) -> None:
    host = host_of(excel)
    busy = com.com_error(-2147418111, "Call was rejected by callee.", None, None)
    monkeypatch.setattr(type(host), "where", lambda self: (_ for _ in ()).throw(busy))
    actions.run_action(host, "Check")
    assert "Excel 正忙" in said(excel)


def test_sixty_sheets_take_few_calls(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number in range(60):
        write_form(book.create_sheet(f"项目{number + 1}"))
    path = tmp_path / "六十个项目.xlsx"
    book.save(path)
    with office(path) as excel:
        host = host_of(excel)
        excel.crossings.reset()
        start = time.perf_counter()
        actions.run_action(host, "Check")
        assert time.perf_counter() - start < 300
        assert excel.crossings.count <= 20, excel.crossings.log
        assert len({name for name, _ in notes(excel)}) == 60
        assert fills(excel)


@pytest.mark.parametrize(
    "row",
    [
        ["=ROWS('自评表'!$A$3)", "x", "abc", "def", "rgb", "x", "y", "z", "w", "v"],
        ["=ROWS('自评表'!nowhere)", "", 255, 1, "", 0, 0, "", 0, 0],
        ["=ROWS('!A1)", "", 255, 1, "", 0, 0, "", 0, 0],
        ["=ROWS('自评表'!$A$3)", "#N/A", "#DIV/0!", 1, "rgb", 255, 0, "auto", 0, 0],
    ],
)
def test_a_sheet_of_marks_that_says_nonsense_stops_no_check(workbook: Path, own_temp: None, row: list[object]) -> None:
    book = openpyxl.load_workbook(workbook)
    book.create_sheet("_zpb_marks").append(row)
    book.save(workbook)
    with office(workbook) as excel:
        before = look(excel)
        actions.run_action(host_of(excel), "Check")
        assert "已标记" in said(excel)
        actions.run_action(host_of(excel), "Clear")
        assert "已清除" in said(excel)
        after = look(excel)
        assert after["notes"] == before["notes"]
        assert {spot: fill for spot, fill in after["fills"].items() if spot[0] != RESULTS} == before["fills"]
        assert "_zpb_marks" not in dict(after["sheets"])


def test_an_empty_excel_is_told(excel: ExcelHost, monkeypatch: pytest.MonkeyPatch) -> None:
    host = host_of(excel)
    monkeypatch.setattr(type(host), "run", lambda self, macro, *args: ("", "", "", "", "", ""))
    with pytest.raises(ZpbError, match="请先打开"):
        host.where()
