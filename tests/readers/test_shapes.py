"""Geometries met in practice, each as small as possible; the words decide, never the address."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.readers.build import NS, package, parts_of, table, table_xml
from tests.readers.reading import read_path
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding

HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
FUND = [None, "项目资金（元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
Rows = list[list[str | int | float | None]]


def read(tmp_path: Path, rows: Rows, *merges: str) -> tuple[list[Evaluation], list[Finding]]:
    evaluations, findings, _ = read_path(table(tmp_path / "表.xlsx", rows, merges))
    return evaluations, findings


def one(tmp_path: Path, rows: Rows, *merges: str) -> Evaluation:
    evaluations, _ = read(tmp_path, rows, *merges)
    assert len(evaluations) == 1
    return evaluations[0]


def names(evaluation: Evaluation) -> list[tuple[str | None, str | None, str | None]]:
    return [(row.l1.text, row.l2.text, row.l3.text) for row in evaluation.indicators]


def test_first_levels_carried_through_merges_and_through_blanks(tmp_path: Path) -> None:
    rows: Rows = [
        HEAD,
        ["产出指标", "数量指标", "甲", "1", "1", 1, 1],
        [None, None, "乙", "1", "1", 1, 1],
        [None, "质量指标", "丙", "1", "1", 1, 1],
        ["效益指标", None, "丁", "1", "1", 1, 1],
        ["总分", None, None, None, None, 4, 4, "等级：优"],
    ]
    got = one(tmp_path, rows, "A2:A4", "B2:B3")
    assert names(got) == [
        ("产出指标", "数量指标", "甲"), ("产出指标", "数量指标", "乙"), ("产出指标", "质量指标", "丙"),
        ("效益指标", None, "丁"),
    ]  # fmt: skip
    assert (got.total_weight.text, got.total.text, got.grade.text) == ("4", "4", "优")
    assert got.indicators[1].l1.place.cell == "A2"


def test_two_forms_on_one_sheet(tmp_path: Path) -> None:
    form: Rows = [["项目支出绩效自评表"], ["（2021年度）"], ["项目名称", "甲项目"], HEAD,
                  ["产出指标", "数量指标", "甲", "1", "1", 10, 9, "慢"], ["总分", None, None, None, None, 10, 9]]  # fmt: skip
    second = [[str(cell).replace("甲", "乙") if isinstance(cell, str) else cell for cell in row] for row in form]
    got, _ = read(tmp_path, [*form, [None], *second])
    assert [e.project.text for e in got] == ["甲项目", "乙项目"]
    assert [len(e.indicators) for e in got] == [1, 1]
    assert got[1].place.cell == "A8"


def test_second_goal_without_a_header_of_its_own(tmp_path: Path) -> None:
    goal: Rows = [["年度总体目标", "预期目标", None, None, "实际完成情况"], [None, "目标文字", None, None, "完成文字"]]
    row: Rows = [["产出指标", "数量指标", "甲", "1", "1", 10, 9]]
    got = one(
        tmp_path, [["项目支出绩效自评表"], *goal, HEAD, *row, *goal, *row, ["合计", None, None, None, None, 20, 18]]
    )
    assert [i.goal for i in got.indicators] == [1, 2]
    assert [g.actual.text for g in got.goals] == ["完成文字", "完成文字"]


def test_header_of_two_rows(tmp_path: Path) -> None:
    rows: Rows = [
        ["绩效指标", None, None, "年度指标值", None, None, "实际完成值", "分值", "得分"],
        ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"],
        ["产出指标", "数量指标", "甲", "大于等于", 30, "次", "31", 10, 10],
    ]
    got = one(tmp_path, rows, "A1:C1", "D1:F1", "G1:G2", "H1:H2", "I1:I2")
    assert names(got) == [("产出指标", "数量指标", "甲")]
    row = got.indicators[0]
    assert (row.target.text, row.actual.text, row.weight.text, row.score.text) == ("≥30次", "31", "10", "10")


def test_weight_before_target_and_review_score_beside_self_score(tmp_path: Path) -> None:
    rows: Rows = [
        ["一级指标", "二级指标", "三级指标", "分值", "目标值", "完成值", "自评得分", "复核得分", "评分标准"],
        ["产出指标", "数量指标", "甲", 10, "≥3次", "2次", 7, 6, "每少一次扣3分"],
    ]
    row = one(tmp_path, rows).indicators[0]
    assert (row.weight.text, row.target.text, row.score.text, row.rule.text) == ("10", "≥3次", "7", "每少一次扣3分")


def test_amounts_in_yuan_and_sources_named_otherwise(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目支出绩效自评表"], FUND,
        [None, "资金总额", 100, 100, 50, 10, "50%", 5], [None, "其中：本年一般公共预算拨款", 60, 60, 30],
        [None, "上年结转", 20, 20, 10], [None, "其他资金", 20, 20, 10],
    ]  # fmt: skip
    got = one(tmp_path, rows)
    assert got.unit == "元"
    assert [row.role for row in got.funding] == ["total", "fiscal", "carryover", "other"]
    assert got.has_weights is False


def test_label_and_value_in_one_cell_and_missing_values(tmp_path: Path) -> None:
    rows: Rows = [["项目名称：甲项目"], ["主管部门", None, "实施单位", "乙单位"], ["单位：万元"], HEAD,
                  ["产出指标", "数量指标", "甲", "1", "1", 10, 9]]  # fmt: skip
    got = one(tmp_path, rows)
    assert got.project.text == "甲项目"
    assert (got.department.text, got.department.place.cell) == (None, "B2")
    assert got.implementing_unit.text == "乙单位"


def test_blank_template_rows_subtotals_and_notes_are_no_indicators(tmp_path: Path) -> None:
    rows: Rows = [
        HEAD, ["产出指标", "数量指标", "甲", "1", "1", 10, 9], [None, "质量指标"], [None, None, None, None, None, None, "=A1"],
        ["小计", None, None, None, None, 10, 9], ["效益指标", "社会效益指标", "……"], ["总分", None, None, None, None, 10, 9],
        ["其他需要说明的事项", "无"], ["填表人：张三", None, "联系电话", "123"],
    ]  # fmt: skip
    got = one(tmp_path, rows)
    assert [row.l3.text for row in got.indicators] == ["甲", "……"]
    assert got.attributes == {"其他需要说明的事项": "无"}


def test_row_that_fits_no_column_is_reported_with_its_place(tmp_path: Path) -> None:
    rows: Rows = [HEAD, ["产出指标", "数量指标", "甲", "1", "1", 10, 9], [*[None] * 9, "多出来的内容", "5"]]
    evaluations, findings = read(tmp_path, rows)
    assert len(evaluations[0].indicators) == 1
    assert [(f.code, f.kind, f.severity, f.place.cell) for f in findings] == [("ZP000", "other", "info", "J3")]


def test_goal_written_beside_its_label(tmp_path: Path) -> None:
    rows: Rows = [["项目支出绩效自评表"], ["预期目标", "做好"], ["实际完成情况", "做好了"], HEAD,
                  ["产出指标", "数量指标", "甲", "1", "1", 10, 9]]  # fmt: skip
    goal = one(tmp_path, rows).goals[0]
    assert (goal.expected.text, goal.actual.text) == ("做好", "做好了")


def test_total_in_the_label_and_grade_in_cells_of_its_own(tmp_path: Path) -> None:
    head: Rows = [HEAD, ["产出指标", "数量指标", "甲", "1", "1", 10, 9]]
    assert one(tmp_path, [*head, ["总分：96.5分"]]).total.text == "96.5"
    with_grade: Rows = [[*HEAD, "备注"], head[1], ["总分", None, None, None, None, 10, 9, "等级", "良"]]
    assert one(tmp_path, with_grade).grade.text == "良"


def test_full_width_and_spaced_words(tmp_path: Path) -> None:
    rows: Rows = [
        ["一 级\n指 标", "二　级指标", "三级指标（名称）", "年度\n指标值（A）", "全年实\n际值（B）", "分 值", "得　分"],
        ["产\n出\n指\n标", "数量", "甲", "1", "1", 10, 9],
        ["总 　分", None, None, None, None, 10, 9],
    ]
    rows[0][2] = "三 级 指 标"
    got = one(tmp_path, rows)
    assert got.indicators[0].l1_name == "产出指标"
    assert got.total.text == "9"


def test_sheet_without_form_is_named_but_empty_sheets_and_lists_are_not(tmp_path: Path) -> None:
    sheets = {
        "说明": table_xml([["请各单位认真填报"]]), "空": table_xml([]),
        "项目清单": table_xml([["项目名称", "预算数（元）", "执行数（元）"], ["甲", 1, 1]]),
    }  # fmt: skip
    _, findings, _ = read_path(package(tmp_path / "a.xlsx", parts_of(sheets)))
    assert [(f.code, f.place.sheet) for f in findings] == [("ZP000", "说明")]


def test_department_form_by_its_title(tmp_path: Path) -> None:
    rows: Rows = [
        ["2022年度某局部门整体支出绩效自评表"],
        ["单位名称", "某局"],
        HEAD,
        ["产出指标", "数量指标", "甲", "1", "1", 10, 9],
    ]
    got = one(tmp_path, rows)
    assert (got.level, got.year_number, got.department.text) == ("department", 2022, "某局")


def test_a_figure_printed_rounded_scores_by_what_is_stored(tmp_path: Path) -> None:
    """0.885 as 0% shows 89%; the living formula scores 88.5%. A printed score keeps its printed precision."""
    percent, whole = 'numFmtId="9"', 'numFmtId="1"'
    styles = f"<styleSheet {NS}><cellXfs><xf/><xf {percent}/><xf {whole}/></cellXfs></styleSheet>"
    rows: Rows = [HEAD, ["产出指标", "数量指标", "甲", 0.955, 0.885, 10, 9.26], [None, None, "乙", "3", 2.6, 10, 8.67]]
    xml = table_xml(rows)
    for cell, style in (("D2", 1), ("E2", 1), ("E3", 2), ("G3", 2)):
        xml = xml.replace(f'<c r="{cell}">', f'<c r="{cell}" s="{style}">')
    path = package(tmp_path / "表.xlsx", parts_of({"表": xml}, styles=styles))
    (evaluation,), _, _ = read_path(path)
    first, second = evaluation.indicators
    assert (first.target.text, first.actual.text, first.actual.number) == ("95.5%", "88.5%", Decimal("0.885"))
    assert first.actual.step == Decimal("0.001")
    assert second.actual.text == "2.6"
    assert (second.score.text, second.score.number, second.score.step) == ("9", Decimal("8.67"), Decimal(1))


def test_unit_in_a_cell_beside_its_label(tmp_path: Path) -> None:
    fund = [None, "项目资金", *FUND[2:]]
    rows: Rows = [["项目支出绩效自评表"], ["部门名称", "某局", "金额单位", "元"], fund, [None, "年度资金总额", 100, 100, 50, 10, "50%", 5]]
    evaluations, findings = read(tmp_path, rows)
    assert [e.unit for e in evaluations] == ["元"]
    assert findings == []
