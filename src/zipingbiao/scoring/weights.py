"""The points of rows whose form prints none (district forms print only 得分): what the labels and scores leave no doubt of."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation, Indicator
from zipingbiao.model.values import Value


def infer_weights(evaluation: Evaluation, policy: Policy) -> Evaluation:
    """The evaluation with 分值 for every group that has none but whose points are known.

    A group's points stand in its label (产出指标（40分）) or are fixed by the form. They are the weight of its only row;
    where the scores of several rows add up to them, nobody lost a point and every score is its weight. Any other group
    is left to a person: nothing is guessed.
    """
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, indicator in enumerate(evaluation.indicators):
        groups[indicator.goal, indicator.l1_name].append(index)
    rows = list(evaluation.indicators)
    for (_, l1), members in groups.items():
        if any(not rows[index].weight.is_blank for index in members):
            continue
        points = _points([rows[index] for index in members], l1, policy, len(evaluation.goals))
        for index, weight in zip(members, _weights([rows[index] for index in members], points), strict=True):
            if weight is not None:
                rows[index] = rows[index].model_copy(update={"weight": Value(text=show(weight), number=weight)})
    return evaluation.model_copy(update={"indicators": tuple(rows)})


def _points(rows: list[Indicator], l1: str, policy: Policy, goals: int) -> Decimal | None:
    printed = next((row.l1_points for row in rows if row.l1_points is not None), None)
    if printed is not None:
        return printed
    group = policy.group(l1)
    return group.points if group is not None and goals <= 1 else None


def _weights(rows: list[Indicator], points: Decimal | None) -> list[Decimal | None]:
    if points is None or points <= 0:
        return [None] * len(rows)
    if len(rows) == 1:
        return [points]
    scores = [row.score.number for row in rows]
    whole = sum((score for score in scores if score is not None), Decimal(0)) == points
    return scores if whole and all(score is not None and score > 0 for score in scores) else [None] * len(rows)
