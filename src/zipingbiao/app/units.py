"""Which files belong to one unit and one year, told from what app.unit_members knows of them; nothing is read here.

Only what is clear is put together: a file that may belong to several units, or to none, stands alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from zipingbiao.app.unit_members import Member
from zipingbiao.app.unit_names import canonical_names, is_office, is_small_body, unit_key

#: So many projects that differ only so make two years of forms; one may be a form with a wrong year.
_FEWEST_RENAMED = 2


class Group(NamedTuple):
    """Files to check together, and files for comparison only, by their index.

    earlier  those of the same unit for the year before; of a review workpaper, which stands alone, those it is about
    """

    files: tuple[int, ...]
    earlier: tuple[int, ...] = ()


def group_pool(names: Sequence[str], members: Sequence[Member | None]) -> list[Group]:
    """Groups the files of one folder, or those named together, by their index.

    Args:
        names: of the files, without folder; findings know a file by its name, so files of one name never meet.
        members: what unit_members.describe says of each; None for a file that nothing can be compared with.
    """
    counts = Counter(names)
    known = [
        replace(member, index=index)
        for index, (name, member) in enumerate(zip(names, members, strict=True))
        if member is not None and counts[name] == 1
    ]
    told = {member.index for member in known}
    alone = [Group((index,)) for index in range(len(names)) if index not in told]
    others = [member for member in known if not member.is_review]
    alone += [Group((one.index,), _reviewed(one, names, others)) for one in known if one.is_review]
    return sorted([*group_files(others), *alone], key=lambda group: group.files)


def _reviewed(paper: Member, names: Sequence[str], members: Iterable[Member]) -> tuple[int, ...]:
    """The files with forms that a review workpaper is about, and others of the same units: it may lack some."""
    return tuple(
        one.index
        for one in members
        if one.has_forms and (names[one.index] in paper.reviews or (one.unit or one.department) in paper.reviewed_units)
    )


def group_files(members: Sequence[Member]) -> list[Group]:
    """Groups the files of one folder, or those named together, in the order of their first file.

    Forms go together by their unit; a unit's forms are parted by year only where the same projects are there for
    several years, so that a form with a wrong year stays among its own. Of several copies of a project's form each is
    checked with other files. Lists and reports join the forms of their unit and year.
    """
    names = canonical_names(unit for member in members for unit in {member.unit, member.department})
    units = _units_of_forms(members, names)
    by_unit: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.has_forms:
            by_unit[units[member.index]].append(member)
    parts = {unit: _parts(found) for unit, found in by_unit.items()}
    alone: list[Group] = []
    for member in members:
        if member.has_forms:
            continue
        part = _part_for(member, parts.get(_unit_of_other(member, names, by_unit), []))
        if part is None:
            alone.append(Group((member.index,)))
        else:
            part.others.append(member.index)
    groups = [group for found in parts.values() for part in found for group in _groups_of(part, found)]
    return sorted([*groups, *alone], key=lambda group: group.files)


class _Part:
    """A unit's files for one year, in layers: two forms of one project never stand in the same layer."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.years = frozenset(year for member in members for year in member.years)
        self.layers = _layers(members)
        self.others: list[int] = []

    @property
    def main(self) -> list[int]:
        """The layer with most files; the first of equals."""
        return max(self.layers, key=len)


def _groups_of(part: _Part, siblings: Sequence[_Part]) -> list[Group]:
    before = [other for other in siblings if other is not part and len(other.years) == len(part.years) == 1]
    year = next(iter(part.years), 0)
    earlier = tuple(index for other in before if year - 1 in other.years for index in other.main)
    return [
        Group(tuple(sorted([*layer, *(part.others if layer is part.main else [])])), earlier) for layer in part.layers
    ]


