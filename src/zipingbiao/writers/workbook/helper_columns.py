"""The helper columns right of the print area: what a person may set, and the native half with its cached results."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import round_to
from zipingbiao.base.text import normalise, squeeze
from zipingbiao.forms.parts import DIRECTIONS, ENTERED, HELPERS, ORIGINAL_RATE, ORIGINAL_SCORE, Helper, methods_for
from zipingbiao.model.evaluation import Indicator
from zipingbiao.model.quantity import MAX_DIGITS, PLACES, Quantity, understand
from zipingbiao.scoring.compare import Pair, pair, sense_of
from zipingbiao.scoring.engine import IndicatorResult, choose
from zipingbiao.scoring.native import explanation, row_formulas
from zipingbiao.writers.workbook.plan import Line, Plan
from zipingbiao.writers.workbook.styles import Styles

CellValue = str | float
_NUMBERS = ("entered_weight", "manual_score", "original")
#: Helper inputs that hold a field of the indicator under another name.
_FIELDS = {"original": "score", **{helper: field for field, helper in ENTERED.items()}}


def write_heads(sheet: Worksheet, plan: Plan, styles: Styles) -> None:
    """The headers, on the indicator header row and (for an original table's rate and score) the funding header row."""
    for row in (block.header_row for block in plan.blocks if block.header_row is not None):
        for helper in plan.helpers:
            column = plan.helper_columns[helper.key]
            sheet.write_string(row, column, helper.header, styles.helper_head(helper.is_input))
    if plan.funding_header is None:
        return
    head = styles.helper_head(True)
    sheet.write_string(plan.funding_header, plan.helper_columns["manual_reason"], ORIGINAL_RATE, head)
    sheet.write_string(plan.funding_header, plan.helper_columns["original"], ORIGINAL_SCORE, head)


def set_columns(sheet: Worksheet, plan: Plan) -> None:
    """Widths; the columns form one collapsed outline group."""
    for helper in plan.helpers:
        column = plan.helper_columns[helper.key]
        sheet.set_column(column, column, helper.width, None, {"level": 1, "hidden": True})
    after = plan.helper_columns[plan.helpers[-1].key] + 1
    sheet.set_column(after, after, None, None, {"collapsed": True})


def write_row(
    sheet: Worksheet, plan: Plan, styles: Styles, line: Line, result: IndicatorResult | None, carried: tuple[str, str]
) -> None:
    """All helper cells of one indicator row. `carried` are the printed 一级/二级 texts valid on this row."""
    _write_inputs(sheet, plan, styles, line)
    row = line.row
    cells = {helper.key: plan.helper(helper.key, row) for helper in HELPERS}
    above = plan.row_above.get(row)
    cells["above_l1"] = '""' if above is None else plan.helper("l1", above)
    cells["above_l2"] = '""' if above is None else plan.helper("l2", above)
    cells["rule"] = plan.at("rule", row)
    printed = {key: plan.at(key, row) for key in ("l1", "l3", "actual", "weight")}
    printed["l2"] = plan.at("l2", row) if "l2" in plan.columns else '""'
    printed["target"] = plan.target(row)
    rule = result.rule if result else None
    formulas = row_formulas(cells, printed, plan.form.policy, rule.kind if rule else None)
    sentence = rule.sentence if rule else ""
    formulas["reading"] = explanation(cells["rule"], cells["compiled"], printed, sentence)
    cached = _cached(line.indicator, result, carried)
    cached["reading"] = sentence[:250] if line.indicator and line.indicator.rule else ""
    _write_compiled(sheet, plan, styles, line)
    for helper in plan.helpers:
        if helper.key == "reading" and plan.finished:
            # The add-in that would read the wording anew is not there where the workbook goes.
            sheet.write_string(row, plan.helper_columns["reading"], sentence, styles.helper())
        elif not helper.is_input and helper.key != "compiled":
            style = styles.helper("0.########" if isinstance(cached[helper.key], float) else "General")
            column = plan.helper_columns[helper.key]
            sheet.write_formula(row, column, "=" + formulas[helper.key], style, cached[helper.key])


def _write_compiled(sheet: Worksheet, plan: Plan, styles: Styles, line: Line) -> None:
    """The wording the row's native formula was compiled from; a later change of the 评分细则 is noticed by it."""
    wording = line.indicator.rule.text if line.indicator else None
    if wording:
        sheet.write_string(line.row, plan.helper_columns["compiled"], wording, styles.helper())


def _write_inputs(sheet: Worksheet, plan: Plan, styles: Styles, line: Line) -> None:
    indicator, methods = line.indicator, methods_for(plan.form.policy)
    for helper in plan.helpers:
        if not helper.is_input:
            continue
        column = plan.helper_columns[helper.key]
        value = _input_value(helper, indicator, methods)
        if helper.key in _NUMBERS:
            style = styles.number_input("General", font_size=9)
            if isinstance(value, Decimal):
                sheet.write_number(line.row, column, float(value), style)
                continue
        else:
            style = styles.text_input(font_size=9, text_wrap=False)
        if value is None or value == "":
            sheet.write_blank(line.row, column, None, style)
        else:
            sheet.write_string(line.row, column, str(value), style)


def _input_value(helper: Helper, indicator: Indicator | None, methods: tuple[str, ...]) -> str | Decimal | None:
    if indicator is None:
        return None
    value = getattr(indicator, _FIELDS.get(helper.key, helper.key))
    if helper.key in _NUMBERS and value.number is not None:
        return Decimal(value.number)
    if helper.key == "method" and value.text not in methods:
        return None
    if helper.key == "direction" and value.text not in DIRECTIONS:
        return None
    return value.text  # type: ignore[no-any-return]


def _cached(
    indicator: Indicator | None, result: IndicatorResult | None, carried: tuple[str, str]
) -> dict[str, CellValue]:
    """What the formulas of the row give now, so that previews without a calculating program show it too."""
    target = result.case.target if result else understand(None)
    actual = result.case.actual if result else understand(None)
    l1, l2 = carried
    compared = result.case.compared if result else pair(target, actual)
    if result:
        sense = result.case.sense
        kind_title = result.method_title
    else:
        sense = sense_of(target, "", squeeze(l2))
        kind_title = choose(None, None, None)[0].title
    values: dict[str, CellValue] = {"l1": l1, "l2": l2, "sense": sense, "kind": kind_title}
    for side, quantity, text in (
        ("target", target, indicator.target.text if indicator else None),
        ("actual", actual, indicator.actual.text if indicator else None),
    ):
        values.update(_number_parts(side, quantity, text or ""))
    if isinstance(compared, Pair):
        values["target"], values["actual"] = float(compared.target), float(compared.actual)
    else:
        values["target"] = values["actual"] = ""
    computed = result.outcome.score if result and result.method != "manual" else None
    values["computed"] = "" if computed is None else float(computed)
    return values


def _number_parts(side: str, quantity: Quantity, text: str) -> dict[str, CellValue]:
    """Twins of native.number_start, number_length, number_value and number_unit."""
    joined = normalise(text).replace(",", "")
    start = next((i for i, c in enumerate(joined) if c in "0123456789"), len(joined))
    length = 0
    while start + length < len(joined) and joined[start + length] in "0123456789.":
        length += 1
    value = quantity.value
    return {
        f"{side}_text": joined,
        f"{side}_start": float(start + 1),
        f"{side}_length": float(length if length <= MAX_DIGITS else 100),
        f"{side}_value": "" if value is None else float(round_to(value, PLACES)),
        f"{side}_unit": quantity.unit if value is not None else "",
    }
