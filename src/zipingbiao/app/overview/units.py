"""Which unit a form counts to: offices to their bureau, spellings of one name together, the usual spelling shown.

Names are compared within one folder, as a batch does to check files together: 区商务局 is another unit in the folder of
another district.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from zipingbiao.app.unit_names import canonical_names, is_office, is_small_body, unit_key
from zipingbiao.base.text import squeeze

#: The line of those that name no unit.
NO_UNIT = "（未写明单位）"
#: Between a folder and the key of an office in it; keys hold no white space.
_INSIDE = "\n"


@dataclass(frozen=True, slots=True)
class Named:
    """Forms that name the same, counted by file.

    folder       in which the file is
    unit, department  as printed, None where not
    is_whole     forms of a whole department
    files        in how many files
    """

    folder: str
    unit: str | None
    department: str | None
    is_whole: bool
    files: int


def units_of(named: Iterable[Named]) -> Iterator[tuple[Named, str, str]]:
    """Each with the key of its unit ('' for none) and the name to show."""
    by_folder: defaultdict[str, list[Named]] = defaultdict(list)
    for one in named:
        by_folder[one.folder].append(one)
    keys = {one: key for found in by_folder.values() for one, key in _in_folder(found)}
    shown = _spellings(keys)
    for one, key in keys.items():
        yield one, key, shown[key]


def _in_folder(found: list[Named]) -> Iterator[tuple[Named, str]]:
    every = [
        key
        for one in found
        for key in {_key(one.unit), _key(one.department)}
        for _ in range(one.files)
        if not is_office(key)
    ]
    names = canonical_names(every)
    whole = {names.get(_key(one.unit)) or names.get(_key(one.department), "") for one in found if one.is_whole}
    for one in found:
        own = _key(one.unit)
        unit, department = names.get(own, ""), names.get(_key(one.department), "")
        # An office implements its bureau's project; a body of its own has a form of its own.
        is_below = is_small_body(unit) and department in whole and unit not in whole
        if department and (not unit or is_office(own) or is_below):
            unit = department
        elif is_office(own):
            unit = f"{one.folder}{_INSIDE}{own}"  # Every bureau has its 办公室.
        yield one, unit


def _key(name: str | None) -> str:
    return unit_key(name or "")


def _spellings(keys: dict[Named, str]) -> dict[str, str]:
    """The usual spelling of every unit: the one in most files; of equals the longest."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, key in keys.items():
        for name in (one.unit, one.department):
            if name and _key(name) == key.rpartition(_INSIDE)[2]:
                found[key][squeeze(name)] += one.files
    shown = {"": NO_UNIT}
    for key in keys.values():
        if key and key not in shown:
            usual = max(found[key].items(), key=lambda item: (item[1], len(item[0]), item[0]), default=(key, 0))[0]
            folder = PurePosixPath(key.rpartition(_INSIDE)[0]).name
            shown[key] = f"{usual}（{folder}）" if folder else usual
    return shown
