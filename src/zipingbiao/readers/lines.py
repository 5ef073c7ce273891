"""A sheet as lines of texts, and header rows as column maps: the ground the form readers walk on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.base.numbers import read_printed
from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import BACK_LINKS, ENTERED, ORIGINAL_RATE, ORIGINAL_SCORE
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.cells import clean_text
from zipingbiao.readers.grid import MAX_COLUMN, Sheet
from zipingbiao.readers.words import HELPER_KEYS, OWN_HELPERS, budget_rank, funding_role, head_key, indicator_role

#: Longer texts are contents, never labels.
LONGEST_LABEL = 60
#: Lines looked at per sheet; a form has dozens, a data dump is cut here.
MAX_LINES = 20_000
_SIDE_HEADERS = {*HELPER_KEYS, ORIGINAL_RATE, ORIGINAL_SCORE}


class Item(NamedTuple):
    """A text cell of a line; `key` is empty where the text is too long for a label."""

    column: int
    text: str
    key: str


@dataclass(slots=True)
class Line:
    """The text cells of one row, from the left; numbers are counted only.

    figures  the numbers and the texts that are one: in a Word table every figure is a text
    """

    row: int
    items: list[Item]
    numbers: int
    figures: int = 0

    @property
    def single(self) -> Item | None:
        """The only cell of the line."""
        return self.items[0] if len(self.items) == 1 and not self.numbers else None


@lru_cache(maxsize=8192)
def _key(text: str) -> str:
    return label_key(text) if len(text) <= LONGEST_LABEL else ""


@lru_cache(maxsize=8192)
def _is_figure(text: str) -> bool:
    return len(text) <= LONGEST_LABEL and read_printed(text) is not None


def read_lines(sheet: Sheet, edge: int = MAX_COLUMN) -> list[Line]:
    """All lines that hold something, from the top.

    Right of the column `edge` only the headers of helper columns are seen.
    """
    lines = []
    for row in sheet:
        cells = sheet.rows[row]
        items, numbers, figures = [], 0, 0
        for column in sorted(cells):
            cell = cells[column]
            if column > edge and (cell.kind != "text" or cell.raw not in _SIDE_HEADERS):
                continue
            if cell.kind == "text":
                text = clean_text(cell.raw)
                if text:
                    items.append(Item(column, text, _key(text)))
                    figures += _is_figure(text)
            elif cell.raw:
                numbers += 1
        if items or numbers:
            lines.append(Line(row, items, numbers, numbers + figures))
            if len(lines) >= MAX_LINES:
                break
    return lines


def printed_edge(sheet: Sheet, lines: list[Line]) -> int:
    """The last printed column of a generated sheet, right of which its helper columns and its status panel stand."""
    for line in lines:
        if sum(item.text in HELPER_KEYS for item in line.items) < OWN_HELPERS:
            continue
        columns = indicator_columns(sheet, line, None)
        if columns is not None and columns.helpers:
            return max(span.last for span in columns.roles.values() if span.first not in columns.helpers.values())
    # A form that does not score has no helper columns; the links back stand behind one empty column.
    links = [item.column for line in lines[:1] for item in line.items if item.text in BACK_LINKS.values()]
    return max(1, min(links) - 2) if links else MAX_COLUMN


class Span(NamedTuple):
    """The columns under one header cell."""

    first: int
    last: int


@dataclass(slots=True)
class Columns:
    """What a header row says: role → columns; helper key → column (generated workbooks only)."""

    row: int
    last_row: int
    roles: dict[str, Span] = field(default_factory=dict)
    helpers: dict[str, int] = field(default_factory=dict)

    def __contains__(self, role: str) -> bool:
        return role in self.roles

    @property
    def first(self) -> int:
        """The leftmost column of the table."""
        return min(span.first for span in self.roles.values())

    def column(self, sheet: Sheet, row: int, role: str) -> int | None:
        """The column that holds the role's content in this row: the first filled one under the header cell."""
        span = self.roles.get(role)
        if span is None:
            return None
        cells = sheet.rows.get(row)
        if cells and span.last > span.first:
            return next((c for c in range(span.first, span.last + 1) if c in cells), span.first)
        return span.first

    def value(self, sheet: Sheet, row: int, role: str) -> Value:
        """The value in this row; BLANK where the table has no such column."""
        column = self.column(sheet, row, role)
        return BLANK if column is None else sheet.value(row, column)

    def helper(self, sheet: Sheet, row: int, key: str) -> Value:
        """The value of a helper column; BLANK where there is none."""
        column = self.helpers.get(key)
        return BLANK if column is None else sheet.value(row, column)


_LEVELS = {"l1", "l2", "l3"}
_MEASURES = {"target", "actual", "weight", "score"}


