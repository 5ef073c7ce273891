"""The named formulas: the expressions of the shipped data parsed once, found by any of their names."""

from __future__ import annotations

import re
from functools import cache

from zipingbiao.base.errors import FormError
from zipingbiao.forms.formulas import FormulaData, formula_data, formula_key
from zipingbiao.scoring.formulas.formula import Formula, FormulaInput
from zipingbiao.scoring.formulas.nodes import Expression, Input, Operation
from zipingbiao.scoring.formulas.parser import parse
from zipingbiao.scoring.formulas.tokens import NotAFormula, plain, tokenise

#: （5分） behind an indicator's name is its weight, （3） before it its number.
_POINTS = re.compile(r"\(\d+(?:\.\d+)?分?\)\Z")
_ORDINAL = re.compile(r"\A(?:\([\d一二三四五六七八九十]{1,3}\)|[\d一二三四五六七八九十]{1,3}[.、．)]|[①-⑳])")


def build_formula(data: FormulaData) -> Formula:
    """The formula of one entry.

    Raises FormError where its expression cannot be read, is ambiguous, or does not use exactly its inputs.
    """
    where = f"_formulas 的“{data.name}”"
    body = plain(data.expression)
    try:
        tokens, end = tokenise(body)
        parsed = parse(tokens)
    except NotAFormula:
        raise FormError(f"{where}：expression 不是算式：{data.expression}") from None
    if end != len(body) or parsed.ambiguous or parsed.notes:
        raise FormError(f"{where}：expression 写得不完整或缺少括号：{data.expression}")
    keys = {formula_key(one.label): key for key, one in data.inputs.items()}
    if set(keys) != set(parsed.labels):
        odd = sorted(set(keys) ^ set(parsed.labels))
        raise FormError(f"{where}：expression 与 inputs 的 label 对不上：{'、'.join(odd)}")
    return Formula(
        name=data.name,
        aliases=tuple(data.aliases),
        expression=rename(parsed.expression, keys),
        inputs=tuple(
            FormulaInput(key=key, label=one.label, aliases=tuple(one.aliases), unit=one.unit)
            for key, one in data.inputs.items()
        ),
        basis=data.basis,
    )


def rename(expression: Expression, keys: dict[str, str]) -> Expression:
    """The same expression over other keys."""
    if isinstance(expression, Input):
        return Input(key=keys[expression.key])
    if isinstance(expression, Operation):
        return Operation(sign=expression.sign, left=rename(expression.left, keys), right=rename(expression.right, keys))
    return expression


@cache
def named_formulas() -> tuple[Formula, ...]:
    """All shipped formulas."""
    return tuple(build_formula(data) for data in formula_data())


@cache
def _by_name() -> dict[str, Formula]:
    return {formula_key(name): formula for formula in named_formulas() for name in (formula.name, *formula.aliases)}


def find_named(name: str) -> Formula | None:
    """The shipped formula with this name or alias, however it is quoted, spaced or numbered; None for an unknown one."""
    key = formula_key(name)
    return _by_name().get(key) or _by_name().get(_ORDINAL.sub("", _POINTS.sub("", key)))
