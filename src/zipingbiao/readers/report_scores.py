"""Scores and full marks in the sentences of a passage, and what each of them is for."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.model.report import FigureKind, Of
from zipingbiao.readers.report_grades import read_grades
from zipingbiao.readers.report_scene import PROJECT, Scene
from zipingbiao.readers.report_subjects import Subject, named_in_clause, owner_of, resolve
from zipingbiao.readers.report_talk import BUDGETS, REACH_BACK
from zipingbiao.readers.report_tokens import Token
from zipingbiao.readers.report_words import REACH, Label, group_word, points_label, without_link

_FULL = Decimal(100)
_THIS = re.compile(r"(?:该项|本项|此项|该指标|本指标|本单位|实际)(?:指标)?$")
#: A standard: what would be given, not what was given.
_CONDITION = re.compile(
    r"否则|扣完|不得分|每(?:低|超|降|增|减|缺|少|多|下|高|一|出现)|如果?|若|凡|[≥≤><]\s*\d|以上[的，]?$|以下[的，]?$|的，?$|[（(]含[）)]|一般\d"
)
_OWN_POINTS = re.compile(r"[（(]$")
#: 自评得分：产出指标48分，效益指标30分
_LISTED = re.compile(r"得分(?:情况)?：")
_NOTHING_BETWEEN = re.compile(r"，?(?:自评|评价|实际|综合)*")
_SUMS = ("总分", "总分值")
_BRACKETED = re.compile(r"[）)]")
_THEN_SCORED = re.compile(r"，?(?:自评|实际|评价)?得分?\d")
_BEHIND_BRACKET = re.compile(r"[）)][^，。；]{0,8}$")
#: 得分＝（考核得分÷100）×8＝7.47分
_FORMULA = re.compile(r"(?<=得分)(?P<formula>=[^=，。；]{2,80}=)$")
_SELF = re.compile(r"自评|自我评价|得")
_WHOLE = re.compile(r"自评|评价|综合|项目|得")
_ABOUT_INDICATOR = re.compile(r"指标|目标值|分值|满分|权重|考核|测评")
_ABOUT_EVALUATION = re.compile(r"自评|评价|绩效|等级|等次")
_PROJECT_BEFORE = re.compile(r"(.{2,45}?(?:项目|专项|资金|经费|工程|[”\"]))(?=(?:支出)?(?:绩效)?(?:自评|评价|综合|总|得分|20))")
_MONEY = (*BUDGETS, "executed", "rate")
_HEAD = 24
_CLAUSE = re.compile(r"[，。；：]")


class _Group(NamedTuple):
    """A score or full marks whose parts may follow."""

    kind: FigureKind
    subject: Subject


class _Meaning(NamedTuple):
    kind: FigureKind
    of: Of
    indicator: str = ""
    why: str = ""


@dataclass(slots=True)
class _State:
    """Where the reader stands in a sentence.

    about      what the score behind the points just before is for: 产出指标满分50分，得分48分; 产出指标（50分）得48分
    """

    span: tuple[int, int]
    subject: Subject | None
    group: _Group | None = None
    year: int | None = None
    about: _Meaning | None = None


class Scorer:
    """Walks through the points of a passage; the percentages and amounts between them are only boundaries."""

    def __init__(self, scene: Scene, tokens: list[Token]) -> None:
        self.scene = scene
        self.text = scene.text
        self.part = scene.spot.part
        self.tokens = tokens
        self.owner = scene.named_at_start() or owner_of(self.part)
        #: where the amounts and rates of the passage stand, and their indices in scene.figures
        self.money = sorted((position, index) for index, position in scene.positions.items() if self._is_money(index))

    def _is_money(self, index: int) -> bool:
        return self.scene.figures[index].kind in _MONEY

    def run(self) -> None:
        """Reads the passage sentence by sentence."""
        index = 0
        group: _Group | None = None
        about: _Meaning | None = None
        for start, end in self.scene.sentences():
            state = _State((start, end), self.owner, group if self.text.startswith("其中", start) else None, about=about)
            before, skipped = start, False
            while index < len(self.tokens) and self.tokens[index].start < end:
                token = self.tokens[index]
                index += 1
                left = self.text[max(before, token.start - REACH) : token.start]
                if token.kind == "year":
                    state.year = int(token.number or 0) or None
                    continue
                # 分别为20分、28分: which is which is not told by the words beside them.
                skipped = "分别" in left[-6:] or (skipped and len(left) <= 1)
                if token.kind in ("points", "plain") and not skipped:
                    self._score(state, token, left)
                before = token.end
            group = state.group
            # 预算执行情况（10分）。全年预算350万元，…，得9.77分。
            about = state.about if end - start <= _HEAD else None
            if state.subject is not None:
                read_grades(self.scene, (start, end), state.subject, state.year)

    def _score(self, state: _State, token: Token, left: str) -> None:
        if token.number is None and not token.why:
            return
        if "；" in left:
            state.about = None
        state.subject = self._whose(state, token, left)
        formula = _FORMULA.search(self.text, max(state.span[0], token.start - 120), token.start)
        words = self.text[state.span[0] : formula.start("formula")][-REACH:] if formula else left
        label = points_label(words)
        if token.kind == "plain" and (label is None or not self._is_bare_score(token, left, label)):
            return
        if label is None:
            self._part_of(state, token, left)
            return
        if self.scene.spot.mode == "form":
            return
        meaning = self._meaning(state, token, label, words)
        if meaning is not None and meaning.kind == "score" and self.scene.spot.mode == "standard":
            return
        subject = self.owner if meaning is not None and meaning.of == "indicator" else state.subject
        if meaning is None or subject is None:
            return
        year = None if meaning.of == "indicator" else state.year
        self.scene.add(
            meaning.kind, token, subject, of=meaning.of, indicator=meaning.indicator, year=year,
            why=meaning.why, span=state.span,
        )  # fmt: skip
        state.group = _Group(meaning.kind, subject)
        is_part = meaning.kind == "points" and meaning.of != "total"
        state.about = _Meaning("score", meaning.of, meaning.indicator) if is_part else None

    def _whose(self, state: _State, token: Token, left: str) -> Subject | None:
        """Whose score it is: the project that the sentence named last; None where it means one without naming it."""
        *clauses, last = _CLAUSE.split(left)
        if (match := _PROJECT_BEFORE.match(last)) is not None:
            standing, subject = resolve(match.group(1), self.part)
            if standing == "named" and subject.scope == "project":
                return subject
        for clause in reversed(clauses):
            if (named := named_in_clause(clause, self.part)) is not None and named.scope == "project":
                return named
        start = state.span[0]
        index = bisect_left(self.money, (token.start,)) - 1
        if index >= 0 and self.money[index][0] >= start:
            figure = self.scene.figures[self.money[index][1]]
            if figure.scope == "project" and figure.subject:
                return Subject("project", figure.subject)
        is_unnamed = state.subject == self.owner and self.owner.scope == "department"
        back = max(start, token.start - REACH_BACK)
        return None if is_unnamed and PROJECT.search(self.text, back, token.start) else state.subject

    def _is_bare_score(self, token: Token, left: str, label: Label) -> bool:
        """综合评分为92.14 or 设定分值7, without 分."""
        is_end = token.end >= len(self.text) or self.text[token.end] in "，。；、）)"
        if label.kind == "points":
            return is_end and label.own.endswith("分值")
        return is_end and bool(without_link(left)[1]) and label.own != "得"

    # -- what a score is for ------------------------------------------------------------------------------------------

    def _meaning(self, state: _State, token: Token, label: Label, left: str) -> _Meaning | None:
        if label.kind == "points":
            return self._points(token, label)
        if label.of not in ("", "total", "indicator"):
            # 产出指标总分50分，自评得分46.5分.
            is_points = label.own in _SUMS and _THEN_SCORED.match(self.text, token.end)
            return _Meaning("points" if is_points else "score", label.of, "" if label.of == "execution" else label.phrase)
        if label.of == "indicator":
            return self._indicator_score(state, label, left)
        phrase = label.phrase[-6:]
        if label.own in _SUMS and not _SELF.search(phrase):
            if token.number == _FULL:
                return _Meaning("points", "total")
            if self.scene.spot.mode == "standard":
                # 总分为90分，另项目资金执行率为10分.
                return _Meaning("points", "indicators")
            if not _WHOLE.search(phrase):
                return None
        nearest, nearest_of = self.scene.group()
        is_own = not _SELF.search(phrase)
        is_next = _BEHIND_BRACKET.match(left) or _NOTHING_BETWEEN.fullmatch(label.phrase)
        if state.about is not None and (is_next or (is_own and label.of == "")):
            return state.about
        if is_own and nearest_of and label.own in ("综合得分", "得分", "评分"):
            return _Meaning("score", nearest_of, nearest)
        return _Meaning("score", "total") if label.of == "total" else self._unnamed(state, token)

    def _unnamed(self, state: _State, token: Token) -> _Meaning | None:
        """得分96分, with nothing before it."""
        if indicator := self.scene.indicator():
            return _Meaning("score", "indicator", indicator)
        before = self.text[max(state.span[0], token.start - REACH) : token.start]
        if _ABOUT_INDICATOR.search(before) or not _ABOUT_EVALUATION.search(before):
            return None
        return _Meaning("score", "total", why="没有写明是哪一项的得分，按总分理解")

    def _indicator_score(self, state: _State, label: Label, left: str) -> _Meaning | None:
        """…，得4分; 该项得满分3分."""
        is_stated = label.own in ("评分得", "得满分") or _THIS.search(label.phrase) is not None
        name = re.split(r"[，。；：、]", label.phrase)[-1]
        if not is_stated and (_CONDITION.search(left[-30:]) or len(name) > 2):
            return None
        if state.about is not None:
            return state.about
        if indicator := self.scene.indicator():
            return _Meaning("score", "indicator", indicator)
        nearest, nearest_of = self.scene.group()
        return _Meaning("score", nearest_of, nearest) if nearest_of else None

    def _points(self, token: Token, label: Label) -> _Meaning | None:
        if label.of:
            return _Meaning("points", label.of, "" if label.of == "execution" else label.phrase)
        if token.number == _FULL:
            return _Meaning("points", "total")
        if indicator := self.scene.indicator():
            return _Meaning("points", "indicator", indicator)
        nearest, nearest_of = self.scene.group()
        return _Meaning("points", nearest_of, nearest) if nearest_of else None

    def _part_of(self, state: _State, token: Token, left: str) -> None:
        """产出指标48分 among the parts of a score; 产出指标（50分） and 产出指标50分，得 before one."""
        plain, _ = without_link(left)
        if self.scene.spot.mode == "form" or state.subject is None:
            return
        if state.group is None and _LISTED.search(self.text, state.span[0], token.start):
            state.group = _Group("score", state.subject)
        is_bracket = _OWN_POINTS.search(plain) is not None
        is_points = _BRACKETED.match(self.text, token.end) if is_bracket else _THEN_SCORED.match(self.text, token.end)
        name, of = group_word(plain[:-1] if is_bracket else plain)
        if not of or not (is_points or (state.group is not None and not is_bracket)):
            return
        indicator = "" if of == "execution" else name
        kind = "points" if is_points or state.group is None else state.group.kind
        self.scene.add(kind, token, state.subject, of=of, indicator=indicator, year=state.year, span=state.span)
        state.about = _Meaning("score", of, indicator) if is_points else None
