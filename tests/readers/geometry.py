"""Ways to lay out a form: the words, the order of the columns, what is merged, where year and unit are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What the same column is called by different bureaus.
WORDS: dict[str, dict[str, str]] = {
    "national": {
        "l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "target": "年度指标值", "actual": "实际完成值",
        "weight": "分值", "score": "得分", "reason": "偏差原因分析及改进措施", "rule": "评分标准", "note": "指标说明",
        "op": "指标性质", "value": "指标值", "uom": "度量单位",
        "initial": "年初预算数", "budget": "全年预算数（A）", "executed": "全年执行数（B）", "rate": "执行率（B/A）",
        "project": "项目名称", "department": "主管部门", "implementing_unit": "实施单位", "unit_name": "单位名称",
        "goals": "年度总体目标", "expected": "预期目标", "achieved": "实际完成情况", "total": "总分", "side": "绩效指标",
        "funds": "项目资金",
    },
    "province": {
        "l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "target": "预期指标值", "actual": "全年实际完成值",
        "weight": "权重", "score": "自评得分", "reason": "未完成原因及改进措施", "rule": "评分细则", "note": "指标解释",
        "op": "性质", "value": "值", "uom": "单位",
        "initial": "年初预算", "budget": "调整后预算数", "executed": "预算执行数", "rate": "预算执行率",
        "project": "项目（政策）名称", "department": "主管部门及代码", "implementing_unit": "项目单位", "unit_name": "部门名称",
        "goals": "年度绩效目标", "expected": "年初设定目标", "achieved": "全年完成情况", "total": "合计", "side": "年度绩效指标",
        "funds": "项目资金情况",
    },
    "county": {
        "l1": "一级", "l2": "二级", "l3": "指标名称", "target": "目标值（A）", "actual": "完成值（B）",
        "weight": "标准分", "score": "自评分", "reason": "差异原因分析", "rule": "计分办法", "note": "指标内容",
        "op": "符号", "value": "年度指标值", "uom": "计量单位",
        "initial": "年初批复预算", "budget": "全年预算金额（万元）", "executed": "实际支出数", "rate": "资金执行率%",
        "project": "专项名称", "department": "预算主管部门", "implementing_unit": "资金使用单位", "unit_name": "单位名称",
        "goals": "总体目标", "expected": "绩效目标", "achieved": "目标完成情况", "total": "自评总分", "side": "指标完成情况",
        "funds": "预算执行情况",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Geometry:
    """How a form is drawn.

    words         the names of the columns and labels, see WORDS
    order         the columns right of the levels; those the form does not have are left out
    side          the vertical labels 项目资金, 年度总体目标 and 绩效指标 in a column of their own
    loose         labels with line breaks, inner spaces and wide brackets
    title_inside  title and year are the first rows of the table
    year          where the year is said: in a line below the title, inside the title, or nowhere in the table
    head          label and value in cells side by side, every pair in a row of its own, or both in one cell
    unit          where 万元 is said: beside the funding block, in a line above the table, behind every heading
    levels        names of the first levels merged along their rows, written once, or repeated in every row
    split         the target in 性质, 值 and 单位: "" (not), "one" row of headings, or "two"
    inline_goals  预期目标 | text instead of a heading above the text
    grade         等级：优 in the column of reasons, or 等级 | 优 in cells of their own
    cut           the table is cut in two in the middle of the indicators: "", "header" (repeated) or "bare"
    jitter        rows miss each other's edges by so many twips
    units         amounts carry their unit: 43.2万元
    notes         a footnote and a line of signatures below the total
    """

    words: str = "national"
    order: tuple[str, ...] = ("target", "actual", "weight", "score", "reason")
    side: bool = True
    loose: bool = False
    title_inside: bool = False
    year: Literal["line", "title", "outside"] = "line"
    head: Literal["beside", "rows", "one cell"] = "beside"
    unit: Literal["side", "line", "heads"] = "side"
    levels: Literal["merged", "once", "repeated"] = "merged"
    split: Literal["", "one", "two"] = ""
    inline_goals: bool = False
    grade: Literal["reason", "cells"] = "reason"
    cut: Literal["", "header", "bare"] = ""
    jitter: int = 0
    units: bool = False
    notes: bool = False


WEIGHT_FIRST = ("weight", "target", "actual", "score", "reason")
GEOMETRIES = {
    "official": Geometry(),
    "weight first": Geometry(side=False, order=WEIGHT_FIRST, loose=True, title_inside=True),
    "two tables with a header each": Geometry(cut="header", jitter=40),
    "two tables with one header": Geometry(cut="bare", loose=True),
    "drawn by hand": Geometry(jitter=60, loose=True, order=WEIGHT_FIRST),
    "province": Geometry(
        words="province", year="title", head="rows", unit="line", split="one", levels="repeated", notes=True
    ),
    "province, two rows of headings": Geometry(
        words="province", title_inside=True, split="two", grade="cells", loose=True, notes=True
    ),
    "county": Geometry(
        words="county", side=False, head="one cell", unit="heads", levels="once", units=True,
        order=("target", "weight", "actual", "score", "reason"),
    ),
    "county, reasons before scores": Geometry(
        words="county", order=("weight", "target", "actual", "reason", "score"), title_inside=True, inline_goals=True,
        year="outside", levels="once", notes=True,
    ),
    "rules beside": Geometry(
        order=("note", "weight", "rule", "target", "actual", "score", "reason"), levels="repeated", year="outside",
        inline_goals=True, grade="cells",
    ),
}  # fmt: skip
