"""What every scoring kind shares: frozen strict parameters and the three things it must be able to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_full, native_round
from zipingbiao.scoring.wording.text import Wording

#: Actual values that say the indicator does not apply to the unit.
NOT_APPLICABLE = ("不涉及", "无此类项目", "没有此类项目", "无此项", "不适用", "无")


class Reading(NamedTuple):
    """A kind recognised in a wording, with notes on contradictions, gaps and what was assumed.

    clear     True where the wording leaves no second reading, so that another score is simply wrong
    quantity  the name the wording gives the compared value (偏差率), for the restatement
    """

    kind: Kind
    notes: tuple[str, ...] = ()
    clear: bool = True
    quantity: str = ""


class Example(NamedTuple):
    """A hand-computed case of a kind: what is written, the weight, and the score (None: a person decides)."""

    target: str | None
    actual: str | None
    weight: str
    score: str | None
    name: str = ""


class Family(NamedTuple):
    """A family of wordings that a kind recognises, for the guide.

    pattern  what the wording looks like; example a wording with the weight, indicator name and target it stands beside
    assumed  what is taken for granted where the wording does not say it
    """

    pattern: str
    example: str
    weight: str
    assumed: str
    name: str = ""
    target: str | None = None


class Kind(BaseModel, ABC):
    """A way of scoring one indicator. Subclasses hold their parameters and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: the standard says that a unit without such a project gets the whole weight (没有此类项目的按满分)
    not_applicable_full: bool = False
    #: the most the standard lets anybody earn (满分2分, 最高得2分), where that is below the weight
    cap: Decimal | None = None

    title: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]] = ()
    families: ClassVar[tuple[Family, ...]] = ()

    def assess(self, case: Case) -> Outcome:
        """The score, after the clause for units to which the indicator does not apply, at most the standard's cap."""
        if self.not_applicable_full and case.actual.text in NOT_APPLICABLE:
            outcome = Outcome(case.full(), f"“{case.actual.text}”，按细则得满分")
        else:
            outcome = self.score(case)
        if self.cap is None or outcome.score is None or outcome.score <= self.cap:
            return outcome
        points = case.rounded(self.cap)
        return Outcome(points, f"{outcome.explanation}；细则最高 {show(points)} 分", outcome.notes)

    def sure_of(self, case: Case) -> bool:
        """False where the standard's own contradiction or gap concerns just this value (5% 同时属于两档)."""
        return True

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """This kind with the parameters a standard's wording gives it; None where the wording is of another kind."""
        return None

    def native(self, refs: Refs, policy: Policy) -> str:
        """The spreadsheet twin of assess."""
        expression = self.excel(refs, policy)
        if self.not_applicable_full:
            expression = f"IF({is_one_of(NOT_APPLICABLE, refs.actual_text)},{native_full(refs, policy)},{expression})"
        if self.cap is None:
            return expression
        return f'IF(ISNUMBER({expression}),MIN({native_round(number_literal(self.cap), policy)},{expression}),"")'

    @abstractmethod
    def score(self, case: Case) -> Outcome:
        """The score of one case, with its explanation."""

    @abstractmethod
    def excel(self, refs: Refs, policy: Policy) -> str:
        """The same rule as a native spreadsheet expression (no leading '='), giving "" where a person decides."""

    @abstractmethod
    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        """The rule in one Chinese sentence.

        Args:
            weight: the row's points, shown in place of 满分 where they are known.
            quantity: the name the standard gives the compared value, in place of 完成值.
        """


def full_points(weight: Decimal | None) -> str:
    """满分, or the points it stands for."""
    return f" {show(weight)} 分" if weight else "满分"


def number_literal(value: Decimal) -> str:
    """A decimal as a spreadsheet literal."""
    text = format(value.normalize(), "f")
    return f"({text})" if value < 0 else text


def text_array(words: tuple[str, ...] | list[str]) -> str:
    """Words as a spreadsheet array constant."""
    return _text_array(tuple(words))


@lru_cache(maxsize=512)
def _text_array(words: tuple[str, ...]) -> str:
    return "{" + ",".join('"' + word.replace('"', '""') + '"' for word in words) + "}"


def is_one_of(words: tuple[str, ...] | list[str], reference: str) -> str:
    """A spreadsheet condition: the cell's text is one of the words."""
    return f"SUMPRODUCT(--({text_array(words)}={reference}))>0"


def has_digit(reference: str) -> str:
    """A spreadsheet condition: the cell's text contains an Arabic digit."""
    return f"SUMPRODUCT(--ISNUMBER(FIND({{0,1,2,3,4,5,6,7,8,9}},{reference})))>0"
