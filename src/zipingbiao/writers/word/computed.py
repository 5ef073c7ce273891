"""The fields of a report template that are no attribute of a statement: names put together, tests, texts by their labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zipingbiao.model.statement import Sourced
from zipingbiao.writers.word.titles import is_long

#: Other texts of a form, by words in their labels.
_OVERVIEW = ("概况", "主要内容", "项目内容", "立项", "简介", "基本情况", "用途")
_PROBLEM = ("原因", "问题")
_MEASURE = ("改进", "措施", "建议", "应用")
_OF_WHICH = re.compile(r"^其中[:：]?")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text of the form with the label it stands under."""

    label: str
    content: Any


def _other_texts(part: Any, words: tuple[str, ...], but: tuple[str, ...] = ()) -> tuple[Labelled, ...]:
    """The other texts of a form under labels with one of the words; amounts are no texts."""
    return tuple(
        Labelled(label, text)
        for label, text in part.attributes.items()
        if text and text.number is None and any(word in label for word in words) and not any(word in label for word in but)
    )


def _subject(part: Any) -> Sourced:
    # 「…部门整体支出」 where the head of such a form names the unit only.
    if part.level == "department":
        return Sourced("部门整体支出", "评价对象", None, (part.place,))
    return part.project  # type: ignore[no-any-return]


def _is_adjusted(part: Any) -> bool:
    fund = part.total_fund
    return fund is not None and None not in (numbers := (fund.initial.number, fund.budget.number)) and len({*numbers}) > 1


def _is_from_one_source(part: Any) -> bool:
    sources = [one for one in part.sources if one.budget.number]
    return len(sources) == 1 and part.total_fund is not None and sources[0].budget.number == part.total_fund.budget.number


#: What a field shows that is no attribute of the part it belongs to, by its path.
COMPUTED: Mapping[str, Callable[[Any], Any]] = {
    "subject": _subject,
    "subject_word": lambda part: "部门" if part.level == "department" else "项目",
    "body": lambda part: part.implementing_unit or part.department or Sourced("", "单位名称"),
    "is_department": lambda part: part.level == "department",
    "is_adjusted": _is_adjusted,
    "budgeted_sources": lambda part: tuple(one for one in part.sources if one.budget.number),
    "source_name": lambda part: replace(part.source, text=_OF_WHICH.sub("", part.source.text)),
    "indicator_name": lambda part: part.l3 or part.l2 or part.l1 or Sourced("", "指标名称"),
    "is_met": lambda part: part.completion == "met",
    "is_unmet": lambda part: part.completion == "unmet",
    "is_all_met": lambda part: (
        any(one.completion == "met" for one in part.indicators)
        and all(one.completion == "met" or one.left_out for one in part.indicators)
    ),
    "is_execution": lambda part: part.key == "execution",
    "is_above": lambda part: part.deviates == "above",
    "is_below": lambda part: part.deviates == "below",
    "has_deviations": lambda part: any(one.deviation for one in part.indicators),
    "is_from_one_source": _is_from_one_source,
    "has_long_title": lambda part: is_long(part.year, part.implementing_unit or part.department, _subject(part)),
    "has_long_name": lambda part: is_long(part.year, part.unit_name),
    "has_department": lambda part: part.department is not None,
    "has_rules": lambda part: any(one.rule for one in part.indicators),
    "has_purposes": lambda part: any(one.purpose for one in part.listed),
    "met_indicators": lambda part: tuple(one for one in part.indicators if one.completion == "met"),
    "unmet_indicators": lambda part: tuple(one for one in part.indicators if one.completion == "unmet"),
    "overviews": lambda part: _other_texts(part, _OVERVIEW, but=_PROBLEM),
    "problems": lambda part: _other_texts(part, _PROBLEM),
    "measures": lambda part: _other_texts(part, _MEASURE, but=(*_PROBLEM, *_OVERVIEW)),
    "features": lambda part: _other_texts(part, ("",), but=(*_OVERVIEW, *_PROBLEM, *_MEASURE)),
    "needs_a_look": lambda part: "请核对" in part.content,
    "remarks": lambda part: tuple(Labelled("", text) for text in part.notes),
}
