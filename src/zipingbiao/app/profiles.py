"""Listing the profiles: what each wants checked, in sentences with their bases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zipingbiao.base.numbers import show
from zipingbiao.checks.registry import get_rule, rules
from zipingbiao.forms import catalog
from zipingbiao.forms.profile_catalog import load_profile, profile_paths
from zipingbiao.forms.profiles import Profile, Strictness
from zipingbiao.model.finding import SEVERITY_WORDS

_FOLDED = re.compile("(?<=[，。；：、]) ")
_TOLERANCES = {
    "score": "得分相差不超过 {} 分的当作相同",
    "rate": "执行率在进位以外还可相差 {} 个百分点",
    "amount": "资金来源之和与总额在进位以外还可相差末位 {} 个单位",
}


def list_profiles() -> list[dict[str, Any]]:
    """Every profile with its lines; figures stand in the sentences.

    Raises FormError naming file and line for a wrong one, also for a rule that there is not.
    """
    codes = [rule.code for rule in rules()]
    return [_described(load_profile(path, codes)) for path in profile_paths().values()]


def chosen_by(profile: dict[str, Any]) -> str:
    """When a listed profile is used without being named."""
    ways = []
    if profile["forms"]:
        ways.append(f"表样编号 {'、'.join(profile['forms'])}")
    if profile["places"]:
        ways.append(f"标题、主管部门或单位名称里有{'、'.join(profile['places'])}")
    if profile["execution_points"]:
        ways.append(f"不认识的表样，预算执行率印 {profile['execution_points']} 分")
    if profile["default"]:
        ways.append("没有别的口径可用")
    return "；".join(ways) or "不自动选用，须用 --profile 点名"


def _described(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "title": profile.title,
        "extends": profile.extends,
        "form": profile.form,
        "forms": profile.forms,
        "places": profile.places,
        "execution_points": None if profile.printed is None else show(profile.printed.execution),
        "default": profile.is_default,
        "lines": [{"line": line, "text": text, "basis": catalog.cite(key)} for line, text, key in _lines(profile)],
        "rules": dict(profile.rules),
        "rules_text": [_strictness(code, level) for code, level in profile.rules.items()],
        # A folded text of YAML has a space where its line was broken.
        "note": _FOLDED.sub("", profile.note.strip()),
    }


def _lines(profile: Profile) -> Iterator[tuple[str, str, str]]:
    if low := profile.low_execution:
        yield "low_execution", f"执行率低于 {show(low.below)}% 须说明原因", low.basis
    if adjusted := profile.adjusted_budget:
        yield "adjusted_budget", "全年预算数与年初预算数不同须说明", adjusted.basis
    if beyond := profile.over_achievement:
        yield "over_achievement", f"完成值超过指标值 {show(beyond.above)}% 及以上须说明原因", beyond.basis
    if taken := profile.deduction:
        yield "deduction", f"完成值超过指标值 {show(taken.above)}% 及以上扣 {show(taken.deduct)} 分", taken.basis
    for cap in profile.caps:
        yield "caps", f"执行率低于 {show(cap.below)}% 的总分不超过 {show(cap.total)} 分", cap.basis
    if bands := profile.bands:
        yield "bands", f"定性各档的下限为分值的 {'、'.join(f'{show(low)}%' for low in bands.lows)}", bands.basis
    for name, text in _TOLERANCES.items():
        if tolerance := getattr(profile.tolerances, name):
            yield f"tolerances.{name}", text.format(show(tolerance.value)), tolerance.basis


def _strictness(code: str, level: Strictness) -> str:
    return f"{code} {get_rule(code).title}：{'不查' if level == 'off' else f'作{SEVERITY_WORDS[level]}'}"
