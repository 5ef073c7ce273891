"""The rows of 检查结果, whoever draws them: which columns, in which order, with which links."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.writers.samples import checked, finding
from zipingbiao.forms.parts import FINDING_HEADS, OPTIONAL_FINDING_HEADS
from zipingbiao.model.values import Place
from zipingbiao.writers.checked import CheckedFile
from zipingbiao.writers.result_rows import cell_reference, result_table

SHEET = "O'B 安全"


def test_rows_have_a_value_for_every_header() -> None:
    headers, rows = result_table([checked(Path("a.xlsx"), finding(waived="有理由。"))])
    assert headers == tuple(head for head in FINDING_HEADS if head not in OPTIONAL_FINDING_HEADS)
    (row,) = rows
    assert dict(zip(headers, row.values, strict=True)) == {
        "序号": 1, "级别": "错误\n已说明", "编号": "ZP014", "工作表": SHEET, "单元格": "H40", "指标或栏目": "总分",
        "填报值": "97", "应为": "96.85", "单位": "分", "问题": "「总分」填 97 分，应为 96.85 分。", "处理办法": "请核对总分。",
        "依据": "表内勾稽关系", "说明": "有理由。",
    }  # fmt: skip
    assert row.finding.waived == "有理由。" and row.file.name == "a.xlsx"


def test_the_order_is_severity_then_file_then_sheet_then_row() -> None:
    def at(sheet: str, cell: str, severity: str = "error") -> dict[str, object]:
        return {"place": Place(sheet=sheet, cell=cell), "severity": severity}

    first = checked(
        Path("a.xlsx"),
        finding(**at("乙", "A1", "warning")),
        finding(**at("乙", "A10")),
        finding(**at(SHEET, "B30")),
        finding(**at("乙", "C9")),
        finding(**at(SHEET, "B4")),
    )
    second = CheckedFile(Path("b.xlsx"), findings=(finding(**at(SHEET, "A1")),))
    _, rows = result_table([first, second])
    assert [str(row.finding.place) for row in rows] == [
        f"{SHEET}!B4", f"{SHEET}!B30", "乙!C9", "乙!A10", f"{SHEET}!A1", "乙!A1",
    ]  # fmt: skip
    assert [row.values[0] for row in rows] == [1, 2, 3, 4, 5, 6]


def test_a_file_without_sheets_names_the_projects() -> None:
    headers, rows = result_table([checked(Path("a.json"), finding())])
    assert "项目" not in headers
    file = checked(Path("a.json"), finding(place=Place(cell="forms[0].total")))
    form = file.evaluations[0].model_copy(update={"place": Place()})
    headers, rows = result_table([CheckedFile(file.path, (form,), file.assessments, file.findings)])
    assert rows[0].values[headers.index("项目")] == "安全生产专项"


@pytest.mark.parametrize(
    ("place", "reference"),
    [
        (Place(sheet=SHEET, cell="H40"), "'O''B 安全'!H40"),
        (Place(sheet=SHEET, cell="$H$40:H45"), "'O''B 安全'!H40"),
        (Place(cell="H40"), None),
        (Place(sheet=SHEET), None),
        (Place(sheet=SHEET, cell="forms[0].total"), None),
        (Place(table=1, row=2, column=3), None),
    ],
)
def test_the_reference_for_a_link(place: Place, reference: str | None) -> None:
    assert cell_reference(finding(place=place)) == reference
