"""One indicator row under check, with the judgements that several rules share, so that no two disagree about a row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from zipingbiao.model.evaluation import Indicator
from zipingbiao.scoring.compare import is_met
from zipingbiao.scoring.engine import IndicatorResult

#: Half a printed hundredth of a point: below it two scores are the same number to every reader.
TINY = Decimal("0.005")


@dataclass(frozen=True, eq=False)
class Row:
    """One indicator row with its assessment and the judgements rules share; points in 分."""

    indicator: Indicator
    result: IndicatorResult

    @cached_property
    def label(self) -> str:
        """The visible name of the row."""
        return self.indicator.label

    @cached_property
    def group(self) -> tuple[int, str, str]:
        """Goal, first and second level, without points and spaces."""
        return self.indicator.goal, self.indicator.l1_name, self.indicator.l2_name

    @property
    def weight(self) -> Decimal | None:
        """The printed 分值."""
        return self.indicator.weight.number

    @property
    def score(self) -> Decimal | None:
        """The written 得分."""
        return self.indicator.score.number

    @cached_property
    def met(self) -> bool | None:
        """Whether the actual value reaches the target; None where a reviewer would have to look."""
        return is_met(self.result.case.target, self.result.case.actual, self.result.case.sense)

    @property
    def is_above_weight(self) -> bool:
        """The score is higher than the weight."""
        return self.score is not None and self.weight is not None and self.score > self.weight + TINY

    @property
    def is_full(self) -> bool:
        """The whole weight (or more) was given."""
        return self.score is not None and bool(self.weight) and self.score >= (self.weight or 0) - TINY

    @property
    def is_full_unmet(self) -> bool:
        """The whole weight was given although the target is clearly missed."""
        return self.is_full and self.met is False

    @property
    def has_lost(self) -> bool:
        """Points of a printed weight were lost."""
        return self.score is not None and self.weight is not None and self.score < self.weight - TINY
