"""What every part of a form (预算执行, 产出, 效益 …) earned of its points: references, each with what it gives now."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from zipingbiao.scoring.engine import fund_weight
from zipingbiao.writers.workbook.links import FormLink, Living, shown
from zipingbiao.writers.workbook.plan import Line

#: The part that is scored by the execution rate.
EXECUTION_PART = "预算执行"
_NAMELESS = "其他"
_SUFFIX = "指标"


class Part(NamedTuple):
    """分值 and 得分 of one part, both over those of its rows that have both; without points there is no score."""

    weight: Living
    score: Living


def parts_of(form: FormLink) -> dict[str, Part]:
    """The parts of a form by their names, without 指标; empty for a form that does not score.

    A row that is not scored, or left out, counts on neither side: a form filled by half has the rate of that half.
    """
    if not form.plan.form.policy.scored:
        return {}
    parts: dict[str, Part] = {}
    execution = _execution(form)
    if execution is not None:
        parts[EXECUTION_PART] = execution
    runs: dict[str, list[list[Line]]] = {}
    for (_, l1), run in groupby(form.plan.lines, key=lambda line: (line.goal, line.l1)):
        name = l1.removesuffix(_SUFFIX) or _NAMELESS
        # Indicators of that name are another part than the execution rate.
        runs.setdefault(name + _SUFFIX if name == EXECUTION_PART else name, []).append(list(run))
    for name, members in runs.items():
        parts[name] = _indicators(form, members)
    return parts


def merged_names(lists: Iterable[Iterable[str]]) -> list[str]:
    """All names once, in an order that keeps that of every list where the lists agree."""
    merged: list[str] = []
    for names in lists:
        at = 0
        for name in names:
            if name not in merged:
                merged.insert(at, name)
            at = merged.index(name) + 1
    return merged


def _execution(form: FormLink) -> Part | None:
    score, row = form.execution, form.plan.total_funding_row
    if score is None or row is None:
        return None
    place, plan = form.place, form.plan
    weight = f"{place}!{plan.funding_weight(row, True)}" if plan.has_fund("weight") else plan.funding_weight(row)
    source = f"{place}!{plan.funding_at('score', row, True)}"
    given = form.plan.evaluation.total_funding
    points = fund_weight(given, form.plan.form.policy) if given is not None and score.value is not None else None
    return Part(Living(shown(source, weight), points), score)


def _indicators(form: FormLink, runs: list[list[Line]]) -> Part:
    weights, scores = [], []
    for run in runs:
        weight, score = (
            f"{form.place}!{form.plan.at(key, run[0].row, True)}:{form.plan.at(key, run[-1].row, True)}"
            for key in ("weight", "score")
        )
        both = f"ISNUMBER({weight})*ISNUMBER({score})"
        weights.append(f"SUMPRODUCT({both},{weight})")
        scores.append(f"SUMPRODUCT({both},{score})")
    known = [
        (line.indicator.weight.number, result.counted)
        for run in runs
        for line in run
        if line.indicator is not None and line.index is not None
        for result in (form.assessment.indicators[line.index],)
        if line.indicator.weight.number is not None and result.counted is not None
    ]
    possible, earned = (sum(column, Decimal(0)) for column in zip(*known, strict=True)) if known else (Decimal(0), None)
    return Part(Living("+".join(weights), possible), Living("+".join(scores), earned if possible else None))
