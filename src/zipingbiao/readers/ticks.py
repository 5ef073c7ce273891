"""Tick boxes in one cell: 1、部门预算项目 ☑  2、区直专项 □ — which option is chosen."""

from __future__ import annotations

import re

from zipingbiao.base.text import squeeze

_BOX = "□☐○〇"
_TICK = "☑☒√✓✔■●▣"
_HAS_BOX = re.compile(f"[{_BOX}{_TICK}]")
#: An option begins with its number (1、 ① A.) or with its box.
_NUMBER = re.compile(r"(?:(?<=\s)|\A|(?<=[□☐☑☒√✓✔■●○〇]))\s*(?:\d{1,2}[、.．)）]|[①-⑳]|[A-H][、.．])\s*")


def chosen_option(text: str) -> str:
    """The one option that is ticked, or the only one without an empty box; the text as it is where that is not clear."""
    if not _HAS_BOX.search(text):
        return text
    options = [part for part in _options(text) if squeeze(_HAS_BOX.sub("", part))]
    ticked = [part for part in options if any(char in _TICK for char in part)]
    if not ticked:
        ticked = [part for part in options if not any(char in _BOX for char in part)]
        if len(options) < 2:
            return text
    return squeeze(_HAS_BOX.sub("", ticked[0])) if len(ticked) == 1 else text


def options_of(text: str) -> list[str]:
    """All options of a cell with tick boxes, in their order; none for any other text."""
    if not _HAS_BOX.search(text):
        return []
    options = [squeeze(_HAS_BOX.sub("", part)) for part in _options(text)]
    return [option for option in options if option]


def _options(text: str) -> list[str]:
    """The text cut at its numbers; without numbers at its boxes, which may stand before or behind the words."""
    numbered = [part for part in _NUMBER.split(text) if part.strip()]
    if len(numbered) > 1:
        return numbered
    body = text.strip()
    if body[0] in _BOX + _TICK:
        return re.findall(f"[{_BOX}{_TICK}][^{_BOX}{_TICK}]*", body)
    return re.findall(f"[^{_BOX}{_TICK}]+[{_BOX}{_TICK}]?", body)
