"""成本指标的指标值写成不低于。

查什么：成本指标（产出指标下的成本指标，或一级成本指标下的经济、社会、生态环境成本）的年度指标值是否写成“≥”“不低于”
    “以上”；比率只看偏差率、超支率、超概率。
为什么：成本是要控制的，写成不低于，花得越多完成得越好，得分的方向就反了。
反例：培训成本，指标值 ≥500元/人。
正例：培训成本 ≤500元/人；成本节约率 ≥5%；补助标准 ≥1000元/人/月（对补助对象是下限）。
依据：绩效指标的分级，成本指标衡量为完成任务付出的代价。名称另有所指的可能写得对，所以是警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.bases import LEVELS
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.levels import is_cost
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row

#: Rates that measure by how much something is exceeded; other rates among the costs (节约率, 控制率) may be floors.
_EXCESS = re.compile(r"偏差|超支|超概|超预算|突破")
#: What one pays to others is a floor for them; savings and money brought in are wished for.
_WISHED = re.compile(
    r"节约|节省|下降|降低|减少|压减|缩减|标准|补助|补贴|待遇|工资|薪|奖|津贴|救助|资助|投入|投资|配套|自筹|筹集|收入|收益|产值"
    r"|达标|完成|执行|到位"
)


@form_rule("ZP030", kind="target_unquantified", severity="warning")
def cost_not_limited(form: FormContext) -> Iterator[Fault]:
    """Every cost whose target is a lower limit."""
    for row in form.rows:
        if row.is_left_out or row.result.case.target.operator != "≥" or not is_cost(row) or not _is_spent(row):
            continue
        yield form.fault(
            row.indicator.target,
            near=row.indicator.l3,
            label=row.label,
            message=f"「{row.label}」是成本指标，年度指标值“{excerpt(str(row.indicator.target))}”写成了不低于。",
            remedy="成本一般写“≤”或“＝”；不是控制成本的，请改列别的指标。",
            basis=form.cite(LEVELS),
            printed=row.indicator.target.text,
            expected="用“≤”或“＝”的指标值",
        )


def _is_spent(row: Row) -> bool:
    if row.result.case.target.is_percent or "率" in row.label:
        return bool(_EXCESS.search(row.label))
    # 较上年降低5万元以上 is a saving, whatever the row is called.
    return not _WISHED.search(row.label) and not _WISHED.search(row.result.case.target.text)
