"""Years written in titles, names of sheets and names of files."""

from __future__ import annotations

import re

from zipingbiao.base.text import squeeze

#: A year that is followed by a month is a date, not the year of the form.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d|年?\d{1,2}月|[-_.]\d)")
_WORDS = re.compile(r"[^\u4e00-\u9fff]|年度?")


def years_in(text: str, project: str = "") -> list[int]:
    """The years in a text, in their order.

    text     a title, or the name of a sheet or of a file without its extension
    project  the name of the project, whose own years say nothing about the year of the form
    """
    flat, name = squeeze(text), squeeze(project)
    if name:
        flat = flat.replace(name, "")
    # A shortened project name may keep its year; a sheet called 2019年 has nothing of the name.
    words = _WORDS.sub("", flat)
    shortened = any(words[start : start + 2] in name for start in range(len(words) - 1))
    own = set(_YEAR.findall(name)) if shortened else set()
    return [int(year) for year in _YEAR.findall(flat) if year not in own]
