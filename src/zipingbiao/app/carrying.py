"""Last year's form as the beginning of this year's: what is asked for is kept, what was reported is cleared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import read_printed, show
from zipingbiao.base.text import label_key, squeeze
from zipingbiao.forms.parts import METHODS
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation, Goal, Indicator
from zipingbiao.model.values import BLANK, NOWHERE, Value

#: A longer attribute is a text of last year, not a property of the project.
_LONGEST_ATTRIBUTE = 60
_FREE_TEXT = re.compile(
    r"原因|措施|说明|备注|应用|意见|总结|经验|做法|问题|建议|完成情况|成效|绩效|结论|reasons|measures|目标|主要内容|得分|等级|分值"
)
_FIGURES = re.compile(r"总额|金额|支出|预算|资金|经费|执行|结转|结余|人数|数量")
_NUMBERED = re.compile(r"编码|代码|编号|科目")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[./\-]\s*(?:1[0-2]|0?[1-9])(?!\d))")
_CHINESE_YEAR = re.compile(r"二[〇○零][〇○零一二三四五六七八九]{2}年")
_DIGITS = {"〇": "0", "○": "0", "零": "0"} | {char: str(i) for i, char in enumerate("一二三四五六七八九", start=1)}


class YearText(NamedTuple):
    """A text that was carried over and still names a year before the new one."""

    label: str
    words: str


class WeightGap(NamedTuple):
    """A first level whose carried weights do not add up to the points of the new form."""

    project: str
    l1: str
    sum: Decimal
    points: Decimal


def carry_over(old: Evaluation, form: Form) -> Evaluation:
    """The form with goals and indicators, header and properties of the project, without amounts and results.

    A form of another template gets the template of `form`; its first-level names are kept, their printed points are
    left out where `form` has points of its own for them.
    """
    other = old.template != form.id
    indicators = tuple(_indicator(row, form if other else None) for row in old.indicators)
    return Evaluation(
        template=form.id,
        level=old.level,
        unit=form.unit,
        project=_kept(old.project),
        department=_kept(old.department),
        implementing_unit=_kept(old.implementing_unit),
        attributes={label: text for label, text in old.attributes.items() if _is_property(label, text, form)},
        goals=tuple(Goal(expected=_kept(goal.expected), points=_kept(goal.points)) for goal in old.goals),
        indicators=indicators,
        has_weights=not indicators or any(row.weight for row in indicators),
    )


def years_left(evaluation: Evaluation, year: int | None) -> Iterator[YearText]:
    """The texts that name a year before `year` (any year where that is unknown)."""
    texts = [("总体目标", goal.expected) for goal in evaluation.goals]
    for row in evaluation.indicators:
        texts += [(row.label, row.l3), (row.label, row.target)]
    texts += [(label, Value(text=text)) for label, text in evaluation.attributes.items()]
    for label, value in texts:
        words = [found for found, number in _years_in(value.text or "") if year is None or number < year]
        if words:
            yield YearText(label, "、".join(dict.fromkeys(words)))


def names_year(text: str, year: int | None) -> bool:
    """Whether a text names a year before `year`."""
    return any(year is None or number < year for _, number in _years_in(text))


def weight_gaps(evaluation: Evaluation, form: Form) -> Iterator[WeightGap]:
    """The first levels whose weights do not add up to the points of the form."""
    for group in form.policy.groups:
        weights = [row.weight.number for row in evaluation.indicators if row.l1_name == group.l1]
        known = [weight for weight in weights if weight is not None]
        if group.points is not None and known and len(known) == len(weights) and sum(known) != group.points:
            yield WeightGap(evaluation.name, group.l1, sum(known, Decimal(0)), group.points)


def describe_gap(gap: WeightGap) -> str:
    """「甲」产出指标 40 分，应为 50 分."""
    return f"「{gap.project}」{gap.l1} {show(gap.sum)} 分，应为 {show(gap.points)} 分"


def _indicator(row: Indicator, form: Form | None) -> Indicator:
    l1 = _kept(row.l1)
    group = form.policy.group(row.l1_name) if form is not None else None
    if group is not None and group.points is not None and row.l1_points not in (None, group.points):
        l1 = Value(text=row.l1_name)
    kept = {key: _kept(getattr(row, key)) for key in ("l2", "l3", "target", "weight", "rule", "note")}
    # 不适用 was true of last year; any other method is a property of the indicator.
    method = _kept(row.method) if row.method.text in METHODS else BLANK
    return Indicator(goal=row.goal, l1=l1, **kept, method=method, direction=_kept(row.direction))


def _kept(value: Value) -> Value:
    """The value without the formula that computed it and the place where it stood; blank where it was an error."""
    if value.text is None or value.error is not None:
        return BLANK
    return value.model_copy(update={"formula": None, "place": NOWHERE})


def _is_property(label: str, text: str, form: Form) -> bool:
    """Whether an attribute is a property of the project, and no figure or report of last year."""
    key = label_key(label)
    footers = {label_key(name) for footer in form.layout.footers for name in (footer.label, footer.key or footer.label)}
    if key in footers or _FREE_TEXT.search(key) or len(squeeze(text)) > _LONGEST_ATTRIBUTE:
        return False
    if _NUMBERED.search(key):
        return True
    return not _FIGURES.search(key) and read_printed(text) is None


def _years_in(text: str) -> Iterator[tuple[str, int]]:
    for match in _YEAR.finditer(text):
        end = match.end() + (1 if text[match.end() : match.end() + 1] in ("底", "初", "末", "度") else 0)
        yield text[match.start() : end], int(match.group(1))
    for match in _CHINESE_YEAR.finditer(text):
        digits = "".join(_DIGITS.get(char, "2") for char in match.group()[:4])
        yield match.group(), int(digits)
