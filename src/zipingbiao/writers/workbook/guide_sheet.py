"""The sheets 填报说明, 检查结果 (empty until a check is made) and the very hidden metadata."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from zipingbiao.base.numbers import show
from zipingbiao.forms import catalog
from zipingbiao.forms.parts import (
    FINDING_HEADS,
    GUIDE_SHEET,
    METADATA_FORMAT,
    NOT_CHECKED,
    OPTIONAL_FINDING_HEADS,
    PROJECT_LIST_SHEET,
)
from zipingbiao.forms.policy import Policy
from zipingbiao.forms.schema import Form
from zipingbiao.writers.result_rows import FINDING_WIDTHS
from zipingbiao.writers.workbook.directory import WIDTHS, directory_rows, write_directory
from zipingbiao.writers.workbook.heights import height_for
from zipingbiao.writers.workbook.links import LINK_COLOUR, FormLink
from zipingbiao.writers.workbook.names import quoted
from zipingbiao.writers.workbook.styles import HEAD_FILL, Styles

_WIDTH = sum(WIDTHS[1:])


def write_guide(sheet: Worksheet, styles: Styles, forms: list[Form], links: list[FormLink], has_list: bool) -> None:
    """The directory of all forms, then how to fill the workbook (and its 项目清单), how it scores and on what basis."""
    last = len(WIDTHS) - 1
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.merge_range(0, 0, 0, last, "填报说明", styles.title())
    sheet.set_row(0, 36)
    chapters = _chapters(forms, has_list)
    row = 3 + directory_rows(links)
    _write_contents(sheet, styles, row, chapters)
    write_directory(sheet, styles, 2, links)
    for heading, paragraphs in chapters:
        sheet.merge_range(row, 0, row, last, heading, styles.make(bold=True, font_size=12, bg_color=HEAD_FILL))
        sheet.set_row(row, 22)
        row += 1
        for index, text in enumerate(paragraphs, start=1):
            sheet.write_string(row, 0, f"{index}.", styles.make(align="right", valign="top"))
            sheet.merge_range(row, 1, row, last, text, styles.make(valign="top"))
            sheet.set_row(row, height_for([(text, _WIDTH)], 10, 17))
            row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.protect("", {"format_rows": True, "format_columns": True, "autofilter": True})


def _write_contents(sheet: Worksheet, styles: Styles, row: int, chapters: list[tuple[str, list[str]]]) -> None:
    """Links from the top to the chapters below the directory, the first of them in row `row`."""
    style = styles.make(font_color=LINK_COLOUR, underline=1, align="center")
    for column, (heading, paragraphs) in enumerate(chapters, start=1):
        sheet.write_url(1, column, f"internal:{quoted(GUIDE_SHEET)}!A{row + 1}", style, f"{heading} ↓")
        row += 1 + len(paragraphs)
    sheet.set_row(1, 20)


def _chapters(forms: list[Form], has_list: bool) -> list[tuple[str, list[str]]]:
    filling = [
        "浅黄色单元格是填写的地方，其余单元格由公式计算，已锁定（没有密码：审阅—撤销工作表保护）。",
        "年度指标值要写明方向、数值和单位，如“≥100份”“≤5%”“≤30天”；定性指标写评定用语，如“及时”“达成”。时间、区间和一格多个数字须人工评分。",
        "实际完成值与年度指标值用同一单位。没有开展的，数字指标填 0，定性指标写“未完成”，不要留空。",
        "没有得满分的指标，须在最后一栏写明偏差原因和改进措施；漏填的单元格会变成橙色。",
        "需要增加指标时，选中该一级指标最后几行上下的行号，右键“取消隐藏”，会出现备用行；空着的备用行不计分、不打印。",
        "表右侧“填报状态”随填随变：分值合计、各一级指标小计、待填项、待人工评分、缺偏差原因、总分、等级。",
    ]
    if has_list:
        filling.append(
            f"“{PROJECT_LIST_SHEET}”各项目的金额、得分随各表变化（换算成元），只填主要用途；没有自评表的项目，金额填在浅黄色单元格。"
            "表下方的核对行随时比较清单、汇总和部门表。"
        )
    scoring = [
        "执行率 = 全年执行数 ÷ 全年预算数；执行得分 = 执行率 × 分值，最高不超过分值。",
        "数字指标达到指标值得满分；未达到的按完成值与指标值的比例计分；要求“不超过”的，按指标值与完成值之比计分。",
        "定性指标：达成的得满分；部分达成、未达成的由人在该档分值区间内评分。",
        "右侧“评分细则”栏可以照抄文件里的评分细则，“细则理解”写明软件怎样理解、有没有矛盾；得分按细则计算。",
        "软件不能评定的（多个数字、区间、时间、整句文字、细则另有规定），在右侧“人工评分”填分数，并写明理由。",
        "得分单元格为橙色的，要么还没有得分，要么沿用了原填报得分：请核定“人工评分”，并在“人工评分理由”写明依据。",
        "人工评分等辅助栏在打印区域右侧，平时收起：选中右侧列标，右键“取消隐藏”。",
        "“原表得分”“原表执行率”是导入的原自评表数字，只供核对，不参与计算；与计算结果不同的显示为红色，核对后可以删除。",
    ]
    basis: list[str] = []
    for form in forms:
        policy = form.policy
        basis.append(f"{form.name}（{form.jurisdiction}，编号 {form.id}）：{points_of(policy)}。")
        if not policy.scored:
            continue
        basis.append(
            "分值依据："
            + catalog.cite(policy.execution.basis)
            + "；特殊情况可以适当调整，合计应为 "
            + show(policy.full_marks.value)
            + " 分。"
        )
        bands = "，".join(f"{band.name} {show(band.start)} 分以上" for band in policy.grades[:-1])
        basis.append(f"等级：{bands}，其余为{policy.grades[-1].name}（{catalog.cite(policy.grades[0].basis)}）。")
        basis.append(
            "定性："
            + catalog.cite(policy.qualitative.basis)
            + "；反向指标："
            + catalog.cite(policy.quantitative.basis)
            + "。"
        )
    checking = [
        "没有安装加载项也能正常计算：得分单元格先用加载项函数，没有加载项时自动改用表内公式，结果相同。",
        "报送前请检查：安装了本软件的，用命令 zpb check 文件名，或由审核单位检查；检查不会改动本文件。",
    ]
    return [("怎样填写", filling), ("怎样计分", scoring), ("依据", basis), ("检查与报送", checking)]


def points_of(policy: Policy) -> str:
    """How the full marks are divided: 预算执行率 10 分、产出指标 50 分…"""
    if not policy.scored:
        return "只记录目标和完成情况，不计分"
    parts = [("预算执行率", policy.execution.points)] if policy.execution.points else []
    if policy.goals is not None:
        parts.append(("各年度绩效目标合计", policy.goals.points))
    parts += [(group.l1, group.points) for group in policy.groups if group.points is not None]
    return "、".join(f"{name} {show(points)} 分" for name, points in parts)


def write_findings(sheet: Worksheet, styles: Styles) -> None:
    """The empty 检查结果 sheet."""
    head = styles.label(bold=True, bg_color=HEAD_FILL)
    for column, text in enumerate(one for one in FINDING_HEADS if one not in OPTIONAL_FINDING_HEADS):
        sheet.set_column(column, column, FINDING_WIDTHS[text])
        sheet.write_string(0, column, text, head)
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, NOT_CHECKED, styles.note(text_wrap=False))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def write_metadata(
    sheet: Worksheet,
    rows: list[list[str]],
    addresses: Sequence[tuple[str, tuple[int | None, ...]]],
    words: list[str],
    words_column: int,
) -> None:
    """Format version, one row per form with its addresses, and the words offered for qualitative actual values.

    Addresses are the row numbers of funding header, indicator header and 总分, as formulas, so that they stay right
    when rows are inserted.
    """
    sheet.write_string(0, 0, "format")
    sheet.write_string(0, 1, METADATA_FORMAT)
    for index, (row, (name, places)) in enumerate(zip(rows, addresses, strict=True), start=1):
        for column, text in enumerate(row):
            sheet.write_string(index, column, text)
        for column, place in enumerate(places, start=len(row)):
            if place is not None:
                sheet.write_formula(index, column, f"=ROW({quoted(name)}!$A${place + 1})", None, place + 1)
    for index, word in enumerate(words[:29], start=1):
        sheet.write_string(index, words_column, word)
    sheet.very_hidden()
