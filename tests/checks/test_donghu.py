"""The ten published forms of one bureau: what a reviewer must be told, pinned by project, row, column and kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from zipingbiao.checks import run_checks
from zipingbiao.model.finding import Finding
from zipingbiao.readers.data import read_data

DATA = Path(__file__).parent.parent / "data" / "json" / "donghu-2019.json"

DEPARTMENT = "武汉东湖综合保税区建设管理办公室部门整体支出"
#: project, label, column, kind, severity, printed, expected
REQUIRED = [
    ("安全生产专项", "总分", "total", "score_sum", "error", "97", "96.85"),
    ("园区日常维护专项", "总分", "total", "score_sum", "error", "92.14", "86.14"),
    (DEPARTMENT, "总分", "total", "score_sum", "error", "87.09", "87.07"),
    ("招商工作专项", "总分", "total", "score_sum", "warning", "80.97", "80.96"),
    ("招商工作专项", "其他资金", "score", "exec_score", "error", "1", "0.11"),
    ("招商工作专项", "其他资金", "rate", "exec_rate", "info", "99.83%", "100.00%"),
    ("招商工作专项", "当年财政拨款", "rate", "exec_rate", "info", "49.57%", "49.56%"),
    ("招商工作专项", "上年结转资金", "rate", "exec_rate", "info", "99.87%", "99.85%"),
    ("基层活动专项", "年度资金总额", "rate", "exec_rate", "info", "85.58%", "85.59%"),
    ("驻区海关专项", "产出指标", "l1", "weight_sum", "error", "45", "50"),
    ("驻区海关专项", "总分", "total_weight", "weight_sum", "error", "95", "100"),
    ("园区日常维护专项", "产出指标", "l1", "weight_sum", "error", "42", "50"),
    ("园区日常维护专项", "总分", "total_weight", "weight_sum", "error", "92", "100"),
    ("招商工作专项", "制作综保区宣传片", "score", "full_score_unmet", "error", "3", "0"),
    ("花山港运维专项", "货物签证", "score", "full_score_unmet", "error", "5", "3.16"),
    (DEPARTMENT, "项目可持续性", "actual", "actual_missing", "error", None, "实际完成值"),
    ("园区行政管理事务类专项", "公务接待人次", "actual", "unit_mismatch", "error", "76%", "以“人次”为单位的数"),
    ("花山港运维专项", "服务对象满意度", "actual", "unit_mismatch", "warning", "达成", "数字"),
    ("联合办税服务点经费", "设备系统运行正常率", "actual", "unit_mismatch", "warning", "0%", "以“次/月”为单位的数"),
    (DEPARTMENT, "海关报关单量", "score", "score_vs_rule", "warning", "1", "1.56"),
    (DEPARTMENT, "新增海关备案注册企业数", "score", "lost_score_met", "warning", "2", "2.5"),
    (DEPARTMENT, "目标完成质量达标率", "target", "target_unquantified", "warning", "重点项目开工投资", "带数字的指标值"),
    ("园区日常维护专项", "人员及时到岗情况", "score", "score_vs_rule", "error", "2", "5"),
    ("招商工作专项", "重大活动完成及时性", "score", "score_vs_rule", "error", "3", "2"),
    ("园区行政管理事务类专项", "租赁用房空间利用率", "score", "score_vs_rule", "error", "1", "1.8"),
    ("园区日常维护专项", "服务对象满意度", "score", "score_vs_rule", "warning", "10", "9.5"),
    ("基层活动专项", "达标项目成本控制偏差率", "reason", "reason_missing", "error", None, "偏差原因和改进措施"),
]
#: Kinds that these forms do not have at error level, by project: correct figures that look odd.
CLEAN = [
    ("联合办税服务点经费", "年度资金总额", "exec_score"),
    ("招商工作专项", "当年财政拨款", "exec_score"),
    ("招商工作专项", "年度资金总额", "sources_sum"),
    ("联合办税服务点经费", "总分", "score_sum"),
    ("园区行政管理事务类专项", "总分", "score_sum"),
    ("花山港运维专项", "年度资金总额", "sources_sum"),
]


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    evaluations, _ = read_data(DATA)
    return run_checks(evaluations)


@pytest.mark.parametrize(("project", "label", "column", "kind", "severity", "printed", "expected"), REQUIRED)
def test_a_true_inconsistency_is_found(
    findings: list[Finding],
    project: str,
    label: str,
    column: str,
    kind: str,
    severity: str,
    printed: str | None,
    expected: str,
) -> None:
    found = [
        finding
        for finding in findings
        if (finding.project, finding.label, finding.kind) == (project, label, kind)
        and (finding.place.cell or "").endswith(f".{column}")
    ]
    assert [(finding.severity, finding.printed, finding.expected) for finding in found] == [
        (severity, printed, expected)
    ]


def test_full_marks_in_spite_of_a_missed_target_are_found_beside_a_rule_in_words(findings: list[Finding]) -> None:
    found = [f for f in findings if f.project == "园区行政管理事务类专项" and f.label == "目标完成质量达标率"]
    assert [(f.kind, f.severity, f.printed) for f in found] == [("full_score_unmet", "error", "2")]


@pytest.mark.parametrize(("project", "label", "kind"), CLEAN)
def test_correct_figures_are_not_reported(findings: list[Finding], project: str, label: str, kind: str) -> None:
    assert not [f for f in findings if (f.project, f.label, f.kind) == (project, label, kind)]


def test_a_form_without_faults_has_no_error(findings: list[Finding]) -> None:
    assert not [f for f in findings if f.project == "公共服务平台系统运维费" and f.severity == "error"]


def test_one_cell_is_not_reported_twice_for_one_cause(findings: list[Finding]) -> None:
    scores = [str(f.place) for f in findings if f.kind in ("full_score_unmet", "score_vs_rule", "score_gt_weight")]
    assert len(scores) == len(set(scores))


def test_findings_come_in_the_order_of_the_forms(findings: list[Finding]) -> None:
    order = {project: index for index, project in enumerate(dict.fromkeys(f.project for f in findings))}
    evaluations, _ = read_data(DATA)
    names = [evaluation.name for evaluation in evaluations if evaluation.name in order]
    assert list(order) == names
