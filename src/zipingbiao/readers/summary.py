"""Lists of projects in a workbook: found by a header row with 项目名称 beside amounts, rates or scores."""

from __future__ import annotations

import re

from zipingbiao.base.text import label_key
from zipingbiao.forms.parts import (
    FINDINGS_SHEET,
    GUIDE_SHEET,
    METADATA_SHEET,
    PROJECT_LIST_SHEET,
    SUMMARY_CHART_SHEET,
    SUMMARY_SHEET,
    UNNAMED,
)
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.columns import Columns, Span
from zipingbiao.readers.funding import unit_of
from zipingbiao.readers.grid import Sheet, Workbook
from zipingbiao.readers.lines import Line, read_lines
from zipingbiao.readers.list_originals import with_originals
from zipingbiao.readers.own import read_own_forms
from zipingbiao.readers.words import budget_rank, funding_role, head_key, indicator_role, match_total

_NAME = re.compile(r"(?:项目|专项|支出项目|政策|项目支出|项目\(政策\))(?:名称)?\Z")
_NAMES = ("项目", "专项", "政策")
_SCORE = re.compile(r"(?:自评|绩效自评|评价|综合)?(?:总分|总得分|得分|评分|分数)\Z")
#: Scores of a part of the form, never the project's own.
_PART_SCORE = re.compile(r"执行|指标|产出|效益|满意度|成本|过程|决策")
_GRADE = re.compile(r"(?:自评|评价|绩效|结果)*等级\Z|评价结果\Z|自评结果\Z")
_PURPOSE = re.compile(r"(?:主要|项目|资金)*用途(?:说明)?\Z")
#: Parts of a department's expenditure in the place of projects.
_NO_PROJECT = re.compile(r"(?:部门|单位)?(?:整体)?(?:基本|项目)?支出(?:总额|总计|合计)?")
#: Headings without a project below them that are tried; each costs a look at everything below.
_MAX_HEADERS = 40
_FIELDS = ("initial", "budget", "executed", "weight", "rate", "score", "grade")


def read_summaries(book: Workbook) -> list[Summary]:
    """The lists of projects, one of a sheet at most: the generated 汇总 and 项目清单 before any other.

    A list inside one of our own forms belongs to that form.
    """
    own = book.sheet(METADATA_SHEET) is not None
    generated = (SUMMARY_SHEET, PROJECT_LIST_SHEET) if own else ()
    forms = read_own_forms(book)
    skipped = {GUIDE_SHEET, FINDINGS_SHEET, METADATA_SHEET, *forms} | ({SUMMARY_CHART_SHEET} if own else set())
    sheets = [sheet for sheet in book.sheets if sheet.state == "visible" and sheet.name not in skipped]
    found = []
    for sheet in sorted(sheets, key=lambda sheet: (*generated, sheet.name).index(sheet.name)):
        summary = _first_list(sheet, sheet.name in generated)
        if summary is not None:
            found.append(summary)
    return found


def _first_list(sheet: Sheet, own: bool) -> Summary | None:
    lines = read_lines(sheet)
    tried = 0
    longest: Summary | None = None
    for index, line in enumerate(lines):
        if columns := _columns(sheet, line):
            tried += 1
            if tried > _MAX_HEADERS:
                break
            summary = _read(sheet, lines, index, columns, own)
            if summary.rows and not sheet.table_rows:
                return with_originals(sheet, line, summary) if own else summary
            # A Word file has tables of all kinds; a few lines on the whole expenditure stand before the list.
            if summary.rows and (longest is None or len(summary.rows) > len(longest.rows)):
                longest = summary
    return longest


def looks_like_summary(sheet: Sheet, lines: list[Line]) -> bool:
    """Whether the sheet holds a list of projects."""
    return any(_columns(sheet, line) is not None for line in lines)


