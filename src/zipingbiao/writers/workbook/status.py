"""The status panel beside the form (never printed) and the conditional formats that point at what is missing."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import show
from zipingbiao.forms.parts import LEFT_OUT
from zipingbiao.scoring import native
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.living import CARRIED
from zipingbiao.scoring.wording.compiler import NOTE_MARK
from zipingbiao.writers.workbook.form_rows import l1_text
from zipingbiao.writers.workbook.plan import Plan
from zipingbiao.writers.workbook.styles import GREEN, HEAD_FILL, ORANGE, RED, Styles

_PALE_RED, _PALE_ORANGE = "#FCE4E4", "#FFF0DC"


def write_status(sheet: Worksheet, plan: Plan, assessment: Assessment, styles: Styles) -> None:
    """分值合计, subtotals by first level, what is still to be filled, grade — all living."""
    column = plan.status_column
    sheet.set_column(column - 1, column - 1, 2)
    sheet.set_column(column, column, 15)
    sheet.set_column(column + 1, column + 2, 10)
    head, cell = (
        styles.note(bold=True, bg_color=HEAD_FILL, border=1, align="center"),
        styles.note(border=1, align="center"),
    )
    row = 1
    for offset, text in enumerate(("填报状态（不打印）", "分值", "得分")):
        sheet.write_string(row, column + offset, text, head)
    row += 1
    for name, weight, score in _subtotals(plan, assessment):
        sheet.write_string(row, column, name, cell)
        key = xl_rowcol_to_cell(row, column, col_abs=True)
        for offset, (range_, value) in enumerate((("weight", weight), ("score", score)), start=1):
            formula = f"=ROUND(SUMIF({plan.span('l1', helper=True)},{key},{plan.span(range_)}),2)"
            sheet.write_formula(row, column + offset, formula, cell, float(value))
        row += 1
    full = plan.form.policy.full_marks.value
    total = plan.total_row
    assert total is not None, "a form that scores has a 总分 row"
    weights, points = plan.at("weight", total), plan.at("score", total)
    off = assessment.weight_total != full
    lines: list[tuple[str, str, str | float]] = [
        ("分值合计", f'=IF({weights}={full},"等于{show(full)}","应为{show(full)}")', _word(off, full)),
        ("待填项", "=" + _missing(plan), float(count_missing(plan))),
        ("待人工评分", "=" + _undecided(plan), float(_count_undecided(plan, assessment))),
        ("细则待核对", "=" + _ambiguous(plan), float(_count_ambiguous(plan, assessment))),
        (
            "缺偏差原因",
            "=" + _unexplained(plan) if "reason" in plan.columns else "",
            float(_count_unexplained(plan, assessment)),
        ),
        ("总分", f'=IF({points}="","",{points})', "" if assessment.total is None else float(assessment.total)),
        ("等级", "=" + native.grade(points, plan.form.policy, weights), assessment.grade or ""),
    ]
    if "reason" not in plan.columns:
        lines = [line for line in lines if line[0] != "缺偏差原因"]
    for name, formula, shown in lines:
        sheet.write_string(row, column, name, cell)
        sheet.merge_range(row, column + 1, row, column + 2, "", cell)
        sheet.write_formula(row, column + 1, formula, cell, shown)
        if name not in ("总分", "等级"):
            _colour(sheet, styles, row, column + 1, good=f'"等于{show(full)}"' if name == "分值合计" else "0")
        row += 1


def add_conditional_formats(sheet: Worksheet, plan: Plan, styles: Styles) -> None:
    """Weight sum off, reason missing, score above weight, execution above budget, original figure differing."""
    book_format = styles.conditional
    _format_funding(sheet, plan, styles)
    if plan.total_row is None or not plan.helper_columns:
        return
    weights = plan.at("weight", plan.total_row, True)
    full = plan.form.policy.full_marks.value
    _format(
        sheet,
        plan.total_row,
        plan.column("weight"),
        plan.total_row,
        f"={weights}<>{full}",
        book_format(RED, _PALE_RED),
    )
    first, last = plan.lines[0].row, plan.lines[-1].row
    weight, score = "$" + plan.at("weight", first), "$" + plan.at("score", first)
    if "reason" in plan.columns:
        reason = "$" + plan.at("reason", first)
        lost = f"=AND(ISNUMBER({score}),ISNUMBER({weight}),{score}<{weight},LEN({reason})=0)"
        _format(sheet, first, plan.columns["reason"], last, lost, book_format(ORANGE, _PALE_ORANGE))
    above = f"=AND(ISNUMBER({score}),{score}>N({weight}))"
    _format(sheet, first, plan.columns["score"], last, above, book_format(RED, _PALE_RED))
    why = "$" + plan.helper("manual_reason", first)
    kind = "$" + plan.helper("kind", first)
    undecided = f'=OR(AND(ISNUMBER({weight}),{score}="",{kind}<>"{LEFT_OUT}"),{why}="{CARRIED}")'
    _format(sheet, first, plan.columns["score"], last, undecided, book_format(ORANGE, _PALE_ORANGE))
    original = "$" + plan.helper("original", first)
    differs = f"=AND(ISNUMBER({original}),ISNUMBER({score}),ABS({original}-{score})>=0.005)"
    _format(sheet, first, plan.helper_columns["original"], last, differs, book_format(RED, _PALE_RED))


def _format_funding(sheet: Worksheet, plan: Plan, styles: Styles) -> None:
    if not (plan.has_fund("budget") and plan.has_fund("executed")):
        return
    top, bottom = plan.funding_rows[0][0], plan.funding_rows[-1][0]
    executed, budget = "$" + plan.funding_at("executed", top), "$" + plan.funding_at("budget", top)
    over = f"=AND(ISNUMBER({executed}),OR({executed}<0,AND(ISNUMBER({budget}),{executed}>{budget})))"
    style = styles.conditional(ORANGE, _PALE_ORANGE)
    _format(sheet, top, plan.funding_column("executed"), bottom, over, style)


def _format(sheet: Worksheet, top: int, column: int, bottom: int, formula: str, style: object) -> None:
    sheet.conditional_format(top, column, bottom, column, {"type": "formula", "criteria": formula, "format": style})


def _colour(sheet: Worksheet, styles: Styles, row: int, column: int, good: str) -> None:
    for criteria, colour, fill in (("==", GREEN, None), ("!=", RED, _PALE_RED)):
        style = styles.conditional(colour, fill)
        sheet.conditional_format(
            row, column, row, column, {"type": "cell", "criteria": criteria, "value": good, "format": style}
        )


def _subtotals(plan: Plan, assessment: Assessment) -> list[tuple[str, Decimal, Decimal]]:
    """Printed first-level label, Σ weights, Σ scores; labels repeated under several goals are added together."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for line in plan.lines:
        name = l1_text(plan, line)
        weight, score = sums.get(name, (Decimal(0), Decimal(0)))
        if line.indicator and line.index is not None:
            weight += line.indicator.weight.number or 0
            score += assessment.indicators[line.index].counted or 0
        sums[name] = weight, score
    return [(name, weight, score) for name, (weight, score) in sums.items()]


