"""A finished workbook of our own forms: written anew from what they say, and compared with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from zipingbiao.app.adopt_losses import find_list_losses
from zipingbiao.app.finish_compare import BLANK_WORD, Comparison, Difference, Spot, compare_forms
from zipingbiao.app.finish_height import tell_cut_rows
from zipingbiao.app.reading import ReadFile
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.forms.parts import (
    BACK_LINKS,
    HELPERS,
    LIST_ORIGINALS,
    ORIGINAL_RATE,
    ORIGINAL_SCORE,
    PROJECT_LIST_SHEET,
    SUMMARY_SHEET,
)
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import BLANK, Value
from zipingbiao.readers.columns import printed_edge
from zipingbiao.readers.grid import Sheet, Workbook, cell_name
from zipingbiao.readers.lines import read_lines
from zipingbiao.readers.own import is_helper_sheet
from zipingbiao.readers.seal_sheet import said_by
from zipingbiao.writers.marking.book import Book
from zipingbiao.writers.marking.cells import Cells
from zipingbiao.writers.marking.notes import HEADING, Notes
from zipingbiao.writers.marking.package import Package
from zipingbiao.writers.workbook import write_workbook

#: The title of 汇总 behind unit and year.
_SUMMARY_TITLE = "绩效自评汇总表"
#: Differences that are told one by one.
_SHOWN = 10
_OVERWRITTEN = "ZP055"
#: What only a person can have added to a sheet of ours.
_NOTES = "批注"
_ADDED = {"threadedComment": _NOTES, "drawing": "图片或图形"}
#: What stands beside a form while it is being filled.
_PANEL = frozenset({
    "填报状态（不打印）", "分值", "得分", "分值合计", "待填项", "待人工评分", "细则待核对", "缺偏差原因", "总分", "等级",
    ORIGINAL_RATE, ORIGINAL_SCORE, *map(squeeze, BACK_LINKS.values()), *(helper.header for helper in HELPERS),
})  # fmt: skip


def write_own(read: ReadFile, draft: Path) -> None:
    """Writes the forms as a finished workbook to `draft`, without 检查结果 and seal.

    Raises ZpbError where a sheet holds a form that is not ours.
    """
    assert read.book is not None
    for form in read.evaluations:
        if not form.own or form.template is None:
            raise ZpbError(
                f"工作表「{form.place.sheet}」里的自评表不是本软件生成的，不能和其他表一起定稿："
                "请先用 zpb adopt 把它转换进来，或移到另一个文件里单独定稿。"
            )
    unit, year = _heading(read.summaries)
    first = read.evaluations[0].template
    assert first is not None
    content = write_workbook(
        [_given(form) for form in read.evaluations], template=first, live="native", unit_name=unit, year=year,
        project_list=_own_list(read.book, read.summaries), finished=True,
    )  # fmt: skip
    draft.write_bytes(content)


def _given(form: Evaluation) -> Evaluation:
    """The form without the 完成值 that its figures on 基础数据 give: nobody wrote those."""
    rows = tuple(
        row.model_copy(update={"actual": BLANK}) if row.inputs and row.actual.formula is not None else row
        for row in form.indicators
    )
    return form.model_copy(update={"indicators": rows})


def compare_own(
    path: Path, read: ReadFile, draft: Path, again: ReadFile, findings: Sequence[Finding]
) -> tuple[list[str], dict[Spot, Spot]]:
    """What of the source is not in the finished workbook, or is there otherwise, and where its cells stand now.

    Args:
        path, read: the source and what it holds.
        draft, again: the finished workbook and what was read back from it.
        findings: of the source.

    Raises ZpbError where a figure that somebody typed over a formula would be replaced by the computed one.
    """
    if len(again.evaluations) != len(read.evaluations):
        raise ZpbError(f"「{path.name}」定稿后读回来的表数不对，没有写入，请把原文件发给维护者。")
    typed = {(one.place.sheet, one.place.cell) for one in findings if one.code == _OVERWRITTEN}
    sentences: list[str] = []
    moved: dict[Spot, Spot] = {}
    unsaved: dict[str, int] = {}
    for before, now in zip(read.evaluations, again.evaluations, strict=True):
        compared = compare_forms(before, now)
        moved |= compared.moved
        sentences += _sentences(compared, before.place.sheet or "", typed)
        if count := sum(map(_is_unsaved, compared.differences)):
            unsaved[before.place.sheet or ""] = count
    if unsaved:
        sheets = f"「{next(iter(unsaved))}」" + (f"等 {len(unsaved)} 张表" if len(unsaved) > 1 else "")
        sentences.insert(0, f"{sheets}有 {sum(unsaved.values())} 个公式格没有保存结果，定稿已重新计算。")
    assert read.book is not None and again.book is not None
    sentences += _of_lists(_own_list(read.book, read.summaries), read.summaries, again.summaries)
    sentences += _left_out(path, read, read.book)
    for sheet in (form.place.sheet for form in read.evaluations):
        source, result = read.book.sheet(sheet or ""), again.book.sheet(sheet or "")
        if source is not None and result is not None:
            sentences += _leftovers(source, result)
    forms = [again.book.sheet(form.place.sheet or "") for form in again.evaluations]
    sentences += tell_cut_rows(draft, [one for one in forms if one is not None])
    return sentences, moved


def _sentences(compared: Comparison, sheet: str, typed: set[tuple[str | None, str | None]]) -> Iterator[str]:
    shown = 0
    for one in compared.differences:
        if _is_unsaved(one):
            continue
        cell = one.place.cell or ""
        where = f"「{one.place.sheet or sheet}」{cell}「{one.label}」"
        if one.living and (one.place.sheet, one.place.cell) in typed:
            raise ZpbError(
                f"{where}的公式被改成了 {one.before}，定稿按原来的公式会变成 {one.now}，没有定稿。请恢复公式；"
                "需要人工评定的，把分数填在“人工评分”列并写明理由。"
            )
        shown += 1
        if shown <= _SHOWN:
            how = "保存的是旧的结果，定稿已重新计算" if one.living else "没有照原样写入"
            yield f"{where}{how}：原来是 {one.before}，定稿里是 {one.now}。"
    if shown > _SHOWN:
        yield f"「{sheet}」另有 {shown - _SHOWN} 处与原来不同，没有逐一列出。"


def _is_unsaved(one: Difference) -> bool:
    """Whether the source holds a formula without its result: its program never calculated it."""
    return one.living and one.before == BLANK_WORD


def _heading(lists: Sequence[Summary]) -> tuple[str, int | None]:
    """Unit and year as the title of 汇总 names them."""
    text = next((one.title.text for one in lists if one.place.sheet == SUMMARY_SHEET and one.own), None) or ""
    name, mark, _ = text.partition(_SUMMARY_TITLE)
    if not mark:
        return "", None
    digits = name[-6:-2]
    if name.endswith("年度") and digits.isascii() and digits.isdigit():
        return name[:-6], int(digits)
    return name, None


def _own_list(book: Workbook, lists: Sequence[Summary]) -> Summary | None:
    """What 项目清单 holds beside the living figures of its forms: the list it was made from, purposes, other projects."""
    given = next((one for one in lists if one.place.sheet == PROJECT_LIST_SHEET and one.own), None)
    sheet = book.sheet(PROJECT_LIST_SHEET)
    if given is None or sheet is None:
        return None
    heads = {sheet.text(given.place.line, column): column for column in sheet.rows.get(given.place.line, {})}
    columns = {key: heads[text] for key, text in LIST_ORIGINALS.items() if text in heads}
    rows = tuple(_own_row(sheet, row, columns) for row in given.rows)
    filled = (value for row in rows for key in type(row).model_fields if key != "project" for value in [getattr(row, key)])
    if not any(isinstance(value, Value) and value for value in filled):
        return None
    return given.model_copy(update={"rows": rows, "total": given.total if columns else None, "unit": "元"})


def _own_row(sheet: Sheet, row: SummaryRow, columns: dict[str, int]) -> SummaryRow:
    line = row.project.place.line
    cells = {key: sheet.value(line, column) for key, column in columns.items()}
    originals = {key: value for key, value in cells.items() if value}
    if row.project.formula is None and not originals.get("project"):
        return row.model_copy(update={"rate": originals.get("rate", BLANK)})
    figures = {key: BLANK for key in type(row).model_fields if key not in ("project", "purpose")}
    return row.model_copy(update=figures | originals)


def _of_lists(given: Summary | None, before: Sequence[Summary], now: Sequence[Summary]) -> Iterator[str]:
    """What 汇总 and 项目清单 held and do not hold any more."""
    for loss in find_list_losses(given, now):
        row = f"「{loss.row}」的" if loss.row else ""
        yield f"「{PROJECT_LIST_SHEET}」{loss.place.cell or ''}{row}{loss.label}“{excerpt(loss.text)}”没有写入。"
    titles = {one.place.sheet: one.title.text for one in now}
    for one in before:
        sheet = one.place.sheet
        if one.own and sheet in titles and squeeze(titles[sheet] or "") != squeeze(one.title.text or ""):
            yield f"「{sheet}」的标题原来是“{one.title.text}”，定稿里是“{titles[sheet]}”。"


def _left_out(path: Path, read: ReadFile, book: Workbook) -> Iterator[str]:
    """Sheets that are no part of the forms, and what a person put on the sheets of the forms."""
    own = {form.place.sheet for form in read.evaluations}
    names = [one.name for one in book.sheets if one.name not in own and not is_helper_sheet(book, one.name)]
    if names := [*names, *book.other_sheets]:
        yield f"工作表「{'」「'.join(names)}」不是自评表的一部分，没有列入送审版。"
    package = Package.open(path)
    kinds: dict[str, list[str]] = {}
    for name, sheet in Book(package).sheets.items():
        if name in own:
            found = [_ADDED[one.kind] for one in package.relations(sheet.part) if one.kind in _ADDED]
            if _has_notes(package, sheet.part):
                found.append(_NOTES)
            for kind in dict.fromkeys(found):
                kinds.setdefault(kind, []).append(name)
    for kind, sheets in kinds.items():
        yield f"「{'」「'.join(sheets)}」上的{kind}没有列入送审版。"


def _has_notes(package: Package, part: str) -> bool:
    """Whether anybody but the check wrote a note on the sheet."""
    notes = Notes(package, Cells(package, part)).notes.values()
    return any(one.text.partition(HEADING)[0].strip() for one in notes)


def _leftovers(source: Sheet, result: Sheet) -> Iterator[str]:
    """Typed cells of the sheet that stand nowhere on the finished one: notes beside the form, in blank cells."""
    left = Counter(said for _, said in _typed(result))
    edge = printed_edge(source, read_lines(source))
    printed = {said for (_, column), said in _typed(source) if column <= edge}
    found = []
    # What is printed is looked for first, so that of two like cells the one beside the form is told.
    for (row, column), said in sorted(_typed(source), key=lambda one: one[0][1] > edge):
        if left[said] > 0:
            left[said] -= 1
        elif column <= edge or (squeeze(said[1:]) not in _PANEL and said not in printed):
            found.append((cell_name(row, column), excerpt(said[1:])))
    for cell, text in found[:_SHOWN]:
        yield f"「{source.name}」{cell}的“{text}”不在表样之内，没有列入送审版。"
    if len(found) > _SHOWN:
        yield f"「{source.name}」另有 {len(found) - _SHOWN} 格不在表样之内，没有列入送审版。"


def _typed(sheet: Sheet) -> Iterator[tuple[tuple[int, int], str]]:
    for row in sheet:
        for column, cell in sorted(sheet.rows[row].items()):
            if cell.formula is None and (said := said_by(cell)) != "s":
                yield (row, column), said
