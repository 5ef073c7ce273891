"""年度总体目标只填了数字。

查什么：年度总体目标的预期目标、实际完成情况里，是否只有金额、百分比等数字，没有一句话。
为什么：目标栏要写清楚用这笔钱办成什么事，只有金额的目标无法评价；多半是把预算数、执行数填错了位置。
反例：预期目标填“43.2”，实际完成情况填“37.24”。
正例：预期目标填“完成 3 所学校暖通设备改造”；预期目标和完成情况没有填写的，由 ZP041 检查。
依据：自评表“年度总体目标”栏。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import normalise
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import as_printed
from zipingbiao.checks.registry import form_rule

_ONLY_FIGURES = re.compile(r"[¥￥]?[\d,.]*\d\s*(?:%|元|万元|亿元)?")


@form_rule("ZP061", kind="other", severity="warning")
def goal_only_figures(form: FormContext) -> Iterator[Fault]:
    """Every goal cell that holds a figure and nothing else."""
    for goal in form.evaluation.goals:
        for name, value in (("预期目标", goal.expected), ("实际完成情况", goal.actual)):
            if value.text is None or not _ONLY_FIGURES.fullmatch(normalise(value.text)):
                continue
            yield form.fault(
                value,
                label="年度总体目标",
                message=f"「年度总体目标」的「{name}」只填了“{as_printed(value)}”，没有写要做成什么。",
                remedy="请用一两句话写明；预算数和执行数填在“项目资金”一栏。",
                basis=form.cite(TABLE),
                printed=as_printed(value),
            )
