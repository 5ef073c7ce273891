"""Matching this year's projects with last year's forms by their names: exactly, then by closeness, one to one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.model.summary import TELLING

#: Names as alike as this are one project with a slip of the pen (奖励资 for 奖励资金).
_ALIKE = 0.82
_SHORTEST = 4
#: Characters cut off at the end of a name.
_CUT = 2
_YEAR = re.compile(
    r"(?:19|20)\d{2}\s*年?\s*[-—~至到]\s*(?:19|20)?\d{2}\s*年度?|(?:19|20)\d{2}\s*(?:学年度?|年度|年)|(?<!\d)(?:19|20)\d{2}(?!\d)"
    r"|[一二][〇○零九0][〇○零一二三四五六七八九0]{2}年度?"
)
_ENDINGS = re.compile(r"(?:专项|项目|工作|经费|资金|支出|费用|补助|款|费)+\Z")


class Named(NamedTuple):
    """A project's name with the units that carry it out."""

    name: str
    units: tuple[str, ...] = ()


class Match(NamedTuple):
    """Which of the new names is which of the old ones; `close` where the names are not the same."""

    new: int
    old: int
    close: bool


def match_names(new: Sequence[Named], old: Sequence[Named]) -> list[Match]:
    """The pairs, in the order of the new names; every name is used once."""
    found: dict[int, Match] = {}
    free = set(range(len(old)))

    def take(left: int, right: int, close: bool) -> None:
        found[left] = Match(left, right, close)
        free.discard(right)

    for key in (name_key, _without_year, _stem):
        by_key: dict[str, list[int]] = defaultdict(list)
        for index in sorted(free):
            by_key[key(old[index].name)].append(index)
        wanting: dict[str, list[int]] = defaultdict(list)
        for index, named in enumerate(new):
            if index not in found and key(named.name) in by_key:
                wanting[key(named.name)].append(index)
        for text, lefts in wanting.items():
            for left, right in _pair(lefts, by_key[text], new, old) if text else ():
                take(left, right, key is not name_key)
    for left, right in _alike(new, old, set(range(len(new))) - found.keys(), free):
        if left not in found and right in free:
            take(left, right, True)
    return [found[index] for index in sorted(found)]


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """A name without spaces, brackets, quotes and other marks, in half-width characters."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if unicodedata.category(c)[0] in "LNS")


@lru_cache(maxsize=16384)
def _without_year(name: str) -> str:
    return name_key(_YEAR.sub("", unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=16384)
def _stem(name: str) -> str:
    """The name without its year and without 项目, 经费, 资金 at its end."""
    stem = _ENDINGS.sub("", _without_year(name))
    return stem if len(stem) >= _SHORTEST else _without_year(name)


def _pair(lefts: list[int], rights: list[int], new: Sequence[Named], old: Sequence[Named]) -> list[tuple[int, int]]:
    """Pairs of equal names: first those of the same unit, then in their order."""
    pairs: list[tuple[int, int]] = []
    left_over, rest = [], list(rights)
    for left in lefts:
        units = {name_key(unit) for unit in new[left].units if unit}
        same = next((r for r in rest if units & {name_key(unit) for unit in old[r].units if unit}), None)
        if same is None:
            left_over.append(left)
        else:
            pairs.append((left, same))
            rest.remove(same)
    return pairs + list(zip(left_over, rest, strict=False))


def _alike(new: Sequence[Named], old: Sequence[Named], lefts: set[int], rights: set[int]) -> list[tuple[int, int]]:
    """Pairs of names that are nearly the same, the nearest first."""
    olds = [
        (right, text, Counter(text)) for right in rights if len(text := _without_year(old[right].name)) >= _SHORTEST
    ]
    scored: list[tuple[float, int, int]] = []
    for left in lefts:
        text = _without_year(new[left].name)
        if len(text) < _SHORTEST:
            continue
        letters = Counter(text)
        for right, other, counted in olds:
            likeness = _likeness(text, other, letters, counted)
            if likeness >= _ALIKE:
                scored.append((-likeness, left, right))
    return [(left, right) for _, left, right in sorted(scored)]


def _likeness(text: str, other: str, letters: Counter[str], others: Counter[str]) -> float:
    shorter, longer = sorted((text, other), key=len)
    if longer.startswith(shorter) and len(longer) - len(shorter) <= _CUT:
        return 0.0 if TELLING & set(longer[len(shorter) :]) else 1.0
    # A cheap bound first: most pairs have little in common.
    wanted = _ALIKE * (len(text) + len(other)) / 2
    if len(shorter) < wanted or (letters & others).total() < wanted:
        return 0.0
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal" and TELLING & set(text[a:b] + other[c:d]):
            return 0.0
    return matcher.ratio()
