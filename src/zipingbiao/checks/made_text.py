"""What stands in a paragraph where a generated one has its figures; whether that is the same figure. No rule lives here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from zipingbiao.model.statement import Sourced, Span

_TOKEN = re.compile(r"\d+|.", re.DOTALL)
#: Blanks that isspace does not know.
_UNSEEN = "\u200b\ufeff"
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0xFF0C: "，", ord(","): "，", ord(";"): "；", 0xFF1B: "；", ord("≧"): "≥", ord("≦"): "≤", ord("⩾"): "≥", ord("⩽"): "≤",
    ord("“"): '"', ord("”"): '"', ord("﹪"): "%", ord("—"): "-", ord("－"): "-", ord("–"): "-",
}  # fmt: skip
_PUNCTUATION = frozenset("，。；、:()\"'《》·!?【】[]-")
#: Beyond this many pairs of tokens nobody asks which of them belong together.
_MOST_PAIRS = 4_000_000
_STOPS = "，。；"
#: The report and what is expected of it hold the same paragraphs, most of them.
_CACHED = 65_536
#: A paragraph is compared with a few others before the next one is.
_RECENT = 4_096


class Token(NamedTuple):
    """A run of digits or a character, in one way of writing; where it stands in the text."""

    text: str
    start: int
    end: int


class Change(NamedTuple):
    """A figure that is not there as it would be: what stands in its place, '' where nothing does."""

    figure: Sourced
    printed: str


class Reading(NamedTuple):
    """A paragraph beside the one that is expected.

    likeness  how much of the words around the figures is there, from 0 to 1; None where the figures are all there is
    changes   the figures whose place is certain and that read otherwise
    missed    how many figures there are whose surroundings were reworded
    kept      the words around the figures, and the figures that read as expected
    """

    likeness: float | None
    changes: tuple[Change, ...] = ()
    missed: int = 0
    kept: tuple[str, ...] = ()


@lru_cache(maxsize=_CACHED)
def plain(text: str) -> str:
    """The text in one way of writing: half-width, no blanks, no thousands separators."""
    return "".join(text[index] for index in _kept(text)).translate(_WIDE)


@lru_cache(maxsize=_RECENT)
def tokens(text: str) -> tuple[Token, ...]:
    """Runs of digits and characters of a text, without blanks; 1.22 are three: the first may number a paragraph."""
    kept = _kept(text)
    joined = "".join(text[index] for index in kept).translate(_WIDE)
    return tuple(
        Token(match.group(), kept[match.start()], kept[match.end() - 1] + 1) for match in _TOKEN.finditer(joined)
    )


def _kept(text: str) -> list[int]:
    """Where the characters of a text are that count."""
    dropped = {match.start() for match in _THOUSANDS.finditer(text)}
    return [
        index for index, character in enumerate(text)
        if not (character.isspace() or character in _UNSEEN or index in dropped)
    ]  # fmt: skip


def read_figures(text: str, spans: Sequence[Span], printed: str) -> Reading:
    """What a paragraph says where the expected one has its figures.

    Args:
        text: the expected paragraph.
        spans: where its figures stand.
        printed: the paragraph as it stands.
    """
    wanted, owners = _owned(text, spans)
    found = tokens(printed)
    partner = _partners([token.text for token in wanted], [token.text for token in found])
    static = [i for i, owner in enumerate(owners) if owner < 0 and wanted[i].text not in _PUNCTUATION]
    likeness = sum(partner[i] is not None for i in static) / len(static) if static else None
    changes: list[Change] = []
    missed = 0
    kept = [text[before.end : after.start] for before, after in pairwise(_edges(text, spans))]
    for number, span in enumerate(spans):
        inside = [i for i, owner in enumerate(owners) if owner == number]
        if not span.figure.text or not inside:
            continue
        if _is_whole(inside, partner):
            kept.append(text[span.start : span.end])
            continue
        limits = _limits(inside, partner, len(wanted), len(found))
        if limits is None:
            missed += 1
            continue
        low, high = limits
        words = printed[found[low].start : found[high - 1].end] if high > low else ""
        if high == len(found) and inside[-1] == len(wanted) - 1 and static and not set(_STOPS) & set(span.figure.text):
            words = re.split(f"[{_STOPS}]", words)[0]  # something was added behind the last figure
        changes.append(Change(span.figure, words.strip()))
    return Reading(likeness, tuple(changes), missed, tuple(kept))


class _Edge(NamedTuple):
    start: int
    end: int


def _edges(text: str, spans: Sequence[Span]) -> list[_Edge]:
    """The figures as ranges, with the beginning and the end of the text."""
    return [_Edge(0, 0), *(_Edge(span.start, span.end) for span in spans), _Edge(len(text), len(text))]


def _owned(text: str, spans: Sequence[Span]) -> tuple[list[Token], list[int]]:
    """The tokens of the expected paragraph and the number of the span each stands in, -1 outside of all."""
    found: list[Token] = []
    owners: list[int] = []
    edges = _edges(text, spans)
    for number, (before, edge) in enumerate(pairwise(edges)):
        for start, end, owner in ((before.end, edge.start, -1), (edge.start, edge.end, number)):
            for token in tokens(text[start:end]):
                found.append(token)
                owners.append(owner)
    return found, owners


def _partners(wanted: list[str], found: list[str]) -> list[int | None]:
    """For every expected token the index of the same token in the paragraph, None where it is not there."""
    low = 0
    while low < min(len(wanted), len(found)) and wanted[low] == found[low]:
        low += 1
    tail = 0
    while tail < min(len(wanted), len(found)) - low and wanted[-1 - tail] == found[-1 - tail]:
        tail += 1
    partner: list[int | None] = [None] * len(wanted)
    partner[:low] = range(low)
    if tail:
        partner[-tail:] = range(len(found) - tail, len(found))
    middle, other = wanted[low : len(wanted) - tail], found[low : len(found) - tail]
    if middle and other and len(middle) * len(other) <= _MOST_PAIRS:
        for block in SequenceMatcher(None, middle, other, autojunk=False).get_matching_blocks():
            for step in range(block.size):
                partner[low + block.a + step] = low + block.b + step
    return partner


def _is_whole(inside: list[int], partner: list[int | None]) -> bool:
    """Whether a figure stands there as expected, in one piece."""
    first = partner[inside[0]]
    return first is not None and all(partner[i] == first + step for step, i in enumerate(inside))


def _limits(inside: list[int], partner: list[int | None], wanted: int, found: int) -> tuple[int, int] | None:
    """Between which tokens of the paragraph the figure stands; None where the words beside it are not there."""
    before, after = inside[0] - 1, inside[-1] + 1
    low = 0 if before < 0 else partner[before]
    high = found if after == wanted else partner[after]
    if low is None or high is None:
        return None
    low += before >= 0
    return (low, high) if low <= high else None
