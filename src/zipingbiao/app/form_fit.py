"""Which of the known forms fits a form that somebody made by hand: compared by what was read, with the reasons in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from zipingbiao.base.numbers import show
from zipingbiao.base.text import label_key
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.words import head_key

#: A form this near to the best one is named beside it.
CLOSE = 2.0
COLUMNS = {
    "l2": "二级指标", "operator": "指标性质", "target": "指标值", "measure": "度量单位", "actual": "完成值", "weight": "分值",
    "score": "得分", "reason": "偏差原因", "rule": "评分细则", "note": "指标说明",
}  # fmt: skip
AMOUNTS = {
    "initial": "年初预算数", "budget": "预算数", "executed": "执行数", "weight": "分值", "rate": "执行率", "score": "得分",
}  # fmt: skip
#: What is lost where the form lacks a column that is filled in; the others have helper columns.
_LOST = {"reason": 3.0, "l2": 2.0, "note": 2.0}
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?:省|市|自治|州|区|县|土家)")
_MARKS = re.compile(r"[（(].*?[)）]")
_FULL, _MOST_EXECUTION = Decimal(100), Decimal(30)


class Point(NamedTuple):
    """One thing compared: what it counts for, and the words for it."""

    points: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a form fits; `why` and `but` say what agrees and what does not, the weightiest first."""

    form: Form
    points: float
    why: tuple[str, ...]
    but: tuple[str, ...]


def rank_forms(evaluation: Evaluation, draft: Draft | None, forms: Iterable[Form], hints: str = "") -> list[Fit]:
    """The forms of the evaluation's level, the best first; of equals the newer one.

    Args:
        evaluation: as read.
        draft: how it stood on its sheet, where it was read from one.
        forms: all known forms.
        hints: names of file and sheet, which may name the place.
    """
    traits = _Traits(evaluation, draft, hints)
    fits = [_fit(form, traits) for form in forms if evaluation.level in form.levels]
    return sorted(fits, key=lambda fit: (-fit.points, -fit.form.year, fit.form.id))


def rivals(fits: Sequence[Fit]) -> list[Fit]:
    """The forms that fit nearly as well as the first."""
    return [fit for fit in fits[1:] if fits[0].points - fit.points < CLOSE]


class _Traits:
    """What tells one form from another, of the form that was read."""

    def __init__(self, evaluation: Evaluation, draft: Draft | None, hints: str) -> None:
        rows, funding = evaluation.indicators, evaluation.funding
        self.evaluation = evaluation
        self.filled = {key for key in COLUMNS if any(getattr(row, key, None) for row in rows)}
        self.filled_amounts = {key for key in AMOUNTS if any(getattr(row, key).number is not None for row in funding)}
        columns = draft.columns.roles if draft is not None and draft.columns is not None else None
        money = draft.funding_columns.roles if draft is not None and draft.funding_columns is not None else None
        self.columns: set[str] = set(columns) if columns is not None else set(self.filled)
        self.order = sorted(columns, key=lambda key: columns[key].first) if columns is not None else []
        self.amounts: set[str] = set(money) if money is not None else set(self.filled_amounts)
        self.heads: set[str] = set()
        if draft is not None:
            self.heads = {
                head_key(text)
                for at in (draft.columns, draft.funding_columns)
                if at is not None
                for span in at.roles.values()
                if (text := draft.sheet.text(at.row, span.first))
            }
        self.groups = {_name(row.l1_name): row.l1_name for row in rows if row.l1_name}
        self.execution = _execution_points(evaluation)
        self.has_scores = bool({"weight", "score"} & self.filled) or evaluation.total.number is not None
        values = (evaluation.title, evaluation.project, evaluation.department, evaluation.implementing_unit)
        self.names = "".join([hints, *(value.text or "" for value in values)])


def _fit(form: Form, traits: _Traits) -> Fit:
    found = [
        *_compare_scoring(form, traits),
        *_compare_columns(form, traits),
        *_compare_amounts(form, traits),
        *_compare_head(form, traits),
        *_compare_rest(form, traits),
    ]
    worded = sorted((point for point in found if point.words), key=lambda point: -abs(point.points))
    why = tuple(dict.fromkeys(point.words for point in worded if point.points > 0))
    but = tuple(dict.fromkeys(point.words for point in worded if point.points < 0))
    return Fit(form, round(sum(point.points for point in found), 3), why, but)


