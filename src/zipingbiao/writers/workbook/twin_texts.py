"""The Chinese texts of the macro behind the button, by their keys; {1} {2} {3} are filled in by the macro."""

from __future__ import annotations

from typing import Final

from zipingbiao.forms.parts import (
    FINDING_HEADS,
    FINDINGS_SHEET,
    LEFT_OUT,
    OPTIONAL_FINDING_HEADS,
    PROJECT_LIST_SHEET,
    SUMMARY_SHEET,
)
from zipingbiao.model.finding import SEVERITY_WORDS
from zipingbiao.scoring.living import CARRIED
from zipingbiao.scoring.wording.compiler import NOTE_MARK
from zipingbiao.writers.result_rows import WAIVED
from zipingbiao.writers.workbook.links import DIFFERS
from zipingbiao.writers.workbook.summary_sheet import TOO_MUCH

CAPTION: Final = "重新计算并检查"

_GENERAL = {
    "title": CAPTION,
    "nothing": "已重新计算，没有发现问题。",
    "found": "已重新计算，发现错误 {1} 条、警告 {2} 条、提示 {3} 条，已写入“检查结果”，并选中第一处。",
    "explained": "另有 {1} 条已在“说明”栏写明理由。",
    "noforms": "没有找到可以检查的自评表：原来的表可能已被删除，复制出来的表请用 zpb check 检查。",
    "limits": "共检查 {1} 张自评表。这里查的是本工作簿的公式和填报栏能看出的问题；报送前请再用加载项或 zpb check 检查一遍。",
    "failed": "没有检查完：{1}\n工作表或工作簿加了密码保护的，请先撤销保护。",
    "none": "没有发现问题",
    "heads": "|".join(head for head in FINDING_HEADS if head not in OPTIONAL_FINDING_HEADS),
    "sheet.findings": FINDINGS_SHEET,
    "sheet.summary": SUMMARY_SHEET,
    "sheet.projects": PROJECT_LIST_SHEET,
    "differs": DIFFERS,
    "too.much": TOO_MUCH,
    "level.1": SEVERITY_WORDS["error"],
    "level.2": SEVERITY_WORDS["warning"],
    "level.3": SEVERITY_WORDS["info"],
    "waived": WAIVED,
    "left.out": LEFT_OUT,
    "carried": CARRIED,
    "doubt": NOTE_MARK,
    "basis": "本工作簿的计算和核对公式",
    "points": "分",
    "total": "总分",
    "score": "得分",
    "whole": "整张表",
    "content": "填写的内容",
    "anything": "数字或文字",
    "indicator": "指标",
    "reason": "偏差原因和改进措施",
    "manual.reason": "人工评分理由",
    "positive": "大于 0 的数",
    "positive.amount": "大于 0 的金额",
    "nonnegative": "不小于 0 的数字",
    "name.l3": "三级指标",
    "name.target": "年度指标值",
    "name.actual": "实际完成值",
}

#: What is said of a problem, and what to do about it; {1} is the label of the row.
_PROBLEMS = {
    "empty": ("这张表还没有填写。", "请填写；用不着的，请删去这张表。"),
    "field": ("「{1}」的「{2}」没有填写。", "请补填{2}。"),
    "missing": ("「{1}」的「{2}」没有填写。", "请补填{2}。"),
    "fault": ("「{1}」显示 {2}，公式不能计算。", "请修正公式，或者填写正确的内容。"),
    "over": ("「{1}」全年执行数 {2}，大于全年预算数 {3}。", "请核对两个数；有年中追加的，应计入全年预算数。"),
    "norate": ("「{1}」全年预算数 {2}，算不出执行率，执行得分空白。", "请核对预算数和执行数；确实没有资金的，请说明。"),
    "unnamed": (
        "「{1}」分值 {2} 分，三级指标、年度指标值和实际完成值都没有填写。",
        "请填写指标；不用的行请删去分值。",
    ),
    "unproved": ("「{1}」实际完成值空白，得分却填 {2} 分。", "请补填实际完成值，或者更正得分。"),
    "noweight": ("「{1}」没有填分值。", "请补填分值。"),
    "wordweight": ("「{1}」分值填 {2}，这一格是文字，公式需要数字，得分算不出来。", "请只填数字。"),
    "lowweight": ("「{1}」分值填 {2}，应为大于 0 的数。", "请核对分值。"),
    "unscored": ("「{1}」分值 {2} 分，得分空白，公式不能评定。", "请在“人工评分”列填写得分和理由。"),
    "above": ("「{1}」得分 {2} 分，超过分值 {3} 分。", "请核对得分和分值。"),
    "above.manual": ("「{1}」人工评分填 {2} 分，超过分值 {3} 分。", "请核对得分和分值。"),
    "above.original": ("「{1}」原表得分填 {2} 分，超过分值 {3} 分。", "请核对得分和分值。"),
    "unexplained": ("「{1}」得分 {2} 分，低于分值 {3} 分，没有填偏差原因。", "请填写偏差原因和改进措施。"),
    "unfounded": ("「{1}」人工评分填 {2} 分，没有填人工评分理由。", "请在“人工评分理由”列写明评分的依据。"),
    "carried": ("「{1}」的人工评分 {2} 分沿用原填报得分，还没有核定。", "请核定得分，并在“人工评分理由”写明依据。"),
    "wordscore": ("「{1}」人工评分填“{2}”，不是数字。", "请填不小于 0 的数字。"),
    "lowscore": ("「{1}」人工评分填“{2}”，是负数。", "请填不小于 0 的数字。"),
    "doubt": ("「{1}」的评分细则有疑问：{2}", "请核对评分细则的文字。"),
    "weights": ("各项分值合计 {2} 分，应为 {3} 分。", "请核对各项指标的分值，有没有漏列的指标。"),
    "original.score": ("「{1}」原表得分 {2} 分，本表计算为 {3} 分。", "请核对；原表得分只供对照，核对后可以删除。"),
    "original.rate": ("「{1}」原表执行率 {2}，本表计算为 {3}。", "请核对；原表执行率只供对照，核对后可以删除。"),
    "original.total": ("原表总分 {2} 分，本表计算为 {3} 分。", "请核对；原表得分只供对照，核对后可以删除。"),
    "compared": ("「{1}」的核对结果：{2}。", "请核对各表的金额。"),
}

#: What rules rely on that no document of the catalogue says.
_BASES = {
    "ZP004": "表内勾稽关系：执行率＝全年执行数÷全年预算数，预算数为 0 时没有执行率",
    "ZP005": "《中华人民共和国预算法》第十三条：支出以经批准的预算为依据",
}

TEXTS: Final[dict[str, str]] = {
    **_GENERAL,
    **{f"basis.{code}": text for code, text in _BASES.items()},
    **{f"problem.{key}": problem for key, (problem, _) in _PROBLEMS.items()},
    **{f"remedy.{key}": remedy for key, (_, remedy) in _PROBLEMS.items()},
}
