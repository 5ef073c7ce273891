"""What looks odd in the printed layout of a form: narrow columns, a page too wide, points that are not printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zipingbiao.forms.schema import Form, Layout
from zipingbiao.writers.workbook.heights import lines_of

#: More lines than this in a header cell are hard to read.
MOST_LINES = 3
#: Characters of the default font that fit across the paper between the margins of half an inch.
PAPER_WIDTH = {
    ("A4", "portrait"): 92, ("A4", "landscape"): 135, ("A3", "portrait"): 135, ("A3", "landscape"): 197,
}  # fmt: skip
#: Below this printed scale, in percent, a body font of 10 points comes out smaller than 7.
LEAST_SCALE = 70
_POINTS = re.compile(r"\{points\}|\d\s*分")


def layout_hints(form: Form) -> list[str]:
    """What looks odd, a line each."""
    return [*_narrow(form.layout), *_too_wide(form.layout), *_points_hidden(form)]


def _narrow(layout: Layout) -> Iterator[str]:
    size = float(layout.font.body_size)
    for label, width in _heads(layout):
        lines = lines_of(label, float(width), size)
        if lines > MOST_LINES:
            yield f"栏名“{label}”在 {width} 字符宽的栏里要折成 {lines} 行，请加宽或改 layout.columns"


def _heads(layout: Layout) -> Iterator[tuple[str, Decimal]]:
    """Every printed header text with the width of the columns it stands over."""
    widths = [column.width for column in layout.columns]
    by_key = {column.key: column.width for column in layout.columns}
    for column in layout.indicators.columns:
        yield column.label, by_key[column.key]
    if layout.funding is not None:
        at = len(widths) - layout.funding.width
        for fund in layout.funding.columns:
            yield fund.label, sum(widths[at : at + fund.span], Decimal(0))
            at += fund.span
    if layout.projects is not None:
        at = 0
        for part in layout.projects.columns:
            yield part.label, sum(widths[at : at + part.span], Decimal(0))
            at += part.span


def _too_wide(layout: Layout) -> Iterator[str]:
    total = sum((column.width for column in layout.columns), Decimal(0))
    room = PAPER_WIDTH[layout.paper, layout.orientation]
    scale = int(100 * room / total)
    if scale < LEAST_SCALE:
        way = "纵向" if layout.orientation == "portrait" else "横向"
        yield (
            f"各栏共宽 {total} 字符，{layout.paper} {way}约放 {room} 字符，打印时要缩到 {scale}%，"
            "字会太小：请减小栏宽、改横向或用 A3"
        )


def _points_hidden(form: Form) -> Iterator[str]:
    layout = form.layout
    printed = {column.key for column in layout.columns}
    labels = [layout.indicators.l1, layout.indicators.label, layout.goals.label if layout.goals else ""]
    labels += [group.l1 for group in form.policy.groups]
    if form.policy.scored and "weight" not in printed and not any(map(_POINTS.search, labels)):
        yield "表上没有分值栏，各级标签里也没有分值：分值只在打印区右边的辅助栏“指标分值”里"
