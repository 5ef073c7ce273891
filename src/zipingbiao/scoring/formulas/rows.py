"""Formula indicators of a form: which formula a row means, and the 完成值 its figures give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from zipingbiao.base.numbers import round_to, show
from zipingbiao.base.text import squeeze
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.values import Value
from zipingbiao.scoring.formulas.amounts import Amount, in_common_unit, read_amount, unit_shown
from zipingbiao.scoring.formulas.formula import Formula
from zipingbiao.scoring.formulas.named import find_named
from zipingbiao.scoring.formulas.reading import read_formula

#: Decimals of a computed rate in percent, or of another computed value: the score follows the rate as it is printed.
PLACES = 2


@dataclass(frozen=True, slots=True)
class FormulaFigures:
    """The figures of one row by input key: numbers in one unit per kind, texts that are no number, and the units."""

    numbers: dict[str, Decimal]
    texts: dict[str, str]
    units: dict[str, str]


def formula_of(indicator: Indicator) -> Formula | None:
    """The formula of a row: as its 指标说明 or 评分细则 writes it, else the known one of that name."""
    for text in (indicator.note.text, indicator.rule.text):
        if text and (found := read_formula(text, indicator.label).formula):
            return found
    return find_named(indicator.label)


def figures_of(formula: Formula, inputs: Mapping[str, str], unit: str) -> FormulaFigures:
    """What was entered for each input, amounts of money in the form's unit.

    Args:
        inputs: figures as printed, by key, label or alias.
        unit: the form's unit (万元 or 元).
    """
    given: dict[str, str] = {}
    for name, text in inputs.items():
        one = formula.input_for(name)
        if one is not None and squeeze(text):
            given.setdefault(one.key, text)
    numbers: dict[str, Decimal] = {}
    units: dict[str, str] = {}
    for one in formula.inputs:
        amount = read_amount(given.get(one.key))
        if isinstance(amount, Amount):
            numbers[one.key] = in_common_unit(amount, unit)
        units[one.key] = unit_shown(amount if isinstance(amount, Amount) else None, one.unit, unit)
    return FormulaFigures(numbers, {key: text for key, text in given.items() if key not in numbers}, units)


def result_of(formula: Formula, figures: FormulaFigures) -> str | None:
    """The 完成值 as the living cell shows it: 87.75%, the one word that was entered everywhere (不涉及), or None."""
    words = set(figures.texts.values())
    if len(figures.texts) == len(formula.inputs) and len(words) == 1:
        return words.pop()
    value = formula.compute(figures.numbers).value
    if value is None:
        return None
    return show(round_to(value * 100, PLACES)) + "%" if formula.proportion else show(round_to(value, PLACES))


def with_results(evaluation: Evaluation) -> Evaluation:
    """The evaluation with the 完成值 of every row whose figures are given; what was written is kept in written_actual."""
    if not any(row.inputs for row in evaluation.indicators):
        return evaluation
    rows = tuple(_with_result(row, evaluation.unit) for row in evaluation.indicators)
    return evaluation.model_copy(update={"indicators": rows})


def _with_result(row: Indicator, unit: str) -> Indicator:
    formula = formula_of(row) if row.inputs else None
    if formula is None:
        return row
    result = result_of(formula, figures_of(formula, row.inputs, unit))
    written = row.written_actual if row.written_actual else row.actual
    return row if result is None else row.model_copy(update={"actual": Value(text=result), "written_actual": written})
