"""What a writer left to be filled in later: 【待填：…】, （此处填写…）, ××万元, ____%; lines for signatures are none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from zipingbiao.base.text import excerpt
from zipingbiao.model.report import Blank, ReportSection
from zipingbiao.model.values import Place
from zipingbiao.readers.report_file import Lines

_CROSS = r"(?:×{2,}|(?<![A-Za-z0-9])[XxＸｘ]{2,}(?![A-Za-z0-9]))"
_STROKES = r"(?:_{2,}|＿{2,})"
_MEASURE = r"(?:[万亿]?元|%|％|万|亿|分(?!公司|局|行|[管钟析])|项(?!目)|[个家户次件份场套台亩]|人(?!民|员)|公里|平方米)"
#: What somebody who writes 【…】 into a text asks for.
_ASKED = (
    r"待(?:填|补|定|核|确认|完善|续|写|录入|更新|统计)|(?:此处|这里|在此)?(?:请|需|应)?(?:填写|填报|填入|补充|输入|录入)"
    r"|请(?:在|根据|结合|简要|说明|列出|描述|写)"
)
_IN_SQUARE = re.compile(
    rf"【\s*(?:(?:{_ASKED})[^【】]{{0,300}}|[^【】]{{0,40}}(?:{_CROSS}|{_STROKES}|…|\.{{3,}})[^【】]{{0,40}})?\s*】"
)
_IN_ROUND = re.compile(
    r"[（(\[〔［{]\s*(?:待(?:填|补充|补填|完善|核实|确认|更新|统计)[^（()）\]〕］}]{0,40}"
    r"|(?:此处|这里|在此)(?:请)?(?:填|写|补|输入|说明|插入)[^（()）\]〕］}]{0,60}"
    r"|请(?:填写|填报|填入|补充|输入|简要说明|简要描述|在此)[^（()）\]〕］}]{0,60}"
    r"|(?:不超过|限|约)?\d{2,4}字(?:以内|左右|以上)?)\s*[）)\]〕］}]"
)
#: Crosses stand for a figure, a year or the one who writes; those for a person or a firm were put to hide a name.
_CROSSED = re.compile(
    rf"(?:{_CROSS}|(?<!\d)20[×XxＸｘ]{{2}}(?=年))\s*"
    rf"(?:{_MEASURE}|[年月日]|单位|部门|项目|专项|资金|指标|[局厅委办省市县区](?![\u4e00-\u9fff]?[镇乡村]))"
)
_RULED = re.compile(rf"{_STROKES}\s*{_MEASURE}|(?<=[\u4e00-\u9fff≥≤=]){_STROKES}(?=[，。；、]|(?![年月日号])[\u4e00-\u9fff])")
_STARRED = re.compile(rf"(?<![*\w])\*{{2,}}{_MEASURE}")
_BRACKETED = re.compile(rf"(?<=[\u4e00-\u9fff])[（(][\s\u3000]+[）)]{_MEASURE}")
#: The line for a signature, a seal or a date is filled in by hand.
_BY_HAND = re.compile(
    r"(?:签字|签名|签章|盖章|公章|负责人|经办人|联系人|填报人|制表人?|审核人?|复核人?|组长|成员|领导|电话|手机|传真|邮编|日期|时间|地址|编号)"
    r"[^，。；]{0,8}[：:]?\s*$"
)
_FIGURE = re.compile(rf"{_MEASURE}$")
_HIDDEN = re.compile(r"同志|先生|女士|某|等人|村民|患者|学生|老师|车牌|身份证|账号|手机|[〔\[]|号$")
_TOPIC = re.compile(r"[^：:]{0,12}[：:]\s*(.+?)\s*[】）)\]〕］}]")
_MAY_HOLD = re.compile(r"【|待[填补完核确更统]|此处|这里|在此|请|\d字|×{2}|[XxＸｘ]{2}|_{2}|＿{2}|\*{2}|[（(][\s\u3000]+[）)]")
#: A paragraph that is longer holds no line to be filled in.
_LONGEST = 10_000
_DIGITS = re.compile(r"\d+")
_HEADING, _WORDS = 30, 160


class Found(NamedTuple):
    """A blank in a line: where it stands, what it is, what should stand there as far as it says so."""

    start: int
    end: int
    text: str
    topic: str


def find_blanks(line: str) -> Iterator[Found]:
    """The blanks of a line as it stands in the file, from left to right; none overlaps another."""
    text = line[:_LONGEST]
    if not _MAY_HOLD.search(text):
        return
    spans = [match.span() for pattern in (_IN_SQUARE, _IN_ROUND) for match in pattern.finditer(text)]
    for pattern in (_CROSSED, _RULED, _STARRED, _BRACKETED):
        spans += [match.span() for match in pattern.finditer(text) if _is_left(text, match)]
    joined: list[list[int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)  # ××省××市××县
        else:
            joined.append([start, end])
    for start, end in joined:
        topic = _TOPIC.fullmatch(text, start + 1, end)
        yield Found(start, end, text[start:end], topic[1] if topic else "")


def blanks_of(source: Lines, heading: Callable[[int], str | None], file: str) -> Iterator[Blank]:
    """The blanks of a report in the order of the text; `heading` gives what stands above a line or paragraph."""
    if source.pieces:
        for piece in source.pieces:
            for found in find_blanks(piece.text):
                place = piece.place(file, heading(piece.number))
                yield Blank(found.text, found.topic, place, excerpt(piece.text, _WORDS))
        return
    for line in source.lines:
        for found in find_blanks(line.text):
            place = Place(file, heading(line.number), f"第{line.number}{source.counter}")
            yield Blank(found.text, found.topic, place, excerpt(line.text, _WORDS))


def headings(sections: Sequence[ReportSection]) -> Callable[[int], str | None]:
    """For the number of a line or paragraph the nearest heading above it; None where there is none."""
    titles = [excerpt(section.title, _HEADING) or None for section in sections]
    starts = [line_number(section.place) for section in sections]

    def heading(number: int) -> str | None:
        index = bisect_right(starts, number)
        return titles[index - 1] if index else None

    return heading


def line_number(place: Place) -> int:
    """The number of the line or paragraph of a heading; 0 where none is known."""
    match = _DIGITS.search(place.cell or "")
    return int(match.group()) if match else 0


def _is_left(text: str, match: re.Match[str]) -> bool:
    """Whether strokes and crosses stand for something to be written, not for a signature or a name taken out."""
    before, after = text[: match.start()], text[match.end() :]
    if _BY_HAND.search(before[-24:]) and not _FIGURE.search(match.group()):
        return False
    return not _HIDDEN.search(before[-4:] + "," + after[:4])
