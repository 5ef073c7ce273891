"""The .xlsm twin of a workbook: the VBA project, its buttons, and what the macro must know of the forms.

What it must know stands in the very hidden metadata sheet: texts, and the positions of cells as formulas, so that they
stay right when rows are inserted. Everything else is as in the .xlsx.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import show
from zipingbiao.base.text import squeeze
from zipingbiao.forms import catalog
from zipingbiao.forms.parts import FORM_ANCHOR
from zipingbiao.forms.twin import MACRO, MARK, twin_project
from zipingbiao.writers.workbook.directory import WIDTHS
from zipingbiao.writers.workbook.names import quoted
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.twin_texts import CAPTION, TEXTS

#: Below the words offered for qualitative values, which have a column of the first rows.
_FIRST_ROW = 40
#: Of a button, in pixels: the caption on one line, inside the first row.
_WIDTH, _HEIGHT = 150, 34
#: Fields that the check asks for by these names; of others the panel 填报状态 says that they are blank.
_ASKED = {"project": "项目名称", "department": "主管部门", "implementing_unit": "实施单位"}
_AMOUNTS = {"budget": "全年预算数", "executed": "全年执行数"}
_BLANK, _TABLE, _QUANTITATIVE = "ZP041", "mof-2020-10/table", "mof-2020-10/quantitative"
#: A cell that no rule asks for.
_NO_RULE = "-"
_HELPERS = ("l1", "l2", "kind", "manual_score", "manual_reason", "original", "reading")


class _Row(NamedTuple):
    """A key of the macro: the cell it stands for (counted from 0) and up to three texts."""

    key: str
    row: int | None = None
    column: int | None = None
    texts: tuple[str, ...] = ()


def add_project(book: Workbook) -> None:
    """Makes an .xlsm of the workbook. Raises FormError where the VBA project is not installed."""
    book.add_vba_project(BytesIO(twin_project()), True)


def add_guide_button(sheet: Worksheet) -> None:
    """The button of 填报说明, at the right end of its title: further right it would narrow what LibreOffice prints."""
    _add_button(sheet, len(WIDTHS) - 2, 8)


def add_form_button(sheet: Worksheet, plan: Plan) -> None:
    """The button of a form: right of the print area, above the panel 填报状态, beside the links back."""
    _add_button(sheet, plan.status_column + 1, 56)


def _add_button(sheet: Worksheet, column: int, indent: int) -> None:
    options = {"macro": MACRO, "caption": CAPTION, "width": _WIDTH, "height": _HEIGHT, "x_offset": indent, "y_offset": 5}
    sheet.insert_button(0, column, options)


def write_twin_rows(sheet: Worksheet, forms: list[tuple[str, Plan]]) -> None:
    """Texts and positions, below everything else in the metadata sheet."""
    at = max(_FIRST_ROW, len(forms) + 2)
    for key, text in TEXTS.items():
        _write(sheet, at, "", "", _Row(key, texts=(text,)))
        at += 1
    for number, (name, plan) in enumerate(forms, start=1):
        for row in (*_head(plan), *_money(plan), *_goals(plan), *_lines(plan), *_bases(plan)):
            _write(sheet, at, f"{FORM_ANCHOR}{number}", name, row)
            at += 1


def _write(sheet: Worksheet, at: int, anchor: str, name: str, row: _Row) -> None:
    sheet.write_string(at, 0, MARK)
    sheet.write_string(at, 1, anchor)
    sheet.write_string(at, 2, row.key)
    for column, function, position in ((3, "ROW", row.row), (4, "COLUMN", row.column)):
        if position is not None:
            cell = xl_rowcol_to_cell(row.row or 0, row.column or 0, True, True)
            sheet.write_formula(at, column, f"={function}({quoted(name)}!{cell})", None, position + 1)
    for column, text in enumerate(row.texts, start=5):
        sheet.write_string(at, column, text)


def _head(plan: Plan) -> Iterator[_Row]:
    """The form itself (at its project, where it is a project's), then every field of its head."""
    rows: list[_Row] = []
    project: _Row | None = None
    for line, labels in zip(plan.header_rows, plan.form.layout.header, strict=True):
        for cell, at in zip(labels, plan.pair_columns(len(labels)), strict=True):
            label = _ASKED.get(cell.field or "", cell.label)
            # A department's form names the unit somewhere; under which label differs from place to place.
            asked = cell.field in _ASKED and plan.evaluation.level == "project"
            texts = (label, label, _BLANK if asked else _NO_RULE)
            is_project = cell.field == "project" and plan.evaluation.level == "project"
            rows.append(_Row("named" if is_project else "field", line, at.field_from, texts))
            if is_project:
                project = _Row("form", line, at.field_from, ("", _BLANK))
    yield project or _Row("form")
    yield from rows


def _money(plan: Plan) -> Iterator[_Row]:
    row = plan.total_funding_row
    if row is None:
        return
    fund = plan.evaluation.total_funding
    labels = [line.label for line in plan.funding.rows]
    index = [one for one, _, _ in plan.funding_rows].index(row)
    printed = labels[index] if index < len(labels) else (fund.source.text if fund else None)
    label = squeeze(printed or "") or "年度资金总额"
    for key in ("initial", "budget", "executed"):
        if plan.has_fund(key):
            column = plan.funding_column(key)
            texts = (label, _AMOUNTS[key], _BLANK) if key in _AMOUNTS else (label,)
            yield _Row("amount", row, column, texts)
            yield _Row(key, row, column, (label,))
    for key, cell in (("rate", "rate"), ("score", "execution")):
        if plan.has_fund(key):
            yield _Row(cell, row, plan.funding_column(key))
    yield _Row("unit", texts=(plan.evaluation.unit,))
    if plan.helper_columns:
        yield _Row("original.rate", row, plan.helper_columns["manual_reason"])
        yield _Row("original.execution", row, plan.helper_columns["original"])


def _goals(plan: Plan) -> Iterator[_Row]:
    layout = plan.form.layout.goals
    if layout is None:
        return
    for block in plan.blocks:
        label = "年度总体目标" + (f"（目标{block.number}）" if len(plan.blocks) > 1 else "")
        if layout.actual is None:
            yield _Row("goal", block.row, max(plan.label_end(0, plan.last_column - 1), 1) + 1, (label, "预期目标", _BLANK))
            continue
        middle = plan.pair_columns(2)[1].label_from
        label_to = 0 if "side" in plan.columns else plan.label_end(0, middle - 2)
        yield _Row("goal", block.row + 1, label_to + 1, (label, "预期目标", _BLANK))
        yield _Row("goal", block.row + 1, middle, (label, "实际完成情况", _BLANK))


def _lines(plan: Plan) -> Iterator[_Row]:
    """The first and last indicator row, the columns, and the cells of 总分; only of a form that scores."""
    policy = plan.form.policy
    if not policy.scored:
        return
    header, labels = plan.indicator_header, {one.key: one.label for one in plan.form.layout.indicators.columns}
    yield _Row("first", plan.lines[0].row, 0)
    yield _Row("last", plan.lines[-1].row, 0)
    for key in ("l3", "target", "actual", "score", "reason"):
        if key in plan.columns:
            yield _Row(key, header, plan.columns[key], (labels[key],))
    for key in ("weight", "rule"):
        yield _Row(key, header, plan.column(key))
    for key in _HELPERS:
        yield _Row(key, header, plan.helper_columns[key])
    yield _Row("reasons", texts=("1" if policy.reasons.lost_points else "",))
    yield _Row("full", texts=(show(policy.full_marks.value),))
    if plan.total_row is not None:
        yield _Row("total.weight", plan.total_row, plan.column("weight"))
        yield _Row("total", plan.total_row, plan.columns["score"])
        yield _Row("original.total", plan.total_row, plan.helper_columns["original"])


def _bases(plan: Plan) -> Iterator[_Row]:
    """On what each rule relies, in the words of the check."""
    policy = plan.form.policy
    keys = dict.fromkeys(("ZP041", "ZP027", "ZP060"), _TABLE) | dict.fromkeys(("ZP015", "ZP016"), _QUANTITATIVE)
    if policy.scored:
        keys |= dict.fromkeys(("ZP010", "ZP013"), policy.full_marks.basis) | {"ZP037": policy.reasons.basis}
    for code, key in keys.items():
        yield _Row(f"basis.{code}", texts=(catalog.cite(key),))
