"""Profiles as data: what a place wants checked and how strictly. How a form scores stands in policy.py.

A profile never says how many points a form has: a form of no known template is judged by the points it prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, field_validator

from zipingbiao.base.errors import FormError
from zipingbiao.base.text import squeeze
from zipingbiao.forms import catalog
from zipingbiao.forms.loader import Source
from zipingbiao.forms.policy import (
    BasisKey,
    Number,
    OverAchievementPolicy,
    Policy,
    QualitativePolicy,
    Strict,
    TotalCap,
    check_caps,
)
from zipingbiao.model.evaluation import Evaluation

PROFILE_FOLDER = "_profiles"
#: The profile of forms that no other one is meant for.
DEFAULT_PROFILE = "national"
GUIDE = "docs/检查口径.md"
#: What belongs to one profile alone: extending it does not take over for whom it is meant, or its name.
_OWN = ("id", "title", "note", "extends", "form", "forms", "places", "printed")
#: A place inside the name of a street (上海市四川北路) is no place.
_STREET = "(?![东南西北中一二三]*[路街巷])"

#: YAML reads the bare word off as false.
Strictness = Annotated[Literal["off", "error", "warning", "info"], BeforeValidator(lambda v: "off" if v is False else v)]
RuleCode = Annotated[str, Field(pattern=r"^ZP\d{3}$")]


class PrintedPoints(Strict):
    """The points of 预算执行率 that forms of this place print."""

    execution: Number = Field(gt=0)
    basis: BasisKey


class LowExecution(Strict):
    """执行率 `below` this many percent must be explained."""

    below: Number = Field(gt=0, le=100)
    basis: BasisKey


class AdjustedBudget(Strict):
    """A budget that was changed during the year must be explained."""

    basis: BasisKey


class OverAchievement(Strict):
    """A result `above` percent or more beyond its target must be explained."""

    above: Number = Field(gt=0)
    basis: BasisKey


class BandLimits(Strict):
    """The lower limits of the 定性 bands in percent of the weight, from the best band to the worst, which ends at 0."""

    lows: list[Number] = Field(min_length=2)
    basis: BasisKey

    @field_validator("lows")
    @classmethod
    def _descending(cls, lows: list[Number]) -> list[Number]:
        if lows[0] >= 100 or lows[-1] != 0 or any(below >= above for above, below in pairwise(lows)):
            raise ValueError("lows 须从高到低排列，都小于 100，最后一档为 0")
        return lows

    def laid_over(self, qualitative: QualitativePolicy) -> QualitativePolicy:
        """The form's bands with these limits; unchanged where the form has another number of bands."""
        if len(self.lows) != len(qualitative.bands):
            return qualitative
        highs = [Decimal(100), *self.lows]
        bands = [
            band.model_copy(update={"low": low, "high": high})
            for band, low, high in zip(qualitative.bands, self.lows, highs, strict=False)
        ]
        return qualitative.model_copy(update={"bands": bands})


class Tolerance(Strict):
    """How far two figures may lie apart and still be taken for the same."""

    value: Number = Field(ge=0)
    basis: BasisKey


class Tolerances(Strict):
    """What is accepted beside what rounding explains.

    score   分; without it half a hundredth of a point
    rate    percentage points of 执行率
    amount  units of the last printed place of an amount
    """

    score: Tolerance | None = None
    rate: Tolerance | None = None
    amount: Tolerance | None = None


class Profile(Strict):
    """One place's lines, tolerances and severities, and the forms it is meant for.

    extends    the profile whose lines hold where this one says nothing
    note       where its lines come from, and how sure they are
    form       the form that forms naming none are taken for, where a person chose this profile
    forms      ids or patterns (wuhan-*) of the forms it is chosen for by itself
    places     names that mean this place in a form's title, department or unit
    printed    the points that mean this place on a form of no known template
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    note: str = Field(min_length=1)
    extends: str | None = None
    form: str | None = None
    forms: list[str] = Field(default=[])
    places: list[str] = Field(default=[])
    printed: PrintedPoints | None = None
    low_execution: LowExecution | None = None
    adjusted_budget: AdjustedBudget | None = None
    over_achievement: OverAchievement | None = None
    deduction: OverAchievementPolicy | None = None
    caps: list[TotalCap] = Field(default=[])
    bands: BandLimits | None = None
    tolerances: Tolerances = Tolerances()
    rules: dict[RuleCode, Strictness] = Field(default={})

    @field_validator("caps")
    @classmethod
    def _caps_descend(cls, caps: list[TotalCap]) -> list[TotalCap]:
        return check_caps(caps)

    @property
    def is_default(self) -> bool:
        """Whether forms that no other profile is meant for are judged by this one."""
        return self.id == DEFAULT_PROFILE

    @property
    def mark(self) -> str:
        """What a finding says behind its basis where this profile made it what it is."""
        return f"（按“{self.title}”检查口径）"


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


class Named(NamedTuple):
    """What a person chose: a profile, or only the form that forms naming none are taken for."""

    profile: str | None
    form: str | None

    def template_for(self, evaluation: Evaluation) -> str | None:
        """The form to take `evaluation` for. A profile's is left alone where it is not for projects or departments."""
        if evaluation.template is not None or self.form is None:
            return evaluation.template
        fits = self.profile is None or evaluation.level in catalog.get_form(self.form).levels
        return self.form if fits else None


