"""The sheet 基础数据: the figures of formula indicators, their living results, and the cells the forms take them from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from zipingbiao.forms.parts import INPUTS_HEADS, INPUTS_SHEET
from zipingbiao.model.evaluation import Indicator
from zipingbiao.scoring.formulas import Formula
from zipingbiao.scoring.formulas.rows import PLACES, FormulaFigures, figures_of, formula_of, result_of
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.names import quoted
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.styles import HEAD_FILL, Styles

_WIDTHS = (20, 24, 34, 16, 9, 13, 13, 52)
_FIRST = 3
_NUMBER, _RESULT = 3, 5
_NUMBER_FORMAT = "#,##0.######"
_HOW_TO_FILL = "在“数值”栏填数字（按单位栏的单位）；没有该项目的，各数据项都填“不涉及”。完成值自动算出，并带入自评表。"


@dataclass(frozen=True, slots=True)
class InputBlock:
    """One formula indicator: its form sheet and row there, its formula, and its first row on 基础数据."""

    sheet: str
    indicator: Indicator
    line_row: int
    formula: Formula
    figures: FormulaFigures
    row: int

    @property
    def cells(self) -> dict[str, str]:
        """The number cell of every input, by its key."""
        return {one.key: f"$D${self.row + i + 1}" for i, one in enumerate(self.formula.inputs)}

    @property
    def result(self) -> str | None:
        """The 完成值 the figures give now."""
        return result_of(self.formula, self.figures)

    @property
    def actual(self) -> str:
        """The spreadsheet expression of the 完成值 on the form sheet."""
        cell = f"{quoted(INPUTS_SHEET)}!$F${self.row + 1}"
        shown = f'ROUND({cell}*100,{PLACES})&"%"' if self.formula.proportion else f'ROUND({cell},{PLACES})&""'
        return f'IF(ISNUMBER({cell}),{shown},{cell}&"")'


def plan_inputs(forms: list[tuple[str, Plan]]) -> list[InputBlock]:
    """A block for every formula indicator whose figures are given, or whose form prints no 完成值."""
    blocks: list[InputBlock] = []
    row = _FIRST
    for name, plan in forms:
        for line in plan.lines:
            if line.indicator is None or not plan.form.policy.scored:
                continue
            if not line.indicator.inputs and "actual" in plan.columns:
                continue
            formula = formula_of(line.indicator)
            if formula is None:
                continue
            figures = figures_of(formula, line.indicator.inputs, plan.evaluation.unit)
            blocks.append(InputBlock(name, line.indicator, line.row, formula, figures, row))
            row += len(formula.inputs)
    return blocks


def write_inputs(sheet: Worksheet, blocks: list[InputBlock], styles: Styles, finished: bool = False) -> None:
    """The input cells with their living results; a figure that an earlier row asks for is linked to it.

    finished  nothing is to be filled in any more
    """
    last = len(INPUTS_HEADS) - 1
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, last, "算式指标基础数据", styles.title())
    sheet.set_row(0, 34)
    note = "各数据项的数值，和由它们算出的完成值。" if finished else _HOW_TO_FILL
    sheet.merge_range(1, 0, 1, last, note, styles.make(align="left"))
    head = styles.label(bold=True, bg_color=HEAD_FILL)
    for column, text in enumerate(INPUTS_HEADS):
        sheet.write_string(2, column, text, head)
    sheet.set_row(2, 22)
    known: dict[tuple[str, str], tuple[str, Decimal | None]] = {}
    for block in blocks:
        _write_block(sheet, block, styles, known)
    sheet.freeze_panes(_FIRST, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.protect("", {"format_rows": True, "format_columns": True})


def _write_block(
    sheet: Worksheet, block: InputBlock, styles: Styles, known: dict[tuple[str, str], tuple[str, Decimal | None]]
) -> None:
    first, inputs = block.row, block.formula.inputs
    bottom = first + len(inputs) - 1
    texts = {0: block.sheet, 1: block.indicator.label, 7: block.formula.text()}
    for column, text in texts.items():
        sheet.merge_range(first, column, bottom, column, text, styles.label(text_wrap=True))
    needed = height_for([(texts[column], _WIDTHS[column]) for column in texts], 10, 20) / len(inputs)
    for offset, one in enumerate(inputs):
        row = first + offset
        sheet.set_row(row, max(20.0, needed))
        sheet.write_string(row, 2, one.label, styles.label())
        number = block.figures.numbers.get(one.key)
        earlier = known.get((block.sheet, one.label))
        if earlier is not None and (number is None or number == earlier[1]) and one.key not in block.figures.texts:
            shown = "" if earlier[1] is None else float(earlier[1])
            formula = f'=IF({earlier[0]}="","",{earlier[0]})'
            sheet.write_formula(row, _NUMBER, formula, styles.computed(_NUMBER_FORMAT), shown)
        else:
            known.setdefault((block.sheet, one.label), (f"$D${row + 1}", number))
            _write_number(sheet, row, number, block.figures.texts.get(one.key), styles)
        sheet.write_string(row, 4, block.figures.units[one.key], styles.label())
    _write_result(sheet, block, bottom, styles)


def _write_number(sheet: Worksheet, row: int, number: Decimal | None, text: str | None, styles: Styles) -> None:
    style = styles.number_input(_NUMBER_FORMAT)
    if number is not None:
        sheet.write_number(row, _NUMBER, float(number), style)
    elif text:
        sheet.write_string(row, _NUMBER, text, style)
    else:
        sheet.write_blank(row, _NUMBER, None, style)


def _write_result(sheet: Worksheet, block: InputBlock, bottom: int, styles: Styles) -> None:
    first = block.row
    style = styles.computed("0.00%" if block.formula.proportion else "0.00", locked=True)
    sheet.merge_range(first, _RESULT, bottom, _RESULT, "", style)
    cells = list(block.cells.values())
    same = ",".join(f"{cell}={cells[0]}" for cell in cells[1:])
    word = f"AND(ISTEXT({cells[0]}),{same})" if same else f"ISTEXT({cells[0]})"
    value = block.formula.compute(block.figures.numbers).value
    shown: str | float = "" if block.result is None else block.result
    if value is not None and not block.figures.texts:
        shown = float(value)
    sheet.write_formula(first, _RESULT, f"=IF({word},{cells[0]},{block.formula.excel(block.cells)})", style, shown)
    original = block.indicator.written_actual
    given = styles.text_input(align="center")
    sheet.merge_range(first, _RESULT + 1, bottom, _RESULT + 1, original.text or "", given)
