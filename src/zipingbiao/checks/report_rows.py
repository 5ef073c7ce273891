"""Which row of a form an indicator's name in a text means. No rule lives here."""

from __future__ import annotations

import re
from functools import lru_cache

from zipingbiao.base.text import label_key, normalise
from zipingbiao.checks.context import FormContext
from zipingbiao.checks.report_names import FILLERS
from zipingbiao.checks.rows import Row
from zipingbiao.model.summary import name_key

_INDICATOR_NUMBER = re.compile(r"^指标\d+[:：.、]?")
#: How the names of one indicator end: 及时率 and 及时性, 企业家数 and 企业数.
_ENDINGS = re.compile(r"(?:[家个]数|数量?|率|性|度|情况)$")
_SEVERAL_NAMES = re.compile(r"[和与及、]")
_QUANTITY = re.compile(r"[≥≤><=]*\d")
SHORTEST_LABEL = 4
SHORTEST_TOLD = 6
#: A long report names the same indicators over and over.
CACHED = 65_536


def rows_named(form: FormContext, name: str) -> tuple[list[Row], bool]:
    """The indicator rows that may be meant by a name, and whether that is certain.

    A text shortens names (项目成本控制偏差率 for 园区管理项目成本控制偏差率) and puts words before them (提升行政审批时效).
    """
    key = _indicator_key(name)
    keyed = [(own, row) for row in form.rows if (own := _indicator_key(row.label))]
    if found := [row for own, row in keyed if key and key in own]:
        return found, len(found) == 1 and _indicator_key(found[0].label) == key
    core = _indicator_core(key)
    if found := [row for own, row in keyed if _indicator_core(own) == core != ""]:
        return found, False
    # 社会公众或服务对象的满意度, with 服务对象对党群工作的满意程度≥85% as its target.
    told = [row for row in form.rows if len(key) >= SHORTEST_TOLD and _told_in_target(row, key)]
    if told:
        return told, len(told) == 1
    if _SEVERAL_NAMES.search(key):
        return [], False
    tails = [(own, row) for own, row in keyed if len(own) >= SHORTEST_LABEL and key.endswith(own)]
    longest = max((len(own) for own, _ in tails), default=0)
    return [row for own, row in tails if len(own) == longest], False


def _told_in_target(row: Row, key: str) -> bool:
    """Whether the target begins with the name and goes on with a quantity."""
    target = _indicator_key(row.indicator.target.text or "")
    return target.startswith(key) and _QUANTITY.match(target, len(key)) is not None


@lru_cache(maxsize=CACHED)
def _indicator_key(name: str) -> str:
    return name_key(_INDICATOR_NUMBER.sub("", label_key(normalise(name))))


def _indicator_core(key: str) -> str:
    return _ENDINGS.sub("", FILLERS.sub("", key))
