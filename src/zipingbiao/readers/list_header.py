"""The header of a project list: one to three rows of words, found and turned into columns. Rows are project_list's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.base.numbers import read_printed
from zipingbiao.base.text import excerpt, label_key, squeeze
from zipingbiao.readers.columns import Columns, Span
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import Line
from zipingbiao.readers.list_words import AMOUNTS, Head, head_of, is_part, is_whole, money_unit, source_of
from zipingbiao.readers.words import head_key, indicator_role

#: Rows below the first header row that may still belong to the header.
_MAX_DEPTH = 4
#: Exports have some dozens of columns.
_MAX_COLUMNS = 300
_INDEX = re.compile(r"(?:\(?\d{1,2}\)?|[A-Z]|[①-⑳]|栏次|列次|行次|甲|乙|丙)(?:[=＝].{1,24})?\Z")
_OWN_ROLES = ("code", "department", "unit", "implementer", "serial", "source", "detail", "purpose")
#: (role, source) → the columns found for it, with their ranks.
_Found = dict[tuple[str, str], list[tuple[int, Span]]]


class AmountColumn(NamedTuple):
    """A column of amounts: which amount, of which source ('' for all together), in which unit ('' unsaid)."""

    key: str
    role: str
    source: str
    unit: str


@dataclass(slots=True)
class ListHeader:
    """The columns of a list. `columns` knows the roles, `amounts` the columns of amounts by their key in it.

    attributes  key in `columns` → label of 项目类别, 项目属性 and the like
    others      key in `columns` → label of any other column of texts
    assumed     what was taken for something the header does not say, for the user
    """

    first_row: int
    last_row: int
    columns: Columns
    amounts: list[AmountColumn]
    attributes: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    words: frozenset[str] = frozenset()


def find_header(sheet: Sheet, lines: list[Line], index: int) -> ListHeader | None:
    """The header that the line begins or stands in; None where it holds no name of a project column."""
    line = lines[index]
    if line.numbers:
        return None
    names = [item for item in line.items if (head := head_of(item.text)) and head.role == "project"]
    if not names or any(read_printed(item.text) for item in line.items):
        return None
    if any(indicator_role(item.text) in ("l1", "l2", "l3", "l4") for item in line.items):
        return None
    rows = _header_rows(sheet, lines, index, names[0].column)
    last = min(_MAX_COLUMNS, max(cell for row in rows for cell in _cells(sheet, row)))
    paths = {column: path for column in range(1, last + 1) if (path := _path(sheet, rows, column))}
    header = _columns(sheet, rows, paths)
    if "project" not in header.columns:
        return None
    known = sum(_resolve(path) is not None for path in paths.values())
    if not header.amounts and known < 0.6 * len(paths):
        return None
    words = [item for row in rows for item in _texts(sheet, row)]
    header.words = frozenset(label_key(word) for word in words)
    return header


def is_index_row(sheet: Sheet, row: int) -> bool:
    """Whether the row numbers the columns (1 2 3=1+2, 甲 乙 1)."""
    texts = [squeeze(text).replace("（", "(").replace("）", ")") for text in _texts(sheet, row)]
    if len(texts) < 3 or not all(_INDEX.match(text) for text in texts):
        return False
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdigit()]
    return numbers == list(range(1, len(numbers) + 1)) or not numbers


def _header_rows(sheet: Sheet, lines: list[Line], index: int, name: int) -> list[int]:
    line = lines[index]
    merge = sheet.merge_at(line.row, name)
    bottom = merge.bottom if merge and merge.bottom - line.row < _MAX_DEPTH else line.row
    rows = [line.row]
    for following in lines[index + 1 : index + 1 + _MAX_DEPTH]:
        if following.row > rows[-1] + 1 or len(rows) >= _MAX_DEPTH:
            break
        if following.row <= bottom or _is_second(sheet, following, name):
            rows.append(following.row)
        else:
            break
    above = lines[index - 1] if index else None
    if above is not None and above.row == line.row - 1 and _is_group_row(above):
        rows.insert(0, above.row)
    return rows


def _is_second(sheet: Sheet, line: Line, name: int) -> bool:
    """Whether the line continues the header: words of amounts and sources, no figure, no name of a project."""
    if line.numbers or sheet.raw(line.row, name) is not None:
        return False
    known = 0
    for item in line.items:
        if read_printed(item.text) or len(item.text) > 20:
            return False
        head = head_of(item.text)
        known += (head is not None and head.role in AMOUNTS) or is_whole(item.text) or bool(source_of(item.text, True))
    return known > 0 and known * 2 >= len(line.items)


def _is_group_row(line: Line) -> bool:
    """Whether a line above the header heads groups of its columns (年初预算 over 合计, 财政拨款)."""
    if line.numbers or any(re.search(r"[:：]", item.text) or len(item.text) > 24 for item in line.items):
        return False
    heads = [head_of(item.text) for item in line.items]
    return any(head is not None and head.role in (*AMOUNTS, "source") for head in heads)


def _cells(sheet: Sheet, row: int) -> list[int]:
    return [max(column, sheet.right_of(row, column) - 1) for column in sheet.rows.get(row, {})] or [1]


def _texts(sheet: Sheet, row: int) -> list[str]:
    return [text for column in sorted(sheet.rows.get(row, {})) if (text := sheet.text(row, column))]


def _path(sheet: Sheet, rows: list[int], column: int) -> list[str]:
    """The header texts over a column, from the top; a merged text counts for all columns under it."""
    path: list[str] = []
    for number, row in enumerate(rows):
        merge = sheet.merge_at(row, column)
        if merge is not None:
            text = None if merge.top < row and merge.top >= rows[0] else sheet.text(merge.top, merge.left)
        else:
            text = sheet.text(row, column) or _left(sheet, row, rows[number + 1 :], column)
        if text:
            path.append(text)
    return path


def _left(sheet: Sheet, row: int, below: list[int], column: int) -> str | None:
    """The group label left of a blank header cell, where nothing is merged (.csv): both must have words below."""
    if not below or not any(sheet.text(under, column) for under in below):
        return None
    left = next((c for c in range(column - 1, 0, -1) if sheet.text(row, c)), None)
    if left is None or sheet.merge_at(row, left) or not any(sheet.text(under, left) for under in below):
        return None
    return sheet.text(row, left)


def _resolve(path: list[str]) -> Head | None:
    """What the column with these header texts holds."""
    leaf = path[-1]
    head = head_of(leaf)
    parents = [found for text in path[:-1] if (found := head_of(text))]
    amount = next((found for found in reversed(parents) if found.role in AMOUNTS), None)
    sources = [source for text in path[:-1] if (source := source_of(text, True))]
    grouped = amount is not None or any(found.role == "source" for found in parents)
    if grouped and is_whole(leaf):
        return amount or Head("budget", 20)
    if source := source_of(leaf, grouped):
        return (amount or Head("budget", 20))._replace(source=source)
    if head is not None and head.role in AMOUNTS and not head.source and sources:
        return head._replace(source=sources[-1])
    return head


def _columns(sheet: Sheet, rows: list[int], paths: dict[int, list[str]]) -> ListHeader:
    columns = Columns(rows[-1], rows[-1])
    header = ListHeader(rows[0], rows[-1], columns, [])
    names: list[tuple[int, Span]] = []
    amounts: _Found = {}
    last, before = 0, None
    for column, path in paths.items():
        if column <= last:
            continue
        last = _last_of(sheet, rows, paths, column)
        span = Span(column, last)
        head = _resolve(path)
        if head is not None and head.source and before is not None and before.source and is_part(path[-1]):
            # 其中：上级补助 right of 一般公共预算 is counted in that column already.
            head = None
        before = head or before
        if head is None or head.role == "detail":
            if head is not None:
                columns.roles.setdefault("detail", span)
            key = f"other/{column}"
            columns.roles[key] = span
            header.others[key] = squeeze(path[-1])
        elif head.role == "project":
            names.append((head.rank, span))
        elif head.role in AMOUNTS:
            amounts.setdefault((head.role, head.source), []).append((head.rank, span))
        elif head.role in ("attribute", "purpose"):
            key = f"attribute/{column}"
            columns.roles[key] = span
            header.attributes[key] = _label(path[-1]) if head.role == "attribute" else "主要用途"
        elif head.role in _OWN_ROLES:
            columns.roles.setdefault(head.role, span)
    for key, (_, span) in zip(("project", "upper"), sorted(names), strict=False):
        columns.roles[key] = span
    _place_amounts(header, amounts, paths)
    return header


def _last_of(sheet: Sheet, rows: list[int], paths: dict[int, list[str]], column: int) -> int:
    """The last column below the same header cell."""
    rights = [merge.right for row in rows if (merge := sheet.merge_at(row, column)) and merge.left == column]
    last = column
    while last < max(rights, default=column) and paths.get(last + 1) == paths[column]:
        last += 1
    return last


def _label(text: str) -> str:
    return head_key(text).removesuffix("名称")


def _place_amounts(header: ListHeader, found: _Found, paths: dict[int, list[str]]) -> None:
    """Chooses one column for every amount of every source; tells what was assumed."""
    roles = header.columns.roles
    budgets = sorted(found.get(("budget", ""), []))
    plain = next((budget for budget in budgets if 3 <= budget[0] < 20), None)
    adjusted = budgets and budgets[0][0] < 3
    if ("initial", "") not in found and plain and (adjusted or ("adjustment", "") in found):
        # 预算数 beside 调整后预算数 or beside 调整数 is what was approved at first.
        found["initial", ""] = [plain]
        header.assumed.append(f"“{excerpt(squeeze(paths[plain[1].first][-1]))}”一栏当作年初预算数")
        if not adjusted:
            del found["budget", ""]
    for (role, source), columns in found.items():
        if role == "adjustment" and any(key == ("budget", source) and min(cs)[0] < 3 for key, cs in found.items()):
            continue
        rank, span = min(columns)
        key = f"{role}/{source}"
        roles[key] = span
        unit = next((unit for text in reversed(paths[span.first]) if (unit := money_unit(text))), "")
        header.amounts.append(AmountColumn(key, role, source, unit))
        if role == "budget" and not source and rank % 100 >= 20:
            header.assumed.append(f"“{excerpt(squeeze(paths[span.first][-1]))}”一栏当作全年预算数")
