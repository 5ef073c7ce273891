"""Percentages of a sentence: rates of the budget, rates of an indicator's target, satisfactions; and targets reached."""

from __future__ import annotations

import re

from zipingbiao.model.report import Of
from zipingbiao.readers.report_subjects import resolve, tidy
from zipingbiao.readers.report_talk import BUDGETS, DESCRIBES, SentenceReader, Talk, last_phrase
from zipingbiao.readers.report_tokens import Token
from zipingbiao.readers.report_words import Label, percent_label

_FUTURE = re.compile(
    r"(?:确保|力争|争取|要求|应当?|须|需要?|将|计划|目标为|不低于|低于|未达到?|高于|超过|大于|小于|达不到|以)[^，；]{0,12}$"
)
_FORMULA = re.compile(r"(?P<name>[^，。；：=（）()]{2,24}?率)(?:=[^=，。；]{2,80}){1,3}=$")
_TIMES_BEFORE = tuple("×x*÷/")
_FOR_YEARS = re.compile(r"连年|历年|多年|连续[两三四五\d]年")
_VERB = re.compile(r"(?:(?:累计|实际|共|全年|已)*(?:完成值?|达到?|实现|为|是|共计|约|近))+$")
_VERB_BEFORE = re.compile(r"^(?:全[市省县区州])?(?:全年)?(?:累计|共|已)?(?:实现|完成|达到)")
_NO_NAME = re.compile(r"^\d|指标|目标|任务")
_OVERALL = re.compile(r"^(?:指标)?(?:目标值|指标值)|^年(?=.{4})")


class RateReader(SentenceReader):
    """Reads one percentage after the other, and what they refer to."""

    def read(self, talk: Talk, token: Token, left: str) -> None:
        """Reads a percentage; `left` are the words since the figure before it."""
        if left.endswith(_TIMES_BEFORE) or DESCRIBES.match(self.text, token.end):
            return
        if self.scene.spot.mode in ("standard", "form"):
            return
        if left == "的" and talk.task_end == token.start - 1:
            self._rate_of_task(talk, token)
            return
        is_result = self.text.endswith("=", 0, token.start)
        if is_result and (formula := _FORMULA.search(self.text, self.back(talk, token), token.start)) is not None:
            self._formula(talk, token, formula["name"])
            return
        label = percent_label(left)
        if label is None:
            return
        if label.kind == "satisfaction":
            self._satisfaction(talk, token, label, left)
        elif label.of == "indicator":
            name = self._reached(talk) or tidy(last_phrase(label.phrase), self.part)
            self._rate_of_indicator(talk, token, name)
        else:
            self._rate(talk, token, label, left)

    def _rate(self, talk: Talk, token: Token, label: Label, left: str) -> None:
        if _FUTURE.search(left.removesuffix(label.own)) and not talk.last_money:
            return
        phrase = last_phrase(label.phrase)
        standing, subject = resolve(phrase, self.part)
        of = label.of
        if of == "":
            # 完成率 alone is a rate of money only beside money.
            if talk.last_money and (standing == "neutral" or (standing == "named" and subject == self.owner)):
                of = "budget"
            else:
                name = tidy(phrase, self.part)
                self._rate_of_indicator(talk, token, f"{name}{label.own}" if len(name) > 1 else self._reached(talk))
                return
        if standing == "unknown" or self.scene.spot.mode == "plan":
            return
        found = subject if standing == "named" else self.whose(talk, token, label, subject)
        if found is not None:
            self.scene.add("rate", token, found, of=of, year=talk.at_year, why=label.why, span=talk.span)

    def _rate_of_indicator(self, talk: Talk, token: Token, name: str) -> None:
        if not 2 <= len(name) <= 40 or talk.reason or self.scene.spot.mode == "plan" or self.reviews(talk, token):
            return
        if name == self._reached(talk):
            self._write_reached(talk, name)
        self.add_of_indicator("rate", talk, token, name, talk.at_year)

    def _rate_of_task(self, talk: Talk, token: Token) -> None:
        """The percentage in 完成全年任务720亿元的100.4%, 完成预算1000万元的95%."""
        head = talk.head
        if head is None or head.end != talk.task_end:
            self._rate_of_indicator(talk, token, self._reached(talk))
        elif head.kind in BUDGETS:
            of: Of = "initial_budget" if head.kind == "initial_budget" else "budget"
            self.scene.add("rate", token, head.subject, of=of, year=talk.at_year, span=talk.span)

    def _formula(self, talk: Talk, token: Token, name: str) -> None:
        """预算控制率＝（…）×100%＝348.83%: the actual value of the indicator that the formula defines."""
        name = tidy(name, self.part).strip("”“")
        core = name.removesuffix("预算完成率").removesuffix("预算执行率").removesuffix("执行率")
        if core != name:
            standing, subject = resolve(core, self.part)
            if standing != "unknown":
                self.scene.add("rate", token, subject, of="budget", span=talk.span)
                return
        heading = self.scene.indicator()
        name = heading if heading.endswith("率") else name.rpartition("的")[2]
        self.add_of_indicator("actual", talk, token, name)

    def _satisfaction(self, talk: Talk, token: Token, label: Label, left: str) -> None:
        if _FOR_YEARS.search(left) or _FUTURE.search(left[: left.rfind("满意")][-8:]):
            return
        of = "target" if self.scene.spot.mode == "plan" else label.of
        name = _OVERALL.sub("", tidy(label.phrase, self.part)) or "满意度"
        self.scene.add("satisfaction", token, self.owner, of=of, indicator=name, year=talk.at_year, span=talk.span)

    # -- what was reached ---------------------------------------------------------------------------------------------

    def _reached(self, talk: Talk) -> str:
        """The name of what the sentence reported last, in case it goes on with 完成全年任务的 …."""
        token = talk.reached
        if token is None:
            return ""
        bare = _VERB.sub("", last_phrase(self.text[self.back(talk, token) : token.start]))
        name = _VERB_BEFORE.sub("", tidy(bare, self.part))
        if bare.endswith(f"实际{name}") and name.startswith(("利用", "到位")):
            name = f"实际{name}"
        return name if 2 <= len(name) <= 30 and not _NO_NAME.search(name) else ""

    def task(self, talk: Talk, token: Token) -> None:
        """完成全年必达任务720亿元: a target of what was reported just before."""
        if DESCRIBES.match(self.text, token.end) or self.reviews(talk, token) or not (name := self._reached(talk)):
            return
        self._write_reached(talk, name)
        self.add_of_indicator("target", talk, token, name, talk.at_year)
        talk.task_end = token.end

    def _write_reached(self, talk: Talk, name: str) -> None:
        if talk.reached is not None and not talk.is_written:
            self.add_of_indicator("actual", talk, talk.reached, name, talk.at_year)
            talk.is_written = True
