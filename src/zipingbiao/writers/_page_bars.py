"""Bars as every page draws them: names on the left, figures on the right, edges and fills that stay apart in grey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from zipingbiao.base.numbers import show_percent
from zipingbiao.base.text import excerpt
from zipingbiao.model.finding import SEVERITY_ORDER, SEVERITY_WORDS, Severity
from zipingbiao.writers._page import text

#: Bars in a chart of findings; the rest of the files or rules share one.
_LONGEST = 12
#: Characters of a name.
_NAME = 120


def severity_chart(title: str, counts: Mapping[str, Counter[Severity]]) -> str:
    """Findings by severity: one bar for each name, the longest first, the rest in one line without a bar."""
    lines = sorted(counts.items(), key=lambda line: -line[1].total())
    drawn = lines if len(lines) <= _LONGEST else lines[: _LONGEST - 1]
    rest = lines[len(drawn) :]
    most = drawn[0][1].total()
    rows = "".join(_stack(name, count, most) for name, count in drawn)
    if rest:
        # A bar of all the others would dwarf those that are looked for.
        rows += _stack(f"其余 {len(rest)} 项", sum((count for _, count in rest), Counter()), 0)
    return f'<div class="chart"><h2>{text(title)}</h2>{rows}</div>'


def share_chart(title: str, counted: str, bars: Iterable[tuple[str, int]], note: str = "") -> str:
    """A distribution: one bar for each class in the order given, with its number and its share of all.

    Args:
        title: of the chart.
        counted: what is counted, said beside the title with the number in all.
        bars: the classes with their numbers.
        note: said below.
    """
    lines = list(bars)
    whole, most = sum(count for _, count in lines), max((count for _, count in lines), default=0)
    rows = "".join(
        _line(name, [("plain", count * 100 / most)] if count else [], f"<b>{count:,}</b><i>{_share(count, whole)}</i>")
        for name, count in lines
    )
    below = f'<p class="legend">{text(note)}</p>' if note else ""
    head = f"<h2>{text(title)} <small>{text(counted)}，共 {whole:,}</small></h2>"
    return f'<div class="chart shares">{head}{rows}{below}</div>'


def _share(count: int, whole: int) -> str:
    return show_percent(Decimal(count) / whole) if whole else "—"


def _stack(name: str, counts: Counter[Severity], most: int) -> str:
    present = [severity for severity in SEVERITY_ORDER if counts[severity]]
    widths = [(key, counts[key] * 100 / most) for key in present] if most else []
    return _line(name, widths, " ".join(f"{SEVERITY_WORDS[key]} {counts[key]:,}" for key in present))


def _line(name: str, widths: Iterable[tuple[str, float]], figures: str) -> str:
    parts = "".join(f'<i class="{key}" style="width:{width:.1f}%"></i>' for key, width in widths)
    shown = text(excerpt(name, _NAME))
    return (
        f'<div class="line"><span class="name" title="{shown}">{shown}</span>'
        f'<span class="stack">{parts}</span><span class="sum">{figures}</span></div>'
    )
