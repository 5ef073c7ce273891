"""What the wording of a 评分细则 was understood as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zipingbiao.app.score import Number, read_weight
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.numbers import show_fixed
from zipingbiao.scoring.case import Outcome
from zipingbiao.scoring.formulas import Formula, find_named, read_formula, score_formula
from zipingbiao.scoring.kinds import Kind
from zipingbiao.scoring.wording import compiler


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The scoring kind with its parameters, its restatement in one sentence, and notes on what is unclear.

    clear    True where the wording leaves no second reading
    formula  the formula X=（A/B）×100% in the text, or the registered one of the indicator's name
    outcome  the score, where the formula's inputs were given
    """

    kind: Kind
    explanation: str
    notes: tuple[str, ...]
    clear: bool
    formula: Formula | None = None
    outcome: Outcome | None = None

    @property
    def method(self) -> str:
        """The machine name of the kind."""
        return str(self.kind.kind)  # type: ignore[attr-defined]

    def as_document(self) -> dict[str, Any]:
        """The object behind `zpb rule --json`."""
        return {
            "method": self.method,
            "title": self.kind.title,
            "explanation": self.explanation,
            "notes": list(self.notes),
            "clear": self.clear,
            "parameters": self.kind.model_dump(mode="json", exclude={"kind"}),
            "formula": self._formula(),
            "score": None if self.outcome is None or self.outcome.score is None else show_fixed(self.outcome.score),
        }

    def _formula(self) -> dict[str, Any] | None:
        if self.formula is None:
            return None
        inputs = [figure.label for figure in self.formula.inputs]
        return {"name": self.formula.name, "explanation": self.formula.restate(), "inputs": inputs}


def compile_rule(
    text: str,
    weight: Number = Decimal(0),
    name: str = "",
    target: str | None = None,
    inputs: Mapping[str, str] | None = None,
) -> RuleResult:
    """Understands the wording of a scoring standard, and the formula beside it.

    Args:
        text: the wording as in the official document; it may contain a formula X=（A/B）×100%.
        weight: 分值 of the row, in points; 0 where it is not known.
        name, target: 三级指标 and 年度指标值, to notice a standard that does not belong to them.
        inputs: figures of the formula by their names ('编制数': '78人'); the rate is then computed and scored.

    Raises ZpbError for a weight that is no number, or for inputs where the text has no formula.
    """
    points = read_weight(weight)
    compiled = compiler.compile_rule(text, points, name, target)
    reading = read_formula(text, name)
    formula = reading.formula or find_named(name)
    notes = tuple(dict.fromkeys((*compiled.notes, *reading.notes)))
    outcome = None
    if inputs:
        if formula is None:
            raise ZpbError("细则里没有公式，指标名称也没有登记的公式，用不上 --input。")
        outcome = score_formula(formula, inputs, text, points, target=target)
    return RuleResult(compiled.kind, compiled.explanation, notes, compiled.clear, formula, outcome)
