"""二级指标列错了一级指标，或把付款当成数量。

查什么：二级指标用规定的名称时，是否列在该列的一级指标下（数量、质量、时效在产出，经济、社会、生态效益和可持续影响在效益）；
    数量指标里有没有支付、拨付资金的金额。
为什么：列错了位置，各组的分值就不是规定的意思；钱付出去多少已经由执行率考核，再算作产出就计了两次。
反例：效益指标下列“数量指标”；数量指标“支付工程款”，指标值 300万元。
正例：成本指标列在产出指标下（2020 年表样），或者自成一级（2021 年指引）；满意度列在效益指标下；数量指标“支付笔数 ≥20笔”。
依据：绩效指标的分级。自设的名称不核对；层级由各地确定，所以是警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import excerpt, label_key
from zipingbiao.checks.bases import LEVELS
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.levels import first_level, firsts_of
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row

_PAID = re.compile(r"支付|拨付|付款")
_MONEY = re.compile(r"(?:金额|总额|额|款|资金|经费|费用?)(?:\(.*\))?\Z")
#: How often, to how many, how fast: not the amount.
_COUNT = re.compile(r"率|及时|人数|次数|笔数|户数|家数|个数|单位数|企业数|比例|进度|时间|天数")


@form_rule("ZP034", kind="other", severity="warning")
def level_misplaced(form: FormContext) -> Iterator[Fault]:
    """Every second level under another first level than its own, and every payment among the quantities."""
    seen: set[tuple[int, str, str]] = set()
    for row in form.rows:
        _, first, second = row.group
        allowed, standard = firsts_of(second), first_level(first)
        if row.group not in seen and allowed and standard is not None and standard not in allowed:
            yield form.fault(
                row.indicator.l2,
                near=row.indicator.l1,
                label=second,
                message=f"「{second}」列在「{first}」下，应列在{'或'.join(allowed)}下。",
                remedy="请核对一级、二级指标是否对应，并核对各组分值。",
                basis=form.cite(LEVELS),
                printed=first,
                expected="或".join(allowed),
            )
        seen.add(row.group)
        if "数量" in second and _is_payment(row):
            yield form.fault(
                row.indicator.l3,
                near=row.indicator.target,
                label=row.label,
                message=f"「{row.label}」（指标值“{excerpt(str(row.indicator.target))}”）是付出的金额，不是做成的数量。",
                remedy="付款情况由预算执行率考核；请改列这笔钱做成了多少事。",
                basis=form.cite(LEVELS),
                printed=row.label,
                expected="产出的数量",
            )


def _is_payment(row: Row) -> bool:
    name = label_key(row.label)
    if not _PAID.search(name) or _COUNT.search(name):
        return False
    case = row.result.case
    return bool(_MONEY.search(name)) or any(side.unit.startswith("元") for side in (case.target, case.actual))