def _word(off: bool, full: Decimal) -> str:
    return f"应为{show(full)}" if off else f"等于{show(full)}"


def _missing(plan: Plan) -> str:
    """Header fields, total amounts, and target/actual/weight of every named row that are still blank."""
    l3, blanks = plan.span("l3"), []
    for key in _row_fields(plan):
        blanks.append(f'({plan.span(key)}="")')
    header = "+".join(f'({cell}="")' for cell in _required_cells(plan))
    return f'{header}+SUMPRODUCT(({l3}<>"")*({"+".join(blanks)}))'


def _required_cells(plan: Plan) -> list[str]:
    cells = []
    for row, labels in zip(plan.header_rows, plan.form.layout.header, strict=True):
        cells += [xl_rowcol_to_cell(row, at.field_from) for at in plan.pair_columns(len(labels))]
    fund = plan.total_funding_row
    if fund is not None:
        cells += [plan.funding_at(key, fund) for key in ("budget", "executed") if plan.has_fund(key)]
    return cells


def count_missing(plan: Plan) -> int:
    evaluation = plan.evaluation
    fields = [
        getattr(evaluation, cell.field) if cell.field
        else evaluation.attributes.get(cell.label, "□" if cell.options else "")
        for cells in plan.form.layout.header
        for cell in cells
    ]  # fmt: skip
    total = evaluation.total_funding
    if plan.total_funding_row is not None:
        keys = [key for key in ("budget", "executed") if plan.has_fund(key)]
        fields += [getattr(total, key) if total else None for key in keys]
    count = sum(1 for value in fields if not value)
    for line in plan.lines:
        if line.indicator and line.indicator.l3:
            count += sum(1 for key in _row_fields(plan) if not getattr(line.indicator, key))
    return count


