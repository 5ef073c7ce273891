"""What the sheet 检查结果 of a checked workbook and the marks on its cells say, and what a person wrote there before.

Where they are written, into a copy or in Excel, is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from zipingbiao.base.files import printable
from zipingbiao.base.text import squeeze
from zipingbiao.forms.parts import FINDING_HEADS, NOT_CHECKED
from zipingbiao.model.finding import SEVERITY_WORDS, Finding, Severity
from zipingbiao.readers.grid import Sheet, Workbook
from zipingbiao.writers.checked import CheckedFile, counts_of
from zipingbiao.writers.marking.areas import area_of, cell_name
from zipingbiao.writers.marking.book import ANCHOR, quoted, sheet_of
from zipingbiao.writers.marking.mark import Remark
from zipingbiao.writers.marking.result_sheet import ResultLine
from zipingbiao.writers.result_rows import ResultTable

_HEADER_ROWS = 10

Texts = dict[str, str]


class Words(NamedTuple):
    """What a person wrote in our sheet.

    notes   the rows with a 说明, as texts by heading, by the finding they are about
    others  how much else was written
    sheet   the name of our sheet; None where there is none
    """

    notes: dict[tuple[str, ...], Texts]
    others: int
    sheet: str | None = None

    @property
    def total(self) -> int:
        """How many places a person wrote in."""
        return len(self.notes) + self.others


def title_of(file: CheckedFile) -> str:
    """The first line of the sheet: 自评表检查结果　（错误 2 条，警告 1 条，提示 0 条）."""
    return f"自评表检查结果　（{counts_of([file])}）"


def remarks_of(table: ResultTable, sheets: Collection[str]) -> list[Remark]:
    """What is shown on the cells of the sheets that the workbook has."""
    found = [_remark(row.values[0], row.finding) for row in table.rows if row.finding.place.cell]
    return [one for one in found if one.sheet in sheets]


def lines_of(table: ResultTable, words: Words, sheets: Collection[str]) -> tuple[list[ResultLine], list[Texts]]:
    """The rows of 检查结果, with the 说明 that were there before, and the rows whose 说明 found no finding any more."""
    where = {head: number for number, head in enumerate(table.headers)}
    left = dict(words.notes)
    lines = []
    for row in table.rows:
        values = list(row.values)
        noted = left.pop(_key({head: str(values[number]) for head, number in where.items()}), {})
        values[-1] = values[-1] or noted.get("说明", "")
        lines.append(ResultLine(tuple(values), shown_severity(row.finding), _link(row.finding, sheets)))
    # A reason that still holds though its row moved stands beside the finding already.
    held = {(row.finding.code, squeeze(row.finding.waived)) for row in table.rows if row.finding.waived}
    return lines, [texts for texts in left.values() if (texts["编号"], squeeze(texts["说明"])) not in held]


def shown_severity(finding: Finding) -> Severity:
    """What somebody gave a reason for needs no warning colour any more."""
    return "info" if finding.waived else finding.severity


def words_in(book: Workbook) -> Words:
    """What a person wrote in the sheet of ours that the workbook has."""
    anchor = next((meaning for name, meaning in book.defined_names.items() if name.lower() == ANCHOR), "")
    sheet = book.sheet(sheet_of(anchor) or "")
    if sheet is None:
        return Words({}, 0)
    header = header_of(sheet)
    notes: dict[tuple[str, ...], Texts] = {}
    others = 0
    for row in sheet:
        texts = {column: text for column in sheet.rows[row] if (text := (sheet.text(row, column) or "").strip())}
        if header is None:
            others += bool(texts)
            continue
        first, columns = header
        if row <= first:
            continue
        values = {head: texts.get(column, "") for head, column in columns.items()}
        if values["说明"]:
            notes[_key(values)] = {head: values.get(head, "") for head in FINDING_HEADS}
        # Below or beside the table stands what somebody added.
        others += any(column > max(columns.values()) for column in texts)
        others += bool(texts) and not values["编号"] and not texts.get(columns["序号"], "").startswith("没有发现问题")
    return Words(notes, others, sheet.name)


def header_of(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each; None where the sheet is no 检查结果."""
    for row in list(sheet)[:_HEADER_ROWS]:
        columns = {squeeze(sheet.text(row, column) or ""): column for column in sheet.rows[row]}
        if {"序号", "编号", "工作表", "单元格", "说明"} <= columns.keys():
            return row, columns
    return None


def is_blank(sheet: Sheet | None) -> bool:
    """Whether 检查结果 is the empty one of a generated workbook."""
    return sheet is not None and list(sheet) == [1, 2] and sheet.text(2, 1) == NOT_CHECKED and len(sheet.rows[2]) == 1


def _remark(number: int | str, finding: Finding) -> Remark:
    word = SEVERITY_WORDS[finding.severity]
    said = f"（已说明：{finding.waived}）" if finding.waived else ""
    text = f"{number}. 【{word}】{finding.full_message}（{finding.code}）{said}"
    place = finding.place
    return Remark(place.sheet or "", place.cell or "", shown_severity(finding), printable(text))


def _link(finding: Finding, sheets: Collection[str]) -> str | None:
    area, sheet = area_of(finding.place.cell or ""), finding.place.sheet
    if area is None or sheet is None or sheet not in sheets:
        return None
    return f"{quoted(sheet)}!{cell_name((area.top, area.left))}"


def _key(texts: Mapping[str, str]) -> tuple[str, ...]:
    """What a finding is known by from one check to the next."""
    return tuple(squeeze(texts.get(head, "")) for head in ("编号", "工作表", "单元格", "指标或栏目", "问题"))
