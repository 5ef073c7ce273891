"""What the wording of a 评分细则 was understood as."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zipingbiao.app.score import Number, read_weight
from zipingbiao.scoring.kinds import Kind
from zipingbiao.scoring.wording import compiler


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The scoring kind with its parameters, its restatement in one sentence, and notes on what is unclear.

    clear  True where the wording leaves no second reading
    """

    kind: Kind
    explanation: str
    notes: tuple[str, ...]
    clear: bool

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
        }


def compile_rule(text: str, weight: Number = Decimal(0), name: str = "", target: str | None = None) -> RuleResult:
    """Understands the wording of a scoring standard.

    Args:
        text: the wording as in the official document.
        weight: 分值 of the row, in points; 0 where it is not known.
        name, target: 三级指标 and 年度指标值, to notice a standard that does not belong to them.

    Raises ZpbError for a weight that is no number.
    """
    compiled = compiler.compile_rule(text, read_weight(weight), name, target)
    return RuleResult(compiled.kind, compiled.explanation, compiled.notes, compiled.clear)
