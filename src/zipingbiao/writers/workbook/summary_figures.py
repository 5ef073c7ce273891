"""The figures behind the charts of 汇总图: grey cells right of its print area."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import round_to, show
from zipingbiao.forms.parts import SUMMARY_CHART_SHEET, SUMMARY_SHEET
from zipingbiao.writers.bar_chart import NEXT_TO_NOTHING
from zipingbiao.writers.workbook.group_links import Part, merged_names, parts_of
from zipingbiao.writers.workbook.links import FormLink, Living, number, shown
from zipingbiao.writers.workbook.styles import Styles
from zipingbiao.writers.workbook.summary_sheet import FIRST, GRADE, NAME, RATE, TOTAL, SummarySheet

#: A project that will have a grade once its form is filled, and one whose form gives no scores.
NO_GRADE, NOT_SCORED = "未定级", "不计分"
#: The first column of the figures, behind the column of the charts and a gap.
BLOCK = 2
_REMARK = "图用数据（随各自评表变化，不打印）"
_FIRST_HEAD = 2
_PARTS_HEADS = ("部分", "分值合计", "得分合计", "得分率", "图中名称")
_GRADES_HEADS = ("等级", "项目数", "占比", "图中名称")
_PROJECT_HEADS = ("项目", "执行率", "总分")
_RATE_PLACES = 4
#: A name is broken after so many characters, as the programs would break it at different places or not at all; where
#: its further lines start and how long they may be.
_LINE = 30
_NEXT_LINES = ((_LINE, _LINE), (2 * _LINE, 10 * _LINE))


class Span(NamedTuple):
    """Cells of one column, rows from 0, both ends included, as a chart names them."""

    sheet: str
    first: int
    last: int
    column: int

    def cells(self, first: int | None = None, last: int | None = None) -> list[object]:
        """As XlsxWriter takes them; with `first` and `last` (from 0 within the span, both included) a part of them."""
        start = self.first + (first or 0)
        end = self.last if last is None else self.first + last
        return [self.sheet, start, self.column, end, self.column]

    @property
    def text(self) -> str:
        """As a formula on the same sheet names them."""
        return f"{xl_rowcol_to_cell(self.first, self.column, True, True)}:{xl_rowcol_to_cell(self.last, self.column, True, True)}"


class SummaryFigures:
    """What the charts of the projects of a written 汇总 show; every figure is a formula with its present result."""

    def __init__(self, sheet: Worksheet, styles: Styles, summary: SummarySheet) -> None:
        self.sheet, self.styles, self.summary = sheet, styles, summary
        self.projects: list[FormLink] = summary.projects
        self._parts = [parts_of(form) for form in self.projects]
        #: 预算执行, 产出 …, in the order of the forms
        self.parts = merged_names(self._parts)
        #: as the chart names them, once they are written
        self.drawn_parts: list[str] = []
        scored = [form for form in self.projects if form.plan.form.policy.scored]
        bands = merged_names([band.name for band in form.plan.form.policy.grades] for form in scored)
        #: 优, 良 … and those without
        self.grades = [*bands, NO_GRADE] if scored else []
        if self.grades and len(scored) < len(self.projects):
            self.grades.append(NOT_SCORED)
        #: Whether any project has such a figure, or will have.
        self.has_rates, self.has_totals = bool([link for link in summary.rates if link]), bool(scored)

    @property
    def highest_rate(self) -> Decimal:
        """The highest execution rate, at least 1; one that goes beyond 2 is likely wrong and may leave the page."""
        known = [link.value for link in self.summary.rates if link is not None and link.value is not None]
        return min(Decimal(2), max([Decimal(1), *known]))

    @property
    def names(self) -> Span:
        """The names of the projects, broken into lines."""
        return self._project(0)

    @property
    def drawn_names(self) -> list[str]:
        """What stands there now."""
        return [_broken(form.title()[1]) for form in self.projects]

    @property
    def rates(self) -> Span:
        """Their execution rates, as fractions."""
        return self._project(1)

    @property
    def totals(self) -> Span:
        """Their 总分."""
        return self._project(2)

    @property
    def part_rates(self) -> tuple[Span, Span]:
        """How the chart names the parts, and their 得分率 as fractions."""
        first = _FIRST_HEAD + 1
        last = first + len(self.parts) - 1
        return Span(SUMMARY_CHART_SHEET, first, last, BLOCK + 4), Span(SUMMARY_CHART_SHEET, first, last, BLOCK + 3)

    @property
    def grade_counts(self) -> tuple[Span, Span]:
        """How the chart names the grades, and how many projects have them."""
        first = self._grades_head + 1
        last = first + len(self.grades) - 1
        return Span(SUMMARY_CHART_SHEET, first, last, BLOCK + 3), Span(SUMMARY_CHART_SHEET, first, last, BLOCK + 1)

    @property
    def _grades_head(self) -> int:
        return _FIRST_HEAD + len(self.parts) + 2 if self.parts else _FIRST_HEAD

    @property
    def _projects_head(self) -> int:
        return self._grades_head + len(self.grades) + 2 if self.grades else _FIRST_HEAD

    def _project(self, offset: int) -> Span:
        first = self._projects_head + 1
        return Span(SUMMARY_CHART_SHEET, first, first + len(self.projects) - 1, BLOCK + offset)

    def write(self) -> None:
        """The parts, the grades, and a row per project: rate and total as drawn, then 分值 and 得分 of every part."""
        self.sheet.write_string(_FIRST_HEAD - 1, BLOCK, _REMARK, self.styles.note(text_wrap=False))
        self.sheet.set_column(BLOCK, BLOCK, 24)
        width = max(len(_PARTS_HEADS), len(_PROJECT_HEADS) + 2 * len(self.parts))
        self.sheet.set_column(BLOCK + 1, BLOCK + width - 1, 11)
        if self.parts:
            self._write_parts(_FIRST_HEAD)
        if self.grades:
            self._write_grades(self._grades_head)
        parts = [f"{name}{what}" for name in self.parts for what in ("分值", "得分")]
        self._write_heads(self._projects_head, [*_PROJECT_HEADS, *parts])
        for index, (form, given) in enumerate(zip(self.projects, self._parts, strict=True)):
            row = self._projects_head + 1 + index
            name = f"{SUMMARY_SHEET}!{xl_rowcol_to_cell(FIRST + index, NAME, True, True)}"
            pieces = "&".join(
                f'IF(LEN({name})>{start},CHAR(10)&MID({name},{start + 1},{length}),"")' for start, length in _NEXT_LINES
            )
            formula = f"=LEFT({name},{_LINE})&{pieces}"
            self.sheet.write_formula(row, BLOCK, formula, self.styles.helper(), _broken(form.title()[1]))
            self._write_drawn(row, BLOCK + 1, RATE, index, self.summary.rates[index], "0.00%")
            self._write_drawn(row, BLOCK + 2, TOTAL, index, form.total, "0.00")
            for which, part in enumerate(self.parts):
                if part in given:
                    self._write_part(row, BLOCK + len(_PROJECT_HEADS) + 2 * which, given[part])

    def _write_drawn(self, row: int, column: int, source: int, index: int, link: Living | None, form: str) -> None:
        cell = f"{SUMMARY_SHEET}!{xl_rowcol_to_cell(FIRST + index, source, True, True)}"
        value = link.value if link else None
        formula = shown(cell, f"IF({cell}=0,{NEXT_TO_NOTHING:f},{cell})")
        style = self.styles.helper(form)
        self.sheet.write_formula(row, column, "=" + formula, style, number(NEXT_TO_NOTHING if value == 0 else value))

    def _write_part(self, row: int, column: int, part: Part) -> None:
        style = self.styles.helper("0.00;-0.00;")
        self.sheet.write_formula(row, column, "=" + part.weight.expression, style, number(part.weight.value))
        guarded = f'IF(N({xl_rowcol_to_cell(row, column)})>0,{part.score.expression},"")'
        self.sheet.write_formula(row, column + 1, "=" + guarded, self.styles.helper("0.00"), number(part.score.value))

    # -- all projects together ----------------------------------------------------------------------------------------

    def _write_parts(self, row: int) -> None:
        """各部分得分率: over all projects, and how the chart names them."""
        self._write_heads(row, _PARTS_HEADS)
        rate_style, name_style = self.styles.helper("0.00%"), self.styles.helper()
        for index, name in enumerate(self.parts):
            at = row + 1 + index
            columns = len(_PROJECT_HEADS) + 2 * index
            both = [parts[name] for parts in self._parts if name in parts]
            weight = sum((part.weight.value or Decimal(0) for part in both), Decimal(0))
            score = sum((part.score.value or Decimal(0) for part in both), Decimal(0))
            known = weight > 0
            self.sheet.write_string(at, BLOCK, name, name_style)
            cells = [xl_rowcol_to_cell(at, BLOCK + offset) for offset in range(4)]
            sums = [f"ROUND(SUM({self._project(columns + offset).text}),6)" for offset in (0, 1)]
            drawn = f"IF({cells[2]}=0,{NEXT_TO_NOTHING:f},ROUND({cells[2]}/{cells[1]},{_RATE_PLACES}))"
            rate = (round_to(score / weight, _RATE_PLACES) if score else NEXT_TO_NOTHING) if known else None
            points = f'" "&ROUND({cells[2]},2)&"/"&ROUND({cells[1]},2)&"分"'
            label = f"{name} {show(round_to(score, 2))}/{show(round_to(weight, 2))}分" if known else name
            self.drawn_parts.append(label)
            for offset, formula, style, value in (
                (1, f'IF({sums[0]}=0,"",{sums[0]})', name_style, number(weight if known else None)),
                (2, f'IF(N({cells[1]})>0,{sums[1]},"")', name_style, number(score if known else None)),
                (3, f'IF(N({cells[1]})>0,{drawn},"")', rate_style, number(rate)),
                (4, f'{cells[0]}&IF(N({cells[1]})>0,{points},"")', name_style, label),
            ):
                self.sheet.write_formula(at, BLOCK + offset, "=" + formula, style, value)

    def _write_grades(self, row: int) -> None:
        """等级分布: how many projects have each grade, and how the chart names them."""
        self._write_heads(row, _GRADES_HEADS)
        given = [form.assessment.grade for form in self.projects if form.total is not None]
        everything = len(self.projects)
        grades = f"{SUMMARY_SHEET}!{Span('', FIRST, FIRST + everything - 1, GRADE).text}"
        plain = self.styles.helper()
        for index, name in enumerate(self.grades):
            at = row + 1 + index
            cells = [xl_rowcol_to_cell(at, BLOCK + offset) for offset in range(3)]
            formula, now = f"COUNTIF({grades},{cells[0]})", given.count(name)
            if name == NO_GRADE:
                above = Span("", row + 1, at - 1, BLOCK + 1).text
                formula, now = f"{len(given)}-SUM({above})", given.count(None)
            elif name == NOT_SCORED:
                now = everything - len(given)
                formula = str(now)
            share = Decimal(now) / everything
            self.sheet.write_string(at, BLOCK, name, plain)
            self.sheet.write_formula(at, BLOCK + 1, "=" + formula, plain, now)
            formula, percent = f"ROUND({cells[1]}/{everything},{_RATE_PLACES})", self.styles.helper("0.00%")
            self.sheet.write_formula(at, BLOCK + 2, "=" + formula, percent, number(round_to(share, _RATE_PLACES)))
            label = f"{name}\n{round_to(share * 100, 1):f}%"
            self.sheet.write_formula(at, BLOCK + 3, f'={cells[0]}&CHAR(10)&TEXT({cells[1]}/{everything},"0.0%")', plain, label)

    def _write_heads(self, row: int, heads: Sequence[str]) -> None:
        style = self.styles.helper_head(False)
        for offset, text in enumerate(heads):
            self.sheet.write_string(row, BLOCK + offset, text, style)


def _broken(name: str) -> str:
    """The name in lines, as the formula breaks it."""
    rest = [name[start : start + length] for start, length in _NEXT_LINES]
    return "\n".join([name[:_LINE], *(line for line in rest if line)])
