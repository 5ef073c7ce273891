"""Whom to ask, as the sheets of a workbook say."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from zipingbiao.readers.contacts import contacts_of
from zipingbiao.readers.workbook import read_workbook


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["填报人：张三　　联系电话：027-12345678　　填报日期：2024年1月5日"]], {"填报人": "张三", "联系电话": "027-12345678"}),
        ([["联系人", "李四", "联系电话", "13800000000"]], {"联系人": "李四", "联系电话": "13800000000"}),
        ([["填表人（签字）：王五"], ["联系电话:", 87654321]], {"填表人": "王五", "联系电话": "87654321"}),
        ([["填报人：", None, "联系电话：", None]], {}),
        ([["填报人", "联系电话"], ["张三", "1"]], {}),
        ([["电话会议次数", "≥3次"], ["项目负责人：赵六"], ["联系人满意度：95%"]], {}),
        ([["填报人：张三"], ["填报人：李四"], ["填报人：张三"]], {"填报人": "张三、李四"}),
        ([[f"填报人：张{number}某"] for number in range(4)], {}),
    ],
)
def test_names_and_numbers_beside_their_labels_are_read(
    rows: list[list[object]], expected: dict[str, str], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "自评表.xlsx"
    book.save(path)
    assert dict(contacts_of(read_workbook(path))) == expected


def test_hidden_sheets_say_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("备查")
    hidden.append(["填报人：张三"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert contacts_of(read_workbook(tmp_path / "a.xlsx")) == ()
