"""zpb check --mark and --unmark: real files both ways, what is refused, what a person wrote in 检查结果."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell, MergedCell

from tests.cli.test_cli import run
from tests.writers.marking.books import digests

Capture = pytest.CaptureFixture[str]
DATA = Path(__file__).parent.parent / "data"
FILES = sorted([*(DATA / "seeds-xlsx").glob("*.xlsx"), *(DATA / "corpus").glob("*.xlsx")])
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="表"/></office:spreadsheet></office:body></office:document-content>'
)
FILE = DATA / "corpus" / "020_jishan_weishengyuan.xlsx"


def findings(capsys: Capture, path: Path) -> object:
    _, out, _ = run(capsys, "check", path, "--json")
    return [{**one, "sheet": one["sheet"]} for one in json.loads(out)["files"][0]["findings"]]


@pytest.fixture
def marked(tmp_path: Path, capsys: Capture) -> Path:
    run(capsys, "check", FILE, "--mark", tmp_path / "m.xlsx")
    return tmp_path / "m.xlsx"


def look(cell: Cell | MergedCell) -> tuple[str, ...]:
    return tuple(repr(one) for one in (cell.font, cell.border, cell.alignment, cell.number_format, cell.protection))


def explain(path: Path, *texts: str) -> None:
    """Fills 说明 of the first findings, as a person does, and saves."""
    book = openpyxl.load_workbook(path)
    sheet = book["检查结果"]
    for row, text in enumerate(texts, start=3):
        sheet.cell(row, sheet.max_column, text)
    book.save(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_file_is_marked_checks_the_same_and_comes_back(path: Path, tmp_path: Path, capsys: Capture) -> None:
    marked, clean = tmp_path / path.name, tmp_path / "clean.xlsx"
    status, _, err = run(capsys, "check", path, "--mark", marked)
    assert status in (0, 1) and err.count("\n") == 1 and "标注副本已写入" in err
    assert findings(capsys, marked) == findings(capsys, path)
    before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(marked)
    assert after.sheetnames == [*before.sheetnames, "检查结果"]
    places = {(one["sheet"], one["cell"]) for one in findings(capsys, path)}  # type: ignore[attr-defined]
    noted = set()
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                other = after[sheet.title][cell.coordinate]
                assert other.value == cell.value
                assert look(other) == look(cell)
                if other.comment:
                    noted.add((sheet.title, cell.coordinate))
                    assert other.fill.patternType == "solid"
    assert noted == places
    status, _, _ = run(capsys, "check", marked, "--unmark", clean)
    assert status == 0 and digests(clean) == digests(path)


def test_a_generated_workbook_has_its_results_in_its_own_sheet(tmp_path: Path, capsys: Capture) -> None:
    path, marked, again, clean = (tmp_path / f"{name}.xlsx" for name in "abcd")
    run(capsys, "new", "mof-2020-project", "--data", DATA / "json" / "donghu-2019.json", "-o", path)
    run(capsys, "check", path, "--mark", marked)
    sheets = openpyxl.load_workbook(marked).sheetnames
    assert sheets == openpyxl.load_workbook(path).sheetnames and sheets.count("检查结果") == 1
    assert str(openpyxl.load_workbook(marked)["检查结果"]["A1"].value).startswith("自评表检查结果")
    run(capsys, "check", marked, "--mark", again)
    assert digests(again) == digests(marked)
    run(capsys, "check", marked, "--unmark", clean)
    assert digests(clean) == digests(path)
    explained = openpyxl.load_workbook(marked)
    explained.save(marked)
    run(capsys, "check", marked, "--unmark", clean)
    sheet = openpyxl.load_workbook(clean)["检查结果"]
    assert (sheet["A1"].value, sheet["A2"].value, sheet.max_row) == ("序号", "尚未检查。", 2)


def test_marking_again_gives_the_same_copy(marked: Path, tmp_path: Path, capsys: Capture) -> None:
    run(capsys, "check", marked, "--mark", tmp_path / "again.xlsx")
    assert digests(tmp_path / "again.xlsx") == digests(marked)


def test_explanations_go_over_to_a_new_copy(marked: Path, tmp_path: Path, capsys: Capture) -> None:
    explain(marked, "已与财务核对", "", "另附说明")
    _, _, err = run(capsys, "check", marked, "--mark", tmp_path / "again.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "again.xlsx")["检查结果"]
    written = {sheet.cell(row, sheet.max_column).value for row in range(3, sheet.max_row + 1)}
    assert written == {"已与财务核对", "另附说明", None} and "没有带过来" not in err


def test_an_explanation_of_a_finding_that_is_gone_is_told(marked: Path, tmp_path: Path, capsys: Capture) -> None:
    explain(marked, "已核对")
    book = openpyxl.load_workbook(marked)
    book["检查结果"]["C3"] = "ZP999"
    book.save(marked)
    _, _, err = run(capsys, "check", marked, "--mark", tmp_path / "again.xlsx")
    assert "有 1 处说明对应的问题已不在" in err


def test_unmarking_keeps_the_sheet_with_explanations_and_says_so(marked: Path, tmp_path: Path, capsys: Capture) -> None:
    explain(marked, "已与财务核对")
    clean = tmp_path / "clean.xlsx"
    status, _, err = run(capsys, "check", marked, "--unmark", clean)
    assert status == 0 and "工作表「检查结果」里填有 1 处说明，这张表保留在文件里" in err
    book = openpyxl.load_workbook(clean)
    assert book.sheetnames[-1] == "检查结果"
    assert not any(cell.comment for sheet in book for row in sheet.iter_rows() for cell in row)
    again = tmp_path / "again.xlsx"
    run(capsys, "check", clean, "--mark", again)
    assert openpyxl.load_workbook(again).sheetnames.count("检查结果") == 1
    sheet = openpyxl.load_workbook(again)["检查结果"]
    assert "已与财务核对" in {sheet.cell(row, sheet.max_column).value for row in range(3, sheet.max_row + 1)}


def test_nothing_found_is_said_in_the_sheet(tmp_path: Path, capsys: Capture) -> None:
    path = DATA / "corpus" / "012_chengan_gaoling.xlsx"
    status, _, _ = run(capsys, "check", path, "--mark", tmp_path / "m.xlsx")
    assert status == 0
    assert openpyxl.load_workbook(tmp_path / "m.xlsx")["检查结果"]["A3"].value == "没有发现问题"
    run(capsys, "check", tmp_path / "m.xlsx", "--unmark", tmp_path / "c.xlsx")
    assert digests(tmp_path / "c.xlsx") == digests(path)


def test_macros_stay_in_an_xlsm(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.xlsm"
    shutil.copy(FILE, path)
    status, _, err = run(capsys, "check", path, "--mark", tmp_path / "m.xlsx")
    assert status == 2 and "以 .xlsm 结尾" in err
    status, _, _ = run(capsys, "check", path, "--mark", tmp_path / "m.xlsm")
    assert status == 1 and (tmp_path / "m.xlsm").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.xls", "--mark", "m.xls"], "请用 Excel、WPS 打开后另存为 .xlsx 再标注"),
        (["a.ods", "--mark", "m.xlsx"], "另存为 .xlsx"),
        (["a.docx", "--mark", "m.docx"], "--report"),
        (["a.json", "--mark", "m.json"], "--report"),
        (["a.xlsx", "--mark", "a.xlsx"], "不能写在原文件"),
        (["a.xlsx", "--mark", "./a.xlsx"], "不能写在原文件"),
        (["a.xlsx", "b.xlsx", "--mark", "m.xlsx"], "一次只处理一个文件"),
        ([".", "--mark", "m.xlsx"], "一次只处理一个文件"),
        (["a.xlsx", "--mark", "没有/m.xlsx"], "不存在"),
        (["a.xlsx", "--mark", "m.xlsx", "--report", "m.xlsx"], "不能是同一个文件"),
        (["a.xlsx", "--mark", "m.xlsx", "--report", "folder.xlsx/../m.xlsx"], "不能是同一个文件"),
        (["a.xlsx", "--mark", "b.xlsx", "--waivers", "b.xlsx"], "不能写在豁免清单"),
        (["a.xlsx", "--mark", "folder.xlsx"], "同名的文件夹"),
        (["a.xlsx", "--unmark", "m.xlsx"], "没有检查标注"),
        (["a.xlsx", "--unmark", "m.xlsx", "--json"], "不能和"),
        (["a.xlsx", "--unmark", "a.xlsx"], "不能写在原文件"),
        (["没有.xlsx", "--unmark", "m.xlsx"], "找不到文件"),
        (["没有.xlsx", "--mark", "m.xlsx"], "找不到文件"),
        (["text.xlsx", "--mark", "m.xlsx"], "文本文件"),
        (["text.xlsx", "--unmark", "m.xlsx"], "文本文件"),
    ],
)
def test_what_cannot_be_marked_is_one_line_and_status_2(
    arguments: list[str], words: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.xlsx", "b.xlsx"):
        shutil.copy(FILE, name)
    Path("folder.xlsx").mkdir()
    for name in ("a.xls", "a.ods", "a.docx", "a.json", "text.xlsx"):
        Path(name).write_text("文字，不是工作簿", encoding="utf-8")
    status, out, err = run(capsys, "check", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1), err
    assert words in err
    assert not any(Path(name).exists() for name in ("m.xlsx", "m.xls"))


def test_another_kind_that_is_called_xlsx_is_refused(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", ODS)
    status, _, err = run(capsys, "check", path, "--mark", tmp_path / "m.xlsx")
    assert status == 2 and "其实不是 .xlsx 格式" in err


def test_json_alone_goes_to_standard_output(tmp_path: Path, capsys: Capture) -> None:
    _, out, err = run(capsys, "check", FILE, "--json", "--mark", tmp_path / "m.xlsx")
    assert json.loads(out)["summary"]["files"] == 1 and "标注副本已写入" in err


def test_an_older_copy_is_kept(marked: Path, tmp_path: Path, capsys: Capture) -> None:
    _, _, err = run(capsys, "check", FILES[0], "--mark", marked)
    assert "已留存为「m（旧1）.xlsx」" in err and (tmp_path / "m（旧1）.xlsx").is_file()


def test_a_copy_whose_record_another_program_dropped_is_told_honestly(
    marked: Path, tmp_path: Path, capsys: Capture
) -> None:
    book = openpyxl.load_workbook(marked)
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(marked)
    status, _, err = run(capsys, "check", marked, "--unmark", tmp_path / "clean.xlsx")
    assert status == 0 and "没有标注记录" in err and "原样保留" in err and "改写过" not in err
    status, _, err = run(capsys, "check", marked, "--mark", tmp_path / "again.xlsx")
    assert status in (0, 1) and "没有标注记录" in err


def test_an_explanation_counts_where_the_file_had_a_sheet_of_that_name(tmp_path: Path, capsys: Capture) -> None:
    book = openpyxl.load_workbook(FILE)
    book.create_sheet("检查结果")["A1"] = "上次会议纪要"
    source, marked = tmp_path / "a.xlsx", tmp_path / "m.xlsx"
    book.save(source)
    run(capsys, "check", source, "--mark", marked)
    book = openpyxl.load_workbook(marked)
    sheet = book["检查结果2"]
    sheet.cell(3, sheet.max_column, "该项经费由上级统一安排，已附说明。")
    book.save(marked)
    _, out, _ = run(capsys, "check", marked, "--json")
    assert json.loads(out)["summary"]["waived"] == 1
