"""Going through a passage sentence by sentence, figure by figure, and handing each figure to the reader of its kind."""

from __future__ import annotations

import re
from itertools import islice

from zipingbiao.readers.report_money import MoneyReader
from zipingbiao.readers.report_rates import RateReader
from zipingbiao.readers.report_scene import Scene
from zipingbiao.readers.report_subjects import Subject, named_in_clause, resolve, subject_of, tidy
from zipingbiao.readers.report_talk import PART_OF, USED_FOR, Carried, Head, Talk, last_phrase
from zipingbiao.readers.report_tokens import Token
from zipingbiao.readers.report_words import REACH, TASK, amount_label, without_link

_REASON = re.compile(r"原因|由于|因为|主要因|系因|是因")
_AND = re.compile(r"[、，]|和|与|及|以及")
#: 预算金额402.71万元，全部为上年结转402.71万元
_ALL_OF_IT = re.compile(r"^，(?:全部|均|全)(?:为|是)")
_OF_IT = re.compile(r"的[\d.]{1,8}%")
_WHOLE_YEAR = re.compile(r"完成(?:了)?(?:全年|年度|年初|当年|本年|计划)(?![^，。；]*预算)[^，。；]{0,16}$")
_COMPLETED_BUDGET = re.compile(r"完成(?:了)?[^，。；]{0,8}预算[^，。；]{0,6}$")
_CLAUSE = re.compile(r"[，：；]")
_COMPARED = re.compile(r"(?:与|比|较|同|相比|对比|去年|上年)[（(]?$")
#: 结转至2020年支出: the year of something to come.
_UNTIL = re.compile(r"[至到]$")
_SCOPED = re.compile(r"^.{0,12}?(项目支出|基本支出|整体支出)")
_ITEM_NAME = 80