def _compare_scoring(form: Form, traits: _Traits) -> Iterable[Point]:
    policy = form.policy
    if not policy.scored:
        yield Point(-20, "表样不计分") if traits.has_scores else Point(2, "都不计分")
        return
    points = traits.execution
    if points is not None:
        same = points == policy.execution.points
        words = f"执行率的分值都是 {show(points)} 分"
        yield Point(6, words) if same else Point(-6, f"表样执行率的分值是 {show(policy.execution.points)} 分")
    own = {_name(group.l1): group for group in policy.groups}
    common, strange = traits.groups.keys() & own.keys(), traits.groups.keys() - own.keys()
    if common:
        yield Point(
            5 * len(common) / len(traits.groups),
            f"一级指标都有{'、'.join(own[key].l1 for key in own if key in common)}",
        )
    if strange:
        yield Point(-1, f"表样的一级指标没有{'、'.join(traits.groups[key] for key in traits.groups if key in strange)}")
    yield Point(-0.6 * len(own.keys() - traits.groups.keys()))
    fixed = {key: group.points for key, group in own.items() if group.points is not None}
    sums = _sums(traits.evaluation)
    if fixed and sums and sums.keys() <= fixed.keys():
        yield Point(1, "各一级指标的分值相同") if all(fixed[key] == sums[key] for key in sums) else Point(-1)
    printed = {label_key(row.l3) for row in form.indicators}
    if printed:
        names = {label_key(row.l3.text or "") for row in traits.evaluation.indicators}
        share = len(printed & names) / len(printed)
        yield (
            Point(6 * share, "三级指标是表样印好的") if share > 0.3 else Point(-5, "表样的三级指标是印好的，与原表不同")
        )


def _compare_columns(form: Form, traits: _Traits) -> Iterable[Point]:
    printed = [column.key for column in form.layout.columns if column.key in COLUMNS]
    lacking, spare = [], []
    for key, label in COLUMNS.items():
        if key in traits.columns and key in printed:
            yield Point(1)
        elif key in traits.filled:
            yield Point(-_LOST.get(key, 1.5))
            lacking.append(label)
        elif key in traits.columns:
            yield Point(-0.5)
        elif key in printed:
            yield Point(-1)
            spare.append(label)
    if lacking:
        yield Point(-1.5, f"表样没有{'、'.join(lacking)}栏")
    if spare:
        yield Point(-0.5, f"原表没有{'、'.join(spare)}栏")
    if not lacking and not spare:
        yield Point(2, "指标表的栏目相同")
    elif split := {"operator", "measure"} & traits.columns & set(printed):
        yield Point(0.1, f"都有{'、'.join(COLUMNS[key] for key in COLUMNS if key in split)}栏")
    both = [key for key in traits.order if key in printed]
    if any(printed.index(left) > printed.index(right) for left, right in combinations(both, 2)):
        yield Point(-0.5, "栏目的先后不同")
    heads = {head_key(column.label) for column in form.layout.indicators.columns}
    heads |= {head_key(column.label) for column in form.layout.funding.columns} if form.layout.funding else set()
    yield Point(2 * len(heads & traits.heads) / max(1, len(heads)))


def _compare_amounts(form: Form, traits: _Traits) -> Iterable[Point]:
    layout, funding = form.layout.funding, traits.evaluation.funding
    if layout is None:
        yield Point(-5, "表样没有项目资金") if funding else Point(1)
        return
    if not funding:
        yield Point(-1, "原表没有项目资金")
        return
    printed: set[str] = {column.key for column in layout.columns}
    for key, label in AMOUNTS.items():
        if key in traits.amounts and key in printed:
            yield Point(0.5)
        elif key in traits.amounts and key in ("initial", "budget", "executed"):
            # Points and rates have helper columns or follow from the amounts; an amount has no other place.
            yield Point(-1.5, f"表样没有{label}") if key in traits.filled_amounts else Point(-0.5)
        elif key in printed | traits.amounts:
            yield Point(-0.5)
    labels = {label_key(row.label) for row in layout.rows}
    same = [row for row in funding if label_key(row.source.text or "") in labels]
    yield Point(len(same) / len(funding))
    yield (
        Point(1, f"金额单位都是{form.unit}")
        if form.unit == traits.evaluation.unit
        else Point(-1, f"表样的金额单位是{form.unit}")
    )


