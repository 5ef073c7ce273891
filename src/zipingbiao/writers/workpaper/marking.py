"""What a reviewer's cells accept, with Chinese prompts, and the colours that point at what needs a look."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from zipingbiao.model.workpaper import PENDING
from zipingbiao.writers.workbook.styles import ORANGE, RED, Styles
from zipingbiao.writers.workpaper.look import COLUMN, PALE_ORANGE, PALE_RED, YELLOW

_TEXT = "#000000"


def add_amounts(sheet: Worksheet, row: int, columns: list[int], unit: str) -> None:
    """预算数 and 执行数: numbers that are not negative."""
    for column in columns:
        sheet.data_validation(
            row, column, row, column,
            {
                "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True, "error_type": "stop",
                "input_title": "金额", "input_message": f"以{unit}为单位填核实后的数，执行率和执行得分随之计算。",
                "error_title": "金额有误", "error_message": f"这里只能填不小于 0 的数字（{unit}）。",
            },
        )  # fmt: skip


def add_checks(sheet: Worksheet, styles: Styles, first: int, total: int, limit: str) -> None:
    """Validations and colours of the rows from `first` to the one above `total`; `limit` is the cell of 差额提示线."""
    last = total - 1
    review, weight = (xl_rowcol_to_cell(first, COLUMN[key]) for key in ("review", "weight"))
    sheet.data_validation(
        first, COLUMN["review"], last, COLUMN["review"],
        {
            "validate": "custom", "ignore_blank": True, "error_type": "stop",
            "value": f"=AND(ISNUMBER({review}),{review}>=0,OR(NOT(ISNUMBER({weight})),{review}<={weight}))",
            "input_title": "复核得分", "input_message": "填 0 到分值之间的数。低于自评得分的，在右边写明扣分原因。",
            "error_title": "复核得分有误", "error_message": "复核得分只能是 0 到本行分值之间的数字。",
        },
    )  # fmt: skip
    for key, title, prompt in (
        ("reason", "扣分原因", "复核得分低于自评得分或分值的，写明扣了什么、为什么。"),
        ("basis", "依据/检查发现", f"写明依据。核定以后，请把“{PENDING}”几个字删去，底色随之消失。"),
    ):
        sheet.data_validation(
            first, COLUMN[key], last, COLUMN[key],
            {"validate": "any", "input_title": title, "input_message": prompt},
        )  # fmt: skip
    score, given, why, basis, difference = (
        f"${xl_rowcol_to_cell(first, COLUMN[key])}" for key in ("review", "self_score", "reason", "basis", "difference")
    )
    points = f"${weight}"
    above = f"AND(ISNUMBER({points}),{score}>{points})"
    invalid = f'=OR(AND({score}<>"",NOT(ISNUMBER({score}))),AND(ISNUMBER({score}),OR({score}<0,{above})))'
    below = [f"AND(ISNUMBER({one}),{score}<{one})" for one in (given, points)]
    lost = f"AND(ISNUMBER({score}),OR({','.join(below)}))"
    _colour(sheet, first, last, "review", invalid, styles.conditional(RED, PALE_RED))
    _colour(sheet, first, last, "review", f'=LEFT({basis},{len(PENDING)})="{PENDING}"', styles.conditional(_TEXT, YELLOW))
    _colour(sheet, first, last, "reason", f"=AND({lost},LEN({why})=0)", styles.conditional(ORANGE, PALE_ORANGE))
    above = f"=AND(ISNUMBER({difference}),ISNUMBER({limit}),ABS(N({difference}))>{limit})"
    _colour(sheet, first, total, "difference", above, styles.conditional(RED, PALE_RED))
    mismatch = f'={xl_rowcol_to_cell(total + 1, COLUMN["difference"], True, True)}="不一致"'
    _colour(sheet, total + 1, total + 1, "difference", mismatch, styles.conditional(RED, PALE_RED))


def _colour(sheet: Worksheet, top: int, bottom: int, key: str, formula: str, style: object) -> None:
    options = {"type": "formula", "criteria": formula, "format": style, "stop_if_true": True}
    sheet.conditional_format(top, COLUMN[key], bottom, COLUMN[key], options)
