"""A small filled form of another origin, and what the last message box said."""

from __future__ import annotations

from typing import Any

from tests.excel_host.host import ExcelHost

RESULTS = "检查结果"


def write_form(sheet: Any, total: int = 97, satisfied: str = "80%") -> None:
    """A small form of another origin, with a total that is not the sum of its points."""
    rows = [
        ["项目支出绩效自评表"],
        ["（2023年度）"],
        ["项目名称", "老旧供水管网改造"],
        ["主管部门", "某市水务局", None, "实施单位", "某市供水中心"],
        ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [None, "年度资金总额", 100, 100, 90, 10, "90%", 9],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
        ["产出指标", "数量指标", "改造管网长度", "≥10公里", "10公里", 50, 50, None],
        ["效益指标", "社会效益指标", "受益居民户数", "≥3000户", "3100户", 30, 30, None],
        ["满意度指标", "服务对象满意度指标", "居民满意度", "≥90%", satisfied, 10, 10, None],
        ["总分", None, None, None, None, 100, total],
    ]
    for row in rows:
        sheet.append(row)


def said(excel: ExcelHost) -> str:
    """The text of the last message box."""
    return excel.dialogs[-1][1]
