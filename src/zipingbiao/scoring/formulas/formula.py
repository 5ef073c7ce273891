"""One formula indicator: its inputs and expression, its value in Decimal, its spreadsheet twin, its wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, model_validator

from zipingbiao.base.numbers import round_to, show, show_percent
from zipingbiao.forms.catalog import cite
from zipingbiao.forms.formulas import UnitKind, formula_key
from zipingbiao.model.quantity import PLACES
from zipingbiao.scoring.formulas.amounts import Amount, Figure, Wanted, on_one_scale, read_amount
from zipingbiao.scoring.formulas.nodes import (
    DivisorZeroError,
    Expression,
    Number,
    Operation,
    divisors,
    evaluate,
    input_keys,
    print_expression,
)

_PRINTED = {"+": "＋", "-": "－", "×": "×", "÷": "÷"}
_NATIVE = {"+": "+", "-": "-", "×": "*", "÷": "/"}
#: A cell, with or without its sheet, or a defined name; anything else would let text into a formula.
_REFERENCE = re.compile(
    r"(?:(?:'(?:[^'\[\]]|'')+'|[^\W\d][\w.]*)!)?(?:\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}|[^\W\d][\w.]*)\Z"
)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FormulaInput(_Strict):
    """A quantity the formula needs: key, printed name, other names, kind of unit (None where the text does not say)."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    unit: UnitKind | None = None


@dataclass(frozen=True, slots=True)
class FormulaResult:
    """The unrounded value (a proportion as a fraction) or None; the figures put in (72÷78); what to be aware of."""

    value: Decimal | None
    working: str = ""
    notes: tuple[str, ...] = ()


class Formula(_Strict):
    """A named quotient of quantities.

    proportion  the value is shown as a percentage
    basis       key of the document that defines it; None for one read from a text
    """

    name: str
    expression: Expression
    inputs: tuple[FormulaInput, ...]
    aliases: tuple[str, ...] = ()
    proportion: bool = True
    basis: str | None = None

    @model_validator(mode="after")
    def _inputs_used(self) -> Formula:
        if set(input_keys(self.expression)) != {one.key for one in self.inputs}:
            raise ValueError(f"“{self.name}”的算式与所列各项不一致")
        return self

    def input_for(self, name: str) -> FormulaInput | None:
        """The input with this key, label or alias; quotes, spaces and bracket shapes do not matter."""
        wanted = formula_key(name)
        for one in self.inputs:
            if wanted in map(formula_key, (one.key, one.label, *one.aliases)):
                return one
        return None

    def compute(self, figures: Mapping[str, Figure], unit: str = "") -> FormulaResult:
        """The value from figures by key, label or alias; figures the formula does not need are left aside.

        Args:
            figures: Decimals, or text as printed (76.4万元, 72人, 3,030.00); None or '' for a blank cell.
            unit: the form's unit for amounts of money without one.

        Units of one kind are brought onto one scale. Blank, unreadable, contradictory figures and a divisor of 0 give
        None and a note.
        """
        amounts, problems = self._amounts(figures)
        if problems:
            return FormulaResult(None, notes=tuple(problems))
        wanted = [Wanted(one.key, one.label, one.unit) for one in self.inputs]
        values, notes = on_one_scale(wanted, amounts, unit)
        if values is None:
            return FormulaResult(None, notes=tuple(notes))
        working = self._print(self.expression, lambda key: _bracketed(values[key]))
        try:
            value = evaluate(self.expression, values)
        except DivisorZeroError as zero:
            divisor = self._print(zero.divisor, self._label)
            return FormulaResult(None, working, (*notes, f"“{divisor}”为 0，不能作除数，无法计算{self.name}"))
        value = value or Decimal(0)  # no -0 and no exponent on a zero
        return FormulaResult(value, f"{working}＝{self.show(value)}", tuple(notes))

    def _amounts(self, figures: Mapping[str, Figure]) -> tuple[dict[str, Amount], list[str]]:
        amounts: dict[str, Amount] = {}
        problems: list[str] = []
        for name, figure in figures.items():
            one = self.input_for(name)
            amount = read_amount(figure)
            if one is None or amount is None:
                continue
            if isinstance(amount, str):
                problems.append(f"“{one.label}”{amount}")
            elif amounts.setdefault(one.key, amount) != amount:
                problems.append(f"“{one.label}”有两个不同的数，不知道用哪一个")
        unreadable = {one.key for one in self.inputs if any(p.startswith(f"“{one.label}”") for p in problems)}
        missing = [one.label for one in self.inputs if one.key not in amounts and one.key not in unreadable]
        if missing:
            problems.append("没有填写：" + "、".join(missing))
        return amounts, problems

    def excel(self, references: Mapping[str, str]) -> str:
        """The same value as a spreadsheet expression (no leading '='), "" where a figure is missing or a divisor is 0.

        Args:
            references: a cell reference for every input, by key; all cells hold numbers in one unit.

        Raises ValueError for a missing reference, or one that is not a cell or a defined name.
        """
        refs = {one.key: references.get(one.key, "") for one in self.inputs}
        for key, reference in refs.items():
            if not _REFERENCE.match(reference):
                raise ValueError(f"{key}: {reference!r} is not a cell reference")
        cells = tuple(dict.fromkeys(refs.values()))

        def native(expression: Expression) -> str:
            return print_expression(
                expression,
                lambda leaf: format(leaf.value, "f") if isinstance(leaf, Number) else refs[leaf.key],
                _NATIVE,
                "()",
            )

        result = native(self.expression)
        # One IF for each divisor: OR would evaluate an outer divisor although an inner one is 0.
        for divisor in reversed(divisors(self.expression)):
            result = f'IF(ROUND({native(divisor)},{PLACES})=0,"",{result})'
        return f'IF(COUNT({",".join(cells)})<{len(cells)},"",{result})'

    def text(self) -> str:
        """The formula in its usual spelling; read_formula reads it back."""
        body = self._print(self.expression, self._label)
        if not self.proportion:
            return f"{self.name}＝{body}"
        return (
            f"{self.name}＝（{body}）×100%" if isinstance(self.expression, Operation) else f"{self.name}＝{body}×100%"
        )

    def restate(self) -> str:
        """The formula as one Chinese sentence, with its basis."""
        share = "用百分数表示" if self.proportion else "不折成百分数"
        basis = f"，依据{cite(self.basis)}" if self.basis else "，按文字所写"
        return f"{self.text()}，结果{share}{basis}。"

    def show(self, value: Decimal) -> str:
        """A value as printed: 92.31% for a proportion, else a plain number with at most two decimals."""
        if self.proportion:
            text = show_percent(value)
            return "0.00%" if text == "-0.00%" else text
        return show(round_to(value, 2))

    def _label(self, key: str) -> str:
        return next(one.label for one in self.inputs if one.key == key)

    @staticmethod
    def _print(expression: Expression, name_of: Callable[[str], str]) -> str:
        return print_expression(
            expression,
            lambda leaf: show(leaf.value) if isinstance(leaf, Number) else name_of(leaf.key),
            _PRINTED,
            "（）",
        )


def _bracketed(value: Decimal) -> str:
    return f"（{show(value)}）" if value < 0 else show(value)
