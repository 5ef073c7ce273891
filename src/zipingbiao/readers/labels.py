"""Labels with their value beside them: 项目名称 | …, 主管部门 | … 实施单位 | …, or both in one cell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.base.text import label_key
from zipingbiao.model.values import Value
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import Item, Line
from zipingbiao.readers.words import DEPARTMENT, GRADE_LABEL, IMPLEMENTER, PROJECT, SCORE_LABEL, UNIT_NAME

_FIELDS = (
    ("project", PROJECT), ("department", DEPARTMENT), ("implementing_unit", IMPLEMENTER), ("unit_name", UNIT_NAME),
    ("total", SCORE_LABEL), ("grade", GRADE_LABEL),
)  # fmt: skip
_GAPS = re.compile(r"\t+|[ \u3000\u00a0]{2,}|\n")
_IN_ONE_CELL = re.compile(r"\s*(?P<label>[^:：]{2,14})[:：]\s*(?P<value>\S.*)", re.DOTALL)


class Pair(NamedTuple):
    """A label with its value; `field` names the evaluation's field, or is empty for any other label.

    shared  the pair stood in one cell with others: a line above the table, where labels of their own count more
    """

    field: str
    label: str
    value: Value
    shared: bool = False


def pieces_of(text: str) -> list[str]:
    """What stands in one cell with wide gaps between: 单位名称：某局　　单位：万元. A single piece for any other text."""
    if "：" not in text and ":" not in text:
        return [text]
    pieces = [piece.strip() for piece in _GAPS.split(text) if piece.strip()]
    several = len(pieces) > 1 and sum("：" in piece or ":" in piece for piece in pieces) > 1
    return pieces if several else [text]


@lru_cache(maxsize=4096)
def field_of(key: str) -> str:
    """The field a label key names, or ''."""
    if len(key) > 24:
        return ""
    return next((name for name, pattern in _FIELDS if pattern.match(key)), "")


def has_project_label(line: Line) -> bool:
    """Whether the line begins with 项目名称 (or a synonym) as a label with room for its value."""
    for item in line.items[:2]:
        inside = _label_inside(item)
        if field_of(label_key(inside["label"]) if inside else item.key) == "project":
            return True
    return False


def read_pairs(sheet: Sheet, line: Line, edge: int) -> list[Pair]:
    """The label/value pairs of a line, from the left, up to the column `edge`."""
    columns = sorted(column for column in sheet.rows.get(line.row, {}) if column <= edge)
    items = {item.column: item for item in line.items}
    pairs: list[Pair] = []
    position = 0
    while position < len(columns):
        column = columns[position]
        position += 1
        item = items.get(column)
        if item is None:
            continue
        if several := _shared(sheet, line.row, item):
            pairs.extend(several)
            continue
        if inside := _split(sheet, line.row, item):
            pairs.append(inside)
            continue
        if not item.key or len(item.key) > 24:
            continue
        field = field_of(item.key)
        follower = columns[position] if position < len(columns) else None
        is_label = follower is not None and follower in items and _is_label(items[follower])
        if follower is None or is_label:
            if field:
                pairs.append(Pair(field, item.text, _empty(sheet, line.row, column)))
            continue
        pairs.append(Pair(field, item.text, sheet.value(line.row, follower)))
        position += 1
    return pairs


def _shared(sheet: Sheet, row: int, item: Item) -> list[Pair]:
    """The pairs of a cell that holds several; none for a cell with one label or text."""
    pieces = pieces_of(item.text)
    matches = [_IN_ONE_CELL.match(piece) for piece in pieces] if len(pieces) > 1 else []
    pairs = []
    for match in matches:
        if match and (field := field_of(label_key(match["label"]))):
            value = sheet.value(row, item.column).model_copy(update={"text": match["value"].strip()})
            pairs.append(Pair(field, match["label"], numbered(value), shared=True))
    return pairs


def _is_label(item: Item) -> bool:
    """Whether a cell is a label of the form itself, alone or with its value behind it, and not somebody's value."""
    return bool(field_of(item.key)) or _label_inside(item) is not None


def _label_inside(item: Item) -> re.Match[str] | None:
    match = _IN_ONE_CELL.match(item.text)
    return match if match and field_of(label_key(match["label"])) else None


def _split(sheet: Sheet, row: int, item: Item) -> Pair | None:
    match = _label_inside(item)
    if match is None:
        return None
    value = numbered(sheet.value(row, item.column).model_copy(update={"text": match["value"].strip()}))
    return Pair(field_of(label_key(match["label"])), match["label"], value)


def numbered(value: Value) -> Value:
    """The value with the number its text is, for a text cut out of its cell: 91.5分 behind 综合得分."""
    cut = value.reworded((value.text or "").removesuffix("分"))
    return value if cut.number is None else cut


def _empty(sheet: Sheet, row: int, column: int) -> Value:
    """The blank cell beside a label: where the missing content belongs."""
    return Value(place=sheet.place(row, sheet.right_of(row, column)))
