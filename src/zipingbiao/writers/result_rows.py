"""The rows of a 检查结果 sheet: what stands in them and in which order; how they are drawn is each writer's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.base.files import printable
from zipingbiao.forms.parts import FINDING_HEADS
from zipingbiao.model.finding import SEVERITY_ORDER, SEVERITY_WORDS, Finding
from zipingbiao.model.overview import FindingLine
from zipingbiao.writers.checked import CheckedFile

#: Widths in characters; for thirteen columns they fill a landscape A4 page at a good four fifths of its size.
FINDING_WIDTHS: dict[str, float] = {
    "序号": 5, "级别": 7, "编号": 7.5, "文件": 16, "工作表": 14, "项目": 16, "单元格": 8, "指标或栏目": 15,
    "填报值": 11, "应为": 11, "单位": 5.5, "问题": 36, "处理办法": 22, "依据": 18, "说明": 18,
}  # fmt: skip
#: Longest text Excel keeps in a cell, and the longest one in a column that is narrow.
_TEXT_LIMIT, NAME_LIMIT = 32767, 250
_LONG = frozenset({"问题", "处理办法", "依据", "说明"})
#: What a finding is called that somebody gave a reason for.
WAIVED = "已说明"

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?\Z")


class ResultRow(NamedTuple):
    """One row: the file and the finding it is about, and its values in the order of the headers."""

    file: CheckedFile
    finding: Finding
    values: tuple[int | str, ...]


class ResultTable(NamedTuple):
    """The headers and the rows; all values are texts but 序号."""

    headers: tuple[str, ...]
    rows: tuple[ResultRow, ...]


def result_table(files: Sequence[CheckedFile]) -> ResultTable:
    """What a 检查结果 sheet about these files holds.

    The worst first, inside a severity in the order of files, sheets and rows; findings that somebody gave a reason for
    come last. 文件 is there only for several files, 项目 only where the sheet does not tell which form is meant.
    """
    wanted = {"文件": len(files) > 1, "项目": any(_needs_project(file) for file in files)}
    headers = tuple(head for head in FINDING_HEADS if wanted.get(head, True))
    rows = []
    for number, (file, finding) in enumerate(sorted_findings(files), start=1):
        texts = _texts(file, finding)
        values: tuple[int | str, ...] = (
            number,
            *(fit(texts[head], _TEXT_LIMIT if head in _LONG else NAME_LIMIT) for head in headers[1:]),
        )
        rows.append(ResultRow(file, finding, values))
    return ResultTable(headers, tuple(rows))


def sorted_findings(files: Sequence[CheckedFile]) -> list[tuple[CheckedFile, Finding]]:
    """Every finding with its file: not waived before waived, by severity, then in the order of files, sheets, rows."""
    found = []
    for index, file in enumerate(files):
        sheets = [form.place.sheet for form in file.evaluations] + [one.place.sheet for one in file.findings]
        order = {name: position for position, name in reversed(list(enumerate(sheets)))}
        for finding in file.findings:
            place = finding.place
            rank = (finding.waived is not None, SEVERITY_ORDER[finding.severity], index, order[place.sheet], place.line)
            found.append((rank, file, finding))
    found.sort(key=lambda one: one[0])
    return [(file, finding) for _, file, finding in found]


def severity_word(finding: Finding | FindingLine) -> str:
    """错误, 警告, 提示; with 已说明 on a line below for a finding that somebody gave a reason for."""
    word = SEVERITY_WORDS[finding.severity]
    return word if finding.waived is None else f"{word}\n{WAIVED}"


def cell_reference(finding: Finding) -> str | None:
    """The cell for a link, as 'O''B 安全'!H40; None where the place is no cell of a worksheet."""
    return reference_to(finding.place.sheet, finding.place.cell)


def reference_to(sheet: str | None, cell: str | None) -> str | None:
    """The first cell of a range on a sheet as a link names it; None where it is no cell of a worksheet."""
    match = _CELL.match(cell or "")
    if match is None or sheet is None:
        return None
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{match.group(1)}{match.group(2)}"


def _texts(file: CheckedFile, finding: Finding) -> dict[str, str]:
    return {
        "级别": severity_word(finding),
        "编号": finding.code,
        "文件": file.name,
        "工作表": finding.place.sheet or "",
        "项目": finding.project,
        "单元格": finding.place.spot,
        "指标或栏目": finding.label,
        "填报值": finding.printed or "",
        "应为": finding.expected or "",
        "单位": finding.unit,
        "问题": finding.message,
        "处理办法": finding.remedy,
        "依据": finding.basis,
        "说明": finding.waived or "",
    }


def _needs_project(file: CheckedFile) -> bool:
    sheets = [form.place.sheet for form in file.evaluations]
    return len(set(sheets)) < len(sheets) or None in sheets


def fit(text: str, limit: int = _TEXT_LIMIT) -> str:
    """The text with at most `limit` characters."""
    text = printable(text)
    return text if len(text) <= limit else text[: limit - 1] + "…"
