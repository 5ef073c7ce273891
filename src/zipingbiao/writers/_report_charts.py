"""The small charts of the HTML report and its section about the rules; drawn without pictures, so that they print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from zipingbiao.base.numbers import show
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding, Severity
from zipingbiao.scoring.engine import Assessment
from zipingbiao.writers._page import text
from zipingbiao.writers._page_bars import severity_chart
from zipingbiao.writers.checked import CheckedFile, count_files, where_of

#: Width of a bar in the cards, in pixels of its drawing.
_BAR = 120


def finding_charts(files: Sequence[CheckedFile], titles: Mapping[str, str]) -> str:
    """How many findings each sheet has (each file, where there are several), and each rule; '' where that says nothing.

    Args:
        files: what was checked.
        titles: what the rules are about, by code.
    """
    found = [(file, finding) for file in files for finding in file.findings if finding.waived is None]
    by_file = count_files(files) > 1
    places = [(file.name if by_file or file.is_list else where_of(one), one) for file, one in found]
    codes = [(f"{one.code} {titles.get(one.code, '')}".strip(), one) for _, one in found]
    charts = [
        severity_chart(title, _count(bars))
        for title, bars in (("各文件的问题" if by_file else "各表的问题", places), ("各规则的问题", codes))
        if len({name for name, _ in bars}) > 1
    ]
    return f'<section class="charts">{"".join(charts)}</section>' if charts else ""


def _count(found: Iterable[tuple[str, Finding]]) -> dict[str, Counter[Severity]]:
    counts: dict[str, Counter[Severity]] = {}
    for name, finding in found:
        counts.setdefault(name, Counter())[finding.severity] += 1
    return counts


def rule_sections(rules: Sequence[Mapping[str, Any]]) -> str:
    """What every rule looks for and why, folded up; '' for none."""
    if not rules:
        return ""
    parts = []
    for rule in rules:
        lines = "".join(f"<dt>{text(head)}</dt><dd>{text(body)}</dd>" for head, body in rule["sections"].items())
        parts.append(
            f'<details id="rule-{text(rule["code"])}"><summary><b>{text(rule["code"])}</b> {text(rule["title"])}</summary>'
            f"<dl>{lines}</dl></details>"
        )
    return f'<section class="rules"><h2>规则说明</h2>{"".join(parts)}</section>'


def score_bars(evaluation: Evaluation, assessment: Assessment) -> str:
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
            f'<text x="0" y="{y + 12}">{text(name[:6])}</text>'
            f'<rect class="track" x="66" y="{y + 3}" width="{_BAR}" height="10" rx="2"/>'
            f'<rect class="bar" x="66" y="{y + 3}" width="{share * _BAR:.1f}" height="10" rx="2"/>'
            f'<text class="points" x="{66 + _BAR + 6}" y="{y + 12}">{show(earned)}/{show(possible)}</text>'
        )
    if not lines:
        return ""
    return f'<svg viewBox="0 0 270 {len(lines) * 18}" role="img" aria-label="各部分得分">{"".join(lines)}</svg>'
