"""The lower part of a form: 总分 with the grade, the project list inside the form, texts of the whole form."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from zipingbiao.base.numbers import scale_of, show
from zipingbiao.forms.schema import ListColumn, ProjectsLayout, TotalLayout
from zipingbiao.model.summary import SummaryRow
from zipingbiao.model.values import Value
from zipingbiao.scoring import native
from zipingbiao.scoring.totals import shown_rate
from zipingbiao.writers.workbook import validations
from zipingbiao.writers.workbook.form_head import money_format
from zipingbiao.writers.workbook.pen import ROW, Pen

_AMOUNTS = ("initial", "budget", "executed")


def write_foot(pen: Pen) -> None:
    """Everything below the indicators."""
    plan, layout = pen.plan, pen.layout
    if plan.total_row is not None and layout.total is not None:
        _write_total(pen, plan.total_row, layout.total)
    if plan.list_row is not None and layout.projects is not None:
        _write_list(pen, plan.list_row, layout.projects)
    for row, footer in zip(plan.footer_rows, layout.footers, strict=True):
        _write_footer(pen, row, footer.label, footer.key)


def _write_total(pen: Pen, row: int, total: TotalLayout) -> None:
    plan, assessment, styles = pen.plan, pen.assessment, pen.styles
    places = pen.policy.rounding.score_places
    printed = sorted(plan.columns[key] for key in ("weight", "score") if key in plan.columns)
    pen.merge(row, 0, printed[0] - 1, total.label, styles.label())
    for column in range(printed[0], plan.last_column + 1):
        if column not in printed:
            pen.sheet.write_blank(row, column, None, styles.label())
    fund = plan.total_funding_row
    execution_weight = plan.funding_weight(fund) if fund is not None else "0"
    weights = f"ROUND(SUM({plan.span('weight')})+N({execution_weight}),{places})"
    pen.formula(row, plan.column("weight"), weights, styles.computed(), float(assessment.weight_total))
    shown = "" if assessment.total is None else float(assessment.total)
    pen.formula(row, plan.columns["score"], total_formula(pen), styles.computed(), shown)
    if total.grade is not None:
        _write_grade(pen, row, plan.columns[total.grade_in], total.grade)
    pen.sheet.set_row(row, ROW)
    value = pen.evaluation.total
    style = styles.number_input("General", font_size=9)
    pen.value(row, plan.helper_columns["original"], value, style, value.number)


def total_formula(pen: Pen) -> str:
    """The spreadsheet expression of 总分."""
    plan, fund = pen.plan, pen.plan.total_funding_row
    rate = plan.funding_at("rate", fund) if fund is not None and plan.has_fund("rate") else ""
    return native.total(
        plan.span("score"), plan.execution, rate, pen.policy,
        weights=plan.span("weight"), kinds=plan.span("kind", helper=True),
        execution_weight=plan.funding_weight(fund) if fund is not None else "",
    )  # fmt: skip


def _write_grade(pen: Pen, row: int, column: int, prefix: str) -> None:
    total = pen.plan.at("score", row)
    names = "{" + ",".join(f'"{band.name}"' for band in pen.policy.grades) + "}"
    udf = f"INDEX({names},MATCH(ZPB_GRADE({total},{pen.form_id}),{names},0))"
    weights = pen.plan.at("weight", row)
    fallback = native.grade(total, pen.policy)
    grade = {"both": f"IFERROR({udf},{fallback})", "native": fallback, "udf": udf}[pen.live]
    shown = f"{prefix}{pen.assessment.grade}" if pen.assessment.grade else ""
    complete = f"ROUND(N({weights}),6)={show(pen.policy.full_marks.value)}"
    formula = f'IF(OR({total}="",NOT({complete})),"","{prefix}"&{grade})'
    pen.formula(row, column, formula, pen.styles.computed(), shown)


def _write_footer(pen: Pen, row: int, label: str, key: str | None) -> None:
    last = pen.plan.last_column
    attributes = pen.evaluation.attributes
    text = attributes.get(label) or attributes.get(key or label) or ""
    end = max(1, pen.plan.label_end(0, last - 1))
    pen.merge(row, 0, end, label, pen.styles.label())
    pen.merge(row, end + 1, last, text, pen.styles.text_input(valign="top"))
    pen.fit(row, [(label, pen.width(0, end)), (text, pen.width(end + 1, last))], 60)
    validations.add_header(pen.sheet, row, end + 1, label, pen.layout.text_limit)


# -- the project list -------------------------------------------------------------------------------------------------


def _write_list(pen: Pen, header: int, layout: ProjectsLayout) -> None:
    """Names, amounts in the list's own unit, living rates and a living 合计 row."""
    styles, last = pen.styles, pen.plan.last_column
    if layout.label:
        pen.merge(header - 1, 0, last, layout.label, styles.label(bold=True))
        pen.fit(header - 1, [(layout.label, pen.width(0, last))])
    columns: list[tuple[ListColumn, int, int]] = []
    at = 0
    for column in layout.columns:
        columns.append((column, at, at + column.span - 1))
        at += column.span
    for column, first, to in columns:
        pen.merge(header, first, to, column.label, styles.label())
    pen.fit(header, [(column.label, pen.width(first, to)) for column, first, to in columns])
    rows = pen.plan.list_rows
    given = pen.evaluation.project_list
    scale = scale_of(given.unit) / scale_of(layout.unit) if given else Decimal(1)
    for number, row in enumerate(rows, start=1):
        line = given.rows[number - 1] if given and number <= len(given.rows) else None
        _write_list_row(pen, row, columns, line, number, scale)
    _write_list_total(pen, rows, columns, layout.total)