def indicator_columns(sheet: Sheet, line: Line, following: Line | None) -> Columns | None:
    """The column map if `line` (with the line below, for a header of two rows) heads an indicator table."""
    if len(line.items) < 2:
        return None
    columns = Columns(line.row, line.row)
    helpers = {item.text: item.column for item in line.items if item.text in HELPER_KEYS}
    if len(helpers) >= OWN_HELPERS:
        columns.helpers = {HELPER_KEYS[text]: column for text, column in helpers.items()}
    printed = [item for item in line.items if item.column not in columns.helpers.values()]
    if columns.helpers:
        printed = _unbroken(sheet, line.row, printed)
    found = _map_roles(sheet, line.row, printed)
    if following is not None and _may_be_first_header(sheet, line, following, found, len(printed)):
        below = _map_roles(sheet, following.row, following.items)
        found = {role: span for role, span in found.items() if not _is_refined(span, below, role)} | below
        columns.last_row = following.row
    if not (_LEVELS & found.keys() and _MEASURES & found.keys() and len(found) >= 3):
        return None
    for role, helper in ENTERED.items():
        if helper in columns.helpers and role not in found:
            # What the form does not print stands in a helper column.
            found[role] = Span(columns.helpers[helper], columns.helpers[helper])
    columns.roles = found
    return columns


def _unbroken(sheet: Sheet, row: int, items: list[Item]) -> list[Item]:
    """The header cells up to the first empty column: a generated sheet has its status panel behind that gap."""
    kept: list[Item] = []
    for item in items:
        if kept and item.column > sheet.right_of(row, kept[-1].column):
            break
        kept.append(item)
    return kept


def _map_roles(sheet: Sheet, row: int, items: list[Item]) -> dict[str, Span]:
    found: dict[str, Span] = {}
    rank: dict[str, int] = {}
    roles = [indicator_role(item.text) for item in items]
    for index, (item, role) in enumerate(zip(items, roles, strict=True)):
        if role is None:
            continue
        before = roles[index - 1] if index else None
        if role == "weight" and before in ("l1", "l2") and "weight" in roles[index + 1 :]:
            # 一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值: the points of a level stand right of its name.
            role = f"{before}_points"
        # 自评得分 beside 得分, 三级指标 beside 指标名称, 调整后目标值 beside 年初目标值: the more telling word wins.
        key = head_key(item.text)
        better = (role == "score" and "自评" in key) or (role == "l3" and "三级" in key) or "调整" in key
        here = 1 if better else 0
        if role == "target" and not _LEVELS & found.keys():
            # 年度绩效目标 left of the levels is the vertical label beside the table.
            here = -1
        if role not in found or here > rank[role]:
            found[role] = Span(item.column, max(item.column, sheet.right_of(row, item.column) - 1))
            rank[role] = here
    if "l4" in found:
        # Where a fourth level exists the third is only a group.
        found["l3"] = found.pop("l4")
    return found


def _may_be_first_header(sheet: Sheet, line: Line, following: Line, found: dict[str, Span], printed: int) -> bool:
    """Whether `line` is the upper row of a header, and not the last row of what stands above the header."""
    # Figures stand in the last line of 项目资金, or in an indicator above a header that is repeated on the next page.
    if line.figures or (len(found) < 2 and printed < 3) or not _is_second_header(following, found):
        return False
    return bool(found) or indicator_columns(sheet, following, None) is None


def _is_second_header(line: Line, above: dict[str, Span]) -> bool:
    roles = [indicator_role(item.text) for item in line.items]
    if not roles or line.figures or any(role is None for role in roles):
        return False
    if "operator" in roles or "measure" in roles:
        return True
    return bool(_LEVELS & {role for role in roles if role}) and not _LEVELS & above.keys()


def _is_refined(span: Span, below: dict[str, Span], role: str) -> bool:
    return role not in below and any(span.first <= part.first and part.last <= span.last for part in below.values())


def funding_columns(sheet: Sheet, line: Line) -> Columns | None:
    """The column map if `line` heads a 项目资金 block."""
    # A row of an indicator table may well say 预算执行 | 预算完成率; its weight tells it from a header.
    if len(line.items) < 2 or line.figures:
        return None
    columns = Columns(line.row, line.row)
    budgets: dict[int, Span] = {}
    for item in line.items:
        if item.key in ("项目名称", "序号", "项目", "专项名称", "科目名称") or indicator_role(item.text) in _LEVELS:
            return None
        role = funding_role(item.text)
        if role is None:
            continue
        span = Span(item.column, max(item.column, sheet.right_of(line.row, item.column) - 1))
        if role == "budget":
            budgets.setdefault(budget_rank(item.text), span)
        else:
            columns.roles.setdefault(role, span)
    if budgets:
        columns.roles["budget"] = budgets[min(budgets)]
    amounts = {"initial", "budget", "executed"} & columns.roles.keys()
    if len(amounts) >= 2 or (amounts and "rate" in columns):
        return columns
    return None
