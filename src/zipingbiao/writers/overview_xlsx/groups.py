"""The sheets 按单位, 按表样, 按规则 and 未检查的文件 of the summary workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from zipingbiao.model.finding import SEVERITY_WORDS
from zipingbiao.model.overview import STATUS_WORDS, GroupLine, Overview
from zipingbiao.writers.overview_xlsx.table import (
    Column,
    Links,
    Marked,
    Quotient,
    Table,
    Value,
    coloured,
    file_name,
    place_of,
    tally_columns,
    tally_values,
)
from zipingbiao.writers.report_book import HEADER, TALL_HEAD, ReportBook
from zipingbiao.writers.result_rows import WAIVED

UNITS_SHEET, FORMS_SHEET, RULES_SHEET, UNCHECKED_SHEET = "按单位", "按表样", "按规则", "未检查的文件"
OTHER_GRADES = "其他等级"
#: So many columns of grades at most.
_GRADES = 6
_TOTAL = "合计"
_GROUP_HINT = (
    "金额为万元，只计预算数、执行数都填了的自评表，执行率＝执行数÷预算数；平均分、最低分、最高分按填报的自评总分；"
    "{forms}问题数不含已说明的。"
)
_RULES_HINT = "按问题数从多到少；占比＝有这类问题的自评表÷全部自评表；问题数不含已说明的。"
_RULES = (
    Column("序号", 5.5, "count"), Column("编号", 8, "centred"), Column("检查内容", 28), Column("级别", 7, "centred"),
    Column("问题数", 9, "count", adds=True), Column(WAIVED, 8, "count", adds=True), Column("文件", 8, "count"),
    Column("自评表", 8, "count"), Column("占比", 9, "rate"), Column("单位", 7, "count"), Column("举例", 40),
    Column("例子所在的文件", 20), Column("工作表\n或位置", 13), Column("单元格", 7, "centred"),
)  # fmt: skip
_UNCHECKED = (Column("序号", 5.5, "count"), Column("文件", 70), Column("情况", 10, "centred"), Column("原因", 70))


def grade_names(overview: Overview) -> list[str]:
    """The grades of all forms, the best first; where forms print too many, the usual ones and 其他等级 for the rest."""
    counts = Counter(dict(overview.all.grades))
    if len(counts) <= _GRADES:
        return list(counts)
    usual = {name for name, _ in counts.most_common(_GRADES - 1)}
    return [*(name for name in counts if name in usual), OTHER_GRADES]


def grade_counts(line: GroupLine, names: Sequence[str]) -> list[int]:
    """How many forms of the line have each grade of `names`."""
    counts = Counter(dict(line.grades))
    rest = sum(count for name, count in counts.items() if name not in names)
    return [rest if name == OTHER_GRADES else counts[name] for name in names]


def write_units(book: ReportBook, overview: Overview) -> None:
    """A line for every unit."""
    hint = _GROUP_HINT.format(forms="排在前面的每张自评表错误最多；")
    _write_groups(book, UNITS_SHEET, "各单位自评表检查情况", hint, overview, overview.by_unit, with_units=False)


def write_forms(book: ReportBook, overview: Overview) -> None:
    """A line for every form."""
    hint = _GROUP_HINT.format(forms="")
    _write_groups(book, FORMS_SHEET, "各表样自评表检查情况", hint, overview, overview.by_form, with_units=True)


def _write_groups(
    book: ReportBook,
    name: str,
    title: str,
    hint: str,
    overview: Overview,
    lines: Sequence[GroupLine],
    *,
    with_units: bool,
) -> None:
    grades = grade_names(overview)
    counted = [Column("单位", 7, "count")] if with_units else []
    columns = [
        Column("序号", 5.5, "count"), Column("表样" if with_units else "单位", 26), *counted, Column("文件", 7, "count"),
        Column("自评表", 7.5, "count", adds=True), Column("无错误", 7.5, "count", adds=True),
        Column("预算数\n（万元）", 13, "money", adds=True), Column("执行数\n（万元）", 13, "money", adds=True),
        Column("执行率", 9, "rate"), Column("平均分", 8, "points"), Column("最低分", 8, "points"),
        Column("最高分", 8, "points"), Column("有总分", 7.5, "count", adds=True), Column("满分", 6.5, "count", adds=True),
        *(Column(grade, max(5.0, 2.2 * len(grade) + 2), "count", adds=True) for grade in grades), *tally_columns(),
    ]  # fmt: skip
    rows = [_group_values(book, line, grades, with_units) for line in lines]
    whole = _group_values(book, overview.all, grades, with_units)
    columns = [_adding(column, (row[at] for row in rows), whole[at]) for at, column in enumerate(columns)]
    table = Table(book, name, title, hint, columns, fixed=2)
    table.sheet.set_row(HEADER, TALL_HEAD)
    for number, row in enumerate(rows, start=1):
        table.add([number, *row[1:]])
    if not rows:
        table.add_line("没有自评表。")
        return
    table.filter()
    heads = [column.head for column in columns]
    at = heads.index("执行率")
    if columns[at - 1].adds and columns[at - 2].adds:
        whole[at] = Quotient(at - 1, at - 2, overview.all.rate)
    table.add_totals([None, _TOTAL, *whole[2:]])


def _group_values(book: ReportBook, line: GroupLine, grades: Sequence[str], with_units: bool) -> list[Value]:
    return [
        None, line.name, *([line.units] if with_units else []), line.files, line.forms, line.clean, line.budget,
        line.executed, line.rate, line.mean, line.lowest, line.highest, line.scored, line.full,
        *grade_counts(line, grades), *tally_values(book, line.found),
    ]  # fmt: skip


def _adding(column: Column, values: Iterable[Value], whole: Value) -> Column:
    """The column, not to be added up where its values do not give the figure of all (findings that are of no unit)."""
    return column._replace(adds=column.adds and sum(map(_number, values)) == _number(whole))


def _number(value: Value) -> Decimal:
    if isinstance(value, Marked):
        value = value.value
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def write_rules(book: ReportBook, overview: Overview, links: Links) -> None:
    """A line for every rule that found something, with an example."""
    found = overview.all.found
    rows: list[list[Value]] = []
    for number, line in enumerate(overview.by_rule, start=1):
        level = Marked(SEVERITY_WORDS[line.severity], coloured(book, line.severity, bold=True))
        rows.append([
            number, line.code, line.title, level, line.findings, line.waived, line.files, line.forms, line.share,
            line.units, line.example, file_name(line.where), place_of(line.where), links.to(line.where),
        ])  # fmt: skip
    whole: list[Value] = [None] * len(_RULES)
    whole[1], whole[4], whole[5] = _TOTAL, found.all, found.waived
    columns = [_adding(column, (row[at] for row in rows), whole[at]) for at, column in enumerate(_RULES)]
    table = Table(book, RULES_SHEET, "各类问题的分布", _RULES_HINT, columns, fixed=3)
    table.sheet.set_row(HEADER, TALL_HEAD)
    for row in rows:
        table.add(row)
    if not rows:
        table.add_line("没有发现问题。")
        return
    table.filter()
    table.add_totals(whole)


def write_unchecked(book: ReportBook, overview: Overview) -> None:
    """The files that were not checked, and why."""
    hint = "这些文件没有列入本表的各项数字，请逐个核对是否应当补报、重报。" if overview.unchecked else ""
    table = Table(book, UNCHECKED_SHEET, f"未检查的文件（{len(overview.unchecked)} 个）", hint, _UNCHECKED, fixed=1)
    for number, line in enumerate(overview.unchecked, start=1):
        table.add([number, line.file, STATUS_WORDS.get(line.status, line.status), line.reason])
    if not overview.unchecked:
        table.add_line("没有：找到的文件都检查过了。")
    table.filter()
