"""人工: a person decides; the given points count as they are."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs
from zipingbiao.scoring.kinds._base import Example, Family, Kind


class Manual(Kind):
    """评分细则要由人判断的指标; `why` says what made the software leave it to a person."""

    kind: Literal["manual"] = "manual"
    why: str = ""

    title: ClassVar[str] = "人工"
    examples: ClassVar[tuple[Example, ...]] = (Example("≥100份", "128份", "4", None),)
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "没有写怎样得分",
            "可根据部门实际情况有选择的进行设置，并将其细化为相应的个性化指标。",
            "6",
            "不计算",
        ),
        Family(
            "加分",
            "每增加1项加1分，最高加2分；每减少1项扣1分",
            "5",
            "基础分和加分的条件要由人核定，不计算",
        ),
        Family(
            "每档给一个分数区间",
            "效果明显得8-10分；一般得5-7分；较差得0-4分",
            "10",
            "区间内给几分由人定，不计算",
        ),
        Family(
            "酌情扣分",
            "≥90%得满分；80%-90%酌情扣分",
            "10",
            "不计算",
            name="满意度",
            target="≥90%",
        ),
        Family(
            "按日期评分",
            "12月底前完成得满分，否则不得分",
            "5",
            "不计算",
            name="建设工期",
            target="12月底前",
        ),
        Family(
            "把评分结果写进细则",
            "执行率98.5%，根据评分标准，本单位该项指标得9.85分",
            "10",
            "不是规则，不计算",
        ),
    )

    def score(self, case: Case) -> Outcome:
        if case.manual is not None:
            return Outcome(case.manual, f"人工评分 {show(case.manual)} 分")
        return Outcome(None, self.explain(), (self.why or "请人工评分并填写理由",))

    def excel(self, refs: Refs, policy: Policy) -> str:
        return '""'

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        return "由人评分，按所给分数计入" + (f"（{self.why}）" if self.why else "")
