"""Which files belong to one unit and one year, told from the names, years and projects they print; nothing is read here.

Only what is clear is put together: a file that may belong to several units, or to none, stands alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from zipingbiao.app.unit_names import canonical_names, is_office, is_small_body, unit_key
from zipingbiao.base.years import years_in
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.report import Report
from zipingbiao.model.summary import Summary, name_key
from zipingbiao.model.workpaper import Workpaper

#: A project's own year changes from one year's form to the next: 2021年奖励资金 of 2022 is 2020年奖励资金 of 2021.
_YEAR = re.compile(r"(?:19|20)\d{2}")
#: So many projects that differ only so make two years of forms; one may be a form with a wrong year.
_FEWEST_RENAMED = 2
#: All forms of a unit as a whole are about the same thing, whatever they are called.
_WHOLE = "部门整体"


@dataclass(frozen=True, slots=True)
class Member:
    """What grouping knows of a file: light, so that thousands fit.

    unit, department  keys of the names on the form of the whole department, else on most of its forms; of a report,
                      the unit it is about
    texts             titles and the file's name, which may name the unit
    years             of its forms or report, or in the title of its list; empty where none is printed
    named_years       in the file's name
    projects          keys of its forms
    tasks             the same with the years in a project's name counted from that of the form
    is_whole          holds the form of a whole department
    made              a generated report: it was made from forms, whatever its title says now; `projects` are those it
                      names in its titles
    reviews, reviewed_units  of a review workpaper: the files it is about, and keys of the units it names
    """

    index: int
    unit: str = ""
    department: str = ""
    texts: tuple[str, ...] = ()
    years: frozenset[int] = frozenset()
    named_years: frozenset[int] = frozenset()
    projects: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    has_forms: bool = False
    is_whole: bool = False
    made: bool = False
    reviews: frozenset[str] = frozenset()
    reviewed_units: frozenset[str] = frozenset()


class Group(NamedTuple):
    """Files to check together, and files for comparison only, by their index.

    earlier  those of the same unit for the year before; of a review workpaper, which stands alone, those it is about
    """

    files: tuple[int, ...]
    earlier: tuple[int, ...] = ()


def describe(
    index: int,
    name: str,
    evaluations: Sequence[Evaluation],
    summaries: Sequence[Summary],
    report: Report | None,
    workpaper: Workpaper | None = None,
) -> Member:
    """What grouping needs to know of a file.

    Args:
        index: its number among the files.
        name: the file's name without its folder.
        evaluations: the forms in it.
        summaries: the lists of projects in it.
        report: the text in it, where it is a narrative report.
        workpaper: the review workpaper that it is.
    """
    stem = name.rpartition(".")[0] or name
    titles = [e.title.text for e in evaluations] or [table.title.text for table in summaries]
    texts = [text for text in (*titles, report.title if report else None, stem) if text]
    if workpaper is not None:
        units = [(unit_key(one.unit.text or ""), unit_key(one.department.text or "")) for one in workpaper.sheets]
        return Member(
            index,
            reviews=frozenset(sheet.file for sheet in workpaper.sheets if sheet.file),
            reviewed_units=frozenset(body if not unit or is_office(unit) else unit for unit, body in units) - {""},
        )
    member = Member(index, texts=tuple(dict.fromkeys(texts)), named_years=frozenset(years_in(stem)))
    if evaluations:
        # The form of the whole department names the unit; projects may name the offices that carry them out.
        whole = [e for e in evaluations if e.level == "department"]
        return replace(
            member,
            unit=_usual(unit_key(e.implementing_unit.text or "") for e in whole or evaluations),
            department=_usual(unit_key(e.department.text or "") for e in whole or evaluations),
            years=frozenset(_most_common(e.year_number for e in evaluations if e.year_number is not None)),
            projects=frozenset(key for e in evaluations if (key := _project_key(e))),
            tasks=frozenset(_task_key(e) for e in evaluations) - {""},
            has_forms=True,
            is_whole=bool(whole),
        )
    if report is not None:
        years = frozenset() if report.year is None else frozenset({report.year})
        named = frozenset(name_key(title.project) for title in report.titles if title.project)
        made = report.made is not None
        return replace(
            member, unit=unit_key(report.unit_name), years=years, made=made, projects=named if made else frozenset()
        )
    years = frozenset(year for table in summaries for year in years_in(table.title.text or ""))
    return replace(member, years=years)


def group_pool(names: Sequence[str], members: Sequence[Member | None]) -> list[Group]:
    """Groups the files of one folder, or those named together, by their index.

    Args:
        names: of the files, without folder; findings know a file by its name, so files of one name never meet.
        members: what `describe` says of each; None for a file that nothing can be compared with.
    """
    counts = Counter(names)
    known = [
        replace(member, index=index)
        for index, (name, member) in enumerate(zip(names, members, strict=True))
        if member is not None and counts[name] == 1
    ]
    told = {member.index for member in known}
    alone = [Group((index,)) for index in range(len(names)) if index not in told]
    papers = [member for member in known if member.reviews or member.reviewed_units]
    alone += [Group((paper.index,), _reviewed(paper, names, known)) for paper in papers]
    known = [member for member in known if member not in papers]
    return sorted([*group_files(known), *alone], key=lambda group: group.files)


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


def _project_key(evaluation: Evaluation) -> str:
    return _WHOLE if evaluation.level == "department" else name_key(evaluation.project.text or "")


def _task_key(evaluation: Evaluation) -> str:
    year = evaluation.year_number
    key = _project_key(evaluation)
    return key if year is None else _YEAR.sub(lambda match: f"{int(match.group()) - year:+}", key)


def _usual(names: Iterable[str]) -> str:
    found = Counter(name for name in names if name)
    return found.most_common(1)[0][0] if found else ""


def _most_common(years: Iterable[int]) -> set[int]:
    found = Counter(years)
    return {found.most_common(1)[0][0]} if found else set()
