"""What the figures of one passage have in common: the report, the headings, the place; and how a figure is written down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from zipingbiao.base.text import excerpt
from zipingbiao.model.report import FigureKind, Of, ReportFigure
from zipingbiao.model.values import Place, Value
from zipingbiao.readers.report_outline import Heading, Spot
from zipingbiao.readers.report_subjects import Subject, named_in_clause, owner_of, resolve
from zipingbiao.readers.report_tokens import Token

_SENTENCE_END = re.compile(r"[。！？!?]")
_EXCERPT = 160
#: A sentence that speaks of a project without naming it says nothing about the department.
PROJECT = re.compile(r"项目(?!支出|资金|经费|预算|全年|年初)|专项(?!资金|经费|支出)|工程")
_POINTS_BEHIND = re.compile(r"[（(]\d[\d.]*分[）)]$")
_NAME_END = re.compile(r"[≥≤><=：]|[，。；]")
_GROUPS: dict[str, Of] = {"产出": "output", "效益": "benefit", "效果": "benefit", "满意度": "satisfaction", "成本": "cost"}
_GROUP_HEADING = re.compile(
    r"(?:项目|部门|整体|部门整体)?(?P<group>产出|效益|效果|满意度|成本|决策|过程|投入|管理|产出及效率|产出与效益|产出及效益|履职效能|履职效果|履职产出)"
    r"(?:类)?(?:完成|实现|得分|绩效|目标|指标)*(?:情况)?(?:分析|说明)?"
)
_NO_INDICATOR = re.compile(
    r"情况|分析|说明|结论|概况|工作开展|问题|措施|经验|评价|建议|目标$|目标\d|^实际完成|^年度指标|报告|自评|原因|支出|预算(?!完成率|执行率|控制率)"
)
#: Below the heading of an indicator: 指标目标值100%，设定分值3分，…; 本指标值1.5分，评分得0.83分.
_ON_INDICATOR = re.compile(r"(?:[^：，。；]{2,40}：)?(?:本|该|年度)?指标(?:目标)?值|设定分值")
#: Below it the points are those of 预算执行率.
_EXECUTION_HEADING = re.compile(r"(?:项目|部门|整体|资金|预算|支出)*执行(?:率|情况|得分|分析)*")
#: The item explains why an indicator was not reached; its amounts need not be those of the whole.
_UNREACHED = re.compile(r"(?:未|没有)(?:能)?(?:达到|完成|达标|实现)")
#: 数量指标：培训人数，目标值200人，…
_NAMED_HERE = re.compile(r"(?:数量|质量|时效|成本|[经济社会生态]{2}效益|可持续影响|满意度)指标：([^，。；：\d]{2,30})，")
#: D 未能完成规模以上工业产值目标108亿元。
_RESULT = re.compile(r"(?:未能|超额|圆满|基本|全面|已|未)?完成(?P<name>.{2,30}?)(?:预计)?目标")
_WITHIN_INDICATOR = re.compile(r"(?:实际|指标|目标|年度|完成|得分)*(?:完成|指标|目标)?(?:值|情况|分析|说明)$")
_TOPICS = re.compile(r"“?三公”?经费|会议费|培训费|机关运行经费|政府采购|公务接待费|公用经费|人员经费")
_PROJECT_HEADING = re.compile(r"(?:项目|专项|资金|经费|工程|补助|补贴)$")
_FUNCTION = re.compile(r"[（(][类款项][）)]$")
_WORK_HEADING = re.compile(
    r"^(?:加强|推进|完善|做好|提高|强化|规范|落实|开展|建立|健全|保障|进一步|合理|严格|统筹|优化|深化|使用|资金|项目|预算|经费|主要|财政|"
    r"管理|申报|本|专项资金$|绩效)"
)


@dataclass(slots=True)
class Scene:
    """A passage with its surroundings, collecting figures."""

    spot: Spot
    file: str | None
    counter: str
    figures: list[ReportFigure] = field(default_factory=list)
    #: index in `figures` → where in the passage the figure stands
    positions: dict[int, int] = field(default_factory=dict)
    _sentences: list[tuple[int, int]] = field(default_factory=list)
    _places: dict[int, Place] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The passage."""
        return self.spot.passage.text

    def sentences(self) -> list[tuple[int, int]]:
        """The sentences of the passage as ranges."""
        if not self._sentences:
            ends = [match.end() for match in _SENTENCE_END.finditer(self.text)]
            if not ends or ends[-1] < len(self.text):
                ends.append(len(self.text))
            self._sentences = list(pairwise([0, *ends]))
        return self._sentences

    def add(
        self,
        kind: FigureKind,
        token: Token,
        subject: Subject,
        *,
        of: Of = "",
        indicator: str = "",
        year: int | None = None,
        why: str = "",
        span: tuple[int, int] | None = None,
    ) -> ReportFigure:
        """Writes a figure down; `span` is the range of its sentence."""
        value = Value(
            text=token.text, number=token.number, step=token.step, unit=token.unit, place=self.place(token.start)
        )
        start, end = span or (0, len(self.text))
        start, end = max(start, token.start - _EXCERPT), min(end, token.end + _EXCERPT)
        sentence = self.text[start:end]
        figure = ReportFigure(
            kind=kind,
            value=value,
            of=of,
            scope=subject.scope,
            subject=subject.name,
            within=subject.within,
            source=subject.source,
            indicator=indicator,
            year=year,
            approximate=token.approximate,
            sentence=_around(sentence, token.start - start),
            why="；".join(part for part in (token.why, why, subject.why) if part),
        )
        self.positions[len(self.figures)] = token.start
        self.figures.append(figure)
        return figure

    def place(self, position: int) -> Place:
        """Where a person finds a position of the passage: the heading above it and the line or paragraph."""
        line = self.spot.passage.line_at(position)
        if line not in self._places:
            heading = next((h.title for h in reversed(self.spot.path) if not h.is_lead), self.spot.part.title)
            self._places[line] = Place(
                file=self.file, sheet=excerpt(heading, 30) or None, cell=f"第{line}{self.counter}"
            )
        return self._places[line]

    # -- what the headings say ----------------------------------------------------------------------------------------

    def topic(self) -> Subject | None:
        """Whom a figure belongs to where the sentence names nobody; None where a fragment cannot tell."""
        if self.spot.passage.fragment:
            return None
        if self.spot.path and self.spot.path[-1].is_lead and _UNREACHED.search(self.spot.path[-1].title):
            return None
        for heading in reversed(self.spot.path):
            if heading.is_lead or heading.level <= 1:
                continue
            if (found := self._topic_of(heading)) is not None:
                return found
        if self.inside_indicator():
            return None
        return owner_of(self.spot.part)

    def inside_indicator(self) -> bool:
        """Whether the passage explains one indicator: its 预算 and 支出 may be those of the indicator alone."""
        for heading in self.spot.path:
            if _POINTS_BEHIND.search(heading.title) or (not heading.is_lead and group_of(heading.title)[1]):
                return self.indicator() != ""
        return False

    def named_at_start(self) -> Subject | None:
        """The project that the whole passage is about: 高中助学金项目绩效自评综述：…."""
        head, colon, _ = self.text[:60].partition("：")
        return named_in_clause(head, self.spot.part) if colon and "，" not in head and "。" not in head else None

    def lists_projects(self) -> bool:
        """Whether the passage is an item under a heading such as 3.项目支出情况."""
        return self.spot.passage.level > 0 and any("项目支出" in heading.title for heading in self.spot.path)

    def _topic_of(self, heading: Heading) -> Subject | None:
        title = _POINTS_BEHIND.sub("", heading.title)
        part = self.spot.part
        if (topic := _TOPICS.search(title)) is not None:
            return Subject("group", topic.group(), part.project)
        if _FUNCTION.search(title):
            return Subject("group", title, part.project)
        if not part.project:
            basic, projects = "基本支出" in title, "项目支出" in title and "绩效" not in title
            if basic != projects:
                return Subject("basic_expenditure" if basic else "project_expenditure")
        if _PROJECT_HEADING.search(title) and not _WORK_HEADING.search(title) and heading.level >= 3:
            standing, subject = resolve(title, part)
            if standing == "named":
                return subject
        return None

    def group(self) -> tuple[str, Of]:
        """The group of indicators that the nearest heading names; ('', '') where it names none."""
        for heading in reversed(self.spot.path):
            if heading.is_lead:
                continue
            if _EXECUTION_HEADING.fullmatch(_POINTS_BEHIND.sub("", heading.title)):
                return "", "execution"
            return group_of(heading.title)
        return "", ""

    def indicator(self) -> str:
        """The indicator that the passage itself or the nearest heading or item names, '' where none does."""
        if (named := _NAMED_HERE.match(self.text)) is not None:
            return named.group(1)
        is_sure = _ON_INDICATOR.match(self.text) is not None
        for heading in reversed(self.spot.path):
            if heading.nested or (heading.is_lead and not heading.style) or _WITHIN_INDICATOR.match(heading.title):
                continue
            return indicator_name(heading.title, is_sure)
        return ""


