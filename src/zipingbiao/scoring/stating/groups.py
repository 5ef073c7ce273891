"""预算执行 and the first levels of a form as a report states them: points, scores, 得分率 and grades."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.statement import FundStatement, GradeBandStatement, GroupStatement, IndicatorStatement, Sourced
from zipingbiao.scoring.stating.sources import Sources
from zipingbiao.scoring.totals import grade_of

EXECUTION = "execution"
GROUP_LABEL, NAME_HOW = "评价指标", "按所属栏目命名"
RATE_HOW = "得分÷分值"
GRADE_HOW = "按得分率对应评价等级"
#: Names under which some forms score 预算执行率 among their indicators.
_EXECUTION_NAMES = ("预算执行率", "预算执行情况")
_NUMBER = re.compile(r"\A(?:[一二三四五六七八九十]+、|\(?[一二三四五六七八九十\d]+[)）.．、])")
_KIND = re.compile(r"(?:指标|目标)\Z")


def is_execution(row: Indicator) -> bool:
    """Whether an indicator row with points is 预算执行率, which then is not counted beside the amounts once more."""
    texts = (row.l1_name, row.l2_name, row.label)
    has_points = bool(row.weight.number or row.score.number)
    return has_points and any(name in text for text in texts for name in _EXECUTION_NAMES)


def level_key(row: Indicator) -> str:
    """The first level of a row without number and points: 产出指标."""
    return _NUMBER.sub("", row.l1_name)


def execution_name(evaluation: Evaluation) -> str:
    """How the reports call 预算执行率 as a group."""
    return "预算执行" if evaluation.level == "department" else "项目执行"


def group_name(key: str, department: bool) -> str:
    """How the reports call a first level: 产出指标 is 项目产出, in the report of a whole department 产出."""
    name = _KIND.sub("", key) or key
    return name if department or not name or name.startswith(("项目", "部门", "预算")) else f"项目{name}"


def state_execution(
    total: FundStatement | None, evaluation: Evaluation, policy: Policy, sources: Sources
) -> GroupStatement | None:
    """预算执行 beside the indicators; None where the form gives it no points, or has it among its indicators."""
    if total is None or not (total.weight.number or total.score) or any(map(is_execution, evaluation.indicators)):
        return None
    name = sources.made(execution_name(evaluation), GROUP_LABEL, None, (total.source,), NAME_HOW)
    return _group(EXECUTION, name, total.weight, total.score, (), policy, sources)


def state_levels(
    evaluation: Evaluation, rows: Sequence[IndicatorStatement], policy: Policy, sources: Sources, known: bool
) -> tuple[GroupStatement, ...]:
    """The first levels in the order in which they appear, those of several goals and places together."""
    members: dict[str, list[tuple[Indicator, IndicatorStatement]]] = {}
    for indicator, row in zip(evaluation.indicators, rows, strict=True):
        members.setdefault(level_key(indicator), []).append((indicator, row))
    is_department = evaluation.level == "department"
    found = []
    for key, pairs in members.items():
        is_whole = all(is_execution(indicator) for indicator, _ in pairs)
        name = execution_name(evaluation) if is_whole else group_name(key, is_department)
        stated = tuple(row for _, row in pairs)
        counted = [row for row in stated if not row.left_out]
        weight = _weight(pairs, policy, sources, known and len(evaluation.goals) <= 1, f"{name}分值")
        score = sources.sum_of((row.score for row in counted), f"{name}得分", "各项指标得分之和")
        label = sources.made(name, GROUP_LABEL, None, (stated[0].l1,), NAME_HOW) if name else Sourced("", GROUP_LABEL)
        found.append(_group(EXECUTION if is_whole else key, label, weight, score, stated, policy, sources))
    return tuple(found)


def _group(
    key: str,
    name: Sourced,
    weight: Sourced,
    score: Sourced,
    rows: tuple[IndicatorStatement, ...],
    policy: Policy,
    sources: Sources,
) -> GroupStatement:
    counts = count_rows(rows, sources, name.text)
    return GroupStatement(
        key=key,
        name=name,
        weight=weight,
        score=score,
        rate=sources.quotient(score, weight, f"{name}得分率", RATE_HOW),
        grade=_grade(score, weight, policy, sources, f"{name}评价等级"),
        indicators=rows,
        counted=counts.counted,
        met=counts.met,
        unmet=counts.unmet,
        undecided=counts.undecided,
    )


def _weight(
    pairs: Sequence[tuple[Indicator, IndicatorStatement]], policy: Policy, sources: Sources, fixed: bool, label: str
) -> Sourced:
    """The sum of what the rows weigh; on forms that print no 分值 what the label of the first level says."""
    rows = [row for _, row in pairs if not row.left_out]
    if any(indicator.weight.number is not None for indicator, _ in pairs):
        return sources.sum_of((row.weight for row in rows), label, "各项指标分值之和")
    printed = {indicator.goal: indicator for indicator, _ in pairs if indicator.l1_points is not None}
    if printed and printed.keys() == {indicator.goal for indicator, _ in pairs}:
        parts = [Sourced(sources.show_points(one.l1_points or Decimal(0)), label, one.l1_points, sources.places(one.l1))
                 for one in printed.values()]  # fmt: skip
        return sources.sum_of(parts, label, "各目标该项分值之和")
    group = policy.group(pairs[0][0].l1_name) if fixed else None
    if group is None or not group.points:
        return Sourced("", label)
    return sources.fixed(group.points, label, pairs[0][1].l1)


def _grade(score: Sourced, weight: Sourced, policy: Policy, sources: Sources, label: str) -> Sourced:
    if score.number is None or not weight.number or weight.number < 0 or not policy.scored:
        return Sourced("", label)
    grade = grade_of(score.number / weight.number * policy.full_marks.value, policy)
    return sources.made(grade, label, None, (score, weight), GRADE_HOW) if grade else Sourced("", label)


class Counts(NamedTuple):
    """How many indicators there are, how many reached their target, how many did not, and of how many nobody can tell."""

    counted: Sourced
    met: Sourced
    unmet: Sourced
    undecided: Sourced


def count_rows(rows: Sequence[IndicatorStatement], sources: Sources, name: str = "") -> Counts:
    """The counts of some rows; all blank where there are none, `undecided` also where it would be 0.

    Rows that are left out as 不适用 are no indicators of the unit.
    """
    counted = [row for row in rows if not row.left_out]

    def count(label: str, some: list[IndicatorStatement], how: str) -> Sourced:
        if not counted:
            return Sourced("", name + label)
        figure = sources.made(str(len(some)), name + label, Decimal(len(some)), map(_cell, some), how)
        return figure if some else replace(figure, places=sources.places(*map(_cell, counted)))

    undecided = [row for row in counted if row.completion is None]
    return Counts(
        counted=count("指标数", counted, "指标的项数"),
        met=count("完成指标数", [row for row in counted if row.completion == "met"], "达到年度指标值的项数"),
        unmet=count("未完成指标数", [row for row in counted if row.completion == "unmet"], "未达到年度指标值的项数"),
        undecided=count("未判定指标数", undecided, "未能判定的项数")
        if undecided
        else Sourced("", f"{name}未判定指标数"),
    )


def _cell(row: IndicatorStatement) -> Sourced:
    return next((one for one in (row.l3, row.target, row.actual, row.score, row.l1) if one.places), row.l1)


def state_bands(policy: Policy) -> tuple[GradeBandStatement, ...]:
    """The scoring standard of the form, from the best grade to the worst; none for a form without scores."""
    if not policy.scored:
        return ()
    top = policy.full_marks.value
    whole = policy.grading is not None and policy.grading.places == 0
    bands = []
    upper = top
    for band in policy.grades:
        if band.start <= 0:
            limits = f"{show(upper)}分以下"
        elif whole:
            limits = f"{show(band.start)}—{show(upper if upper == top else upper - 1)}分"
        else:
            limits = f"{show(band.start)}分（含）—{show(upper)}分"
        bands.append(GradeBandStatement(band.name, limits))
        upper = band.start
    return tuple(bands)
