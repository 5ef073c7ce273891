"""不可能超过百分之百的比率超过了 100%。

查什么：合格率、覆盖率、及时率、满意度、完好率、达标率、知晓率、准确率、公开率、办结率等，指标值或实际完成值是否超过 100%。
为什么：部分不会大于全体，超过 100% 多半是多按了一个键，或者把完成率、增长率填到了这一行。
反例：退捕渔民抽样调查满意度 90%，实际 290.00%。
正例：任务完成率 105%、收入增长率 120%、资金到位率 110%；满意度较上年提高 120%。
依据：自评表填列要求，实际完成值与年度指标值对应填写。少数名称另有算法，所以是警告。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.base.text import excerpt, label_key
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.quantity import Quantity

_PART_OF_WHOLE = re.compile(
    r"(?:合格|覆盖|及时|满意|完好|达标|优良|知晓|准确|正确|公开|出勤|办结|结案|持证|处置|通过|安全运行|正常运行)率|满意度|知晓度"
)
#: A change, or a share of a plan, may well exceed the whole.
_MAY_EXCEED = re.compile(r"增长|增幅|增速|提高|提升|上升|同比|完成|执行|达成|实现|超额")
_WHOLE = Decimal(1)


@form_rule("ZP031", kind="other", severity="warning")
def rate_above_whole(form: FormContext) -> Iterator[Fault]:
    """Every target and actual value above 100 % of a rate that is a part of a whole."""
    for row in form.rows:
        name = label_key(row.label)
        if row.is_left_out or not _PART_OF_WHOLE.search(name) or _MAY_EXCEED.search(name):
            continue
        case, indicator = row.result.case, row.indicator
        cells = ((indicator.target, case.target, "年度指标值"), (indicator.actual, case.actual, "实际完成值"))
        for value, quantity, column in cells:
            if not _is_above(quantity, row):
                continue
            yield form.fault(
                value,
                label=row.label,
                message=f"「{row.label}」{column}填“{excerpt(str(value))}”，这样的比率不会超过 100%。",
                remedy="请核对是不是填错了数，或者这一项应当叫完成率、增长率。",
                basis=form.cite(TABLE),
                printed=value.text,
                expected="≤100%",
            )


def _is_above(quantity: Quantity, row: Row) -> bool:
    if quantity.value is None or _MAY_EXCEED.search(quantity.text):
        return False
    if quantity.is_percent:
        return quantity.value > _WHOLE
    # A bare 120 beside 95 or 95% is a percentage whose sign was left out.
    target = row.result.case.target
    beside = target.is_percent or (target.is_bare and target.value is not None and _WHOLE < target.value <= 100)
    return quantity.is_bare and quantity is not target and beside and quantity.value > 100
