"""The sheets about all forms of a workbook: 填报说明 with its directory, 汇总 with its charts, and 项目清单."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from zipingbiao.forms.parts import GUIDE_SHEET, PROJECT_LIST_SHEET, SUMMARY_CHART_SHEET, SUMMARY_SHEET
from zipingbiao.forms.schema import Form
from zipingbiao.model.summary import Summary
from zipingbiao.writers.workbook.finished import FinishedSheet
from zipingbiao.writers.workbook.guide_sheet import write_guide
from zipingbiao.writers.workbook.links import FormLink
from zipingbiao.writers.workbook.pen import SelfFittingSheet
from zipingbiao.writers.workbook.project_list_sheet import ProjectListSheet
from zipingbiao.writers.workbook.styles import Styles
from zipingbiao.writers.workbook.summary_chart import write_charts
from zipingbiao.writers.workbook.summary_sheet import SummarySheet

#: From this many project forms on there are charts, and a 项目清单 also where the data bring none.
_FEWEST = 2


class UnitSheets:
    """They stand before the forms and are written after them."""

    def __init__(
        self, book: Workbook, styles: Styles, projects: int, project_list: Summary | None, finished: bool = False
    ) -> None:
        """Adds the sheets; `projects` is the number of project forms, `project_list` the list that came with them.

        A finished workbook has no 填报说明.
        """
        self.book = book
        self.styles = styles
        self.given = project_list
        self.finished = finished
        self.guide = None if finished else self._add(GUIDE_SHEET)
        self.summary = self._add(SUMMARY_SHEET)
        self.chart = self._add(SUMMARY_CHART_SHEET) if projects >= _FEWEST else None
        wanted = project_list is not None or projects >= _FEWEST
        self.list = self._add(PROJECT_LIST_SHEET) if wanted else None

    def _add(self, name: str) -> Worksheet:
        """A sheet that takes formulas as they are, like those of the forms."""
        kind = FinishedSheet if self.finished else SelfFittingSheet
        return self.book.add_worksheet(name, worksheet_class=kind)

    def write(self, links: list[FormLink], forms: list[Form], unit_name: str, year: int | None) -> None:
        """Fills the sheets; unit and year are taken from the first form where they are not given."""
        first = links[0].plan.evaluation
        year = year or first.year_number
        unit = unit_name or first.implementing_unit.text or first.department.text or ""
        heading = f"{unit}{year}年度" if year else unit
        if self.guide is not None:
            write_guide(self.guide, self.styles, forms, links, self.list is not None)
        summary = SummarySheet(self.summary, self.styles, links)
        summary.write(f"{heading}绩效自评汇总表")
        if self.chart is not None:
            write_charts(self.book, self.chart, self.styles, summary, f"{heading}绩效自评汇总图")
        if self.list is not None:
            title = (self.given.title.text if self.given else None) or f"{heading}项目支出情况表"
            ProjectListSheet(self.list, self.styles, links, self.given).write(title, summary, self.finished)
