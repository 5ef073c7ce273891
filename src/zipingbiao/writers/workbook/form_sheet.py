"""One form sheet: prints exactly like the bureau's form, and computes while a person types."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Literal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import round_to, show
from zipingbiao.forms.schema import GoalsLayout, HeaderCell
from zipingbiao.model.evaluation import Evaluation, FundingRow
from zipingbiao.model.values import Value
from zipingbiao.scoring import native
from zipingbiao.scoring.engine import Assessment, amount
from zipingbiao.writers.workbook import helper_columns, validations
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.plan import GoalBlock, Line, Plan
from zipingbiao.writers.workbook.styles import Styles

Live = Literal["both", "native", "udf"]
_ROW = 21.0
_TEXT_KEYS = ("l3", "target", "actual", "reason")


class SelfFittingSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose chosen rows keep a computed height but still grow when a person types a longer text.

    XlsxWriter marks every given height as custom, and Excel never re-fits such a row. Formulas are taken as they are:
    ours use no function newer than Excel 2007, and looking for those is two thirds of the writing time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fitting_rows: set[int] = set()

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, object]] | None = None) -> None:
        if tag == "row" and attributes and attributes[0][1] - 1 in self.fitting_rows:  # type: ignore[operator]
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


class FormSheet:
    """Writes one planned form."""

    def __init__(self, sheet: SelfFittingSheet, plan: Plan, assessment: Assessment, styles: Styles, live: Live) -> None:
        self.sheet = sheet
        self.plan = plan
        self.assessment = assessment
        self.styles = styles
        self.live = live
        self.evaluation: Evaluation = plan.evaluation
        self.layout = plan.form.layout
        self.policy = plan.form.policy
        self.size = float(self.layout.font.body_size)
        self.widths = [float(column.width) for column in self.layout.columns]

    def write(self) -> None:
        """Everything inside the print area, and the helper columns."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self._write_heading()
        self._write_funding()
        helper_columns.write_heads(self.sheet, self.plan, self.styles)
        for block in self.plan.blocks:
            self._write_block(block)
        self._write_total()
        helper_columns.set_columns(self.sheet, self.plan)

    # -- building blocks ------------------------------------------------------------------------------------------

    def _merge(self, row: int, first: int, last: int, text: str, style: Format, last_row: int | None = None) -> None:
        bottom = row if last_row is None else last_row
        if first == last and bottom == row:
            self.sheet.write_string(row, first, text, style) if text else self.sheet.write_blank(
                row, first, None, style
            )
        else:
            self.sheet.merge_range(row, first, bottom, last, text, style)

    def _width(self, first: int, last: int) -> float:
        return sum(self.widths[first : last + 1])

    def _fit(self, row: int, cells: list[tuple[str, float]], minimum: float = _ROW) -> float:
        height = height_for(cells, self.size, minimum)
        self.sheet.set_row(row, height)
        return height

    def _formula(self, row: int, column: int, udf: str, fallback: str, style: Format, value: object) -> None:
        """A living cell: the add-in's function, with the native formula where there is no add-in."""
        body = {"both": f"IFERROR({udf},{fallback})", "native": fallback, "udf": udf}[self.live]
        self.sheet.write_formula(row, column, "=" + body, style, "" if value is None else value)

    def _value(self, row: int, column: int, value: Value, style: Format, number: Decimal | None) -> None:
        if number is not None:
            self.sheet.write_number(row, column, float(number), style)
        elif value.text:
            self.sheet.write_string(row, column, value.text, style)
        else:
            self.sheet.write_blank(row, column, None, style)

    # -- title, header, funding -----------------------------------------------------------------------------------

    def _write_heading(self) -> None:
        plan, last, limit = self.plan, self.plan.last_column, self.layout.text_limit
        title = self.layout.titles[self.evaluation.level]
        self._merge(0, 0, last, title, self.styles.title())
        self.sheet.set_row(0, 34)
        year = self.evaluation.year_number
        shown = f"（{year}年度）" if year else (self.evaluation.year.text or "（    年度）")
        plain = self.styles.make(align="center", locked=False, num_format="@")
        self._merge(1, 0, last, shown, plain)
        self.sheet.set_row(1, 18)
        for row, cells in zip(plan.header_rows, self.layout.header, strict=True):
            fitted: list[tuple[str, float]] = []
            for index, cell in enumerate(cells):
                label_from, label_to, field_from, field_to = self._header_columns(index, len(cells))
                self._merge(row, label_from, label_to, cell.label, self.styles.label())
                text = self._header_text(cell)
                self._merge(row, field_from, field_to, text, self.styles.text_input(align="center"))
                if cell.field is None:
                    validations.add_options(self.sheet, row, field_from, cell)
                else:
                    validations.add_header(self.sheet, row, field_from, cell.label, limit)
                fitted.append((text, self._width(field_from, field_to)))
            self._fit(row, fitted)

    def _header_text(self, cell: HeaderCell) -> str:
        if cell.field is not None:
            return getattr(self.evaluation, cell.field).text or ""
        given = self.evaluation.attributes.get(cell.label)
        return given if given and given not in cell.options else cell.ticked(given)

    def _header_columns(self, index: int, count: int) -> tuple[int, int, int, int]:
        """Columns of the index-th label and field of a header row with one or two pairs."""
        last, middle = self.plan.last_column, self.plan.columns["actual"]
        if count == 1:
            return 0, 1, 2, last
        return (0, 1, 2, middle - 1) if index == 0 else (middle, middle, middle + 1, last)

    def _write_funding(self) -> None:
        plan, funding = self.plan, self.layout.funding
        header, rows = plan.funding_header, plan.funding_rows
        first_amount = plan.funding_column(funding.columns[0].key)
        label = funding.label.replace("{unit}", self.evaluation.unit)
        self._merge(header, 0, first_amount - 2, label, self.styles.label(), last_row=rows[-1][0])
        self.sheet.write_blank(header, first_amount - 1, None, self.styles.label())
        for column in funding.columns:
            self.sheet.write_string(header, plan.funding_column(column.key), column.label, self.styles.label())
        self._fit(header, [(c.label, self.widths[plan.funding_column(c.key)]) for c in funding.columns])
        labels: dict[str, str] = {line.role: line.label for line in funding.rows}
        for row, role, line in rows:
            text = labels.get(role) or (line.source.text if line else None) or ""
            self.sheet.write_string(row, first_amount - 1, text, self.styles.label())
            self._fit(row, [(text, self.widths[first_amount - 1])])
            self._write_amounts(row, role, line)
        validations.add_funding(self.sheet, plan)

    def _write_amounts(self, row: int, role: str, line: FundingRow | None) -> None:
        plan, unit = self.plan, self.evaluation.unit
        printed = [column.key for column in self.layout.funding.columns]
        for key in ("initial", "budget", "executed"):
            if key not in printed:
                continue
            value = getattr(line, key) if line else Value()
            number = amount(value, unit)
            exponent = number.as_tuple().exponent if number is not None else 0
            digits = -exponent if isinstance(exponent, int) else 0
            style = self.styles.number_input("#,##0." + "0" * max(2, min(digits, 6)))
            self._value(row, plan.funding_column(key), value, style, number)
        weight = line.weight if line else Value()
        number = weight.number
        if number is None and weight.is_blank:
            if role == "total":
                number = self.policy.execution.points
            else:
                weight = Value(text="—")
        if "weight" in printed:
            self._value(row, plan.funding_column("weight"), weight, self.styles.number_input("General"), number)
        result = self.assessment.funding[self.evaluation.funding.index(line)] if line else None
        budget, executed = plan.funding_at("budget", row), plan.funding_at("executed", row)
        points = plan.funding_weight(row)
        places = self.policy.rounding.rate_places
        rate = result.rate if result else None
        self._formula(
            row,
            plan.funding_column("rate"),
            f"ZPB_RATE({budget},{executed})+0",
            native.execution_rate(budget, executed, places),
            self.styles.computed("0.00%"),
            None if rate is None else float(round_to(rate, places)),
        )
        score = result.score if result else None
        dash = "—" if score is None and not number else None
        fallback = native.execution_score(budget, executed, points, self.policy)
        self._formula(
            row,
            plan.funding_column("score"),
            f"ZPB_EXEC_SCORE({budget},{executed},{points})+0",
            f'IF(ISNUMBER({points}),{fallback},"—")' if role != "total" else fallback,
            self.styles.computed(),
            dash if dash and role != "total" else (None if score is None else float(score)),
        )
        if line:
            self._write_original(row, line)

    def _write_original(self, row: int, line: FundingRow) -> None:
        for helper, value, fmt in (("manual_reason", line.rate, "0.00%"), ("original", line.score, "General")):
            column = self.plan.helper_columns[helper]
            self._value(row, column, value, self.styles.number_input(fmt, font_size=9), value.number)

    # -- goals and indicators -------------------------------------------------------------------------------------

    def _write_block(self, block: GoalBlock) -> None:
        plan = self.plan
        if self.layout.goals is not None:
            self._write_goal(block, self.layout.goals)
        if block.header_row is not None:
            for column in self.layout.indicators.columns:
                self.sheet.write_string(block.header_row, plan.columns[column.key], column.label, self.styles.label())
            self._fit(
                block.header_row, [(c.label, self.widths[plan.columns[c.key]]) for c in self.layout.indicators.columns]
            )
        self._merge(
            block.first_row, 0, 0, self.layout.indicators.label, self.styles.label(), last_row=block.lines[-1].row
        )
        self._write_levels(block)
        validations.add_block(self.sheet, plan, block.lines)
        carried = ("", "")
        for line in block.lines:
            carried = self._write_line(line, carried)

    def _write_goal(self, block: GoalBlock, goals: GoalsLayout) -> None:
        plan, last = self.plan, self.plan.last_column
        middle = plan.columns["actual"]
        row = block.row
        self._merge(row, 0, 0, goals.label, self.styles.label(), last_row=row + 1)
        self._merge(row, 1, middle - 1, goals.expected, self.styles.label())
        self._merge(row, middle, last, goals.actual, self.styles.label())
        self.sheet.set_row(row, 18)
        expected, actual = block.goal.expected.text or "", block.goal.actual.text or ""
        self._merge(row + 1, 1, middle - 1, expected, self.styles.text_input())
        self._merge(row + 1, middle, last, actual, self.styles.text_input())
        limit = self.layout.text_limit
        validations.add_header(self.sheet, row + 1, 1, goals.expected, limit)
        validations.add_header(self.sheet, row + 1, middle, goals.actual, limit)
        label_room = (goals.label, self.widths[0])
        wanted = height_for([label_room], self.size, _ROW) - 18
        cells = [(expected, self._width(1, middle - 1)), (actual, self._width(middle, last))]
        self._fit(row + 1, cells, max(48.0, wanted))

    def _write_levels(self, block: GoalBlock) -> None:
        """The merged first and second levels; a spare row keeps its own second-level cell."""
        l1_column, l2_column = self.plan.columns["l1"], self.plan.columns["l2"]
        for _, group in groupby(block.lines, key=lambda line: line.l1):
            lines = list(group)
            label = self._l1_text(lines[0])
            self._merge(lines[0].row, l1_column, l1_column, label, self.styles.label(), last_row=lines[-1].row)
            for (_, spare), part in groupby(lines, key=lambda line: (line.l2, line.spare)):
                rows = list(part)
                style = self.styles.text_input(align="center")
                if spare:
                    for line in rows:
                        self.sheet.write_blank(line.row, l2_column, None, style)
                else:
                    self._merge(rows[0].row, l2_column, l2_column, self._l2_text(rows[0]), style, last_row=rows[-1].row)

    def _l1_text(self, line: Line) -> str:
        return l1_text(self.plan, line)

    @staticmethod
    def _l2_text(line: Line) -> str:
        return (line.indicator.l2.text if line.indicator else None) or line.l2

    def _write_line(self, line: Line, carried: tuple[str, str]) -> tuple[str, str]:
        plan, row, indicator = self.plan, line.row, line.indicator
        result = self.assessment.indicators[line.index] if line.index is not None else None
        texts: list[tuple[str, float]] = []
        for key in _TEXT_KEYS:
            if key not in plan.columns:
                continue
            column = plan.columns[key]
            text = (getattr(indicator, key).text or "") if indicator else ""
            style = self.styles.text_input(align="left" if key == "reason" else "center")
            self._merge(row, column, column, text, style)
            texts.append((text, self.widths[column]))
        if "weight" in plan.columns:
            weight = indicator.weight if indicator else Value()
            self._value(row, plan.columns["weight"], weight, self.styles.number_input("General"), weight.number)
        cells = {key: plan.helper(key, row) for key in ("rule", "method", "sense", "manual_score", "computed")}
        target, actual, points = (plan.at(key, row) for key in ("target", "actual", "weight"))
        self._formula(
            row,
            plan.columns["score"],
            f"ZPB_SCORE({target},{actual},{points},{cells['rule']},{cells['method']},{cells['sense']},{cells['manual_score']})+0",
            f"IF(ISNUMBER({cells['manual_score']}),{cells['manual_score']},{cells['computed']})",
            self.styles.computed(),
            float(result.counted) if result and result.counted is not None else None,
        )
        l1 = self._l1_text(line)
        carried = (l1, self._l2_text(line) or carried[1])
        helper_columns.write_row(self.sheet, plan, self.styles, line, result, carried)
        self._fit_line(line, texts)
        return carried

    def _fit_line(self, line: Line, texts: list[tuple[str, float]]) -> None:
        """Row height: enough for its own texts and its share of the merged level labels."""
        height = height_for(texts, self.size, _ROW)
        if not line.spare:
            for key, text, l2 in (("l1", self._l1_text(line), None), ("l2", self._l2_text(line), line.l2)):
                needed = height_for([(text, self.widths[self.plan.columns[key]])], self.size, _ROW)
                height = max(height, needed / self.plan.rows_in[line.goal, line.l1, l2])
        options = {"level": 1, "hidden": True} if line.spare else {}
        self.sheet.set_row(line.row, height, None, options)
        self.sheet.fitting_rows.add(line.row)

    # -- total ----------------------------------------------------------------------------------------------------

    def _write_total(self) -> None:
        plan, row = self.plan, self.plan.total_row
        assessment = self.assessment
        places = self.policy.rounding.score_places
        first = plan.columns["weight"] if "weight" in plan.columns else plan.columns["score"]
        self._merge(row, 0, first - 1, self.layout.total.label, self.styles.label())
        execution_weight = plan.funding_weight(plan.total_funding_row)
        weights = f"ROUND(SUM({plan.span('weight')})+N({execution_weight}),{places})"
        self.sheet.write_formula(
            row, plan.column("weight"), "=" + weights, self.styles.computed(), float(assessment.weight_total)
        )
        execution = plan.funding_at("score", plan.total_funding_row)
        scores = plan.span("score")
        total = f'IF(COUNT({scores},{execution})=0,"",ROUND(SUM({scores},{execution}),{places}))'
        shown = "" if assessment.total is None else float(assessment.total)
        self.sheet.write_formula(row, plan.columns["score"], "=" + total, self.styles.computed(), shown)
        self._write_grade(row)
        self.sheet.set_row(row, _ROW)
        original = plan.helper_columns["original"]
        value = self.evaluation.total
        self._value(row, original, value, self.styles.number_input("General", font_size=9), value.number)
        for offset, footer in enumerate(self.layout.footers, start=1):
            self._write_footer(row + offset, footer.label)

    def _write_footer(self, row: int, label: str) -> None:
        """A text of the whole form below the total."""
        last = self.plan.last_column
        text = self.evaluation.attributes.get(label, "")
        self._merge(row, 0, 1, label, self.styles.label())
        self._merge(row, 2, last, text, self.styles.text_input(valign="top"))
        self._fit(row, [(label, self._width(0, 1)), (text, self._width(2, last))], 60)
        validations.add_header(self.sheet, row, 2, label, self.layout.text_limit)

    def _write_grade(self, row: int) -> None:
        total = self.plan.at("score", row)
        names = "{" + ",".join(f'"{band.name}"' for band in self.policy.grades) + "}"
        udf = f"INDEX({names},MATCH(ZPB_GRADE({total}),{names},0))"
        fallback = native.grade(total, self.policy)
        grade = {"both": f"IFERROR({udf},{fallback})", "native": fallback, "udf": udf}[self.live]
        if "reason" not in self.plan.columns:
            return
        prefix = self.layout.total.grade
        if prefix is None:
            self.sheet.write_blank(row, self.plan.columns["reason"], None, self.styles.label())
            return
        formula = f'=IF({total}="","","{prefix}"&{grade})'
        shown = f"{prefix}{self.assessment.grade}" if self.assessment.grade else ""
        self.sheet.write_formula(row, self.plan.columns["reason"], formula, self.styles.computed(), shown)


def l1_text(plan: Plan, line: Line) -> str:
    """The first level as printed: from the data, with its points where the form prints them."""
    printed = plan.l1_labels.get((line.goal, line.l1))
    group = plan.form.policy.group(line.l1)
    if printed and (group is None or printed != group.l1):
        return printed
    pattern = plan.form.layout.indicators.l1
    return pattern.format(l1=line.l1, points=show(group.points)) if group else line.l1