def _write_list_row(
    pen: Pen, row: int, columns: list[tuple[ListColumn, int, int]], line: SummaryRow | None, number: int, scale: Decimal
) -> None:
    styles = pen.styles
    places: dict[str, int] = {column.key: first for column, first, _ in columns}
    fitted: list[tuple[str, float]] = []
    for column, first, to in columns:
        value = getattr(line, column.key) if line is not None and column.key != "number" else Value()
        if column.key == "number":
            pen.merge(row, first, to, str(number), styles.label())
        elif column.key in _AMOUNTS:
            amount = None if value.number is None else value.number * scale
            pen.value(row, first, value, styles.number_input(money_format(amount)), amount, to)
            validations.add_number(pen.sheet, row, first, column.label)
        elif column.key == "rate":
            _write_list_rate(pen, row, first, to, places, line)
        else:
            text = value.text or ""
            align = "left" if column.key in ("project", "purpose") else "center"
            pen.merge(row, first, to, text, styles.text_input(align=align))
            fitted.append((text, pen.width(first, to)))
    pen.fit(row, fitted)
    if line is None and pen.evaluation.project_list is not None:
        # Rows for more projects wait folded up, as those for more indicators do.
        pen.sheet.set_row(row, ROW, None, {"level": 1, "hidden": True})


def _write_list_rate(pen: Pen, row: int, first: int, to: int, places: dict[str, int], line: SummaryRow | None) -> None:
    formula = _rate_formula(pen, row, places)
    budget, executed = (line.budget.number, line.executed.number) if line else (None, None)
    shown = float(shown_rate(executed / budget, pen.policy)) if budget and executed is not None else ""
    style = pen.styles.computed("0.00%")
    pen.formula(row, first, formula, style, shown, to)
    original = line.rate if line else Value()
    if pen.plan.helper_columns:
        at = pen.plan.helper_columns["original"]
        pen.value(row, at, original, pen.styles.number_input("0.00%", font_size=9), original.number)


def _rate_formula(pen: Pen, row: int, places: dict[str, int]) -> str:
    budget, executed = (xl_rowcol_to_cell(row, places[key]) for key in ("budget", "executed"))
    return native.execution_rate(budget, executed, pen.policy.rounding.rate_places, pen.policy.rounding.mode)


def _write_list_total(pen: Pen, rows: range, columns: list[tuple[ListColumn, int, int]], label: str) -> None:
    row, styles = rows[-1] + 1, pen.styles
    given = pen.evaluation.project_list
    sums: dict[str, Decimal] = {}
    places: dict[str, int] = {column.key: first for column, first, _ in columns}
    labelled = False
    for column, first, to in columns:
        if column.key in _AMOUNTS:
            span = f"{xl_rowcol_to_cell(rows[0], first)}:{xl_rowcol_to_cell(rows[-1], first)}"
            numbers = [getattr(line, column.key).number for line in given.rows] if given else []
            total = sum((number for number in numbers if number is not None), Decimal(0))
            sums[column.key] = total
            pen.formula(row, first, f"SUM({span})", styles.computed(money_format(None), bold=True), float(total), to)
        elif column.key == "rate":
            shown = float(shown_rate(sums["executed"] / sums["budget"], pen.policy)) if sums.get("budget") else ""
            formula = _rate_formula(pen, row, places)
            pen.formula(row, first, formula, styles.computed("0.00%", bold=True), shown, to)
        else:
            text = label if not labelled and column.key in ("number", "project") else ""
            labelled = labelled or bool(text)
            pen.merge(row, first, to, text, styles.label(bold=True))
    pen.sheet.set_row(row, ROW)
