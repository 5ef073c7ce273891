"""The lists of the overview page: what is worth a look, the sample, files not checked, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from zipingbiao.base.text import excerpt
from zipingbiao.model.finding import SEVERITY_WORDS
from zipingbiao.model.overview import STATUS_WORDS, FindingLine, FormLine, Outlier, Overview, Spot
from zipingbiao.writers._page import text
from zipingbiao.writers.checked import shown_with_unit
from zipingbiao.writers.overview_html.parts import (
    NAME,
    SENTENCE,
    Column,
    Places,
    exact_points,
    filters,
    money,
    named,
    number,
    percent,
    section,
    share,
    table,
    tally,
)
from zipingbiao.writers.result_rows import WAIVED

#: Rows of a list, and bytes of the findings together: the page stays below 5 MB and quick to filter.
FINDINGS, FILES, OF_A_KIND, _LARGEST = 2_000, 500, 60, 2_500_000
#: Characters of an identical text.
_TEXT = 600


def outliers(overview: Overview, places: Places) -> str:
    """What a reviewer should look at, by kind, each with its forms."""
    if not overview.outliers:
        return section("outliers", "值得核实的情况", '<p class="clean">没有发现这类情况。</p>')
    parts = []
    for title, found in groupby(overview.outliers, key=lambda outlier: outlier.title):
        group = list(found)
        parts.append(f"<h3>{named(title)} <small>{number(len(group))} 处</small></h3>")
        parts += [_outlier(outlier, places) for outlier in group[:OF_A_KIND]]
        if len(group) > OF_A_KIND:
            parts.append(f'<p class="legend">这里列出前 {OF_A_KIND} 处，其余的在汇总工作簿里。</p>')
    about = "以下情况单看一张表不一定有错，放在一起看值得核实，不计入错误和警告。"
    return section("outliers", "值得核实的情况", *parts, about=about)


def _outlier(outlier: Outlier, places: Places) -> str:
    quoted = ""
    if outlier.text:
        length = f" <small>（共 {number(len(outlier.text))} 字）</small>" if len(outlier.text) > _TEXT else ""
        quoted = f"<blockquote>{text(excerpt(outlier.text, _TEXT))}{length}</blockquote>"
    listed = ""
    if outlier.forms:
        listed = table(_form_columns(outlier.forms, places), outlier.forms, css="list")
    if outlier.count > len(outlier.forms) and outlier.forms:
        listed += f'<p class="legend">共 {number(outlier.count)} 张，这里列出 {number(len(outlier.forms))} 张。</p>'
    return f'<article class="outlier"><p class="seen">{text(excerpt(outlier.sentence, SENTENCE))}</p>{quoted}{listed}</article>'


def sample(overview: Overview, places: Places) -> str:
    """The forms to look at by hand, and how they were drawn."""
    drawn = overview.sample
    if not drawn.forms:
        return section("sample", "抽查名单", "<p>没有抽取。</p>")
    short = f"（要求 {number(drawn.wanted)} 张）" if drawn.wanted != len(drawn.forms) else ""
    about = (
        f"把 {number(sum(one.size for one in drawn.strata))} 张自评表分成 {len(drawn.strata)} 层，"
        f"每层随机抽取若干张，共抽取 {number(len(drawn.forms))} 张{short}。随机数种子 {drawn.seed}："
        "同样的检查结果、同样的种子，抽出的名单相同。"
    )
    strata = table(
        [
            Column("层", lambda one: named(one.name), 40),
            Column("自评表（张）", lambda one: number(one.size), 14, "num"),
            Column("抽取（张）", lambda one: number(one.taken), 14, "num"),
            Column("抽取比例", lambda one: share(one.taken, one.size), 14, "num"),
        ],
        drawn.strata,
        css="list strata",
    )
    rows = [(index, layer, form) for index, (layer, form) in enumerate(drawn.forms, start=1)]
    columns = [
        Column("序号", lambda row: number(row[0]), 4.5, "num"),
        Column("层", lambda row: named(row[1]), 9),
        *(_of_form(column) for column in _form_columns([form for _, form in drawn.forms], places)),
        Column("复核意见", lambda row: "", 12),
    ]
    filtered = filters(len(rows), "张", "单位、项目、文件")
    # The filter stands right before its table, in a part of its own.
    return section(
        "sample", "抽查名单", strata, f"<div>{filtered}{table(columns, rows, css='list')}</div>", about=about
    )


def _of_form(column: Column) -> Column:
    """The column for rows that hold the form in the third place."""
    return column._replace(cell=lambda row: column.cell(row[2]))


def _form_columns(forms: Sequence[FormLine], places: Places) -> list[Column]:
    columns = [
        Column("单位", lambda form: named(form.unit), 14),
        Column("项目", lambda form: named(form.project), 15),
        Column("年度", lambda form: "—" if form.year is None else str(form.year), 4.2, "mid"),
        Column("表样", _form_name, 12),
        Column("总分", _total, 6.6, "num"),
        Column("等级", lambda form: named(form.grade or ""), 4, "mid"),
        Column("执行率", lambda form: percent(form.rate), 6, "num"),
        Column("预算数（万元）", lambda form: money(form.budget), 9.5, "num"),
        Column("问题", lambda form: tally(form.found), 11.5),
        Column("位置", lambda form: places.show(form.where), 18),
    ]
    if any(form.remark for form in forms):
        columns.append(Column("说明", lambda form: text(excerpt(form.remark, SENTENCE)), 10))
    return columns


def _form_name(form: FormLine) -> str:
    level = f"<br><small>{text(form.level)}</small>" if form.level and form.level not in form.form else ""
    return named(form.form) + level


def _total(form: FormLine) -> str:
    """The written total; below it the computed one, where it is another."""
    shown = exact_points(form.total)
    computed = exact_points(form.computed_total)
    return shown if form.computed_total is None or computed == shown else f"{shown}<br><small>计算 {computed}</small>"


def unchecked(overview: Overview, places: Places) -> str:
    """Files that were not checked, and why."""
    lines = overview.unchecked
    if not lines:
        return section("unchecked", "没有检查的文件", '<p class="clean">没有，找到的文件都检查了。</p>')
    counts = {word: sum(line.status == status for line in lines) for status, word in STATUS_WORDS.items()}
    about = "，".join(f"{word} {number(count)} 个" for word, count in counts.items() if count)
    about = f"共 {number(len(lines))} 个{'：' + about if about else ''}。"
    shown = lines[:FILES]
    if len(shown) < len(lines):
        about += f"这里列出前 {number(FILES)} 个，其余的在批量检查的结果文件里。"
    columns = [
        Column("情况", lambda line: STATUS_WORDS.get(line.status, named(line.status)), 8),
        Column("文件", lambda line: places.show(Spot(line.file)), 46),
        Column("原因", lambda line: text(excerpt(line.reason, SENTENCE)) or "—", 46),
    ]
    filtered = filters(len(shown), "个", "文件、原因")
    return section("unchecked", "没有检查的文件", filtered, table(columns, shown, css="list"), about=about)


def findings(overview: Overview, places: Places) -> str:
    """The findings, the worst first, as many as a page can hold."""
    if not overview.findings:
        return section("findings", "问题清单", '<p class="clean">没有发现问题。</p>')
    explained = {rule.code for rule in overview.by_rule if rule.code}
    columns = _finding_columns(places, explained)
    rows = list(_fitting(enumerate(overview.findings[:FINDINGS], start=1), columns))
    about = f"共 {number(overview.finding_count)} 条，先列错误，再列警告、提示。"
    if len(rows) < overview.finding_count:
        about = (
            f"共 {number(overview.finding_count)} 条，这里列出最严重的 {number(len(rows))} 条；其余 "
            f"{number(overview.finding_count - len(rows))} 条在批量检查的结果文件里，可以存成 .xlsx 逐条查看，"
            "也可以用 zpb check 单独检查有关单位的文件夹。"
        )
    boxes = "".join(
        f'<label><input type="checkbox" class="pick" value="{key}" checked> {word}</label>'
        for key, word in (*SEVERITY_WORDS.items(), ("waived", WAIVED))
        if any(_class(line) == key for _, line in rows)
    )
    filtered = filters(len(rows), "条", "单位、项目、规则、文字", boxes, "点栏名可以排序；打印的是显示的各条")
    listed = table(columns, rows, css="list", mark=lambda row: f'class="{_class(row[1])}"')
    return section("findings", "问题清单", filtered, listed, about=about)


def _fitting(rows: Iterator[tuple[int, FindingLine]], columns: Sequence[Column]) -> Iterator[tuple[int, FindingLine]]:
    """The rows until the page would be too large."""
    room = _LARGEST
    for row in rows:
        room -= sum(len(column.cell(row).encode()) for column in columns)
        if room < 0:
            return
        yield row


def _finding_columns(places: Places, explained: set[str]) -> list[Column]:
    def code(line: FindingLine) -> str:
        shown = text(line.code)
        return f'<a href="#rule-{shown}">{shown}</a>' if line.code in explained else shown

    def about(write: Callable[[FindingLine], str]) -> Callable[[Any], str]:
        return lambda row: write(row[1])

    return [
        Column("序号", lambda row: number(row[0]), 4.5, "num"),
        Column("级别", about(lambda line: f"{_badges(line)}<br><small>{code(line)}</small>"), 6, "mid"),
        Column("单位、项目", about(_whose), 17),
        Column("位置", about(lambda line: places.show(line.where)), 18),
        Column("指标或栏目", about(lambda line: named(line.label)), 11),
        Column("填报值", about(lambda line: named(shown_with_unit(line.printed, line.value_unit))), 8),
        Column("应为", about(lambda line: named(shown_with_unit(line.expected, line.value_unit))), 8),
        Column("问题与处理办法", about(_told), 30),
    ]


def _class(line: FindingLine) -> str:
    return line.severity if line.waived is None else "waived"


def _badges(line: FindingLine) -> str:
    badge = f'<span class="badge {line.severity}">{SEVERITY_WORDS[line.severity]}</span>'
    return badge if line.waived is None else f'{badge}<br><span class="badge waived">{WAIVED}</span>'


def _whose(line: FindingLine) -> str:
    project = f"<br><small>{text(excerpt(line.project, NAME))}</small>" if line.project else ""
    return named(line.unit) + project


def _told(line: FindingLine) -> str:
    remedy = f'<p class="remedy">{text(excerpt(line.remedy, SENTENCE))}</p>' if line.remedy else ""
    reason = "" if line.waived is None else f'<p class="reason">{WAIVED}：{text(excerpt(line.waived, SENTENCE))}</p>'
    return f"<p>{text(excerpt(line.message, SENTENCE))}</p>{remedy}{reason}"