def profiles() -> dict[str, Profile]:
    """All known profiles by id. Raises FormError naming file and line for a wrong one."""
    return {profile_id: get_profile(profile_id) for profile_id in profile_paths()}


@cache
def profile_paths() -> dict[str, Path]:
    """The file of every profile by its id, shipped and a bureau's own. Raises FormError where an id stands twice."""
    found: dict[str, Path] = {}
    for folder in catalog.form_folders():
        for path in sorted((folder / PROFILE_FOLDER).glob("*.yaml")):
            if path.stem in found or path.stem in catalog.form_paths():
                raise FormError(f"{path}：编号 {path.stem} 已被使用，请换一个文件名和编号")
            found[path.stem] = path
    return found


@cache
def get_profile(profile_id: str) -> Profile:
    """The profile with this id. Raises FormError for an unknown one and for a wrong file."""
    path = profile_paths().get(profile_id)
    if path is None:
        raise FormError(f"没有编号为 {profile_id} 的检查口径；现有：{'、'.join(profile_paths())}")
    return load_profile(path)


def load_profile(path: Path, codes: Iterable[str] | None = None) -> Profile:
    """One profile, laid over the one it extends, with every basis and form looked up.

    Args:
        path: its file, named for its id.
        codes: the codes of the rules there are, to refuse others; None where they are not known.

    Raises FormError naming file and line.
    """
    source = _source(path, (path.stem,))
    profile = source.parse(Profile)
    if profile.id != path.stem:
        raise FormError(f"{source.where(('id',))} id：{profile.id} 与文件名 {path.stem} 不同，请改成一样")
    catalog.require_bases(source, profile)
    if profile.form is not None and profile.form not in catalog.form_paths():
        raise FormError(
            f"{source.where(('form',))} form：没有编号为 {profile.form} 的表样；现有：{'、'.join(catalog.form_paths())}"
        )
    known = None if codes is None else set(codes)
    for code in profile.rules:
        if known is not None and code not in known:
            raise FormError(f"{source.where(('rules', code))} rules：没有编号为 {code} 的规则，用 zpb rules 查看")
    return profile


def _source(path: Path, chain: tuple[str, ...]) -> Source:
    source = Source(path, guide=GUIDE)
    parent = source.own.get("extends") if isinstance(source.own, dict) else None
    if parent is None:
        return source
    where = f"{source.where(('extends',))} extends："
    if parent in chain:
        raise FormError(f"{where}{' → '.join((*chain, str(parent)))} 互相引用，请去掉其中一处")
    beside = path.with_name(f"{parent}.yaml")
    known = beside if beside.is_file() else profile_paths().get(str(parent))
    if known is None:
        raise FormError(f"{where}没有编号为 {parent} 的检查口径；现有：{'、'.join(profile_paths())}")
    base = _source(known, (*chain, str(parent)))
    for key in _OWN:
        base.data.pop(key, None)
    _give_way(base.data, source.own)
    return Source(path, base, guide=GUIDE)


def _give_way(below: dict[str, Any], above: dict[str, Any]) -> None:
    """Takes away what is set anew as a whole: a figure must not keep the basis of the one it replaces."""
    for key, value in above.items():
        if key == "tolerances" and isinstance(value, dict) and isinstance(below.get(key), dict):
            _give_way(below[key], value)
        elif key != "rules" and value is not None:
            below.pop(key, None)


def named(name: str) -> Named:
    """What the id of a profile or of a form chooses. Raises FormError with the known ids for any other name."""
    if name in profile_paths():
        return Named(name, get_profile(name).form)
    if name in catalog.form_paths():
        catalog.get_form(name)  # a wrong form.yaml is told at once
        return Named(None, name)
    raise FormError(
        f"没有编号为 {name} 的检查口径或表样；检查口径：{'、'.join(profile_paths())}；"
        f"表样：{'、'.join(catalog.form_paths())}"
    )


def choose(evaluation: Evaluation) -> Profile:
    """The profile a form is judged by where nobody chose one.

    By its template; else by the one place that title, department and unit name; else, on a form of no known template,
    by the points it prints for 预算执行率; else the national one.
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
    named_places = [profile for profile in known.values() if _names(evaluation, profile.places)]
    if len(named_places) == 1:
        return named_places[0]
    total = evaluation.total_funding
    if template not in catalog.form_paths() and total is not None and total.weight.number is not None:
        points = total.weight.number
        alike = [profile for profile in known.values() if profile.printed and profile.printed.execution == points]
        if len(alike) == 1:
            return alike[0]
    return known[DEFAULT_PROFILE]


def _names(evaluation: Evaluation, places: list[str]) -> bool:
    if not places:
        return False
    pattern = re.compile(f"(?:{'|'.join(map(re.escape, places))}){_STREET}")
    texts = (evaluation.title, evaluation.department, evaluation.implementing_unit)
    return any(pattern.search(squeeze(value.text or "")) for value in texts)


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
