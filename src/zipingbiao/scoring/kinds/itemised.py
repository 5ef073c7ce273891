"""逐项加减分: points off for every case that does not conform, or points for every item ①②③ that does."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped, native_full
from zipingbiao.scoring.kinds._base import Example, Family, Kind, Reading, full_points, is_one_of, number_literal
from zipingbiao.scoring.wording.text import Wording

_N = r"\d+(?:\.\d+)?"
_UNIT = r"(?P<u>例|项|条|处|个|次|起|件|人次|人|份|篇|宗|笔|家|户|场|类)?"
_OFF = rf"(?:的|者|,)*(?:则|就|相应)?(?:扣除?|扣减|减)(?P<n>{_N})分"
_EACH_FAULT = re.compile(
    rf"(?:每|凡)(?:出现|发现|有|发生|存在|缺少|缺|少|违反)*(?:1|一)?{_UNIT}[^,;]{{0,16}}?(?:不符合|不达标|未达到|未按|未|不合规|不规范|不健全|不|问题|违规|违纪|事故|投诉|差错|缺失|缺项){{1}}[^,;]{{0,12}}?{_OFF}"
)
_EACH_ONE = re.compile(
    rf"(?:每(?:出现|发现|发生|存在)(?:1|一)?{_UNIT}[^,;]{{0,16}}?|每(?:缺少|缺|少)(?:1|一)?(?P<v>例|项|条|处|个)[^,;]{{0,12}}?|每(?:1|一)?(?P<w>例|项|条|处)(?:扣)?(?=扣)){_OFF}"
)
#: 每完成一项得2分: points for every one.
_EACH_EARNS = re.compile(
    rf"每(?:完成|开展|举办|组织|发表|有|符合|满足|达到|具备|建立|制定|新增|获得|通过|实现)*(?:1|一)?(?P<u>例|项|条|处|个|次|起|件|人次|人|份|篇|家|户|场|期|部|类|要求)[^,;扣]{{0,14}}?(?:得|计|记|给)(?P<n>{_N})分"
)
_MOST = re.compile(rf"(?:最多|最高|累计)(?:扣(?:除|减)?|扣分)(?:不超过)?({_N})分|扣完({_N})分为止")
_MARK = re.compile(r"[①②③④⑤⑥⑦⑧⑨⑩⑪⑫]|(?:(?<=\A)|(?<=[;,:]))(?:\(?\d{1,2}\)|\d{1,2}[.、](?!\d))")
_ITEM_EARNS = re.compile(rf"(?<![扣减加\d.])(?P<n>{_N})分\)?[;,]?(?:否则不得分|没有不得分)?[;,]*\Z")
_ITEM_LOSES = re.compile(rf"(?:扣除?|扣减|减)(?P<n>{_N})分[;,]*\Z")

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
    "未发生",
    "未出现",
    "未发现",
    "无违规",
)
#: Units that mark a number as the count of cases found (2例不符合, 1项不符合).
_FAULT_MARKS = ("例不符合", "项不符合", "条不符合", "处不符合", "个不符合", "例", "处")


class Itemised(Kind):
    """以上情况每出现一例不符合要求的扣 `deduct` 分，扣完为止; or ①…，2分；②…，2分 added up.

    deduct  points per case found; None for a list whose items earn points
    items   points of the items ①②③ in order, where they are stated; `losing` where they are points off
    earn    points for every one that is done (每完成一项得2分)
    unit    what is counted, where the standard names it
    most    the most points that are deducted (最多扣3分)
    """

    kind: Literal["itemised"] = "itemised"
    deduct: Decimal | None = None
    items: tuple[Decimal, ...] = Field(default=())
    losing: bool = False
    earn: Decimal | None = None
    unit: str = ""
    most: Decimal | None = None

    title: ClassVar[str] = "逐项加减分"
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "①…②…每出现一例不符合扣…",
            "①符合国家法律法规；②符合部门职责；③符合中长期规划。以上情况每出现一例不符合要求的扣1分，扣完为止。",
            "3",
            "实际完成值填“全部符合”或“2例不符合”；写法不同的由人评分",
            name="绩效目标合理性",
        ),
        Family(
            "每发生一起…扣…",
            "每发生一起安全事故扣2分，最多扣4分",
            "5",
            "实际完成值填“0起”“1起”",
            name="安全事故",
            target="0起",
        ),
        Family(
            "①…，…分；②…，…分",
            "①有财务制度，2分；②有节约制度，2分；③制度合法合规，2分；④制度有效执行，2分。",
            "8",
            "全部符合得满分，部分符合由人评分",
            name="管理制度健全性",
        ),
        Family(
            "每完成一项得…，最高…",
            "每完成1项得2分，最高得5分",
            "6",
            "实际完成值填“2项”；没有写最高几分的，以分值为限",
            name="任务",
            target="3项",
        ),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """①②③以上情况每出现一例不符合要求的扣1分；①…，2分；②…，2分；每完成一项得1分."""
        text, doubts = wording.text, wording.weight_notes()
        percent = re.search(r"每[^,;]{0,10}(?:百分点|%|‰)", text)
        match = None if percent else _EACH_FAULT.search(text) or _EACH_ONE.search(text)
        if match is not None and "缺" not in match.group() and re.match(r"每(?:少|缺)", match.group()):
            match = None if wording.target.value is not None else match
        if match is not None:
            others = [found["n"] for found in _EACH_FAULT.finditer(text)] or [match["n"]]
            if len(set(others)) > 1 or wording.leftover(_EACH_FAULT, _EACH_ONE, _MOST, _MARK):
                return None
            most = _MOST.search(text)
            limit = Decimal(most[1] or most[2]) if most else None
            kind = cls(deduct=Decimal(match["n"]), unit=_unit(match), most=limit)
            return Reading(kind, tuple(doubts), not doubts)
        if (
            (match := _EACH_EARNS.search(text))
            and not percent
            and "加" not in text
            and not wording.leftover(_EACH_EARNS)
        ):
            if len(_EACH_EARNS.findall(text)) == 1 and len(wording.earning) <= 1 and wording.otherwise in (None, 0):
                unit = "" if match["u"] == "要求" else match["u"]
                return Reading(cls(earn=Decimal(match["n"]), unit=unit), tuple(doubts), not doubts)
            return None
        return cls._listed(wording, doubts)

    @classmethod
    def _listed(cls, wording: Wording, doubts: list[str]) -> Reading | None:
        """①…，2分；②…，2分 — every item has its points, added up or taken off."""
        parts = [part for part in _MARK.split(wording.text)[1:] if part.strip(";,")]
        if len(parts) < 2 or "每" in wording.text:
            return None
        lost = [_ITEM_LOSES.search(part) for part in parts]
        if all(lost):
            points = tuple(Decimal(found["n"]) for found in lost if found)
            return Reading(cls(items=points, losing=True), tuple(doubts), not doubts)
        earned = [_ITEM_EARNS.search(part) for part in parts]
        if not all(earned):
            return None
        points = tuple(Decimal(found["n"]) for found in earned if found)
        total = sum(points, Decimal(0))
        if wording.weight and total != wording.weight:
            doubts.append(
                f"各项分值合计 {show(total)} 分，本行分值是 {show(wording.weight)} 分；全部符合按本行分值计满分"
            )
        return Reading(cls(items=points), tuple(doubts), not doubts)

    def score(self, case: Case) -> Outcome:
        actual = case.actual
        if actual.text in ALL_CONFORM:
            return Outcome(case.full(), f"“{actual.text}”，得满分")
        counted = actual.value if actual.value is not None and actual.value >= 0 else None
        if self.deduct is not None and counted is not None and actual.unit in self._marks():
            lost = counted * self.deduct
            if self.most is not None:
                lost = min(lost, self.most)
            points = case.capped(case.weight - lost)
            unit = self.unit or "例"
            return Outcome(points, f"{show(counted)} {unit}，扣 {show(lost)} 分，得 {show(points)} 分")
        if self.earn is not None and counted is not None and actual.unit in self._marks():
            points = case.capped(counted * self.earn)
            return Outcome(points, f"{show(counted)} {self.unit or '项'}×{show(self.earn)} 分，得 {show(points)} 分")
        return Outcome(None, self.explain(), (self._wanted(),))

    def _wanted(self) -> str:
        unit = self.unit or "例"
        if self.earn is not None:
            return f"请写明完成了几{self.unit or '项'}（如“2{self.unit or '项'}”），或人工评分"
        if self.deduct is None:
            return "请逐项核对：全部符合填“全部符合”，部分符合的人工评分"
        return f"请写明有几{unit}（如“1{unit}不符合”“全部符合”），或人工评分"

    def _marks(self) -> tuple[str, ...]:
        """Units that mark the actual value as the count meant."""
        if self.earn is not None:
            unit = self.unit or "项"
            return (unit, f"{unit}符合")
        own = (self.unit, f"{self.unit}不符合") if self.unit else ()
        return tuple(dict.fromkeys((*_FAULT_MARKS, *own)))

    def excel(self, refs: Refs, policy: Policy) -> str:
        result, value = '""', refs.actual_value
        if self.deduct is not None:
            off = f"{value}*{number_literal(self.deduct)}"
            if self.most is not None:
                off = f"MIN({off},{number_literal(self.most)})"
            points = native_capped(f"{refs.weight}-{off}", refs, policy)
        elif self.earn is not None:
            points = native_capped(f"{value}*{number_literal(self.earn)}", refs, policy)
        if self.deduct is not None or self.earn is not None:
            counted = is_one_of(self._marks(), refs.actual_unit)
            result = f'IF(ISNUMBER({value}),IF(AND({value}>=0,{counted}),{points},""),"")'
        return f"IF({is_one_of(ALL_CONFORM, refs.actual_text)},{native_full(refs, policy)},{result})"

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        full = full_points(weight)
        if self.deduct is not None:
            end = "扣完为止" if self.most is None else f"最多扣 {show(self.most)} 分"
            return f"全部符合得{full}；每出现 1 {self.unit or '例'}不符合扣 {show(self.deduct)} 分，{end}"
        if self.earn is not None:
            return f"每 1 {self.unit or '项'}得 {show(self.earn)} 分，最高得{full}"
        shown = "、".join(show(points) for points in self.items)
        how = f"不符合的依次扣 {shown} 分" if self.losing else f"各项依次 {shown} 分，部分符合"
        return (
            f"逐项核对：全部符合得{full}；{how}{'，' if self.losing else '的'}由人{'核定' if self.losing else '评分'}"
        )


def _unit(match: re.Match[str]) -> str:
    """The counted unit; the usual marks of a fault (例, 项, 处) need no mention."""
    unit = next((value for key, value in match.groupdict().items() if key in ("u", "v", "w") and value), "")
    return "" if unit in ("例", "处", "条", "项", "个", "类") else unit


Itemised.examples = (
    Example("全部符合", "符合", "6", "6"),
    Example("全部符合", "2例不符合", "6", "4"),
    Example("全部符合", "9例不符合", "6", "0"),
    Example("全部符合", "基本符合", "6", None),
)
#: The parameters the examples are scored with.
EXAMPLE_ITEMISED = Itemised(deduct=Decimal(1))
