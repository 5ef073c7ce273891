"""The lines of a 项目资金 block under a known header row."""

from __future__ import annotations

from zipingbiao.model.evaluation import FundingRow
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.columns import Columns
from zipingbiao.readers.grid import Sheet
from zipingbiao.readers.lines import Item, Line
from zipingbiao.readers.words import PART_OF, UNIT, fund_role, funding_role

_AMOUNTS = ("initial", "budget", "executed", "weight", "rate", "score")


def read_funding_row(sheet: Sheet, line: Line, columns: Columns, has_total: bool) -> FundingRow | None:
    """The line as a source of funds; None where it is none (no label, or neither a known label nor any figure)."""
    label = _label_of(line, columns)
    if label is None:
        return None
    role = fund_role(label.text, has_total)
    values = {name: columns.value(sheet, line.row, name) for name in _AMOUNTS}
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
