"""Parts of the overview page: figures in words, links to files, tables that sort and filter; which tables, is said elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from zipingbiao.base.numbers import round_to, show, show_fixed, show_percent
from zipingbiao.base.text import excerpt
from zipingbiao.model.finding import SEVERITY_ORDER, SEVERITY_WORDS
from zipingbiao.model.overview import Spot, Tally
from zipingbiao.writers._page import text
from zipingbiao.writers.result_rows import WAIVED

Link = Callable[[Spot], str | None]
#: Characters of names and of sentences in the page; what is longer is a mistake of the form, and stands in its file.
NAME, SENTENCE = 120, 400
#: Tables with more rows can be filtered.
_EASY = 10
_NONE = "—"


class Column(NamedTuple):
    """A column of a table.

    head   as printed
    cell   what stands in it for a line, as HTML
    width  in relation to the other columns
    kind   num (a number, on the right), mid (short, in the middle) or nothing
    group  a head above it and its neighbours
    """

    head: str
    cell: Callable[[Any], str]
    width: float
    kind: str = ""
    group: str = ""


class Places:
    """Writes where something stands: its file with a link to it, its sheet and its cell.

    Args:
        link: the path by which the page reaches the file of a spot; None where it cannot.
        folders: that were searched; of a single one the names are not repeated.
    """

    def __init__(self, link: Link, folders: Sequence[str]) -> None:
        self._link = link
        self._root = folders[0].rstrip("/") + "/" if len(folders) == 1 else ""

    def name(self, file: str) -> str:
        """The file's name as the page prints it, not yet escaped."""
        return file.removeprefix(self._root)

    def show(self, spot: Spot) -> str:
        """The file; below it sheet!cell and the folder."""
        if not spot.file:
            return _NONE
        folder, _, own = self.name(spot.file).rpartition("/")
        name = text(excerpt(own, NAME))
        inside = "!".join(part for part in (spot.sheet, spot.cell) if part)
        path = self._link(spot)
        address = None if path is None else href(path)
        if address is not None:
            title = f"打开文件，再到 {inside} 查看" if inside else "打开文件"
            name = f'<a href="{text(address)}" title="{text(excerpt(title, NAME))}">{name}</a>'
        below = [f'<span class="cell">{text(excerpt(inside, NAME))}</span>'] if inside else []
        below += [text(excerpt(folder, NAME))] if folder else []
        return name + (f"<br><small>{' · '.join(below)}</small>" if below else "")


def href(path: str) -> str | None:
    """The address of a file, percent-encoded; None for one no browser opens (s3://…).

    Args:
        path: relative or absolute, parted by /.
    """
    scheme, parted, rest = path.partition("://")
    if parted:
        return f"{scheme}://{_quoted(rest)}" if scheme in ("http", "https") else None
    if path[1:3] == ":/":
        return f"file:///{path[:2]}{_quoted(path[2:])}"
    if path.startswith("//"):
        return f"file:{_quoted(path)}"
    return f"file://{_quoted(path)}" if path.startswith("/") else _quoted(path)


