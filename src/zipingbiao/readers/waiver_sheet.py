"""Waivers (豁免) in a sheet 检查结果: a check report that a person has filled in 说明 of; other sheets are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from zipingbiao.base.text import squeeze
from zipingbiao.model.values import Place
from zipingbiao.model.waiver import Waiver
from zipingbiao.readers.grid import Sheet, Workbook, cell_name
from zipingbiao.readers.own import is_findings_sheet

#: The columns by what they hold, with the words they go by.
HEADS: dict[str, tuple[str, ...]] = {
    "code": ("编号", "规则", "规则编号"),
    "file": ("文件", "文件名"),
    "sheet": ("工作表", "表", "表名"),
    "cell": ("单元格",),
    "label": ("指标或栏目",),
    "printed": ("填报值",),
    "expected": ("应为",),
    "reason": ("说明", "理由", "豁免理由"),
}
#: Without these a row does not tell which finding it is about.
NEEDED = ("code", "sheet", "cell", "label", "printed", "reason")
#: A table with this column is a whole report, most rows of which nobody has anything to say about.
_REPORT_HEAD = "问题"
#: Rows above the header: a title and a line or two.
_HEADER_ROWS = 10
_CODE = re.compile(r"(?:ZP)?0*(\d{1,3})\Z", re.IGNORECASE)


def read_waiver_sheet(book: Workbook) -> tuple[Waiver, ...]:
    """What a person wrote in 说明 of the workbook's own 检查结果, about the workbook itself.

    A sheet of that name with other columns, and a row without 说明 or 编号, is passed over.
    """
    rows = (
        waiver
        for sheet in book.sheets
        if is_findings_sheet(sheet.name) and (header := find_header(sheet)) is not None
        for waiver in waiver_rows(sheet, *header)
    )
    # The workbook may have been renamed since: what its sheet says is about itself whatever the column 文件 says.
    return tuple(one.model_copy(update={"file": None}) for one in rows if one.reason and one.code)


def find_header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each, by the keys of HEADS; None where the sheet has no such row."""
    for row in list(sheet)[:_HEADER_ROWS]:
        texts = {squeeze(sheet.text(row, column) or ""): column for column in sorted(sheet.rows[row], reverse=True)}
        columns = {key: texts[name] for key, names in HEADS.items() for name in reversed(names) if name in texts}
        if columns.keys() >= set(NEEDED):
            return row, columns
    return None


def missing_heads(sheet: Sheet) -> list[str]:
    """The needed headings that the first row of a sheet lacks, by their usual names."""
    first = next(iter(sheet), None)
    texts = set() if first is None else {squeeze(sheet.text(first, column) or "") for column in sheet.rows[first]}
    return [HEADS[key][0] for key in NEEDED if texts.isdisjoint(HEADS[key])]


def is_report(sheet: Sheet, row: int) -> bool:
    """Whether the headings in this row are those of a whole report, not of a list that a person made of waivers."""
    return any(squeeze(sheet.text(row, column) or "") == _REPORT_HEAD for column in sheet.rows[row])


def waiver_rows(sheet: Sheet, header: int, columns: Mapping[str, int]) -> Iterator[Waiver]:
    """Every row below the headings that holds anything, with the place of its 说明; code '' where it names no rule."""
    for row in sheet:
        if row <= header:
            continue
        texts = {key: (sheet.text(row, column) or "").strip() for key, column in columns.items()}
        if any(texts.values()):
            # A separated text has no cells that a person would know by a letter.
            cell = cell_name(row, columns["reason"]) if sheet.name else f"第{row}行"
            yield waiver_of(texts, Place(sheet.file, sheet.name or None, cell))


def waiver_of(texts: Mapping[str, str], place: Place) -> Waiver:
    """A waiver from its texts by the keys of HEADS; 14 and zp14 are ZP014."""
    match = _CODE.match(texts.get("code", ""))
    fields = {key: texts.get(key, "") for key in HEADS}
    fields["code"] = f"ZP{int(match[1]):03d}" if match else ""
    return Waiver(**(fields | {"file": fields["file"] or None}), place=place)
