"""Whose form a figure of a narrative report belongs to, and how both places are named. No rule lives here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from zipingbiao.base.text import label_key, normalise, squeeze
from zipingbiao.checks.context import FormContext, UnitContext
from zipingbiao.checks.report_names import FILLERS, longest_first, of_named_project
from zipingbiao.model.report import Report, ReportFigure
from zipingbiao.model.summary import Summary, SummaryRow, name_key
from zipingbiao.model.values import Place, Value

T = TypeVar("T")
#: Words of a heading under which a text speaks of the evaluation; elsewhere it follows the accounts (决算).
_ABOUT_EVALUATION = re.compile(r"绩效|自评|评价")
_NUMBER = re.compile(r"\d+")
#: The sentence may give another's score (财政复评), or what was spent by some day of the year.
_MAY_BE_OTHER = re.compile(
    r"第三方|复评|抽评|复核|再评价|重点评价|财政局?评价|考核|上半年|季度|累计|截[至止]|[1-9]月底|1[01]月底"
)
#: The accounts (决算) of a department follow a rule of their own about what counts.
_OF_ACCOUNTS = re.compile(r"决算|合计|总计|收入|财政拨款|一般公共预算")
#: Before a figure, in its part of the sentence: it is that of the year before, or of a part of the year.
_OTHER_TIME = re.compile(
    r"(?<![比较与同])(?:上一?年度?|去年|往年)(?!结转|结余|财政)|上半年|[一二三]季度|截[至止](?:\d{4}年)?(?:[1-9]|1[01])月"
)
_PARTS = "；。;"
SHORTEST_CORE = 3


class Told(NamedTuple):
    """Where the value stands that a figure should equal.

    forms   the forms that may be meant: one, or several of one name
    row     the row of a project list where the project has no form of its own
    sure    name, year and kind of the text leave no doubt
    """

    forms: tuple[FormContext, ...] = ()
    row: tuple[Summary, SummaryRow] | None = None
    sure: bool = False


class NameIndex(Generic[T]):
    """Things by the names of their projects.

    招商工作专项 and 招商专项经费, 联合办税点服务经费 and 联合办税服务点经费 may be one project's names.
    """

    def __init__(self, named: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, list[T]] = {}
        self._alike: dict[str, list[T]] = {}
        for name, thing in named:
            self._exact.setdefault(name_key(name), []).append(thing)
            self._alike.setdefault(_core(name), []).append(thing)

    def find(self, name: str) -> tuple[list[T], bool]:
        """What the name may mean, and whether it is the same name."""
        key, core = name_key(name), _core(name)
        if key and key in self._exact:
            return self._exact[key], True
        return (self._alike.get(core, []) if len(core) >= SHORTEST_CORE else []), False


@dataclass(frozen=True, eq=False)
class ReportContext:
    """One report beside the forms it is checked with."""

    unit: UnitContext
    report: Report

    def figures(self) -> Iterator[ReportFigure]:
        """The figures that can be compared: exact numbers of all funds, each once in a passage."""
        seen: set[tuple[object, ...]] = set()
        for figure in (of_named_project(one, self._project_names) for one in self.report.figures):
            value = figure.value
            key = (
                value.place.cell, figure.kind, figure.of, figure.scope, figure.subject, figure.indicator,
                value.text if value.number is None else value.number,
            )  # fmt: skip
            if figure.source or figure.scope == "group" or key in seen or is_of_other_time(figure):
                continue
            seen.add(key)
            yield figure

    @cached_property
    def lists(self) -> list[Summary]:
        """The lists of projects: tables of their own, and those inside a department's form."""
        inside = [form.evaluation.project_list for form in self.unit.forms]
        return [
            *self.unit.summaries,
            *(table for table in inside if table is not None and table not in self.unit.summaries),
        ]

    def totals(self, figure: ReportFigure) -> list[tuple[Summary, SummaryRow]]:
        """The total rows that a figure on the 项目支出 of the whole department may be taken from."""
        if figure.scope != "project_expenditure" or not self.is_on_these_forms(figure):
            return []
        return [(table, table.total) for table in self.lists if table.total is not None and not table.own]

    def told(self, figure: ReportFigure) -> Told:
        """Whose form the figure is about; empty where there is none, or where it is on another year."""
        if figure.scope == "project":
            return self._project(figure)
        # The expenditure of a whole department is told in its accounts too, by another rule of what counts.
        if not self.is_on_evaluation(figure):
            return Told()
        return self._told(self._own(self._of_unit), figure)

    def is_on_evaluation(self, figure: ReportFigure) -> bool:
        """Whether the headings above a figure, or the title of its report, speak of an evaluation."""
        return any(_ABOUT_EVALUATION.search(title) for title in self._headings(figure))

    def is_on_these_forms(self, figure: ReportFigure) -> bool:
        """Whether a figure on all projects of a unit is about the forms as a whole: evaluation, unit and year fit."""
        if not self.is_on_evaluation(figure):
            return False
        if self.unit.departments and not self._of_unit:
            return False
        year = self.year_of(figure)
        return year is None or self._years <= {year}

    @cached_property
    def _years(self) -> set[int]:
        years = {form.evaluation.year_number for form in self.unit.forms}
        return {year for year in years if year is not None}

    @cached_property
    def _of_unit(self) -> list[FormContext]:
        return [form for form in self.unit.departments if self._is_unit(form)]

    @cached_property
    def _forms_by_name(self) -> NameIndex[FormContext]:
        return NameIndex((form.evaluation.project.text or "", form) for form in self.unit.projects)

    @cached_property
    def _project_names(self) -> tuple[str, ...]:
        rows = (row.project.text or "" for table in self.lists for row in table.rows)
        return longest_first([*(form.evaluation.project.text or "" for form in self.unit.projects), *rows])

    @cached_property
    def _rows_by_name(self) -> NameIndex[tuple[Summary, SummaryRow]]:
        return NameIndex((row.project.text or "", (table, row)) for table in self.lists for row in table.rows)

    def year_of(self, figure: ReportFigure) -> int | None:
        """The year of a figure: its own, or that of the report it stands in."""
        line, year = line_of(figure.value.place), self.report.year
        for section in self.report.sections:
            if section.level == 0 and section.year is not None and line_of(section.place) <= line:
                year = section.year
        return figure.year or year

    def same_year(self, form: FormContext, figure: ReportFigure) -> bool | None:
        """Whether the figure is on the form's year; None where one of them does not say."""
        year, own = self.year_of(figure), form.evaluation.year_number
        return None if year is None or own is None else year == own

    def _headings(self, figure: ReportFigure) -> list[str]:
        path: list[tuple[int, str]] = []
        for line, level, title in self._sections:
            if line > line_of(figure.value.place):
                break
            path = [entry for entry in path if entry[0] < level] + [(level, title)]
        return [title for _, title in path]

    @cached_property
    def _sections(self) -> list[tuple[int, int, str]]:
        return sorted((line_of(section.place), section.level, section.title) for section in self.report.sections)

    def _is_unit(self, form: FormContext) -> bool:
        """Whether the form may be that of the unit whose report this is; 综保办 stands for a longer name."""
        evaluation = form.evaluation
        names = [
            label_key(v.text)
            for v in (evaluation.department, evaluation.implementing_unit, evaluation.project)
            if v.text
        ]
        own = label_key(self.report.unit_name)
        return not own or not names or any(_abbreviates(own, name) or _abbreviates(name, own) for name in names)

    def _project(self, figure: ReportFigure) -> Told:
        if not figure.subject:
            forms = list(self.unit.projects)
            return self._told(forms, figure, sure=False) if len(forms) == 1 else Told()
        found, exact = self._forms_by_name.find(figure.subject)
        if found:
            # Names that only resemble must not leave a choice.
            return self._told(self._own(found), figure, sure=exact) if exact or len(found) == 1 else Told()
        rows, exact = self._rows_by_name.find(figure.subject)
        if len(rows) != 1 or figure.year not in (None, self.report.year):
            return Told()
        return Told(row=rows[0], sure=exact and is_plain(figure))

    def _own(self, forms: Iterable[FormContext]) -> list[FormContext]:
        """The forms in the report's own file, where it holds forms too, else all."""
        found = list(forms)
        return [form for form in found if form.evaluation.place.file == self.report.file] or found

    def _told(self, forms: list[FormContext], figure: ReportFigure, *, sure: bool = True) -> Told:
        forms = [form for form in forms if self.same_year(form, figure) is not False]
        is_sure = sure and len(forms) == 1 and self.same_year(forms[0], figure) is True and is_plain(figure)
        return Told(tuple(forms), sure=is_sure)


