"""不适用: the indicator is left out; what that does to the total stands in scoring.totals."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import ClassVar, Literal

from zipingbiao.base.text import normalise
from zipingbiao.forms.parts import LEFT_OUT
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs
from zipingbiao.scoring.kinds._base import Example, Kind, is_one_of


class NotApplicable(Kind):
    """An indicator that does not apply to the unit: no score, and its weight does not count.

    Only forms whose policy has `not_applicable` use it, for rows with the method 不适用 and for rows whose actual
    value or target is one of the policy's words.
    """

    kind: Literal["not_applicable"] = "not_applicable"

    title: ClassVar[str] = LEFT_OUT
    examples: ClassVar[tuple[Example, ...]] = (
        Example("≥100份", "不适用", "4", None),
        Example("不适用", None, "4", None),
    )

    def score(self, case: Case) -> Outcome:
        return Outcome(None, self.explain(), ("不适用的指标没有得分",))

    def excel(self, refs: Refs, policy: Policy) -> str:
        return '""'

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        return "不适用，不计分，分值不计入；其余指标的得分折算为满分"


def is_left_out(target: str, actual: str, policy: Policy) -> bool:
    """Whether a row's normalised target or actual text is one of the words by which the form leaves a row out."""
    if policy.not_applicable is None:
        return False
    words = _folded(tuple(policy.not_applicable.words))
    return actual.casefold() in words or target.casefold() in words


def native_left_out(target: str, actual: str, policy: Policy) -> str:
    """The spreadsheet twin of is_left_out, for the references of the two normalised texts."""
    words = _normalised(tuple(policy.not_applicable.words)) if policy.not_applicable else ()
    return f"OR({is_one_of(words, actual)},{is_one_of(words, target)})" if words else "FALSE"


@lru_cache(maxsize=256)
def _normalised(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words as cells are read: `——` is `--`, a comma between digits is dropped; a blank cell is no word."""
    texts = (normalise(word).replace(",", "") for word in words)
    return tuple(dict.fromkeys(text for text in texts if text))


@lru_cache(maxsize=256)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    """In one letter case, because the spreadsheet's `=` knows no other comparison (N/A, n/a)."""
    return frozenset(word.casefold() for word in _normalised(words))