def _row_fields(plan: Plan) -> tuple[str, ...]:
    """What every named row must have: 指标值 and 完成值 only where the form prints them."""
    return (*(key for key in ("target", "actual") if key in plan.columns), "weight")


def _undecided(plan: Plan) -> str:
    """Rows without a score, and rows whose score was only carried over and waits for a person's word."""
    carried = f'COUNTIF({plan.span("manual_reason", helper=True)},"{CARRIED}")'
    counts = f'ISNUMBER({plan.span("weight")})*({plan.span("kind", helper=True)}<>"{LEFT_OUT}")'
    return f'SUMPRODUCT({counts}*({plan.span("score")}=""))+{carried}{_no_rate(plan)}'


def _no_rate(plan: Plan) -> str:
    """A budget of 0 gives no 执行率: whether its points are earned, a person must say."""
    row = plan.total_funding_row
    if row is None or not plan.execution:
        return ""
    budget, executed = (plan.funding_at(key, row) for key in ("budget", "executed"))
    return f'+AND(ISNUMBER({budget}),ISNUMBER({executed}),{plan.execution}="")'


def _count_undecided(plan: Plan, assessment: Assessment) -> int:
    total = plan.evaluation.total_funding
    amounts = total is not None and total.budget.number is not None and total.executed.number is not None
    count = int(bool(plan.execution) and amounts and assessment.execution_score is None)
    for line in plan.lines:
        if line.indicator is None or line.index is None or line.indicator.weight.number is None:
            continue
        result = assessment.indicators[line.index]
        carried = line.indicator.manual_reason.text == CARRIED
        count += carried or (result.counted is None and not result.is_left_out)
    return count


def _ambiguous(plan: Plan) -> str:
    """Rows whose 评分细则 was understood with a note: contradictory, or with a gap."""
    return f'COUNTIF({plan.span("reading", helper=True)},"*{NOTE_MARK}*")'


def _count_ambiguous(plan: Plan, assessment: Assessment) -> int:
    return sum(1 for result in assessment.indicators if result.rule is not None and result.rule.notes)


def _unexplained(plan: Plan) -> str:
    score, weight, reason = plan.span("score"), plan.span("weight"), plan.span("reason")
    return f"SUMPRODUCT(ISNUMBER({score})*ISNUMBER({weight})*({score}<{weight})*(LEN({reason})=0))"


def _count_unexplained(plan: Plan, assessment: Assessment) -> int:
    count = 0
    for line in plan.lines:
        if line.indicator is None or line.index is None:
            continue
        weight, counted = line.indicator.weight.number, assessment.indicators[line.index].counted
        if weight is not None and counted is not None and counted < weight and not line.indicator.reason:
            count += 1
    return count
