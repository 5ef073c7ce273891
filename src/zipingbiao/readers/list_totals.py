"""The totals that a project list prints, compared with the rows that were read: a row may have been missed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.model.values import Value
from zipingbiao.readers.list_model import ListRow, SheetRows, Total
from zipingbiao.readers.list_words import is_whole

_TINY = Decimal("0.000001")


def mismatches(sheet: SheetRows, rows: list[ListRow]) -> list[tuple[Total, Value, Decimal]]:
    """The amounts of grand totals that are not the sum of `rows`, each with that sum.

    A total may stand above or below its rows, and there may be one for every block of them.
    """
    kept = {id(row) for row in rows}
    found = []
    position = 0
    for total in sheet.totals:
        if not total.is_grand:
            continue
        mine = [row for row in sheet.rows if row.header is total.header and id(row) in kept]
        block = [row for row in sheet.rows[position : total.position] if row.header is total.header and id(row) in kept]
        position = total.position
        for key, value in total.amounts.items():
            if value.number is None or key[0] == "adjustment":
                continue
            sums = [_sum(part, key) for part in (mine, block)]
            if not any(_agree(value, amount, mine, key) for amount in sums):
                found.append((total, value, sums[0]))
    return found


def _sum(rows: list[ListRow], key: tuple[str, str]) -> Decimal:
    return sum((_project_sum(lines, key) for lines in _projects(rows)), Decimal(0))


def _projects(rows: list[ListRow]) -> Iterator[list[ListRow]]:
    """The rows of one project together: its further lines follow it."""
    lines: list[ListRow] = []
    for row in rows:
        if lines and not row.continues and not (row.source and row.name == lines[-1].name):
            yield lines
            lines = []
        lines.append(row)
    if lines:
        yield lines


def _project_sum(lines: list[ListRow], key: tuple[str, str]) -> Decimal:
    """The amount of a project: that of its line for all sources together where there is one beside those of sources."""
    figures = [(row, number) for row in lines if (number := row.amounts[key].number) is not None]
    whole = [number for row, number in figures if not row.source or is_whole(row.source)]
    if whole and len(whole) < len(figures):
        return sum(whole, Decimal(0))
    return sum((number for _, number in figures), Decimal(0))


def _agree(total: Value, amount: Decimal, rows: list[ListRow], key: tuple[str, str]) -> bool:
    """Equal, or as near as the rounding of the total allows where its rows have more decimals."""
    assert total.number is not None
    step = total.step or Decimal(0)
    finer = any(value.step is not None and value.step < step for row in rows if (value := row.amounts[key]))
    return abs(total.number - amount) <= (step if finer else _TINY)
