"""All values of a form with the label of their row and the name of their column, for rules about cells as such.

Rules take them from FormContext.cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value

_HEADER = (
    ("year", "年度"), ("title", "标题"), ("project", "项目名称"), ("department", "主管部门"),
    ("implementing_unit", "实施单位"), ("total_weight", "总分值"), ("total", "总分"), ("grade", "等级"),
    ("living_total", "总分"), ("living_grade", "等级"),
)  # fmt: skip
_FUNDING = (
    ("source", "名称"), ("initial", "年初预算数"), ("budget", "全年预算数"), ("executed", "全年执行数"),
    ("weight", "分值"), ("rate", "执行率"), ("score", "得分"), ("living_rate", "执行率"), ("living_score", "得分"),
)  # fmt: skip
_INDICATOR = (
    ("l1", "一级指标"), ("l2", "二级指标"), ("l3", "三级指标"), ("target", "年度指标值"), ("actual", "实际完成值"),
    ("weight", "分值"), ("score", "得分"), ("reason", "偏差原因"), ("rule", "评分细则"), ("method", "评分方法"),
    ("direction", "指定方向"), ("manual_score", "人工评分"), ("manual_reason", "人工评分理由"), ("living_score", "得分"),
)  # fmt: skip


def labelled_values(evaluation: Evaluation) -> Iterator[tuple[str, str, Value]]:
    """(row label, column name, value) of every cell of the form, in the order of the table."""
    for field, name in _HEADER[:5]:
        yield name, "内容", getattr(evaluation, field)
    for label in evaluation.attributes:
        yield label, "内容", evaluation.attribute(label)
    for row in evaluation.funding:
        label = row.label
        for field, name in _FUNDING:
            yield label, name, getattr(row, field)
    for goal in evaluation.goals:
        yield "年度总体目标", "预期目标", goal.expected
        yield "年度总体目标", "实际完成情况", goal.actual
    for indicator in evaluation.indicators:
        label = indicator.label
        for field, name in _INDICATOR:
            yield label, name, getattr(indicator, field)
    for field, name in _HEADER[5:]:
        yield name, "内容", getattr(evaluation, field)
