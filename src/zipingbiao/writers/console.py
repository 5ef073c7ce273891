"""The check result as text: columns that fit the terminal, or in a pipe or file one aligned line per finding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple, TextIO

from zipingbiao.base.files import printable
from zipingbiao.base.text import excerpt
from zipingbiao.model.finding import SEVERITY_WORDS, Finding
from zipingbiao.writers.checked import CheckedFile, count_files, count_severities, count_waived, spot_of, where_of
from zipingbiao.writers.result_rows import sorted_findings

_HEADS = ("级别", "规则", "单元格", "指标或栏目", "填报值", "应为", "问题与处理办法")
#: Longest text of each column but the last, in half-width characters.
_LIMITS = (4, 5, 24, 28, 18, 18)
#: In a narrow terminal only these stand beside the last: a message names the row and both values anyway.
_NARROW = 3
_WIDE_TERMINAL = 150
_NARROWEST = 24
_STYLES = {"error": "bold red", "warning": "yellow", "info": "blue"}
_INDENT = "  "
#: Never at the beginning of a line.
_CLOSING = "，。；：、！？）》”’」』】%％,.;:!?)"
#: Never at the end of one.
_OPENING = "（《“‘「『【(["
#: What is kept on one line: a word or number with the spaces behind it, else a single character.
_PIECES = re.compile(r"[!-~]+\s*|.")
CLEAN = "没有发现问题"


def write_console(files: Sequence[CheckedFile], stream: TextIO) -> None:
    """Prints what was found, grouped by file and sheet, and the totals at the end."""
    if stream.isatty():
        _write_terminal(files, stream)
    else:
        stream.write("\n".join(_plain(files)) + "\n")


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def pad(text: str, width: int) -> str:
    """The text filled with spaces up to `width` terminal columns."""
    return text + " " * max(0, width - width_of(text))


def clip(text: str, limit: int) -> str:
    """The text on one line in at most `limit` terminal columns."""
    flat = excerpt(text, 10_000)
    if width_of(flat) <= limit:
        return flat
    kept = ""
    for char in flat:
        if width_of(kept + char) > limit - 1:
            break
        kept += char
    return kept + "…"


def wrap(text: str, limit: int) -> list[str]:
    """The text in lines of at most `limit` terminal columns: Chinese breaks anywhere, words and numbers stay whole."""
    lines, line = [], ""
    for piece in _PIECES.findall(excerpt(text, 10_000)):
        while width_of(piece) > limit:
            head = clip(piece, limit + 1)[:-1] or piece[0]
            lines.append(line)
            lines.append(head)
            line, piece = "", piece[len(head) :]
        if width_of(line + piece.rstrip()) > limit:
            kept = len(line) - 1 if piece[0] in _CLOSING else len(line.rstrip(_OPENING))
            kept = kept if kept > 0 else len(line)
            lines.append(line[:kept])
            line = line[kept:] + piece.lstrip()
        else:
            line += piece
    return [kept.rstrip() for kept in [*lines, line] if kept.strip()] or [""]


def totals(files: Sequence[CheckedFile]) -> str:
    """The last line: how much was checked and found."""
    counts = count_severities(files)
    forms = sum(len(file.evaluations) for file in files)
    waived = f"；另有 {count} 条已说明，不计数" if (count := count_waived(files)) else ""
    checked = f"检查了 {count_files(files)} 个文件、{forms} 张自评表："
    if not any(counts.values()):
        return f"{checked}{CLEAN}{waived}。"
    return checked + "，".join(f"{SEVERITY_WORDS[key]} {count} 条" for key, count in counts.items()) + f"{waived}。"


class _Group(NamedTuple):
    """What stands together under one heading: the findings about one sheet, or those of a file that were waived."""

    heading: str
    findings: list[Finding]


def _groups(file: CheckedFile) -> Iterator[_Group]:
    """By sheet in their order, the worst first and then down the sheet; what was waived comes last."""
    groups: dict[str, list[Finding]] = {where_of(finding): [] for finding in file.findings}
    waived: list[Finding] = []
    for _, finding in sorted_findings([file]):
        (groups[where_of(finding)] if finding.waived is None else waived).append(finding)
    for where, found in groups.items():
        if found:
            yield _Group(f"{file.name}{'!' if found[0].place.sheet else ' '}{where}", found)
    if waived:
        yield _Group(f"{file.name} 已说明的问题，不计数", waived)


def _cells(finding: Finding) -> list[str]:
    spot = spot_of(finding)
    message = finding.full_message
    if finding.waived is not None:
        spot = "!".join(part for part in (finding.place.sheet, spot) if part)
        message = f"{finding.message}已说明：{finding.waived}"
    return [
        SEVERITY_WORDS[finding.severity], finding.code, spot, finding.label, finding.printed or "",
        finding.expected or "", excerpt(message, 10_000),
    ]  # fmt: skip


def _plain(files: Sequence[CheckedFile]) -> Iterator[str]:
    """Every finding on one line, however long."""
    for file in files:
        if file.findings:
            yield printable(str(file.path))
        for heading, findings in _groups(file):
            yield f"{_INDENT}【{printable(heading)}】"
            rows = [list(_HEADS)]
            for finding in findings:
                *short, message = _cells(finding)
                limits = _LIMITS if finding.waived is None else (*_LIMITS[:2], 48, *_LIMITS[3:])
                rows.append([clip(text, limit) for text, limit in zip(short, limits, strict=True)] + [message])
            widths = [max(width_of(row[column]) for row in rows) for column in range(len(_HEADS) - 1)]
            for row in rows:
                cells = [pad(text, width) for text, width in zip(row, widths, strict=False)]
                yield 2 * _INDENT + "  ".join([*cells, row[-1]])
        if file.findings:
            yield ""
    yield totals(files)


def _write_terminal(files: Sequence[CheckedFile], stream: TextIO) -> None:
    # Only a terminal needs it, and importing it takes longer than a small check.
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False)

    def show(text: str, style: str = "") -> None:
        console.print(Text(text, style=style), soft_wrap=True)

    for file in files:
        if file.findings:
            show(printable(str(file.path)), "bold")
        for heading, findings in _groups(file):
            show(f"{_INDENT}【{printable(heading)}】", "bold")
            rows = [_cells(finding) for finding in findings]
            columns = _fitting(rows, console.width)
            show(_line([_HEADS[column] for column, _ in columns], columns), "dim")
            for finding, row in zip(findings, rows, strict=True):
                level, *others = _lines([row[column] for column, _ in columns], columns)
                style = _STYLES[finding.severity] if finding.waived is None else "dim"
                word = SEVERITY_WORDS[finding.severity]
                first, rest = level.split(word, 1)
                console.print(Text(first).append(word, style).append(rest), soft_wrap=True)
                for line in others:
                    show(line)
            show("")
    counts = count_severities(files)
    show(totals(files), "bold red" if counts["error"] else "bold yellow" if counts["warning"] else "bold green")


def _fitting(rows: Sequence[Sequence[str]], width: int) -> list[tuple[int, int]]:
    """The columns that stand beside each other in a terminal of this width, each with its own width."""
    short = len(_LIMITS) if width >= _WIDE_TERMINAL else _NARROW
    limits = [14 if column == _NARROW - 1 else limit for column, limit in enumerate(_LIMITS[:short])]
    columns = [
        (column, min(limit, max(width_of(text) for text in (_HEADS[column], *(row[column] for row in rows)))))
        for column, limit in enumerate(limits)
    ]
    used = len(2 * _INDENT) + sum(wide + 2 for _, wide in columns)
    return [*columns, (len(_HEADS) - 1, max(_NARROWEST, width - used - 1))]


def _lines(cells: Sequence[str], columns: Sequence[tuple[int, int]]) -> list[str]:
    """The printed lines of one row, every cell wrapped in its column."""
    wrapped = [wrap(text, width) for text, (_, width) in zip(cells, columns, strict=True)]
    return [_line([*line], columns) for line in zip_longest(*wrapped, fillvalue="")]


def _line(cells: Sequence[str], columns: Sequence[tuple[int, int]]) -> str:
    padded = [pad(text, width) for text, (_, width) in zip(cells, columns, strict=True)]
    return (2 * _INDENT + "  ".join(padded)).rstrip()
