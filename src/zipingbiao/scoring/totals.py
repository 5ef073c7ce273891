"""From execution and indicator scores to the total and its grade; single rows are scored in scoring.engine.

The native half has the same steps in scoring.native_totals.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from zipingbiao.base.numbers import round_to
from zipingbiao.forms.policy import Policy, TotalCap

ZERO = Decimal(0)


def shown_rate(rate: Decimal, policy: Policy) -> Decimal:
    """执行率 (a fraction) as the form prints it, at `rounding.rate_places`."""
    return round_to(rate, policy.rounding.rate_places, policy.rounding.mode)


def execution_places(policy: Policy) -> int:
    """Decimals of the execution score."""
    places = policy.execution.places
    return policy.rounding.score_places if places is None else places


def execution_score(executed: Decimal, budget: Decimal, weight: Decimal, policy: Policy) -> Decimal:
    """执行得分 of amounts in one unit, from the exact or the printed rate, capped where the form says so; budget > 0."""
    # Multiplied first: 1/3 has no exact decimal, 3 × 1/3 has.
    exact = policy.execution.rate == "exact"
    points = max(ZERO, weight * executed / budget if exact else weight * shown_rate(executed / budget, policy))
    places, mode = execution_places(policy), policy.rounding.mode
    if not policy.execution.cap:
        return round_to(points, places, mode)
    return min(weight, round_to(min(points, weight), places, mode))


def cap_for(rate: Decimal | None, policy: Policy) -> TotalCap | None:
    """The lowest limit that an execution rate sets for the total; None where it sets none or is not known.

    The rate is compared as it is printed: nobody who reads 70.00% expects the limit for rates below 70%.
    """
    if rate is None or not policy.caps:
        return None
    percent = shown_rate(rate, policy) * 100
    return next((cap for cap in reversed(policy.caps) if percent < cap.below), None)


def add_up(
    execution: Decimal | None,
    scores: Iterable[Decimal | None],
    policy: Policy,
    *,
    applicable: Decimal | None = None,
    cap: TotalCap | None = None,
) -> Decimal | None:
    """总分: the sum, converted to the full marks, rounded, and only then held down to the cap.

    Args:
        execution, scores: points that count; None where there are none.
        policy: the form's policy.
        applicable: the weights of 预算执行率 and of the indicators that apply, where some do not; None without
            conversion.
        cap: the limit set by the execution rate.
    """
    known = [score for score in (execution, *scores) if score is not None]
    if not known:
        return None
    total = sum(known, ZERO)
    if applicable is not None:
        if applicable <= 0:
            return None
        total = total * policy.full_marks.value / applicable
    total = round_to(total, policy.rounding.score_places, policy.rounding.mode)
    return total if cap is None else min(total, cap.total)


def grade_of(total: Decimal | None, policy: Policy) -> str | None:
    """The grade a total earns: the first band whose lower limit it reaches, rounded before where the form says so."""
    if total is None:
        return None
    if policy.grading is not None:
        total = round_to(total, policy.grading.places, policy.rounding.mode)
    return next((band.name for band in policy.grades if total >= band.start), policy.grades[-1].name)
