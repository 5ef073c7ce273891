"""What a sentence is talking about while its figures are read from left to right, and whose figure one without a name is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.model.report import FigureKind
from zipingbiao.readers.report_goals import REVIEW
from zipingbiao.readers.report_outline import Spot
from zipingbiao.readers.report_scene import PROJECT, Scene
from zipingbiao.readers.report_subjects import Subject, owner_of
from zipingbiao.readers.report_tokens import Token
from zipingbiao.readers.report_words import Label

#: What a figure was used for; its parts may follow behind 其中.
USED_FOR = re.compile(r"(?:主要|具体)?(?:是)?用于")
PART_OF = re.compile(r"[（(]?其中")
#: Behind a figure: it describes other things (预算100万元以上的项目, 执行率为100%的项目).
DESCRIBES = re.compile(
    r"(?:[（(]含[）)])?(?:及?以上|及?以下|以内)?的(?:项目|单位|部门|指标|企业|设备|资金|不得|得|计|预算范围|范围|为|，|扣)|"
    r"，?(?:得|计)满分|，?(?:不得分|每)"
)
#: 18个项目全年预算数合计
_SEVERAL = re.compile(r"\d个(?:[一二]级|预算|部门|专项|支出|财政)*项目[^，。；]{0,16}(?:合计|总计|共|总)[^，。；]{0,8}$")
_BOUNDARY = "，。；：！？"
REACH_BACK = 200
_OURSELVES = re.compile(r"本(?:部门|单位|局|委|厅|办|院|校|中心)|我(?:部门|单位|局|委|厅|办|院|校|中心)|部门整体")
BUDGETS = ("budget", "initial_budget")


class Head(NamedTuple):
    """The figure that parts are parts of."""

    kind: FigureKind
    subject: Subject
    end: int


@dataclass(slots=True)
class Talk:
    """What the sentence is talking about at a certain point.

    span        the range of the sentence
    subject     what was named last
    foreign     something was named that is no project and no part
    reason      the reasons of a difference are being given
    head        the last figure of a whole; parts may follow
    in_parts    其中 was read behind it
    part        a part with words of its own was read: what follows without a name may be its expenditure
    aside       其中 was read behind something that is no figure of ours
    compared    the year of a comparison (与2018年…相比): only for the next figure
    reached     what was reported last, to which 完成全年任务…的 refers; `is_written` once it is written down
    task_end    where the target of such a statement ended
    """

    span: tuple[int, int]
    subject: Subject | None = None
    foreign: bool = False
    reason: bool = False
    head: Head | None = None
    in_parts: bool = False
    parts: int = 0
    by_semicolon: bool = False
    part: str = ""
    aside: bool = False
    year: int | None = None
    compared: int | None = None
    last_money: str = ""
    reached: Token | None = None
    is_written: bool = False
    task_end: int = -1
    opened: list[tuple[int, Subject | None]] = field(default_factory=list)

    @property
    def is_inside(self) -> bool:
        """Whether a figure stands among the parts of another one: behind 其中, or in brackets right behind it."""
        if self.head is None:
            return False
        return self.in_parts or bool(self.opened and self.opened[-1][0] == self.head.end)

    @property
    def at_year(self) -> int | None:
        """The year of the next figure."""
        return self.compared or self.year

    def note_foreign(self) -> None:
        """Something was named that is nobody's budget."""
        if self.subject is None and not (self.aside or self.opened):
            self.foreign = True

    def note_subject(self, subject: Subject) -> None:
        """Something was named whose figures may follow."""
        if not (self.aside or self.opened):
            self.subject = subject


@dataclass(slots=True)
class Carried:
    """What a passage leaves to the next one: the figure whose parts follow in passages of their own.

    is_list     numbered items follow, each with one figure
    level       of the passage that announced the parts: the next one of this level is none of them
    last        the last figure of the passage just before, for 主要用于…，其中：…
    of_projects the items are projects
    """

    head: Head | None = None
    is_list: bool = False
    of_projects: bool = False
    level: int = 0
    last: Head | None = None

    def drop(self) -> None:
        """Nothing follows any more."""
        self.head, self.is_list, self.of_projects, self.level = None, False, False, 0

    def pass_over(self, spot: Spot) -> None:
        """A passage without figures; a heading ends a list."""
        self.last = None
        if spot.is_heading and (spot.passage.level or not spot.passage.text.endswith("：")):
            self.drop()
        elif self.head is not None and "项目支出" in spot.passage.text:
            self.of_projects = True


