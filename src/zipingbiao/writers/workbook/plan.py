"""Where everything of one form sheet stands, before anything is written; planning.py lays it out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from xlsxwriter.utility import xl_col_to_name

from zipingbiao.base.numbers import show
from zipingbiao.forms.parts import ENTERED, HELPERS, Helper
from zipingbiao.forms.schema import Form, FundingLayout
from zipingbiao.model.evaluation import Evaluation, FundingRow, Goal, Indicator

#: A header label gets as many columns as it needs to be this wide, in characters.
_LABEL_WIDTH = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator row of the sheet; `indicator` is None for a row to be filled, `index` its place in the data."""

    row: int
    goal: int
    l1: str
    l2: str
    indicator: Indicator | None
    index: int | None
    spare: bool


@dataclass(frozen=True, slots=True)
class GoalBlock:
    """A 年度总体目标 block (its first row) and the indicator rows below it."""

    goal: Goal
    number: int
    row: int
    header_row: int | None
    lines: tuple[Line, ...]

    @property
    def first_row(self) -> int:
        """The first row beside the vertical label 绩效指标."""
        return self.lines[0].row if self.header_row is None else self.header_row


@dataclass(frozen=True, slots=True)
class PairColumns:
    """The columns of one label of a header row and of the field beside it, both ends included."""

    label_from: int
    label_to: int
    field_from: int
    field_to: int


