"""Finding the forms of a workbook by their words and reading them; several on a sheet, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zipingbiao.base.text import excerpt
from zipingbiao.forms.catalog import form_paths, get_form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import Place
from zipingbiao.readers.askew import straighten
from zipingbiao.readers.columns import printed_edge
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.grid import MAX_COLUMN, Sheet, Workbook
from zipingbiao.readers.halves import side_by_side
from zipingbiao.readers.inputs import attach_inputs
from zipingbiao.readers.lines import Line, read_lines
from zipingbiao.readers.own import OwnForm, copied_form, is_helper_sheet, read_own_forms
from zipingbiao.readers.sheet_reader import CODE, SheetReader, note
from zipingbiao.readers.summary import looks_like_summary
from zipingbiao.readers.words import is_title

#: Where a title stands at the latest.
_FIRST_LINES = 200


def read_forms(book: Workbook) -> tuple[list[Evaluation], list[Finding]]:
    """All forms on visible sheets, in order, and info findings (ZP000) for what could not be placed."""
    evaluations: list[Evaluation] = []
    findings: list[Finding] = []
    own = read_own_forms(book)
    for sheet in book.sheets:
        if sheet.state != "visible" or is_helper_sheet(book, sheet.name):
            if sheet.name in own:
                findings.append(_lost(sheet, "是自评表，但被隐藏了，没有检查"))
            continue
        parts = [sheet] if sheet.name in own else side_by_side(straighten(sheet))
        found = [_read_part(part, own, findings) for part in parts]
        evaluations.extend(form for forms in found for form in forms)
        if sheet.truncated:
            findings.append(note(sheet, None, f"{_named(sheet)}的数据太多，只读了前面一部分。", "请删去无关数据。"))
        if not any(found) and sheet.name in own:
            findings.append(_lost(sheet, "里应有一张自评表，但没有读到"))
        elif not any(found) and sheet.rows and sheet.name:
            lines = read_lines(sheet)
            if not looks_like_summary(sheet, lines):
                findings.append(_not_found(sheet, lines))
    return _with_ids(attach_inputs(book, evaluations), book.form_ids), findings


def _with_ids(evaluations: list[Evaluation], form_ids: Sequence[str | None]) -> list[Evaluation]:
    """The forms of a Word file that names them; a form made by hand stays one, whatever it was written in.

    Where somebody added a form to the file or removed one, nobody knows which is which, unless all are of one kind.
    """
    if form_ids and len(set(form_ids)) == 1:
        form_ids = [form_ids[0]] * len(evaluations)
    if len(form_ids) != len(evaluations):
        return evaluations
    return [_as_form(one, form_id) for one, form_id in zip(evaluations, form_ids, strict=True)]


def _as_form(evaluation: Evaluation, form_id: str | None) -> Evaluation:
    """The evaluation as one of this form, at the form's level where it has only the other."""
    changed: dict[str, object] = {"template": form_id}
    if form_id is not None and form_id in form_paths() and evaluation.level not in (levels := get_form(form_id).levels):
        changed["level"] = levels[0]
    return evaluation.model_copy(update=changed)


def _read_part(sheet: Sheet, own: Mapping[str, OwnForm], findings: list[Finding]) -> list[Evaluation]:
    lines = read_lines(sheet)
    edge = printed_edge(sheet, lines)
    if edge < MAX_COLUMN:
        lines = read_lines(sheet, edge)
    if not own and not _may_hold_form(lines):
        return []
    form = own.get(sheet.name) or (copied_form(own) if edge < MAX_COLUMN else None)
    found, notes = SheetReader(sheet, lines, edge, form).read()
    findings.extend(notes)
    return found


def _may_hold_form(lines: list[Line]) -> bool:
    """Whether anything on a sheet says so; a sheet of other things need not be read line by line."""
    return _title(lines) is not None or any(line.names_levels or line.names_goal for line in lines)


def _title(lines: list[Line]) -> str | None:
    return next((item.text for line in lines[:_FIRST_LINES] for item in line.items if is_title(item.text)), None)


def _not_found(sheet: Sheet, lines: list[Line]) -> Finding:
    """A sheet without a form that was understood; a warning where its title says that it is one."""
    named = _title(lines)
    if named is None:
        message = f"工作表「{sheet.name}」里没有找到自评表，未检查。"
        return note(sheet, None, message, "如果是自评表，请核对表头用语。")
    message = f"工作表「{sheet.name}」的标题是“{excerpt(named)}”，但指标表的表头没有看懂，没有检查。"
    remedy = "请人工审核，或把表头改成一级指标、二级指标、三级指标、指标值、完成值、分值、得分等通用用语。"
    return note(sheet, None, message, remedy, severity="warning")


def _named(sheet: Sheet) -> str:
    """A sheet in a message; a Word file is one sheet without a name."""
    return f"工作表「{sheet.name}」" if sheet.name else "文件"


def read_drafts(sheet: Sheet) -> list[Draft]:
    """The forms of a sheet as they were read, with the rows of their parts; for drafting a form.yaml from one."""
    sheet = straighten(sheet)
    reader = SheetReader(sheet, read_lines(sheet), MAX_COLUMN, None)
    reader.read()
    return reader.drafts


def _lost(sheet: Sheet, what: str) -> Finding:
    """The metadata of our own workbook names a form on this sheet, and none was read."""
    return Finding(
        code=CODE, kind="required_missing", severity="error", message=f"工作表「{sheet.name}」{what}。",
        remedy="请恢复这张表（取消隐藏，或补回表头），再检查一遍。", label=sheet.name,
        place=Place(file=sheet.file, sheet=sheet.name), basis="生成的工作簿登记了这张自评表",
    )  # fmt: skip
