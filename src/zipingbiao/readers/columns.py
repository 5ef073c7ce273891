"""Header rows as column maps: which columns hold the target, the weight, the budget …"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import BACK_LINKS, ENTERED
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.grid import MAX_COLUMN, Sheet
from zipingbiao.readers.lines import Item, Line
from zipingbiao.readers.words import (
    HELPER_KEYS,
    LEVELS,
    OWN_HELPERS,
    budget_rank,
    funding_role,
    head_key,
    indicator_role,
    is_budget_change,
)


class Span(NamedTuple):
    """The columns under one header cell."""

    first: int
    last: int


class Rivals(NamedTuple):
    """Two headings for the same contents: the one that is read, and the one left out."""

    read: Item
    left_out: Item


@dataclass(slots=True)
class Columns:
    """What a header row says: role → columns; helper key → column (generated workbooks only)."""

    row: int
    last_row: int
    roles: dict[str, Span] = field(default_factory=dict)
    helpers: dict[str, int] = field(default_factory=dict)
    #: roles that two headings of the row could have, neither more telling than the other
    rivals: dict[str, Rivals] = field(default_factory=dict)

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


_MEASURES = {"target", "actual", "weight", "score"}
#: The lowest row of a header of three.
_BELOW_LEVELS = ("名称", "权重", "分值", "标准分")


def indicator_columns(sheet: Sheet, line: Line, following: Line | None) -> Columns | None:
    """The column map if `line` (with the line below, for a header of two rows) heads an indicator table."""
    if len(line.items) < 2 or not (line.names_levels or (following is not None and following.names_levels)):
        return None
    columns = Columns(line.row, line.row)
    helpers = {item.text: item.column for item in line.items if item.text in HELPER_KEYS}
    if len(helpers) >= OWN_HELPERS:
        columns.helpers = {HELPER_KEYS[text]: column for text, column in helpers.items()}
    printed = [item for item in line.items if item.column not in columns.helpers.values()]
    if columns.helpers:
        printed = _unbroken(sheet, line.row, printed)
    found = _map_roles(sheet, line.row, printed, columns.rivals)
    if following is not None and _may_be_first_header(sheet, line, following, found, len(printed)):
        below, above = _map_roles(sheet, following.row, following.items, columns.rivals), found
        found = {role: span for role, span in found.items() if not _is_refined(span, below, role)} | below
        if "target" not in found and (span := _left_for_target(sheet, following, found, above)):
            found["target"] = span
        columns.last_row = following.row
    if not (LEVELS & found.keys() and _MEASURES & found.keys() and len(found) >= 3):
        return None
    for role, helper in ENTERED.items():
        if helper in columns.helpers and role not in found:
            # What the form does not print stands in a helper column.
            found[role] = Span(columns.helpers[helper], columns.helpers[helper])
    columns.roles = found
    return columns


def tall_header(sheet: Sheet, lines: list[Line], index: int) -> Columns | None:
    """A header of three rows, 评价指标 above 一级指标 above 名称 | 权重: a heading is what stands above it with its own name."""
    rows = lines[index : index + 3]
    if len(rows) < 3 or rows[2].row != rows[0].row + 2 or not rows[1].names_levels or any(row.figures for row in rows):
        return None
    last = rows[2]
    if not last.items or any(head_key(item.text) not in _BELOW_LEVELS for item in last.items):
        return None
    items = []
    for item in last.items:
        above = sheet.merged_value(rows[1].row, item.column).text or ""
        text = above if head_key(item.text) == "名称" else item.text
        items.append(Item(item.column, text, label_key(text)))
    for line in rows[:2]:
        merges = [(item, sheet.merge_at(line.row, item.column)) for item in line.items]
        items += [item for item, merge in merges if merge is not None and merge.bottom == last.row]
    columns = indicator_columns(sheet, Line(last.row, sorted(items), 0), None)
    if columns is not None:
        columns.row = rows[0].row
    return columns


def _unbroken(sheet: Sheet, row: int, items: list[Item]) -> list[Item]:
    """The header cells up to the first empty column: a generated sheet has its status panel behind that gap."""
    kept: list[Item] = []
    for item in items:
        if kept and item.column > sheet.right_of(row, kept[-1].column):
            break
        kept.append(item)
    return kept


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


def _map_roles(sheet: Sheet, row: int, items: list[Item], rivals: dict[str, Rivals]) -> dict[str, Span]:
    found: dict[str, Span] = {}
    chosen: dict[str, tuple[int, Item]] = {}
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
        if role in _MEASURES and not LEVELS & found.keys():
            # 年度绩效目标 or 指标完成情况 left of the levels is the vertical label beside the table.
            here = -1
        if role in found and here == chosen[role][0]:
            rivals[role] = Rivals(chosen[role][1], item)
        elif role not in found or here > chosen[role][0]:
            found[role] = Span(item.column, max(item.column, sheet.right_of(row, item.column) - 1))
            chosen[role] = (here, item)
            rivals.pop(role, None)
    if "l4" in found:
        # Where a fourth level exists the third is only a group.
        found["l3"] = found.pop("l4")
    if "l3" not in found and "note" in found and LEVELS & found.keys():
        # 指标内容 is what the indicator is called where no other column is.
        found["l3"] = found.pop("note")
    if "remark" in found and "reason" not in found and _MEASURES & found.keys():
        found["reason"] = found["remark"]
    found.pop("remark", None)
    if "measures" in found and "reason" not in found:
        found["reason"] = found.pop("measures")
    return found


def _may_be_first_header(sheet: Sheet, line: Line, following: Line, found: dict[str, Span], printed: int) -> bool:
    """Whether `line` is the upper row of a header, and not the last row of what stands above the header."""
    # Figures stand in the last line of 项目资金, or in an indicator above a header that is repeated on the next page.
    if line.figures or (len(found) < 2 and printed < 3) or not _is_second_header(following, found):
        return False
    alone = indicator_columns(sheet, following, None)
    # 年度目标 | text | 完成情况 | text above a header that names all of that itself.
    return alone is None or (bool(found) and not found.keys() <= alone.roles.keys())


def _is_second_header(line: Line, above: dict[str, Span]) -> bool:
    roles = [indicator_role(item.text) for item in line.items]
    if not roles or line.figures:
        return False
    wide = [span for span in above.values() if span.last > span.first]
    if all(roles) and all(any(s.first <= item.column <= s.last for s in wide) for item in line.items):
        # 评分 merged over 分值 | 得分.
        return True
    if "operator" in roles and "measure" in roles:
        # Between both may stand 内容, and further right the kinds of reasons.
        return True
    if any(role is None for role in roles):
        return False
    if "operator" in roles or "measure" in roles:
        return True
    return bool(LEVELS & {role for role in roles if role}) and not LEVELS & above.keys()


def _left_for_target(sheet: Sheet, line: Line, found: dict[str, Span], above: dict[str, Span]) -> Span | None:
    """The column of the target where the heading below 年度指标值 has a name of its own: 运算符号 | 内容 | 度量单位."""
    whole = above.get("target")
    if whole is None:
        return None
    taken = {span.first for span in found.values()}
    free = [item.column for item in line.items if whole.first <= item.column <= whole.last and item.column not in taken]
    return Span(free[0], sheet.right_of(line.row, free[0]) - 1) if len(free) == 1 else None


def _is_refined(span: Span, below: dict[str, Span], role: str) -> bool:
    return role not in below and any(span.first <= part.first and part.last <= span.last for part in below.values())


def funding_columns(sheet: Sheet, line: Line) -> Columns | None:
    """The column map if `line` heads a 项目资金 block."""
    # A row of an indicator table may well say 预算执行 | 预算完成率; its weight tells it from a header.
    if len(line.items) < 2 or line.figures:
        return None
    columns = Columns(line.row, line.row)
    budgets: dict[int, Span] = {}
    seen: dict[tuple[str, int], Item] = {}
    # 项目 or 序号 beside 项目资金（万元） heads the sources of funds; else it heads a list of projects.
    in_block = any("资金" in item.key and funding_role(item.text) is None for item in line.items[:2])
    for item in _with_merged_down(sheet, line):
        if item.key in ("项目名称", "专项名称", "科目名称") or indicator_role(item.text) in LEVELS:
            return None
        if item.key in ("序号", "项目") and not in_block:
            return None
        role = funding_role(item.text)
        if role is None or _is_beside(sheet, line, item):
            continue
        span = Span(item.column, max(item.column, sheet.right_of(line.row, item.column) - 1))
        rank = budget_rank(item.text) if role == "budget" else 0
        if (role, rank) in seen:
            columns.rivals[role] = Rivals(seen[role, rank], item)
            continue
        seen[role, rank] = item
        if role == "budget":
            budgets[rank] = span
        else:
            columns.roles[role] = span
    if budgets:
        best = min(budgets)
        columns.roles["budget"] = budgets[best]
        for (role, rank), item in seen.items():
            if role == "budget" and rank > best and is_budget_change(item.text):
                columns.roles.setdefault("added", budgets[rank])
        first = min(span for span in budgets.values() if span != columns.roles.get("added"))
        if "initial" not in columns and first < budgets[best]:
            # 预算批复数 left of 调整后预算数 is what was approved at first.
            columns.roles["initial"] = first
        if "budget" in columns.rivals and columns.rivals["budget"].read != seen["budget", best]:
            del columns.rivals["budget"]
    amounts = {"initial", "budget", "executed"} & columns.roles.keys()
    if len(amounts) >= 2 or (amounts and "rate" in columns):
        return columns
    return None


def _is_beside(sheet: Sheet, line: Line, item: Item) -> bool:
    """Whether the cell is the vertical label beside the whole block (预算执行), and no heading."""
    merge = sheet.merge_at(line.row, item.column)
    return item is line.items[0] and merge is not None and merge.bottom > line.row + 1


def _with_merged_down(sheet: Sheet, line: Line) -> list[Item]:
    """The items of a header row, and those of the row above it that are merged down into it."""
    if not line.items:
        return []
    found = list(line.items)
    for merge in sheet.merged_into(line.row):
        cell = sheet.raw(merge.top, merge.left) if merge.left > line.items[0].column else None
        if cell is not None and cell.kind == "text":
            found.append(Item(merge.left, cell.raw, label_key(cell.raw)))
    return found
