"""The upper part of a form: title, header fields, 项目资金."""

from __future__ import annotations

from decimal import Decimal

from zipingbiao.base.numbers import read_printed
from zipingbiao.forms.schema import HeaderCell
from zipingbiao.model.evaluation import FundingRow
from zipingbiao.model.values import Value
from zipingbiao.scoring import native
from zipingbiao.scoring.engine import amount
from zipingbiao.scoring.totals import shown_rate
from zipingbiao.writers.workbook import validations
from zipingbiao.writers.workbook.pen import Pen

MONEY = "#,##0."


def write_head(pen: Pen) -> None:
    """Everything above the goals."""
    _write_title(pen)
    for row, cells in zip(pen.plan.header_rows, pen.layout.header, strict=True):
        _write_header_row(pen, row, cells)
    if pen.plan.funding_header is not None:
        _write_funding(pen, pen.plan.funding_header)


def money_format(number: Decimal | None) -> str:
    """Two decimals, or as many as the amount has (at most six)."""
    exponent = number.as_tuple().exponent if number is not None else 0
    return MONEY + "0" * max(2, min(-exponent if isinstance(exponent, int) else 0, 6))


def _write_title(pen: Pen) -> None:
    last, evaluation = pen.plan.last_column, pen.evaluation
    year = evaluation.year_number
    pattern = pen.layout.titles[evaluation.level]
    title = pattern.format(year=year or "    ", project=evaluation.project.text or "")
    fillable = title != pattern
    pen.merge(0, 0, last, title, pen.styles.title(locked=not fillable))
    pen.fit(0, [(title, pen.width(0, last) * float(pen.size) / float(pen.layout.font.title_size))], 34)
    if pen.plan.year_row is not None:
        shown = f"（{year}年度）" if year else (evaluation.year.text or "（    年度）")
        pen.merge(pen.plan.year_row, 0, last, shown, pen.styles.make(align="center", locked=False, num_format="@"))
        pen.sheet.set_row(pen.plan.year_row, 18)


def _write_header_row(pen: Pen, row: int, cells: list[HeaderCell]) -> None:
    fitted: list[tuple[str, float]] = []
    for cell, at in zip(cells, pen.plan.pair_columns(len(cells)), strict=True):
        pen.merge(row, at.label_from, at.label_to, cell.label, pen.styles.label())
        text = header_text(pen, cell)
        room = pen.width(at.field_from, at.field_to)
        fitted += [(text, room), (cell.label, pen.width(at.label_from, at.label_to))]
        if cell.input == "number":
            printed = read_printed(text)
            number = printed.value if printed else None
            style = pen.styles.number_input(money_format(number))
            pen.value(row, at.field_from, Value(text=text or None), style, number, at.field_to)
            validations.add_number(pen.sheet, row, at.field_from, cell.label)
            continue
        pen.merge(row, at.field_from, at.field_to, text, pen.styles.text_input(align="center"))
        if cell.options:
            validations.add_options(pen.sheet, row, at.field_from, cell)
        else:
            validations.add_header(pen.sheet, row, at.field_from, cell.label, pen.layout.text_limit)
    pen.fit(row, fitted)


def header_text(pen: Pen, cell: HeaderCell) -> str:
    """What stands beside a header label now."""
    if cell.field is not None:
        return getattr(pen.evaluation, cell.field).text or ""
    given = pen.evaluation.attributes.get(cell.label)
    if not cell.options:
        return given or ""
    return given if given and given not in cell.options else cell.ticked(given)


