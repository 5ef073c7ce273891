"""产出、效益、满意度缺了一组。

查什么：项目表的一级指标都用规定的名称时，产出、效益、满意度三组是否都有指标；满意度列在效益指标下的算有。
    一级指标另有结构的、只有部分内容的表不核对。
为什么：只有产出没有效益，看不出钱花得值不值；没有满意度，看不出受益人怎么看。
反例：分值合计 100 分，只有产出指标 60 分、效益指标 30 分，没有满意度指标。
正例：产出、效益、满意度都有；本地表样规定不设满意度一组；一级指标是决策、过程、产出、效果的表。
依据：单位自评指标权重的规定，产出、效益、服务对象满意度都占分值，特殊情况可适当调整，所以是警告。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.checks.bases import WEIGHTS
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.filled import is_named
from zipingbiao.checks.levels import BENEFIT, OUTPUT, SATISFACTION, first_level, has_standard_levels, is_satisfaction
from zipingbiao.checks.registry import form_rule

#: Fewer rows than this are an excerpt, or a form that somebody only began.
ENOUGH_ROWS = 2


@form_rule("ZP036", kind="required_missing", severity="warning")
def group_absent(form: FormContext) -> Iterator[Fault]:
    """The groups without which a project's form is not whole, where none of its rows belongs to them."""
    if form.evaluation.level != "project" or not form.has_total_line or form.is_cut_off:
        return
    rows = [row for row in form.rows if is_named(row.indicator)]
    if len(rows) < ENOUGH_ROWS or not has_standard_levels(form):
        return
    # An empty group is printed on the form: what is said of it is that it was left empty.
    present = {first_level(row.group[1]) for row in form.rows}
    if any(is_satisfaction(row) for row in form.rows):
        present.add(SATISFACTION)
    absent = [name for name in (OUTPUT, BENEFIT, SATISFACTION) if name not in present and _is_wanted(form, name)]
    if not absent:
        return
    names = "、".join(absent)
    yield form.fault(
        form.rows[-1].indicator.l1,
        near=form.rows[-1].indicator.l3,
        label="一级指标",
        message=f"表上没有{names}，只有{'、'.join(dict.fromkeys(row.group[1] for row in form.rows))}。",
        remedy=f"请补设{names}；项目确实不适用的，请说明。",
        basis=form.cite(WEIGHTS),
        expected=names,
    )


def _is_wanted(form: FormContext, name: str) -> bool:
    """A form in the catalogue says itself which groups it has."""
    return not form.known or any(first_level(group.l1) == name for group in form.policy.groups)
