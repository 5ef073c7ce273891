"""What is known of a file to tell which files belong together: the units, years and projects it prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zipingbiao.app.unit_names import is_office, unit_key
from zipingbiao.base.years import years_in
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.report import Report
from zipingbiao.model.summary import Summary, name_key
from zipingbiao.model.workpaper import Workpaper

#: A project's own year changes from one year's form to the next: 2021年奖励资金 of 2022 is 2020年奖励资金 of 2021.
_YEAR = re.compile(r"(?:19|20)\d{2}")
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

    @property
    def is_review(self) -> bool:
        """Whether it is a review workpaper."""
        return bool(self.reviews or self.reviewed_units)


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
