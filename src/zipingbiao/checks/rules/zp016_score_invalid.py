"""得分空白、为负数或不是数字。

查什么：有分值的行是否都有得分；各项得分、人工评分和总分是否为不小于 0 的数。
为什么：没有得分的行在总分里当作 0；写成文字的得分不能相加，合计时会被当作 0；扣分最多扣完该项分值。
反例：得分填“十分”；得分填 -2；分值 5 分、实际完成值“不及时”，得分空白，也没有人工评分。
正例：得分填 10 或 10分；不考核的行填“—”。
依据：自评表填列要求，得分填数字；定量指标得分的规定，最低为 0 分。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.base.text import excerpt
from zipingbiao.checks.bases import QUANTITATIVE
from zipingbiao.checks.context import Fault, FormContext, is_somewhere
from zipingbiao.checks.figures import as_printed, figure, in_points, is_blank
from zipingbiao.checks.filled import is_named, is_unfilled
from zipingbiao.checks.registry import form_rule
from zipingbiao.checks.rows import Row
from zipingbiao.model.values import Value


@form_rule("ZP016", kind="required_missing", severity="error")
def score_invalid(form: FormContext) -> Iterator[Fault]:
    """Every score that is blank, negative or words."""
    cells: list[tuple[str, str, Value]] = [(row.label, "得分", row.score) for row in form.evaluation.funding]
    for row in form.rows:
        manual = row.indicator.manual_score
        if form.evaluation.own and not manual.is_blank:
            cells.append((row.label, "人工评分", manual))
            if row.score == manual.number or not form.origin(row.indicator.score):
                continue  # the score is the manual one
        cells.append((row.label, "得分", row.indicator.score))
    cells.append(("总分", "得分", form.evaluation.total))
    yield from _blank(form)
    for label, name, value in cells:
        if value.error is not None or is_blank(value):
            continue
        if value.number is not None and value.number >= 0:
            continue
        wrong = "不是数字" if value.number is None else "是负数"
        yield form.fault(
            value,
            label=label,
            message=f"「{label}」{form.origin(value)}{name}填“{as_printed(value)}”，{wrong}。",
            remedy="请填不小于 0 的数字。",
            basis=form.cite(QUANTITATIVE),
            printed=figure(value),
            expected="不小于 0 的数字",
            unit="分",
        )


def _blank(form: FormContext) -> Iterator[Fault]:
    """Weighted rows without any score; one fault where none has a score. Rows that nobody filled are ZP041's."""
    scores = [row.indicator.score for row in form.rows]
    if not any(value.text is not None or is_somewhere(value.place) for value in scores):
        return
    weighted = [row for row in form.weights.counted if is_named(row.indicator) and not row.is_left_out]
    blank = [row for row in weighted if _is_unscored(form, row)]
    if len(blank) > 1 and len(blank) == len(weighted):
        yield _blank_fault(form, blank[0], f"各项指标都有分值，得分都没有填写（{len(blank)} 行）。")
        return
    for row in blank:
        inputs = (row.indicator.target, row.indicator.actual)
        if any(value.error is not None for value in inputs):
            continue  # ZP060's
        if (form.known or not is_unfilled(inputs[0])) and any(map(is_unfilled, inputs)):
            continue  # the missing value is ZP041's
        notes = row.result.outcome.notes if form.evaluation.own else ()
        why = f"（{excerpt(notes[0], 60)}）" if notes else ""
        weight = in_points(row.indicator.weight)
        yield _blank_fault(form, row, f"「{row.label}」分值 {weight}，得分空白{why}。")


def _is_unscored(form: FormContext, row: Row) -> bool:
    indicator = row.indicator
    if not is_blank(indicator.score) or indicator.score.error is not None or not indicator.manual_score.is_blank:
        return False
    if form.evaluation.own and not form.origin(indicator.score) and not indicator.living_score.is_blank:
        return row.result.counted is None  # else the result was not saved: ZP058
    return True


def _blank_fault(form: FormContext, row: Row, message: str) -> Fault:
    own = form.evaluation.own
    return form.fault(
        row.indicator.score,
        near=row.indicator.weight,
        label=row.label,
        message=message,
        remedy="请在“人工评分”列填写得分和理由。" if own else "请补填得分；没有完成的填 0。",
        basis=form.cite(QUANTITATIVE),
        expected="得分",
        unit="分",
        severity=None if form.known else "warning",
    )
