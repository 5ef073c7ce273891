"""Whom to ask about a workbook: the names and telephone numbers that stand in it beside 填报人, 联系电话 and the like.

Only a mail needs them; a form as read (model.evaluation) leaves them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.base.text import label_key, squeeze
from zipingbiao.readers.grid import Sheet, Workbook

_LABELS = ("填报人", "填表人", "经办人", "联系人", "联系电话", "联系方式", "办公电话", "电话")
_ANY = "|".join(_LABELS)
_SIGNED = re.compile(r"\(签[字名章]\)")
_INSIDE = re.compile(rf"(?<!\w)({_ANY})(?:[（(]签[字名章][)）])?\s*[:：]\s*([^\s:：；;，,、]{{2,30}})")
_LONGEST_CELL, _LONGEST = 200, 30
#: More different names than this are those of single forms, and nobody to ask about all of them.
_MOST = 3


def contacts_of(book: Workbook) -> tuple[tuple[str, str], ...]:
    """Label and text of everybody whom the visible sheets name, each once; several of one label with 、 between."""
    found: dict[str, dict[str, None]] = {}
    for sheet in book.sheets:
        if sheet.state == "visible":
            for label, text in _named(sheet):
                found.setdefault(label, {})[text] = None
    return tuple((label, "、".join(texts)) for label, texts in found.items() if len(texts) <= _MOST)


def _named(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for row in sheet:
        for column in sorted(sheet.rows[row]):
            text = sheet.text(row, column) or ""
            if not text or len(text) > _LONGEST_CELL:
                continue
            label = _SIGNED.sub("", label_key(text))
            if label in _LABELS:
                beside = squeeze(sheet.text(row, sheet.right_of(row, column)) or "")
                if 1 < len(beside) <= _LONGEST and not re.search(_ANY, beside):
                    yield label, beside
            else:
                yield from _INSIDE.findall(text)
