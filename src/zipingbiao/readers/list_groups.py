"""Rows of a project list that only add up the rows below them (某局本级, 一、部门预算项目): found by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from zipingbiao.base.text import squeeze
from zipingbiao.readers.list_model import CHINESE_NUMBER, ListRow, clean_unit
from zipingbiao.readers.list_words import UNIT_LIKE

#: A heading stands above at most so many rows.
_MAX_GROUP = 400


def drop_headings(rows: list[ListRow], agrees: Callable[[list[ListRow]], bool]) -> tuple[list[ListRow], list[ListRow]]:
    """The rows without those that are the sum of the rows below them, and those.

    A row is looked at only where its words make it a heading (the name of a unit, 一、, a number with 1.1 below it);
    the name of the unit is carried down to its rows. A heading over a single row of the same amount may be a project
    as well: it is one unless that makes the rows add up to the total of the list (`agrees`).
    """
    heads = _candidates(rows)
    ends = _headings(rows, heads, single=False)
    if not agrees(_without(rows, ends)):
        loose = _headings(rows, heads, single=True)
        ends = loose if agrees(_without(rows, loose)) else ends
    for index, end in ends.items():
        name = CHINESE_NUMBER.sub("", clean_unit(rows[index].name))
        if UNIT_LIKE.search(squeeze(name)):
            for row in rows[index + 1 : end + 1]:
                row.unit = row.unit or name
    return _without(rows, ends), [rows[index] for index in sorted(ends)]


def _headings(rows: list[ListRow], heads: set[int], single: bool) -> dict[int, int]:
    """The rows that are sums, from the last up, each with the last row it adds up."""
    found: dict[int, int] = {}
    for index in sorted(heads, reverse=True):
        end = _sum_ends(rows, index, heads, found, single)
        if end is not None:
            found[index] = end
    return found


def _without(rows: list[ListRow], ends: dict[int, int]) -> list[ListRow]:
    return [row for index, row in enumerate(rows) if index not in ends]


def _candidates(rows: list[ListRow]) -> set[int]:
    numbered = [index for index, row in enumerate(rows) if _is_numbered(row)]
    coded = sum(1 for row in rows if row.code)
    parents = {match.group(1) for row in rows if (match := re.match(r"(.+)[.\-]\d+\Z", row.serial))}
    found = set(numbered) if len(numbered) * 2 <= len(rows) else set()
    for index, row in enumerate(rows):
        if row.continues:
            continue
        is_unit = UNIT_LIKE.search(squeeze(row.name)) is not None
        if is_unit or row.serial in parents or (not row.code and coded * 2 > len(rows)):
            found.add(index)
    return found


def _is_numbered(row: ListRow) -> bool:
    """Whether the row is numbered in Chinese (一、), as headings are."""
    return bool(CHINESE_NUMBER.match(squeeze(row.name)) or (row.serial and CHINESE_NUMBER.match(row.serial + "、")))


def _sum_ends(rows: list[ListRow], index: int, heads: set[int], dropped: dict[int, int], single: bool) -> int | None:
    """The last of the rows below that add up to the row in every amount; None where they do not."""
    wanted = {key: value.number for key, value in rows[index].amounts.items() if value.number is not None}
    if not any(wanted.values()) or index + 1 == len(rows) or rows[index + 1].continues:
        return None
    sums = dict.fromkeys(wanted, Decimal(0))
    for below in range(index + 1, min(len(rows), index + 1 + _MAX_GROUP)):
        if below in dropped:
            continue
        if rows[below].header is not rows[index].header:
            return None
        for key in sums:
            sums[key] += (value.number or Decimal(0)) if (value := rows[below].amounts.get(key)) else Decimal(0)
        # Two amounts do not add up by chance; a single one counts only where the next heading or the end follows.
        several = below > index + 1 and sum(map(bool, wanted.values())) > 1
        ends = several or below + 1 == len(rows) or below + 1 in heads
        if ends and all(sums[key] == wanted[key] for key in wanted):
            return below if single or below > index + 1 or _is_above(rows[index], rows[below]) else None
    return None


def _is_above(row: ListRow, child: ListRow) -> bool:
    """Whether a row stands above a single other one of the same amount by more than chance."""
    return _is_numbered(row) or bool(child.serial and not row.serial) or bool(child.code and not row.code)
