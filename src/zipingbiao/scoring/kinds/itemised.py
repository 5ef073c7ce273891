"""逐项加减分: points off for every case that does not conform, or points for every item ①②③ that does."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zipingbiao.base.numbers import show
from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped, native_full
from zipingbiao.scoring.kinds._base import Example, Kind, Reading, is_one_of, number_literal
from zipingbiao.scoring.wording.text import Wording

_EACH_FAULT = re.compile(
    r"(?:每|凡)(?:出现|发现|有|发生)?1?(?:例|项|条|处|个|次)?[^,;]{0,12}?(?:不符合|不达标|未达到|问题|违规)[^,;]{0,8}?扣(\d+(?:\.\d+)?)分"
)
_EACH_ONE = re.compile(r"每(?:出现|发现|缺少|缺|少)1?(?:例|项|条|处)[^,;]{0,12}?扣(\d+(?:\.\d+)?)分")
_ITEM = re.compile(r"[①②③④⑤⑥⑦⑧⑨⑩][^①②③④⑤⑥⑦⑧⑨⑩]*?(?:,|得|计|:)(\d+(?:\.\d+)?)分")

#: Actual values that say every item conforms.
ALL_CONFORM = (
    "符合",
    "全部符合",
    "均符合",
    "达成",
    "完成",
    "全部完成",
    "无不符合",
    "健全",
    "合规",
    "公开",
    "已公开",
    "全部公开",
)
#: Units that mark a number as the count of cases found (2例不符合, 1项不符合).
_FAULT_MARKS = ("例不符合", "项不符合", "条不符合", "处不符合", "个不符合", "例", "处")


class Itemised(Kind):
    """以上情况每出现一例不符合要求的扣 `deduct` 分，扣完为止; or ①…，2分；②…，2分 added up.

    deduct  points per case found; None for a list whose items earn points
    items   points of the items ①②③ in order, where they are stated
    """

    kind: Literal["itemised"] = "itemised"
    deduct: Decimal | None = None
    items: tuple[Decimal, ...] = Field(default=())

    title: ClassVar[str] = "逐项加减分"

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """①②③以上情况每出现一例不符合要求的扣1分；①…，2分；②…，2分."""
        text = re.sub(r"(每[^,;]{0,4})一(?=例|项|条|处|个|次)", r"\g<1>1", wording.text)
        if match := _EACH_FAULT.search(text) or _EACH_ONE.search(text):
            return Reading(cls(deduct=Decimal(match[1])))
        items = tuple(Decimal(points) for points in _ITEM.findall(text))
        if len(items) < 2:
            return None
        total = sum(items, Decimal(0))
        if wording.weight and total != wording.weight:
            note = f"各项分值合计 {show(total)} 分，本行分值是 {show(wording.weight)} 分"
            return Reading(cls(items=items), (note,), clear=False)
        return Reading(cls(items=items))

    def score(self, case: Case) -> Outcome:
        actual = case.actual
        if actual.text in ALL_CONFORM:
            return Outcome(case.full(), f"“{actual.text}”，得满分")
        if self.deduct is not None and actual.value is not None and actual.value >= 0 and actual.unit in _FAULT_MARKS:
            points = case.capped(case.weight - actual.value * self.deduct)
            return Outcome(
                points, f"{show(actual.value)} 例不符合，扣 {show(actual.value * self.deduct)} 分，得 {show(points)} 分"
            )
        return Outcome(None, self.explain(), ("请写明有几例不符合（如“1例不符合”“全部符合”），或人工评分",))

    def excel(self, refs: Refs, policy: Policy) -> str:
        result = '""'
        if self.deduct is not None:
            lost = native_capped(f"{refs.weight}-{refs.actual_value}*{number_literal(self.deduct)}", refs, policy)
            counted = is_one_of(_FAULT_MARKS, refs.actual_unit)
            result = f'IF(ISNUMBER({refs.actual_value}),IF(AND({refs.actual_value}>=0,{counted}),{lost},""),"")'
        return f"IF({is_one_of(ALL_CONFORM, refs.actual_text)},{native_full(refs, policy)},{result})"

    def explain(self) -> str:
        if self.deduct is not None:
            return f"逐项核对，每出现一例不符合扣 {show(self.deduct)} 分，扣完为止；全部符合得满分"
        return f"逐项计分（{'＋'.join(show(points) for points in self.items)} 分）；全部符合得满分，部分符合由人评分"


Itemised.examples = (
    Example("全部符合", "符合", "6", "6"),
    Example("全部符合", "2例不符合", "6", "4"),
    Example("全部符合", "9例不符合", "6", "0"),
    Example("全部符合", "基本符合", "6", None),
)
#: The parameters the examples are scored with.
EXAMPLE_ITEMISED = Itemised(deduct=Decimal(1))