def _units_of_forms(members: Sequence[Member], names: dict[str, str]) -> dict[int, str]:
    """The unit of every file with forms; one of its own for a file that names none and could be of several."""
    forms = [member for member in members if member.has_forms]
    whole = {names.get(m.unit) or names.get(m.department, "") for m in forms if m.is_whole}
    found: dict[int, str] = {}
    for member in forms:
        unit, department = names.get(member.unit, ""), names.get(member.department, "")
        # An office inside the bureau implements the bureau's project; a body of its own has forms of its own.
        is_below = is_small_body(unit) and department in whole and unit not in whole
        if not unit or is_office(unit) or is_below:
            unit = department
        found[member.index] = unit
    known = {unit for unit in found.values() if unit}
    for member in forms:
        if not found[member.index]:
            only = next(iter(known)) if len(known) == 1 else ""
            found[member.index] = only or _mentioned(member, names, known) or f"#{member.index}"
    return found


def _unit_of_other(member: Member, names: dict[str, str], by_unit: dict[str, list[Member]]) -> str:
    """The unit of a list or report: the one it names, else the only one there is."""
    if (own := names.get(member.unit, "")) in by_unit:
        return own
    if mentioned := _mentioned(member, names, by_unit):
        return mentioned
    if member.made:
        theirs = [unit for unit, forms in by_unit.items() if any(one.projects & member.projects for one in forms)]
        own, by_unit = "", {unit: by_unit[unit] for unit in theirs} if theirs else by_unit
    return next(iter(by_unit)) if not own and len(by_unit) == 1 else ""


def _mentioned(member: Member, names: dict[str, str], units: Iterable[str]) -> str:
    """The unit that a title or the file's name names; '' where none or several are named.

    Every part of the text is looked up, so that the time does not grow with the number of units.
    """
    wanted = set(units)
    for text in member.texts:
        key = unit_key(text)[:80]
        longest: list[tuple[int, int, str]] = []
        for start in range(len(key)):
            for end in range(len(key), start + 2, -1):
                unit = names.get(key[start:end])
                if unit in wanted and not any(a <= start and end <= b for a, b, _ in longest):
                    longest.append((start, end, unit))
                    break
        found = {unit for _, _, unit in longest}
        if len(found) == 1:
            return found.pop()
    return ""


def _part_for(member: Member, parts: Sequence[_Part]) -> _Part | None:
    """The year's files that a list or report belongs to; None where its own year is another, or cannot be told."""
    if member.years:
        fitting = [part for part in parts if not part.years or part.years & member.years]
    else:
        fitting = list(parts)
        if len(fitting) > 1:
            fitting = [part for part in parts if part.years & member.named_years]
    if not fitting and member.made:
        fitting = list(parts)  # The year in its title is one of the things to compare.
    return fitting[0] if len(fitting) == 1 else None


def _parts(members: Sequence[Member]) -> list[_Part]:
    """A unit's files by year, where a project is there for several years; else all together."""
    repeated = _repeated_years((member, member.projects) for member in members)
    if not repeated:
        repeated = _repeated_years(((member, member.tasks) for member in members), _FEWEST_RENAMED)
    if not repeated:
        return [_Part(members)]
    by_year: dict[int, list[Member]] = defaultdict(list)
    parts: list[_Part] = []
    for member in members:
        years = member.years or (member.named_years & repeated)
        if len(years) == 1:
            by_year[next(iter(years))].append(member)
        else:
            parts.append(_Part([member]))
    return [*parts, *(_Part(found) for found in by_year.values())]


def _repeated_years(named: Iterable[tuple[Member, frozenset[str]]], fewest: int = 1) -> set[int]:
    """The years for which the same names are there, where so many are."""
    years_of: dict[str, set[int]] = defaultdict(set)
    for member, keys in named:
        for key in keys:
            years_of[key] |= member.years
    repeated = [years for years in years_of.values() if len(years) > 1]
    return {year for years in repeated for year in years} if len(repeated) >= fewest else set()


def _layers(members: Sequence[Member]) -> list[list[int]]:
    """Files without a project in common: each file goes where all of its projects are new."""
    used: Counter[str] = Counter()
    layers: list[list[int]] = []
    for member in members:
        number = max((used[key] for key in member.projects), default=0)
        for key in member.projects:
            used[key] = number + 1
        while len(layers) <= number:
            layers.append([])
        layers[number].append(member.index)
    return layers
