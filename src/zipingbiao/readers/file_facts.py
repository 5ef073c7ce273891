"""What is noticed about a workbook as a file: links to other files, hidden content, macros, its seal; nothing is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from zipingbiao.base.files import printable
from zipingbiao.base.text import excerpt
from zipingbiao.forms.parts import FINISHED
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.file_facts import FileFacts, FileLink, HiddenKind, HiddenPart
from zipingbiao.model.summary import Summary
from zipingbiao.model.values import NOWHERE, Place
from zipingbiao.readers.columns import printed_edge
from zipingbiao.readers.grid import Sheet, Workbook, column_name
from zipingbiao.readers.lines import read_lines
from zipingbiao.readers.own import is_helper_sheet, read_own_forms
from zipingbiao.readers.seal_sheet import check_seal
from zipingbiao.readers.words import is_title

#: [1]Sheet1!A1 of an .xlsx; 'file:///C:/x.ods'#$Sheet1.A1 of an .ods.
_INDEXED = re.compile(r"\[(\d{1,4})\]")
_QUOTED = re.compile(r"'(file://[^']{1,400})'#")
#: A title stands in the first lines of a sheet.
_FIRST_ROWS = 40
_MOST_LINKS = 50


def read_facts(book: Workbook, evaluations: Sequence[Evaluation], summaries: Sequence[Summary]) -> FileFacts:
    """The facts about the file whose sheets, forms and lists these are."""
    return FileFacts(
        links=tuple(_links(book)),
        hidden=tuple(_hidden(book, evaluations, summaries)),
        has_macros=book.has_macros,
        own=any(evaluation.own for evaluation in evaluations) or bool(read_own_forms(book)),
        seal=check_seal(book),
        is_finished=FINISHED in book.keywords,
        is_xlsx=book.kind == "xlsx",
    )


def _links(book: Workbook) -> Iterator[FileLink]:
    """A link per target; an .ods has no list of them, they stand in its formulas."""
    uses: dict[str, list[tuple[Place, str]]] = {}
    listed = book.external_links[:_MOST_LINKS]
    if listed or book.kind == "ods":
        for place, formula in _formulas(book):
            targets = [listed[number - 1] for text in _INDEXED.findall(formula) if 0 < (number := int(text)) <= len(listed)]
            for target in dict.fromkeys([*targets, *_QUOTED.findall(formula)]):
                uses.setdefault(target, []).append((place, formula))
    for target in dict.fromkeys([*listed, *uses]):
        users = uses.get(target, [])
        place, formula = users[0] if users else (NOWHERE, "")
        yield FileLink(target=printable(target)[:300], place=place, formula=formula[:300], cells=len(users))


def _formulas(book: Workbook) -> Iterator[tuple[Place, str]]:
    for sheet in book.sheets:
        for row, cells in sheet.rows.items():
            for column, cell in cells.items():
                if cell.formula and ("[" in cell.formula or "file://" in cell.formula):
                    yield sheet.place(row, column), cell.formula


def _hidden(
    book: Workbook, evaluations: Sequence[Evaluation], summaries: Sequence[Summary]
) -> Iterator[HiddenPart]:
    """Hidden sheets with content, and hidden rows and columns of the sheets that were read as forms or lists.

    What this software hides in its own workbooks is no secret: its helper sheets, and the columns beside a form.
    """
    own = {evaluation.place.sheet for evaluation in evaluations if evaluation.own}
    read = {one.place.sheet for one in evaluations} | {one.place.sheet for one in summaries}
    for sheet in book.sheets:
        if is_helper_sheet(book, sheet.name):
            continue
        if sheet.state != "visible":
            cells = [(row, column) for row in sheet for column in sorted(sheet.rows[row])]
            yield from _part(sheet, "sheet", "", cells, _has_title(sheet))
        elif sheet.name in read and (sheet.hidden_rows or sheet.hidden_columns):
            yield from _rows_and_columns(sheet, _form_rows(sheet, evaluations, summaries), sheet.name in own)


def _rows_and_columns(sheet: Sheet, rows: set[int], own: bool) -> Iterator[HiddenPart]:
    # Spare rows of ours are kept hidden, with the steps of their scores in the helper columns; a copy saved as .xls
    # has these columns too, though nothing in it says any more whose it is.
    edge = printed_edge(sheet, read_lines(sheet))
    for first, last in _runs(sheet.hidden_rows):
        spots = ((row, column) for row in range(first, last + 1) for column in sorted(sheet.rows.get(row, ())))
        cells = [(row, column) for row, column in spots if column <= edge]
        span = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
        yield from _part(sheet, "rows", span, cells, bool(rows & set(range(first, last + 1))))
    if not own:
        yield from _columns(sheet, rows, edge)


def _columns(sheet: Sheet, rows: set[int], edge: int) -> Iterator[HiddenPart]:
    used = {column for cells in sheet.rows.values() for column in cells if column <= edge}
    for first, last in _runs(column for column in used if sheet.is_hidden_column(column)):
        cells = [(row, column) for row in sheet for column in range(first, last + 1) if column in sheet.rows[row]]
        names = column_name(first) if first == last else f"{column_name(first)}–{column_name(last)}"
        yield from _part(sheet, "columns", f"第 {names} 列", cells, any(row in rows for row, _ in cells))


def _part(
    sheet: Sheet, kind: HiddenKind, span: str, cells: list[tuple[int, int]], has_form: bool
) -> Iterator[HiddenPart]:
    filled = [(row, column) for row, column in cells if sheet.text(row, column) is not None]
    if not filled:
        return
    values = [sheet.value(row, column) for row, column in filled]
    yield HiddenPart(
        kind=kind,
        place=values[0].place,
        span=span,
        sample=excerpt(values[0].text or ""),
        filled=len(filled),
        figures=sum(value.number is not None for value in values),
        has_form=has_form,
    )


def _has_title(sheet: Sheet) -> bool:
    texts = (cell.raw for row in list(sheet)[:_FIRST_ROWS] for cell in sheet.rows[row].values() if cell.kind == "text")
    return any(is_title(text) for text in texts)


def _form_rows(sheet: Sheet, evaluations: Iterable[Evaluation], summaries: Iterable[Summary]) -> set[int]:
    """The rows from the first to the last cell of every form and list on the sheet."""
    rows: set[int] = set()
    for evaluation in evaluations:
        if evaluation.place.sheet == sheet.name:
            values = [row.l3 for row in evaluation.indicators] + [row.source for row in evaluation.funding]
            rows |= _between(value.place for value in (*values, evaluation.total, evaluation.project))
    for summary in summaries:
        if summary.place.sheet == sheet.name:
            rows |= _between(row.project.place for row in summary.rows)
    return rows


def _between(places: Iterable[Place]) -> set[int]:
    numbers = [place.line for place in places if place.line]
    return set(range(min(numbers), max(numbers) + 1)) if numbers else set()


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """1 2 3 7 → (1, 3), (7, 7)."""
    for _, group in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield run[0], run[-1]
