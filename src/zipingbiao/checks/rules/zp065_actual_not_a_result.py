"""实际完成值带着比较符号，不是实际的数。

查什么：实际完成值是否写成“≥90%”“≤30天”这样带比较符号的数。方向与指标值相反的（指标值 ≤40，完成值 ≥0）作警告；照抄指标值的作提示，
    一张表只列一处，其余计数。
为什么：“≥90%”没有说实际是多少，不能证明达到了指标值；复核时要看原始的数。
反例：指标值 ≤40，完成值 ≥0；满意度指标值 ≥90%，完成值也写 ≥90%。
正例：指标值 ≥90%，完成值 92.5%；指标值 ≥266米，完成值 ≥300米（不是照抄）。
依据：自评表填列要求，实际完成值填写实际达到的数。是否另有调查资料由审核人判断，所以不作错误。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.finding import Severity

_SIGNS = frozenset("≥≤<>＜＞≧≦")


@form_rule("ZP065", kind="actual_missing", severity="warning")
def actual_not_a_result(form: FormContext) -> Iterator[Fault]:
    """Every actual value with a sign against that of its target; the first of those that only repeat their target."""
    copies: list[Row] = []
    for row in form.rows:
        target, actual = row.result.case.target, row.result.case.actual
        # Words such as 超过 or 以上 describe a result; a sign is taken over from the target.
        if row.is_left_out or actual.value is None or not _SIGNS & set(actual.text) or not row.score:
            continue
        if target.operator and actual.operator and target.operator != "=" and target.operator != actual.operator:
            yield _fault(form, row, "与指标值的方向相反，不能证明达到了指标值")
        elif target.operator == actual.operator and target.value == actual.value:
            copies.append(row)
    if copies:
        more = f"（另有 {len(copies) - 1} 行同样）" if len(copies) > 1 else ""
        yield _fault(form, copies[0], f"照抄了指标值，没有写实际是多少{more}", "info")


def _fault(form: FormContext, row: Row, why: str, severity: Severity | None = None) -> Fault:
    indicator = row.indicator
    return form.fault(
        indicator.actual,
        label=row.label,
        message=f"「{row.label}」年度指标值“{excerpt(str(indicator.target))}”，"
        f"实际完成值“{excerpt(str(indicator.actual))}”，{why}。",
        remedy="请填写实际达到的数，并附统计或调查资料。",
        basis=form.cite(TABLE),
        printed=indicator.actual.text,
        expected="实际的数",
        severity=severity,
    )
