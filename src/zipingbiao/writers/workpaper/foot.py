"""Below the table of a sheet: findings about no row, the reviewer's opinion, the signatures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from zipingbiao.model.finding import SEVERITY_WORDS, Finding
from zipingbiao.writers.result_rows import fit
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.pen import SelfFittingSheet
from zipingbiao.writers.workbook.styles import HEAD_FILL, Styles
from zipingbiao.writers.workpaper.content import PaperForm
from zipingbiao.writers.workpaper.look import COLUMN, LAST, SIZE, WIDTHS, width_of

_HEADS = ("级别", "编号", "指标或栏目", "单元格", "问题及处理办法", "依据")
_WHAT, _WHY = COLUMN["actual"], COLUMN["basis"]
SIGNATURES = ("复核人（签字）：", "复核日期：　　　　年　　月　　日", "负责人（签字）：")
_OPINION = "复核意见"


def write_foot(sheet: SelfFittingSheet, styles: Styles, form: PaperForm, row: int) -> int:
    """Everything from `row` on; returns the last printed row."""
    if form.others:
        row = write_others(sheet, styles, form.others, row, "检查发现（不在以上各行的）")
    sheet.merge_range(row, 0, row, 1, _OPINION, styles.label(bold=True))
    sheet.merge_range(row, 2, row, LAST, "", styles.text_input(valign="top"))
    sheet.set_row(row, 60)
    sheet.data_validation(
        row, 2, row, LAST,
        {"validate": "any", "input_title": _OPINION, "input_message": "写明复核结论：是否认可自评结果，要求怎样整改。"},
    )  # fmt: skip
    return write_signatures(sheet, styles, row + 1, (0, COLUMN["weight"], COLUMN["reason"], LAST + 1))


def write_signatures(sheet: SelfFittingSheet, styles: Styles, row: int, begins: Sequence[int]) -> int:
    """The line for the signatures in `row`, which is returned; `begins` are their first columns and the one behind."""
    for text, (first, behind) in zip(SIGNATURES, pairwise(begins), strict=True):
        sheet.merge_range(row, first, row, behind - 1, text, styles.make(align="left"))
    sheet.set_row(row, 36)
    return row


def write_others(sheet: SelfFittingSheet, styles: Styles, findings: Sequence[Finding], row: int, title: str) -> int:
    """A block of findings from `row` on; returns the row below it."""
    head = styles.make(bold=True, border=1, align="center", bg_color=HEAD_FILL)
    text, centred = styles.make(border=1, font_size=9), styles.make(border=1, font_size=9, align="center")
    sheet.merge_range(row, 0, row, LAST, title, styles.make(bold=True, border=1, bg_color=HEAD_FILL))
    sheet.set_row(row, 20)
    row += 1
    for column, name in enumerate(_HEADS[:-2]):
        sheet.write_string(row, column, name, head)
    sheet.merge_range(row, _WHAT, row, _WHY - 1, _HEADS[-2], head)
    sheet.write_string(row, _WHY, _HEADS[-1], head)
    width = width_of("actual", "reason")
    for finding in findings:
        row += 1
        said = f"（已说明：{finding.waived}）" if finding.waived else ""
        texts = [SEVERITY_WORDS[finding.severity], finding.code, finding.label, finding.place.spot]
        for column, content in enumerate(texts):
            sheet.write_string(row, column, fit(content, 250), text if column == 2 else centred)
        what = fit(finding.full_message + said)
        sheet.merge_range(row, _WHAT, row, _WHY - 1, what, text)
        sheet.write_string(row, _WHY, fit(finding.basis), text)
        cells = [(what, width), (finding.basis, WIDTHS["basis"]), (finding.label, WIDTHS["l3"])]
        sheet.set_row(row, height_for(cells, SIZE, 20))
    return row + 1


