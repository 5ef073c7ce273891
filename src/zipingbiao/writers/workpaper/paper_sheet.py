"""The sheet about one form: its head, a row per indicator, living totals, what else was found, the signatures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from zipingbiao.base.numbers import show
from zipingbiao.model.values import Value
from zipingbiao.model.workpaper import GRADE, HEADS, LABELS, LIMIT_NAME, PENDING, TITLE, TOTAL
from zipingbiao.scoring import native
from zipingbiao.writers.file_links import external_link
from zipingbiao.writers.result_rows import fit, reference_to
from zipingbiao.writers.workbook.form_head import money_format
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.links import LINK_COLOUR
from zipingbiao.writers.workbook.pen import SelfFittingSheet
from zipingbiao.writers.workbook.styles import HEAD_FILL, Styles
from zipingbiao.writers.workpaper import marking
from zipingbiao.writers.workpaper.content import PaperForm, PaperRow
from zipingbiao.writers.workpaper.foot import write_foot
from zipingbiao.writers.workpaper.look import COLUMN, LAST, SIZE, WIDTHS, set_page, shortened, width_of

_YEAR, _PROJECT, _UNIT, _MONEY, HEADER = 1, 2, 3, 4, 5
FIRST = HEADER + 1
_POINTS = "0.00"
_TEXTS = ("l1", "l2", "l3", "target", "actual")
#: Rows that were not read, or a total that was not added up, make the whole comparison doubtful.
_APART = "自评总分与各行自评得分之和不符，请先核对；"


class Addresses(NamedTuple):
    """The cells of a sheet that 总表 shows: its totals, grades and the number of rows to be looked at."""

    self_total: str
    total: str
    difference: str
    self_grade: str
    grade: str
    pending: str


class PaperSheet:
    """Draws one form; `write` does it all."""

    def __init__(self, sheet: SelfFittingSheet, form: PaperForm, styles: Styles, limit: Decimal) -> None:
        self.sheet = sheet
        self.form = form
        self.styles = styles
        self.limit = limit
        self.last = FIRST + len(form.rows) - 1
        self.total = self.last + 1

    def write(self, folder: Path) -> Addresses:
        """The whole sheet; `folder` is where the workbook will stand."""
        for key, width in WIDTHS.items():
            column = COLUMN[key]
            self.sheet.set_column(column, column, width)
        self._title()
        self._head(folder)
        header = self.styles.make(bold=True, border=1, align="center", bg_color=HEAD_FILL)
        for key, text in HEADS.items():
            self.sheet.write_string(HEADER, COLUMN[key], text, header)
        self.sheet.set_row(HEADER, 24)
        for number, row in enumerate(self.form.rows, start=FIRST):
            self._row(number, row)
        self._totals()
        self._grades()
        marking.add_checks(self.sheet, self.styles, FIRST, self.total, self.at("limit"))
        last = write_foot(self.sheet, self.styles, self.form, self.total + 2)
        self.sheet.freeze_panes(FIRST, COLUMN["target"])
        set_page(self.sheet, HEADER, last, LAST)
        return Addresses(
            self_total=self._fixed(self.total, "self_score"),
            total=self._fixed(self.total, "review"),
            difference=self._fixed(self.total, "difference"),
            self_grade=self._fixed(self.total + 1, "self_score"),
            grade=self._fixed(self.total + 1, "review"),
            pending=f'COUNTIF({{place}}!{self.span("basis", True)},"{PENDING}*")',
        )

    def _fixed(self, row: int, key: str) -> str:
        return str(xl_rowcol_to_cell(row, COLUMN[key], row_abs=True, col_abs=True))

    def at(self, key: str) -> str:
        """The absolute address of a cell of the head."""
        column = {"budget": "l3", "executed": "actual", "rate": "review", "limit": "basis"}[key]
        return self._fixed(_MONEY, column)

    def span(self, key: str, absolute: bool = False) -> str:
        """The range of a column over all rows."""
        cells = (xl_rowcol_to_cell(row, COLUMN[key], absolute, absolute) for row in (FIRST, self.last))
        return ":".join(cells)

    def _title(self) -> None:
        form = self.form.evaluation
        kind = "部门整体支出" if form.level == "department" else "项目支出"
        self.sheet.merge_range(0, 0, 0, LAST, kind + TITLE, self.styles.title())
        self.sheet.set_row(0, 30)
        year = form.year_number
        self.sheet.merge_range(_YEAR, 0, _YEAR, LAST, f"（{year}年度）" if year else "", self.styles.make(align="center"))

    def _head(self, folder: Path) -> None:
        form = self.form.evaluation
        self._pair(_PROJECT, LABELS["project"], form.project.text or form.name, LABELS["department"], form.department.text)
        self._pair(_UNIT, LABELS["unit"], form.implementing_unit.text, LABELS["source"], "")
        self._source(folder)
        label = self.styles.label()
        unit = f"（{form.unit}）"
        self.sheet.merge_range(_MONEY, 0, _MONEY, 1, LABELS["budget"] + unit, label)
        self._amount(COLUMN["l3"], self.form.budget)
        self.sheet.write_string(_MONEY, COLUMN["target"], LABELS["executed"] + unit, label)
        self._amount(COLUMN["actual"], self.form.executed)
        self.sheet.merge_range(_MONEY, COLUMN["weight"], _MONEY, COLUMN["self_score"], LABELS["rate"], label)
        rate = self.styles.computed("0.00%")
        self.sheet.merge_range(_MONEY, COLUMN["review"], _MONEY, COLUMN["difference"], "", rate)
        rounding = self.form.policy.rounding
        formula = native.execution_rate(self.at("budget"), self.at("executed"), rounding.rate_places, rounding.mode)
        self._formula(_MONEY, COLUMN["review"], formula, rate, self.form.rate)
        self.sheet.write_string(_MONEY, COLUMN["reason"], LABELS["limit"], label)
        self._formula(_MONEY, COLUMN["basis"], LIMIT_NAME, self.styles.computed("0.##"), self.limit)
        self.sheet.set_row(_MONEY, height_for([(LABELS["executed"] + unit, WIDTHS["target"])], SIZE, 22))
        marking.add_amounts(self.sheet, _MONEY, [COLUMN["l3"], COLUMN["actual"]], form.unit)

    def _pair(self, row: int, label: str, text: str | None, other: str, other_text: str | None) -> None:
        style, value = self.styles.label(), self.styles.make(border=1)
        self.sheet.merge_range(row, 0, row, 1, label, style)
        self.sheet.merge_range(row, COLUMN["l3"], row, COLUMN["actual"], fit(text or ""), value)
        self.sheet.merge_range(row, COLUMN["weight"], row, COLUMN["self_score"], other, style)
        self.sheet.merge_range(row, COLUMN["review"], row, LAST, fit(other_text or ""), value)
        cells = [(text or "", width_of("l3", "actual")), (other_text or "", width_of("review", "basis"))]
        self.sheet.set_row(row, height_for(cells, SIZE, 22))

    def _source(self, folder: Path) -> None:
        """The file and sheet of the form, with a link to it."""
        place, path = self.form.evaluation.place, self.form.file.path
        text = fit(self.form.file.name + (f"　{place.sheet}" if place.sheet else ""), 250)
        link = external_link(path, folder, reference_to(place.sheet, "A1"))
        if link is not None:
            style = self.styles.make(border=1, font_color=LINK_COLOUR, underline=1)
            self.sheet.write_url(_UNIT, COLUMN["review"], link, style, text, "打开原表")
        else:
            self.sheet.write_string(_UNIT, COLUMN["review"], text, self.styles.make(border=1))

    def _amount(self, column: int, number: Decimal | None) -> None:
        style = self.styles.number_input(money_format(number))
        if number is None:
            self.sheet.write_blank(_MONEY, column, None, style)
        else:
            self.sheet.write_number(_MONEY, column, float(number), style)

    def _row(self, number: int, row: PaperRow) -> None:
        text, centred = self.styles.make(border=1), self.styles.label()
        texts = {key: shortened(fit(getattr(row, key)), WIDTHS[key]) for key in _TEXTS}
        for key in _TEXTS:
            self.sheet.write_string(number, COLUMN[key], texts[key], centred if key in ("l1", "l2") else text)
        if row.is_execution:
            self._formula(number, COLUMN["actual"], self.at("rate"), self.styles.make(border=1, num_format="0.00%", align="left"),
                          self.form.rate)  # fmt: skip
        self._number(number, "weight", Value(number=row.weight), self.styles.label())
        self._number(number, "self_score", row.self_score, self.styles.computed(_POINTS))
        review = self.styles.make(border=1, align="center", num_format=_POINTS, locked=False)
        if row.is_living:
            weight = xl_rowcol_to_cell(number, COLUMN["weight"])
            formula = native.execution_score(self.at("budget"), self.at("executed"), weight, self.form.policy)
            self._formula(number, COLUMN["review"], formula, review, row.review)
        else:
            self._number(number, "review", Value(number=row.review), review)
        self._difference(number, row.difference)
        wide = self.styles.make(border=1, locked=False, font_size=9)
        for key in ("reason", "basis"):
            content = fit(getattr(row, key))
            if content:
                self.sheet.write_string(number, COLUMN[key], content, wide)
            else:
                self.sheet.write_blank(number, COLUMN[key], None, wide)
            texts[key] = content
        self.sheet.write_string(number, COLUMN["method"], row.method, self.styles.helper())
        self.sheet.set_row(number, height_for([(texts[key], WIDTHS[key]) for key in texts], SIZE, 24))
        self.sheet.fitting_rows.add(number)

    def _difference(self, number: int, value: Decimal | None) -> None:
        given, review = (xl_rowcol_to_cell(number, COLUMN[key]) for key in ("self_score", "review"))
        formula = f'IF(AND(ISNUMBER({given}),ISNUMBER({review})),ROUND({review}-{given},2),"")'
        self._formula(number, COLUMN["difference"], formula, self.styles.computed("0.00;-0.00;0"), value)

    def _totals(self) -> None:
        form, row = self.form, self.total
        bold = self.styles.label(bold=True, bg_color=HEAD_FILL)
        figure = self.styles.computed(_POINTS, bold=True, bg_color=HEAD_FILL)
        self.sheet.merge_range(row, 0, row, COLUMN["actual"], TOTAL, bold)
        weights = sum((one.weight for one in form.rows if one.weight is not None), Decimal(0))
        places = form.policy.rounding.score_places
        self._formula(row, COLUMN["weight"], f"ROUND(SUM({self.span('weight')}),{places})",
                      self.styles.computed("General", bold=True, bg_color=HEAD_FILL), weights)  # fmt: skip
        total = form.self_total
        if total.number is None and not total.text:
            self._formula(row, COLUMN["self_score"], self._sum("self_score"), figure, form.given)
        else:
            self._number(row, "self_score", total, figure)
        self._formula(row, COLUMN["review"], self._sum("review"), figure, form.total)
        cells = [xl_rowcol_to_cell(row, COLUMN[key]) for key in ("self_score", "review")]
        formula = f'IF(AND(ISNUMBER({cells[0]}),ISNUMBER({cells[1]})),ROUND({cells[1]}-{cells[0]},2),"")'
        style = self.styles.computed("0.00;-0.00;0", bold=True, bg_color=HEAD_FILL)
        self._formula(row, COLUMN["difference"], formula, style, form.difference)
        text = self._counts(row)
        self.sheet.set_row(row, height_for([(text, width_of("reason", "basis"))], SIZE, 24))

    def _sum(self, key: str) -> str:
        rates = self.at("rate") if self.form.policy.caps else None
        return native.total(
            self.span(key), None, rates, self.form.policy, weights=self.span("weight"), kinds=self.span("method"),
        )  # fmt: skip

    def _counts(self, row: int) -> str:
        """How many differences are above the line, how many rows a person must look at; returns what it says now."""
        span, basis, limit = self.span("difference"), self.span("basis"), self.at("limit")
        over = f'COUNTIF({span},">"&{limit})+COUNTIF({span},"<"&-{limit})'
        own, given = self._sum("self_score"), xl_rowcol_to_cell(row, COLUMN["self_score"])
        apart = f'IF(ISNUMBER({given}),IF(ABS(N({own})-{given})>{limit},"{_APART}",""),"")'
        formula = f'{apart}&"差额超过 "&{limit}&" 分的 "&({over})&" 行；{PENDING}的 "&COUNTIF({basis},"{PENDING}*")&" 行"'
        count = sum(one.difference is not None and abs(one.difference) > self.limit for one in self.form.rows)
        given_total = self.form.given
        is_apart = given_total is not None and abs((self.form.own_sum or 0) - given_total) > self.limit
        text = f"{_APART if is_apart else ''}差额超过 {show(self.limit)} 分的 {count} 行；{PENDING}的 {self.form.pending} 行"
        style = self.styles.make(border=1, bg_color=HEAD_FILL)
        self.sheet.merge_range(row, COLUMN["reason"], row, LAST, "", style)
        self._formula(row, COLUMN["reason"], formula, style, text)
        return text

    def _grades(self) -> None:
        form, row = self.form, self.total + 1
        label = self.styles.label(bold=True)
        self.sheet.merge_range(row, 0, row, COLUMN["actual"], GRADE, label)
        self.sheet.write_blank(row, COLUMN["weight"], None, label)
        self.sheet.write_string(row, COLUMN["self_score"], form.self_grade, label)
        total = xl_rowcol_to_cell(self.total, COLUMN["review"])
        self._formula(row, COLUMN["review"], native.grade(total, form.policy), label, form.grade)
        given, found = (xl_rowcol_to_cell(row, COLUMN[key]) for key in ("self_score", "review"))
        same = f'IF(OR({given}="",{found}=""),"",IF({given}={found},"一致","不一致"))'
        shown = "" if not form.self_grade or form.grade is None else ("一致" if form.self_grade == form.grade else "不一致")
        self._formula(row, COLUMN["difference"], same, self.styles.label(), shown)
        self.sheet.merge_range(row, COLUMN["reason"], row, LAST, _bands(form), self.styles.make(border=1, font_size=9))
        self.sheet.set_row(row, 22)

    def _formula(self, row: int, column: int, body: str, style: object, value: object) -> None:
        shown = float(value) if isinstance(value, Decimal) else "" if value is None else value
        self.sheet.write_formula(row, column, "=" + body, style, shown)

    def _number(self, row: int, key: str, value: Value, style: object) -> None:
        if value.number is not None:
            self.sheet.write_number(row, COLUMN[key], float(value.number), style)
        elif value.text:
            self.sheet.write_string(row, COLUMN[key], fit(value.text, 250), style)
        else:
            self.sheet.write_blank(row, COLUMN[key], None, style)


def _bands(form: PaperForm) -> str:
    """The grades and the totals that earn them: 等级标准：90 分及以上为优，80 分及以上为良 …"""
    *upper, lowest = form.policy.grades
    told = [f"{show(band.start)} 分及以上为{band.name}" for band in upper]
    return f"等级标准：{'，'.join(told)}，以下为{lowest.name}。" if told else ""
