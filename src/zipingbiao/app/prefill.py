"""A workbook begun from a list of projects and last year's forms; the person who fills it is told what came whence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zipingbiao.app.carrying import carry_over
from zipingbiao.app.name_matching import Named, match_names
from zipingbiao.app.new import check_out, empty_form, generate, live_of, year_of
from zipingbiao.app.prefill_funding import fill_budget, funding_rows, listed_projects
from zipingbiao.app.prefill_report import (
    Carried,
    carried_lines,
    describe_notes,
    list_lines,
    match_lines,
    quoted,
    title_of,
)
from zipingbiao.app.reading import read_file
from zipingbiao.app.search import find_files
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.files import Kept, printable
from zipingbiao.forms import catalog
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.summary import Summary
from zipingbiao.readers.data_values import value_of
from zipingbiao.readers.project_list import ListedProject, ProjectList, read_project_list

#: Excel opens more sheets than this, people do not; a list that long holds the projects of many units.
MAX_FORMS = 500


@dataclass(slots=True)
class Prefilled:
    """The forms, what is known of all of them, the list they were made from in 元, and what the user is told."""

    evaluations: list[Evaluation] = field(default_factory=list)
    unit_name: str = ""
    year: int | None = None
    project_list: Summary | None = None
    lines: list[str] = field(default_factory=list)


def prefilled_workbook(
    template: str,
    out: Path,
    *,
    projects: Sequence[Path] = (),
    last_year: Sequence[Path] = (),
    year: int | str | None = None,
    unit_name: str = "",
    live: str = "both",
    kept: Kept | None = None,
    macro: bool = False,
) -> Prefilled:
    """Writes OUT.xlsx (with `macro` OUT.xlsm) begun from lists of projects, from last year's forms, or from both.

    Raises as prefill and app.new.generate do, and ZpbError where OUT is one of the files to read.
    """
    chosen = live_of(live)
    out = check_out(out, macro)
    for path in (*projects, *last_year):
        if out.exists() and path.exists() and out.samefile(path):
            raise ZpbError("输出文件不能就是要读的文件，请换一个文件名。")
    found = prefill(template, projects, last_year, year=year, unit_name=unit_name)
    generate(
        template, found.evaluations, out, chosen, kept, unit_name=found.unit_name, year=found.year,
        project_list=found.project_list, macro=macro,
    )  # fmt: skip
    return found


def prefill(
    template: str,
    projects: Sequence[Path] = (),
    last_year: Sequence[Path] = (),
    *,
    year: int | str | None = None,
    unit_name: str = "",
) -> Prefilled:
    """The forms for this year.

    With a list there is a form for every project of it; goals and indicators come from last year's form of the same
    or nearly the same name, amounts from the list. Without a list last year's forms are all carried over. A form of
    the whole department is carried over in both cases.

    Args:
        template: the form id; forms of another template are carried into it. Last year's department form keeps its
            template where this one has no department form.
        projects: lists of projects or exports of the budget system.
        last_year: last year's forms in any readable file, or folders of them.
        year: else last year's plus one, else that of the list.
        unit_name: the unit that fills the forms; else what the list says above its header.

    Raises:
        FormError: for an unknown template.
        UnreadableFile, DataError: for a file that cannot be read or holds neither list nor form.
        ZpbError: for a template that no list can fill, and for more projects than a workbook can hold.
    """
    form = catalog.get_form(template)
    given = year_of(year)
    lists = [read_project_list(path) for path in projects]
    count = sum(len(found.projects) for found in lists)
    if count > MAX_FORMS:
        raise ZpbError(f"清单里有 {count} 个项目，一个工作簿最多放 {MAX_FORMS} 张表，请按单位拆开清单，分几次生成。")
    if lists and "project" not in form.levels and form.layout.projects is None:
        raise ZpbError(f"表样 {form.id}（{form.name}）是部门整体的表，不能按项目清单生成，请换用项目的表样。")
    return _Prefill(form, lists, last_year, given, unit_name).run()


class _Prefill:
    """One run: reads, matches, fills, and writes down what the user is to know."""

    def __init__(
        self, form: Form, lists: list[ProjectList], last_year: Sequence[Path], year: int | None, unit_name: str
    ) -> None:
        self.form = form
        self.lists = lists
        self.lines: list[str] = []
        self.old = list(self._read_old(last_year))
        self.unit_name = unit_name or next((found.unit_name for found in lists if found.unit_name), "")
        self.year = self._choose_year(year)
        self.listed = [project for found in lists for project in found.projects]
        self.carried: list[Carried] = []
        self.left_out: list[Evaluation] = []

    def run(self) -> Prefilled:
        """The forms: those of departments first, then those of projects in the order of the list."""
        for found in self.lists:
            self.lines += list_lines(found, self.form)
            if found.budget_is_initial:
                for project in found.projects:
                    fill_budget(project)
        olds = [old for old in self.old if old.level != "department"]
        made = self._carry_all([old for old in self.old if old.level == "department"])
        if not self.listed:
            made += self._carry_all(olds)
        elif "project" in self.form.levels:
            made += self._match(olds)
        else:
            self.left_out += olds
            made = made or [self._department()]
        if not made:
            raise UnreadableFile(f"没有一张表可以沿用到表样 {self.form.id}，没有生成。")
        evaluations = [self._finish(evaluation) for evaluation in made]
        if self.left_out:
            names = quoted(title_of(old) for old in self.left_out)
            self.lines.append(
                f"表样 {self.form.id} 装不下上年的 {len(self.left_out)} 张表（层级不同），没有沿用：{names}"
            )
        self.lines += carried_lines(self.carried, evaluations, self.year, self.form.id, named=not self.listed)
        listed = listed_projects(self.listed, "元") if self.listed else None
        return Prefilled(evaluations, self._unit_of(evaluations), self.year, listed, self.lines)

    # -- reading --------------------------------------------------------------------------------------------------

    def _read_old(self, paths: Sequence[Path]) -> Iterator[Evaluation]:
        unread = []
        for path in paths:
            forms = 0
            for file in find_files([path]).files if path.is_dir() else [path]:
                found = read_file(file)
                forms += len(found.evaluations)
                unread += found.findings if found.evaluations else []
                yield from found.evaluations
            if not forms:
                raise UnreadableFile(f"「{printable(path.name)}」里没有找到上年的自评表。")
        if unread:
            self.lines.append(f"上年的文件里有 {len(unread)} 处没有读懂，没有沿用：{describe_notes(unread)}")

    def _choose_year(self, given: int | None) -> int | None:
        years = sorted({year for old in self.old if (year := old.year_number) is not None})
        in_lists = sorted({found.year for found in self.lists if found.year is not None})
        year = given or (years[-1] + 1 if years else in_lists[-1] if in_lists else None)
        if year is None:
            self.lines.append("没有读到年度，请在表上补填，或加 --year 后重新生成。")
        elif given is None:
            self.lines.append(f"年度按{f'上年 {years[-1]} 加一' if years else '清单'}填为 {year}。")
        if len(years) > 1:
            self.lines.append(f"上年的表年度不一：{'、'.join(map(str, years))}，请核对。")
        if set(in_lists) - {year}:
            self.lines.append(f"清单上写的年度是 {'、'.join(map(str, in_lists))}，表上填的是 {year}，请核对。")
        return year

    # -- last year's forms ----------------------------------------------------------------------------------------

    def _carry_all(self, olds: list[Evaluation]) -> list[Evaluation]:
        return [made for old in olds if (made := self._carry(old)) is not None]

    def _carry(self, old: Evaluation) -> Evaluation | None:
        """The old form as this year's; None where no template fits."""
        form = self._form_for(old)
        if form is None:
            self.left_out.append(old)
            return None
        made = carry_over(old, form)
        if not made.indicators:
            made = made.model_copy(update={"indicators": empty_form(form).indicators})
        self.carried.append(Carried(old, form, made))
        return made

    def _form_for(self, old: Evaluation) -> Form | None:
        """The template of this run; where it has no department form the old form's own, else the one that goes with it.

        Only a department's form is carried beside those of another template: the projects are what the user chose.
        """
        if old.level in self.form.levels:
            return self.form
        if old.level == "project" and self.listed:
            return None
        known = catalog.forms()
        own = known.get(old.template or "")
        if own is not None and old.level in own.levels:
            return own
        kin = [
            form
            for form in known.values()
            if old.level in form.levels and form.id != self.form.id
            and (form.based_on == self.form.id or form.id == self.form.based_on)
        ]  # fmt: skip
        # A form made for the same place goes before the national one it is laid over.
        return max(kin, key=lambda form: (form.jurisdiction == self.form.jurisdiction, form.year), default=None)

    def _match(self, olds: list[Evaluation]) -> list[Evaluation]:
        new = [Named(p.name, (p.implementing_unit, p.department)) for p in self.listed]
        named = [Named(o.name, (o.implementing_unit.text or "", o.department.text or "")) for o in olds]
        matches = {match.new: match for match in match_names(new, named)}
        made = []
        for index, project in enumerate(self.listed):
            carried = self._carry(olds[matches[index].old]) if index in matches else None
            made.append(self._fill(project, carried or empty_form(self.form)))
        departments = sum(old.level == "department" for old in self.old)
        self.lines += match_lines(self.listed, olds, matches, departments)
        return made

    # -- filling --------------------------------------------------------------------------------------------------

    def _fill(self, project: ListedProject, base: Evaluation) -> Evaluation:
        """A project of the list on the form carried over for it, or on an empty one."""
        labels = {cell.label for row in self.form.layout.header for cell in row}
        given = {label: text for label, text in project.others.items() if label in labels} | project.attributes
        if project.code:
            given["项目编码"] = project.code
        update: dict[str, object] = {
            "level": "project",
            "project": value_of(project.name, project.place),
            "attributes": base.attributes | given,
            "funding": funding_rows(project, self.form),
        }
        for key in ("department", "implementing_unit"):
            if text := getattr(project, key):
                update[key] = value_of(text, project.place)
        return base.model_copy(update=update)

    def _department(self) -> Evaluation:
        """An empty form of the department that all projects of the list have."""
        names = {project.department for project in self.listed}
        name = names.pop() if len(names) == 1 else ""
        return empty_form(self.form).model_copy(update={"department": value_of(name)})

    def _finish(self, evaluation: Evaluation) -> Evaluation:
        """The year, the unit where nothing names it, and the list inside a department's form."""
        update: dict[str, object] = {"year": value_of(str(self.year) if self.year else None)}
        texts = (evaluation.department.text, evaluation.implementing_unit.text)
        if self.unit_name and self.unit_name not in texts:
            # The whole department's form names one unit only: the department.
            keys = ("implementing_unit", "department") if evaluation.level == "project" else ("department",)
            blank = [key for key in keys if not getattr(evaluation, key)]
            update |= {key: value_of(self.unit_name) for key in blank[:1]}
        if evaluation.level == "department" and self.listed:
            layout = catalog.form_for(evaluation.template).layout.projects
            update["project_list"] = listed_projects(self.listed, layout.unit) if layout is not None else None
        return evaluation.model_copy(update=update)

    def _unit_of(self, evaluations: list[Evaluation]) -> str:
        """The unit for the title of 汇总: as given, or the one that all forms name."""
        if self.unit_name:
            return self.unit_name
        for key in ("implementing_unit", "department"):
            names = {getattr(evaluation, key).text for evaluation in evaluations} - {None}
            if len(names) == 1:
                return str(names.pop())
        return ""
