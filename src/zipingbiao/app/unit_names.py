"""Names of units for comparison: codes, abbreviations, a prefix left out, one character dropped. No file is known here."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from zipingbiao.base.text import label_key

_CODE = re.compile(r"\A[\d\-—－_.]+|\(?\d{5,}\)?|[()“”\"·、,，]")
_SHORT = (
    ("管理委员会", "管委会"),
    ("委员会", "委"),
    ("人民政府", "政府"),
    ("有限责任公司", "公司"),
    ("股份有限公司", "公司"),
    ("有限公司", "公司"),
)
_ITSELF = re.compile(r"(?<=.{3})(?:机关|本级|本部)\Z")
#: A character that tells one unit from another, so that it is never a slip.
_TELLING = frozenset("一二三四五六七八九十东西南北中上下大小新老0123456789")
#: What only a body with a name of its own has: a place in front, or a word for an authority.
_OWN = re.compile(r"(?<=.)[省州市县镇乡旗区]|街道|[厅局委院校署]|公司|大学")
_OFFICE = re.compile(r"[科股室处组部]\Z")
_SMALL_BODY = re.compile(r"[站所队]\Z|中心\Z")
#: Fewer characters name a kind of unit, not a unit.
SHORTEST = 3
#: A spelling in so many files is the right one.
_USUAL = 2


def unit_key(name: str) -> str:
    """A unit's name for comparison: no spaces, brackets, codes and years, the usual abbreviations.

    314002-成安县民政局机关 → 成安县民政局
    """
    key = _CODE.sub("", label_key(name))
    for long, short in _SHORT:
        key = key.replace(long, short)
    return _ITSELF.sub("", key)


def is_office(key: str) -> bool:
    """Whether a name is that of an office inside a unit: 办公室, 投资促进科."""
    return bool(_OFFICE.search(key)) and not _OWN.search(key)


def is_small_body(key: str) -> bool:
    """Whether a name may be that of an office inside a unit, or of a unit below it: 招商服务中心."""
    return bool(_SMALL_BODY.search(key)) and not _OWN.search(key)


def canonical_names(names: Iterable[str]) -> dict[str, str]:
    """Every key with the one that stands for its unit.

    区商务局 and 东西湖区商务局 are one unit where only one longer name ends so; a name that one file spells with one
    character more or less than several others is theirs. The time grows with the number of names, not its square.

    Args:
        names: the keys of all files, as often as they occur.
    """
    counts = Counter(name for name in names if name)
    leads = {key: key for key in counts}

    def lead(key: str) -> str:
        while leads[key] != key:
            key = leads[key]
        return key

    longer: dict[str, list[str]] = defaultdict(list)
    slips: list[tuple[str, str]] = []
    for key in sorted(counts):
        for start in range(1, len(key) - SHORTEST + 1):
            if key[start:] in counts:
                longer[key[start:]].append(key)
        for place, character in enumerate(key):
            shorter = key[:place] + key[place + 1 :]
            if 0 < place < len(key) - 1 and shorter in counts and character not in _TELLING:
                slips.append((key, shorter))
    for key, wholes in longer.items():
        longest = max(wholes, key=len)
        if all(longest.endswith(whole) for whole in wholes):
            leads[key] = longest
    for pair in slips:
        rare, usual = sorted(pair, key=lambda key: counts[key])
        # Two towns may differ by a character; a slip is made once.
        if counts[rare] == 1 and counts[usual] >= _USUAL and leads[rare] == rare and lead(usual) != rare:
            leads[rare] = lead(usual)
    return {key: lead(key) for key in counts}
