"""The add-in's VBA and its button in a running LibreOffice: marks are exact, findings are those of zpb check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.excel_host.libreoffice import Book, LiveOffice
from tests.excel_host.live_host import LiveHost
from zipingbiao.adapters.excel.checking import clear_marks, recalculate_and_check
from zipingbiao.app.check import check_paths
from zipingbiao.app.new import generate
from zipingbiao.forms.parts import FINDINGS_SHEET
from zipingbiao.readers.data import read_data
from zipingbiao.writers.result_rows import sorted_findings

pytestmark = pytest.mark.live
DATA = Path(__file__).resolve().parent.parent / "data"
SHEET = "花山港运维专项"
MARKS_SHEET = "_zpb_marks"


@pytest.fixture(scope="module")
def office() -> Iterator[LiveOffice]:
    with LiveOffice() as started:
        yield started


@pytest.fixture
def living(office: LiveOffice, tmp_path: Path) -> Iterator[LiveHost]:
    """A living workbook, its sheets protected, with a fill and a note of somebody's own."""
    path = tmp_path / "自评 表.xlsx"
    generate("mof-2020-project", [form for form in read_data(DATA / "json" / "donghu-2019.json")[0] if form.name == SHEET], path)
    book = openpyxl.load_workbook(path)
    book[SHEET]["E14"].fill = PatternFill("solid", fgColor="FF00B050")
    book[SHEET]["F14"].comment = Comment("自己写的", "张三")
    book.save(path)
    yield from _host(office, path, tmp_path)


@pytest.fixture
def hand_made(office: LiveOffice, tmp_path: Path) -> Iterator[LiveHost]:
    """The hand-made workbook of ten forms."""
    yield from _host(office, DATA / "seeds-xlsx" / "donghu-2019.xlsx", tmp_path)


def _host(office: LiveOffice, path: Path, folder: Path) -> Iterator[LiveHost]:
    book = office.open(path)
    host = LiveHost(office, book, folder)
    yield host
    host.close()
    book.close()


def _looks(book: Book) -> dict[str, list[Any]]:
    """Fills and notes of every cell but those of our own sheet."""
    looks = book.ask("looks").items()
    return {f"{sheet}!{at}": look for sheet, cells in looks if sheet != FINDINGS_SHEET for at, look in cells.items()}


def _protected(book: Book) -> set[str]:
    return {name for name, _, is_protected in book.ask("sheets") if is_protected}


def _results(book: Book, folder: Path) -> list[dict[str, Any]]:
    """The rows of 检查结果, as a copy of the workbook keeps them."""
    copy = folder / "副本.xlsx"
    book.ask("save_copy", file=str(copy))
    rows = list(openpyxl.load_workbook(copy)[FINDINGS_SHEET].iter_rows(min_row=2, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_marks_are_set_and_taken_off_exactly(living: LiveHost, tmp_path: Path) -> None:
    book = living.book
    before, protected = _looks(book), _protected(book)
    assert before[f"{SHEET}!E14"] == [0x00B050, None]
    assert before[f"{SHEET}!F14"][1] == "自己写的"
    assert SHEET in protected
    marks = [[SHEET, "B5", 0xCCE5FF, "第一个问题"], [SHEET, "E14", 0x9CE6FF, "第二个"], [SHEET, "F14", 0x9CE6FF, "第三个"], [SHEET, "H15", -1, "只有批注"]]
    table = [
        ["检查结果", *[""] * 7, 30, 0, 0, ""],
        ["序号", "级别", "编号", "工作表", "单元格", "问题", "处理办法", "说明", 24, 0, 0, ""],
        [1, "错误", "ZP014", SHEET, "B5", "=不是公式", "更正", "", 40, 255, 0xCCE5FF, f"'{SHEET}'!B5"],
    ]
    texts = ["检查结果", "", "zpb_findings", "宋体", "第 &P 页", "5;5;8;20;10;20;10;30", "1;2", 2, 5]
    assert living.run("ZpbShowResults", book.name, marks, table, texts)[:3] == ["", 4, ""]
    marked = _looks(book)
    assert marked[f"{SHEET}!A5"] == [0xFFE5CC, "第一个问题"], "the merged range that B5 belongs to"
    assert marked[f"{SHEET}!B9"] == [0xFFE5CC, None]
    assert marked[f"{SHEET}!E14"] == [0xFFE69C, "第二个"]
    assert marked[f"{SHEET}!F14"] == [0xFFE69C, "自己写的"]
    assert marked[f"{SHEET}!H15"][1] == "只有批注"
    [row] = _results(book, tmp_path)
    assert (row["编号"], row["单元格"], row["问题"]) == ("ZP014", "B5", "=不是公式")
    assert [MARKS_SHEET, False, False] in book.ask("sheets")
    assert _protected(book) == protected
    assert living.run("ZpbClearMarks", book.name)[:4] == ["", 4, "", ""]
    assert _looks(book) == before
    assert MARKS_SHEET not in {name for name, _, _ in book.ask("sheets")}
    assert _protected(book) == protected
    assert living.run("ZpbClearMarks", book.name)[3] == "none"


def test_the_button_finds_what_zpb_check_finds(hand_made: LiveHost, tmp_path: Path) -> None:
    book = hand_made.book
    before = _looks(book)
    assert book.values([(SHEET, "A28"), (SHEET, "H28")]) == ["总分", 91.25]
    book.type((SHEET, "H28", 99.5))
    saved = tmp_path / "送审" / book.name
    saved.parent.mkdir()
    book.ask("save_copy", file=str(saved))
    file = check_paths([saved]).files[0]
    recalculate_and_check(hand_made)
    expected = [(one.code, one.place.sheet, one.place.cell, one.message) for _, one in sorted_findings([file])]
    found = [(row["编号"], row["工作表"], row["单元格"], row["问题"]) for row in _results(book, tmp_path)]
    assert found == expected
    assert ("ZP014", SHEET, "H28") in {one[:3] for one in found}
    cells = {(sheet, cell) for _, sheet, cell, _ in found if cell}
    changed = [at for at, look in _looks(book).items() if look != before.get(at)]
    assert len(cells) > 50
    assert len(changed) >= len(cells)
    assert hand_made.statuses[:3] == ["正在重新计算…", "正在检查…", "正在写入检查结果…"]
    assert hand_made.statuses[-1] is None
    assert f"已标记 {len(cells)} 个单元格" in hand_made.alerts[0]
    clear_marks(hand_made)
    assert _looks(book) == before
    assert f"已清除 {len(cells)} 个单元格的标记" in hand_made.alerts[1]


def test_the_button_on_a_living_workbook_checks_what_the_functions_compute(living: LiveHost, tmp_path: Path) -> None:
    office, book = living.office, living.book
    before, protected = _looks(book), _protected(book)
    office.calls()
    recalculate_and_check(living)
    assert {name for name, _, _ in office.calls()} >= {"ZPB_SCORE", "ZPB_RATE", "ZPB_EXEC_SCORE", "ZPB_GRADE"}
    first = _results(book, tmp_path)
    recalculate_and_check(living)
    assert _results(book, tmp_path) == first, "a second time gives the same"
    clear_marks(living)
    assert _looks(book) == before
    assert _protected(book) == protected
