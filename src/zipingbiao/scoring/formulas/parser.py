"""A small recursive-descent parser: tokens become an expression; repaired and doubtful brackets are always noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.forms.formulas import formula_key
from zipingbiao.scoring.formulas.nodes import Expression, Input, Number, Operation, Sign, print_expression
from zipingbiao.scoring.formulas.tokens import NotAFormula, Token

MAX_DEPTH = 24
#: Names of quantities that are proportions or counts themselves; adding them to anything is not suspicious.
_PURE = ("率", "比例", "比重", "系数", "权重", "占比", "指数", "倍数")


@dataclass(slots=True)
class Parsed:
    """An expression over input keys.

    labels     printed label by key, in the order written
    percent    whether ×100% was written
    ambiguous  what stands without brackets where only brackets could tell what is divided by what
    """

    expression: Expression
    labels: dict[str, str]
    percent: bool
    ambiguous: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Operand:
    """A term with what the suspicion of missing brackets needs: an unbracketed quotient, and the dimension."""

    node: Expression
    open_quotient: bool = False
    #: how many quantities are multiplied (1), or none is left (0); None for a pure number
    dimension: int | None = None


@dataclass(slots=True)
class _Parser:
    tokens: list[Token]
    at: int = 0
    labels: dict[str, str] = field(default_factory=dict)
    percent: bool = False
    ambiguous: list[str] = field(default_factory=list)

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _sign(self, wanted: str) -> Sign | None:
        token = self._peek()
        if token is None or token.kind != "sign" or token.text not in wanted:
            return None
        self.at += 1
        return token.text  # type: ignore[return-value]

    def sum(self, depth: int) -> _Operand:
        """term (+|−) term …"""
        if depth > MAX_DEPTH:
            raise NotAFormula("括号层数太多，没有读")
        negative = self._sign("+-") == "-"
        first = self.product(depth)
        terms = [first]
        node = first.node
        if negative:
            node = Operation(sign="-", left=Number(value=Decimal(0)), right=node)
        while sign := self._sign("+-"):
            term = self.product(depth)
            terms.append(term)
            node = Operation(sign=sign, left=node, right=term.node)
        dimensions = {term.dimension for term in terms} - {None}
        if len(dimensions) > 1:
            self.ambiguous.extend(self._text(term.node) for term in terms if term.open_quotient)
        single = len(terms) == 1 and not negative
        dimension = next((term.dimension for term in terms if term.dimension is not None), None)
        return _Operand(node, first.open_quotient and single, dimension)

    def product(self, depth: int) -> _Operand:
        """factor (×|÷) factor …; ×100% only says that the result is shown as a percentage."""
        left = self.factor(depth)
        while sign := self._sign("×÷"):
            token = self._peek()
            if sign == "×" and token is not None and token.text == "100%":
                self.at += 1
                self.percent = True
                continue
            right = self.factor(depth)
            dimension = left.dimension
            if right.dimension is not None:
                dimension = (left.dimension or 0) + (right.dimension if sign == "×" else -right.dimension)
            node = Operation(sign=sign, left=left.node, right=right.node)
            left = _Operand(node, left.open_quotient or sign == "÷", dimension)
        return left

    def factor(self, depth: int) -> _Operand:
        """A number, a named input, or a sum in brackets."""
        token = self._peek()
        if token is None or token.kind in ("sign", "close"):
            raise NotAFormula
        self.at += 1
        if token.kind == "number":
            return _Operand(Number(value=token.value))
        if token.kind == "name":
            key = formula_key(token.text)
            if not key:
                raise NotAFormula
            self.labels.setdefault(key, token.text)
            return _Operand(Input(key=key), dimension=None if key.endswith(_PURE) else 1)
        inner = self.sum(depth + 1)
        close = self._peek()
        if close is None or close.kind != "close":
            raise NotAFormula
        self.at += 1
        return _Operand(inner.node, False, inner.dimension)

    def _text(self, node: Expression) -> str:
        return print_expression(
            node,
            lambda leaf: show(leaf.value) if isinstance(leaf, Number) else self.labels[leaf.key],
            {"+": "＋", "-": "－", "×": "×", "÷": "÷"},
            "（）",
        )


def parse(tokens: list[Token]) -> Parsed:
    """The expression of a whole list of tokens.

    Raises NotAFormula where they are none.
    """
    tokens, percent, notes = _balance(tokens)
    parser = _Parser(tokens)
    operand = parser.sum(0)
    if parser.at != len(tokens):
        raise NotAFormula
    return Parsed(
        operand.node, parser.labels, percent or parser.percent, tuple(dict.fromkeys(parser.ambiguous)), tuple(notes)
    )


def _balance(tokens: list[Token]) -> tuple[list[Token], bool, list[str]]:
    """Forgotten brackets put where they must have stood: at the two ends, inside a final ×100%."""
    notes: list[str] = []
    percent = False
    while len(tokens) > 2 and tokens[-1].text == "100%" and tokens[-2].text == "×":
        tokens, percent = tokens[:-2], True
    depth = missing = 0
    for token in tokens:
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            if depth:
                depth -= 1
            else:
                missing += 1
    if missing:
        notes.append(f"算式少 {missing} 个左括号，按补在最前面理解")
    if depth:
        notes.append(f"算式少 {depth} 个右括号，按补在最后面理解")
    return [Token("open", "(")] * missing + tokens + [Token("close", ")")] * depth, percent, notes