class Walker:
    """Walks through the tokens of a passage."""

    def __init__(self, scene: Scene, tokens: list[Token], carried: Carried) -> None:
        self.scene = scene
        self.text = scene.text
        self.part = scene.spot.part
        self.tokens = tokens
        self.carried = carried
        self.is_part = PART_OF.match(scene.text) is not None
        #: the last figure with parts; the next sentence may begin with 其中
        self.head: Head | None = carried.head if self.is_part else None
        self.listed = self._listed()
        if USED_FOR.match(scene.text) and not scene.spot.passage.level:
            self.head, self.listed = carried.last, None
        item = scene.named_at_start()
        self.money = MoneyReader(scene, item)
        self.rates = RateReader(scene, item)

    def run(self) -> None:
        """Reads the passage."""
        index = 0
        for number, (start, end) in enumerate(self.scene.sentences()):
            talk = Talk((start, end))
            self.money.budgets = []
            if number == 0 and self.listed is not None:
                talk.head, talk.in_parts = self.listed, True
            elif self.head is not None and PART_OF.match(self.text, start):
                talk.head, talk.in_parts = self.head, True
            elif USED_FOR.match(self.text, start):
                talk.head = self.head
            first = index
            if self._says_something(index, end):
                index = self._sentence(talk, index, end)
            else:
                while index < len(self.tokens) and self.tokens[index].start < end:
                    index += 1
            if number == 0 and index == first and self.scene.spot.passage.level:
                self._remember_item(start, end)
            self.head = talk.head or self.head
        self._carry()

    def _says_something(self, index: int, end: int) -> bool:
        """Whether a sentence holds an amount or a percentage at all."""
        for token in islice(self.tokens, index, None):
            if token.start >= end:
                return False
            if token.kind in ("amount", "percent"):
                return True
        return False

    def _sentence(self, talk: Talk, index: int, end: int) -> int:
        """Reads one sentence; returns the index of the first token behind it."""
        before = talk.span[0]
        while index < len(self.tokens) and self.tokens[index].start < end:
            token = self.tokens[index]
            if token.kind == "year":
                self._year(talk, token)
                index += 1
                continue
            left = self.text[max(before, token.start - REACH) : token.start]
            self._notice(talk, self.text[before : token.start], before)
            if "分别" in left[-6:]:
                index += self._several(talk, index, end, left)
            else:
                self._read(talk, token, left)
                index += 1
            talk.compared = None
            before = self.tokens[index - 1].end
            if self.listed is not None:
                self._after_listed(talk, before)
        return index

    def _read(self, talk: Talk, token: Token, left: str) -> None:
        if token.kind == "percent":
            self.rates.read(talk, token, left)
        elif token.kind in ("amount", "count", "plain"):
            bare = without_link(left)[0]
            if TASK.search(bare) or (self._is_rated(token) and _WHOLE_YEAR.search(bare)):
                self.rates.task(talk, token)
                return
            if self._is_rated(token) and _COMPLETED_BUDGET.search(bare):
                # 完成预算1000万元的95%: the budget is what was completed to a part.
                left = left[: left.rfind("完成")] + left[left.rfind("完成") + 2 :].removeprefix("了")
                talk.task_end = token.end
            if not talk.in_parts:
                talk.reached, talk.is_written = token, False
            if token.kind == "amount":
                self.money.read(talk, token, left)
            else:
                self._other(talk, left)

    def _is_rated(self, token: Token) -> bool:
        """Whether a percentage of the figure follows: …的95%."""
        return _OF_IT.match(self.text, token.end) is not None

    def _other(self, talk: Talk, left: str) -> None:
        """A number that is no amount: only what it says about whose figures follow."""
        phrase = last_phrase(left)
        standing, subject = resolve(phrase, self.part)
        if standing == "named" and subject.scope != "group":
            talk.note_subject(talk.subject or subject)
        elif standing != "neutral":
            scoped = _SCOPED.match(tidy(phrase, self.part))
            if scoped and talk.subject is None:
                talk.note_subject(resolve(scoped.group(1), self.part)[1])
            else:
                talk.note_foreign()

    def _year(self, talk: Talk, token: Token) -> None:
        year = int(token.number or 0) or None
        before = max(0, token.start - 4)
        if _COMPARED.search(self.text, before, token.start):
            talk.compared = year
        elif not _UNTIL.search(self.text, before, token.start):
            talk.year = year

    def _several(self, talk: Talk, index: int, end: int, left: str) -> int:
        """预算数、执行数分别为100万元、98万元: each figure with its own word, or none at all. Returns how many there are."""
        run = [self.tokens[index]]
        for token in self.tokens[index + 1 : index + 6]:
            if token.start >= end or token.kind != run[0].kind or not _AND.fullmatch(self.text[run[-1].end : token.start]):
                break
            run.append(token)
        pieces = _AND.split(last_phrase(left[: left.rfind("分别")].rstrip("，")))[-len(run) :]
        if run[0].kind == "amount" and len(pieces) == len(run) > 1 and all(map(amount_label, pieces)):
            for token, piece in zip(run, pieces, strict=True):
                self.money.read(talk, token, piece)
        return len(run)

    def _notice(self, talk: Talk, gap: str, offset: int) -> None:
        """What the words between two figures change."""
        for position, character in enumerate(gap, offset):
            if character in "（(":
                talk.opened.append((position, talk.subject))
            elif character in "）)" and talk.opened:
                opened, talk.subject = talk.opened.pop()
                if talk.head is not None and opened == talk.head.end:
                    talk.in_parts = False
        if _REASON.search(gap):
            talk.reason, talk.subject, talk.in_parts = True, None, False
        if "；" in gap:
            talk.aside = False
            # A list of parts goes on behind a semicolon if semicolons separate its parts, or a bare name follows.
            if talk.in_parts and talk.parts == 1:
                talk.by_semicolon = True
            elif talk.in_parts and not talk.by_semicolon and amount_label(gap) is not None:
                talk.in_parts = False
        if ("其中" in gap or _ALL_OF_IT.search(gap)) and self.listed is None:
            if talk.head is not None:
                talk.in_parts, talk.parts, talk.by_semicolon, talk.part = True, 0, False, ""
            else:
                talk.aside = True
        clauses = _CLAUSE.split(gap)
        for clause in clauses[:-1]:
            if (named := named_in_clause(clause, self.part)) is not None:
                talk.note_subject(named)

    # -- from one passage to the next ---------------------------------------------------------------------------------

    def _listed(self) -> Head | None:
        """The figure that this passage is an item or a part of."""
        carried, level = self.carried, self.scene.spot.passage.level
        if 0 < level <= carried.level:
            carried.drop()
        # 其中： may be followed by numbered items as well.
        carried.is_list = carried.is_list or level > carried.level > 0
        is_item = carried.is_list and level > 0
        return carried.head if carried.head is not None and (is_item or not carried.is_list) and not self.is_part else None

    def _after_listed(self, talk: Talk, before: int) -> None:
        """Only the first figure of an item is a part of what the list is about."""
        if self.carried.of_projects and talk.parts and self.scene.figures:
            figure = self.scene.figures[-1]
            if figure.scope == "group" and self.text.startswith(figure.subject):
                self.scene.figures[-1] = figure.model_copy(update={"scope": "project", "within": ""})
        if not talk.parts and not self.carried.is_list:
            self.carried.drop()
        talk.in_parts = False
        if talk.head is self.listed:
            # The part may have parts itself.
            part = self.scene.figures[-1] if talk.parts and self.scene.figures else None
            talk.head = Head(part.kind, subject_of(part), before) if part else None
        self.listed = None

    def _carry(self) -> None:
        """What the next passage may be a part of."""
        text = self.text
        self.carried.last = self.head
        if text.endswith("："):
            if self.head is not None:
                self.carried.head, self.carried.is_list = self.head, not text.endswith("其中：")
                self.carried.level = self.scene.spot.passage.level
            self.carried.of_projects = self.carried.of_projects or "项目支出" in text
        elif self.scene.spot.passage.level == 0 and self.carried.is_list and not self.is_part:
            self.carried.drop()

    def _remember_item(self, start: int, end: int) -> None:
        """A first sentence that is nothing but a name."""
        name = self.text[start:end].strip("。：")
        if not 2 <= len(name) <= _ITEM_NAME or any(mark in name for mark in "，；"):
            return
        standing, subject = resolve(name, self.part)
        if standing == "named":
            self.money.item = self.rates.item = Subject(subject.scope, subject.name, subject.within, subject.source)
