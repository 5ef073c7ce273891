"""定性词级: each word of a rule's own ladder has its points (及时 满分；基本及时 5 分；不太及时 2 分；否则不得分)."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from zipingbiao.base.numbers import show
from zipingbiao.forms.policy import Policy
from zipingbiao.scoring.case import Case, Outcome, Refs, native_capped
from zipingbiao.scoring.kinds._base import Example, Family, Kind, Reading, full_points, has_digit, is_one_of
from zipingbiao.scoring.wording.text import Wording
from zipingbiao.scoring.wording.words import ladder_words


def _listed(words: tuple[str, ...]) -> str:
    """The words for a sentence; a long list is cut."""
    return "、".join(words[:4]) + ("等" if len(words) > 4 else "")


class WordLevel(BaseModel):
    """Words that earn the same points; points None means the whole weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...] = Field(min_length=1)
    points: Decimal | None = None


class Words(Kind):
    """A ladder of words from the wording of a standard; `otherwise` for any other word, None: a person decides."""

    kind: Literal["words"] = "words"
    levels: tuple[WordLevel, ...] = Field(min_length=1)
    otherwise: Decimal | None = None

    title: ClassVar[str] = "定性词级"
    families: ClassVar[tuple[Family, ...]] = (
        Family(
            "及时得…；基本及时得…；不太及时得…；否则…",
            "垃圾清运及时，得满分；基本及时 5 分；不太及时，2；否则不得分。",
            "7",
            "实际完成值要写细则里的词语；没有“否则”的，其他词语由人评分",
            name="垃圾清运的及时性",
            target="及时",
        ),
    )

    @classmethod
    def recognise(cls, wording: Wording) -> Reading | None:
        """及时，得满分；基本及时 5 分；不太及时，2；否则不得分 — at least two levels."""
        clauses = wording.earning
        if len(clauses) < 2 or wording.leftover() or any(clause.unsure or clause.pro_rata for clause in clauses):
            return None
        if any(c in "0123456789" for clause in clauses for c in clause.condition):
            return None
        found = [(ladder_words(clause.condition), clause) for clause in clauses]
        if not all(words for words, _ in found):
            return None
        seen = [word for words, _ in found for word in words]
        if len(set(seen)) != len(seen) or not _descends([clause.points for clause in clauses], wording.weight):
            return None
        if len(clauses) == 2 and any(clause.negated for clause in clauses):
            return None  # 及时得满分；不及时不得分: what lies between is a person's
        levels = tuple(WordLevel(words=words, points=clause.points) for words, clause in found)
        doubts = wording.weight_notes()
        best = [level.points for level in levels]
        if None not in best and (top := wording.top_note(max(points or Decimal(0) for points in best))):
            doubts.append(top)
        notes = []
        if any(clause.bare for clause in clauses):
            notes.append("有一档只写了数字没有写“分”，按分数理解")
        if wording.target.value is not None:
            notes.append(f"指标值是 {wording.target.text}，细则却按词语分档；实际完成值要填细则里的词语才能计算")
        kind = cls(levels=levels, otherwise=wording.otherwise)
        return Reading(kind, (*doubts, *notes), not doubts, quantity_before(clauses[0].condition, seen[0]))

    def score(self, case: Case) -> Outcome:
        word = case.actual.text
        if not word or case.actual.has_digit:
            return Outcome(None, self.explain(), ("实际完成值没有填写，或不是评定用语",))
        for level in self.levels:
            if word in level.words:
                points = case.capped(case.weight if level.points is None else level.points)
                return Outcome(points, f"“{word}”得 {show(points)} 分")
        if self.otherwise is None:
            return Outcome(None, self.explain(), (f"细则里没有“{word}”一档",))
        points = case.capped(self.otherwise)
        return Outcome(points, f"“{word}”不在细则列出的各档，得 {show(points)} 分")

    def excel(self, refs: Refs, policy: Policy) -> str:
        a = refs.actual_text
        result = '""' if self.otherwise is None else native_capped(format(self.otherwise, "f"), refs, policy)
        for level in reversed(self.levels):
            points = refs.weight if level.points is None else format(level.points, "f")
            result = f"IF({is_one_of(level.words, a)},{native_capped(points, refs, policy)},{result})"
        return f'IF(OR({a}="",{has_digit(a)}),"",{result})'

    def explain(self, weight: Decimal | None = None, quantity: str = "") -> str:
        parts = [
            f"{_listed(lv.words)}得{full_points(weight) if lv.points is None else ' ' + show(lv.points) + ' 分'}"
            for lv in self.levels
        ]
        tail = "其余由人评分" if self.otherwise is None else f"其余 {show(self.otherwise)} 分"
        return (f"{quantity}：" if quantity else "") + "；".join([*parts, tail])


def _descends(points: list[Decimal | None], weight: Decimal) -> bool:
    """Whether better words come first, or last, as in a ladder; ①②③ items that add up do neither."""
    known = [weight or Decimal(10**6) if value is None else value for value in points]
    return all(a > b for a, b in pairwise(known)) or all(a < b for a, b in pairwise(known))


def quantity_before(condition: str, word: str) -> str:
    """What is graded: 垃圾清运及时 → 垃圾清运; '' where the word stands alone, or something long stands before it."""
    before = condition.partition(word)[0]
    return before if 2 <= len(before) <= 12 and "," not in before else ""


Words.examples = (
    Example("及时", "及时", "7", "7"),
    Example("及时", "基本及时", "7", "5"),
    Example("及时", "不太及时", "7", "2"),
    Example("及时", "拖延", "7", "0"),
    Example("及时", None, "7", None),
)
#: The ladder the examples are scored with.
EXAMPLE_WORDS = Words(
    levels=(
        WordLevel(words=("及时",)),
        WordLevel(words=("基本及时",), points=Decimal(5)),
        WordLevel(words=("不太及时",), points=Decimal(2)),
    ),
    otherwise=Decimal(0),
)
