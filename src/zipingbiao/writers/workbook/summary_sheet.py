"""The 汇总 sheet: a line per project with living links, totals, and a chart of execution rate and total score."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import round_to
from zipingbiao.forms.parts import SUMMARY_SHEET
from zipingbiao.scoring import native
from zipingbiao.scoring.engine import Assessment, amount
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.names import quoted
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.styles import HEAD_FILL, Styles

_HEADS = (
    "序号",
    "项目名称",
    "年初预算数",
    "全年预算数",
    "全年执行数",
    "执行率",
    "执行得分",
    "指标得分",
    "分值合计",
    "总分",
    "等级",
)
_WIDTHS = (6, 30, 13, 13, 13, 10, 10, 10, 10, 9, 8)
_MONEY, _RATE = "#,##0.00", "0.00%"
_AMOUNTS = ("initial", "budget", "executed")
_FIRST = 3


class SummarySheet:
    """Writes 汇总 for planned and assessed forms."""

    def __init__(self, book: Workbook, sheet: Worksheet, styles: Styles) -> None:
        self.book = book
        self.sheet = sheet
        self.styles = styles

    def write(self, forms: list[tuple[str, Plan, Assessment]], unit_name: str, year: str) -> None:
        """Projects first, then their total, then department forms, which are not part of that total."""
        sheet = self.sheet
        unit = forms[0][1].evaluation.unit if forms else "万元"
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        last = len(_HEADS) - 1
        sheet.merge_range(0, 0, 0, last, f"{unit_name}{year}绩效自评汇总表", self.styles.title())
        sheet.set_row(0, 34)
        sheet.merge_range(1, 0, 1, last, f"金额单位：{unit}", self.styles.make(align="right"))
        head = self.styles.label(bold=True, bg_color=HEAD_FILL)
        for column, text in enumerate(_HEADS):
            sheet.write_string(2, column, text, head)
        sheet.set_row(2, 24)
        projects = [form for form in forms if form[1].evaluation.level == "project"]
        departments = [form for form in forms if form[1].evaluation.level == "department"]
        row = _FIRST
        for number, (name, plan, assessment) in enumerate(projects, start=1):
            self._write_line(row, str(number), name, plan, assessment)
            row += 1
        if projects:
            self._write_total(row, projects)
            row += 2
        for name, plan, assessment in departments:
            self._write_line(row, "部门", name, plan, assessment)
            row += 1
        if projects:
            self._add_chart(row + 1, len(projects))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.freeze_panes(_FIRST, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})

    def _write_line(self, row: int, number: str, name: str, plan: Plan, assessment: Assessment) -> None:
        sheet, evaluation = self.sheet, plan.evaluation
        label, centre = self.styles.label(), self.styles.computed("0.00")
        sheet.write_string(row, 0, number, label)
        place = quoted(name)
        project = evaluation.project.text or ""
        field = xl_rowcol_to_cell(plan.header_rows[0], 2, True, True)
        link = self.styles.make(border=1, font_color="#1F4E79")
        formula = f'=HYPERLINK("#{place}!A1",IF({place}!{field}="","（未填项目名称）",{place}!{field}))'
        sheet.write_formula(row, 1, formula, link, project or "（未填项目名称）")
        sheet.set_row(row, height_for([(project, _WIDTHS[1])], 10, 22))
        funding = evaluation.total_funding
        total_row = plan.total_funding_row
        printed = [column.key for column in plan.form.layout.funding.columns]
        for column, key in enumerate(_AMOUNTS, start=2):
            if key not in printed:
                sheet.write_blank(row, column, None, centre)
                continue
            source = f"{place}!{plan.funding_at(key, total_row, True)}"
            value = amount(getattr(funding, key), evaluation.unit) if funding else None
            self._link(row, column, source, _MONEY, value)
        places = plan.form.policy.rounding.rate_places
        rate = None if assessment.rate is None else round_to(assessment.rate, places)
        self._link(row, 5, f"{place}!{plan.funding_at('rate', total_row, True)}", _RATE, rate)
        execution = assessment.execution_score
        self._link(row, 6, f"{place}!{plan.funding_at('score', total_row, True)}", "0.00", execution)
        total = assessment.total
        points = f"{place}!{plan.at('score', plan.total_row, True)}"
        own, given = xl_rowcol_to_cell(row, 6), xl_rowcol_to_cell(row, 9)
        indicators = None if total is None else total - (execution or Decimal(0))
        formula = f'=IF({given}="","",ROUND({given}-N({own}),2))'
        sheet.write_formula(row, 7, formula, centre, "" if indicators is None else float(indicators))
        weights = f"{place}!{plan.at('weight', plan.total_row, True)}"
        self._link(row, 8, weights, "General", assessment.weight_total)
        self._link(row, 9, points, "0.00", total)
        sheet.write_formula(row, 10, "=" + native.grade(given, plan.form.policy), centre, assessment.grade or "")

    def _link(self, row: int, column: int, source: str, number_format: str, value: Decimal | None) -> None:
        style = self.styles.computed(number_format)
        formula = f'=IF(ISNUMBER({source}),{source},"")'
        self.sheet.write_formula(row, column, formula, style, "" if value is None else float(value))

    def _write_total(self, row: int, projects: list[tuple[str, Plan, Assessment]]) -> None:
        sheet, first = self.sheet, _FIRST
        bold = self.styles.label(bold=True)
        sheet.merge_range(row, 0, row, 1, "合计", bold)
        sums: dict[str, Decimal] = {}
        for column, key in enumerate(_AMOUNTS, start=2):
            values = [
                amount(getattr(plan.evaluation.total_funding, key), plan.evaluation.unit)
                for _, plan, _ in projects
                if plan.evaluation.total_funding
            ]
            sums[key] = sum((value for value in values if value is not None), Decimal(0))
            span = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(row - 1, column)}"
            style = self.styles.computed(_MONEY, bold=True)
            sheet.write_formula(row, column, f"=SUM({span})", style, float(sums[key]))
        places = projects[0][1].form.policy.rounding.rate_places
        budget, executed = xl_rowcol_to_cell(row, 3), xl_rowcol_to_cell(row, 4)
        rate = round_to(sums["executed"] / sums["budget"], places) if sums["budget"] else None
        formula = "=" + native.execution_rate(budget, executed, places)
        style = self.styles.computed(_RATE, bold=True)
        sheet.write_formula(row, 5, formula, style, "" if rate is None else float(rate))
        for column in (6, 7, 8, 9, 10):
            sheet.write_blank(row, column, None, bold)
        sheet.set_row(row, 24)
        self._write_mean(row + 1, row, projects)

    def _write_mean(self, row: int, below: int, projects: list[tuple[str, Plan, Assessment]]) -> None:
        sheet, first = self.sheet, _FIRST
        bold = self.styles.label(bold=True)
        sheet.merge_range(row, 0, row, 1, "平均分", bold)
        for column in range(2, len(_HEADS)):
            sheet.write_blank(row, column, None, bold)
        span = f"{xl_rowcol_to_cell(first, 9)}:{xl_rowcol_to_cell(below - 1, 9)}"
        totals = [assessment.total for _, _, assessment in projects if assessment.total is not None]
        mean = round_to(sum(totals, Decimal(0)) / len(totals), 2) if totals else None
        formula = f'=IF(COUNT({span})=0,"",ROUND(AVERAGE({span}),2))'
        style = self.styles.computed("0.00", bold=True)
        sheet.write_formula(row, 9, formula, style, "" if mean is None else float(mean))
        sheet.set_row(row, 24)

    def _add_chart(self, row: int, count: int) -> None:
        first, last = _FIRST, _FIRST + count - 1
        chart = self.book.add_chart({"type": "column"})
        names = [SUMMARY_SHEET, first, 1, last, 1]
        chart.add_series(
            {
                "name": "执行率", "categories": names, "values": [SUMMARY_SHEET, first, 5, last, 5],
                "fill": {"color": "#9DC3E6"}, "gap": 60,
            }
        )  # fmt: skip
        line = self.book.add_chart({"type": "line"})
        line.add_series(
            {
                "name": "总分", "categories": names, "values": [SUMMARY_SHEET, first, 9, last, 9], "y2_axis": True,
                "line": {"color": "#C55A11", "width": 2},
                "marker": {"type": "circle", "size": 6, "fill": {"color": "#C55A11"}, "border": {"color": "#C55A11"}},
                "data_labels": {"value": True, "position": "above", "font": {"size": 9, "color": "#843C0C", "bold": True}},
            }
        )  # fmt: skip
        chart.combine(line)
        chart.set_title({"name": "各项目预算执行率与自评总分", "name_font": {"size": 12, "bold": False}})
        chart.set_x_axis({"num_font": {"size": 9}})
        chart.set_y_axis(
            {
                "name": "执行率",
                "num_format": "0%",
                "min": 0,
                "max": 1,
                "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
            }
        )
        line.set_y2_axis({"name": "总分", "min": 0, "max": 100})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 930, "height": 340})
        self.sheet.insert_chart(row, 0, chart, {"x_offset": 4, "y_offset": 8})
