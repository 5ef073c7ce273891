"""The lines of a report as passages: wrapped lines joined, tables, page numbers and running heads left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from zipingbiao.readers.report_clean import Cleaned, clean, is_title
from zipingbiao.readers.report_file import Line, Lines

#: Characters of one passage. A longer one is a text without any line break; it is read in pieces that end with a sentence.
MAX_PASSAGE = 10_000

_PAGE = re.compile(r"[-—–~·\s]*(?:第\s*)?\d{1,4}(?:\s*[/／]\s*\d{1,4})?(?:\s*页(?:\s*[,，]?\s*共\s*\d{1,4}\s*页)?)?[-—–~·\s]*")
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|·{4,})\s*\d{0,4}\s*$")
_PIPES = re.compile(r"\|[^|]*\|")
_NUMERIC = re.compile(r"[≥≤><=]?\s*-?[\d.,]+%?")
_SENTENCE_MARKS = re.compile(r"[，。；：、,;:]")
_TORN = re.compile(r"[，；、]")
_CONTINUED = re.compile(r"[，。；、）)%]|(?:万|亿)?(?:元|分)[，。；、）)]")
_LABELLED = re.compile(r"[^，。；：]{2,10}：[^，。；：]{0,40}")
_FIGURE = re.compile(r"\d[\d.]*\s*[%万亿元分个项]")
_YEAR_LINE = re.compile(r"[（(]?\s*\d{4}\s*年度?\s*[）)]?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_END = "。！？；;：:.!?"
#: Half-widths: half a line of A4, so that a heading never takes the next line in.
_MIN_FULL, _MAX_FULL = 30, 76
_FULL_PART = 0.72
#: A line of prose this wide goes on in the next one: pages end in the middle of sentences.
_PROSE_FULL = 50


@dataclass(slots=True)
class Passage:
    """A paragraph as a person reads it.

    text      without numbering, cleaned
    level     of its numbering, 0 for none
    starts    where its lines begin inside `text`, and their numbers
    fragment  the start or the middle of a sentence may be missing: whose figures these are can only be said by the
              words beside them
    """

    text: str
    level: int = 0
    marker: str = ""
    starts: list[tuple[int, int]] = field(default_factory=list)
    fragment: bool = False

    def line_at(self, position: int) -> int:
        """The number of the line that a position in `text` stands on."""
        index = bisect_right(self.starts, (position, 1 << 60)) - 1
        return self.starts[max(index, 0)][1]


class _Row(NamedTuple):
    """A line that holds text: cleaned, as it stands, its number."""

    cleaned: Cleaned
    raw: str
    number: int


def to_passages(source: Lines) -> list[Passage]:
    """The passages of a report in their order."""
    rows = _rows(source)
    full = _full_width(source.lines) if source.wrapped else 0
    found: list[Passage] = []
    before: str | None = None
    is_torn = False
    for index, row in enumerate(rows):
        if row is None:
            before, is_torn = None, False
            continue
        cleaned, raw, number = row
        is_open = before is not None and before[-1] not in _END and not cleaned.level
        has_room = found and len(found[-1].text) + len(cleaned.text) <= MAX_PASSAGE
        if is_open and has_room and _goes_on(found[-1], before or "", full) and not _begins_title(rows, index):
            _append(found[-1], cleaned.text, number)
        else:
            fragment = is_open and source.wrapped and (is_torn or _CONTINUED.match(cleaned.text) is not None)
            found.append(Passage(cleaned.text, cleaned.level, cleaned.marker, [(0, number)], fragment))
        # A short line that stops in the middle of a sentence is a cell of a table, and so is what follows.
        is_torn = raw[-1] not in _END and bool(_TORN.search(cleaned.text)) and _width(raw) < full
        before = raw
    return found


def _rows(source: Lines) -> list[_Row | None]:
    """The lines that hold text; None where a table is."""
    heads = _running_heads(source.lines) if source.wrapped else set()
    rows: list[_Row | None] = []
    for line in source.lines:
        raw = line.text.strip()
        if line.table:
            rows.append(None)
        elif not _is_noise(raw, heads):
            for piece in _pieces(raw):
                if _is_table_row(piece, line.text.startswith("\t")):
                    rows.append(None)
                elif (cleaned := clean(piece)).text:
                    rows.append(_Row(cleaned, piece, line.number))
    return rows


def _pieces(raw: str) -> Iterator[str]:
    """A line in pieces of at most MAX_PASSAGE characters, cut behind a sentence, else behind a comma, else anywhere."""
    start = 0
    while len(raw) - start > MAX_PASSAGE:
        end = start + MAX_PASSAGE
        cuts = (max(raw.rfind(mark, end - MAX_PASSAGE // 2, end) for mark in marks) + 1 for marks in ("。！？；", "，、,;"))
        cut = next(filter(None, cuts), end)
        yield raw[start:cut]
        start = cut
    yield raw[start:]


def _begins_title(rows: list[_Row | None], index: int) -> bool:
    """Whether the title of the next report begins here, though the last page broke off in the middle of a sentence."""
    text = ""
    for row in rows[index : index + 2]:
        if row is None or (text and row.cleaned.level) or len(row.cleaned.text) > 60:
            return False
        text += row.cleaned.text
        if is_title(text):
            return True
    return False


def _goes_on(passage: Passage, line: str, full: int) -> bool:
    """Whether the passage, of which `line` was the last line, goes on in the next line of the file."""
    if not full or is_title(passage.text) or _LABELLED.fullmatch(passage.text):
        return False
    width = _width(line)
    if _SENTENCE_MARKS.search(passage.text):
        return width >= min(full, _PROSE_FULL)
    # What is numbered and has no sentence marks is a heading; only 1. and below may begin a long name.
    return width >= full and passage.level not in (1, 2, 3)


def _append(passage: Passage, text: str, number: int) -> None:
    glue = " " if passage.text[-1].isascii() and text[0].isascii() and passage.text[-1].isalnum() else ""
    passage.starts.append((len(passage.text) + len(glue), number))
    passage.text += glue + text


def _is_table_row(raw: str, indented: bool) -> bool:
    """A row or a cell of a table: tabs, pipes, or figures apart from each other without any sentence."""
    if indented and not raw.endswith("。"):
        return True
    if raw.count("\t") >= 2 or (raw.startswith("|") and _PIPES.match(raw)):
        return True
    if len(raw) > 120 or raw.count(" ") + raw.count("\u3000") < 2 or _SENTENCE_MARKS.search(_THOUSANDS.sub("", raw)):
        return False
    numeric = [_NUMERIC.fullmatch(part) is not None for part in raw.split()]
    return len(numeric) >= 3 and any(one and other for one, other in pairwise(numeric))


def _is_noise(raw: str, heads: set[str]) -> bool:
    if len(raw) < 20 and _PAGE.fullmatch(raw):
        return True
    if _LEADERS.search(raw[-40:]):
        return True
    return raw in heads


def _running_heads(lines: Sequence[Line]) -> set[str]:
    """Short lines without a sentence that come again and again; what is numbered or holds a figure is none."""
    counts = Counter(raw for line in lines if 4 <= len(raw := line.text.strip()) <= 40)
    return {raw for raw, count in counts.items() if count >= 3 and _may_be_head(raw)}


def _may_be_head(raw: str) -> bool:
    if _SENTENCE_MARKS.search(raw) or _FIGURE.search(raw) or _YEAR_LINE.fullmatch(raw):
        return False
    cleaned = clean(raw)
    return not cleaned.level and not is_title(cleaned.text) and not cleaned.text.endswith("自评表")


def _full_width(lines: Sequence[Line]) -> int:
    """From which width on a line without a full stop goes on in the next one."""
    widths = sorted(
        width
        for line in lines
        if (raw := line.text.strip()) and raw[-1] not in _END and (width := _width(raw)) >= _MIN_FULL and "\t" not in raw
    )
    if not widths:
        return _MIN_FULL
    usual = widths[int(len(widths) * 0.8)]
    return min(max(int(usual * _FULL_PART), _MIN_FULL), _MAX_FULL)


def _width(text: str) -> int:
    """The width in half-widths: a Chinese character (three bytes in UTF-8) counts two."""
    return len(text) if text.isascii() else len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2
