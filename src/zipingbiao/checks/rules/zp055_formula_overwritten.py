"""自动计算的单元格被改成了填写的数。

查什么：本软件生成的工作簿里，得分、执行率、总分、等级这些自动计算的格，公式是否还在、是否
    被改成了别的公式；别的工作簿里，五行以上的
    得分都是公式、只有一行是填写的数的，指出这一行。
为什么：公式一旦被数字盖住，以后改完成值，得分和总分都不再变。
反例：总分格里填了 97，原来的求和公式没有了；得分格的公式改成了 =G24，总分公式后面加了 2。
正例：需要人工评定的，把分数填在“人工评分”列，得分格的公式不动。
依据：工作簿的计算约定，得分格由公式计算；人工评定的分数填在人工评分列。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zipingbiao.base.numbers import show
from zipingbiao.base.text import excerpt
from zipingbiao.checks.context import Fault, FormContext
from zipingbiao.checks.figures import as_printed, figure
from zipingbiao.checks.formulas import CellKind, is_intact, refers_to_cells
from zipingbiao.checks.registry import form_rule
from zipingbiao.model.values import Value

FEWEST = 5
BASIS = "工作簿的计算约定：得分、执行率、总分、等级由公式计算，人工评定的分数填在人工评分列"
_NAMES: Final[dict[CellKind, str]] = {
    "rate": "执行率", "execution": "得分", "score": "得分", "total": "总分", "grade": "等级",
}  # fmt: skip


@form_rule("ZP055", kind="formula_overwritten", severity="error")
def formula_overwritten(form: FormContext) -> Iterator[Fault]:
    """Every computed cell of an own workbook without its formula; the odd one out in a column of formulas."""
    if form.evaluation.own:
        yield from _own(form)
        return
    scored = [row for row in form.rows if row.indicator.score.text is not None and not row.indicator.score.is_dash]
    typed = [row for row in scored if row.indicator.score.formula is None]
    if len(scored) >= FEWEST and len(typed) == 1:
        row = typed[0]
        yield form.fault(
            row.indicator.score,
            label=row.label,
            message=f"「{row.label}」得分是直接填写的 {as_printed(row.indicator.score)}，"
            f"同一栏其余 {len(scored) - 1} 行都是公式。",
            remedy="请核对是否误盖了公式。",
            basis=BASIS,
            printed=figure(row.indicator.score),
            expected="公式",
            unit="分",
            severity="warning",
        )


def _own(form: FormContext) -> Iterator[Fault]:
    cells = list(_computed_cells(form))
    scores = [value for _, kind, value, _ in cells if kind == "score"]
    for label, kind, value, expected in cells:
        if value.error is not None:
            continue
        name = _NAMES[kind]
        is_living = refers_to_cells(value)
        if not is_living and (value.text is None or value.is_dash):
            continue
        if is_living and is_intact(kind, value, scores):
            continue
        where = f"「{label}」" if label == name else f"「{label}」的{name}"
        if is_living:
            where = f"「{label}」" if label == name else f"「{label}」{name}"
            what = f"的公式被改成了 ={excerpt(value.formula or '', 60)}"
            what += f"，结果是 {as_printed(value)}" if value.text is not None else "，没有结果"
            should = f"，按原来的公式应为 {expected}。" if expected else "。"
        else:
            what = f"应由公式计算，现在是直接填写的 {as_printed(value)}"
            should = f"，公式算得 {expected}。" if expected else "。"
        yield form.fault(
            value,
            label=label,
            message=f"{where}{what}{should}",
            remedy="请恢复该格的公式" + ("；需要人工评定的，填在“人工评分”列。" if kind == "score" else "。"),
            basis=BASIS,
            printed=figure(value) or value.formula,
            expected=expected,
            unit="%" if kind == "rate" else "" if kind == "grade" else "分",
        )


def _computed_cells(form: FormContext) -> Iterator[tuple[str, CellKind, Value, str | None]]:
    """The cells that hold living formulas: where the original figures stand apart, `living_*` is the cell itself."""
    evaluation, assessment = form.evaluation, form.assessment
    for source, funds in zip(evaluation.funding, assessment.funding, strict=True):
        rate = None if funds.rate is None else f"{show(round(funds.rate * 100, 2))}%"
        yield source.label, "rate", _cell(source.living_rate, source.rate), rate
        score = None if funds.score is None else show(funds.score)
        yield source.label, "execution", _cell(source.living_score, source.score), score
    for row in form.rows:
        counted = None if row.result.counted is None else show(row.result.counted)
        yield row.label, "score", _cell(row.indicator.living_score, row.indicator.score), counted
    total = None if assessment.total is None else show(assessment.total)
    yield "总分", "total", _cell(evaluation.living_total, evaluation.total), total
    yield "等级", "grade", _cell(evaluation.living_grade, evaluation.grade), assessment.grade


def _cell(living: Value, written: Value) -> Value:
    return written if living.is_blank else living
