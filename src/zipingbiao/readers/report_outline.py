"""Where a passage stands: in which report of the document, under which headings, among goals or among results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from zipingbiao.base.text import squeeze
from zipingbiao.readers.report_clean import is_title
from zipingbiao.readers.report_lines import Passage
from zipingbiao.readers.report_title import Title, read_title, unit_in

Mode = Literal["", "plan", "standard", "form"]

_MARKS = re.compile(r"[，。；]")
_HEAD_MAX, _LEAD_MAX = 42, 40
_COVER = 6
_PLAIN_LEVEL = 9
_DEEPEST = 14
_ENDS_WITH_POINTS = re.compile(r"[（(]\d+(?:\.\d+)?分[）)]$")
_PLAN = re.compile(r"目标|任务安排")
_NOT_PLAN = re.compile(r"完成|实现|分析|执行|达成|落实|情况|评价|结果|偏离|任务书")
_STANDARD = re.compile(r"评分标准|评价标准|评分细则|计分|指标体系|评价方法|评价原则|评价框架|等级划分|名词解释|专业名词")
_FORM = re.compile(r"(?:自评表|评价表|评分表|指标表|目标表|汇总表)(?:[（(].{1,10}[）)])?$")
_PROJECT_LABEL = re.compile(r"(?:项目名称|专项名称|专项资金名称)：(.{2,60})")
_UNIT_LABEL = re.compile(r"(?:单位名称|项目单位|实施单位|预算单位|部门名称|评价单位|自评单位|填报单位)(?:[（(].{1,6}[）)])?：(.{3,40})")
_YEAR = re.compile(r"(?:19|20)\d{2}年")
_INSIDE_NUMBER = re.compile(r"[（(][一二三四五六七八九十][）)]")
_YEAR_LINE = re.compile(r"[（(]?((?:19|20)\d{2})年度?[）)]?")
_ALIAS = re.compile(r"简称(?:为|：)?[“\"‘]([^”\"’“]{2,12})[”\"’]")
_STOP = "主管部门|项目负责|评价机构|联系|填报|日期"


class Heading(NamedTuple):
    """A heading, or the first words of a numbered passage (`is_lead`).

    style, number  how it is numbered: （1） is style （） and number 1; number 0 without numbering
    nested         an item of a list inside another item
    """

    level: int
    title: str
    is_lead: bool
    line: int
    style: str = ""
    number: int = 0
    nested: bool = False


@dataclass(slots=True)
class Part:
    """One report of the document."""

    title: str = ""
    project: str = ""
    unit: str = ""
    year: int | None = None
    is_whole: bool = False
    aliases: list[str] = field(default_factory=list)
    line: int = 1


@dataclass(slots=True)
class Spot:
    """A passage with its surroundings; `is_heading` where the passage is nothing but a heading."""

    passage: Passage
    part: Part
    path: tuple[Heading, ...]
    mode: Mode
    is_heading: bool


def walk_outline(passages: list[Passage], first: Part) -> Iterator[Spot]:
    """The passages in their order; `first` is what is known about the report before its title is read."""
    state = _Outline(first)
    index = 0
    while index < len(passages):
        passage = passages[index]
        title = _title_at(passages, index)
        if title and state.open_part(title[0], passage, passages[index + title[1] : index + title[1] + _COVER]):
            yield Spot(passage, state.part, (), "", True)
            index += title[1]
            continue
        is_heading = state.enter(passage)
        yield Spot(passage, state.part, tuple(state.path), state.mode(), is_heading)
        index += 1


def _title_at(passages: list[Passage], index: int) -> tuple[str, int] | None:
    """The title that begins here and how many passages it takes; titles are often broken into two or three lines."""
    text = passages[index].text
    if is_title(text):
        return text, 1
    if len(text) > 60 or _MARKS.search(text) or "：" in text or passages[index].level > 2:
        return None
    if _YEAR_LINE.fullmatch(text) or not (_YEAR.search(text) or unit_in(text)):
        return None
    for count in (2, 3):
        following = passages[index + 1 : index + count]
        if len(following) < count - 1 or any(p.level or len(p.text) > 40 for p in following):
            return None
        joined = text + "".join(p.text for p in following)
        if is_title(joined) and not read_title(following[-1].text).unit:
            return joined, count
    return None


_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def read_marker(marker: str) -> tuple[str, int]:
    """A numbering as its style and its number: （二） is （） and 2, 3、 is 、 and 3, 2.1 is .. and 1."""
    if not marker or marker.startswith("#"):
        return "", 0
    if marker in _CIRCLED:
        return "①", _CIRCLED.index(marker) + 1
    if (last := re.search(r"(\d+)\D*$", marker)) is not None:
        return re.sub(r"\d+", "1", marker), int(last.group(1))
    if "A" <= marker[0] <= "Z":
        return "A" + marker[1:], ord(marker[0]) - ord("A") + 1
    numeral = "".join(c for c in marker if c in _CHINESE)
    tens, _, ones = numeral.rpartition("十")
    number = (_CHINESE.get(tens, 1) * 10 if "十" in numeral else 0) + _CHINESE.get(ones, 0)
    return re.sub(r"[一二三四五六七八九十]+", "一", marker), number


class _Outline:
    """The report and the headings that are open."""

    def __init__(self, first: Part) -> None:
        self.part = first
        self.path: list[Heading] = []
        self.in_form = False
        self.introduced = False

    def open_part(self, text: str, passage: Passage, cover: list[Passage]) -> bool:
        """Opens a new report; False where the passage is a heading inside the report.

        Args:
            text: the title. passage: the passage it begins in. cover: the passages behind it.
        """
        title = read_title(text)
        if passage.level and not (passage.level <= 2 and title.unit and title.year):
            return False
        if self.part.title and _is_same(title, self.part):
            return True
        is_general = not (title.project or title.unit or title.is_whole)
        if is_general and self.part.title and not any(_PROJECT_LABEL.match(p.text) for p in cover):
            # A running head.
            return True
        is_first = not self.part.title
        known = self.part
        self.part = Part(
            text, title.project, title.unit, title.year, title.is_whole, list(known.aliases), passage.line_at(0)
        )
        if is_first or not title.unit:
            # A later report without a unit in its title is one of the same unit's.
            self.part.unit = title.unit or known.unit
            if is_first:
                self.part.project = title.project or known.project
                self.part.year = title.year or known.year
        self.path, self.in_form = [], False
        return True

    def enter(self, passage: Passage) -> bool:
        """Takes a passage in; True for a heading."""
        text = passage.text
        self._read_labels(text)
        if not passage.level and self.in_form:
            return False
        is_heading = _is_heading(passage)
        if is_heading and _FORM.search(text):
            self.in_form = True
        elif is_heading and 0 < passage.level <= 3 and not _INSIDE_NUMBER.search(text):
            self.in_form = False
        if self.in_form:
            return is_heading
        if is_heading:
            self._push(passage.level or self._plain_level(text), text.rstrip("：。"), False, passage)
        elif passage.level:
            self._push(passage.level, _lead(text), True, passage)
        elif self.path and self.path[-1].level == _PLAIN_LEVEL and not self.path[-1].is_lead and _LEAD_LINE.match(text):
            self.path.pop()
        if not is_heading and not passage.level and (inline := _INLINE.match(text)) is not None:
            self._push(_PLAIN_LEVEL, inline.group(1), True, passage)
        self.introduced = text.endswith("：")
        return is_heading

    def _plain_level(self, text: str) -> int:
        """The level of a heading without a number: a line like 社会效益（3分） stands beside the one before it."""
        if _ENDS_WITH_POINTS.search(text) and self.path and _ENDS_WITH_POINTS.search(self.path[-1].title):
            return self.path[-1].level
        return _PLAIN_LEVEL

    def _push(self, level: int, title: str, is_lead: bool, passage: Passage) -> None:
        style, number = read_marker(passage.marker)
        keep, nested = self._place(level, style, number)
        del self.path[keep:]
        self.path.append(Heading(level, title, is_lead, passage.line_at(0), style, number, nested))

    def _place(self, level: int, style: str, number: int) -> tuple[int, bool]:
        """How many of the open headings stay open above a new one, and whether it begins a list inside an item."""
        if number > 1:
            for index in range(len(self.path) - 1, -1, -1):
                if self.path[index].style == style and self.path[index].number == number - 1:
                    return index, self.path[index].nested
        keep = next((index for index, heading in enumerate(self.path) if heading.level >= level), len(self.path))
        if number == 1 and self.introduced and keep < len(self.path) < _DEEPEST:
            # A list that a colon announces stands inside the item, whatever it is numbered with.
            return len(self.path), True
        return keep, False

    def _read_labels(self, text: str) -> None:
        part = self.part
        for match in _ALIAS.finditer(text[:2000]):
            alias = match.group(1)
            if alias not in part.aliases and len(part.aliases) < 20 and _stands_for(alias, part.unit):
                part.aliases.append(alias)
        if len(text) > 120:
            return
        if (named := _PROJECT_LABEL.match(text)) is not None and not part.is_whole:
            part.project = part.project or re.split(_STOP, named.group(1))[0].strip("“”\"")
        if (named := _UNIT_LABEL.match(text)) is not None:
            part.unit = part.unit or squeeze(re.split(_STOP, named.group(1))[0])
        if part.year is None and (year := _YEAR_LINE.fullmatch(text)) is not None:
            part.year = int(year.group(1))
        if not part.unit and len(text) < 50 and (unit := unit_in(text)) and text.endswith(("概况", "年度", "情况")):
            part.unit = unit

    def mode(self) -> Mode:
        """What the nearest heading that decides it says about the passage."""
        if self.in_form:
            return "form"
        for heading in reversed(self.path):
            if heading.is_lead and heading.level != _PLAIN_LEVEL and "：" not in heading.title:
                continue
            if _STANDARD.search(heading.title):
                return "standard"
            if _PLAN.search(heading.title) and not _NOT_PLAN.search(heading.title):
                return "plan"
            if _NOT_PLAN.search(heading.title):
                return ""
        return ""


_INLINE = re.compile(r"([\u4e00-\u9fff]{2,10})：(?=.{6})")
_QUANTITY = re.compile(r"\d[%万亿元分份个项人次家]|[≥≤=]")
_AMOUNT = re.compile(r"\d[万亿]?元")
_LEAD_LINE = re.compile(r".{30}")


def _is_heading(passage: Passage) -> bool:
    text = passage.text
    if passage.fragment or len(text) > _HEAD_MAX or _MARKS.search(text.rstrip("。：")):
        return False
    if passage.level:
        if text.endswith("。") and _AMOUNT.search(text):
            return False
        return "：" not in text.rstrip("：") or passage.level <= 2
    return len(text) <= 24 and "：" not in text.rstrip("：") and not _QUANTITY.search(_ENDS_WITH_POINTS.sub("", text))


def _lead(text: str) -> str:
    """The first words of a numbered passage, with the colon behind them."""
    match = re.match(r"([^，。；：]{1,40})(：?)", text)
    return match.group()[:_LEAD_MAX] if match else ""


def _stands_for(alias: str, unit: str) -> bool:
    """Whether the letters of a short name stand in the unit's name in this order."""
    rest = iter(unit)
    return not unit or alias in ("我局", "本局", "我委") or all(letter in rest for letter in alias)


def _is_same(title: Title, part: Part) -> bool:
    return (
        title.project in ("", part.project)
        and title.unit in ("", part.unit)
        and title.year in (None, part.year)
        and (title.is_whole == part.is_whole or not title.unit)
        and bool(title.project or title.is_whole)
    )
