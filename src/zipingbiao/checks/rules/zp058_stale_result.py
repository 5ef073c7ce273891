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

from zipingbiao.base.numbers import round_to, show, show_percent
from zipingbiao.checks.cells import labelled_values
from zipingbiao.checks.context import Fault, FormContext, source_label
from zipingbiao.checks.figures import as_printed, figure
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value

BASIS = "工作簿的计算约定：保存前重新计算，保存的结果与公式一致"
REMEDY = "请打开文件、按 F9 重新计算后再保存。"


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
    should = f"，重新计算为 {first.expected}" if form.evaluation.own and first.expected is not None else ""
    yield form.fault(
        first.value,
        label=first.label,
        message=f"文件保存前没有重新计算：「{first.label}」保存的结果{saved}{should}{more}。",
        remedy=REMEDY,
        basis=BASIS,
        printed=figure(first.value),
        expected=first.expected,
        unit="" if (first.expected or "").endswith("%") else "分",
    )


def _own(form: FormContext) -> Iterator[_Stale]:
    evaluation, assessment = form.evaluation, form.assessment
    places = form.policy.rounding.rate_places
    for source, funds in zip(evaluation.funding, assessment.funding, strict=True):
        rate = None if funds.rate is None else round_to(funds.rate, places)
        if _differs(source.living_rate, rate, Decimal(1).scaleb(-places)):
            shown = None if rate is None else show_percent(rate, max(0, places - 2))
            yield _Stale(source_label(source), source.living_rate, shown)
        if _differs(source.living_score, funds.score):
            yield _stale(source_label(source), source.living_score, funds.score)
    for row in form.rows:
        if _differs(row.indicator.living_score, row.result.counted):
            yield _stale(row.label, row.indicator.living_score, row.result.counted)
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
    formulas = [(label, value) for label, _, value in labelled_values(form.evaluation) if value.formula is not None]
    if formulas and all(value.text is None and value.error is None for _, value in formulas):
        yield from (_Stale(label, value, "公式的结果") for label, value in formulas)
