"""The way of a waiver: a report is filled in, given back or laid into the workbook, and checked again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.samples import form, write_data
from zipingbiao.app.api import check
from zipingbiao.app.check import CheckResult, check_paths
from zipingbiao.app.report import write_reports
from zipingbiao.base.errors import ZpbError

SEED = Path(__file__).parents[1] / "data" / "seeds-xlsx" / "donghu-2019.xlsx"
REASON = "执行得分按省厅表样保留一位小数，总分按保留前的数相加。"


def _key(finding: dict[str, Any]) -> tuple[str, str, str]:
    return finding["code"], finding["sheet"], finding["cell"]


def _findings(result: CheckResult, file: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = result.as_document()["files"][file]["findings"]
    return found


def _fill(report: Path, code: str, sheet: str, reason: str) -> int:
    """Writes the reason beside every finding of this rule on this sheet; how many there are."""
    book = openpyxl.load_workbook(report)
    table = book["检查结果"]
    heads = {cell.value: cell.column for cell in table[3]}
    count = 0
    for row in range(4, table.max_row + 1):
        if table.cell(row, heads["编号"]).value == code and table.cell(row, heads["工作表"]).value == sheet:
            table.cell(row, heads["说明"]).value = reason
            count += 1
    book.save(report)
    return count


@pytest.fixture
def checked(tmp_path: Path) -> tuple[Path, Path, CheckResult]:
    """The workbook, the report about it, and the result."""
    book, report = tmp_path / "自评表.xlsx", tmp_path / "报告.xlsx"
    shutil.copy(SEED, book)
    result = check(book)
    write_reports([report], result)
    return book, report, result


def test_a_filled_in_report_waives_its_finding(checked: tuple[Path, Path, CheckResult]) -> None:
    book, report, before = checked
    assert _fill(report, "ZP014", "安全生产专项", REASON) == 1
    after = check(book, waivers=[report])
    (waived,) = [one for one in _findings(after) if "waived" in one]
    assert waived["waived"] == REASON and _key(waived)[:2] == ("ZP014", "安全生产专项")
    assert [_key(one) for one in _findings(after)] == [_key(one) for one in _findings(before)]
    old, new = before.as_document()["summary"], after.as_document()["summary"]
    assert new == old | {"errors": old["errors"] - 1, "waived": 1}
    assert "waived" not in old


def test_a_report_nobody_filled_in_changes_nothing(checked: tuple[Path, Path, CheckResult]) -> None:
    book, report, before = checked
    assert check(book, waivers=[report]).as_document() == before.as_document()


def test_the_sheet_may_stand_in_the_workbook_itself(checked: tuple[Path, Path, CheckResult]) -> None:
    book, report, before = checked
    _fill(report, "ZP014", "安全生产专项", REASON)
    _fill(report, "ZP019", "园区行政管理事务类专项", "已核对")
    target = openpyxl.load_workbook(book)
    copy = target.create_sheet("检查结果")
    for row in openpyxl.load_workbook(report)["检查结果"].iter_rows(values_only=True):
        copy.append(row)
    target.save(book)
    found = _findings(check(book))
    (waived,) = [one for one in found if "waived" in one]
    assert waived["waived"] == REASON
    (told,) = [one for one in found if one["sheet"] == "检查结果"]
    assert told["code"] == "ZP062" and "只写“已核对”" in told["message"]
    # The sheet is read as no form and no list: nothing else was found.
    assert [_key(one) for one in found if one is not told] == [_key(one) for one in _findings(before)]


def test_a_report_about_a_report_with_waivers_waives_the_same(checked: tuple[Path, Path, CheckResult]) -> None:
    book, report, _ = checked
    _fill(report, "ZP014", "安全生产专项", REASON)
    second = report.with_name("第二次.xlsx")
    result = check(book, waivers=[report])
    write_reports([second], result)
    assert check(book, waivers=[second]).as_document() == result.as_document()


def test_every_row_of_a_report_is_matched_by_its_own_waiver(checked: tuple[Path, Path, CheckResult]) -> None:
    book, report, before = checked
    table = openpyxl.load_workbook(report)
    sheet = table["检查结果"]
    for row in range(4, sheet.max_row + 1):
        sheet.cell(row, 13).value = f"理由，见第 {row} 号附件"
    table.save(report)
    result = check(book, waivers=[report])
    assert all("waived" in one for one in _findings(result)) and len(result.files) == 1
    assert len({one["waived"] for one in _findings(result)}) == len(_findings(before))
    assert result.exit_code == 0


def test_what_is_said_of_a_list_stands_behind_the_files(tmp_path: Path) -> None:
    data = write_data(tmp_path / "a.json", form())
    listed = tmp_path / "豁免.csv"
    listed.write_text(
        "编号,文件,工作表,单元格,指标或栏目,填报值,说明\nZP014,,,,别的,1,有理由\nZP014,b.xlsx,,,,,有理由\n", "utf-8"
    )
    result = check(data, waivers=[listed])
    document = result.as_document()
    assert [Path(file["file"]).name for file in document["files"]] == ["a.json", "豁免.csv"]
    assert document["summary"]["files"] == 1
    # The row about b.xlsx is no matter of this check.
    assert [(one["code"], one["cell"]) for one in _findings(result, 1)] == [("ZP063", "第2行")]


def test_a_file_that_cannot_be_read_stays_so(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"not a workbook")
    listed = tmp_path / "豁免.yaml"
    listed.write_text("- {编号: ZP000, 文件: 坏.xlsx, 说明: 不用检查。}\n", encoding="utf-8")
    result = check(tmp_path / "坏.xlsx", waivers=[listed])
    assert result.exit_code == 2 and result.all_unreadable
    assert len(result.files) == 1 and result.files[0].findings[0].waived is None


def test_a_list_that_is_none_stops_the_check(tmp_path: Path) -> None:
    data = write_data(tmp_path / "a.json", form())
    (tmp_path / "b.csv").write_text("姓名,电话\n", encoding="utf-8")
    with pytest.raises(ZpbError, match="没有豁免清单"):
        check_paths([data], waivers=[tmp_path / "b.csv"])
