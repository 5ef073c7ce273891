"""What the input cells accept: validations with Chinese prompts and error texts."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from xlsxwriter.worksheet import Worksheet

from zipingbiao.forms.parts import DIRECTIONS, METADATA_SHEET, methods_for
from zipingbiao.forms.schema import HeaderCell
from zipingbiao.writers.workbook.plan import Line, Plan

#: Words offered for a qualitative actual value stand in this column of the metadata sheet.
WORDS_COLUMN = "H"
#: Excel takes a literal list of at most this many characters.
_LIST_LIMIT = 255


def add_options(sheet: Worksheet, row: int, column: int, cell: HeaderCell) -> None:
    """A header attribute with tick boxes: one of the options."""
    choices = [cell.ticked(option) for option in cell.options]
    if sum(len(choice) + 1 for choice in choices) <= _LIST_LIMIT:
        _down(
            sheet, column, row, row,
            {
                "validate": "list", "source": choices, "error_type": "warning",
                "input_title": cell.label[:32], "input_message": "从列表选择一项。",
                "error_title": "不在选项之内", "error_message": f"请从列表选择：{'、'.join(cell.options)}。仍要填入请选“是”。",
            },
        )  # fmt: skip


def add_header(sheet: Worksheet, row: int, column: int, label: str, limit: int) -> None:
    """A header field: text of limited length."""
    sheet.data_validation(row, column, row, column, _length(label, f"请填写{label}全称。", limit))


def add_number(sheet: Worksheet, row: int, column: int, label: str) -> None:
    """A field for an amount or another figure."""
    _down(
        sheet, column, row, row,
        {
            "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True, "error_type": "stop",
            "input_title": label[:32], "input_message": f"{label}：填数字，没有的留空。",
            "error_title": "数字有误", "error_message": f"{label}只能填不小于 0 的数字。",
        },
    )  # fmt: skip


def add_funding(sheet: Worksheet, plan: Plan) -> None:
    """Amounts: not negative; executed above budget only with a warning."""
    unit = plan.evaluation.unit
    top, bottom = plan.funding_rows[0][0], plan.funding_rows[-1][0]
    labels = {column.key: column.label for column in plan.funding.columns}
    for key in ("initial", "budget"):
        if key not in labels:
            continue
        _down(
            sheet, plan.funding_column(key), top, bottom,
            {
                "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True,
                "input_title": labels[key][:32], "input_message": f"以{unit}为单位填数字，没有该项资金的留空。",
                "error_title": "金额有误", "error_message": f"这里只能填不小于 0 的数字（{unit}）。",
                "error_type": "stop",
            },
        )  # fmt: skip
    if not {"budget", "executed"} <= labels.keys():
        return
    executed, budget = plan.funding_at("executed", top), plan.funding_at("budget", top)
    _down(
        sheet, plan.funding_column("executed"), top, bottom,
        {
            "validate": "custom", "ignore_blank": True,
            "value": f'=AND(ISNUMBER({executed}),{executed}>=0,OR({budget}="",{executed}<={budget}))',
            "input_title": labels["executed"][:32],
            "input_message": f"以{unit}为单位填数字，一般不超过全年预算数。",
            "error_title": "请核对执行数",
            "error_message": "执行数应是不小于 0 的数字；大于全年预算数的，先核对预算数是否已含年中追加。仍要填入请选“是”。",
            "error_type": "warning",
        },
    )  # fmt: skip


def add_block(sheet: Worksheet, plan: Plan, lines: tuple[Line, ...]) -> None:
    """The input cells of the indicator rows of one goal; references in formulas are those of the first row."""
    if plan.finished:
        return
    limit = plan.form.layout.text_limit
    top, bottom = lines[0].row, lines[-1].row
    for l1, members in groupby(lines, key=lambda line: line.l1):
        rows = [line.row for line in members]
        group = plan.form.policy.group(l1)
        if group and "l2" in plan.columns and sum(len(name) + 1 for name in group.l2) <= _LIST_LIMIT:
            names = "、".join(group.l2)
            _down(
                sheet, plan.columns["l2"], rows[0], rows[-1],
                {
                    "validate": "list", "source": list(group.l2), "error_type": "warning",
                    "input_title": "二级指标", "input_message": f"从“{l1}”的二级指标中选择。",
                    "error_title": "不在表样之内",
                    "error_message": f"“{l1}”的二级指标一般为：{names}。仍要填入请选“是”。",
                },
            )  # fmt: skip
    prompts = {
        "l3": ("三级指标", "填写具体指标名称，如“培训人次”。"),
        "target": ("年度指标值", "写明方向、数值和单位，如 ≥100份、≤5%；定性指标写评定用语，如 及时。"),
        "reason": ("偏差原因", "未得满分的，说明原因和改进措施。"),
    }
    for key, (label, prompt) in prompts.items():
        if key in plan.columns:
            _down(sheet, plan.columns[key], top, bottom, _length(label, prompt, limit))
    words = f"{METADATA_SHEET}!${WORDS_COLUMN}"
    if "operator" in plan.columns:
        _down(
            sheet, plan.columns["operator"], top, bottom,
            {
                "validate": "list", "source": ["≥", "≤", "=", ">", "<", "定性"], "error_type": "warning",
                "input_title": "指标性质", "input_message": "选择比较符号；定性指标选“定性”或留空。",
                "error_title": "不在列表之内", "error_message": "一般为 ≥、≤、=、>、< 或 定性。仍要填入请选“是”。",
            },
        )  # fmt: skip
    if not plan.helper_columns:
        return
    kind = "$" + plan.helper("kind", top)
    _down(
        sheet, plan.column("actual"), top, bottom,
        {
            "validate": "list", "show_error": False,
            "source": f'=IF({kind}="定性三档",{words}$2:${WORDS_COLUMN}$30,{words}$1:${WORDS_COLUMN}$1)',
            "input_title": "实际完成值", "input_message": "按实际填写，单位与年度指标值一致；定性指标可从列表选择评定用语。",
        },
    )  # fmt: skip
    _down(
        sheet, plan.column("weight"), top, bottom,
        {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100, "error_type": "stop",
            "input_title": "分值", "input_message": "0 至 100 之间的数字，全表合计应为满分。",
            "error_title": "分值有误", "error_message": "分值只能填 0 至 100 之间的数字。",
        },
    )  # fmt: skip
    _add_helpers(sheet, plan, top, bottom)


def _add_helpers(sheet: Worksheet, plan: Plan, top: int, bottom: int) -> None:
    methods = methods_for(plan.form.policy)
    _down(
        sheet, plan.helper_columns["method"], top, bottom,
        {
            "validate": "list", "source": list(methods), "error_type": "stop",
            "input_title": "评分方法", "input_message": "留空或选“自动”：数字按比例、评定用语按定性三档。",
            "error_title": "评分方法有误", "error_message": f"请从列表选择：{'、'.join(methods)}。",
        },
    )  # fmt: skip
    _down(
        sheet, plan.helper_columns["direction"], top, bottom,
        {
            "validate": "list", "source": list(DIRECTIONS), "error_type": "stop",
            "input_title": "指定方向", "input_message": "指标值没有写明方向时选择：≥ 越大越好，≤ 越小越好，= 等于。",
            "error_title": "方向有误", "error_message": "请选 ≥、≤ 或 =。",
        },
    )  # fmt: skip
    manual, weight = plan.helper("manual_score", top), "$" + plan.at("weight", top)
    _down(
        sheet, plan.helper_columns["manual_score"], top, bottom,
        {
            "validate": "custom", "value": f"=AND(ISNUMBER({manual}),{manual}>=0,{manual}<=N({weight}))",
            "error_type": "stop", "input_title": "人工评分",
            "input_message": "软件不能评定的指标在此填得分，并在右侧写明理由；填了就以此为准。",
            "error_title": "人工评分有误", "error_message": "人工评分应在 0 与本行分值之间。",
        },
    )  # fmt: skip


def _length(label: str, prompt: str, limit: int) -> dict[str, Any]:
    return {
        "validate": "length", "criteria": "<=", "value": limit, "error_type": "stop",
        "input_title": label[:32], "input_message": prompt,
        "error_title": "文字过长", "error_message": f"{label}不能超过 {limit} 个字。",
    }  # fmt: skip


def _down(sheet: Worksheet, column: int, top: int, bottom: int, options: dict[str, Any]) -> None:
    sheet.data_validation(top, column, bottom, column, options)
