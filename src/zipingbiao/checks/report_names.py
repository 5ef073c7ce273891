"""Names of projects in a text, and the figures of sentences that begin with one: a reader of the text alone may not know it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zipingbiao.base.text import squeeze
from zipingbiao.model.report import ReportFigure
from zipingbiao.model.summary import name_key

#: What a name may have or lack without being another project's (招商工作专项, 招商专项经费).
FILLERS = re.compile(r"项目|专项|经费|资金|资$|工作|费用|费$|年度|(?<=\d)年")
#: Shorter names may be the first words of anything.
_SHORTEST = 4
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十\d]+[、.．:：]|[(（][一二三四五六七八九十\d]+[)）]|[—\-·•])+")
#: A score or a grade is the project's own; an amount after its name may be a part of it (招商经费中差旅费).
_WHOLE = ("score", "grade")


def longest_first(names: Iterable[str]) -> tuple[str, ...]:
    """The names that can be looked for in a sentence."""
    return tuple(sorted({name for name in names if len(squeeze(name)) >= _SHORTEST}, key=len, reverse=True))


def of_named_project(figure: ReportFigure, names: tuple[str, ...]) -> ReportFigure:
    """The figure as that of the project its sentence begins with, where the text alone gives it to another or to none.

    The year in a name (2021年评选表彰奖金) is not the year of the figure.
    """
    if figure.scope not in ("department", "group", "project") or figure.source or figure.within:
        return figure
    sentence = _NUMBERED.sub("", squeeze(figure.sentence))
    name = next((name for name in names if sentence.startswith(squeeze(name))), None)
    if name is None or not _is_its_own(figure, name):
        return figure
    year = None if figure.year is not None and squeeze(name).startswith(str(figure.year)) else figure.year
    return figure.model_copy(update={"scope": "project", "subject": name, "year": year})


def _is_its_own(figure: ReportFigure, name: str) -> bool:
    if figure.scope == "department":
        return figure.kind in _WHOLE and not figure.subject and figure.of in ("", "total")
    subject = name_key(figure.subject)
    return bool(subject) and name_key(name).endswith(subject)
