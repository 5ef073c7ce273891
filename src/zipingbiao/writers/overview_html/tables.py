"""The tables of the overview page: by unit, by form, by rule."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zipingbiao.base.text import excerpt
from zipingbiao.model.finding import SEVERITY_WORDS
from zipingbiao.model.overview import Overview, RuleLine
from zipingbiao.writers._page import text
from zipingbiao.writers.overview_html.parts import (
    SENTENCE,
    Column,
    Places,
    exact_points,
    filters,
    money,
    named,
    number,
    percent,
    points,
    section,
    table,
)
from zipingbiao.writers.result_rows import WAIVED

_SCORES = "总分：表上填写的，没有填的不算。"
_MONEY = "资金：预算数、执行数都填了的表合计，执行率 = 执行数 ÷ 预算数。"
_GRADES = "等级：表上填写的，没有填的按总分算出。"


def by_unit(overview: Overview) -> str:
    """A line for each unit, the one with most errors a form first."""
    lines = overview.by_unit
    about = f"平均每张表错误多的在前。{_MONEY}{_SCORES}{_GRADES}"
    if not lines:
        return section("units", "按单位", '<p class="clean">没有自评表。</p>')
    head = Column("单位", lambda line: named(line.name), 17)
    columns = [head, *_columns(_grades(overview), with_units=False)]
    filtered = filters(len(lines), "个", "单位名称")
    return section("units", "按单位", filtered, table(columns, lines, overview.all, "groups"), about=about)


def by_form(overview: Overview) -> str:
    """A line for each form."""
    lines = overview.by_form
    if not lines:
        return ""
    columns = [Column("表样", lambda line: named(line.name), 17), *_columns(_grades(overview), with_units=True)]
    filtered = filters(len(lines), "种", "表样名称")
    return section("forms", "按表样", filtered, table(columns, lines, overview.all, "groups"))


def by_rule(overview: Overview, places: Places) -> str:
    """A line for each rule that found something, with an example."""
    lines = overview.by_rule
    if not lines:
        return section("rules", "按规则", '<p class="clean">没有发现问题。</p>')
    columns = [
        Column("级别", _severity, 5.5, "mid"),
        Column("规则", lambda rule: f"<b>{text(rule.code)}</b> {named(rule.title)}", 19),
        Column("问题（条）", lambda rule: number(rule.findings), 6, "num"),
        Column(f"{WAIVED}（条）", lambda rule: number(rule.waived), 6.5, "num"),
        Column("单位", lambda rule: number(rule.units), 4.5, "num"),
        Column("文件", lambda rule: number(rule.files), 5, "num"),
        Column("自评表", lambda rule: number(rule.forms), 5, "num"),
        Column("占全部表", _share, 9, "num"),
        Column("举例", lambda rule: text(excerpt(rule.example, SENTENCE)), 25),
        Column("例子所在", lambda rule: places.show(rule.where), 18),
    ]
    filtered = filters(len(lines), "条规则", "规则、文字")
    about = f"单位、文件、自评表：这条规则在多少个里发现了问题。{WAIVED}的不计入问题。"
    # One rule can stand twice, with findings of several severities.
    first = {rule.code: rule for rule in reversed(lines) if rule.code}

    def mark(rule: RuleLine) -> str:
        anchor = f' id="rule-{text(rule.code)}"' if first.get(rule.code) is rule else ""
        return f'class="{rule.severity}"{anchor}'

    found = table(columns, lines, mark=mark)
    return section("rules", "按规则", filtered, found, about=about)


def _severity(rule: RuleLine) -> str:
    return f'<span class="badge {rule.severity}">{SEVERITY_WORDS[rule.severity]}</span>'


def _share(rule: RuleLine) -> str:
    width = min(max(rule.share, Decimal(0)), Decimal(1)) * 100
    return f'{percent(rule.share)}<span class="stack"><i class="plain" style="width:{width:.1f}%"></i></span>'


def _grades(overview: Overview) -> Sequence[str]:
    """All grades that occur, the best first."""
    groups = (overview.all, *overview.by_unit, *overview.by_form)
    return list(dict.fromkeys(grade for line in groups for grade, _ in line.grades))


def _columns(grades: Sequence[str], with_units: bool) -> list[Column]:
    def grade_column(grade: str) -> Column:
        return Column(
            excerpt(grade, 6),
            lambda line: number(dict(line.grades).get(grade, 0)),
            max(4.4, 1.6 * min(len(grade), 6)),
            "num",
            "等级（张）",
        )

    return [
        *([Column("单位", lambda line: number(line.units), 4, "num", "个数")] if with_units else []),
        Column("文件", lambda line: number(line.files), 4.3, "num", "个数"),
        Column("自评表", lambda line: number(line.forms), 5, "num", "个数"),
        Column("无错误", lambda line: number(line.clean), 5, "num", "个数"),
        Column("预算数", lambda line: money(line.budget), 9.5, "num", "资金（万元）"),
        Column("执行数", lambda line: money(line.executed), 9.5, "num", "资金（万元）"),
        Column("执行率", lambda line: percent(line.rate), 6, "num", "资金（万元）"),
        Column("平均", lambda line: points(line.mean), 5, "num", "总分"),
        Column("最低", lambda line: exact_points(line.lowest), 5, "num", "总分"),
        Column("最高", lambda line: exact_points(line.highest), 5, "num", "总分"),
        Column("有总分", lambda line: number(line.scored), 5, "num", "张数"),
        Column("满分", lambda line: number(line.full), 4.3, "num", "张数"),
        *(grade_column(grade) for grade in grades),
        Column("错误", lambda line: number(line.found.errors), 4.8, "num", "问题（条）"),
        Column("警告", lambda line: number(line.found.warnings), 4.8, "num", "问题（条）"),
        Column("提示", lambda line: number(line.found.infos), 4.8, "num", "问题（条）"),
        Column(WAIVED, lambda line: number(line.found.waived), 4.8, "num", "问题（条）"),
    ]
