"""人工: a person decides; the given points count as they are."""

from __future__ import annotations

from typing import ClassVar, Literal

from zipingbiao.base.numbers import show
from zipingbiao.forms.schema import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs
from zipingbiao.scoring.kinds._base import Example, Kind


class Manual(Kind):
    """评分细则要由人判断的指标; `why` says what made the software leave it to a person."""

    kind: Literal["manual"] = "manual"
    why: str = ""

    title: ClassVar[str] = "人工"
    examples: ClassVar[tuple[Example, ...]] = (Example("≥100份", "128份", "4", None),)

    def score(self, case: Case) -> Outcome:
        if case.manual is not None:
            return Outcome(case.manual, f"人工评分 {show(case.manual)} 分")
        return Outcome(None, self.explain(), (self.why or "请人工评分并填写理由",))

    def excel(self, refs: Refs, policy: Policy) -> str:
        return '""'

    def explain(self) -> str:
        return "由人评分，按所给分数计入" + (f"（{self.why}）" if self.why else "")
