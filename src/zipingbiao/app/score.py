"""Scoring one indicator from its written values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from zipingbiao.base.errors import ZpbError
from zipingbiao.base.numbers import LIMIT, read_printed, show_fixed
from zipingbiao.forms import catalog
from zipingbiao.forms.judging import lay_over
from zipingbiao.forms.policy import Policy
from zipingbiao.forms.profile_catalog import get_profile, named
from zipingbiao.scoring.case import make_case
from zipingbiao.scoring.engine import choose

Number = Decimal | int | float | str


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """The score in points, None where a person must decide (`notes` then says why).

    method  the machine name of the scoring kind; `title` the Chinese one
    """

    score: Decimal | None
    method: str
    explanation: str
    notes: tuple[str, ...] = ()
    title: str = ""

    def as_document(self) -> dict[str, Any]:
        """The object behind `zpb score --json`."""
        return {
            "score": None if self.score is None else show_fixed(self.score),
            "method": self.method,
            "explanation": self.explanation,
            "notes": list(self.notes),
        }


def score(
    target: Number | None,
    actual: Number | None,
    weight: Number,
    rule: str | None = None,
    profile: str | None = None,
    *,
    name: str = "",
    second_level: str = "",
) -> ScoreResult:
    """What one indicator earns.

    Args:
        target, actual: 年度指标值 and 实际完成值 as printed ('≥95%', '98%'); None for a blank cell.
        weight: 分值, in points.
        rule: the wording of the 评分细则; it takes the place of the form's own way of scoring.
        profile: the id of the profile or form whose policy applies.
        name, second_level: 三级指标 and 二级指标; where the target has no sign, the names decide whether less is
            better (成本控制偏差率).

    Raises ZpbError for a weight that is no number, FormError for an unknown profile.
    """
    policy = _policy(profile)
    goal, done = _text(target), _text(actual)
    wording = rule.strip() if rule else None
    points = read_weight(weight)
    kind, compiled = choose(None, wording or None, goal, points, name, actual=done, policy=policy)
    outcome = kind.assess(make_case(goal, done, points, policy, name=name, second_level=second_level))
    method = str(kind.kind)  # type: ignore[attr-defined]
    notes = dict.fromkeys((*(compiled.notes if compiled else ()), *outcome.notes))
    return ScoreResult(outcome.score, method, outcome.explanation, tuple(notes), kind.title)


def _policy(profile: str | None) -> Policy:
    """The policy that the id of a profile or form means; the national form's where none is given."""
    chosen = named(profile or catalog.DEFAULT_FORM)
    policy = catalog.form_for(chosen.form).policy
    return policy if chosen.profile is None else lay_over(get_profile(chosen.profile), policy, over=True).policy


def _text(value: Number | None) -> str | None:
    if value is None:
        return None
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def read_weight(value: Number) -> Decimal:
    """A 分值 as a person gives it (5, '5分'); raises ZpbError for anything that is no number."""
    try:
        printed = read_printed(value.removesuffix("分")) if isinstance(value, str) else None
        weight = printed.value if printed else Decimal(str(value))
    except InvalidOperation:
        raise ZpbError(f"分值“{value}”不是数字。") from None
    if not weight.is_finite() or not 0 <= weight < LIMIT:
        raise ZpbError(f"分值“{value}”应为不小于 0 的数。")
    return weight
