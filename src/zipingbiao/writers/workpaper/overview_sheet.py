"""总表: a line per form with its totals, grades and links, what could not be read, what belongs to no form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from zipingbiao.base.numbers import round_to, show
from zipingbiao.model.finding import SEVERITY_WORDS
from zipingbiao.model.workpaper import DEFAULT_LIMIT, LIMIT, LIMIT_NAME, OVERVIEW_SHEET, OVERVIEW_TITLE, PENDING
from zipingbiao.writers.checked import CheckedFile, count_severities, unit_name_of
from zipingbiao.writers.file_links import external_link
from zipingbiao.writers.result_rows import fit
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.links import LINK_COLOUR
from zipingbiao.writers.workbook.names import quoted
from zipingbiao.writers.workbook.pen import SelfFittingSheet
from zipingbiao.writers.workbook.styles import HEAD_FILL, RED, Styles
from zipingbiao.writers.workpaper.content import Paper, PaperForm
from zipingbiao.writers.workpaper.foot import write_signatures
from zipingbiao.writers.workpaper.look import PALE_RED, SIZE, YELLOW, set_page
from zipingbiao.writers.workpaper.paper_sheet import Addresses

WIDTHS: dict[str, float] = {
    "序号": 5.5, "单位": 24, "项目": 32, "自评总分": 9, "复核总分": 9, "差额": 8, "自评等级": 8, "复核等级": 8, "错误": 6,
    "警告": 6, "提示": 6, PENDING: 8.5, "底稿": 22, "原表": 30,
}  # fmt: skip
_COLUMN = {name: number for number, name in enumerate(WIDTHS)}
_LAST = len(WIDTHS) - 1
_LIMIT_ROW, _HEADER = 2, 3
_FIRST = _HEADER + 1
_HINT = "差额＝复核得分－自评得分，超过提示线的标红；提示线可以改，各表随之改变。黄底的须由人核定。"
_BLOCK = ("文件", "级别", "编号", "情况及处理办法")


class OverviewSheet:
    """Draws 总表; `write` does it all."""

    def __init__(self, sheet: SelfFittingSheet, paper: Paper, styles: Styles, folder: Path) -> None:
        self.sheet = sheet
        self.paper = paper
        self.styles = styles
        self.folder = folder
        #: the cell with 差额提示线
        self.limit = f"{quoted(OVERVIEW_SHEET)}!{xl_rowcol_to_cell(_LIMIT_ROW, _COLUMN['项目'], True, True)}"

    def write(self, sheets: Sequence[tuple[str, str, Addresses]]) -> None:
        """The whole sheet.

        Args:
            sheets: of each form the name of its sheet, its defined name, and its cells.
        """
        for name, width in WIDTHS.items():
            self.sheet.set_column(_COLUMN[name], _COLUMN[name], width)
        self._top()
        for number, (form, one) in enumerate(zip(self.paper.forms, sheets, strict=True), start=1):
            self._form(_HEADER + number, number, form, *one)
        row = _FIRST + len(sheets)
        if sheets:
            self._foot(row, len(sheets))
            self._colours(row)
            self.sheet.autofilter(_HEADER, 0, row - 1, _LAST)
            row += 1
        row = self._others(row)
        last = write_signatures(self.sheet, self.styles, row, (0, _COLUMN["自评总分"], _COLUMN["提示"], _LAST + 1))
        self.sheet.freeze_panes(_FIRST, _COLUMN["自评总分"])
        set_page(self.sheet, _HEADER, last, _LAST)

    def _top(self) -> None:
        files = [*dict.fromkeys(form.file.path for form in self.paper.forms)]
        unit = unit_name_of([form.file for form in self.paper.forms])
        years = sorted({year for form in self.paper.forms if (year := form.evaluation.year_number)})
        span = f"{years[0]}年度" if len(years) == 1 else f"{years[0]}—{years[-1]}年度" if years else ""
        told = [span, unit, f"自评表 {len(self.paper.forms)} 张，文件 {len(files)} 个"]
        self.sheet.merge_range(0, 0, 0, _LAST, OVERVIEW_TITLE, self.styles.title())
        self.sheet.set_row(0, 30)
        self.sheet.merge_range(1, 0, 1, _LAST, fit("　".join(part for part in told if part)), self.styles.make(align="center"))
        self.sheet.merge_range(_LIMIT_ROW, 0, _LIMIT_ROW, _COLUMN["单位"], LIMIT, self.styles.make(align="right"))
        style = self.styles.number_input("0.##")
        self.sheet.write_number(_LIMIT_ROW, _COLUMN["项目"], float(self.paper.limit), style)
        self.sheet.data_validation(
            _LIMIT_ROW, _COLUMN["项目"], _LIMIT_ROW, _COLUMN["项目"],
            {
                "validate": "decimal", "criteria": ">=", "value": 0, "error_type": "stop",
                "input_title": "差额提示线", "input_message": f"差额超过多少分的要标红，一般 {show(DEFAULT_LIMIT)} 分。",
                "error_title": "提示线有误", "error_message": "差额提示线只能填不小于 0 的数字。",
            },
        )  # fmt: skip
        note = self.styles.note(align="left")
        self.sheet.merge_range(_LIMIT_ROW, _COLUMN["自评总分"], _LIMIT_ROW, _LAST, _HINT, note)
        self.sheet.set_row(_LIMIT_ROW, 20)
        head = self.styles.make(bold=True, border=1, align="center", bg_color=HEAD_FILL)
        for name, column in _COLUMN.items():
            self.sheet.write_string(_HEADER, column, name, head)
        self.sheet.set_row(_HEADER, 32)

    def _form(self, row: int, number: int, form: PaperForm, name: str, anchor: str, cells: Addresses) -> None:
        text, centred, points = self.styles.make(border=1), self.styles.label(), self.styles.computed("0.00")
        evaluation, place = form.evaluation, quoted(name)
        own = "".join((evaluation.implementing_unit.text or "").split())
        unit = form.unit if own in ("", form.unit) else f"{form.unit}（{own}）"
        project = evaluation.name if evaluation.level == "project" else "（部门整体）" + evaluation.name
        self.sheet.write_number(row, 0, number, centred)
        self.sheet.write_string(row, _COLUMN["单位"], fit(unit), text)
        self.sheet.write_string(row, _COLUMN["项目"], fit(project), text)
        given = form.given
        for key, cell, value in (
            ("自评总分", cells.self_total, given if given is not None else form.self_total.text),
            ("复核总分", cells.total, form.total), ("差额", cells.difference, form.difference),
        ):  # fmt: skip
            style = self.styles.computed("0.00;-0.00;0") if key == "差额" else points
            self._formula(row, key, f'IF({place}!{cell}="","",{place}!{cell})', style, value)
        for key, cell, grade in (("自评等级", cells.self_grade, form.self_grade), ("复核等级", cells.grade, form.grade)):
            self._formula(row, key, f'IF({place}!{cell}="","",{place}!{cell})', centred, grade)
        for severity, count in count_severities([CheckedFile(Path(), findings=form.findings)]).items():
            self.sheet.write_number(row, _COLUMN[SEVERITY_WORDS[severity]], count, centred)
        self._formula(row, PENDING, cells.pending.format(place=place), centred, form.pending)
        link = self.styles.make(border=1, font_color=LINK_COLOUR, underline=1)
        self.sheet.write_url(row, _COLUMN["底稿"], f"internal:{anchor}", link, name, "转到这张底稿")
        where = form.file.name
        target = external_link(form.file.path, self.folder)
        if target is None:
            self.sheet.write_string(row, _COLUMN["原表"], fit(where, 250), text)
        else:
            self.sheet.write_url(row, _COLUMN["原表"], target, link, fit(where, 250), "打开原表")
        fitted = [(unit, WIDTHS["单位"]), (project, WIDTHS["项目"]), (name, WIDTHS["底稿"]), (where, WIDTHS["原表"])]
        self.sheet.set_row(row, height_for(fitted, SIZE, 20))

    def _foot(self, row: int, count: int) -> None:
        """Averages of the totals, counts of findings, and of the forms whose difference is above the line."""
        bold = self.styles.label(bold=True, bg_color=HEAD_FILL)
        figure = self.styles.computed("0.00", bold=True, bg_color=HEAD_FILL)
        forms = self.paper.forms
        self.sheet.merge_range(row, 0, row, _COLUMN["项目"], f"平均（{count} 张）", bold)
        given = [form.given for form in forms if form.given is not None]
        totals = [form.total for form in forms if form.total is not None]
        gaps = [form.difference for form in forms if form.difference is not None]
        for key, values in (("自评总分", given), ("复核总分", totals), ("差额", gaps)):
            mean = round_to(sum(values, Decimal(0)) / len(values), 2) if values else None
            self._formula(row, key, f'IF(COUNT({self._span(key)})=0,"",ROUND(AVERAGE({self._span(key)}),2))', figure, mean)
        spans = [self._span(key) for key in ("自评等级", "复核等级")]
        changed = sum(bool(form.self_grade) and form.grade is not None and form.self_grade != form.grade for form in forms)
        self.sheet.merge_range(row, _COLUMN["自评等级"], row, _COLUMN["复核等级"], "", bold)
        body = f'"等级不同 "&SUMPRODUCT(({spans[0]}<>"")*({spans[1]}<>"")*({spans[0]}<>{spans[1]}))'
        self._formula(row, "自评等级", body, bold, f"等级不同 {changed}")
        for severity, word in SEVERITY_WORDS.items():
            found = count_severities([CheckedFile(Path(), findings=form.findings) for form in forms])[severity]
            self._formula(row, word, f"SUM({self._span(word)})", bold, found)
        self._formula(row, PENDING, f"SUM({self._span(PENDING)})", bold, sum(form.pending for form in forms))
        span = self._span("差额")
        over = f'COUNTIF({span},">"&{LIMIT_NAME})+COUNTIF({span},"<"&-{LIMIT_NAME})'
        self.sheet.merge_range(row, _COLUMN["底稿"], row, _LAST, "", bold)
        above = sum(abs(gap) > self.paper.limit for gap in gaps)
        self._formula(row, "底稿", f'"总分差额超过 "&{LIMIT_NAME}&" 分的 "&({over})&" 张"', bold,
                      f"总分差额超过 {show(self.paper.limit)} 分的 {above} 张")  # fmt: skip
        self.sheet.set_row(row, 24)

    def _colours(self, row: int) -> None:
        gap = f"${xl_rowcol_to_cell(_FIRST, _COLUMN['差额'])}"
        red, limit = self.styles.conditional(RED, PALE_RED), xl_rowcol_to_cell(_LIMIT_ROW, _COLUMN["项目"], True, True)
        above = f"=AND(ISNUMBER({gap}),ISNUMBER({limit}),ABS(N({gap}))>{limit})"
        grades = [f"${xl_rowcol_to_cell(_FIRST, _COLUMN[key])}" for key in ("自评等级", "复核等级")]
        differs = f'=AND({grades[0]}<>"",{grades[1]}<>"",{grades[0]}<>{grades[1]})'
        for key, formula in (("差额", above), ("复核等级", differs)):
            options = {"type": "formula", "criteria": formula, "format": red}
            self.sheet.conditional_format(_FIRST, _COLUMN[key], row - 1, _COLUMN[key], options)
        yellow = {"type": "cell", "criteria": ">", "value": 0, "format": self.styles.conditional("#000000", YELLOW)}
        self.sheet.conditional_format(_FIRST, _COLUMN[PENDING], row - 1, _COLUMN[PENDING], yellow)

    def _others(self, row: int) -> int:
        """Files without a sheet and findings about no form; returns the row below."""
        if not self.paper.others:
            return row + 1
        row += 1
        head = self.styles.make(bold=True, border=1, align="center", bg_color=HEAD_FILL)
        title = self.styles.make(bold=True, border=1, bg_color=HEAD_FILL)
        self.sheet.merge_range(row, 0, row, _LAST, "没有底稿的文件，不在某张自评表上的检查发现", title)
        row += 1
        columns = ((0, _COLUMN["项目"]), (_COLUMN["自评总分"],) * 2, (_COLUMN["复核总分"],) * 2, (_COLUMN["差额"], _LAST))
        texts = [_BLOCK, *(one for file, found in self.paper.others for one in _lines(file, found))]
        wide = sum(list(WIDTHS.values())[_COLUMN["差额"] :])
        for number, line in enumerate(texts):
            for (first, last), text in zip(columns, line, strict=True):
                centred = {"align": "center"} if first == last else {}
                style = head if number == 0 else self.styles.make(border=1, font_size=9, **centred)
                if first == last:
                    self.sheet.write_string(row, first, fit(text), style)
                else:
                    self.sheet.merge_range(row, first, row, last, fit(text), style)
            self.sheet.set_row(row, height_for([(line[0], 60), (line[-1], wide)], SIZE, 20))
            row += 1
        return row + 1

    def _span(self, key: str) -> str:
        first, last = (xl_rowcol_to_cell(row, _COLUMN[key]) for row in (_FIRST, _FIRST + len(self.paper.forms) - 1))
        return f"{first}:{last}"

    def _formula(self, row: int, key: str, body: str, style: object, value: object) -> None:
        shown = float(value) if isinstance(value, Decimal) else "" if value is None else value
        self.sheet.write_formula(row, _COLUMN[key], "=" + body, style, shown)


def _lines(file: CheckedFile, findings: Sequence[object]) -> list[tuple[str, str, str, str]]:
    if file.unreadable is not None:
        return [(file.name, "未读取", "", file.unreadable)]
    found = [one for one in file.findings if any(one is other for other in findings)]
    return [(file.name, SEVERITY_WORDS[one.severity], one.code, one.full_message) for one in found] or [
        (file.name, "", "", "没有自评表，没有底稿。")
    ]