@dataclass(frozen=True)
class Plan:
    """Rows are counted from 0. Columns: the printed ones by key, then a gap, the status panel, the helper columns."""

    form: Form
    evaluation: Evaluation
    columns: dict[str, int]
    helper_columns: dict[str, int]
    status_column: int
    year_row: int | None
    header_rows: tuple[int, ...]
    funding_header: int | None
    funding_rows: tuple[tuple[int, str, FundingRow | None], ...]
    blocks: tuple[GoalBlock, ...]
    total_row: int | None
    #: the header row of the project list inside the form
    list_row: int | None
    footer_rows: tuple[int, ...]
    #: laid out for a finished workbook: no spare rows, no status panel, only the helper columns that hold something
    finished: bool = False

    @property
    def last_column(self) -> int:
        """The last printed column."""
        return len(self.columns) - 1

    @property
    def last_row(self) -> int:
        """The last printed row."""
        if self.footer_rows:
            return self.footer_rows[-1]
        if self.list_row is not None:
            return self.list_rows[-1] + 1
        return self.lines[-1].row if self.total_row is None else self.total_row

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All indicator rows from top to bottom."""
        return tuple(line for block in self.blocks for line in block.lines)

    @cached_property
    def row_above(self) -> dict[int, int]:
        """The indicator row above each but the first; a goal block may stand between the two."""
        return {line.row: above.row for above, line in pairwise(self.lines)}

    @cached_property
    def rows_in(self) -> Counter[tuple[int, str, str | None]]:
        """How many filled rows share a merged label: by goal, first and second level (None: the whole first level)."""
        count: Counter[tuple[int, str, str | None]] = Counter()
        for line in self.lines:
            if not line.spare:
                count.update(((line.goal, line.l1, None), (line.goal, line.l1, line.l2)))
        return count

    @cached_property
    def l1_labels(self) -> dict[tuple[int, str], str]:
        """The first-level label as the data writes it, by goal and name."""
        labels: dict[tuple[int, str], str] = {}
        for line in self.lines:
            if line.indicator and line.indicator.l1.text:
                labels.setdefault((line.goal, line.l1), line.indicator.l1.text)
        return labels

    @property
    def indicator_header(self) -> int:
        """The row with the headers of the indicator table (and of the helper columns)."""
        row = self.blocks[0].header_row
        assert row is not None
        return row

    @property
    def funding(self) -> FundingLayout:
        """The funding block of a form that has one."""
        assert self.form.layout.funding is not None
        return self.form.layout.funding

    @property
    def helpers(self) -> tuple[Helper, ...]:
        """The helper columns of this form, in their order."""
        return tuple(helper for helper in HELPERS if helper.key in self.helper_columns)

    @property
    def list_rows(self) -> range:
        """The rows of the project list inside the form, without its header and its total."""
        assert self.list_row is not None and self.form.layout.projects is not None
        given = self.evaluation.project_list
        spare = 0 if self.finished else self.form.layout.projects.spare_rows
        count = (len(given.rows) if given else 0) + spare
        return range(self.list_row + 1, self.list_row + 1 + max(1, count))

    def column(self, key: str) -> int:
        """The column of a printed key; its helper column where the form does not print it (分值, 完成值 …)."""
        if key in self.columns:
            return self.columns[key]
        return self.helper_columns[ENTERED.get(key, key)]

    def at(self, key: str, row: int, absolute: bool = False) -> str:
        """The reference of a printed column in a row (from 0)."""
        if key == "rule" and not {"rule"} & {*self.columns, *self.helper_columns}:
            return '""'
        return _reference(self.column(key), row, absolute)

    def helper(self, key: str, row: int, absolute: bool = False) -> str:
        """The reference of a helper column in a row (from 0); an empty text for one that a finished workbook lacks."""
        if key not in self.helper_columns:
            return '""'
        return _reference(self.helper_columns[key], row, absolute)

    def target(self, row: int) -> str:
        """The 年度指标值 as a spreadsheet expression: one cell, or 性质, 值 and 单位 joined as the reader joins them."""
        value = self.at("target", row)
        if "operator" not in self.columns and "measure" not in self.columns:
            return value
        parts = [value]
        if "operator" in self.columns:
            sign = self.at("operator", row)
            bare = f'SUBSTITUTE(SUBSTITUTE({sign},"定性",""),"定量","")'
            parts.insert(0, f'IF(LEFT({value},LEN({sign}))={sign}&"","",{bare})')
        if "measure" in self.columns:
            unit = self.at("measure", row)
            parts.append(f'IF(OR({value}="",RIGHT({value},LEN({unit}))={unit}&""),"",{unit})')
        return f"({'&'.join(parts)})"

    def span(self, key: str, helper: bool = False, block: GoalBlock | None = None) -> str:
        """The range of one column over all indicator rows, or over those of one goal."""
        column = self.helper_columns[key] if helper else self.column(key)
        lines = self.lines if block is None else block.lines
        return f"{_reference(column, lines[0].row, True)}:{_reference(column, lines[-1].row, True)}"

    def funding_column(self, key: str) -> int:
        """The first sheet column of a funding column: they fill the printed columns from the right."""
        column = self.last_column - self.funding.width + 1
        for one in self.funding.columns:
            if one.key == key:
                return column
            column += one.span
        raise KeyError(key)

    def has_fund(self, key: str) -> bool:
        """Whether the funding block prints this column."""
        return self.form.layout.funding is not None and any(one.key == key for one in self.funding.columns)

    def funding_at(self, key: str, row: int, absolute: bool = False) -> str:
        """The reference of a funding column in a row."""
        return _reference(self.funding_column(key), row, absolute)

    def funding_weight(self, row: int, absolute: bool = False) -> str:
        """The 分值 of a funding row: its cell, or the form's execution points where the form prints none."""
        if self.has_fund("weight"):
            return self.funding_at("weight", row, absolute)
        return show(self.form.policy.execution.points) if row == self.total_funding_row else '""'

    @property
    def execution(self) -> str:
        """The reference of the execution score; "" where the form has none."""
        row = self.total_funding_row
        return self.funding_at("score", row) if row is not None and self.has_fund("score") else ""

    @property
    def total_funding_row(self) -> int | None:
        """The row of 年度资金总额."""
        return next((row for row, role, _ in self.funding_rows if role == "total"), None)

    def pair_columns(self, count: int) -> list[PairColumns]:
        """Where the label/field pairs of a header row of `count` pairs stand: about equally wide."""
        widths = [float(column.width) for column in self.form.layout.columns]
        starts = list(accumulate(widths, initial=0.0))[:-1]
        total, first = sum(widths), 0
        begins: list[int] = []
        for number in range(count):
            wanted = total * number / count
            room = range(first, len(widths) - 2 * (count - number) + 1)
            begin = min(room, key=lambda column: abs(starts[column] - wanted))
            begins.append(begin)
            first = begin + 2
        ends = [begin - 1 for begin in begins[1:]] + [len(widths) - 1]
        pairs = []
        for begin, end in zip(begins, ends, strict=True):
            label = self.label_end(begin, end - 1)
            pairs.append(PairColumns(begin, label, label + 1, end))
        return pairs

    def label_end(self, begin: int, limit: int) -> int:
        """The last column of a label that starts at `begin`, at most `limit`."""
        width = 0.0
        for column in range(begin, limit):
            width += float(self.form.layout.columns[column].width)
            if width >= _LABEL_WIDTH:
                return column
        return max(begin, limit)


def _reference(column: int, row: int, absolute: bool) -> str:
    name = xl_col_to_name(column)
    return f"${name}${row + 1}" if absolute else f"{name}{row + 1}"
