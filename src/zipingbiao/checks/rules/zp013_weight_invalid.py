"""分值缺失、为零或为负。

查什么：有得分或指标值的行，分值是否填写，是否为大于 0 的数；本软件的工作簿里是否写成了文字（20分）。
    合并单元格共用分值的明细行不算缺失。
为什么：没有分值，得分无从比较，合计也凑不成满分；分值为 0 的指标等于没有考核。
反例：得分填 5 分，分值空白；分值填 0。
正例：“其中”明细行不填分值和得分，由上面一行的分值统一考核。
依据：自评表填列要求，每项考核的指标都有分值；单位自评指标权重的规定。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.numbers import show
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import ZERO, as_printed, figure, is_blank
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row


@form_rule("ZP013", kind="required_missing", severity="error")
def weight_invalid(form: FormContext) -> Iterator[Fault]:
    """Every row whose weight is missing, zero, negative or not a number; one fault where all are missing."""
    if not form.evaluation.has_weights:
        return
    table = form.weights
    wrong = [(row, state) for row, state in table.rows if state in ("missing", "invalid")]
    none_at_all = not table.counted and all(state == "missing" for _, state in wrong)
    for row, state in wrong:
        if state == "missing":
            what = "各行分值都没有填写" if none_at_all and len(wrong) > 1 else f"「{row.label}」没有填分值"
            yield _fault(form, row, f"{what}。", "请补填分值。")
            if none_at_all:
                return
        else:
            seen = as_printed(row.indicator.weight)
            if row.weight is None:
                yield _fault(form, row, f"「{row.label}」分值填 {seen}，是文字，应为大于 0 的数。", "请改成数字。")
            else:
                yield _fault(form, row, f"「{row.label}」分值填 {seen}，应为大于 0 的数。", "请核对分值。")
    if form.evaluation.own:
        yield from _texts(form)


def _texts(form: FormContext) -> Iterator[Fault]:
    """20分 is a number to a reader but a text to Excel, whose formulas then give nothing."""
    for row in form.weights.counted:
        weight = row.indicator.weight
        if weight.unit and weight.formula is None and row.indicator.living_score.number is None:
            message = f"「{row.label}」分值填 {as_printed(weight)}，这一格是文字，公式需要数字，得分算不出来。"
            yield _fault(form, row, message, f"请只填数字 {show(weight.number or ZERO)}，不写“{weight.unit}”。")


def _fault(form: FormContext, row: Row, message: str, remedy: str) -> Fault:
    weight = row.indicator.weight
    return form.fault(
        weight,
        near=row.indicator.score,
        label=row.label,
        message=message,
        remedy=remedy,
        basis=form.cite(form.policy.full_marks.basis),
        printed=None if is_blank(weight) else figure(weight),
        expected="大于 0 的数",
        unit="分",
    )