def is_plain(figure: ReportFigure) -> bool:
    """Whether the sentence leaves no doubt what the figure is."""
    sentence = squeeze(figure.sentence).replace(squeeze(figure.subject), "")
    is_account = figure.scope == "department" and figure.kind not in ("score", "points", "grade")
    if is_account and _OF_ACCOUNTS.search(sentence):
        return False
    return figure.confidence == "sure" and not _MAY_BE_OTHER.search(sentence)


def is_of_other_time(figure: ReportFigure) -> bool:
    """Whether the words before the figure say that it is last year's, or what was spent by June."""
    sentence, text = squeeze(figure.sentence), squeeze(figure.value.text or "")
    end = sentence.find(text)
    start = max(sentence.rfind(mark, 0, max(end, 0)) for mark in _PARTS) + 1
    return _OTHER_TIME.search(sentence, start, max(end, 0)) is not None


def line_of(place: Place) -> int:
    """The number of the line or paragraph; 0 where none is known."""
    match = _NUMBER.search(place.cell or "")
    return int(match.group()) if match else 0


def where(value: Value, form: FormContext, unit: UnitContext) -> str:
    """The place of a form's value inside a sentence: sheet and cell, with the file where forms come from several."""
    place = value.place if value.place.cell or value.place.row is not None else form.evaluation.place
    several = len({other.evaluation.place.file for other in unit.forms}) > 1
    return str(place if several else place._replace(file=None))


def form_name(form: FormContext) -> str:
    """What a sentence calls the form."""
    if form.evaluation.level == "department" and not form.evaluation.project:
        return "部门整体自评表"
    return f"「{form.evaluation.name}」表"


def shown(figure: ReportFigure) -> str:
    """The figure as it stands in the text, with a blank before its unit."""
    text = normalise(figure.value.text or "")
    unit = figure.value.unit
    return f"{text.removesuffix(unit)} {unit}" if unit and text.endswith(unit) else text


def _core(name: str) -> str:
    """What tells a project from others: its characters without fillers, in no order, and its numbers."""
    bare = FILLERS.sub("", name_key(name))
    return "".join(_NUMBER.findall(bare)) + "".join(sorted(_NUMBER.sub("", bare)))


def _abbreviates(short: str, name: str) -> bool:
    """Whether the characters of one stand in the other in their order."""
    rest = iter(name)
    return bool(short) and all(character in rest for character in short)
