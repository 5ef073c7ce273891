"""The check report as one HTML page that needs nothing else: opens offline, filters in the browser, prints on A4."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from zipingbiao.base.numbers import show, show_percent
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import SEVERITY_WORDS, Finding, Kind
from zipingbiao.model.values import BLANK, Value
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.living import original
from zipingbiao.writers._page import FOOTER, facts_line, text, tile, whole_page
from zipingbiao.writers._report_charts import finding_charts, rule_sections, score_bars
from zipingbiao.writers._report_page import SCRIPT, STYLE
from zipingbiao.writers.checked import (
    CheckedFile,
    count_files,
    count_severities,
    count_waived,
    findings_by_form,
    shown_with_unit,
    spot_of,
    unit_name_of,
    where_of,
    years_of,
)
from zipingbiao.writers.result_rows import WAIVED, sorted_findings

_LEVELS = {"project": "项目支出", "department": "部门整体支出"}
_NOTHING = '<span class="badge ok">没有发现问题</span>'
_COMPUTED = "<small>（计算）</small>"
_LEGEND = '<p class="legend">（计算）：表上没有填，是软件按填报的数算出来的。</p>'


def render_html(files: Sequence[CheckedFile], made: date | None = None, rules: Sequence[Mapping[str, Any]] = ()) -> str:
    """The whole page.

    Args:
        files: what was checked.
        made: the day printed in the heading; left out where None.
        rules: the rules that found something, with code, title and the sections of their documentation.
    """
    unit = unit_name_of(files)
    title = f"{unit}绩效自评表检查报告" if unit else "绩效自评表检查报告"
    several = count_files(files) > 1
    cards = [card for file in files for card in _cards(file, several)]
    body = [
        f"<header><h1>{text(title)}</h1>{_facts(files, made)}</header>",
        _tiles(files),
        finding_charts(files, {rule["code"]: rule["title"] for rule in rules}),
        f'<section class="cards">{"".join(cards)}</section>' if cards else "",
        _LEGEND if any(_COMPUTED in card for card in cards) else "",
        _findings(files, several, {rule["code"] for rule in rules}),
        rule_sections(rules),
        f"<footer>{FOOTER}</footer>",
    ]
    return whole_page(title, body, STYLE, SCRIPT)


def _facts(files: Sequence[CheckedFile], made: date | None) -> str:
    checked = [file.name for file in files if not file.is_list]
    names = "、".join(checked[:5]) + (f" 等 {len(checked)} 个文件" if len(checked) > 5 else "")
    facts = [("文件", names), ("年度", "、".join(str(year) for year in years_of(files)) or "未注明")]
    if made is not None:
        facts.append(("检查日期", f"{made.year} 年 {made.month} 月 {made.day} 日"))
    return facts_line(facts)


def _tiles(files: Sequence[CheckedFile]) -> str:
    counts = count_severities(files)
    tiles = [("files", count_files(files), "文件"), ("forms", sum(len(file.evaluations) for file in files), "自评表")]
    tiles += [(severity, count, SEVERITY_WORDS[severity]) for severity, count in counts.items()]
    if waived := count_waived(files):
        tiles.append(("waived", waived, WAIVED))
    inner = "".join(tile(key, str(count), word) for key, count, word in tiles)
    return f'<section class="tiles">{inner}</section>'


def _cards(file: CheckedFile, several: bool) -> Iterator[str]:
    found, _ = findings_by_form(file)
    forms = zip(file.evaluations, file.assessments, found, strict=True)
    for number, (evaluation, assessment, own) in enumerate(forms, 1):
        yield _card(file, evaluation, assessment, own, number, several)


def _card(
    file: CheckedFile,
    evaluation: Evaluation,
    assessment: Assessment,
    found: tuple[Finding, ...],
    number: int,
    several: bool,
) -> str:
    counts = count_severities([CheckedFile(file.path, findings=found)])
    badges = "".join(
        f'<span class="badge {severity}">{SEVERITY_WORDS[severity]} {count}</span>'
        for severity, count in counts.items()
        if count
    )
    if waived := count_waived([CheckedFile(file.path, findings=found)]):
        badges += f'<span class="badge waived">{WAIVED} {waived}</span>'
    where = [_LEVELS[evaluation.level], evaluation.place.sheet or f"第 {number} 张表"]
    if several:
        where.append(file.name)
    # Several forms of one sheet share the entry of their sheet.
    group = _group(file, found[0], several) if found else ""
    go = f'<button type="button" class="go" data-where="{text(group)}">查看问题</button>' if found else ""
    return (
        f'<article class="card"><h2>{text(evaluation.name)}</h2><p class="where">{text(" · ".join(where))}</p>'
        f"<dl>{_figures(evaluation, assessment, found)}</dl>{score_bars(evaluation, assessment)}"
        f'<p class="badges">{badges or _NOTHING}{go}</p></article>'
    )


def _group(file: CheckedFile, finding: Finding, several: bool) -> str:
    """The entry of the filter 表 that a finding belongs to."""
    return f"{file.name} · {where_of(finding)}" if several or file.is_list else where_of(finding)


def _figures(evaluation: Evaluation, assessment: Assessment, found: Sequence[Finding]) -> str:
    """总分, 等级 and 执行率: what a person wrote, else what was computed; what they should be only if a rule says so."""
    funding = evaluation.total_funding
    total = original(evaluation.total, evaluation.living_total)
    grade = original(evaluation.grade, evaluation.living_grade)
    rate = BLANK if funding is None else original(funding.rate, funding.living_rate)
    figures: list[tuple[str, Value, str | None, Kind]] = [
        ("总分", total, None if assessment.written_total is None else show(assessment.written_total), "score_sum"),
        ("等级", grade, assessment.written_grade, "grade_mismatch"),
        ("执行率", rate, None if assessment.rate is None else show_percent(assessment.rate), "exec_rate"),
    ]
    return "".join(
        _figure(name, value.text, computed, next((f for f in found if f.kind == kind and f.place == value.place), None))
        for name, value, computed, kind in figures
    )


def _figure(name: str, written: str | None, computed: str | None, finding: Finding | None) -> str:
    note = ""
    if written is None and computed is not None:
        note = _COMPUTED
    elif finding is not None and finding.expected:
        note = f'<small class="{finding.severity}">应为 {text(finding.expected)}</small>'
    return f"<div><dt>{name}</dt><dd>{text(written or computed or '—')}{note}</dd></div>"


def _findings(files: Sequence[CheckedFile], several: bool, explained: Container[str]) -> str:
    found = sorted_findings(files)
    if not found:
        return '<section><h2>检查结果</h2><p class="clean">没有发现问题。</p></section>'
    groups = list(dict.fromkeys(_group(file, finding, several) for file, finding in found))
    rows = "\n".join(_row(number, file, finding, several, explained) for number, (file, finding) in enumerate(found, 1))
    boxes = "".join(
        f'<label><input type="checkbox" class="pick" value="{group}" checked> {word}</label>'
        for group, word in (*SEVERITY_WORDS.items(), ("waived", WAIVED))
        if any(_filter_of(finding) == group for _, finding in found)
    )
    options = "".join(f'<option value="{text(name)}">{text(name)}</option>' for name in groups)
    return (
        '<section id="findings"><h2>检查结果</h2><form class="filters" onsubmit="return false">'
        f'{boxes}<label>表 <select name="where"><option value="">全部</option>{options}</select></label>'
        '<label>查找 <input name="words" type="search" placeholder="指标、规则、文字"></label>'
        f'<span class="count" data-measure="条">共 {len(found)} 条</span></form>'
        "<table><thead><tr><th>序号</th><th>级别</th><th>位置</th><th>指标或栏目</th><th>填报值</th><th>应为</th>"
        f"<th>问题与处理办法</th></tr></thead><tbody>\n{rows}\n</tbody></table></section>"
    )


def _filter_of(finding: Finding) -> str:
    """The box among the filters that shows the finding."""
    return finding.severity if finding.waived is None else "waived"


def _row(number: int, file: CheckedFile, finding: Finding, several: bool, explained: Container[str]) -> str:
    spot = spot_of(finding)
    place = f"<b>{text(where_of(finding))}</b>" + (f"<br>{text(spot)}" if spot else "")
    if several or file.is_list:
        place = f"<small>{text(file.name)}</small><br>{place}"
    values = [text(shown_with_unit(value, finding.unit) or "—") for value in (finding.printed, finding.expected)]
    remedy = f'<p class="remedy">{text(finding.remedy)}</p>' if finding.remedy else ""
    basis = f'<p class="basis">依据：{text(finding.basis)}</p>' if finding.basis else ""
    reason = "" if finding.waived is None else f'<p class="reason">{WAIVED}：{text(finding.waived)}</p>'
    code = text(finding.code)
    if finding.code in explained:
        code = f'<button type="button" class="rule" data-rule="{code}" title="这条规则查什么、为什么">{code}</button>'
    badge = f'<span class="badge {finding.severity}">{SEVERITY_WORDS[finding.severity]}</span>'
    if reason:
        badge += f'<br><span class="badge waived">{WAIVED}</span>'
    return (
        f'<tr class="{_filter_of(finding)}" data-where="{text(_group(file, finding, several))}"><td data-head="序号">{number}</td>'
        f"<td>{badge}<br><small>{code}</small></td>"
        f'<td class="place">{place}</td><td data-head="指标或栏目">{text(finding.label)}</td>'
        f'<td class="value" data-head="填报值">{values[0]}</td><td class="value" data-head="应为">{values[1]}</td>'
        f"<td><p>{text(finding.message)}</p>{remedy}{basis}{reason}</td></tr>"
    )
