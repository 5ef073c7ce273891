"""The check report as one HTML page that needs nothing else: opens offline, filters in the browser, prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html import escape

from zipingbiao.base.files import printable
from zipingbiao.base.numbers import show, show_percent
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import SEVERITY_ORDER, SEVERITY_WORDS, Finding, Kind, Severity
from zipingbiao.model.values import BLANK, Value
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.living import original
from zipingbiao.writers._report_page import FILTER, STYLE
from zipingbiao.writers.checked import (
    CheckedFile,
    count_severities,
    shown_with_unit,
    spot_of,
    unit_name_of,
    where_of,
    years_of,
)

_LEVELS = {"project": "项目支出", "department": "部门整体支出"}
_NOTHING = '<span class="badge ok">没有发现问题</span>'
_COMPUTED = "<small>（计算）</small>"
_LEGEND = '<p class="legend">（计算）：表上没有填，是软件按填报的数算出来的。</p>'
#: Width of a bar in the cards, in pixels of its drawing.
_BAR = 120


def render_html(files: Sequence[CheckedFile], made: date | None = None) -> str:
    """The whole page.

    Args:
        files: what was checked.
        made: the day printed in the heading; left out where None.
    """
    unit = unit_name_of(files)
    title = f"{unit}绩效自评表检查报告" if unit else "绩效自评表检查报告"
    several = len(files) > 1
    cards = [
        _card(file, evaluation, assessment, number, several)
        for file in files
        for number, (evaluation, assessment) in enumerate(zip(file.evaluations, file.assessments, strict=True), 1)
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="zh-CN">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # The page needs no network; should a cell's text ever slip through, nothing it names is loaded.
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
            "script-src 'unsafe-inline'\">",
            f"<title>{_text(title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            f"<header><h1>{_text(title)}</h1>{_facts(files, made)}</header>",
            _tiles(files),
            f'<section class="cards">{"".join(cards)}</section>' if cards else "",
            _LEGEND if any(_COMPUTED in card for card in cards) else "",
            _findings(files, several),
            "<footer>错误：算术或格式不成立，须更正。警告：很可能有误，须说明理由或更正。提示：供参考。"
            "由自评表软件 zipingbiao 生成。</footer>",
            f"<script>{FILTER}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _text(text: object) -> str:
    return escape(printable(str(text)), quote=True)


def _facts(files: Sequence[CheckedFile], made: date | None) -> str:
    names = "、".join(file.name for file in files[:5]) + (f" 等 {len(files)} 个文件" if len(files) > 5 else "")
    facts = [("文件", names), ("年度", "、".join(str(year) for year in years_of(files)) or "未注明")]
    if made is not None:
        facts.append(("检查日期", f"{made.year} 年 {made.month} 月 {made.day} 日"))
    return '<p class="facts">' + "".join(f"<span>{_text(k)}：{_text(v)}</span>" for k, v in facts) + "</p>"


def _tiles(files: Sequence[CheckedFile]) -> str:
    counts = count_severities(files)
    tiles = [("files", len(files), "文件"), ("forms", sum(len(file.evaluations) for file in files), "自评表")]
    tiles += [(severity, count, SEVERITY_WORDS[severity]) for severity, count in counts.items()]
    inner = "".join(f'<div class="tile {key}"><b>{count}</b><span>{word}</span></div>' for key, count, word in tiles)
    return f'<section class="tiles">{inner}</section>'


def _card(file: CheckedFile, evaluation: Evaluation, assessment: Assessment, number: int, several: bool) -> str:
    found = _of_form(file, evaluation)
    counts = count_severities([CheckedFile(file.path, findings=found)])
    badges = "".join(
        f'<span class="badge {severity}">{SEVERITY_WORDS[severity]} {count}</span>'
        for severity, count in counts.items()
        if count
    )
    where = [_LEVELS[evaluation.level], evaluation.place.sheet or f"第 {number} 张表"]
    if several:
        where.append(file.name)
    # Several forms of one sheet share the entry of their sheet.
    group = _group(file, found[0], several) if found else ""
    go = f'<button type="button" class="go" data-where="{_text(group)}">查看问题</button>' if found else ""
    return (
        f'<article class="card"><h2>{_text(evaluation.name)}</h2><p class="where">{_text(" · ".join(where))}</p>'
        f"<dl>{_figures(evaluation, assessment, found)}</dl>{_bars(evaluation, assessment)}"
        f'<p class="badges">{badges or _NOTHING}{go}</p></article>'
    )


def _group(file: CheckedFile, finding: Finding, several: bool) -> str:
    """The entry of the filter 表 that a finding belongs to."""
    return f"{file.name} · {where_of(finding)}" if several else where_of(finding)


def _of_form(file: CheckedFile, evaluation: Evaluation) -> tuple[Finding, ...]:
    sheets = [one.place.sheet for one in file.evaluations]
    # Several forms on one sheet, or a file without sheets: only the project's name tells them apart.
    by_sheet = evaluation.place.sheet is not None and sheets.count(evaluation.place.sheet) == 1
    return tuple(
        finding
        for finding in file.findings
        if (finding.place.sheet == evaluation.place.sheet if by_sheet else finding.project == evaluation.name)
    )


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
        note = f'<small class="{finding.severity}">应为 {_text(finding.expected)}</small>'
    return f"<div><dt>{name}</dt><dd>{_text(written or computed or '—')}{note}</dd></div>"


def _bars(evaluation: Evaluation, assessment: Assessment) -> str:
    """A bar for 执行率 and for every first-level group: points earned of points possible."""
    groups: dict[str, list[Decimal]] = {}
    total = evaluation.total_funding
    if total is not None and total.weight.number:
        score = total.score.number if total.score.number is not None else assessment.execution_score
        groups["预算执行"] = [score or Decimal(0), total.weight.number]
    printed: dict[str, Decimal] = {}
    for row, result in zip(evaluation.indicators, assessment.indicators, strict=True):
        name = row.l1_name.removesuffix("指标") or "其他"
        earned, possible = groups.setdefault(name, [Decimal(0), Decimal(0)])
        score = row.score.number if row.score.number is not None else result.counted
        groups[name] = [earned + (score or 0), possible + (row.weight.number or 0)]
        printed.setdefault(name, row.l1_points or Decimal(0))
    lines: list[str] = []
    for name, (earned, weights) in groups.items():
        # A form without 分值 column may print the points in the label: 产出指标（40分）.
        possible = weights or printed.get(name, Decimal(0))
        if possible <= 0:
            continue
        share = min(max(earned / possible, Decimal(0)), Decimal(1))
        y = len(lines) * 18
        lines.append(
            f'<text x="0" y="{y + 12}">{_text(name[:6])}</text>'
            f'<rect class="track" x="66" y="{y + 3}" width="{_BAR}" height="10" rx="2"/>'
            f'<rect class="bar" x="66" y="{y + 3}" width="{share * _BAR:.1f}" height="10" rx="2"/>'
            f'<text class="points" x="{66 + _BAR + 6}" y="{y + 12}">{show(earned)}/{show(possible)}</text>'
        )
    if not lines:
        return ""
    return f'<svg viewBox="0 0 270 {len(lines) * 18}" role="img" aria-label="各部分得分">{"".join(lines)}</svg>'


def _findings(files: Sequence[CheckedFile], several: bool) -> str:
    found = [(file, finding) for file in files for finding in file.findings]
    if not found:
        return '<section><h2>检查结果</h2><p class="clean">没有发现问题。</p></section>'
    # Sorting is stable: inside a severity the findings stay in the order of sheets and rows.
    found.sort(key=lambda pair: SEVERITY_ORDER[pair[1].severity])
    groups = list(dict.fromkeys(_group(file, finding, several) for file, finding in found))
    rows = "\n".join(_row(number, file, finding, several) for number, (file, finding) in enumerate(found, 1))
    boxes = "".join(
        f'<label><input type="checkbox" class="pick" value="{severity}" checked> {SEVERITY_WORDS[severity]}</label>'
        for severity in _present([finding.severity for _, finding in found])
    )
    options = "".join(f'<option value="{_text(name)}">{_text(name)}</option>' for name in groups)
    return (
        '<section id="findings"><h2>检查结果</h2><form class="filters" onsubmit="return false">'
        f'{boxes}<label>表 <select id="where"><option value="">全部</option>{options}</select></label>'
        '<label>查找 <input id="words" type="search" placeholder="指标、规则、文字"></label>'
        f'<span id="count">共 {len(found)} 条</span></form>'
        "<table><thead><tr><th>序号</th><th>级别</th><th>位置</th><th>指标或栏目</th><th>填报值</th><th>应为</th>"
        f"<th>问题与处理办法</th></tr></thead><tbody>\n{rows}\n</tbody></table></section>"
    )


def _present(severities: list[Severity]) -> list[Severity]:
    return [severity for severity in SEVERITY_ORDER if severity in severities]


def _row(number: int, file: CheckedFile, finding: Finding, several: bool) -> str:
    spot = spot_of(finding)
    place = f"<b>{_text(where_of(finding))}</b>" + (f"<br>{_text(spot)}" if spot else "")
    if several:
        place = f"<small>{_text(file.name)}</small><br>{place}"
    values = [_text(shown_with_unit(value, finding.unit) or "—") for value in (finding.printed, finding.expected)]
    remedy = f'<p class="remedy">{_text(finding.remedy)}</p>' if finding.remedy else ""
    basis = f'<p class="basis">依据：{_text(finding.basis)}</p>' if finding.basis else ""
    return (
        f'<tr class="{finding.severity}" data-where="{_text(_group(file, finding, several))}"><td data-head="序号">{number}</td>'
        f'<td><span class="badge {finding.severity}">{SEVERITY_WORDS[finding.severity]}</span>'
        f"<br><small>{_text(finding.code)}</small></td>"
        f'<td class="place">{place}</td><td data-head="指标或栏目">{_text(finding.label)}</td>'
        f'<td class="value" data-head="填报值">{values[0]}</td><td class="value" data-head="应为">{values[1]}</td>'
        f"<td><p>{_text(finding.message)}</p>{remedy}{basis}</td></tr>"
    )