def _compare_head(form: Form, traits: _Traits) -> Iterable[Point]:
    layout = form.layout
    labels = {label_key(cell.label) for row in layout.header for cell in row if cell.field is None}
    labels |= {label_key(name) for footer in layout.footers for name in (footer.label, footer.key or footer.label)}
    given = [label for label, text in traits.evaluation.attributes.items() if text]
    both = [label for label in given if label_key(label) in labels]
    if both:
        yield Point(1.5 * len(both), f"都有{'、'.join(both[:3])}{'等' if len(both) > 3 else ''}")
    if other := [label for label in given if label_key(label) not in labels]:
        yield Point(-0.6 * len(other))
    yield Point(-0.3 * (len(labels) - len(both)) / 2)
    title = layout.titles.get(traits.evaluation.level, "")
    if _bare(title) and _bare(title) == _bare(traits.evaluation.title.text or ""):
        yield Point(1, "标题相同")


def _compare_rest(form: Form, traits: _Traits) -> Iterable[Point]:
    evaluation, goals = traits.evaluation, form.layout.goals
    if any(goal.points for goal in evaluation.goals):
        yield (
            Point(3, "各目标自有分值")
            if goals is not None and "{points}" in goals.label
            else Point(-2, "表样的目标没有分值")
        )
    elif evaluation.goals:
        if goals is None:
            yield Point(-3, "表样没有年度总体目标")
        elif goals.actual is None and any(goal.actual for goal in evaluation.goals):
            yield Point(-2, "表样没有目标的完成情况")
        else:
            yield Point(0.5)
    elif goals is not None:
        yield Point(-1, "原表没有年度总体目标")
    if evaluation.project_list is not None:
        yield Point(4, "都有表内项目清单") if form.layout.projects is not None else Point(-3, "表样没有表内项目清单")
    elif form.layout.projects is not None:
        yield Point(-2, "原表没有表内项目清单")
    places = _PLACE.findall(_MARKS.sub("", form.jurisdiction)) if not form.jurisdiction.startswith("全国") else []
    if named := [place for place in places if place in traits.names]:
        yield Point(2, f"名称里有“{named[0]}”")
    elif places:
        yield Point(-1.5, f"这是{form.jurisdiction}的表样")
    if evaluation.year_number is not None and evaluation.year_number < form.year:
        yield Point(-0.25 * min(4, form.year - evaluation.year_number))


def _execution_points(evaluation: Evaluation) -> Decimal | None:
    """分值 of 预算执行率: as printed, else what the indicators leave of 100."""
    total = evaluation.total_funding
    if total is not None and total.weight.number is not None:
        return total.weight.number
    weights = [row.weight.number for row in evaluation.indicators if row.weight.number is not None]
    rest = _FULL - sum(weights, Decimal(0))
    return rest if weights and 0 <= rest <= _MOST_EXECUTION else None


def _sums(evaluation: Evaluation) -> dict[str, Decimal]:
    """The points of every first level: as printed in its name, else those of its rows; empty where not known."""
    printed = {_name(row.l1_name): row.l1_points for row in evaluation.indicators}
    if len(evaluation.goals) <= 1 and all(points is not None for points in printed.values()):
        return {key: points for key, points in printed.items() if points is not None}
    sums: dict[str, Decimal] = {}
    for row in evaluation.indicators:
        if row.weight.number is not None:
            sums[_name(row.l1_name)] = sums.get(_name(row.l1_name), Decimal(0)) + row.weight.number
    return sums


def _name(l1: str) -> str:
    return re.sub(r"(?:指标|目标)\Z", "", l1)


def _bare(title: str) -> str:
    return re.sub(r"\{\w+\}|(?:19|20)\d{2}年?度?|[（）()\s]", "", title)
