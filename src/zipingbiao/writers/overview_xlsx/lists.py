"""The sheets 值得核实, 抽查名单 and 问题清单 of the summary workbook: forms and findings, with links to their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_range

from zipingbiao.model.overview import FindingLine, FormLine, Outlier, Overview
from zipingbiao.writers.overview_xlsx.table import (
    Column,
    Links,
    Marked,
    Table,
    Value,
    file_name,
    place_of,
    tally_columns,
    tally_values,
)
from zipingbiao.writers.report_book import GREY, HEADER, LOWEST_ROW, SIZE, TALL_HEAD, ReportBook
from zipingbiao.writers.result_rows import fit, severity_word
from zipingbiao.writers.workbook.heights import height_of

OUTLIERS_SHEET, SAMPLE_SHEET, FINDINGS_SHEET = "值得核实", "抽查名单", "问题清单"
#: What a reviewer may conclude; another text is taken, too.
CONCLUSIONS = ("属实", "部分属实", "不属实", "资料不全")
_FORM = (
    Column("单位", 15), Column("项目", 19), Column("年度", 5.5, "year"), Column("表样", 12),
    Column("填报\n总分", 7.5, "points"), Column("计算\n总分", 7.5, "points"), Column("等级", 5.5, "centred"),
    Column("执行率", 8.5, "rate"), Column("预算数\n（万元）", 11.5, "money"), *tally_columns()[:3],
    Column("文件", 15), Column("位置", 7, "centred"),
)  # fmt: skip
_OUTLIERS = (Column("序号", 5.5, "count"), Column("事项", 16), *_FORM, Column("备注", 18))
_SAMPLE = (
    Column("顺序号", 6.5, "count"), Column("层", 10), *_FORM, Column("抽查人", 8, "input"),
    Column("抽查日期", 10.5, "date"), Column("抽查结论", 9, "input"), Column("说明", 15, "input"),
)  # fmt: skip
_FINDINGS = (
    Column("序号", 6, "count"), Column("级别", 6.5, "centred"), Column("编号", 7.5, "centred"), Column("单位", 13),
    Column("项目", 16), Column("文件", 24), Column("工作表\n或位置", 12), Column("单元格", 7, "centred"),
    Column("指标或栏目", 13), Column("填报值", 9), Column("应为", 9), Column("计量\n单位", 5.5, "centred"),
    Column("问题", 34), Column("处理办法", 20),
)  # fmt: skip
#: There only where somebody gave a reason for a finding.
_REASON = Column("已说明的理由", 14)
_OUTLIERS_HINT = "单张自评表看不出、放在一起才看得出的情况。不等于有错，请对照佐证材料核实。"
_TALL = 24.0


def write_outliers(book: ReportBook, overview: Overview, links: Links) -> None:
    """A block for everything that should be looked at: what was seen, the text, the forms."""
    title = f"值得核实的情况（{len(overview.outliers)} 项）"
    table = Table(book, OUTLIERS_SHEET, title, _OUTLIERS_HINT if overview.outliers else "", _OUTLIERS, fixed=2)
    table.sheet.set_row(HEADER, TALL_HEAD)
    for number, outlier in enumerate(overview.outliers, start=1):
        _add_outlier(table, number, outlier, links)
    if not overview.outliers:
        table.add_line("没有发现需要放在一起核实的情况。")
    table.filter()


def _add_outlier(table: Table, number: int, outlier: Outlier, links: Links) -> None:
    sentence = outlier.sentence
    if len(outlier.forms) < outlier.count:
        sentence += f"（共 {outlier.count} 张自评表，以下列出 {len(outlier.forms)} 张）"
    ground = {"bg_color": "#F2F2F2"}
    table.add_heading((number, outlier.title), sentence, bold=True, **ground)
    if outlier.text:
        table.add_heading((number, outlier.title), f"相同的内容：“{outlier.text}”", **ground)
    for form in outlier.forms:
        table.add([number, outlier.title, *_form_values(table.book, form, links), form.remark])


def _form_values(book: ReportBook, form: FormLine, links: Links) -> list[Value]:
    return [
        form.unit, form.project, form.year, form.form, form.total, form.computed_total, form.grade, form.rate, form.budget,
        *tally_values(book, form.found)[:3], file_name(form.where), links.to(form.where),
    ]  # fmt: skip


def write_sample(book: ReportBook, overview: Overview, links: Links) -> None:
    """The forms to be looked at by hand with room for what the reviewer finds, and below them how they were drawn."""
    sample = overview.sample
    hint = (
        f"应抽 {sample.wanted} 张，实抽 {len(sample.forms)} 张，分 {len(sample.strata)} 层随机抽取，随机种子 {sample.seed}。"
        + ("同一批检查结果用同一种子，抽到的名单相同；各层抽取情况见名单之后。浅黄色各栏由抽查人填写。")
    )
    table = Table(book, SAMPLE_SHEET, "自评表抽查名单", hint, _SAMPLE, fixed=4)
    table.sheet.set_row(HEADER, TALL_HEAD)
    blank: Sequence[Value] = (None,) * 4
    for number, (stratum, form) in enumerate(sample.forms, start=1):
        table.add([number, stratum, *_form_values(book, form, links), *blank], least=_TALL)
    if not sample.forms:
        table.add_line("没有可以抽查的自评表。")
        return
    table.filter()
    _guide_reviewer(table, len(sample.forms))
    _add_strata(table, overview)


def _guide_reviewer(table: Table, count: int) -> None:
    """A list of conclusions to choose from and a calendar day, neither of them forced upon anybody."""
    heads = [column.head for column in table.columns]
    first, last = HEADER + 1, HEADER + count
    for head, rule in (
        (
            "抽查结论",
            {"validate": "list", "source": list(CONCLUSIONS), "input_message": "从下拉列表选一项，也可以另写。"},
        ),
        ("抽查日期", {"validate": "any", "input_message": "如 2025-03-31"}),
    ):
        at = heads.index(head)
        table.sheet.data_validation(first, at, last, at, rule | {"input_title": head, "error_type": "information"})


def _add_strata(table: Table, overview: Overview) -> None:
    """The layers of the sample; the sum of their sizes is the number of forms they were drawn from."""
    sheet, book = table.sheet, table.book
    strata = overview.sample.strata
    first = table.row + 3
    sheet.write_string(first - 2, 0, "抽样分层", book.plain(bold=True, font_size=11))
    rows: list[tuple[str, int | str, int | str]] = [("层", "自评表（张）", "抽取（张）")]
    rows += [(one.name, one.size, one.taken) for one in strata]
    rows.append(("合计", sum(one.size for one in strata), sum(one.taken for one in strata)))
    width = sum(column.width for column in table.columns[1:3])
    for at, (name, size, taken) in enumerate(rows, start=first - 1):
        ends = at in (first - 1, first + len(strata))
        changes = {"bold": True, "bg_color": "#F2F2F2"} if ends else {}
        style = book.cell(valign="vcenter", **changes)
        number = book.cell(valign="vcenter", align="center", num_format="#,##0", **changes)
        # As wide as a name needs: 层 with 单位, 项目, 年度 with 表样.
        sheet.merge_range(at, 1, at, 2, "", style)
        sheet.write_string(at, 1, fit(name), style)
        sheet.write(at, 3, size, number)
        sheet.merge_range(at, 4, at, 5, taken, number)
        sheet.set_row(at, max(LOWEST_ROW, height_of(name, width, SIZE)))
    if strata:
        for column, total in ((3, rows[-1][1]), (4, rows[-1][2])):
            formula = f"=SUM({xl_range(first, column, first + len(strata) - 1, column)})"
            sheet.write_formula(first + len(strata), column, formula, number, total)


def write_findings(book: ReportBook, overview: Overview, links: Links) -> None:
    """All findings, as they are given; the cell leads into the checked file."""
    hint = "点单元格可以打开被检查的文件，转到出问题的地方；文件移动后链接失效。"
    if len(overview.findings) < overview.finding_count:
        hint = (
            f"共 {overview.finding_count:,} 条，以下列出最重要的 {len(overview.findings):,} 条，其余见检查结果文件。"
            + hint
        )
    title = f"问题清单（{overview.finding_count:,} 条）"
    columns = [*_FINDINGS, _REASON] if any(line.waived is not None for line in overview.findings) else _FINDINGS
    table = Table(book, FINDINGS_SHEET, title, hint if overview.findings else "", columns, fixed=3, valign="top")
    table.sheet.set_row(HEADER, TALL_HEAD)
    for number, line in enumerate(overview.findings, start=1):
        changes: dict[str, Any] = {} if line.waived is None else {"font_color": GREY}
        table.add(_finding_values(book, number, line, links)[: len(columns)], **changes)
    if not overview.findings:
        table.add_line("没有发现问题。")
        return
    table.filter()
    # Printed values are kept as they are printed, numbers, too.
    table.sheet.ignore_errors({"number_stored_as_text": f"J{HEADER + 2}:K{table.row}"})


def _finding_values(book: ReportBook, number: int, line: FindingLine, links: Links) -> list[Value]:
    level = book.severity[line.severity] if line.waived is None else book.waived
    where = line.where
    return [
        number, Marked(severity_word(line), level), line.code, line.unit, line.project, where.file, place_of(where),
        links.to(where), line.label, line.printed, line.expected, line.value_unit, line.message,
        line.remedy, line.waived,
    ]  # fmt: skip
