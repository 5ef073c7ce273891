"""Cells of a source that were not read: whatever stands in the rows of a form and is neither a label nor one of its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from zipingbiao.app.adopt_losses import Loss, says_nothing
from zipingbiao.base.text import excerpt, label_key, squeeze
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.values import Value
from zipingbiao.readers.columns import Columns
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.labels import field_of
from zipingbiao.readers.ticks import chosen_option
from zipingbiao.readers.words import (
    NUMBERED_GOAL,
    PRIVATE,
    SUBTOTAL,
    UNIT,
    YEAR_LINE,
    funding_role,
    goal_role,
    indicator_role,
    is_title,
    match_total,
)

#: Columns that become part of an indicator.
_READ = {
    "l1", "l1_points", "l2", "l2_points", "l3", "operator", "target", "measure", "actual", "weight", "score", "reason",
    "rule", "note",
}  # fmt: skip
_LEVELS = ("l1", "l1_points", "l2", "l2_points")
#: Vertical and other labels beside the parts of a form.
_SIDE = re.compile(
    r"(?:项目|预算|部门|年度)?(?:支出)?(?:资金|预算)(?:情况|执行情况|使用情况)?(?:\(.*\))*\Z|(?:年度|项目|主要)*(?:绩效|总体|工作)*(?:指标|目标)\d?[:：]?(?:完成情况)?(?:\(.*\))*\Z"
    r"|(?:评价|自评)?(?:等级|结论|结果)[:：]?\Z|其中[:：]?\Z|单位[:：].{1,6}\Z|附件?表?[\d一二三四五六七八九十\-—]*[:：]?\Z|指标\Z|\(\d+分\)\Z"
)
_LONGEST_LABEL = 24
_PERSONAL = "人员、电话、日期（不带入）"


def find_leftovers(evaluation: Evaluation, draft: Draft) -> list[Loss]:
    """The cells that were not read, from the top, labelled by their column or by what stands left of them.

    Names and telephone numbers of persons are told by their label alone: they are not carried along on purpose.
    """
    return list(_Leftovers(evaluation, draft).find())


class _Leftovers:
    def __init__(self, evaluation: Evaluation, draft: Draft) -> None:
        self.draft, self.sheet = draft, draft.sheet
        self.places = {value.place.cell for value in _values(evaluation) if value.place.cell}
        self.texts = {squeeze(text) for text in evaluation.attributes.values()}
        self.states = dict(draft.rows)
        self.labels = {label_key(label) for label in evaluation.attributes}
        self.heads = {row for head in draft.heads for row in range(head.row, head.last_row + 1)}
        if draft.funding_columns is not None:
            self.heads.add(draft.funding_columns.row)
        columns = draft.columns.roles if draft.columns is not None else {}
        self.body = {c for role, span in columns.items() if role in _READ for c in range(span.first, span.last + 1)}
        self.bodies = self._rows_with({value.place.cell for row in evaluation.indicators for value in _values(row)})
        listed = [evaluation.project_list.place.cell] if evaluation.project_list is not None else []
        listed += [value.place.cell for value in _values(evaluation.project_list)]
        self.list_rows = self._rows_with(set(listed))

    def find(self) -> Iterator[Loss]:
        for row, _ in self.draft.rows:
            cells = self.sheet.rows.get(row, {})
            if row in self.list_rows or any(SUBTOTAL.match(label_key(self.sheet.text(row, c) or "")) for c in cells):
                continue
            for column in sorted(cells):
                text = self.sheet.text(row, column)
                if text and not says_nothing(text) and not self._is_known(row, column, text):
                    yield self._loss(row, column, text)

    def _is_known(self, row: int, column: int, text: str) -> bool:
        key = label_key(text)
        if self.sheet.place(row, column).cell in self.places or (row in self.bodies and column in self.body):
            return True
        if squeeze(text) in self.texts or squeeze(chosen_option(text)) in self.texts or key in self.labels:
            return True
        if row in self.heads:
            # A heading says something only together with what stands below it.
            return len(key) <= 2 * _LONGEST_LABEL
        return self._is_label(text, key) or self._is_copy(row, column) or self._is_empty_row(row)

    def _rows_with(self, cells: set[str | None]) -> set[int]:
        """The rows in which one of the cells stands."""
        rows = (row for row, _ in self.draft.rows)
        return {
            row for row in rows if any(self.sheet.place(row, c).cell in cells for c in self.sheet.rows.get(row, {}))
        }

    def _is_copy(self, row: int, column: int) -> bool:
        """Whether a merge covers the cell: what stands below a merge nobody sees."""
        merge = self.sheet.merge_at(row, column)
        return merge is not None and (merge.top, merge.left) != (row, column)

    def _is_empty_row(self, row: int) -> bool:
        """Whether a row of the indicator table holds no more than the names of its levels: nobody filled it in."""
        columns = self.draft.columns
        if columns is None or row <= columns.last_row or (row, "indicators") not in self.draft.rows:
            return False
        spans = [span for role, span in columns.roles.items() if role in _LEVELS]
        cells = [c for c in self.sheet.rows[row] if not says_nothing(self.sheet.text(row, c))]
        return all(any(span.first <= column <= span.last for span in spans) for column in cells)

    def _is_label(self, text: str, key: str) -> bool:
        if is_title(text) or YEAR_LINE.match(key) or match_total(text) or NUMBERED_GOAL.match(key):
            return True
        if len(key) > _LONGEST_LABEL:
            return False
        if field_of(key) or goal_role(key) or indicator_role(text) or funding_role(text) or _SIDE.match(key):
            return True
        # 联系电话 says nothing by itself; 联系电话：010-1 does.
        if PRIVATE.search(key) and not re.search(r"[:：].", squeeze(text)):
            return True
        return UNIT.search(key) is not None and len(key) <= 12

    def _loss(self, row: int, column: int, text: str) -> Loss:
        place = self.sheet.place(row, column)
        left = self._left_of(row, column)
        for words in (squeeze(text), left):
            if PRIVATE.search(words) and len(words) <= _LONGEST_LABEL:
                return Loss(_PERSONAL, excerpt(re.split(r"[:：]", words)[0], 12), place)
        below = "表下的文字" if self.states[row] == "after" else "没有栏目的文字"
        return Loss(self._heading(row, column) or excerpt(left, 14) or below, text, place)

    def _left_of(self, row: int, column: int) -> str:
        cells = [c for c in self.sheet.rows.get(row, {}) if c < column and self.sheet.text(row, c)]
        return squeeze(self.sheet.text(row, max(cells)) or "") if cells else ""

    def _heading(self, row: int, column: int) -> str:
        """The heading of a column that no role was found for."""
        if self.states[row] not in ("funding", "indicators"):
            return ""
        tables: list[Columns | None] = [self.draft.funding_columns, *self.draft.heads]
        above = [table for table in tables if table is not None and table.row < row]
        if not above:
            return ""
        table = max(above, key=lambda one: one.row)
        known = any(span.first <= column <= span.last for span in table.roles.values())
        heading = self.sheet.merged_value(table.row, column).text
        return "" if known or not heading else squeeze(heading)


def _values(part: Any) -> Iterator[Value]:
    if isinstance(part, Value):
        yield part
    elif isinstance(part, BaseModel):
        for key in type(part).model_fields:
            yield from _values(getattr(part, key))
    elif isinstance(part, tuple):
        for item in part:
            yield from _values(item)
