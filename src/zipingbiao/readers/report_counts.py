"""How many projects, goals and indicators a sentence counts, and how many of them it calls completed."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import zip_longest

from zipingbiao.model.report import Of
from zipingbiao.readers.report_scene import Scene
from zipingbiao.readers.report_subjects import Subject, owner_of
from zipingbiao.readers.report_tokens import Token

_NUMBER = r"(?P<number>\d{1,4})(?![\d.,])"
_COUNTER = re.compile(r"大类|[个项条类]")
_COUNTED = re.compile(r"\d(?:个|项|条|大类|类)")
_KIND_OF_INDICATOR = (
    r"(?<!一级)(?<!二级)(?:三级|年度|部门|绩效|(?:产出|效益|满意度|成本|过程|数量|质量|时效|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|"
    r"社会公众或服务对象满意度|定量|定性|核心|共性|个性)(?:绩效|类)?)*指标"
)
_INDICATORS = re.compile(
    rf"(?P<name>{_KIND_OF_INDICATOR})(?:共设置|共设定|共有|共计|共|合计|总计|总数为|总数|数量为|为|有|设置了?|设定了?)?{_NUMBER}(?:个|项|条)"
    rf"|{_NUMBER.replace('number', 'other')}(?:个|项|条)(?P<behind>{_KIND_OF_INDICATOR})(?!未|没|达到|达标|完成|实现|超额|均|全部)"
)
_GOALS = re.compile(
    rf"(?:绩效|年度|总体|整体)(?:绩效)?目标(?:共设置|共设定|共有|共计|共|为|有)?{_NUMBER}(?:大类|个|项|类)(?!指标)"
    rf"|{_NUMBER.replace('number', 'other')}(?:大类|个|项|类)(?:年度)?(?:绩效|总体|年度|整体)(?:绩效)?目标"
)
_PROJECTS = re.compile(
    rf"(?:涉及|纳入|涵盖|覆盖|包括|包含|实施|安排|开展|组织|自评|共有|设有)[^，。；]{{0,14}}?(?:[一二]级|预算|支出|财政|专项|绩效自评|自评)*项目(?:共计|共|合计|总计|数量?为?)?{_NUMBER}个"
    rf"|(?:涉及|纳入|涵盖|覆盖|包括|包含|实施|安排|开展|组织|对|共有?|共计|合计){_NUMBER.replace('number', 'other')}个"
    r"(?:[一二]级|预算|财政|专项|支出|部门|绩效)*项目"
)
_PROJECT_CONTEXT = re.compile(r"绩效|自评|预算|项目支出")
_NO_PROJECT_CONTEXT = re.compile(r"招商|签约|招标|开工|引进|合作|投资项目|申报|获批")
_COMPLETED = re.compile(rf"(?<![未])(?:完成|达标|实现|达到)(?:了|的|指标|目标|任务)*{_NUMBER}(?:个|项|条)(?![\u4e00-\u9fff]*(?:项目|任务))")
_SOME = re.compile(
    rf"{_NUMBER}(?:个|项|条)(?:绩效)?指标(?:均已|均|全部|超额|已)*(?:(?P<done>达到|达标|完成|实现)|(?P<open>未|没))"
)
_UNMET = re.compile(rf"(?:未完成|未达标|未达到|未实现|未能完成)(?:的|指标|目标|有)*{_NUMBER}(?:个|项|条)"
    rf"|{_NUMBER.replace('number', 'other')}(?:个|项|条)(?:未完成|未达标|未达到|未实现|未能完成)")
_ALL = re.compile(r"均?已?(?:全部|均已|均)(?:按时|按期|如期|圆满)?(?:完成|达标|达到预期|实现)")
_OF_INDICATORS = frozenset({"indicators", "completed_indicators", "unmet_indicators"})
_TARGET_LIST = re.compile(r"目标\d+[：:]")


def read_counts(scene: Scene) -> None:
    """Writes the counts of a passage down."""
    if scene.spot.mode in ("form", "standard"):
        return
    if "指标" not in scene.text and "目标" not in scene.text and "项目" not in scene.text:
        return
    for start, end in scene.sentences():
        if not _COUNTED.search(scene.text, start, end):
            continue
        # The sentences that count are short; the rest of a long one is prose.
        _Sentence(scene, start, min(end, start + 2000)).run()


class _Sentence:
    def __init__(self, scene: Scene, start: int, end: int) -> None:
        self.scene = scene
        self.span = start, end
        self.text = scene.text
        self.owner = owner_of(scene.spot.part)

    def run(self) -> None:
        start, end = self.span
        for match in _SOME.finditer(self.text, start, end):
            self._add("completed_indicators" if match["done"] else "unmet_indicators", _token(match), "")
        heads = self._heads(start, end)
        for head, following in zip_longest(heads, heads[1:]):
            _, of, name, token = head
            self._add(of, token, name)
            if of in ("goals", "indicators"):
                self._completed((of, name, token), token.end, following[0] if following else end)

    def _heads(self, start: int, end: int) -> list[tuple[int, Of, str, Token]]:
        """What is counted in a range, from left to right."""
        found: list[tuple[int, Of, str, Token]] = []
        for match in _INDICATORS.finditer(self.text, start, end):
            found.append((match.start(), "indicators", _named(match["name"] or match["behind"]), _token(match)))
        for match in _GOALS.finditer(self.text, start, end):
            found.append((match.start(), "goals", "", _token(match)))
        if _PROJECT_CONTEXT.search(self.text, *self.span) and not _NO_PROJECT_CONTEXT.search(self.text, *self.span):
            for match in _PROJECTS.finditer(self.text, start, end):
                found.append((match.start(), "projects", "", _token(match)))
        return sorted(found, key=lambda entry: entry[0])

    def _completed(self, last: tuple[Of, str, Token], start: int, end: int) -> None:
        """How many of them were completed, in the words right behind."""
        of, name, token = last
        stop = next((i for i in range(start, end) if self.text[i] in "；。"), end)
        done: Of = "completed_goals" if of == "goals" else "completed_indicators"
        if (match := _COMPLETED.search(self.text, start, stop)) is not None:
            self._add(done, _token(match), name)
        elif _ALL.match(self.text, start, stop) or _ALL.match(self.text, start + 1, stop):
            self._add(done, token, name)
        if of == "indicators" and (match := _UNMET.search(self.text, start, stop)) is not None:
            self._add("unmet_indicators", _token(match), name)

    def _add(self, of: Of, token: Token, name: str) -> None:
        subject = Subject("department") if of == "projects" else self.owner
        if of in _OF_INDICATORS and not name:
            name = self.scene.group()[0]  # 共3项指标 below 产出情况
        self.scene.add("count", token, subject, of=of, indicator=name, span=self.span)


def _named(words: str) -> str:
    """The name of a group of indicators, '' for all of them."""
    name = re.sub(r"绩效|年度|部门|[一二三]级", "", words)
    return "" if name == "指标" else name


def _token(match: re.Match[str]) -> Token:
    group = "number" if match["number"] or "other" not in match.re.groupindex else "other"
    digits = match[group]
    end = match.end(group)
    counter = _COUNTER.match(match.string, end)
    unit = counter.group() if counter else ""
    return Token("count", match.start(group), end + len(unit), digits + unit, Decimal(digits), Decimal(1), unit)
