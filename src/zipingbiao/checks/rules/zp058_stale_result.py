"""文件保存前没有重新计算。

查什么：公式格里保存的结果是否缺失，或者与按现在内容重新计算的结果不同。本软件生成的工作簿逐格核对得分、执行率和
    总分；别的工作簿只看是否全部公式都没有保存结果。
为什么：手机预览、网页预览和多数汇总程序只读保存的结果，不重新计算；报送的表会显示旧的数。
反例：改了实际完成值以后没有重算就保存，得分格保存的仍是 5，重算是 3.16。
正例：保存前重新计算，保存的结果与重算一致。
依据：工作簿的计算约定，保存前应当重新计算。每张表只列一处，其余在说明里计数。
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import as_printed, figure
from zipingbiao.checks.formulas import is_intact
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value
from zipingbiao.scoring.totals import shown_rate

BASIS = "工作簿的计算约定：保存前重新计算，保存的结果与公式一致"
REMEDY = "请打开文件、按 F9 重新计算后再保存。"
REMEDY_TEXT = "请把这些格改成数字：删去后重新输入，不带单位和空格。"


class _Stale(NamedTuple):
    label: str
    value: Value
    expected: str | None


@form_rule("ZP058", kind="formula_overwritten", severity="warning")
def stale_result(form: FormContext) -> Iterator[Fault]:
    """One fault at the first formula cell whose saved result is missing or old."""
    stale = list(_own(form)) if form.evaluation.own else list(_foreign(form))
    if not stale:
        return
    first = stale[0]
    more = f"，另有 {len(stale) - 1} 格同样" if len(stale) > 1 else ""
    saved = f"是 {as_printed(first.value)}" if first.value.text is not None else "缺失"
    cause = _text_input(form) if form.evaluation.own and _has_results(form) else None
    reason = f"，{cause}" if first.value.text is None and cause else ""
    head = "公式没有结果" if reason else "文件保存前没有重新计算"
    should = f"，重新计算为 {first.expected}" if form.evaluation.own and first.expected is not None else ""
    yield form.fault(
        first.value,
        label=first.label,
        message=f"{head}：「{first.label}」保存的结果{saved}{should}{more}{reason}。",
        remedy=REMEDY_TEXT if reason else REMEDY,
        basis=BASIS,
        printed=figure(first.value),
        expected=first.expected,
        unit="" if (first.expected or "").endswith("%") else "分",
    )


def _own(form: FormContext) -> Iterator[_Stale]:
    evaluation, assessment = form.evaluation, form.living
    places = form.policy.rounding.rate_places
    for source, funds in zip(evaluation.funding, assessment.funding, strict=True):
        rate = None if funds.rate is None else shown_rate(funds.rate, form.policy)
        if _differs(source.living_rate, rate, Decimal(1).scaleb(-places)):
            shown = None if rate is None else show_percent(rate, max(0, places - 2))
            yield _Stale(source.label, source.living_rate, shown)
        if _differs(source.living_score, funds.score):
            yield _stale(source.label, source.living_score, funds.score)
    scores = [row.indicator.living_score for row in form.rows]
    for row, result in zip(form.rows, assessment.indicators, strict=True):
        if not is_intact("score", row.indicator.living_score, scores):
            continue  # another formula has another result: ZP055
        if _differs(row.indicator.living_score, result.counted):
            yield _stale(row.label, row.indicator.living_score, result.counted)
    if _differs(evaluation.living_total, assessment.total):
        yield _stale("总分", evaluation.living_total, assessment.total)


def _stale(label: str, value: Value, expected: Decimal | None) -> _Stale:
    return _Stale(label, value, None if expected is None else show(expected))


def _differs(value: Value, expected: Decimal | None, slack: Decimal = Decimal("0.005")) -> bool:
    if value.formula is None or value.error is not None:
        return False
    if value.number is None or expected is None:
        return (value.number is None) != (expected is None)
    return abs(value.number - expected) > slack


def _foreign(form: FormContext) -> Iterator[_Stale]:
    """Formula cells without any saved result: a formula may show nothing on purpose, but not all of them."""
    formulas = [(label, value) for label, _, value in form.cells if value.formula is not None]
    if formulas and all(value.text is None and value.error is None for _, value in formulas):
        yield from (_Stale(label, value, "公式的结果") for label, value in formulas)


def _has_results(form: FormContext) -> bool:
    """Some formulas do have their results, so the file was calculated, and a missing one has another cause."""
    evaluation = form.evaluation
    cells = [evaluation.living_total, *(row.living_score for row in evaluation.indicators)]
    return any(value.formula is not None and value.number is not None for value in cells)


def _text_input(form: FormContext) -> str:
    """Which figures are texts to Excel: named where a unit gives them away, else only suspected."""
    evaluation = form.evaluation
    found = [
        (row.label, name, value)
        for row in evaluation.funding
        if row.living_rate.formula is not None and row.living_rate.number is None
        for name, value in (("全年预算数", row.budget), ("全年执行数", row.executed), ("分值", row.weight))
    ]
    found += [
        (row.label, "分值", row.weight)
        for row in evaluation.indicators
        if row.living_score.formula is not None and row.living_score.number is None
    ]
    for label, name, value in found:
        if value.unit and value.formula is None:
            return f"「{label}」的{name}“{as_printed(value)}”是文字，公式需要数字"
    return "有关的金额或分值可能是以文字形式存放的数，公式需要数字"
