"""Drafting the layout of a form from a sample: which printed column, header field and block stands where."""

from __future__ import annotations

import re
from typing import Any

from zipingbiao.app.draft_blocks import BlockDrafter
from zipingbiao.app.draft_look import font_of, page_of, width_of
from zipingbiao.base.text import squeeze
from zipingbiao.readers.columns import Columns
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.labels import field_of
from zipingbiao.readers.lines import Item, Line, read_lines
from zipingbiao.readers.ticks import options_of
from zipingbiao.readers.words import PRIVATE, goal_role, is_title

#: Widths in characters where the sample's file does not say.
WIDTHS = {
    "side": 5.5, "l1": 9, "l1_points": 6, "l2": 11, "l2_points": 6, "l3": 18, "operator": 6.5, "target": 13,
    "measure": 7.5, "actual": 13, "weight": 7, "score": 8, "reason": 18, "rule": 30, "note": 20,
}  # fmt: skip
_FIELDS = {
    "project": "project", "department": "department", "implementing_unit": "implementing_unit",
    "unit_name": "department",
}  # fmt: skip
#: Words at the end of a text that is asked for, not given.
_LABEL = re.compile(
    r"(?:名称|单位|部门|类别|属性|类型|性质|期限|时间|总额|金额|编码|代码|电话|负责人|人数|地址|来源|级次)\Z"
)
_YEAR = re.compile(r"(?:19|20)\d{2}|(?<![\d\u4e00-\u9fff])\s{2,}(?=年)|[×xX_＿]{2,4}(?=年)")
_LONGEST_LABEL = 20