def group_of(title: str) -> tuple[str, Of]:
    """The group of indicators in a heading such as （一）项目产出情况; ('', '') for 经济效益, which is inside one."""
    match = _GROUP_HEADING.fullmatch(_POINTS_BEHIND.sub("", title))
    if match is None:
        return "", ""
    of = _GROUPS.get(match["group"], "group")
    return (match["group"] + "指标" if of != "group" else match["group"]), of


def indicator_name(title: str, is_sure: bool = False) -> str:
    """The name of an indicator in a heading such as （2）预算控制率（5分）; '' where the heading is no indicator's.

    `is_sure` where the text below says that it is about an indicator, whatever the heading looks like.
    """
    name = _POINTS_BEHIND.sub("", title).strip("：")
    if is_sure and (result := _RESULT.match(name)) is not None:
        name = result["name"]
    name = _NAME_END.split(name)[0].strip()
    if name.count("（") + name.count("(") > name.count("）") + name.count(")"):
        name = re.split(r"[（(]", name)[0]
    if not 2 <= len(name) <= 40 or (not is_sure and _NO_INDICATOR.search(name)) or group_of(name)[1]:
        return ""
    return name


def _around(sentence: str, position: int) -> str:
    """The part of a long sentence that the figure stands in."""
    if len(sentence) <= _EXCERPT:
        return sentence.strip()
    start = max(0, min(position - _EXCERPT // 2, len(sentence) - _EXCERPT))
    return ("…" if start else "") + excerpt(sentence[start:], _EXCERPT)
