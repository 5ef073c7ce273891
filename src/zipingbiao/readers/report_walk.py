"""Budgets, expenditures, rates and satisfactions of one passage: every figure with whose it is, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.model.report import FigureKind
from zipingbiao.readers.report_outline import Spot
from zipingbiao.readers.report_scene import Scene
from zipingbiao.readers.report_subjects import SOURCES, Subject, owner_of, resolve, tidy
from zipingbiao.readers.report_tokens import Token
from zipingbiao.readers.report_words import REACH, TASK, Label, amount_label, percent_label, without_link

_BOUNDARY = "，。；：！？"
_REASON = re.compile(r"原因|由于|因为|主要因|系因|是因")
_PART_OF = re.compile(r"其中")
_OTHER = re.compile(
    r"(?:(?:实际)?到位(?:资金|经费|金额)?|(?:资金|经费)(?:实际)?到位(?:及)?|拨付(?:资金|金额)?|下达(?:资金)?|投入(?:资金)?|追加(?:预算|资金)?|调增|调减|"
    r"结转(?:和结余)?|结余|剩余|收入(?:合计|总计|决算数?|总额)?|差异|差额|节约|合同金额|中标金额|总投资|自评|绩效自评|绩效评价|评价)(?:资金|金额|数|额)?$"
)
#: Behind a figure: it describes other things (预算100万元以上的项目, 执行率为100%的项目).
_DESCRIBES = re.compile(
    r"(?:[（(]含[）)])?(?:及?以上|及?以下|以内)?的(?:项目|单位|部门|指标|企业|设备|资金|不得|得|计|预算范围|范围|为|，|扣)|"
    r"，?(?:得|计)满分|，?(?:不得分|每)"
)
_FUTURE = re.compile(
    r"(?:确保|力争|争取|要求|应当?|须|需要?|将|计划|目标为|不低于|低于|未达到?|高于|超过|大于|小于|达不到|以)[^，；]{0,12}$"
)
_FORMULA = re.compile(r"(?P<name>[^，。；：=（）()]{2,24}?率)=[^=，。；]{2,120}=$")
_TIMES_BEFORE = "×x*÷/"
_FOR_YEARS = re.compile(r"连年|历年|多年|连续[两三四五\d]年")
_GENERAL_EVIDENCE = re.compile(r"决算|实际|支出合计|支出总额|支出情况|已支|完成")
_VERB = re.compile(r"(?:(?:累计|实际|共|全年|已)*(?:完成值?|达到?|实现|为|是|共计|约|近))+$")
_VERB_BEFORE = re.compile(r"^(?:全[市省县区州])?(?:全年)?(?:累计|共|已)?(?:实现|完成|达到)")
_AND = re.compile(r"[、，]|和|与|及|以及")
_COMPARED = re.compile(r"(?:与|比|较|同|相比|对比|去年|上年)[（(]?$")
_REACH_BACK = 200
_BEHIND_PART = re.compile(r"为([^，。；、\d]{2,20})(?=[，。；、])")


class Head(NamedTuple):
    """The figure that parts are parts of."""

    kind: FigureKind
    subject: Subject
    end: int


@dataclass(slots=True)
class Talk:
    """What the sentence is talking about at a certain point."""

    span: tuple[int, int]
    subject: Subject | None = None
    foreign: bool = False
    reason: bool = False
    head: Head | None = None
    in_parts: bool = False
    parts: int = 0
    by_semicolon: bool = False
    explicit: FigureKind | None = None
    year: int | None = None
    #: the year of a comparison (与2018年…相比): only for the next figure
    compared: int | None = None
    last_money: str = ""
    #: what was reported last, to which 完成全年任务…的 refers, and the figure itself as long as it is not written down
    reached: str = ""
    reached_token: Token | None = None
    task_end: int = -1
    opened: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Carried:
    """What a passage leaves to the next one: the figure whose parts follow as a list."""

    head: Head | None = None

    def pass_over(self, spot: Spot) -> None:
        """A passage without figures; a heading ends a list."""
        if spot.is_heading:
            self.head = None


class Walker:
    """Walks through the tokens of a passage."""

    def __init__(self, scene: Scene, tokens: list[Token], carried: Carried) -> None:
        self.scene = scene
        self.text = scene.text
        self.part = scene.spot.part
        self.tokens = tokens
        #: 年初预算为 in the sentence behind 一般公共服务支出(类)商贸事务(款)行政运行(项)。
        self.item: Subject | None = None
        self.carried = carried
        #: the last figure with parts; the next sentence may begin with 其中
        self.head: Head | None = carried.head if _PART_OF.match(scene.text) else None

    def run(self) -> None:
        """Reads the passage sentence by sentence."""
        index = 0
        listed = self.carried.head if self.scene.spot.passage.level else None
        for number, (start, end) in enumerate(self.scene.sentences()):
            talk = Talk((start, end))
            if number == 0 and listed is not None:
                talk.head, talk.in_parts = listed, True
            if self.head is not None and _PART_OF.match(self.text, start):
                talk.head, talk.in_parts = self.head, True
            before, first = start, index
            while index < len(self.tokens) and self.tokens[index].start < end:
                token = self.tokens[index]
                if token.kind == "year":
                    self._year(talk, token)
                    index += 1
                    continue
                left = self.text[max(before, token.start - REACH) : token.start]
                self._notice(talk, self.text[before : token.start], before)
                count = self._several(talk, index, end, left) if "分别" in left[-6:] else 1
                if count == 1 and "分别" not in left[-6:]:
                    self._read(talk, token, left)
                index += count
                talk.compared = None
                before = self.tokens[index - 1].end
                if listed is not None:
                    # Only the first figure of an item is a part of what the list is about.
                    talk.in_parts, listed, talk.head = False, None, None if talk.head is listed else talk.head
            if number == 0 and index == first and self.scene.spot.passage.level:
                self._remember_item(start, end)
            self.head = talk.head or self.head
        if self.text.endswith("："):
            self.carried.head = self.head or self.carried.head
        elif not self.scene.spot.passage.level and not _PART_OF.match(self.text):
            self.carried.head = None

    def _year(self, talk: Talk, token: Token) -> None:
        year = int(token.number or 0) or None
        if _COMPARED.search(self.text, max(0, token.start - 4), token.start):
            talk.compared = year
        else:
            talk.year = year

    def _several(self, talk: Talk, index: int, end: int, left: str) -> int:
        """预算数、执行数分别为100万元、98万元: each figure with its own word, or none at all. Returns how many there are."""
        run = [self.tokens[index]]
        for token in self.tokens[index + 1 : index + 6]:
            if token.start >= end or token.kind != run[0].kind or not _AND.fullmatch(self.text[run[-1].end : token.start]):
                break
            run.append(token)
        pieces = _AND.split(_last_phrase(left[: left.rfind("分别")].rstrip("，")))
        labels = [amount_label(piece) for piece in pieces[-len(run) :]]
        if run[0].kind == "amount" and len(run) > 1 and len(labels) == len(run) and all(labels):
            for token, piece in zip(run, pieces[-len(run) :], strict=True):
                self._read(talk, token, piece)
        return len(run)

    def _remember_item(self, start: int, end: int) -> None:
        name = self.text[start:end].strip("。：")
        if 2 <= len(name) <= 80 and not any(mark in name for mark in "，；"):
            standing, subject = resolve(name[-44:], self.part)
            if standing == "named":
                self.item = subject if len(name) <= 44 else subject._replace(name=name)

    def _notice(self, talk: Talk, gap: str, offset: int) -> None:
        """What the words between two figures change."""
        if _REASON.search(gap):
            talk.reason, talk.subject, talk.in_parts = True, None, False
        if "；" in gap and talk.in_parts:
            # A list of parts goes on behind a semicolon only if semicolons separate its parts.
            if talk.parts == 1:
                talk.by_semicolon = True
            elif not talk.by_semicolon:
                talk.in_parts = False
        if _PART_OF.search(gap) and talk.head is not None:
            talk.in_parts, talk.parts, talk.by_semicolon, talk.explicit = True, 0, False, None
        for position, character in enumerate(gap, offset):
            if character in "（(":
                talk.opened.append(position)
            elif character in "）)" and talk.opened:
                opened = talk.opened.pop()
                if talk.head is not None and opened == talk.head.end:
                    talk.subject, talk.in_parts = talk.head.subject, False

    def _read(self, talk: Talk, token: Token, left: str) -> None:
        if token.kind == "amount":
            self._amount(talk, token, left)
        elif token.kind == "percent":
            self._percent(talk, token, left)
        elif token.kind in ("count", "plain"):
            self._other(talk, token, left)

    # -- amounts ------------------------------------------------------------------------------------------------------

    def _amount(self, talk: Talk, token: Token, left: str) -> None:
        if TASK.search(without_link(left)[0]):
            self._task(talk, token, left)
            return
        label = amount_label(left)
        if label is None:
            self._bare_amount(talk, token, left)
            return
        if _DESCRIBES.match(self.text, token.end) or self.scene.spot.mode in ("standard", "form"):
            return
        standing, subject = resolve(_last_phrase(label.phrase), self.part, label.noun)
        kind, why = label.kind, label.why
        is_inside = self._inside(talk)
        if standing == "unknown":
            self._foreign(talk)
            return
        if standing == "named":
            if is_inside and talk.head is not None:
                subject = _as_part(subject, talk.head)
                if label.noun and talk.head.kind != "executed":
                    kind = talk.head.kind
                talk.explicit = kind
                talk.parts += 1
            elif label.noun and label.own == "" and subject.scope in ("basic_expenditure", "project_expenditure"):
                why = why or self._evidence(talk, token)
            talk.subject = subject
            found: Subject | None = subject
        else:
            found = self._whose(talk, label, subject, is_inside)
        if found is None:
            return
        if standing != "named" and not is_inside:
            talk.in_parts = False
        self.scene.add(kind, token, found, year=talk.compared or talk.year, why=why, span=talk.span)
        talk.last_money = kind
        if not is_inside or talk.head is None or found == talk.head.subject:
            talk.head = Head(kind, found, token.end)
            talk.foreign = False
            if talk.subject is None:
                talk.subject = found

    def _whose(self, talk: Talk, label: Label, neutral: Subject, is_inside: bool) -> Subject | None:
        """Whose figure it is where the words before it name nobody."""
        head = talk.head
        if is_inside and head is not None:
            if talk.parts == 0 and label.kind in ("budget", "initial_budget") and head.kind in ("budget", "initial_budget"):
                talk.parts += 1
                name = f"{label.own}预算" if label.own else "当年预算"
                return Subject("group", name, head.subject.name, name)
            if talk.explicit is not None and talk.explicit != label.kind and talk.subject is not None:
                return talk.subject
            talk.in_parts = False
            talk.subject = head.subject
            return head.subject
        if talk.subject is not None:
            return talk.subject
        if talk.foreign or talk.reason:
            return None
        if neutral.source or neutral.why:
            return None if self.scene.spot.passage.fragment else neutral
        return self.item or (self.scene.topic() if neutral == owner_of(self.part) else neutral)

    def _bare_amount(self, talk: Talk, token: Token, left: str) -> None:
        """An amount without a word like 预算 before it: a part of the one before, or something else."""
        phrase = _last_phrase(without_link(left)[0])
        head = talk.head
        if self._inside(talk) and head is not None and head.kind in ("budget", "initial_budget", "executed"):
            name = tidy(phrase.lstrip("、"), self.part)
            behind = _BEHIND_PART.match(self.text, token.end)
            if not name and behind is not None:
                name = behind.group(1)
            part = self._part(name, head)
            if part is not None:
                talk.parts += 1
                self.scene.add(head.kind, token, part, year=talk.compared or talk.year, span=talk.span)
            return
        self._reach(talk, token, phrase)
        standing, subject = resolve(_OTHER.sub("", phrase), self.part)
        if standing == "named":
            talk.subject = subject
        elif standing == "unknown":
            self._foreign(talk)

    def _part(self, name: str, head: Head) -> Subject | None:
        if SOURCES.fullmatch(name):
            return Subject("group", name, head.subject.name, name) if head.kind != "executed" else None
        if _OTHER.search(name):
            return None
        standing, subject = resolve(name, self.part)
        return _as_part(subject, head) if standing == "named" else None

    def _task(self, talk: Talk, token: Token, left: str) -> None:
        """完成全年必达任务720亿元: a target of what was reported just before."""
        if not talk.reached or _DESCRIBES.match(self.text, token.end):
            return
        self._write_reached(talk)
        self._of_indicator("target", talk, token, talk.reached)
        talk.task_end = token.end

    def _reach(self, talk: Talk, token: Token, phrase: str) -> None:
        """Remembers what a sentence reports, in case it goes on with 完成全年任务的 …."""
        name = _VERB_BEFORE.sub("", tidy(_VERB.sub("", phrase), self.part))
        if 2 <= len(name) <= 30 and not talk.in_parts:
            talk.reached, talk.reached_token = name, token

    def _write_reached(self, talk: Talk) -> None:
        if talk.reached_token is not None:
            self._of_indicator("actual", talk, talk.reached_token, talk.reached)
            talk.reached_token = None

    def _of_indicator(self, kind: FigureKind, talk: Talk, token: Token, name: str) -> None:
        year = talk.compared or talk.year
        self.scene.add(kind, token, self._owner(), of="indicator", indicator=name, year=year, span=talk.span)

    def _other(self, talk: Talk, token: Token, left: str) -> None:
        if TASK.search(without_link(left)[0]):
            self._task(talk, token, left)
            return
        phrase = _last_phrase(left)
        self._reach(talk, token, phrase)
        standing, subject = resolve(phrase, self.part)
        if standing == "named" and subject.scope != "group":
            talk.subject = talk.subject or subject
        elif standing != "neutral":
            scoped = re.match(r".{0,12}?(项目支出|基本支出|整体支出)", tidy(phrase, self.part))
            if scoped and talk.subject is None:
                talk.subject = resolve(scoped.group(1), self.part)[1]
            else:
                self._foreign(talk)

    # -- percentages --------------------------------------------------------------------------------------------------

    def _percent(self, talk: Talk, token: Token, left: str) -> None:
        if left.endswith(tuple(_TIMES_BEFORE)) or _DESCRIBES.match(self.text, token.end):
            return
        if self.scene.spot.mode in ("standard", "form"):
            return
        if left == "的" and talk.task_end == token.start - 1:
            self._rate_of_indicator(talk, token, talk.reached)
            return
        if (formula := _FORMULA.search(self.text, self._back(talk, token), token.start)) is not None:
            self._formula(talk, token, formula["name"])
            return
        label = percent_label(left)
        if label is None:
            return
        if label.kind == "satisfaction":
            self._satisfaction(talk, token, label, left)
        elif label.of == "indicator":
            self._rate_of_indicator(talk, token, talk.reached or self._name_before(label.phrase))
        else:
            self._rate(talk, token, label, left)

    def _rate(self, talk: Talk, token: Token, label: Label, left: str) -> None:
        if _FUTURE.search(left.removesuffix(label.own)) and not talk.last_money:
            return
        phrase = _last_phrase(label.phrase)
        standing, subject = resolve(phrase, self.part)
        of = label.of
        if of == "":
            # 完成率 alone is a rate of money only beside money.
            if talk.last_money and (standing == "neutral" or (standing == "named" and subject == self._owner())):
                of = "budget"
            else:
                name = tidy(phrase, self.part)
                self._rate_of_indicator(talk, token, f"{name}{label.own}" if len(name) > 1 else talk.reached)
                return
        if self.scene.spot.mode == "plan":
            return
        if standing == "unknown":
            return
        found = subject if standing == "named" else self._whose(talk, label, subject, self._inside(talk))
        if found is not None:
            self.scene.add("rate", token, found, of=of, year=talk.compared or talk.year, why=label.why, span=talk.span)

    def _rate_of_indicator(self, talk: Talk, token: Token, name: str) -> None:
        if not 2 <= len(name) <= 40 or talk.reason or self.scene.spot.mode == "plan":
            return
        if name == talk.reached:
            self._write_reached(talk)
        self._of_indicator("rate", talk, token, name)

    def _formula(self, talk: Talk, token: Token, name: str) -> None:
        """预算控制率＝（…）×100%＝348.83%: the actual value of the indicator that the formula defines."""
        name = tidy(name, self.part)
        if "预算完成率" in name or "预算执行率" in name:
            self.scene.add("rate", token, self._owner(), of="budget", year=talk.compared or talk.year, span=talk.span)
            return
        heading = self.scene.indicator()
        name = heading if heading.endswith("率") else name.rpartition("的")[2].strip("”“")
        self._of_indicator("actual", talk, token, name)

    def _satisfaction(self, talk: Talk, token: Token, label: Label, left: str) -> None:
        if _FOR_YEARS.search(left) or _FUTURE.search(left[: left.rfind("满意")][-8:]):
            return
        of = "target" if self.scene.spot.mode == "plan" else label.of
        name = tidy(label.phrase, self.part) or "满意度"
        year = talk.compared or talk.year
        self.scene.add("satisfaction", token, self._owner(), of=of, indicator=name, year=year, span=talk.span)

    # -- helpers ------------------------------------------------------------------------------------------------------

    def _inside(self, talk: Talk) -> bool:
        """Whether the figure stands among the parts of another one: behind 其中, or in brackets right behind it."""
        if talk.head is None:
            return False
        return talk.in_parts or bool(talk.opened and talk.opened[-1] == talk.head.end)

    def _foreign(self, talk: Talk) -> None:
        if talk.subject is None:
            talk.foreign = True

    def _owner(self) -> Subject:
        return owner_of(self.part)

    def _name_before(self, phrase: str) -> str:
        return tidy(_last_phrase(phrase), self.part)

    def _back(self, talk: Talk, token: Token) -> int:
        return max(talk.span[0], token.start - _REACH_BACK)

    def _evidence(self, talk: Talk, token: Token) -> str:
        """What was guessed where 基本支出 stands without 决算 or 实际."""
        around = self.text[self._back(talk, token) : token.start] + "".join(h.title for h in self.scene.spot.path)
        return "" if _GENERAL_EVIDENCE.search(around) else "没有写明预算还是决算，按实际支出理解"


def _as_part(subject: Subject, head: Head) -> Subject:
    if subject.scope in ("basic_expenditure", "project_expenditure"):
        return subject._replace(source=subject.source or head.subject.source)
    if subject.scope == "project" and head.subject.scope in ("department", "project_expenditure"):
        return subject
    within = subject.within or head.subject.name
    return subject._replace(scope="group", within="" if within == subject.name else within)


def _last_phrase(text: str) -> str:
    """The words from the last sentence mark on; brackets and quotation marks that are closed belong to them."""
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        character = text[position]
        if character in "）)”":
            depth += 1
        elif character in "（(“":
            if depth == 0:
                return text[position + 1 :] if character != "“" else text[position:]
            depth -= 1
        elif depth == 0 and character in _BOUNDARY:
            return text[position + 1 :]
    return text
