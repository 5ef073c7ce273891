"""The middle of a form: goals, and the indicator table with its living scores."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from zipingbiao.base.numbers import read_printed, show
from zipingbiao.forms.schema import GoalsLayout
from zipingbiao.model.values import Value
from zipingbiao.writers.workbook import helper_columns, validations
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.pen import ROW, Pen
from zipingbiao.writers.workbook.plan import GoalBlock, Line, Plan
from zipingbiao.writers.workbook.targets import split_target

_TEXT_KEYS = ("l3", "target", "actual", "reason", "rule", "note")
_LEFT = ("reason", "rule", "note")
_POINTS = "{points}"


def write_block(pen: Pen, block: GoalBlock) -> None:
    """One goal with the indicators below it."""
    plan, layout = pen.plan, pen.layout
    if layout.goals is not None:
        _write_goal(pen, block, layout.goals)
    if block.header_row is not None:
        fitted = []
        for column in layout.indicators.columns:
            at = plan.columns[column.key]
            pen.sheet.write_string(block.header_row, at, column.label, pen.styles.label())
            fitted.append((column.label, pen.widths[at]))
        pen.fit(block.header_row, fitted)
    if "side" in plan.columns:
        label = layout.indicators.label
        pen.merge(block.first_row, 0, 0, label, pen.styles.label(), last_row=block.lines[-1].row)
    _write_levels(pen, block)
    validations.add_block(pen.sheet, plan, block.lines)
    carried = ("", "")
    for line in block.lines:
        carried = _write_line(pen, line, carried)


# -- goals ------------------------------------------------------------------------------------------------------------


def _write_goal(pen: Pen, block: GoalBlock, goals: GoalsLayout) -> None:
    if goals.actual is None:
        _write_inline_goal(pen, block, goals)
        return
    plan, last, row = pen.plan, pen.plan.last_column, block.row
    middle = plan.pair_columns(2)[1].label_from
    label_to = 0 if "side" in plan.columns else plan.label_end(0, middle - 2)
    label = goals.label.format(n=block.number, points="")
    pen.merge(row, 0, label_to, label, pen.styles.label(), last_row=row + 1)
    pen.merge(row, label_to + 1, middle - 1, goals.expected, pen.styles.label())
    pen.merge(row, middle, last, goals.actual, pen.styles.label())
    pen.sheet.set_row(row, 18)
    expected, actual = block.goal.expected.text or "", block.goal.actual.text or ""
    pen.merge(row + 1, label_to + 1, middle - 1, expected, pen.styles.text_input())
    pen.merge(row + 1, middle, last, actual, pen.styles.text_input())
    limit = pen.layout.text_limit
    validations.add_header(pen.sheet, row + 1, label_to + 1, goals.expected, limit)
    validations.add_header(pen.sheet, row + 1, middle, goals.actual, limit)
    wanted = height_for([(label, pen.width(0, label_to))], pen.size, ROW) - 18
    cells = [(expected, pen.width(label_to + 1, middle - 1)), (actual, pen.width(middle, last))]
    pen.fit(row + 1, cells, max(48.0, wanted))


def _write_inline_goal(pen: Pen, block: GoalBlock, goals: GoalsLayout) -> None:
    """年度绩效目标1：（40分） | text. Without given points the label adds up the weights below it."""
    plan, last, row = pen.plan, pen.plan.last_column, block.row
    label_to = max(plan.label_end(0, last - 1), 1)
    given = read_printed((block.goal.points.text or "").removesuffix("分"))
    before, mark, after = goals.label.partition(_POINTS)
    before = before.format(n=block.number)
    style = pen.styles.label()
    if not mark:
        label = before
        pen.merge(row, 0, label_to, label, style)
    elif given is not None:
        label = before + show(given.value) + after
        pen.merge(row, 0, label_to, label, style)
    else:
        label = before + show(_weights(block)) + after
        pen.formula(row, 0, f'"{before}"&SUM({plan.span("weight", block=block)})&"{after}"', style, label, label_to)
    text = block.goal.expected.text or ""
    pen.merge(row, label_to + 1, last, text, pen.styles.text_input())
    validations.add_header(pen.sheet, row, label_to + 1, goals.label.partition("{")[0], pen.layout.text_limit)
    pen.fit(row, [(label, pen.width(0, label_to)), (text, pen.width(label_to + 1, last))], 36)


def _weights(block: GoalBlock) -> Decimal:
    return sum((line.indicator.weight.number or Decimal(0) for line in block.lines if line.indicator), Decimal(0))


# -- levels -----------------------------------------------------------------------------------------------------------


def _write_levels(pen: Pen, block: GoalBlock) -> None:
    """The merged first and second levels with their points; a spare row keeps its own second-level cell."""
    columns = pen.plan.columns
    for _, group in groupby(block.lines, key=lambda line: line.l1):
        lines = list(group)
        _write_l1(pen, lines)
        _write_points(pen, "l1_points", lines)
        if "l2" not in columns:
            continue
        for (_, spare), part in groupby(lines, key=lambda line: (line.l2, line.spare)):
            rows = list(part)
            style = pen.styles.text_input(align="center")
            if spare:
                for line in rows:
                    pen.sheet.write_blank(line.row, columns["l2"], None, style)
                    _write_points(pen, "l2_points", [line])
            else:
                label = _l2_text(pen.plan, rows[0])
                pen.merge(rows[0].row, columns["l2"], columns["l2"], label, style, last_row=rows[-1].row)
                _write_points(pen, "l2_points", rows)


def _write_l1(pen: Pen, lines: list[Line]) -> None:
    column, first, last = pen.plan.columns["l1"], lines[0].row, lines[-1].row
    label = l1_text(pen.plan, lines[0])
    style = pen.styles.label()
    if not _adds_up_points(pen.plan, lines[0]):
        pen.merge(first, column, column, label, style, last_row=last)
        return
    if last > first:
        pen.sheet.merge_range(first, column, last, column, "", style)
    before, _, after = pen.layout.indicators.l1.partition(_POINTS)
    weights = f"SUM({pen.plan.at('weight', first, True)}:{pen.plan.at('weight', last, True)})"
    before = before.format(l1=lines[0].l1)
    pen.formula(first, column, f'"{before}"&{weights}&"{after}"', style, label)


def _write_points(pen: Pen, key: str, lines: list[Line]) -> None:
    """The points of a level in a column of their own: the sum of its rows."""
    if key not in pen.plan.columns:
        return
    column, first, last = pen.plan.columns[key], lines[0].row, lines[-1].row
    style = pen.styles.computed()
    if last > first:
        pen.sheet.merge_range(first, column, last, column, "", style)
    weights = f"{pen.plan.at('weight', first, True)}:{pen.plan.at('weight', last, True)}"
    numbers = [line.indicator.weight.number for line in lines if line.indicator]
    known = [number for number in numbers if number is not None]
    shown = float(sum(known)) if known else ""
    pen.formula(first, column, f'IF(COUNT({weights})=0,"",SUM({weights}))', style, shown)


def _adds_up_points(plan: Plan, line: Line) -> bool:
    """Whether the label's points are the unit's own: neither printed by the data nor fixed by the form."""
    group = plan.form.policy.group(line.l1)
    printed = plan.l1_labels.get((line.goal, line.l1), line.l1)
    return (
        plan.form.policy.scored
        and _POINTS in plan.form.layout.indicators.l1
        and (group is None or group.points is None)
        and printed == line.l1
    )


def l1_text(plan: Plan, line: Line) -> str:
    """The first level as printed: from the data, with its points where the form prints them."""
    printed = plan.l1_labels.get((line.goal, line.l1))
    group = plan.form.policy.group(line.l1)
    if "l1_points" in plan.columns:
        return line.l1
    if printed and printed != line.l1:
        return printed
    pattern = plan.form.layout.indicators.l1
    if _adds_up_points(plan, line):
        rows = [one for block in plan.blocks if block.number == line.goal for one in block.lines if one.l1 == line.l1]
        points = sum((one.indicator.weight.number or Decimal(0) for one in rows if one.indicator), Decimal(0))
        return pattern.format(l1=line.l1, points=show(points))
    return pattern.format(l1=line.l1, points=show(group.points)) if group and group.points is not None else line.l1


def _l2_text(plan: Plan, line: Line) -> str:
    """The second level as printed; its points stand apart where the form has a column for them."""
    if "l2_points" in plan.columns:
        return line.l2
    return (line.indicator.l2.text if line.indicator else None) or line.l2


# -- rows -------------------------------------------------------------------------------------------------------------


def _write_line(pen: Pen, line: Line, carried: tuple[str, str]) -> tuple[str, str]:
    plan, row, indicator = pen.plan, line.row, line.indicator
    texts: list[tuple[str, float]] = []
    for key in _TEXT_KEYS:
        if key not in plan.columns:
            continue
        column = plan.columns[key]
        text = (getattr(indicator, key).text or "") if indicator else ""
        if key == "target":
            text = _write_split(pen, row, text)
        if key == "actual" and row in pen.actuals:
            block = pen.actuals[row]
            pen.formula(row, column, block.actual, pen.styles.computed(), block.result)
            continue
        style = pen.styles.text_input(align="left" if key in _LEFT else "center")
        pen.merge(row, column, column, text, style)
        texts.append((text, pen.widths[column]))
    if plan.form.policy.scored:
        carried = _write_scores(pen, line, carried)
    _fit_line(pen, line, texts)
    return carried


def _write_split(pen: Pen, row: int, text: str) -> str:
    """Writes 指标性质 and 度量单位 of a target where the form has them; returns what is left for 指标值."""
    columns = pen.plan.columns
    if "operator" not in columns and "measure" not in columns:
        return text
    parts = split_target(text, "operator" in columns, "measure" in columns)
    for key, part in (("operator", parts.operator), ("measure", parts.measure)):
        if key in columns:
            pen.merge(row, columns[key], columns[key], part, pen.styles.text_input(align="center"))
    return parts.value


def _write_scores(pen: Pen, line: Line, carried: tuple[str, str]) -> tuple[str, str]:
    plan, row, indicator = pen.plan, line.row, line.indicator
    result = pen.assessment.indicators[line.index] if line.index is not None else None
    if "weight" in plan.columns:
        weight = indicator.weight if indicator else Value()
        pen.value(row, plan.columns["weight"], weight, pen.styles.number_input("General"), weight.number)
    cells = {key: plan.helper(key, row) for key in ("method", "sense", "manual_score", "computed")}
    chosen = f"{cells['method']},{cells['sense']},{cells['manual_score']}"
    rule, target = plan.at("rule", row), plan.target(row)
    actual, points = (plan.at(key, row) for key in ("actual", "weight"))
    pen.living(
        row,
        plan.columns["score"],
        f"ZPB_SCORE({target},{actual},{points},{rule},{chosen},{pen.form_id})+0",
        f"IF(ISNUMBER({cells['manual_score']}),{cells['manual_score']},{cells['computed']})",
        pen.styles.computed(),
        float(result.counted) if result and result.counted is not None else None,
    )
    carried = (l1_text(plan, line), _l2_text(plan, line) or carried[1])
    helper_columns.write_row(pen.sheet, plan, pen.styles, line, result, carried)
    if "actual" not in plan.columns and row in pen.actuals:
        block = pen.actuals[row]
        pen.formula(row, plan.column("actual"), block.actual, pen.styles.helper(), block.result)
    return carried


def _fit_line(pen: Pen, line: Line, texts: list[tuple[str, float]]) -> None:
    """Row height: enough for its own texts and its share of the merged level labels."""
    plan = pen.plan
    height = height_for(texts, pen.size, ROW)
    if not line.spare:
        for key, text, l2 in (("l1", l1_text(plan, line), None), ("l2", _l2_text(plan, line), line.l2)):
            if key in plan.columns:
                needed = height_for([(text, pen.widths[plan.columns[key]])], pen.size, ROW)
                height = max(height, needed / plan.rows_in[line.goal, line.l1, l2])
    pen.sheet.set_row(line.row, height, None, {"level": 1, "hidden": True} if line.spare else {})
    pen.sheet.fitting_rows.add(line.row)
