"""Names of the parts of a generated workbook that writer and reader must agree on: sheets, helper columns, anchors."""

from __future__ import annotations

import re
from typing import NamedTuple

from zipingbiao.forms.policy import Policy

GUIDE_SHEET = "填报说明"
SUMMARY_SHEET = "汇总"
#: the charts of 汇总, where there are two or more projects, with their figures
SUMMARY_CHART_SHEET = "汇总图"
PROJECT_LIST_SHEET = "项目清单"
FINDINGS_SHEET = "检查结果"
#: The columns of 检查结果, a row per finding. 文件 stands only where several files were checked, 项目 only where the
#: sheet does not tell the form; in 说明 a person says why a finding may stand.
FINDING_HEADS = (
    "序号", "级别", "编号", "文件", "工作表", "项目", "单元格", "指标或栏目", "填报值", "应为", "单位", "问题", "处理办法",
    "依据", "说明",
)  # fmt: skip
OPTIONAL_FINDING_HEADS = frozenset({"文件", "项目"})
#: what stands in 检查结果 of a new workbook
NOT_CHECKED = "尚未检查。"
#: figures of formula indicators, where a form has any
INPUTS_SHEET = "基础数据"
INPUTS_HEADS = ("工作表", "三级指标", "数据项", "数值", "单位", "完成值", "原表完成值", "算式")
#: 分值 and 得分 of every goal × 产出/效益, where a form has several goals
GOAL_SUMMARY_SHEET = "目标得分汇总"
#: of a finished workbook: the whole of texts for which no row of a sheet is high enough
ANNEX_SHEET = "长文附页"
#: very hidden; column A a key, column B ff. its values
METADATA_SHEET = "_zpb"
METADATA_FORMAT = "1"
#: very hidden, of a finished workbook (送审版): in column A the labels of SEAL_LABELS, in column B what they are of; the
#: records in as many rows as they need
SEAL_SHEET = "_zpb_seal"
SEAL_LABELS: dict[str, str] = {
    "format": "封签格式", "digest": "内容摘要（SHA-256）", "made": "定稿日期", "by": "定稿软件", "check": "封签摘要（SHA-256）",
    "public_key": "公钥（Ed25519）", "signature": "签名（Ed25519）", "records": "逐格记录",
}  # fmt: skip
#: what a finished workbook says of itself among the keywords of its properties; the second word is nobody else's
FINISHED = "送审版 zpb"
#: very hidden, while cells are marked in Excel: what was there before (macros/ZpbRecords.bas)
MARKS_SHEET = "_zpb_marks"

#: Hidden defined names `zpb_form_1`, `zpb_form_2` … point at A1 of each form sheet, so that a renamed sheet is still
#: found. The metadata sheet has one row per name: name, form id, form version, level.
FORM_ANCHOR = "zpb_form_"


class Helper(NamedTuple):
    """A helper column right of the print area, found again by its header text on the indicator header row."""

    key: str
    header: str
    width: float
    is_input: bool


#: Columns a person fills in, which some forms do not print: they then stand among the helper columns.
ENTERED = {"weight": "entered_weight", "target": "entered_target", "actual": "entered_actual"}

#: In the order they stand in the sheet. Inputs first: they are what a person may fill. Those of ENTERED, and 评分细则,
#: stand here only where the form does not print them.
HELPERS: tuple[Helper, ...] = (
    Helper("entered_weight", "指标分值", 9, True),
    Helper("entered_target", "填报指标值", 14, True),
    Helper("entered_actual", "填报完成值", 14, True),
    Helper("method", "评分方法", 13, True),
    Helper("direction", "指定方向", 9, True),
    Helper("rule", "评分细则", 30, True),
    Helper("manual_score", "人工评分", 9, True),
    Helper("manual_reason", "人工评分理由", 24, True),
    Helper("original", "原表得分", 9, True),
    Helper("compiled", "已换算的细则", 18, False),
    Helper("reading", "细则理解", 30, False),
    Helper("l1", "一级", 10, False),
    Helper("l2", "二级", 12, False),
    Helper("target_text", "指标值规整", 14, False),
    Helper("target_start", "指标值数位", 7, False),
    Helper("target_length", "指标值数长", 7, False),
    Helper("target_value", "目标数值", 12, False),
    Helper("target_unit", "目标单位", 9, False),
    Helper("actual_text", "完成值规整", 14, False),
    Helper("actual_start", "完成值数位", 7, False),
    Helper("actual_length", "完成值数长", 7, False),
    Helper("actual_value", "实际数值", 12, False),
    Helper("actual_unit", "实际单位", 9, False),
    Helper("target", "比较目标", 12, False),
    Helper("actual", "比较实际", 12, False),
    Helper("sense", "方向", 7, False),
    Helper("kind", "采用方法", 12, False),
    Helper("computed", "计算得分", 10, False),
)

#: On the funding header row: the figures of an original (published or received) table, kept for comparison.
ORIGINAL_RATE = "原表执行率"
ORIGINAL_SCORE = "原表得分"

#: What a person may choose in 评分方法; the first means: by the form's policy.
AUTOMATIC = "自动"
METHODS: tuple[str, ...] = (AUTOMATIC, "按比例", "达标得满分", "比率乘分值", "定性三档", "按细则", "人工")
#: The row scores by the wording of its 评分细则; its native formula was compiled when the workbook was made.
BY_RULE = "按细则"
#: The row is left out and the rest converted to the full marks; only forms whose policy says so know this method.
LEFT_OUT = "不适用"
DIRECTIONS: tuple[str, ...] = ("≥", "≤", "=")


def methods_for(policy: Policy) -> tuple[str, ...]:
    """What a person may choose in 评分方法 on a form with this policy."""
    return METHODS if policy.not_applicable is None else (*METHODS, LEFT_OUT)


#: Stands for the name of a form that has none yet, in the sheets about all forms.
UNNAMED = "（未填名称）"

#: In a 项目清单 made from a list that was there before: the columns with that list's own figures, by the field of the
#: list, right of the print area.
LIST_ORIGINALS: dict[str, str] = {
    "project": "原表项目名称", "budget": "原表预算数", "executed": "原表执行数", "rate": "原表完成预算率",
    "score": "原表自评得分", "grade": "原表等级",
}  # fmt: skip
#: The column beside them, and what it says of a row that the list did not have.
LIST_REMARK, LIST_ADDED = "与自评表的对应", "原表没有这个项目"
#: The label, in the header of a department's form, of what its projects spent together.
PROJECT_EXPENDITURE = re.compile(r"(?:部门)?项目支出(?:总额|合计|金额|数)?\Z")
#: Right of the print area of a form sheet, on its first row: links back to the sheets about all forms.
BACK_LINKS: dict[str, str] = {GUIDE_SHEET: "↩ 各表目录", SUMMARY_SHEET: "↩ 汇总"}
