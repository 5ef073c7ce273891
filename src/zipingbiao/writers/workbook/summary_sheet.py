"""The 汇总 sheet: a line per project with living links, totals, and what the department form says of the projects.

Its charts stand on a sheet of their own, see summary_chart.
"""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import round_to, show
from zipingbiao.scoring import native
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.links import LINK_COLOUR, MONEY, FormLink, Living, agreement, number, rate_of
from zipingbiao.writers.workbook.styles import HEAD_FILL, Styles

_HEADS = (
    "序号", "项目名称", "年初预算数", "全年预算数", "全年执行数", "执行率", "执行得分", "指标得分", "分值合计", "总分", "等级",
)  # fmt: skip
_WIDTHS = (6.0, 30.0, 14.0, 14.0, 14.0, 10.0, 10.0, 10.0, 10.0, 9.0, 8.0)
_RATE, _SCORE = "0.00%", "0.00"
#: The amounts by their columns; 全年预算数 and 全年执行数 are also what the project list adds up.
AMOUNTS = {"initial": 2, "budget": 3, "executed": 4}
NAME, RATE, EXECUTION, POINTS, WEIGHTS, TOTAL, GRADE = 1, 5, 6, 7, 8, 9, 10
FIRST = 3
_LAST = len(_HEADS) - 1
#: Decimals of amounts in 万元 that come from yuan.
_EXACT = 6
_ROW = 22.0
#: Up to this many projects the sheet prints lying, up to that many on one page.
_FEW, _ONE_PAGE = 6, 15
#: Amounts printed with two decimals may differ by this much from what they were rounded from.
_SLACK = Decimal("0.005")
TOO_MUCH = "各项目合计大于部门整体，请核对"