class LayoutDrafter:
    """Turns what was read of one form on a sheet into the keys of `layout`; says what it guessed and left out."""

    def __init__(self, sheet: Sheet, draft: Draft) -> None:
        self.sheet, self.draft = sheet, draft
        self.todo: list[str] = []
        self.guessed: list[str] = []
        rows = {row for row, _ in draft.rows}
        self.lines = [line for line in read_lines(sheet) if line.row in rows]
        assert draft.columns is not None
        self.columns: Columns = next(iter(draft.heads), draft.columns)
        self.keys, self.labels, self.spans = self._indicator_columns()

    def layout(self, scored: bool) -> dict[str, Any]:
        """The keys of `layout`; null takes away what the base form has and the sample has not."""
        level = self.draft._level()
        other = "project" if level == "department" else "department"
        title, has_year = self._title()
        layout: dict[str, Any] = {
            "titles": {level: title, other: None},
            "year_line": not has_year,
            "columns": [
                {"key": key, "width": self._width(key, span)} for key, span in zip(self.keys, self.spans, strict=True)
            ],
            "header": self._header(),
        }
        blocks = BlockDrafter(self.sheet, self.draft, self.lines, self.keys, self.labels, self.spans)
        layout |= blocks.blocks(scored) | page_of(self.sheet)
        if font := self._font():
            layout["font"] = font
        self.todo += blocks.todo
        self.guessed += blocks.guessed
        return layout

    # -- columns ------------------------------------------------------------------------------------------------------

    def _indicator_columns(self) -> tuple[list[str], dict[str, str], list[tuple[int, int]]]:
        """The printed columns from the left: keys, header labels, sheet columns."""
        head = next(line for line in self.lines if line.row == self.columns.row)
        below = next((line for line in self.lines if line.row == self.columns.last_row != self.columns.row), None)
        texts = {item.column: squeeze(item.text) for line in (head, below) if line for item in line.items}
        found = sorted((span.first, span.last, role) for role, span in self.columns.roles.items())
        keys = [role for _, _, role in found]
        spans = [(first, last) for first, last, _ in found]
        labels = {role: texts.get(first, "") for first, _, role in found}
        left = [item for item in head.items if item.column < spans[0][0]]
        if left or self._has_side(spans[0][0]):
            keys.insert(0, "side")
            spans.insert(0, (min([item.column for item in left], default=1), spans[0][0] - 1))
            labels["side"] = squeeze(left[-1].text) if left else ""
        known = {column for first, last in spans for column in range(first, last + 1)}
        for item in head.items:
            if item.column not in known and item.key:
                self.todo.append(f"指标表的“{squeeze(item.text)}”栏没有对应的键，没有写进表样；需要的，请改用已有的栏")
        if "l3" not in keys and "l2" in keys:
            keys[keys.index("l2")], labels["l3"] = "l3", labels.pop("l2")
            self.guessed.append("没有三级指标栏，把二级指标栏当作三级指标")
        if "l3" not in keys:
            place = keys.index("l1")
            keys[place], labels["l3"] = "l3", labels.pop("l1")
        if "l1" not in keys:
            place = keys.index("l3")
            keys.insert(place, "l1")
            spans.insert(place, (spans[place][0], spans[place][0] - 1))
            labels["l1"] = "一级指标"
            self.todo.append("样表没有一级指标栏，补了一栏，请核对 groups 和 layout.columns")
        if "score" not in keys and "weight" in keys:
            place = keys.index("weight")
            del keys[place], spans[place]
            self.todo.append("样表有分值栏而没有得分栏，按不计分的表起草，分值栏没有写进表样")
        return keys, labels, spans

    def _has_side(self, first: int) -> bool:
        merge = self.sheet.merge_at(self.columns.last_row, first - 1) if first > 1 else None
        return merge is not None and merge.bottom > self.columns.last_row

    def _width(self, key: str, span: tuple[int, int]) -> float:
        width = width_of(self.sheet, *span)
        return round(max(4.0, width), 1) if width is not None else WIDTHS.get(key, 12)

    # -- title and header ---------------------------------------------------------------------------------------------

    def _title(self) -> tuple[str, bool]:
        title = squeeze(self.draft.title.text or "") or "绩效自评表"
        title = re.sub(r"\A(?:[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]|附[件表]?\d*[:：]|附[件表]\d*)", "", title)
        project = squeeze((self.draft.fields.get("project") or self.draft.title).text or "")
        if project and project != title and project in title:
            title = title.replace(project, "{project}")
        with_year = _YEAR.sub("{year}", title, count=1)
        return with_year, with_year != title

    def _header(self) -> list[list[dict[str, Any]]]:
        rows = []
        first = self.draft.funding_columns.row if self.draft.funding_columns else self.columns.row
        goals = [line.row for line in self.lines if any(goal_role(item.key) for item in line.items[:3])]
        end = min([first, self.columns.row, *goals])
        for line in self.lines:
            if line.row >= end or not line.items or is_title(line.items[0].text):
                continue
            cells = self._header_cells(line)
            if cells:
                rows.append(cells)
        if not rows:
            self.todo.append("没有认出表头各栏，请补 layout.header")
            rows = [[{"label": "项目名称", "field": "project"}]]
        return rows

    def _header_cells(self, line: Line) -> list[dict[str, Any]]:
        cells: list[dict[str, Any]] = []
        items, index = line.items, 0
        while index < len(items):
            item = items[index]
            index += 1
            field = field_of(item.key) if item.key else ""
            if field in ("total", "grade") or not (field or self._is_label(item, line)):
                continue
            given = items[index] if index < len(items) and not self._asks(items[index]) else None
            index += given is not None
            label = squeeze(item.text).rstrip(":：")
            if field in _FIELDS:
                if not any(cell.get("field") == _FIELDS[field] for cell in cells):
                    cells.append({"label": label, "field": _FIELDS[field]})
                continue
            options = options_of(given.text) if given else []
            if options:
                cells.append({"label": label, "options": options})
            else:
                number = given is None and line.numbers > 0
                cells.append({"label": label, "input": "number" if number or label.endswith("额") else "text"})
        return cells

    def _asks(self, item: Item) -> bool:
        return bool(field_of(item.key)) or (bool(item.key) and _LABEL.search(item.key) is not None)

    def _is_label(self, item: Item, line: Line) -> bool:
        if not item.key or len(item.key) > _LONGEST_LABEL or "年度" in item.key:
            return False
        return (
            len(line.items) + line.numbers > 1 or _LABEL.search(item.key) is not None or bool(PRIVATE.search(item.key))
        )

    def _font(self) -> dict[str, Any]:
        """Fonts of title and body; none where nobody set any: a title is larger than the body then."""
        titled = next((line for line in self.lines if line.single and is_title(line.single.text)), None)
        title = font_of(self.sheet, titled.row, titled.items[0].column) if titled else None
        body = font_of(self.sheet, self.columns.row, self.spans[-1][0])
        if title is None or body is None or title[1] <= body[1]:
            return {}
        return {
            "title": title[0], "title_size": _points(title[1]), "body": body[0], "body_size": _points(body[1]),
        }  # fmt: skip


def _points(size: float) -> int | float:
    return int(size) if size == int(size) else size
