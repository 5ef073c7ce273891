"""The rows of an indicator table under a known header row, and its 总分 row."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from zipingbiao.base.numbers import read_printed, show
from zipingbiao.base.text import label_key, squeeze
from zipingbiao.model.evaluation import Indicator
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.columns import Columns
from zipingbiao.readers.grid import MAX_COLUMN, Sheet
from zipingbiao.readers.lines import Item, Line
from zipingbiao.readers.words import (
    GRADE,
    GRADE_LABEL,
    GRADE_PREFIX,
    NO_OPERATOR,
    OPERATOR_WORDS,
    is_first_level,
    match_total,
)

#: A first- or second-level name is short; a longer text there is a remark.
_LONGEST_NAME = 40


class Levels:
    """The first- and second-level names in force: carried down through merged cells and through blanks below."""

    def __init__(self) -> None:
        self.l1 = BLANK
        self.l2 = BLANK
        self._cells: dict[str, tuple[int, int]] = {}

    def step(self, sheet: Sheet, row: int, columns: Columns) -> None:
        """Moves on to `row`."""
        for role in ("l1", "l2"):
            cell = _level_cell(sheet, row, columns, role)
            if cell is None or cell == self._cells.get(role):
                continue
            value = sheet.value(*cell)
            if value.text is None or len(squeeze(value.text)) > _LONGEST_NAME:
                continue
            value = _with_points(value, columns.value(sheet, cell[0], f"{role}_points"))
            self._cells[role] = cell
            if role == "l1":
                self.l1, self.l2 = value, BLANK
                self._cells.pop("l2", None)
            else:
                self.l2 = value


def _with_points(label: Value, points: Value) -> Value:
    """投入 with 13 in the 分值 column beside it is 投入（13分）, as other forms print it."""
    if points.number is None or "分" in (label.text or ""):
        return label
    return label.model_copy(update={"text": f"{label.text}（{show(points.number)}分）"})


def _level_cell(sheet: Sheet, row: int, columns: Columns, role: str) -> tuple[int, int] | None:
    """The cell where the name for this row is written (merged over it or not); None where there is none."""
    column = columns.column(sheet, row, role)
    if column is None:
        return None
    merge = sheet.merge_at(row, column)
    # A merge that starts left of the column belongs to the vertical label or to the level before it.
    if merge and merge.top <= columns.last_row:
        return None
    cell = (merge.top, merge.left) if merge and merge.left >= column else (row, column)
    return cell if sheet.raw(*cell) is not None else None


def read_indicator(sheet: Sheet, line: Line, columns: Columns, levels: Levels, goal: int) -> Indicator | None:
    """The row as an indicator; None for a row of the template that was left blank."""
    row = line.row
    levels.step(sheet, row, columns)
    values = {
        name: columns.value(sheet, row, name) for name in ("l3", "actual", "weight", "score", "reason", "rule", "note")
    }
    values["weight"] = _shared(sheet, as_points(values["weight"]), row, columns)
    values["reason"] = _joined(values["reason"], columns.value(sheet, row, "measures"))
    values["target"] = _target(sheet, row, columns)
    values["actual"] = as_stored(values["actual"])
    named = [values[name] for name in ("l3", "target", "actual", "weight")]
    if values["target"].text is None and values["actual"].text is None and is_first_level(values["l3"].text or ""):
        # 一 | 产出指标 | | | 60: the heading of a group among its rows.
        levels.l1, levels.l2 = values["l3"], BLANK
        return None
    score = values["score"]
    is_spare = all(value.text is None and value.error is None for value in named)
    # A formula shows 0 or nothing in a spare row; only a typed score makes a row of its own.
    if is_spare and (score.text is None or score.formula is not None):
        return None
    if columns.helpers:
        values["living_score"] = score
        original = columns.helper(sheet, row, "original")
        values["score"] = original if original.text is not None else score
        for name in ("method", "direction", "manual_score", "manual_reason"):
            values[name] = columns.helper(sheet, row, name)
        if "rule" in columns.helpers:
            values["rule"] = columns.helper(sheet, row, "rule")
    return Indicator(goal=goal, l1=levels.l1, l2=levels.l2, **values)


def as_points(weight: Value) -> Value:
    """A weight written as a percentage, 20%, is 20 points of a hundred."""
    if weight.number is None or "%" not in (weight.text or "").replace("％", "%"):
        return weight
    step = None if weight.step is None else weight.step.scaleb(2)
    return weight.model_copy(update={"number": weight.number.scaleb(2), "step": step})


def _shared(sheet: Sheet, weight: Value, row: int, columns: Columns) -> Value:
    """The blank weight of a row below others in one merged cell stands where that cell's weight is written."""
    column = columns.column(sheet, row, "weight")
    merge = None if weight.text is not None or column is None else sheet.merge_at(row, column)
    if merge is None or not columns.last_row < merge.top < row:
        return weight
    return weight.model_copy(update={"place": sheet.place(merge.top, merge.left)})


