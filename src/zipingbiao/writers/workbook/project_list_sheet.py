"""The 项目清单 sheet: a line per project in 元 with living links to its form, and what must agree with other sheets.

A list that was there before (a published 项目支出情况表) gives order, names, purposes and the projects without a form;
its own figures of the other projects stand right of the print area, as on the form sheets.
"""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import round_to
from zipingbiao.forms.parts import SUMMARY_SHEET
from zipingbiao.model.summary import Summary, SummaryRow
from zipingbiao.model.values import Value
from zipingbiao.scoring import native
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.links import LINK_COLOUR, FormLink, agreement, number, rate_of, shown
from zipingbiao.writers.workbook.names import quoted
from zipingbiao.writers.workbook.project_originals import UNIT, write_originals
from zipingbiao.writers.workbook.project_rows import ListRow, list_rows, yuan
from zipingbiao.writers.workbook.styles import HEAD_FILL, Styles
from zipingbiao.writers.workbook.summary_sheet import AMOUNTS, SummarySheet

_HEADS = (
    "序号", "项目名称", "预算数（元）", "执行数（元）", "完成预算率", "自评得分", "等级", "主要用途",
)  # fmt: skip
_WIDTHS = (6.0, 32.0, 17.0, 17.0, 11.0, 9.0, 7.0, 46.0)
_NAME, _BUDGET, _EXECUTED, _RATE, _SCORE, _GRADE, _PURPOSE = range(1, 8)
_COLUMNS = {"budget": _BUDGET, "executed": _EXECUTED}
_MONEY, _PERCENT, _POINTS = "#,##0.00_ ", "0.00%", "0.00"
_FIRST, _ROW = 3, 24.0
_LAST = len(_HEADS) - 1
_RATE_PLACES = 4
_AMOUNT = {
    "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True, "error_type": "stop",
    "input_title": "没有自评表的项目", "input_message": "以元为单位填数字。",
    "error_title": "金额有误", "error_message": "这里只能填不小于 0 的数字（元）。",
}  # fmt: skip
#: Half the last printed place: of amounts given in 万元 with two decimals, and in 元.
_SLACK_WAN, _SLACK_YUAN = Decimal(50), Decimal("0.005")