class SummarySheet:
    """Writes 汇总 for planned and assessed forms: projects, their total, then departments, which are not part of it."""

    def __init__(self, sheet: Worksheet, styles: Styles, forms: list[FormLink]) -> None:
        self.sheet = sheet
        self.styles = styles
        self.projects = [form for form in forms if form.is_project]
        self.departments = [form for form in forms if not form.is_project]
        self.unit = "元" if all(form.unit == "元" for form in forms) else "万元"
        #: Σ of every amount column over the projects.
        self.sums: dict[str, Decimal] = dict.fromkeys(AMOUNTS, Decimal(0))
        #: The amount columns in which a project has a figure.
        self._filled: set[str] = set()
        #: The execution rate that each project shows, in the order of the rows; None where its form has none.
        self.rates: list[Living | None] = []

    @property
    def total_row(self) -> int:
        """The row of 合计."""
        return FIRST + len(self.projects)

    @property
    def totals(self) -> dict[str, Decimal | None]:
        """What the row of 合计 shows, once it is written; None where no project has such an amount."""
        return {key: value if key in self._filled else None for key, value in self.sums.items()}

    def write(self, title: str) -> None:
        """The whole sheet under `title`."""
        sheet = self.sheet
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, _LAST, title, self.styles.title())
        sheet.set_row(0, height_for([(title, sum(_WIDTHS) / 1.8)], 10, 34))
        sheet.merge_range(1, 0, 1, _LAST, self._remark(), self.styles.make(align="right"))
        sheet.set_row(1, 18)
        head = self.styles.label(bold=True, bg_color=HEAD_FILL)
        for column, text in enumerate(_HEADS):
            sheet.write_string(2, column, text, head)
        sheet.set_row(2, 24)
        for index, form in enumerate(self.projects, start=1):
            self._write_line(FIRST + index - 1, str(index), form)
        row = self.total_row
        if self.projects:
            self._write_total(row)
            self._write_mean(row + 1)
            row += 2
        for form in self.departments:
            self._write_line(row, "部门", form)
            row += 1
            if self.projects:
                row = self._write_comparison(row, form)
        sheet.freeze_panes(FIRST, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        self._set_up_page(row)

    @property
    def full_marks(self) -> Decimal:
        """The highest full marks of the projects' forms."""
        return max((form.plan.form.policy.full_marks.value for form in self.projects), default=Decimal(0)) or Decimal(100)

    def _remark(self) -> str:
        """The unit, and what a reader must know where the forms differ."""
        parts = [f"金额单位：{self.unit}"]
        converted = sum(form.unit != self.unit for form in (*self.projects, *self.departments))
        if converted:
            parts.append(f"{converted} 张表以元填报，已除以 10000 换算")
        marks = {form.plan.form.policy.full_marks.value for form in self.projects} - {Decimal(0)}
        if len(marks) > 1:
            parts.append("各表满分不同：" + "、".join(f"{show(mark)} 分" for mark in sorted(marks)))
        if unscored := sum(not form.plan.form.policy.scored for form in self.projects):
            parts.append(f"{unscored} 个项目的表样不计分")
        return "；".join(parts)

    def _money(self, **more: object) -> Format:
        return self.styles.make(border=1, align="right", num_format=MONEY, **more)

    # -- a form -----------------------------------------------------------------------------------------------------

    def _write_line(self, row: int, label: str, form: FormLink) -> None:
        sheet, centre = self.sheet, self.styles.computed(_SCORE)
        sheet.write_string(row, 0, label, self.styles.label())
        formula, title = form.title()
        sheet.write_formula(row, 1, "=" + formula, self.styles.make(border=1, font_color=LINK_COLOUR), title)
        sheet.set_row(row, height_for([(title, _WIDTHS[1])], 10, _ROW))
        for key, column in AMOUNTS.items():
            link = form.amount(key, self.unit)
            self._link(row, column, link, self._money())
            if link is not None and link.value is not None and form.is_project:
                self.sums[key] += link.value
                self._filled.add(key)
        rate = form.rate or self._own_rate(row, form)
        self._link(row, RATE, rate, self.styles.computed(_RATE))
        if form.is_project:
            self.rates.append(rate)
        self._link(row, EXECUTION, form.execution, centre)
        self._link(row, POINTS, form.points, centre)
        self._link(row, WEIGHTS, form.weights, self.styles.computed())
        self._link(row, TOTAL, form.total, centre)
        if form.total is None:
            sheet.write_blank(row, GRADE, None, centre)
            return
        grade = form.grade(xl_rowcol_to_cell(row, TOTAL))
        sheet.write_formula(row, GRADE, "=" + grade, centre, form.assessment.grade or "")

    def _own_rate(self, row: int, form: FormLink) -> Living | None:
        """执行率 from this line's amounts, for a form that has both and prints no rate."""
        budget, executed = form.amount("budget", self.unit), form.amount("executed", self.unit)
        if budget is None or executed is None:
            return None
        rounding = form.plan.form.policy.rounding
        cells = xl_rowcol_to_cell(row, AMOUNTS["budget"]), xl_rowcol_to_cell(row, AMOUNTS["executed"])
        expression = native.execution_rate(*cells, rounding.rate_places, rounding.mode)
        rate = form.assessment.rate
        return Living(expression, None if rate is None else round_to(rate, rounding.rate_places, rounding.mode))

    def _link(self, row: int, column: int, link: Living | None, style: Format) -> None:
        if link is None:
            self.sheet.write_blank(row, column, None, style)
        else:
            self.sheet.write_formula(row, column, "=" + link.expression, style, number(link.value))

    # -- totals -----------------------------------------------------------------------------------------------------

    def _write_total(self, row: int) -> None:
        sheet, bold = self.sheet, self.styles.label(bold=True)
        sheet.merge_range(row, 0, row, 1, "合计", bold)
        for key, column in AMOUNTS.items():
            span = f"{xl_rowcol_to_cell(FIRST, column)}:{xl_rowcol_to_cell(row - 1, column)}"
            formula = f'=IF(COUNT({span})=0,"",ROUND(SUM({span}),{_EXACT}))'
            sheet.write_formula(row, column, formula, self._money(bold=True), number(self.totals[key]))
        places = max(form.rate_places for form in self.projects)
        budget, executed = (xl_rowcol_to_cell(row, AMOUNTS[key]) for key in ("budget", "executed"))
        rate = rate_of(self.totals["budget"], self.totals["executed"], places)
        style = self.styles.computed(_RATE, bold=True)
        sheet.write_formula(row, RATE, "=" + native.execution_rate(budget, executed, places), style, number(rate))
        for column in range(EXECUTION, _LAST + 1):
            sheet.write_blank(row, column, None, bold)
        sheet.set_row(row, 24)

    def _write_mean(self, row: int) -> None:
        """The mean of the totals there are: forms that do not score, or are not scored yet, do not count."""
        sheet, bold = self.sheet, self.styles.label(bold=True)
        sheet.merge_range(row, 0, row, 1, "平均分", bold)
        for column in range(2, len(_HEADS)):
            sheet.write_blank(row, column, None, bold)
        span = f"{xl_rowcol_to_cell(FIRST, TOTAL)}:{xl_rowcol_to_cell(self.total_row - 1, TOTAL)}"
        totals = [link.value for form in self.projects if (link := form.total) and link.value is not None]
        mean = round_to(sum(totals, Decimal(0)) / len(totals), 2) if totals else None
        formula = f'=IF(COUNT({span})=0,"",ROUND(AVERAGE({span}),2))'
        sheet.write_formula(row, TOTAL, formula, self.styles.computed(_SCORE, bold=True), number(mean))
        sheet.set_row(row, 24)

    def _write_comparison(self, row: int, department: FormLink) -> int:
        """The projects against what the department's form says of them; returns the next free row."""
        expenditure = department.project_expenditure(self.unit)
        if expenditure is None:
            links = {key: department.amount(key, self.unit) for key in AMOUNTS}
            if not any(links.values()):
                return row
            self._write_difference(row, "部门整体减各项目合计", links, sign=1)
            return row + 1
        self._write_label(row, "　其中：部门表的项目支出总额")
        self._link(row, AMOUNTS["executed"], expenditure, self._money())
        self._write_difference(row + 1, "各项目合计减部门项目支出", {"executed": expenditure}, sign=-1)
        return row + 2

    def _write_label(self, row: int, text: str) -> None:
        self.sheet.merge_range(row, 0, row, 1, text, self.styles.label())
        for column in range(2, len(_HEADS)):
            self.sheet.write_blank(row, column, None, self.styles.label())
        self.sheet.set_row(row, _ROW)

    def _write_difference(self, row: int, label: str, links: dict[str, Living | None], sign: int) -> None:
        """(department − projects) × sign in every amount column the department has, and a word about it."""
        self._write_label(row, label)
        cells: list[str] = []
        values: list[Decimal | None] = []
        for key, link in links.items():
            if link is None:
                continue
            column = AMOUNTS[key]
            theirs, ours = xl_rowcol_to_cell(row - 1, column), xl_rowcol_to_cell(self.total_row, column)
            difference = f"{theirs}-{ours}" if sign > 0 else f"{ours}-{theirs}"
            values.append(None if link.value is None else (link.value - self.sums[key]) * sign)
            formula = f'=IF(ISNUMBER({theirs}),ROUND({difference},{_EXACT}),"")'
            self.sheet.write_formula(row, column, formula, self._money(), number(values[-1]))
            cells.append(xl_rowcol_to_cell(row, column))
        style = self.styles.computed()
        self.sheet.merge_range(row, RATE, row, _LAST, "", style)
        if sign > 0:
            low = any(value is not None and value < -_SLACK for value in values)
            formula = f'=IF(MIN({",".join(cells)})<-{_SLACK},"{TOO_MUCH}","")' if cells else '=""'
            self.sheet.write_formula(row, RATE, formula, style, TOO_MUCH if low else "")
        else:
            text, shown = agreement(cells[0], cells[0], values[0], self.unit, _SLACK)
            self.sheet.write_formula(row, RATE, "=" + text, style, shown)

    # -- page ---------------------------------------------------------------------------------------------------------

    def _set_up_page(self, row: int) -> None:
        """Lying for a few projects, standing for more; on one page unless they are many."""
        sheet, count = self.sheet, len(self.projects)
        sheet.set_paper(9)
        sheet.repeat_rows(FIRST - 1)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.print_area(0, 0, row - 1, _LAST)
        if count <= _FEW:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 1 if count <= _ONE_PAGE else 0)
