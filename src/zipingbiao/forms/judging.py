"""By what a form is judged: which profile it gets, and its policy with the profile's lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, NamedTuple

from zipingbiao.base.text import squeeze
from zipingbiao.forms import catalog
from zipingbiao.forms.policy import BasisKey, Policy
from zipingbiao.forms.profile_catalog import get_profile, profiles
from zipingbiao.forms.profiles import DEFAULT_PROFILE, Profile
from zipingbiao.model.evaluation import Evaluation

#: A place inside the name of a street (上海市四川北路) is no place.
_STREET = "(?![东南西北中一二三]*[路街巷])"


class Judged(NamedTuple):
    """By what a form is judged.

    policy  the form's, with the profile's lines
    lines   which lines are the profile's, with the basis of each; None where every figure has a basis of its own
    """

    profile: Profile
    policy: Policy
    lines: Mapping[str, BasisKey | None]

    @property
    def changes_scores(self) -> bool:
        """Whether some score or total may be another than by the form alone."""
        return not self.lines.keys().isdisjoint({"deduction", "caps", "bands"})


def choose(evaluation: Evaluation) -> Profile:
    """The profile a form is judged by where nobody chose one.

    By its template; else by the one place that title, department and unit name (the nearest, where a district's
    profile extends its province's); else, on a form of no known template, by the points it prints for 预算执行率;
    else the national one.
    """
    known = profiles()
    template = evaluation.template
    if template is not None:
        matches = [
            (pattern == template, len(pattern), profile.id)
            for profile in known.values()
            for pattern in profile.forms
            if fnmatchcase(template, pattern)
        ]
        if matches:
            return known[max(matches)[2]]
    headings = (evaluation.title, evaluation.department, evaluation.implementing_unit)
    texts = [squeeze(value.text) for value in headings if value.text is not None]
    named_places = [
        profile
        for profile in known.values()
        if profile.places and any(map(_place_pattern(tuple(profile.places)).search, texts))
    ]
    extended = {ancestor for profile in named_places for ancestor in _ancestors(profile)}
    nearest = [profile for profile in named_places if profile.id not in extended]
    if len(nearest) == 1:
        return nearest[0]
    total = evaluation.total_funding
    if template not in catalog.form_paths() and total is not None and total.weight.number is not None:
        points = total.weight.number
        alike = [profile for profile in known.values() if profile.printed and profile.printed.execution == points]
        if len(alike) == 1:
            return alike[0]
    return known[DEFAULT_PROFILE]


def _ancestors(profile: Profile) -> set[str]:
    """The ids of what a profile extends, directly or not: a district's holds before its province's."""
    return set() if profile.extends is None else {profile.extends, *_ancestors(get_profile(profile.extends))}


@lru_cache(maxsize=256)
def _place_pattern(places: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, places))}){_STREET}")


def judge(evaluation: Evaluation, chosen: str | None = None, policy: Policy | None = None) -> Judged:
    """By what a form is judged.

    A profile that a person chose holds before the form's own lines; one that was found for the form only where the
    form says nothing. A form of no known template says nothing.

    Args:
        evaluation: the form.
        chosen: the id of the profile to judge it by.
        policy: the form's policy, where it is not that of its template.
    """
    profile = choose(evaluation) if chosen is None else get_profile(chosen)
    over = chosen is not None or evaluation.template not in catalog.form_paths()
    return lay_over(profile, policy or catalog.form_for(evaluation.template).policy, over)


def lay_over(profile: Profile, policy: Policy, over: bool) -> Judged:
    """The policy with the profile's lines; with those the policy leaves open where `over` is False."""
    lines: dict[str, BasisKey | None] = {}
    reasons: dict[str, Any] = {}
    changed: dict[str, Any] = {}
    if profile.low_execution and (over or policy.reasons.low_execution is None):
        reasons["low_execution"] = profile.low_execution.below
        lines["low_execution"] = profile.low_execution.basis
    if profile.adjusted_budget and (over or not policy.reasons.adjusted_budget):
        reasons["adjusted_budget"] = True
        lines["adjusted_budget"] = profile.adjusted_budget.basis
    if profile.over_achievement and (over or policy.reasons.over_achievement is None):
        reasons["over_achievement"] = profile.over_achievement.above
        lines["over_achievement"] = profile.over_achievement.basis
    if profile.deduction and (over or policy.quantitative.over_achievement is None):
        changed["quantitative"] = policy.quantitative.model_copy(update={"over_achievement": profile.deduction})
        lines["deduction"] = profile.deduction.basis
    if profile.caps and (over or not policy.caps):
        changed["caps"] = profile.caps
        lines["caps"] = None
    if profile.bands and over:
        changed["qualitative"] = profile.bands.laid_over(policy.qualitative)
        lines["bands"] = profile.bands.basis
    if reasons:
        changed["reasons"] = policy.reasons.model_copy(update=reasons)
    return Judged(profile, policy.model_copy(update=changed) if changed else policy, lines)
