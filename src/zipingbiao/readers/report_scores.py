"""Scores, full marks and grades of one passage, and what each of them is for."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.model.report import FigureKind, Of
from zipingbiao.readers.report_scene import Scene, group_of, indicator_name
from zipingbiao.readers.report_subjects import Subject, owner_of, resolve
from zipingbiao.readers.report_tokens import Token
from zipingbiao.readers.report_words import REACH, Label, group_word, points_label, without_link

_FULL = Decimal(100)
_THIS = re.compile(r"(?:该项|本项|此项|该指标|本指标|本单位|实际)(?:指标)?$")
#: A standard: what would be given, not what was given.
_CONDITION = re.compile(
    r"否则|扣完|不得分|每(?:低|超|降|增|减|缺|少|多|下|高|一|出现)|如果?|若|凡|[≥≤><]\s*\d|以上[的，]?$|以下[的，]?$|的，?$|[（(]含[）)]|一般\d"
)
#: 得分＝（考核得分÷100）×8＝7.47分
_FORMULA = re.compile(r"(?<=得分)(?P<formula>=[^=，。；]{2,80}=)$")
_OWN_POINTS = re.compile(r"[（(]$")
_BEHIND_BRACKET = re.compile(r"[）)][^，。；]{0,8}$")
_GRADE = re.compile(
    r"(?:等级|级别|等次|档次|评定|评级|评定结果|评价结果|自评结果|评价结论|自评结论|综合结论|自评|评价|评定|评)(?:确定|判定|评定|结果)?"
    r"(?:为|是|：|属于|达到|列为|定为)[“\"‘'《【]?(?P<grade>优秀|优良|优|良好|良|中等|中|合格|一般|较差|差|不合格)[”\"’'》】]?(?:级|等级|等次|等|档)?"
    r"(?=[。，；）)！]|$)"
)
_BAND = re.compile(r"\d分?(?:[（(]不?含[）)])?(?:及?以上|以下|[-~—至到]\d|之间)|[≥≤><]\d|分数?段|的，|如|若")
_GRADE_OF = re.compile(r"(?:的|，)(?:项目|单位|指标)?(?:\d+|[一二三四五六七八九十]+)(?:个|项|家)")


class _Group(NamedTuple):
    """A statement like 产出指标满分50分 whose parts may follow."""

    kind: FigureKind
    subject: Subject


class Scorer:
    """Walks through the points of a passage; the percentages and amounts between them are only boundaries."""

    def __init__(self, scene: Scene, tokens: list[Token]) -> None:
        self.scene = scene
        self.text = scene.text
        self.part = scene.spot.part
        self.tokens = tokens
        self.owner = owner_of(self.part)
        #: the group of 产出指标（50分） right before a score
        self.bracketed: tuple[str, Of] | None = None

    def run(self) -> None:
        """Reads the passage sentence by sentence."""
        index = 0
        group: _Group | None = None
        for start, end in self.scene.sentences():
            before = start
            subject: Subject | None = None
            year: int | None = None
            if not self.text.startswith("其中", start):
                group = None
            while index < len(self.tokens) and self.tokens[index].start < end:
                token = self.tokens[index]
                index += 1
                left = self.text[max(before, token.start - REACH) : token.start]
                if token.kind == "year":
                    year = int(token.number or 0) or None
                    continue
                if token.kind in ("points", "plain"):
                    subject = self._named_in(left) or subject
                    kind = self._score((start, end), token, left, group, subject or self.owner, year)
                    if kind is not None:
                        group = _Group(kind, subject or self.owner)
                before = token.end
            self._grades(start, end, subject or self.owner, year)

    def _named_in(self, left: str) -> Subject | None:
        """The project that a sentence names before its score."""
        phrase = re.split(r"[，。；：]", left)[-1]
        match = re.match(r"(.{2,45}?(?:项目|专项|资金|经费|工程|[”\"]))(?=(?:支出)?(?:绩效)?(?:自评|评价|综合|总|得分|20))", phrase)
        if match is None:
            return None
        standing, subject = resolve(match.group(1), self.part)
        return subject if standing == "named" and subject.scope == "project" else None

    def _score(
        self,
        span: tuple[int, int],
        token: Token,
        left: str,
        group: _Group | None,
        subject: Subject,
        year: int | None,
    ) -> FigureKind | None:
        """Writes the score down; returns its kind where parts of it may follow."""
        if token.number is None and not token.why:
            return None
        formula = _FORMULA.search(self.text, max(span[0], token.start - 120), token.start)
        label = points_label(self.text[span[0] : formula.start("formula")][-REACH:] if formula else left)
        if token.kind == "plain" and (label is None or not self._is_bare_score(token, left, label)):
            return None
        if label is None:
            return self._part(span, token, left, group, year)
        if self.bracketed and _BEHIND_BRACKET.match(left) and label.kind == "score" and label.of in ("", "total"):
            self._write("score", token, *self.bracketed[::-1], span, year, subject)
            return None
        if self.scene.spot.mode == "form" or (self.scene.spot.mode == "standard" and label.kind == "score"):
            return None
        kind, of, indicator, why = self._what(token, label, left)
        if not kind:
            return None
        year = None if of == "indicator" else year
        self.scene.add(kind, token, subject, of=of, indicator=indicator, year=year, why=why, span=span)
        return kind

    def _is_bare_score(self, token: Token, left: str, label: Label) -> bool:
        """综合评分为92.14, without 分."""
        linked = without_link(left)[1]
        return bool(linked) and label.kind == "score" and label.own not in ("得",) and self._ends(token.end)

    def _ends(self, position: int) -> bool:
        return position >= len(self.text) or self.text[position] in "，。；、）)"

    def _what(self, token: Token, label: Label, left: str) -> tuple[FigureKind | None, Of, str, str]:
        """Kind, of, indicator and what was guessed; None as kind where it cannot be told."""
        nearest, nearest_of = self.scene.group()
        indicator = self.scene.indicator()
        if label.kind == "points":
            return self._points(token, label, nearest, nearest_of, indicator)
        if label.of not in ("", "total", "indicator"):
            return "score", label.of, label.phrase if label.of != "execution" else "", ""
        if label.of == "indicator":
            is_stated = label.own in ("评分得", "得满分") or _THIS.search(label.phrase) is not None
            name = re.split(r"[，。；：、]", label.phrase)[-1]
            if not is_stated and (_CONDITION.search(left[-30:]) or len(name) > 2):
                return None, "", "", ""
            if indicator:
                return "score", "indicator", indicator, ""
            return ("score", nearest_of, nearest, "") if nearest_of else (None, "", "", "")
        if label.own in ("总分", "总分值") and token.number == _FULL and not re.search(r"自评|得|评价$", label.phrase[-6:]):
            return "points", "total", "", ""
        if label.own == "总分" and not re.search(r"自评|评价|综合|项目|得", label.phrase[-6:]):
            return None, "", "", ""
        if nearest_of and label.own in ("综合得分", "得分", "评分") and not re.search(r"自评|评价", label.phrase[-6:]):
            return "score", nearest_of, nearest, ""
        if label.of == "" and indicator:
            return "score", "indicator", indicator, ""
        if label.of == "":
            return "score", "total", "", "没有写明是哪一项的得分，按总分理解"
        return "score", "total", "", ""

    def _points(
        self, token: Token, label: Label, nearest: str, nearest_of: Of, indicator: str
    ) -> tuple[FigureKind | None, Of, str, str]:
        if label.of:
            return "points", label.of, label.phrase if label.of != "execution" else "", ""
        if token.number == _FULL:
            return "points", "total", "", ""
        if indicator:
            return "points", "indicator", indicator, ""
        return ("points", nearest_of, nearest, "") if nearest_of else (None, "", "", "")

    def _part(
        self, span: tuple[int, int], token: Token, left: str, group: _Group | None, year: int | None
    ) -> FigureKind | None:
        """产出指标48分 among the parts of a score, 产出指标（50分） before one."""
        plain, _ = without_link(left)
        if _OWN_POINTS.search(plain) and self.text[token.end : token.end + 1] in ("）", ")"):
            name, of = group_word(plain[:-1])
            if of and self.scene.spot.mode != "form":
                self._write("points", token, of, name, span, year)
                self.bracketed = name, of
            return None
        if group is None:
            return None
        name, of = group_word(plain)
        if of:
            self._write(group.kind, token, of, name, span, year, group.subject)
            return group.kind
        return None

    def _write(
        self,
        kind: FigureKind,
        token: Token,
        of: Of,
        name: str,
        span: tuple[int, int],
        year: int | None,
        subject: Subject | None = None,
    ) -> None:
        indicator = "" if of in ("execution", "total") else name
        self.scene.add(kind, token, subject or self.owner, of=of, indicator=indicator, year=year, span=span)

    def _grades(self, start: int, end: int, subject: Subject, year: int | None) -> None:
        if self.scene.spot.mode in ("form", "standard"):
            return
        for match in _GRADE.finditer(self.text, start, end):
            before = self.text[max(start, match.start() - 30) : match.start()]
            if _BAND.search(before[before.rfind("，") - 12 if "，" in before else 0 :]) and "得分率" not in before:
                continue
            if _GRADE_OF.match(self.text, match.end()):
                continue
            position = match.start("grade")
            token = Token("plain", position, match.end("grade"), match["grade"], None, None)
            name, of = self.scene.group()
            named = self._named_in(self.text[max(start, match.start() - REACH) : match.start()])
            self.scene.add("grade", token, named or subject, of=of or "total", indicator=name, year=year, span=(start, end))


def heading_points(scene: Scene, tokens: list[Token]) -> None:
    """The points behind a heading: 3.1 投入（13分）, （1）预算完成率（5分）."""
    text = scene.text.rstrip("：。")
    last = tokens[-1] if tokens else None
    if last is None or last.kind != "points" or text[last.end :] not in ("）", ")") or text[last.start - 1] not in "（(":
        return
    if scene.spot.mode == "form" or last.number is None:
        return
    name, of = group_of(text)
    indicator = name or indicator_name(text)
    if indicator:
        scene.add("points", last, owner_of(scene.spot.part), of=of or "indicator", indicator=indicator)
