"""One line of a report without what extraction and typing leave in it: full-width digits, blanks inside numbers, markup."""

from __future__ import annotations

import re
from typing import NamedTuple

_WIDTHS = str.maketrans("０１２３４５６７８９％﹪．﹒～＝＞＜", "0123456789%%..~=><")
_LATEX = (
    (re.compile(r"\\(?:leqslant|leq|le)(?![a-z])"), "≤"),
    (re.compile(r"\\(?:geqslant|geq|ge)(?![a-z])"), "≥"),
    (re.compile(r"\\times(?![a-z])"), "×"),
    (re.compile(r"\\([%$])"), r"\1"),
    (re.compile(r"\$"), ""),
)
_SIGNS = ((">=", "≥"), ("<=", "≤"), ("≧", "≥"), ("≦", "≤"), ("⩾", "≥"), ("⩽", "≤"), ("**", ""))
_BLANKS = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
_MARKDOWN = re.compile(r"(?:#{1,6}(?= )|[>*+•·]|-(?= ))\s*")
_UNITS_AHEAD = r"(?=\d{1,4} ?(?:%|万|亿|元|分|美|个百分))"
#: 51. 26 万元, 1, 202. 32 万元: blanks inside one number.
_SPLIT_POINT = re.compile(rf"(?<=\d) ?\. ?{_UNITS_AHEAD}")
_SPLIT_COMMA = re.compile(r"(?<=\d) ?, ?(?=\d{3} ?(?:[.,万亿元]))")
_USELESS_BLANK = re.compile(r" (?![A-Za-z0-9])|(?<![A-Za-z0-9]) ")
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")

#: What a paragraph is numbered with, from the outside inwards; the group number is the level.
_MARKERS = re.compile(
    r"(?P<m1>第[一二三四五六七八九十]{1,3}[部章篇][分]?(?=[ 、：]|[\u4e00-\u9fff])|#+ )"
    r"|(?P<m2>[一二三四五六七八九十]{1,3}[、.．])"
    r"|(?P<m3>[（(][一二三四五六七八九十]{1,3}[）)]、?)"
    r"|(?P<m4>\d{1,2}(?:、|[.．](?! ?\d)|[.．] ?(?=(?:19|20)\d{2} ?年)))"
    r"|(?P<m5>\d{1,2}(?:\.\d{1,2}){1,3}(?![\d.%]| ?[万亿元分个项家%]))"
    r"|(?P<m6>[（(]\d{1,2}[）)]、?)"
    r"|(?P<m7>[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])"
    r"|(?P<m8>[A-Z](?: |[、．]))"
)

#: How the title of a report ends.
TITLE_END = re.compile(
    r"(?:预算)?绩效(?:单位|部门)?(?:自评|自我评价|自评价|评价|复评|考评)*(?:工作)?"
    r"(?:(?:情况)?(?:的)?报告|综述|结果|总结|情况|情况说明)(?:书)?(?:[（(][^（()）]{1,12}[)）])*：?$"
)
_MAX_TITLE = 90


class Cleaned(NamedTuple):
    """The text behind the numbering; `level` of the numbering from 1 (第一部分) to 8 (A), 0 where there is none."""

    text: str
    level: int
    marker: str


def clean(line: str) -> Cleaned:
    """A line with one form for every digit and sign, and without the blanks that mean nothing."""
    text = line.translate(_WIDTHS)
    if "\\" in text or "$" in text:
        for pattern, sign in _LATEX:
            text = pattern.sub(sign, text)
    for old, new in _SIGNS:
        if old in text:
            text = text.replace(old, new)
    text = _BLANKS.sub(" ", text).strip()
    marker, level = "", 0
    if (bullet := _MARKDOWN.match(text)) is not None:
        level = 1 if bullet.group().startswith("#") else 0
        text = text[bullet.end() :]
    if (match := _MARKERS.match(text)) is not None:
        marker, level = match.group().strip(), int((match.lastgroup or "m0")[1:])
        text = text[match.end() :]
    if " " in text:
        # A wrong merge would make one number of two; so only before a unit, and never from a number at the start.
        text = _SPLIT_COMMA.sub(",", text)
        text = _SPLIT_POINT.sub(".", text)
        text = _USELESS_BLANK.sub("", text).strip()
    if "," in text:
        text = _COMMA.sub("，", text)
    if ":" in text:
        text = _COLON.sub("：", text)
    return Cleaned(text.replace(";", "；"), level, marker)


def is_title(text: str) -> bool:
    """Whether a passage reads like the title of a report."""
    if not 6 <= len(text) <= _MAX_TITLE or any(mark in text for mark in "，。；"):
        return False
    return "通知" not in text and "附件" not in text and TITLE_END.search(text) is not None
