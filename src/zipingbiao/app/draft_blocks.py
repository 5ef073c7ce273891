"""Drafting the blocks of a form from a sample: funding, goals, indicators, total, the texts below it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.model.evaluation import SIDE_AMOUNTS
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import Line
from zipingbiao.readers.words import GRADE_PREFIX, NOTES, NUMBERED_GOAL, PRIVATE, ROLE_NAMES, goal_role, match_total

_POINTS_IN_LABEL = re.compile(r"指标\s*[（(]\s*\d+(?:\.\d+)?\s*分\s*[)）]")
_UNIT_IN_LABEL = re.compile(r"(?<=[（(])(?:单位[:：])?(?:万元|元)(?=[)）])")
#: A footnote is no text that somebody fills in.
_FOOTNOTE = re.compile(r"(?:注|备注|说明|填表说明|填报说明|附注)\d*[:：.、]?\S")
_LONGEST_LABEL = 20


class BlockDrafter:
    """Turns the blocks of one form on a sheet into the keys of `layout`; says what it guessed and left out.

    Args:
        keys, labels, spans: the printed columns from the left: their keys, header labels by key, sheet columns.
    """

    def __init__(
        self, sheet: Sheet, draft: Draft, lines: list[Line], keys: list[str], labels: dict[str, str],
        spans: list[tuple[int, int]],
    ) -> None:  # fmt: skip
        self.sheet, self.draft, self.lines = sheet, draft, lines
        self.keys, self.labels, self.spans = keys, labels, spans
        self.todo: list[str] = []
        self.guessed: list[str] = []

    def blocks(self, scored: bool) -> dict[str, Any]:
        """The keys of `layout` below the header; null takes away what the base form has and the sample has not."""
        return {
            "funding": self._funding(),
            "goals": self._goals(),
            "indicators": self._indicators(),
            "goal_summary": None,
            "total": self._total() if scored else None,
            "footers": self._footers(),
        }

    # -- funding --------------------------------------------------------------------------------------------------

    def _funding(self) -> dict[str, Any] | None:
        columns = self.draft.funding_columns
        if columns is None:
            return None
        head = next(line for line in self.lines if line.row == columns.row)
        found = sorted((span.first, role) for role, span in columns.roles.items() if role not in SIDE_AMOUNTS)
        texts = {item.column: squeeze(item.text) for item in head.items}
        for first, role in found:
            # A heading of the row above that is merged down, or of the row below that divides this one.
            texts.setdefault(first, ROLE_NAMES.get(role, role))
        for item in head.items:
            if item.column > found[0][0] and item.column not in {first for first, _ in found}:
                self.todo.append(f"资金栏的“{squeeze(item.text)}”没有对应的键，没有写进表样")
        begins = self._begins([first for first, _ in found])
        if not begins:
            return None
        names = self._begin_of_names(columns.first)
        row_span = max(1, min(begins[0] - names, begins[0] - 1))
        widths = [following - here for here, following in pairwise([*begins, len(self.keys)])]
        left = [item for item in head.items if item.column < found[0][0]]
        label = squeeze(left[0].text) if left else "项目资金（{unit}）"
        drafted = []
        for (first, role), span in zip(found, widths, strict=True):
            drafted.append({"key": role, "label": texts[first]} | ({"span": span} if span > 1 else {}))
        return {
            "label": _UNIT_IN_LABEL.sub("{unit}", label),
            "row_span": row_span,
            "columns": drafted,
            "rows": self._fund_rows(),
        }

    def _begins(self, firsts: list[int]) -> list[int]:
        """The printed column at which each funding column begins: the nearest one, each with room for the others.

        Two columns are left for the block's label and the labels of its rows. Empty where the columns are too few.
        """
        count = len(self.keys)
        if len(firsts) > count - 2:
            self.todo.append("资金栏比指标表的栏多，放不下，资金部分没有写进表样；请增加 layout.columns 后补上 funding")
            return []
        begins: list[int] = []
        exact = True
        for index, first in enumerate(firsts):
            least = begins[-1] + 1 if begins else 2
            most = count - (len(firsts) - index)
            edges = [edge for edge, _ in self.spans]
            near = min(range(least, most + 1), key=lambda place: self._distance(edges[place], first))
            exact = exact and edges[near] == first
            begins.append(near)
        if not exact:
            self.guessed.append("资金栏与指标表的栏边线不齐，按最近的栏对齐，与样表的合并可能不同")
        return begins

    def _distance(self, one: int, other: int) -> float:
        """How far two sheet columns begin from each other, in characters where the file says."""
        widths = [self.sheet.look.width(column) or 1.0 for column in range(min(one, other), max(one, other))]
        return sum(widths)

    def _begin_of_names(self, first: int) -> int:
        """The printed column at which the labels of the funding rows begin; the one after the block's label at least."""
        rows = {row for row, state in self.draft.rows if state == "funding"}
        names = [
            max(item.column for item in line.items if item.column < first)
            for line in self.lines
            if line.row in rows and any(item.column < first for item in line.items)
        ]
        column = max(names, default=first)
        return max(1, max((index for index, (edge, _) in enumerate(self.spans) if edge <= column), default=1))

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

    # -- goals and indicators -------------------------------------------------------------------------------------

    def _goals(self) -> dict[str, Any] | None:
        apart: dict[str, str] = {}
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
            if line.row < self.draft.heads[0].row:
                for item in line.items[:2]:
                    if role := goal_role(item.key):
                        apart.setdefault(role, squeeze(item.text).rstrip(":："))
        return self._goals_below_each_other(apart)

    def _goals_below_each_other(self, labels: dict[str, str]) -> dict[str, Any] | None:
        """目标 | text above 完成情况 | text, or only the first of them."""
        expected, actual = labels.get("expected"), labels.get("achieved")
        label = labels.get("overall") or expected
        if label is None:
            return None
        if actual is None:
            return {"label": label, "expected": None, "actual": None}
        self.guessed.append(f"样表的“{expected or label}”和“{actual}”上下排列，表样只能左右排列，请核对版面")
        return {"label": labels.get("overall") or "年度总体目标", "expected": expected or label, "actual": actual}

    def _indicators(self) -> dict[str, Any]:
        drafted = [{"key": key, "label": self.labels.get(key) or key} for key in self.keys if key != "side"]
        block: dict[str, Any] = {"columns": drafted}
        if "side" in self.keys:
            block["label"] = self.labels.get("side") or "绩效指标"
        printed = any(
            _POINTS_IN_LABEL.search(item.text)
            for line in self.lines
            if line.row > self.draft.heads[0].last_row
            for item in line.items[:2]
        )
        if printed and "l1_points" not in self.keys:
            block["l1"] = "{l1}（{points}分）"
        return block

    # -- below the indicators -------------------------------------------------------------------------------------

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
        last = max((row for row, state in self.draft.rows if state == "indicators"), default=0)
        for line in self.lines:
            if line.row not in after and not (line.row in self.sheet.outside and line.row > last):
                continue
            if not line.items or match_total(line.items[0].text):
                continue
            key = line.items[0].key
            text = squeeze(line.items[0].text)
            if key and PRIVATE.search(key):
                self.todo.append(f"表后的“{text[:20]}”（签字、联系人等）没有写进表样")
            elif key and len(key) <= _LONGEST_LABEL and NOTES.match(key) and not _FOOTNOTE.match(text):
                rows.append({"label": text.rstrip(":：")})
            elif line.single is not None:
                self.todo.append(f"表后的“{excerpt(text, 20)}”没有写进表样")
        return rows
