"""Amounts of a sentence: budgets, expenditures and their parts. Percentages are read elsewhere."""

from __future__ import annotations

import re

from zipingbiao.readers.report_scene import Scene
from zipingbiao.readers.report_subjects import SOURCES, Subject, resolve, subject_of, tidy
from zipingbiao.readers.report_talk import BUDGETS, DESCRIBES, Head, SentenceReader, Talk, as_part, last_phrase
from zipingbiao.readers.report_tokens import Token
from zipingbiao.readers.report_words import ADJUSTED, Label, amount_label, without_link

_OTHER = re.compile(
    r"(?:(?:预算)?(?:年中|年内)?(?:追加|调增|调减|核减|压减)(?:预算|资金)?|(?:实际)?到位(?:资金|经费|金额)?|(?:资金|经费)(?:实际)?到位(?:及)?|"
    r"拨付(?:资金|金额)?|下达(?:资金)?|投入(?:资金)?|结转(?:和结余)?|结余|剩余|收入(?:合计|总计|决算数?|总额)?|差异|差额|节约|合同金额|中标金额|总投资|"
    r"自评|绩效自评|绩效评价|评价)(?:资金|金额|数|额)?$"
)
_NO_SUBJECT = re.compile(r"结转|结余|收入|拨款")
_EVIDENCE = re.compile(r"决算|实际|支出合计|支出总额|支出情况|已支|完成")
_BEHIND_PART = re.compile(r"为([^，。；、\d]{2,20})(?=[，。；、])")


class MoneyReader(SentenceReader):
    """Reads one amount after the other."""

    def __init__(self, scene: Scene, item: Subject | None = None) -> None:
        super().__init__(scene, item)
        #: where in scene.figures the budgets of this sentence stand, for 调整后预算 behind them
        self.budgets: list[int] = []

    def read(self, talk: Talk, token: Token, left: str) -> None:
        """Reads an amount; `left` are the words since the figure before it."""
        label = amount_label(left)
        if label is None:
            self._bare(talk, token, left)
            return
        if DESCRIBES.match(self.text, token.end) or self.scene.spot.mode in ("standard", "form"):
            return
        standing, subject = resolve(last_phrase(label.phrase), self.part, label.noun)
        if (several := self.several(talk, token)) is not None:
            standing, subject = "named", several
        if standing == "unknown":
            talk.note_foreign()
            return
        was_inside = talk.is_inside
        kind, why = label.kind, label.why
        found: Subject | None
        if standing == "named":
            subject = self._as_project(subject, token)
            if was_inside and talk.head is not None:
                subject = as_part(subject, talk.head)
                if label.noun and not label.own and talk.head.kind != "executed":
                    kind = talk.head.kind
                talk.part = kind
                talk.parts += 1
            elif label.noun and not label.own and subject.scope in ("basic_expenditure", "project_expenditure"):
                why = why or self._evidence(talk, token)
            found = talk.subject = subject
        else:
            found = self.whose(talk, token, label, subject)
        if found is None:
            return
        self._correct_initial(label, found)
        figure = self.scene.add(kind, token, found, year=talk.at_year, why=why, span=talk.span)
        if figure.kind in BUDGETS:
            self.budgets.append(len(self.scene.figures) - 1)
        talk.last_money = kind
        if not was_inside or talk.head is None or found == talk.head.subject:
            talk.head = Head(kind, found, token.end)
            talk.foreign = False
            talk.subject = talk.subject or found

    def _as_project(self, subject: Subject, token: Token) -> Subject:
        """海关费用 and 系统运维费 are projects where a numbered list of 项目支出 begins with them."""
        is_first = token.start - len(subject.name) < 40 and self.text.startswith(subject.name)
        if subject.scope == "group" and is_first and not self.part.project and self.scene.lists_projects():
            return subject._replace(scope="project", within="", why="")
        return subject

    def _correct_initial(self, label: Label, subject: Subject) -> None:
        """预算金额50万元，…调整后预算金额17.73万元: the first one is what was planned at the beginning of the year."""
        if label.kind != "budget" or "调整" not in label.own:
            return
        for index in self.budgets:
            figure = self.scene.figures[index]
            if figure.kind == "budget" and figure.scope == subject.scope and figure.subject == subject.name:
                why = "；".join(part for part in (figure.why, "后面另有调整后预算，这里按年初预算理解") if part)
                self.scene.figures[index] = figure.model_copy(update={"kind": "initial_budget", "why": why})

    # -- amounts without a word like 预算 before them ------------------------------------------------------------------

    def _bare(self, talk: Talk, token: Token, left: str) -> None:
        """A part of the figure before, or something else."""
        if self.budgets and ADJUSTED.match(left):
            self._adjusted(talk, token)
            return
        phrase = last_phrase(without_link(left)[0])
        head = talk.head
        if talk.is_inside and head is not None:
            name = tidy(phrase.lstrip("、"), self.part)
            behind = _BEHIND_PART.match(self.text, token.end)
            if not name and behind is not None:
                name = behind.group(1)
            if (part := self.part_of(name, head)) is not None:
                talk.parts += 1
                self.scene.add(head.kind, token, part, year=talk.at_year, span=talk.span)
                return
        standing, subject = resolve(_OTHER.sub("", phrase), self.part)
        if standing == "named" and _NO_SUBJECT.search(subject.name):
            return
        if standing == "named":
            talk.note_subject(self._as_project(subject, token))
            talk.part = talk.part or "other"
        elif standing == "unknown":
            talk.note_foreign()

    def _adjusted(self, talk: Talk, token: Token) -> None:
        """预算安排70万元，年终调整为30万元: the budget that counts in the end."""
        before = self.scene.figures[self.budgets[-1]]
        subject = subject_of(before)
        self._correct_initial(Label("budget", "", own="调整后"), subject)
        self.scene.add("budget", token, subject, year=talk.at_year, span=talk.span)

    def part_of(self, name: str, head: Head) -> Subject | None:
        """The part of a whole that a bare name before an amount means; None for no name."""
        if SOURCES.fullmatch(name):
            return Subject("group", name, head.subject.name, name) if head.kind != "executed" else None
        if _OTHER.search(name):
            return None
        standing, subject = resolve(name, self.part)
        return as_part(subject, head) if standing == "named" else None

    def _evidence(self, talk: Talk, token: Token) -> str:
        """What was guessed where 基本支出 stands without 决算 or 实际."""
        around = self.text[self.back(talk, token) : token.start] + "".join(h.title for h in self.scene.spot.path)
        return "" if _EVIDENCE.search(around) else "没有写明预算还是决算，按实际支出理解"
