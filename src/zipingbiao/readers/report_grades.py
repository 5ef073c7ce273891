"""Grades that a report gives, and the points behind its headings. Scores inside sentences are read elsewhere."""

from __future__ import annotations

import re

from zipingbiao.model.report import Of
from zipingbiao.readers.report_scene import Scene, group_of, indicator_name
from zipingbiao.readers.report_subjects import Subject, owner_of
from zipingbiao.readers.report_tokens import Token

_WORDS = r"(?P<grade>优秀|优良|优|良好|良|中等|中|合格|一般|较差|差|不合格)"
_END = r"(?=[。，；）)！]|$)"
_GRADES = (
    re.compile(
        r"(?:等级|级别|等次|档次|评定|评级|评定结果|评价结果|自评结果|评价结论|自评结论|综合结论|总体评价|自评|评价|评)(?:确定|判定|评定|结果)?"
        rf"(?:为|是|：|属于|达到|列为|定为)[“\"‘'《【]?{_WORDS}[”\"’'》】]?(?:级|等级|等次|等|档)?{_END}"
    ),
    re.compile(rf"(?:评价|自评|评定|绩效)(?:等级|等次){_WORDS}{_END}"),
    re.compile(rf"(?:等级|级别|等次)[“\"‘']{_WORDS}[”\"’'](?:级|等级|等次)?{_END}"),
    re.compile(rf"(?:属于|达到|处于|评定为|定为|评为)[“\"‘']?{_WORDS}[”\"’']?(?:等级|等次|级别|级){_END}"),
)
#: Before a grade: the scores that would earn it.
_BAND = re.compile(r"\d分?(?:[（(]不?含[）)])?(?:及?以上|以下|[-~—–至到]\d|之间)|[≥≤><]\d|分数?段|的，|如|若")
_GRADE_OF = re.compile(r"(?:的|，)(?:项目|单位|指标)?(?:\d+|[一二三四五六七八九十]+)(?:个|项|家)")
_LOOK_BACK = 30


def read_grades(scene: Scene, span: tuple[int, int], subject: Subject, year: int | None) -> None:
    """Writes the grades of a sentence down; `subject` is what the sentence gave a score to."""
    if scene.spot.mode in ("form", "standard"):
        return
    text, (start, end) = scene.text, span
    seen: set[int] = set()
    for pattern in _GRADES:
        for match in pattern.finditer(text, start, end):
            position = match.start("grade")
            before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
            clause = before[max(before.rfind("，") - 12, 0) :] if "，" in before else before
            if position in seen or (_BAND.search(clause) and "得分率" not in before):
                continue
            if _GRADE_OF.match(text, match.end()):
                continue
            seen.add(position)
            token = Token("plain", position, match.end("grade"), match["grade"], None, None)
            name, of = scene.group()
            scene.add("grade", token, subject, of=of or "total", indicator=name, year=year, span=span)


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
        kind_of: Of = of or "indicator"
        scene.add("points", last, owner_of(scene.spot.part), of=kind_of, indicator=indicator)
