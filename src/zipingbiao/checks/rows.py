"""One indicator row under check, with the judgements that several rules share, so that no two disagree about a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from zipingbiao.base.text import label_key
from zipingbiao.checks.figures import last_place
from zipingbiao.model.evaluation import Indicator
from zipingbiao.scoring.compare import NONE_WORDS, Pair, is_met
from zipingbiao.scoring.engine import IndicatorResult

#: Half a printed hundredth of a point: below it two scores are the same number to every reader.
TINY = Decimal("0.005")
#: Longer than this an actual value without digits is a description, not a verdict such as 达成.
LONGEST_VERDICT = 10
_COUNTED = re.compile(r"[零一二两三四五六七八九十百千]+[个部项次家人份套座条处起件名场篇期台辆所]")
_NUMBERED = re.compile(r"\A(?:指标)?\d{1,2}[:.、．)]|\A指标\d{1,2}")


@dataclass(frozen=True, eq=False)
class Row:
    """One indicator row with its assessment and the judgements rules share; points in 分."""

    indicator: Indicator
    result: IndicatorResult
    #: up to which two scores are the same
    tiny: Decimal = TINY

    @cached_property
    def label(self) -> str:
        """The visible name of the row."""
        return self.indicator.label

    @cached_property
    def name_key(self) -> str:
        """The name of the row for comparison with other forms: no spaces, no leading number."""
        return _NUMBERED.sub("", label_key(self.indicator.l3.text or ""))

    @cached_property
    def group(self) -> tuple[int, str, str]:
        """Goal, first and second level, without points and spaces."""
        return self.indicator.goal, self.indicator.l1_name, self.indicator.l2_name

    @cached_property
    def weight(self) -> Decimal | None:
        """The printed 分值."""
        return self.indicator.weight.number

    @cached_property
    def score(self) -> Decimal | None:
        """The written 得分."""
        return self.indicator.score.number

    @cached_property
    def met(self) -> bool | None:
        """Whether the actual value reaches the target; None where a reviewer would have to look."""
        return is_met(self.result.case.target, self.result.case.actual, self.result.case.sense)

    @cached_property
    def is_verdict(self) -> bool:
        """The target is a number, the actual value only a word such as 达成."""
        target, actual = self.result.case.target, self.result.case.actual
        if target.value is None or actual.shape != "word" or actual.numeral is not None:
            return False
        text = actual.text
        return len(text) <= LONGEST_VERDICT and text not in NONE_WORDS and not _COUNTED.search(text)

    @property
    def is_above_weight(self) -> bool:
        """The score is higher than the weight."""
        return self.score is not None and self.weight is not None and self.score > self.weight + self.tiny

    @cached_property
    def full(self) -> Decimal:
        """The whole weight at the form's score precision."""
        return self.result.case.full()

    @cached_property
    def is_full(self) -> bool:
        """The whole weight (or more) was given, at the form's score precision."""
        return self.score is not None and bool(self.weight) and self.score >= self.full - TINY

    @cached_property
    def is_full_unmet(self) -> bool:
        """The whole weight was given although the target is clearly missed."""
        return self.is_full and self.met is False

    @cached_property
    def readings(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and highest score the row's kind gives for what the printed actual value may stand for.

        A printed percentage is rounded: 23% may be 22.67%, which earned 0.68 of 3. None where a person decides.
        """
        outcome, case = self.result.outcome, self.result.case
        if outcome.score is None:
            return None
        scores = [outcome.score]
        value = case.actual.value
        if value is not None and case.actual.is_percent:
            # Zeros behind the point may come from a cell's number format (23.00%), so they promise no precision.
            percent = (value * 100).normalize().as_tuple().exponent
            half = Decimal(1).scaleb(min(0, int(percent)) - 2) / 2
            for end in (value - half, value + half):
                actual = case.actual._replace(value=end)
                compared = Pair(case.compared.target, end) if isinstance(case.compared, Pair) else case.compared
                other = self.result.kind.assess(replace(case, actual=actual, compared=compared)).score
                scores += [] if other is None else [other]
        return min(scores), max(scores)

    @cached_property
    def agrees(self) -> bool | None:
        """Whether the written score is what the row's kind gives, at the score's printed precision; None undecided.

        Full marks claim that nothing was lost, which no rounding of 9.5 to 10 can make true.
        """
        if self.score is None or self.readings is None:
            return None
        if self.is_full and self.readings[1] < (self.weight or 0) - self.tiny:
            return False
        slack = max(self.tiny, last_place(self.indicator.score) / 2)
        return self.readings[0] - slack <= self.score <= self.readings[1] + slack

    @cached_property
    def has_lost(self) -> bool:
        """Points of a printed weight were lost; a row that is left out has none to lose."""
        if self.score is None or self.weight is None or self.is_left_out:
            return False
        return self.score < self.full - self.tiny

    @cached_property
    def is_left_out(self) -> bool:
        """不适用 on a form that leaves such rows out: neither score nor weight counts."""
        return self.result.is_left_out

    @property
    def is_cut(self) -> bool:
        """The form itself takes points from this row although the target is met (超额过多, 超过等于的指标值)."""
        computed = self.result.outcome.score
        if self.result.rule is not None or computed is None or self.met is not True:
            return False
        return self.result.method in ("proportional", "all_or_nothing") and computed < self.full - TINY
