"""Drafting the layout of a form from a sample: which printed column, header field and block stands where."""

from __future__ import annotations

import re
from typing import Any

from zipingbiao.app.draft_look import Look
from zipingbiao.base.text import squeeze
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.labels import field_of
from zipingbiao.readers.lines import Columns, Item, Line, read_lines
from zipingbiao.readers.ticks import options_of
from zipingbiao.readers.words import (
    GRADE_PREFIX,
    NOTES,
    NUMBERED_GOAL,
    PRIVATE,
    goal_role,
    is_title,
    match_total,
)

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
_POINTS_IN_LABEL = re.compile(r"指标\s*[（(]\s*\d+(?:\.\d+)?\s*分\s*[)）]")
_CELL = re.compile(r"([A-Z]{1,3})(\d+)")


class LayoutDrafter:
    """Turns what was read of one form on a sheet into the keys of `layout`; says what it guessed and left out."""

    def __init__(self, sheet: Sheet, draft: Draft, look: Look) -> None:
        self.sheet, self.draft, self.look = sheet, draft, look
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
            "funding": self._funding(),
            "goals": self._goals(),
            "indicators": self._indicators(),
            "goal_summary": None,
            "total": self._total() if scored else None,
            "footers": self._footers(),
        }
        for key, value in (("paper", self.look.paper), ("orientation", self.look.orientation)):
            if value:
                layout[key] = value
        if font := self._font():
            layout["font"] = font
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
        if "l1" not in keys:
            self.todo.append("没有找到一级指标栏，请补上")
        return keys, labels, spans

    def _has_side(self, first: int) -> bool:
        merge = self.sheet.merge_at(self.columns.last_row, first - 1) if first > 1 else None
        return merge is not None and merge.bottom > self.columns.last_row

    def _width(self, key: str, span: tuple[int, int]) -> float:
        width = self.look.width(*span)
        return round(max(4.0, width), 1) if width is not None else WIDTHS.get(key, 12)

    def _count(self, first: int, last: int) -> int:
        """How many printed columns begin between two sheet columns."""
        return max(1, sum(first <= begin <= last for begin, _ in self.spans))

    # -- title and header ---------------------------------------------------------------------------------------------

    def _title(self) -> tuple[str, bool]:
        title = squeeze(self.draft.title.text or "") or "绩效自评表"
        title = re.sub(r"\A(?:[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]|附件\d*[:：]?|附表\d*[:：]?)", "", title)
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

    # -- blocks -------------------------------------------------------------------------------------------------------

    def _funding(self) -> dict[str, Any] | None:
        columns = self.draft.funding_columns
        if columns is None:
            return None
        head = next(line for line in self.lines if line.row == columns.row)
        found = sorted((span.first, span.last, role) for role, span in columns.roles.items())
        texts = {item.column: squeeze(item.text) for item in head.items}
        extra = [
            item for item in head.items if item.column > found[0][0] and item.column not in {f for f, _, _ in found}
        ]
        for item in extra:
            self.todo.append(f"资金栏的“{squeeze(item.text)}”没有对应的键，没有写进表样")
        spans = [self._count(first, last) for first, last, _ in found]
        room = len(self.keys) - sum(spans)
        if room < 2:
            self.guessed.append("资金栏按每栏一列排，与样表的合并可能不同")
            spans = [1] * len(spans)
            room = len(self.keys) - len(spans)
        if room < 2:
            self.todo.append("资金栏比指标表的栏多，放不下，请调整 layout.columns 或 funding.columns")
        row_span = max(1, min(2, room - 1))
        spans[-1] += max(0, room - row_span - 1)
        drafted: list[dict[str, Any]] = [
            {"key": role, "label": texts[first], "span": span}
            for span, (first, _, role) in zip(spans, found, strict=True)
        ]
        left = [item for item in head.items if item.column < found[0][0]]
        label = squeeze(left[0].text) if left else "项目资金（{unit}）"
        label = re.sub(r"(?<=[（(])(?:单位[:：])?(?:万元|元)(?=[)）])", "{unit}", label)
        return {
            "label": label,
            "row_span": row_span,
            "columns": [_plain(c) for c in drafted],
            "rows": self._fund_rows(),
        }

    def _fund_rows(self) -> list[dict[str, str]]:
        rows = []
        for row in self.draft.funding:
            role = row.role if row.role != "unknown" else "other"
            if row.role == "unknown":
                self.guessed.append(f"资金行“{squeeze(row.source.text or '')}”按其他资金处理")
            rows.append({"role": role, "label": squeeze(row.source.text or "")})
        if not any(row["role"] == "total" for row in rows):
            self.todo.append("没有找到年度资金总额一行，请核对 funding.rows")
            rows.insert(0, {"role": "total", "label": "年度资金总额"})
        return rows

    def _goals(self) -> dict[str, Any] | None:
        for line in self.lines:
            numbered = next((item for item in line.items[:1] if NUMBERED_GOAL.match(item.key)), None)
            if numbered is not None:
                label = re.sub(r"\d{1,2}|[一二三四五六七八九十](?=[:：（(]|\Z)", "{n}", squeeze(numbered.text), count=1)
                label = re.sub(r"\d+(?:\.\d+)?(?=分)", "{points}", label)
                return {"label": label, "expected": None, "actual": None, "heads": len(self.draft.heads) > 1}
            roles = {goal_role(item.key): squeeze(item.text) for item in reversed(line.items)}
            if "achieved" in roles and ("expected" in roles or "overall" in roles):
                side = next(
                    (squeeze(i.text) for i in line.items if goal_role(i.key) not in ("expected", "achieved")), ""
                )
                return {
                    "label": side or "年度总体目标",
                    "expected": roles.get("expected", roles.get("overall", "预期目标")),
                    "actual": roles["achieved"],
                }
        return None

    def _indicators(self) -> dict[str, Any]:
        drafted = [{"key": key, "label": self.labels.get(key) or key} for key in self.keys if key != "side"]
        block: dict[str, Any] = {"columns": drafted}
        if "side" in self.keys:
            block["label"] = self.labels.get("side") or "绩效指标"
        printed = any(
            _POINTS_IN_LABEL.search(item.text)
            for line in self.lines
            if line.row > self.columns.last_row
            for item in line.items[:2]
        )
        if printed and "l1_points" not in self.keys:
            block["l1"] = "{l1}（{points}分）"
        return block

    def _total(self) -> dict[str, Any]:
        for line in reversed(self.lines):
            label = next((item for item in line.items[:2] if match_total(item.text)), None)
            if label is None:
                continue
            grade: str | None = None
            texts = [item.text for item in line.items if item.column > label.column]
            if self.draft.total is not None and self.draft.total.grade.text is not None:
                grade = ""
            prefix = next((text for text in texts if GRADE_PREFIX.match(text)), None)
            if prefix is not None:
                grade = squeeze(prefix)
            block: dict[str, Any] = {"label": squeeze(label.text), "grade": grade}
            if grade is not None and "reason" not in self.keys:
                block["grade_in"] = self.keys[-1]
            return block
        self.todo.append("没有找到总分行，按“总分”补了一行，请核对")
        return {"label": "总分", "grade": None}

    def _footers(self) -> list[dict[str, str]]:
        rows = []
        after = {row for row, state in self.draft.rows if state == "after"}
        for line in self.lines:
            if line.row not in after or not line.items or match_total(line.items[0].text):
                continue
            key = line.items[0].key
            if key and len(key) <= _LONGEST_LABEL and NOTES.match(key) and not PRIVATE.search(key):
                rows.append({"label": squeeze(line.items[0].text).rstrip(":：")})
            elif key and PRIVATE.search(key):
                self.todo.append(f"表后的“{squeeze(line.items[0].text)[:20]}”（签字、联系人等）没有写进表样")
        return rows

    def _font(self) -> dict[str, Any]:
        fonts = self.look.fonts
        title = fonts.get(_cell_of(self.draft))
        body = fonts.get((self.columns.row, self.spans[-1][0]))
        font: dict[str, Any] = {}
        # A title no larger than the body means that nobody set any font.
        if title and body and title[1] > body[1]:
            font |= {"title": title[0], "title_size": _points(title[1])}
            font |= {"body": body[0], "body_size": _points(body[1])}
        return font

    def font_cells(self) -> list[tuple[int, int]]:
        """The cells whose fonts stand for title and body."""
        return [_cell_of(self.draft), (self.columns.row, self.spans[-1][0])]


def _points(size: float) -> int | float:
    return int(size) if size == int(size) else size


def _plain(column: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in column.items() if key != "span" or value != 1}


def _cell_of(draft: Draft) -> tuple[int, int]:
    """Row and column of the title; the form's first cell where it has none."""
    match = _CELL.fullmatch(draft.title.place.cell or "")
    if match is None:
        return draft.row, 1
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