def list_at(sheet: Sheet, lines: list[Line], index: int) -> tuple[Summary, int] | None:
    """The list whose header is lines[index], and how many lines it takes; None where there is none with its 合计.

    Inside a form only the 合计 row says where the list ends.
    """
    columns = _columns(sheet, lines[index])
    if columns is None:
        return None
    summary = _read(sheet, lines, index, columns, own=False)
    if not summary.rows or summary.total is None:
        return None
    end = next(i for i in range(index + 1, len(lines)) if _is_total(lines[i], columns))
    return summary, end - index + 1


def _columns(sheet: Sheet, line: Line) -> Columns | None:
    if len(line.items) < 3 or not any(word in item.key for item in line.items for word in _NAMES):
        return None
    columns = Columns(line.row, line.row)
    budgets: dict[int, Span] = {}
    scores: dict[int, Span] = {}
    for item in line.items:
        key = head_key(item.text)
        span = Span(item.column, max(item.column, sheet.right_of(line.row, item.column) - 1))
        if indicator_role(item.text) in ("l1", "l2", "l3"):
            return None
        if _PURPOSE.match(key):
            columns.roles.setdefault("purpose", span)
        elif _GRADE.match(key):
            columns.roles.setdefault("grade", span)
        elif _NAME.match(key):
            columns.roles.setdefault("project", span)
        elif _SCORE.match(key):
            scores.setdefault(0 if "总" in key else 1, span)
        elif (role := funding_role(item.text)) == "budget":
            budgets.setdefault(budget_rank(item.text), span)
        elif role == "score" and not _PART_SCORE.search(key):
            scores.setdefault(2, span)
        elif role in _FIELDS and role != "score":
            columns.roles.setdefault(role, span)
    if budgets:
        columns.roles["budget"] = budgets[min(budgets)]
    if scores:
        columns.roles["score"] = scores[min(scores)]
    known = columns.roles.keys() & set(_FIELDS)
    return columns if "project" in columns and len(known) >= 2 and known - {"weight"} else None


def _read(sheet: Sheet, lines: list[Line], index: int, columns: Columns, own: bool) -> Summary:
    header = lines[index]
    units = [unit for line in (header, *reversed(lines[:index])) for item in line.items if (unit := unit_of(item.text))]
    rows: list[SummaryRow] = []
    total: SummaryRow | None = None
    for line in lines[index + 1 :]:
        if not _is_same_table(sheet, header, line):
            break
        row = _row(sheet, line, columns)
        if _is_total(line, columns):
            total = row
            break
        if row.project.text in (None, UNNAMED) or all(getattr(row, name).text is None for name in _FIELDS):
            continue
        if label_key(row.project.text) == label_key(header.items[0].text) or "小计" in row.project.text:
            continue
        if _NO_PROJECT.fullmatch(label_key(row.project.text)):
            continue
        rows.append(row)
    place = sheet.place(header.row, columns.first)
    title = next((sheet.value(line.row, line.items[0].column) for line in lines[:index] if line.single), BLANK)
    fields = tuple(name for name in _FIELDS if name in columns)
    return Summary(
        place=place, title=title, unit=units[0] if units else "万元", rows=tuple(rows), total=total, own=own,
        columns=fields,
    )  # fmt: skip


def _is_same_table(sheet: Sheet, header: Line, line: Line) -> bool:
    """Whether a row of a Word file still belongs to the list; a list that was split at a page goes on in a like table."""
    first, here = sheet.table_rows.get(header.row), sheet.table_rows.get(line.row)
    return first is None or (here is not None and (here.table == first.table or len(here.starts) == len(first.starts)))


def _is_total(line: Line, columns: Columns) -> bool:
    return any(match_total(item.text) for item in line.items if item.column <= columns.roles["project"].last)


def _row(sheet: Sheet, line: Line, columns: Columns) -> SummaryRow:
    values: dict[str, Value] = {name: columns.value(sheet, line.row, name) for name in _FIELDS}
    texts = {name: columns.value(sheet, line.row, name) for name in ("project", "purpose")}
    return SummaryRow(**texts, **values)
