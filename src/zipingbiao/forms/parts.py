"""Names of the parts of a generated workbook that writer and reader must agree on: sheets, helper columns, anchors."""

from __future__ import annotations

from typing import NamedTuple

GUIDE_SHEET = "填报说明"
SUMMARY_SHEET = "汇总"
FINDINGS_SHEET = "检查结果"
#: very hidden; column A a key, column B ff. its values
METADATA_SHEET = "_zpb"
METADATA_FORMAT = "1"

#: Hidden defined names `zpb_form_1`, `zpb_form_2` … point at A1 of each form sheet, so that a renamed sheet is still
#: found. The metadata sheet has one row per name: name, form id, form version, level.
FORM_ANCHOR = "zpb_form_"


class Helper(NamedTuple):
    """A helper column right of the print area, found again by its header text on the indicator header row."""

    key: str
    header: str
    width: float
    is_input: bool


#: In the order they stand in the sheet. Inputs first: they are what a person may fill. The weight stands here only
#: where the form prints no 分值 column.
HELPERS: tuple[Helper, ...] = (
    Helper("weight", "指标分值", 9, True),
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
DIRECTIONS: tuple[str, ...] = ("≥", "≤", "=")
