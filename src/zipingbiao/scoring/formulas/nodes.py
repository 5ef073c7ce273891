"""The closed grammar of a formula: numbers, named inputs, + − × ÷. Values, divisors and printing; reading is in parser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from zipingbiao.model.quantity import PLACES

Sign = Literal["+", "-", "×", "÷"]

#: Precision of every division; the same whatever a caller did to the current context.
CONTEXT = Context(prec=40, traps=[])
#: A divisor that rounds to 0 at PLACES decimals is 0: the spreadsheet twin, which counts in binary, asks ROUND(…)=0.
_NOTHING = Decimal(5).scaleb(-PLACES - 1)


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Number(_Node):
    """A number as written; a percentage is a fraction."""

    node: Literal["number"] = "number"
    value: Decimal = Field(ge=0)


class Input(_Node):
    """A named quantity, by its key."""

    node: Literal["input"] = "input"
    key: str


class Operation(_Node):
    """Two operands; a leading minus is 0 − x."""

    node: Literal["operation"] = "operation"
    sign: Sign
    left: Expression
    right: Expression


Expression = Annotated[Number | Input | Operation, Field(discriminator="node")]
Operation.model_rebuild()


class DivisorZeroError(Exception):
    """A divisor whose value is 0."""

    def __init__(self, divisor: Expression) -> None:
        super().__init__()
        self.divisor = divisor


def evaluate(expression: Expression, values: Mapping[str, Decimal]) -> Decimal:
    """The exact value (40 digits) of an expression.

    Raises DivisorZeroError with the divisor that is 0.
    """
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Input):
        return values[expression.key]
    left, right = evaluate(expression.left, values), evaluate(expression.right, values)
    match expression.sign:
        case "+":
            return CONTEXT.add(left, right)
        case "-":
            return CONTEXT.subtract(left, right)
        case "×":
            return CONTEXT.multiply(left, right)
    if abs(right) < _NOTHING:
        raise DivisorZeroError(expression.right)
    return CONTEXT.divide(left, right)


def input_keys(expression: Expression) -> tuple[str, ...]:
    """The keys of the inputs, each once, in the order written."""
    if isinstance(expression, Input):
        return (expression.key,)
    if isinstance(expression, Operation):
        return tuple(dict.fromkeys((*input_keys(expression.left), *input_keys(expression.right))))
    return ()


def divisors(expression: Expression) -> tuple[Expression, ...]:
    """Everything that is divided by, inner divisors first: a guard on an outer one may only be asked after them."""
    if not isinstance(expression, Operation):
        return ()
    found = (*divisors(expression.left), *divisors(expression.right))
    if expression.sign == "÷" and not (isinstance(expression.right, Number) and expression.right.value != 0):
        found = (*found, expression.right)
    return tuple(dict.fromkeys(found))


def same_function(one: Expression, other: Expression) -> bool:
    """Whether two expressions over the same keys mean the same, however they are bracketed or ordered."""
    keys = input_keys(one)
    if set(keys) != set(input_keys(other)):
        return False
    for start in (3, 11, 29):
        # Values without any simple relation, so that two different formulas cannot agree on all three by accident.
        values = {key: Fraction((start + 7 * i) ** 3 + 1, start + i) for i, key in enumerate(sorted(keys))}
        try:
            if _fraction(one, values) != _fraction(other, values):
                return False
        except ZeroDivisionError:
            return False
    return True


def _fraction(expression: Expression, values: Mapping[str, Fraction]) -> Fraction:
    if isinstance(expression, Number):
        return Fraction(expression.value)
    if isinstance(expression, Input):
        return values[expression.key]
    left, right = _fraction(expression.left, values), _fraction(expression.right, values)
    match expression.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "×":
            return left * right
    return left / right


def print_expression(
    expression: Expression, leaf: Callable[[Number | Input], str], signs: Mapping[str, str], brackets: str
) -> str:
    """The expression as text; a quotient inside a sum is always bracketed, so that nobody can read it another way."""
    if not isinstance(expression, Operation):
        return leaf(expression)

    def part(child: Expression, is_right: bool) -> str:
        text = print_expression(child, leaf, signs, brackets)
        return brackets[0] + text + brackets[1] if _needs_brackets(expression, child, is_right) else text

    return part(expression.left, False) + signs[expression.sign] + part(expression.right, True)


def _needs_brackets(parent: Operation, child: Expression, is_right: bool) -> bool:
    if not isinstance(child, Operation):
        return False
    if parent.sign in "×÷":
        return child.sign in "+-" or is_right
    return (child.sign in "+-" and is_right) or (child.sign in "×÷" and _divides(child))


def _divides(term: Expression) -> bool:
    """Whether the unbracketed chain of × and ÷ contains a ÷."""
    return isinstance(term, Operation) and (term.sign == "÷" or (term.sign == "×" and _divides(term.left)))
