"""预算执行 and the first levels of a form as a report states them: points, scores, 得分率 and grades."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.statement import FundStatement, GradeBandStatement, GroupStatement, IndicatorStatement, Sourced
from zipingbiao.scoring.stating.sources import FIXED_BY_FORM, Sources
from zipingbiao.scoring.totals import grade_of

EXECUTION = "execution"
RATE_HOW = "得分÷分值"
GRADE_HOW = "按得分率对应评价等级"
#: Names under which some forms score 预算执行率 among their indicators.
_EXECUTION_NAMES = ("预算执行率", "预算执行情况")
_NUMBER = re.compile(r"\A(?:[一二三四五六七八九十]+、|\(?[一二三四五六七八九十\d]+[)）.．、])")
_KIND = re.compile(r"(?:指标|目标)\Z")


def is_execution(row: Indicator) -> bool:
    """Whether an indicator row with points is 预算执行率, which then is not counted beside the amounts once more."""
    texts = (row.l1_name, row.l2_name, row.label)
    return bool(row.weight.number) and any(name in text for text in texts for name in _EXECUTION_NAMES)


def level_key(row: Indicator) -> str:
    """The first level of a row without number and points: 产出指标."""
    return _NUMBER.sub("", row.l1_name)


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
    name = "预算执行" if evaluation.level == "department" else "项目执行"
    return _group(
        EXECUTION, sources.said(name, "评价指标", total.source), total.weight, total.score, (), policy, sources
    )


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
        name = "预算执行" if is_whole else group_name(key, is_department)
        stated = tuple(row for _, row in pairs)
        counted = [row for row in stated if not row.left_out]
        weight = _weight(pairs, policy, sources, known and len(evaluation.goals) <= 1, f"{name}分值")
        score = sources.sum_of((row.score for row in counted), f"{name}得分", "各项指标得分之和")
        label = sources.said(name, "评价指标", *(row.l1 for row in stated[:1]))
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
    counted, met, unmet = count_rows(rows, sources, name.text)
    return GroupStatement(
        key=key,
        name=name,
        weight=weight,
        score=score,
        rate=sources.quotient(score, weight, f"{name}得分率", RATE_HOW),
        grade=_grade(score, weight, policy, sources, f"{name}评价等级"),
        indicators=rows,
        counted=counted,
        met=met,
        unmet=unmet,
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
    places = sources.places(pairs[0][1].l1)
    return Sourced(sources.show_points(group.points), label, group.points, places, f"{FIXED_BY_FORM}的分值")


def _grade(score: Sourced, weight: Sourced, policy: Policy, sources: Sources, label: str) -> Sourced:
    if score.number is None or not weight.number or weight.number < 0 or not policy.scored:
        return Sourced("", label)
    grade = grade_of(score.number / weight.number * policy.full_marks.value, policy)
    return sources.said(grade or "", label, score, weight, how=GRADE_HOW)


def count_rows(
    rows: Sequence[IndicatorStatement], sources: Sources, name: str = ""
) -> tuple[Sourced, Sourced, Sourced]:
    """How many indicators there are, how many reached their target and how many did not; blank where there are none.

    Rows that are left out as 不适用 are no indicators of the unit.
    """
    counted = [row for row in rows if not row.left_out]
    labels = (f"{name}指标数", f"{name}完成指标数", f"{name}未完成指标数")
    if not counted:
        return Sourced("", labels[0]), Sourced("", labels[1]), Sourced("", labels[2])
    cells = [_cell(row) for row in counted]
    found = [sources.count(len(counted), labels[0], *cells, how="指标的项数")]
    for label, wanted, how in (
        (labels[1], "met", "达到年度指标值的项数"),
        (labels[2], "unmet", "未达到年度指标值的项数"),
    ):
        some = [row for row in counted if row.completion == wanted]
        found.append(sources.count(len(some), label, *([_cell(row) for row in some] or cells), how=how))
    return found[0], found[1], found[2]


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
