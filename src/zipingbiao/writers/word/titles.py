"""Titles over several lines: broken where a reader pauses, in lines of about one length, without a last single character."""

from __future__ import annotations

import unicodedata

from zipingbiao.model.statement import Sourced

#: Characters of 二号 on a line of the page, with the room that Word leaves between figures and Chinese.
LINE = 19
#: How far from lines of one length a break may be moved.
_WINDOW = 4
#: Words behind which a name of an office or a project can be broken; the later ones of two that fit are no better.
_PAUSES = (
    "自治区", "自治州", "委员会", "办公室", "管理局", "服务中心", "中心", "街道", "公司", "集团", "大学", "学院", "医院",
    "省", "市", "区", "县", "州", "镇", "乡", "局", "厅", "委", "院", "部", "会", "、", "，", "）", "”", "》", "的",
    "年度", "项目", "工程", "专项", "资金", "经费", "补助", "补贴", "奖励", "工作", "建设", "改造", "管理", "服务", "维护",
    "运行", "运维", "购置", "采购", "发展", "设施", "设备", "基础", "综合", "公共",
)  # fmt: skip
#: A line can also end before these; the last character of a name is not parted from it.
_BEFORE, _SUFFIXES = "及和与暨（“《", "局厅委院部会区市县费金"
#: What no line begins with, and what none ends with.
_NO_BEGIN, _NO_END = "、，。；：！？）》”’)]】—…·%", "（《“‘([【—"


def is_long(*parts: Sourced) -> bool:
    """Whether a title of a year (with 年度) and names is longer than one line."""
    return width("年度" + "".join(part.text for part in parts)) > LINE


def width(text: str) -> float:
    """In full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def break_title(text: str, before: float = 0) -> str:
    """The text with line breaks.

    Args:
        text: a name on one line.
        before: the characters that stand on its first line already.
    """
    lines: list[str] = []
    while before + width(text) > LINE:
        left = -(-(before + width(text)) // LINE)
        cut = _cut(text, max(1.0, (before + width(text)) / left - before), LINE - before)
        if cut is None:
            break
        lines.append(text[:cut].rstrip())
        text, before = text[cut:].lstrip(), 0
    return "\n".join([*lines, text])


def _cut(text: str, goal: float, most: float) -> int | None:
    """Where the first line best ends: near `goal`, behind a pause, never beyond `most`; None where nothing can be cut."""
    best, cost = None, 1000.0
    for at in range(1, len(text)):
        wide = width(text[:at])
        if wide > most:
            break
        if text[at] in _NO_BEGIN or text[at - 1] in _NO_END or _is_inside_word(text[at - 1 : at + 1]):
            continue
        is_pause = text[at] in _BEFORE or (text[:at].endswith(_PAUSES) and text[at] not in _SUFFIXES)
        price = abs(wide - goal) + (0 if is_pause else _WINDOW)
        if price < cost:
            best, cost = at, price
    return best


def _is_inside_word(pair: str) -> bool:
    """Whether two characters belong to one Latin word or number."""
    return all(char.isascii() and not char.isspace() for char in pair)
