"""The check result as text: a table per sheet in a terminal, aligned plain lines in a pipe or a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TextIO

from zipingbiao.base.files import printable
from zipingbiao.base.text import excerpt
from zipingbiao.model.finding import SEVERITY_WORDS, Finding
from zipingbiao.writers.checked import CheckedFile, count_severities, spot_of, where_of

_HEADS = ("级别", "规则", "单元格", "指标或栏目", "填报值", "应为", "问题与处理办法")
#: Longest text of each column but the last, in half-width characters.
_LIMITS = (4, 5, 24, 28, 18, 18)
_STYLES = {"error": "bold red", "warning": "yellow", "info": "blue"}
CLEAN = "没有发现问题"


def write_console(files: Sequence[CheckedFile], stream: TextIO) -> None:
    """Prints what was found, grouped by file and sheet, and the totals at the end."""
    if stream.isatty():
        _write_rich(files, stream)
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


def totals(files: Sequence[CheckedFile]) -> str:
    """The last line: how much was checked and found."""
    counts = count_severities(files)
    forms = sum(len(file.evaluations) for file in files)
    checked = f"检查了 {len(files)} 个文件、{forms} 张自评表："
    if not any(counts.values()):
        return checked + CLEAN + "。"
    return checked + "，".join(f"{SEVERITY_WORDS[key]} {count} 条" for key, count in counts.items()) + "。"


def _groups(file: CheckedFile) -> Iterator[tuple[str, list[Finding]]]:
    # Findings come in the order of sheets; a few about the whole file may stand between them.
    order = {name: index for index, name in enumerate(dict.fromkeys(where_of(finding) for finding in file.findings))}
    found = sorted(file.findings, key=lambda finding: order[where_of(finding)])
    for where, group in groupby(found, key=where_of):
        yield where, list(group)


def _cells(finding: Finding) -> list[str]:
    texts = [
        SEVERITY_WORDS[finding.severity], finding.code, spot_of(finding), finding.label, finding.printed or "",
        finding.expected or "",
    ]  # fmt: skip
    return [clip(text, limit) for text, limit in zip(texts, _LIMITS, strict=True)] + [
        excerpt(finding.full_message, 10_000)
    ]


def _plain(files: Sequence[CheckedFile]) -> Iterator[str]:
    for file in files:
        if file.findings:
            yield printable(str(file.path))
        for where, findings in _groups(file):
            yield f"  【{where}】"
            rows = [list(_HEADS), *(_cells(finding) for finding in findings)]
            widths = [max(width_of(row[column]) for row in rows) for column in range(len(_HEADS) - 1)]
            for row in rows:
                cells = [pad(text, width) for text, width in zip(row, widths, strict=False)]
                yield "    " + "  ".join([*cells, row[-1]])
        if file.findings:
            yield ""
    yield totals(files)


def _write_rich(files: Sequence[CheckedFile], stream: TextIO) -> None:
    # Only a terminal needs it, and importing it takes longer than a small check.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    for file in files:
        if file.findings:
            console.print(Text(printable(str(file.path)), style="bold"))
        for where, findings in _groups(file):
            table = Table(title=Text(where, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, expand=True)
            for head in _HEADS[:-1]:
                table.add_column(head, overflow="fold", ratio=None if head in _HEADS[:3] else 2)
            table.add_column(_HEADS[-1], overflow="fold", ratio=6)
            for finding in findings:
                first, *others = _cells(finding)
                table.add_row(Text(first, style=_STYLES[finding.severity]), *(Text(text) for text in others))
            console.print(table)
    counts = count_severities(files)
    style = "bold red" if counts["error"] else "bold yellow" if counts["warning"] else "bold green"
    console.print(Text(totals(files), style=style))
