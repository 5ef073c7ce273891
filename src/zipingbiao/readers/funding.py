"""The lines of a 项目资金 block under a known header row."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from zipingbiao.model.evaluation import FundingRow
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.columns import Columns, Span
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import Item, Line
from zipingbiao.readers.words import PART_OF, UNIT, fund_role, funding_role

_PAIRED = ("initial", "added", "budget", "executed", "arrived", "rate")
_AMOUNTS = ("carried", "initial", "added", "budget", "executed", "arrived", "left", "weight", "rate", "score")


def read_funding_row(
    sheet: Sheet, line: Line, columns: Columns, has_total: bool, nameless: bool = False
) -> FundingRow | None:
    """The line as a source of funds; None where it is none (no label, or neither a known label nor any figure).

    nameless  a line of figures without a label is taken too, named by the label of the block beside it
    """
    values = {name: columns.value(sheet, line.row, name) for name in _AMOUNTS}
    label = _label_of(line, columns)
    if label is None:
        beside = sheet.merged_value(line.row, columns.first - 1) if columns.first > 1 else BLANK
        if not (nameless and line.figures and _is_figure(values["executed"])):
            return None
        return FundingRow(source=beside, role="total", **values)
    role = fund_role(label.text, has_total)
    if role == "unknown" and not PART_OF.match(label.key) and not any(_is_figure(value) for value in values.values()):
        return None
    living = {name: values[name] for name in ("rate", "score")}
    originals = {name: columns.value(sheet, line.row, f"original_{name}") for name in ("rate", "score")}
    is_own = "original_rate" in columns or "original_score" in columns
    for name, original in originals.items():
        if original.text is not None:
            values[name] = original
    return FundingRow(
        source=sheet.value(line.row, label.column),
        role=role,
        **values,
        living_rate=living["rate"] if is_own else BLANK,
        living_score=living["score"] if is_own else BLANK,
    )


def refine_funding(line: Line, columns: Columns) -> bool:
    """Whether the line is a second row of headings (小计 | 上年结转 | 当年下达 below 全年预算数); narrows `columns`."""
    if line.figures or not line.items or any(item.column < columns.first for item in line.items):
        return False
    for role, span in columns.roles.items():
        for item in line.items:
            is_part = funding_role(item.text) == role or item.key in ("小计", "合计", "总额")
            if span.first <= item.column <= span.last and is_part:
                columns.roles[role] = Span(item.column, item.column)
                break
    return True


class AmountPairs:
    """Amounts beside their labels, in forms without a block of funds: 年初预算 | 28.8 | 实际支出 | 27.36.

    They stand in one line or in several; a line below with labels in the same columns gives a source of the funds
    (其中：财政资金 | 50 | 其中：财政资金 | 45.6).
    """

    def __init__(self) -> None:
        self._values: dict[str, Value] = {}
        self._label = BLANK
        self._columns: dict[int, str] = {}
        self._row = 0
        self._sources: list[FundingRow] = []

    def read(self, sheet: Sheet, line: Line) -> bool:
        """Takes the amounts of a line; False where it has none."""
        found, columns = self._pairs(sheet, line, {item.column: funding_role(item.text) for item in line.items})
        if found:
            self._label = self._label or sheet.value(line.row, min(columns))
            self._values = found | self._values
            self._columns, self._row = columns, line.row
            return True
        if not self._columns or line.row != self._row + 1:
            return False
        found, columns = self._pairs(sheet, line, dict(self._columns))
        if len(found) < 2:
            return False
        source = sheet.value(line.row, min(columns))
        self._sources.append(FundingRow(source=source, role=fund_role(source.text or "", True), **found))
        self._row = line.row
        return True

    def _pairs(
        self, sheet: Sheet, line: Line, labels: Mapping[int, str | None]
    ) -> tuple[dict[str, Value], dict[int, str]]:
        """Role → amount, and label column → role."""
        texts = {item.column for item in line.items if labels.get(item.column) in _PAIRED}
        found: dict[str, Value] = {}
        columns: dict[int, str] = {}
        cells = sorted(sheet.rows[line.row]) if texts else []
        for column, following in pairwise(cells):
            # A score among them is the form's own.
            role = labels.get(column)
            if role in _PAIRED and column in texts and labels.get(following) is None:
                value = sheet.value(line.row, following)
                if _is_figure(value) and role not in found:
                    found[role], columns[column] = value, role
        if "executed" in found and "rate" not in found:
            last = sheet.value(line.row, cells[-1])
            if (last.text or "").endswith(("%", "％")):
                found["rate"] = last
        return found, columns

    def funding(self) -> list[FundingRow]:
        """The total and its sources; none without a budget and what was spent of it."""
        values = self._values
        if "executed" not in values or not {"initial", "budget"} & values.keys():
            return []
        # The only budget that is given is the one that was executed.
        values = {"budget": values["initial"], **values} if "budget" not in values else values
        return [FundingRow(source=self._label, role="total", **values), *self._sources]


def name_total(rows: list[FundingRow]) -> list[FundingRow]:
    """The rows with their total named: where no label says 总额 or 合计, a single line is its own total."""
    if len(rows) == 1 and rows[0].role != "total":
        return [rows[0].model_copy(update={"role": "total"})]
    return rows


def unit_of(text: str) -> str | None:
    """万元, 元 or 亿元 named in a label such as 项目资金（万元） or 金额单位：元."""
    match = UNIT.search("".join(text.split()).replace("（", "(").replace("）", ")").replace("：", "").replace(":", ""))
    return next((group for group in match.groups() if group), None) if match else None


def _label_of(line: Line, columns: Columns) -> Item | None:
    """The text cell nearest to the figures on their left."""
    left = [item for item in line.items if item.column < columns.first and not _is_block_label(item)]
    return left[-1] if left else None


def _is_block_label(item: Item) -> bool:
    return unit_of(item.text) is not None and "资金" in item.key and funding_role(item.text) is None


def _is_figure(value: Value) -> bool:
    return value.number is not None or value.is_dash or value.error is not None
