"""同一项指标列了两次。

查什么：同一张表、同一个目标下，有没有一级、二级、三级指标名称和年度指标值都相同的两行。
为什么：同一件事计两次分，等于加了它的权重；多半是复制一行以后忘了改。
反例：产出指标—数量指标下有两行“培训人次”，指标值都是 ≥100人次。
正例：名称相同、指标值不同的两行（工业 1 个、服务业 2 个）；不同目标下的同名指标。
依据：绩效指标应当互不重复。确有需要分列的，写明区别即可，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import label_key
from zipingbiao.checks.bases import TABLE
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import is_blank
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row


@form_rule("ZP033", kind="duplicate_indicator", severity="warning")
def duplicate_indicator(form: FormContext) -> Iterator[Fault]:
    """Every row that repeats the names and the target of a row above it."""
    seen: dict[tuple[object, ...], Row] = {}
    for row in form.rows:
        one = row.indicator
        # Spare rows of the template (指标1：) say nothing that could be repeated.
        if is_blank(one.l3) or is_blank(one.target) or is_blank(one.actual):
            continue
        key = (*row.group, label_key(one.l3.text or ""), label_key(one.target.text or ""))
        first = seen.setdefault(key, row)
        if first is row:
            continue
        yield form.fault(
            one.l3,
            label=row.label,
            message=f"「{row.label}」与 {first.indicator.l3.place.cell or '前面'} 的指标名称、指标值都相同，列了两次。",
            remedy="请删去重复的一行，或写明两行的区别，并核对分值。",
            basis=form.cite(TABLE),
            printed=one.l3.text,
        )