class ProjectListSheet:
    """Writes 项目清单."""

    def __init__(self, sheet: Worksheet, styles: Styles, forms: list[FormLink], given: Summary | None) -> None:
        self.sheet = sheet
        self.styles = styles
        self.given = given
        self.rows = list_rows([form for form in forms if form.is_project], given)
        self.departments = [form for form in forms if not form.is_project]
        #: Σ of the amounts as the rows show them; None where no row has one.
        self.sums: dict[str, Decimal | None] = dict.fromkeys(_COLUMNS)

    @property
    def total_row(self) -> int:
        """The row of 合计."""
        return _FIRST + len(self.rows)

    def write(self, title: str, summary: SummarySheet, finished: bool = False) -> None:
        """The whole sheet under `title`; `summary` is the 汇总 it must agree with.

        finished  without the lines that are not printed, and with the list's own figures hidden
        """
        sheet = self.sheet
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, _LAST, title, self.styles.title())
        sheet.set_row(0, height_for([(title, sum(_WIDTHS) / 1.8)], 10, 34))
        sheet.merge_range(1, 0, 1, _LAST, f"金额单位：{UNIT}", self.styles.make(align="right"))
        sheet.set_row(1, 18)
        head = self.styles.label(bold=True, bg_color=HEAD_FILL)
        for column, text in enumerate(_HEADS):
            sheet.write_string(2, column, text, head)
        sheet.set_row(2, 24)
        for index, row in enumerate(self.rows):
            self._write_row(_FIRST + index, index + 1, row)
        self._write_total(self.total_row)
        if self.given is not None:
            columns = {**_COLUMNS, "rate": _RATE, "score": _SCORE}
            write_originals(self.sheet, self.styles, self.given, self.rows, columns, (_FIRST, _LAST + 2), finished)
        if not finished:
            self._write_controls(self.total_row + 2, summary)
        self._set_up_page()

    def _money(self, **more: object) -> Format:
        return self.styles.make(border=1, align="right", num_format=_MONEY, **more)

    # -- a project ----------------------------------------------------------------------------------------------------

    def _write_row(self, row: int, index: int, line: ListRow) -> None:
        sheet = self.sheet
        sheet.write_number(row, 0, index, self.styles.label())
        purpose = (line.given.purpose.text if line.given else None) or ""
        if line.form is not None:
            name = self._write_linked(row, line.form)
        else:
            assert line.given is not None, "a row comes from the list, from a form, or from both"
            name = self._write_given(row, line.given)
        places = line.form.rate_places if line.form else _RATE_PLACES
        self._write_rate(row, self._amounts(line), places, self.styles.computed(_PERCENT))
        self._text(row, _PURPOSE, purpose, self.styles.text_input())
        sheet.set_row(row, height_for([(name, _WIDTHS[_NAME]), (purpose, _WIDTHS[_PURPOSE])], 10, _ROW))
        for key, value in self._amounts(line).items():
            if value is not None:
                self.sums[key] = (self.sums[key] or Decimal(0)) + value

    def _amounts(self, line: ListRow) -> dict[str, Decimal | None]:
        """Budget and executed in 元, as the row shows them now."""
        if line.form is not None:
            links = {key: line.form.amount(key, UNIT) for key in _COLUMNS}
            return {key: link.value if link else None for key, link in links.items()}
        unit = self.given.unit if self.given else UNIT
        return {key: yuan(getattr(line.given, key), unit) for key in _COLUMNS}

    def _write_linked(self, row: int, form: FormLink) -> str:
        sheet, centre = self.sheet, self.styles.computed(_POINTS)
        formula, name = form.title()
        sheet.write_formula(row, _NAME, "=" + formula, self.styles.make(border=1, font_color=LINK_COLOUR), name)
        for key, column in _COLUMNS.items():
            link = form.amount(key, UNIT)
            if link is None:
                sheet.write_blank(row, column, None, self._money())
            else:
                sheet.write_formula(row, column, "=" + link.expression, self._money(), number(link.value))
        total = form.total
        if total is None:
            sheet.write_blank(row, _SCORE, None, centre)
            sheet.write_blank(row, _GRADE, None, centre)
            return name
        sheet.write_formula(row, _SCORE, "=" + total.expression, centre, number(total.value))
        weights = form.weights.expression if form.weights else ""
        grade = native.grade(xl_rowcol_to_cell(row, _SCORE), form.plan.form.policy, weights)
        sheet.write_formula(row, _GRADE, "=" + grade, centre, form.assessment.grade or "")
        return name

    def _write_given(self, row: int, given: SummaryRow) -> str:
        """A project without a form in this workbook: the list's figures, to be changed where they are wrong."""
        name, centre = given.project.text or "", {"align": "center"}
        self._text(row, _NAME, name, self.styles.text_input())
        unit = self.given.unit if self.given else UNIT
        for key, column in _COLUMNS.items():
            style = self.styles.number_input(_MONEY, align="right")
            self._value(row, column, getattr(given, key), yuan(getattr(given, key), unit), style)
        self.sheet.data_validation(row, _BUDGET, row, _EXECUTED, _AMOUNT)
        self._value(row, _SCORE, given.score, given.score.number, self.styles.number_input(_POINTS))
        self._text(row, _GRADE, given.grade.text or "", self.styles.text_input(**centre))
        return name

    def _write_rate(self, row: int, amounts: dict[str, Decimal | None], places: int, style: Format) -> None:
        rate = rate_of(amounts["budget"], amounts["executed"], places)
        cells = xl_rowcol_to_cell(row, _BUDGET), xl_rowcol_to_cell(row, _EXECUTED)
        self.sheet.write_formula(row, _RATE, "=" + native.execution_rate(*cells, places), style, number(rate))

    def _text(self, row: int, column: int, text: str, style: Format) -> None:
        if text:
            self.sheet.write_string(row, column, text, style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def _value(self, row: int, column: int, value: Value, known: Decimal | None, style: Format) -> None:
        if known is not None:
            self.sheet.write_number(row, column, float(known), style)
        else:
            self._text(row, column, value.text or "", style)

    # -- below the list -------------------------------------------------------------------------------------------------

    def _write_total(self, row: int) -> None:
        sheet, bold = self.sheet, self.styles.label(bold=True)
        sheet.merge_range(row, 0, row, 1, "合计", bold)
        for key, column in _COLUMNS.items():
            span = f"{xl_rowcol_to_cell(_FIRST, column)}:{xl_rowcol_to_cell(row - 1, column)}"
            formula = f'=IF(COUNT({span})=0,"",ROUND(SUM({span}),2))'
            sheet.write_formula(row, column, formula, self._money(bold=True), number(self.sums[key]))
        self._write_rate(row, self.sums, _RATE_PLACES, self.styles.computed(_PERCENT, bold=True))
        for column in range(_SCORE, _LAST + 1):
            sheet.write_blank(row, column, None, bold)
        sheet.set_row(row, 26)

    def _write_controls(self, row: int, summary: SummarySheet) -> None:
        """What must agree, outside of the print area, with a word that changes as the forms do."""
        sheet, note = self.sheet, self.styles.note(border=1)
        sheet.merge_range(row, 0, row, _LAST, "核对（不打印）", self.styles.note(bold=True, bg_color=HEAD_FILL, border=1))
        row += 1
        factor = 10000 if summary.unit == "万元" else 1
        links: dict[str, tuple[str, Decimal | None]] = {}
        for key in _COLUMNS:
            cell = xl_rowcol_to_cell(summary.total_row, AMOUNTS[key], True, True)
            source = f"{quoted(SUMMARY_SHEET)}!{cell}"
            total = summary.totals[key]
            value = None if total is None else round_to(total * factor, 2)
            links[key] = (shown(source, f"ROUND({source}*{factor},2)"), value)
        if summary.projects:
            label = f"汇总合计（万元×{factor}）" if factor > 1 else "汇总合计"
            self._write_control(row, label, links, _SLACK_YUAN)
            row += 1
        for department in self.departments:
            link = department.project_expenditure(UNIT)
            if link is not None:
                slack = _SLACK_YUAN if department.unit == UNIT else _SLACK_WAN
                self._write_control(row, "部门表的项目支出总额", {"executed": link}, slack)
                row += 1
        if self.given is not None:
            alone = sum(line.form is None for line in self.rows)
            added = sum(line.given is None for line in self.rows)
            text = f"原清单 {len(self.given.rows)} 个项目，其中 {alone} 个没有自评表；另有 {added} 张自评表原清单没有列出。"
            sheet.merge_range(row, 0, row, _LAST, text, note)

    def _write_control(
        self, row: int, label: str, links: dict[str, tuple[str, Decimal | None]], slack: Decimal
    ) -> None:
        sheet, note = self.sheet, self.styles.note(border=1)
        sheet.merge_range(row, 0, row, 1, label, note)
        for column in range(2, len(_HEADS)):
            sheet.write_blank(row, column, None, note)
        texts: list[str] = []
        words: list[str] = []
        for key, (expression, value) in links.items():
            column = _COLUMNS[key]
            style = self.styles.note(border=1, align="right", num_format=_MONEY)
            sheet.write_formula(row, column, "=" + expression, style, number(value))
            ours, theirs = xl_rowcol_to_cell(self.total_row, column), xl_rowcol_to_cell(row, column)
            difference = None if value is None else (self.sums[key] or Decimal(0)) - value
            text, now = agreement(theirs, f"ROUND(N({ours})-{theirs},2)", difference, UNIT, slack)
            name = "预算数" if key == "budget" else "执行数"
            texts.append(f'"清单{name}与之"&{text}')
            words.append(f"清单{name}与之{now}")
        sheet.merge_range(row, _RATE, row, _LAST, "", note)
        sheet.write_formula(row, _RATE, "=" + '&"；"&'.join(texts), note, "；".join(words))

    def _set_up_page(self) -> None:
        sheet = self.sheet
        sheet.print_area(0, 0, self.total_row, _LAST)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.repeat_rows(_FIRST - 1)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.freeze_panes(_FIRST, 2)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576", "formula_differs": "A1:XFD1048576"})
        sheet.protect("", {"format_rows": True, "format_columns": True})
