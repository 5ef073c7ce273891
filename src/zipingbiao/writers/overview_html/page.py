"""The overview of a batch as one HTML page that needs nothing else: opens offline, sorts and filters, prints on A4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from zipingbiao.base.text import excerpt
from zipingbiao.model.finding import SEVERITY_WORDS, Severity
from zipingbiao.model.overview import GroupLine, Overview, Spot, Tally
from zipingbiao.writers._page import FOOTER, facts_line, text, tile, whole_page
from zipingbiao.writers._page_bars import severity_chart, share_chart
from zipingbiao.writers.overview_html.lists import findings, outliers, sample, unchecked
from zipingbiao.writers.overview_html.parts import (
    NAME,
    SENTENCE,
    Places,
    exact_points,
    money,
    number,
    percent,
    points,
    section,
    share,
)
from zipingbiao.writers.overview_html.style import SCRIPT, STYLE
from zipingbiao.writers.overview_html.tables import by_form, by_rule, by_unit
from zipingbiao.writers.result_rows import WAIVED

_SECTIONS = {
    "main": "概况", "units": "按单位", "forms": "按表样", "rules": "按规则", "outliers": "值得核实的情况",
    "sample": "抽查名单", "unchecked": "没有检查的文件", "findings": "问题清单",
}  # fmt: skip
#: Folders named in the heading.
_FOLDERS = 5


def overview_html(overview: Overview, link: Callable[[Spot], str | None]) -> str:
    """The whole page.

    Args:
        overview: the figures.
        link: the path by which the page reaches the file of a spot, relative or absolute, parted by / and not
            percent-encoded; None where it cannot.
    """
    places = Places(link, overview.folders)
    sections = [
        section("main", _SECTIONS["main"], _tiles(overview.all), _notes(overview), _charts(overview)),
        by_unit(overview),
        by_form(overview),
        by_rule(overview, places),
        outliers(overview, places),
        sample(overview, places),
        unchecked(overview, places),
        findings(overview, places),
    ]
    entries = "".join(
        f'<a href="#{key}">{word}</a>'
        for key, word in _SECTIONS.items()
        if any(part.startswith(f'<section id="{key}"') for part in sections)
    )
    title = excerpt(overview.title, NAME)
    body = [
        f'<header><h1>{text(title)}</h1>{_facts(overview)}<p class="lead">{text(_lead(overview))}</p></header>',
        f"<nav>{entries}</nav>",
        *sections,
        f"<footer>{FOOTER}浏览器只能打开文件，不能跳到单元格，单元格写在文件名下面。</footer>",
    ]
    return whole_page(title, body, STYLE, SCRIPT)


def _facts(overview: Overview) -> str:
    folders = "、".join(excerpt(folder, NAME) for folder in overview.folders[:_FOLDERS])
    if len(overview.folders) > _FOLDERS:
        folders += f" 等 {number(len(overview.folders))} 个"
    facts = [("文件夹", folders or "—")]
    if overview.profile:
        facts.append(("检查口径", excerpt(overview.profile, NAME)))
    return facts_line(facts)


def _lead(overview: Overview) -> str:
    """The result in a sentence or two."""
    whole, found = overview.all, overview.all.found
    said = (
        f"检查了 {number(whole.units)} 个单位的 {number(whole.files)} 个文件、{number(whole.forms)} 张自评表，"
        f"其中 {number(whole.clean)} 张（{share(whole.clean, whole.forms)}）没有错误。"
        if whole.forms
        else f"检查了 {number(whole.files)} 个文件，没有读出自评表。"
    )
    said += "发现" + "、".join(f"{SEVERITY_WORDS[key]} {number(n)} 条" for key, n in _by_severity(found).items())
    if found.waived:
        said += f"，另有{WAIVED} {number(found.waived)} 条"
    return said + (f"。没有检查的文件 {number(len(overview.unchecked))} 个。" if overview.unchecked else "。")


def _by_severity(found: Tally) -> Counter[Severity]:
    return Counter({"error": found.errors, "warning": found.warnings, "info": found.infos})


def _tiles(whole: GroupLine) -> str:
    found = whole.found
    tiles = [
        tile("units", number(whole.units), "单位"),
        tile("files", number(whole.files), "文件"),
        tile(
            "forms",
            number(whole.forms),
            "自评表",
            f"没有错误 {number(whole.clean)} 张\n占 {share(whole.clean, whole.forms)}",
        ),
        *(tile(key, number(count), SEVERITY_WORDS[key]) for key, count in _by_severity(found).items()),
    ]
    if found.waived:
        tiles.append(tile("waived", number(found.waived), WAIVED))
    if whole.scored:
        spread = f"最低 {exact_points(whole.lowest)}\n最高 {exact_points(whole.highest)}"
        part = f"占 {share(whole.full, whole.scored)}\n有总分的 {number(whole.scored)} 张"
    else:
        spread = part = ""
    tiles += [
        tile("mean", points(whole.mean), "平均分", spread),
        tile("full", number(whole.full), "满分（张）", part),
        tile("rate", percent(whole.rate), "执行率", _amounts(whole)),
    ]
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _amounts(whole: GroupLine) -> str:
    return "" if whole.budget is None else f"预算数 {money(whole.budget)} 万元\n执行数 {money(whole.executed)} 万元"


def _notes(overview: Overview) -> str:
    lines = "".join(f"<li>{text(excerpt(note, SENTENCE))}</li>" for note in overview.notes)
    return f'<ul class="notes">{lines}</ul>' if lines else ""


def _charts(overview: Overview) -> str:
    shares = [share_chart(one.title, one.counted, one.bars, one.note) for one in overview.distributions if one.bars]
    worst = []
    units = {line.name: _by_severity(line.found) for line in overview.by_unit if line.found.all}
    if len(units) > 1:
        worst.append(severity_chart("问题最多的单位", units))
    rules: dict[str, Counter[Severity]] = {}
    for rule in overview.by_rule:
        if rule.findings:
            rules.setdefault(f"{rule.code} {rule.title}".strip(), Counter())[rule.severity] += rule.findings
    if len(rules) > 1:
        worst.append(severity_chart("问题最多的规则", rules))
    grids = (("charts", shares), ("charts worst", worst))
    return "".join(f'<div class="{css}">{"".join(charts)}</div>' for css, charts in grids if charts)