def _quoted(path: str) -> str:
    try:
        # Python carries bytes of a name that are not UTF-8 as surrogates: the address needs the bytes.
        return quote(path.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return quote(path.encode("utf-8", "replace"))


def named(name: str) -> str:
    """A name, shortened."""
    return text(excerpt(name, NAME)) or _NONE


def number(count: int) -> str:
    """12,345."""
    return f"{count:,}"


def money(amount: Decimal | None) -> str:
    """万元 with two places and separators."""
    return _NONE if amount is None else format(round_to(amount, 2), ",f")


def points(value: Decimal | None) -> str:
    """Points with two places."""
    return _NONE if value is None else show_fixed(value)


def exact_points(value: Decimal | None) -> str:
    """Points as they are written."""
    return _NONE if value is None else show(round_to(value, 2))


def percent(fraction: Decimal | None) -> str:
    """A percentage with two places."""
    return _NONE if fraction is None else show_percent(fraction)


def share(part: int, whole: int) -> str:
    """What percentage a number is of another."""
    return percent(Decimal(part) / whole) if whole else _NONE


def tally(found: Tally) -> str:
    """The numbers of findings as badges; nothing for none."""
    counts = dict(zip(SEVERITY_ORDER, (found.errors, found.warnings, found.infos), strict=True))
    badges = [f'<span class="badge {key}">{SEVERITY_WORDS[key]} {number(n)}</span>' for key, n in counts.items() if n]
    if found.waived:
        badges.append(f'<span class="badge waived">{WAIVED} {number(found.waived)}</span>')
    return " ".join(badges) or _NONE


def section(key: str, title: str, *parts: str, about: str = "") -> str:
    """A section to which the contents lead.

    Args:
        key: its anchor.
        title: its heading.
        parts: what stands in it, as HTML.
        about: a sentence below the heading, not yet escaped.
    """
    lead = f'<p class="about">{text(about)}</p>' if about else ""
    return f'<section id="{key}"><h2>{text(title)}</h2>{lead}{"".join(parts)}</section>'


def filters(count: int, measure: str, asked: str, boxes: str = "", hint: str = "点栏名可以排序") -> str:
    """What filters the table after it; shown only where scripts run; '' for a table that is seen at a glance.

    Args:
        count: rows.
        measure: how they are counted (个, 张, 条).
        asked: what may be looked for.
        boxes: more fields, as HTML.
        hint: what else may be done.
    """
    if count <= _EASY:
        return ""
    return (
        f'<form class="filters" onsubmit="return false" hidden>{boxes}<label>查找 <input name="words" type="search" '
        f'placeholder="{text(asked)}"></label><span class="hint">{hint}</span>'
        f'<span class="count" data-measure="{measure}">共 {number(count)} {measure}</span></form>'
    )


def table(
    columns: Sequence[Column],
    lines: Iterable[Any],
    total: Any = None,
    css: str = "",
    mark: Callable[[Any], str] = lambda line: "",
) -> str:
    """A table whose heads repeat on every printed page.

    Args:
        columns: in order.
        lines: one for each row.
        total: the line of the sums, which stands first and does not move.
        css: a class of the table.
        mark: attributes of a line's row, as HTML.
    """
    whole = sum(column.width for column in columns)
    widths = "".join(f'<col style="width:{column.width * 100 / whole:.2f}%">' for column in columns)
    first = "" if total is None else f'<tbody class="total">{_row(columns, total, "")}</tbody>'
    body = "\n".join(_row(columns, line, mark(line)) for line in lines)
    return (
        f'<div class="wide"><table class="{css}"><colgroup>{widths}</colgroup><thead>{_heads(columns)}</thead>'
        f"{first}<tbody>\n{body}\n</tbody></table></div>"
    )


def _row(columns: Sequence[Column], line: Any, mark: str) -> str:
    cells = "".join(
        f'<td class="{column.kind}">{column.cell(line)}</td>' if column.kind else f"<td>{column.cell(line)}</td>"
        for column in columns
    )
    return f"<tr{' ' + mark if mark else ''}>{cells}</tr>"


def _heads(columns: Sequence[Column]) -> str:
    grouped = any(column.group for column in columns)
    upper, lower = [], []
    for group, run in groupby(enumerate(columns), key=lambda numbered: numbered[1].group):
        members = list(run)
        own = "".join(_head(index, column, "" if group else ' rowspan="2"' * grouped) for index, column in members)
        upper.append(f'<th class="mid" colspan="{len(members)}">{text(group)}</th>' if group else own)
        if group:
            lower.append(own)
    return f"<tr>{''.join(upper)}</tr>" + (f"<tr>{''.join(lower)}</tr>" if grouped else "")


def _head(index: int, column: Column, span: str) -> str:
    return f'<th scope="col" class="{column.kind}" data-column="{index}"{span}>{text(column.head)}</th>'