def _joined(reason: Value, measures: Value) -> Value:
    """偏差原因 and 改进措施 of two columns as one text, as most forms have it."""
    if not measures:
        return reason
    return reason.model_copy(update={"text": f"{reason.text}；{measures.text}"}) if reason else measures


def _target(sheet: Sheet, row: int, columns: Columns) -> Value:
    """The 年度指标值; where the form splits it into 性质, 值 and 单位, the three put together."""
    value = as_stored(columns.value(sheet, row, "target"))
    if value.text is None or not ("operator" in columns or "measure" in columns):
        return value
    sign = squeeze(columns.value(sheet, row, "operator").text or "")
    unit = squeeze(columns.value(sheet, row, "measure").text or "")
    sign = "" if NO_OPERATOR.match(sign) else OPERATOR_WORDS.get(sign, sign)
    unit = "" if unit in ("/", "-", "—", "无") else unit
    body = value.text
    if unit and squeeze(body).endswith(unit):
        unit = ""
    if sign and body.lstrip().startswith(sign):
        sign = ""
    if not sign and not unit:
        return value
    return value.reworded(f"{sign}{body}{unit}")


def as_stored(value: Value) -> Value:
    """The value with the stored number as its text where the cell's format prints it rounded: 0.885 as 0% is 88.5%.

    The living formulas of a workbook score by what is stored, so the reader must not score by what is shown.
    """
    printed = None if value.number is None else read_printed(value.text or "")
    if printed is None or value.number is None or printed.unit:
        return value
    # A General cell shows at most eleven characters; what it cuts off scores nothing.
    if abs(printed.value - value.number) <= max(abs(value.number), Decimal(1)).scaleb(-9):
        return value
    text = show(value.number.scaleb(2)) + "%" if printed.is_percent else show(value.number)
    exact = read_printed(text)
    return value.model_copy(update={"text": text, "step": exact.step if exact else value.step})


class Total(NamedTuple):
    """The 总分 row."""

    weight: Value
    score: Value
    living: Value
    grade: Value
    label: str


def read_total(sheet: Sheet, line: Line, columns: Columns) -> Total | None:
    """The line as 总分 row; None where it is not one."""
    # The label stands left of the contents; the same word further right is a target or a remark.
    edge = min(columns.roles[role].first for role in ("target", "actual", "weight", "score") if role in columns)
    found = next(((item, match) for item in line.items[:2] if (match := match_total(item.text))), None)
    if found is None or found[0].column >= edge:
        return None
    name = columns.value(sheet, line.row, "l3")
    if name and name.number is None and match_total(name.text or "") is None:
        return None
    item, match = found
    weight = as_points(columns.value(sheet, line.row, "weight"))
    printed = columns.value(sheet, line.row, "score")
    if printed.number is None and printed.formula is None and weight.text is None:
        # 合计 | 99 merged over the whole row.
        right = [sheet.value(line.row, c) for c in sorted(sheet.rows[line.row]) if c > item.column]
        figures = [value for value in right if value.number is not None]
        printed = figures[0] if len(figures) == 1 else printed
    if printed.text is None and match["points"] and printed.formula is None:
        printed = sheet.value(line.row, item.column).reworded(match["points"])
    score, living = printed, BLANK
    if columns.helpers:
        living = printed
        original = columns.helper(sheet, line.row, "original")
        score = original if original.text is not None else printed
    return Total(weight, score, living, _grade(sheet, line, columns, item), item.text)


def _grade(sheet: Sheet, line: Line, columns: Columns, label: Item) -> Value:
    # Right of the printed columns a generated sheet keeps its helper columns.
    edge = max(span.last for span in columns.roles.values()) if columns.helpers else MAX_COLUMN
    cells = [c for c in sorted(sheet.rows.get(line.row, {})) if label.column < c <= edge]
    for column in cells:
        value = sheet.value(line.row, column)
        if value.text is None:
            continue
        if GRADE_LABEL.match(label_key(value.text)):
            follower = next((c for c in cells if c > column), None)
            if follower is not None:
                return bare_grade(sheet.value(line.row, follower))
        if GRADE.match(squeeze(value.text)) or GRADE_PREFIX.match(value.text):
            return bare_grade(value)
    return columns.value(sheet, line.row, "reason").model_copy(update={"text": None, "number": None, "step": None})


def is_grade(value: Value) -> bool:
    """Whether a text is a grade and nothing else: 优, 良好, 等级：中."""
    return value.text is not None and GRADE.match(squeeze(value.text)) is not None


def bare_grade(value: Value) -> Value:
    """The value with the grade alone: '等级：优' → '优', '等级：' → blank."""
    if value.text is None:
        return value
    match = GRADE.match(squeeze(value.text))
    if match:
        return value.model_copy(update={"text": match.group(1)})
    return value.model_copy(update={"text": None}) if re.match(GRADE_PREFIX, value.text) else value