def _write_funding(pen: Pen, header: int) -> None:
    plan, funding, styles = pen.plan, pen.plan.funding, pen.styles
    rows = plan.funding_rows
    first_amount = plan.funding_column(funding.columns[0].key)
    label_from = first_amount - funding.row_span
    label = funding.label.replace("{unit}", pen.evaluation.unit)
    pen.merge(header, 0, label_from - 1, label, styles.label(), last_row=rows[-1][0])
    pen.merge(header, label_from, first_amount - 1, "", styles.label())
    fitted: list[tuple[str, float]] = []
    for column in funding.columns:
        at = plan.funding_column(column.key)
        last = at + column.span - 1
        pen.merge(header, at, last, column.label, styles.label())
        fitted.append((column.label, pen.width(at, last)))
    pen.fit(header, fitted)
    labels = [line.label for line in funding.rows]
    for index, (row, role, line) in enumerate(rows):
        text = labels[index] if index < len(labels) else ((line.source.text if line else None) or "")
        pen.merge(row, label_from, first_amount - 1, text, styles.label())
        pen.fit(row, [(text, pen.width(label_from, first_amount - 1))])
        _write_amounts(pen, row, role, line)
    validations.add_funding(pen.sheet, plan)


def _write_amounts(pen: Pen, row: int, role: str, line: FundingRow | None) -> None:
    plan, unit, styles = pen.plan, pen.evaluation.unit, pen.styles
    spans = {column.key: column.span - 1 for column in plan.funding.columns}

    def columns(key: str) -> tuple[int, int]:
        at = plan.funding_column(key)
        return at, at + spans[key]  # type: ignore[index]

    for key in ("initial", "budget", "executed"):
        if key in spans:
            value = getattr(line, key) if line else Value()
            number = amount(value, unit)
            at, last = columns(key)
            pen.value(row, at, value, styles.number_input(money_format(number)), number, last)
    weight = line.weight if line else Value()
    number = weight.number
    if number is None and weight.is_blank:
        if role == "total":
            number = pen.policy.execution.points
        else:
            weight = Value(text="—")
    if "weight" in spans:
        at, last = columns("weight")
        pen.value(row, at, weight, styles.number_input("General"), number, last)
    result = pen.assessment.funding[pen.evaluation.funding.index(line)] if line else None
    budget, executed = plan.funding_at("budget", row), plan.funding_at("executed", row)
    if "rate" in spans:
        places, mode = pen.policy.rounding.rate_places, pen.policy.rounding.mode
        rate = result.rate if result else None
        shown = None if rate is None else float(shown_rate(rate, pen.policy))
        at, last = columns("rate")
        pen.living(
            row, at, f"ZPB_RATE({budget},{executed},{pen.form_id})+0", native.execution_rate(budget, executed, places, mode),
            styles.computed("0.00%"), shown, last,
        )  # fmt: skip
    if "score" in spans:
        points = plan.funding_weight(row)
        score = result.score if result else None
        dash = role != "total" and score is None and not number
        fallback = native.execution_score(budget, executed, points, pen.policy)
        at, last = columns("score")
        pen.living(
            row, at, f"ZPB_EXEC_SCORE({budget},{executed},{points},{pen.form_id})+0",
            f'IF(ISNUMBER({points}),{fallback},"—")' if role != "total" else fallback,
            styles.computed(), "—" if dash else None if score is None else float(score), last,
        )  # fmt: skip
    if line and plan.helper_columns:
        _write_original(pen, row, line)


def _write_original(pen: Pen, row: int, line: FundingRow) -> None:
    for helper, value, fmt in (("manual_reason", line.rate, "0.00%"), ("original", line.score, "General")):
        column = pen.plan.helper_columns[helper]
        if value.step is not None and helper == "manual_reason":
            # 91% stays 91%: a printed rate is compared at its printed precision.
            fmt = percent_format(value.step)
        pen.value(row, column, value, pen.styles.number_input(fmt, font_size=9), value.number)


def percent_format(step: Decimal) -> str:
    """The number format of a rate with as many decimals as it was printed with; `step` is its last place."""
    exponent = step.as_tuple().exponent
    digits = max(0, -exponent - 2) if isinstance(exponent, int) else 2
    return "0." + "0" * digits + "%" if digits else "0%"
