"""How a form written to Word says which form it is: in the keywords of the file, which every office program keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

#: LibreOffice puts a space in the place of every comma, colon and semicolon among the keywords.
_PREFIX = "zpb-form="
_BETWEEN = "/"
_MARK = re.compile(re.escape(_PREFIX) + r"([a-z0-9*/-]+)")
#: Stands for a form that was made by hand and is known by its likeness only.
_UNKNOWN = "-"
#: A file with more forms than that says nothing; and no count has more digits.
_MOST, _DIGITS = 10_000, 4


def mark_forms(form_ids: Sequence[str | None]) -> str:
    """The keyword for these forms in their order: zpb-form=mof-2020-project*3/yunnan-project*1."""
    parts = [f"{form_id or _UNKNOWN}*{len(list(same))}" for form_id, same in groupby(form_ids)]
    return _PREFIX + _BETWEEN.join(parts)


def read_form_marks(keywords: str) -> tuple[str | None, ...]:
    """The form ids in their order; empty where the keywords name none."""
    match = _MARK.search(keywords)
    found: list[str | None] = []
    for part in match[1].split(_BETWEEN) if match else ():
        form_id, _, count = part.rpartition("*")
        if not form_id or not count.isdigit() or len(count) > _DIGITS or len(found) > _MOST:
            return ()
        found += [None if form_id == _UNKNOWN else form_id] * int(count)
    return tuple(found)
