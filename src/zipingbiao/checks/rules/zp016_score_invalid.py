"""得分为负数或不是数字。

查什么：各项得分和总分是否为不小于 0 的数。
为什么：写成文字的得分不能相加，合计时会被当作 0；扣分最多扣完该项分值。
反例：得分填“十分”；得分填 -2。
正例：得分填 10 或 10分；不考核的行填“—”。
依据：自评表填列要求，得分填数字；定量指标得分的规定，最低为 0 分。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext, source_label
from zipingbiao.checks.figures import as_printed, figure, is_blank
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value


@form_rule("ZP016", kind="required_missing", severity="error")
def score_invalid(form: FormContext) -> Iterator[Fault]:
    """Every score that is negative or words."""
    cells: list[tuple[str, Value]] = [(source_label(row), row.score) for row in form.evaluation.funding]
    cells.extend((row.label, row.indicator.score) for row in form.rows)
    cells.append(("总分", form.evaluation.total))
    for label, value in cells:
        if value.error is not None or is_blank(value):
            continue
        if value.number is not None and value.number >= 0:
            continue
        wrong = "不是数字" if value.number is None else "是负数"
        yield form.fault(
            value,
            label=label,
            message=f"「{label}」得分填“{as_printed(value)}”，{wrong}。",
            remedy="请填不小于 0 的数字。",
            basis=form.cite(QUANTITATIVE),
            printed=figure(value),
            expected="不小于 0 的数字",
            unit="分",
        )
