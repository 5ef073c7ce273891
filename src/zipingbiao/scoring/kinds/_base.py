"""What every scoring kind shares: frozen strict parameters and the three things it must be able to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs


class Example(NamedTuple):
    """A hand-computed case of a kind: what is written, the weight, and the score (None: a person decides)."""

    target: str | None
    actual: str | None
    weight: str
    score: str | None
    name: str = ""


class Kind(BaseModel, ABC):
    """A way of scoring one indicator. Subclasses hold their parameters and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]] = ()

    @abstractmethod
    def score(self, case: Case) -> Outcome:
        """The score of one case, with its explanation."""

    @abstractmethod
    def excel(self, refs: Refs, policy: Policy) -> str:
        """The same rule as a native spreadsheet expression (no leading '='), giving "" where a person decides."""

    @abstractmethod
    def explain(self) -> str:
        """The rule in one Chinese sentence."""


def number_literal(value: Decimal) -> str:
    """A decimal as a spreadsheet literal."""
    text = format(value.normalize(), "f")
    return f"({text})" if value < 0 else text


def text_array(words: tuple[str, ...] | list[str]) -> str:
    """Words as a spreadsheet array constant."""
    return "{" + ",".join('"' + word.replace('"', '""') + '"' for word in words) + "}"


def is_one_of(words: tuple[str, ...] | list[str], reference: str) -> str:
    """A spreadsheet condition: the cell's text is one of the words."""
    return f"SUMPRODUCT(--({text_array(words)}={reference}))>0"