class SentenceReader:
    """What the readers of amounts and of percentages share."""

    def __init__(self, scene: Scene, item: Subject | None = None) -> None:
        self.scene = scene
        self.text = scene.text
        self.part = scene.spot.part
        self.owner = owner_of(self.part)
        #: 年初预算为 in the sentence behind 一般公共服务支出(类)商贸事务(款)行政运行(项)。
        self.item = item

    def whose(self, talk: Talk, token: Token, label: Label, neutral: Subject) -> Subject | None:
        """Whose figure it is where the words before it name nobody; None where that cannot be told."""
        head = talk.head
        if talk.is_inside and head is not None:
            return self._whose_part(talk, label, head)
        if talk.subject is not None:
            return talk.subject._replace(source=neutral.source or talk.subject.source)
        if talk.foreign or talk.reason or talk.aside:
            return None
        if neutral.source or neutral.why:
            return None if self.scene.spot.passage.fragment else neutral
        if self.item is not None:
            return self.item
        if self.owner.scope == "department" and PROJECT.search(self.text, self.back(talk, token), token.start):
            # A project is spoken of, but not in words that name it.
            return None
        if neutral != self.owner:
            return neutral
        topic = self.scene.topic()
        if topic is None and not self.scene.spot.passage.fragment:
            back = self.text[max(talk.span[0] - REACH_BACK, 0) : talk.span[1]][: REACH_BACK * 2]
            return self.owner if _OURSELVES.search(back) else None
        return topic

    def _whose_part(self, talk: Talk, label: Label, head: Head) -> Subject | None:
        if talk.parts == 0 and not talk.part and label.kind in BUDGETS and head.kind in BUDGETS:
            talk.parts += 1
            name = f"{label.own}预算" if label.own else "当年预算"
            return Subject("group", name, head.subject.name, name)
        if talk.part and talk.part != label.kind and talk.subject is not None:
            return talk.subject
        talk.in_parts = False
        talk.subject = head.subject
        return head.subject

    def several(self, talk: Talk, token: Token) -> Subject | None:
        """The projects of the department together, where a figure is the total of several of them."""
        if self.owner.scope != "department" or _SEVERAL.search(self.text, self.back(talk, token), token.start) is None:
            return None
        return Subject("project_expenditure", why="几个项目的合计，按部门项目支出理解")

    def add_of_indicator(self, kind: FigureKind, talk: Talk, token: Token, name: str, year: int | None = None) -> None:
        """Writes a target, an actual value or a rate of an indicator down."""
        self.scene.add(kind, token, self.owner, of="indicator", indicator=name, year=year, span=talk.span)

    def back(self, talk: Talk, token: Token) -> int:
        """How far the words before a figure are looked at."""
        return max(talk.span[0], token.start - REACH_BACK)

    def reviews(self, talk: Talk, token: Token) -> bool:
        """Whether the sentence goes through an indicator with its 目标值; another reader does that."""
        return REVIEW.search(self.text, self.back(talk, token), token.end) is not None


def as_part(subject: Subject, head: Head) -> Subject:
    """A name among the parts of a whole."""
    if subject.scope in ("basic_expenditure", "project_expenditure"):
        return subject._replace(source=subject.source or head.subject.source)
    if subject.scope == "project" and head.subject.scope in ("department", "project_expenditure"):
        return subject
    within = subject.within or head.subject.name
    return subject._replace(scope="group", within="" if within == subject.name else within)


def last_phrase(text: str) -> str:
    """The words from the last sentence mark on; brackets and quotation marks that are closed belong to them."""
    depth, quoted = 0, False
    for position in range(len(text) - 1, -1, -1):
        character = text[position]
        if character in "）)”":
            depth += 1
        elif character == '"':
            quoted = not quoted
        elif character in "（(“":
            if depth == 0:
                return text[position + 1 :] if character != "“" else text[position:]
            depth -= 1
        elif depth == 0 and not quoted and character in _BOUNDARY:
            return text[position + 1 :]
    return text
