"""Bar charts as every output draws them: figures beside the bars, fills that stay apart in grey; by XlsxWriter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from zipingbiao.base.text import full_characters

#: Fills that stay apart in grey, each with a dark edge.
DARK, LIGHT = "#44546A", "#B4C7E7"
#: How a bar says its figure: an empty text is drawn as 0 and says nothing; a true 0 is NEXT_TO_NOTHING instead.
RATE, SCORE, COUNT = "0.00%;-0.00%;;", "0.00;-0.00;;", "0"
NEXT_TO_NOTHING = Decimal("0.0000001")
#: Pixels above the bars, for the title, and below.
ABOVE, BELOW = 40, 10
#: Points of names and figures.
NAME_SIZE = 9
_TITLE_SIZE = 12
#: An axis ends so far beyond its longest bar that the figure has room behind it.
_ROOM = Decimal("1.3")
#: Pixels of a full character per point.
_CHARACTER = 1.39


class Series(NamedTuple):
    """Bars of one kind: the range of their lengths, and the cell of their name, as XlsxWriter takes them."""

    values: list[object]
    fill: str = DARK
    name: list[object] | None = None


class Bars(NamedTuple):
    """What a chart shows: the range of the names, how many there are, and the length of the longest bar to be expected."""

    title: str
    names: list[object]
    series: tuple[Series, ...]
    number: int
    longest: Decimal
    shown: str = RATE


def draw_bars(
    book: Workbook, bars: Bars, size: tuple[int, int], left: int, *, bar: float = 0, named: bool = True, font: float = NAME_SIZE
) -> Chart:
    """Lying bars, the first one on top.

    Args:
        size: width and height in pixels.
        left: pixels left of the bars, for their names.
        bar: pixels of a name's bars with the gap to the next; 0 for what the height allows.
        named: whether the names are printed; they are not beside a chart with the same ones.
        font: points of the names.
    """
    width, height = size
    chart = book.add_chart({"type": "bar"})
    for series in bars.series:
        chart.add_series(_series(bars, series, gap=45))
    title = min(left, max(0, width - int(full_characters(bars.title) * _TITLE_SIZE * _CHARACTER)))
    _dress(chart, bars, {"x": title / width, "y": 8 / height})
    # The axes of a bar chart are named by where they stand: y holds the names.
    axis: dict[str, Any] = {"reverse": True, "num_font": {"size": font}, "major_tick_mark": "none", "interval_unit": 1}
    axis |= {"major_gridlines": {"visible": False}} | ({} if named else {"label_position": "none"})
    chart.set_y_axis(axis)
    chart.set_x_axis(_value_axis(bars.longest * _ROOM))
    # Two charts side by side have their bars at the same heights, whatever the length of names and titles.
    above = ABOVE if bars.title or len(bars.series) > 1 else BELOW
    tall = bars.number * bar if bar else height - above - BELOW
    inside = {"x": left / width, "y": above / height, "width": (width - left) / width, "height": tall / height}
    chart.set_plotarea({"layout": inside})
    chart.set_size({"width": width, "height": height})
    return chart


def draw_columns(book: Workbook, bars: Bars, size: tuple[int, int]) -> Chart:
    """Standing bars, for a few short names in an order."""
    chart = book.add_chart({"type": "column"})
    chart.add_series(_series(bars, bars.series[0], gap=60))
    _dress(chart, bars)
    chart.set_x_axis({"num_font": {"size": NAME_SIZE}, "major_tick_mark": "none"})
    chart.set_y_axis(_value_axis(None))
    chart.set_size({"width": size[0], "height": size[1]})
    return chart


def names_width(longest: float, font: float = NAME_SIZE) -> int:
    """Pixels that a name of so many full characters needs."""
    return int(longest * font * _CHARACTER) + 14


def _dress(chart: Chart, bars: Bars, layout: dict[str, float] | None = None) -> None:
    """The title, at `layout` where given; names of several series above; no frame."""
    title: dict[str, Any] = {"name": bars.title, "name_font": {"size": _TITLE_SIZE, "bold": False}}
    chart.set_title(title | ({"layout": layout} if layout else {}) if bars.title else {"none": True})
    several = len(bars.series) > 1
    chart.set_legend({"position": "top", "font": {"size": NAME_SIZE}} if several else {"none": True})
    chart.set_chartarea({"border": {"none": True}})


def _series(bars: Bars, series: Series, gap: int) -> dict[str, Any]:
    labels = {"value": True, "position": "outside_end", "num_format": bars.shown, "font": {"size": NAME_SIZE}}
    options = {
        "categories": bars.names, "values": series.values, "gap": gap,
        "fill": {"color": series.fill}, "border": {"color": DARK, "width": 0.75}, "data_labels": labels,
    }  # fmt: skip
    return options | ({"name": series.name} if series.name else {})


def _value_axis(end: Decimal | None) -> dict[str, Any]:
    """An axis that is not printed: every bar says its figure itself."""
    axis: dict[str, Any] = {"min": 0, "visible": False, "major_gridlines": {"visible": False}}
    return axis if end is None else axis | {"max": float(end)}
