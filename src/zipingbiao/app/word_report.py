"""`zpb report`: reads forms, states them, fills in a template, saves; every figure keeps the cells it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from zipingbiao.app.check import check_one
from zipingbiao.app.report import is_same_file
from zipingbiao.app.report_templates import find_template, read_template
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.file_names import join_name
from zipingbiao.base.files import Kept, need_folder, printable, save
from zipingbiao.base.numbers import show
from zipingbiao.base.text import excerpt, squeeze
from zipingbiao.forms.catalog import form_for
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.report_mark import REPORT_WORDS, ReportKind
from zipingbiao.model.statement import FormStatement, Sourced, UnitStatement
from zipingbiao.model.summary import Summary
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.stating import state_form, state_unit
from zipingbiao.writers.checked import count_severities
from zipingbiao.writers.word.render import Rendered, render

SUFFIX = ".docx"
#: Names listed where a project is not found, and their characters.
_LISTED, _NAME_LIMIT = 20, 40


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report that was written; `forms` is the number of forms in it."""

    path: Path
    rendered: Rendered
    forms: int


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What was written.

    out       as the user named it: a .docx, or a folder with one file per form
    errors    open findings at error level of the file the reports were made from; where one project was asked for, of
              its forms
    """

    kind: ReportKind
    out: Path
    template: str
    reports: tuple[WrittenReport, ...]
    errors: int

    @property
    def parts(self) -> int:
        """How many reports there are in all files."""
        return sum(report.forms for report in self.reports)

    @property
    def placeholders(self) -> int:
        """How much a person must still write."""
        return sum(len(report.rendered.placeholders) for report in self.reports)

    def as_document(self) -> dict[str, Any]:
        """The object behind --json."""
        documents = [_document(report) for report in self.reports]
        head = {"file": printable(str(self.out)), "kind": self.kind, "template": self.template}
        if self.out.is_dir():
            return head | {"reports": documents}
        return head | {key: value for key, value in documents[0].items() if key != "file"}


def write_reports(
    path: Path,
    out: Path,
    kind: ReportKind,
    project: str | None = None,
    template: Path | None = None,
    charts: bool = False,
    profile: str | None = None,
    kept: Kept | None = None,
) -> ReportResult:
    """Writes the reports of a file with forms.

    Args:
        path: any file zpb check reads.
        out: a .docx that takes all reports, or an existing folder that gets a file per form.
        kind: what is reported.
        project: only the form of this project, or on this sheet; all forms where None.
        template: a .docx to fill in instead of the one for the form.
        charts: whether pictures are drawn.
        profile: by which the forms are judged, as zpb check takes it.
        kept: told where an existing file of another content was kept.

    Raises:
        UnreadableFile: where the file cannot be read or holds no form.
        ZpbError: for an unknown project, a faulty template, or an output that cannot be written.
    """
    refuse_paths(path, out)
    if template is not None and is_same_file(out, template):
        raise ZpbError("输出文件不能就是模板，请换一个文件名。")
    checked, read = check_one(path, profile)
    if not checked.evaluations:
        raise UnreadableFile(f"「{printable(path.name)}」里没有找到自评表，没有生成报告。")
    pairs = list(zip(checked.evaluations, checked.assessments, strict=True))
    if project is not None:
        pairs = [pairs[index] for index in choose_forms(checked.evaluations, project)]
    evaluations, assessments = [one for one, _ in pairs], [one for _, one in pairs]
    summaries = read.summaries if kind == "summary" and project is None else []
    statements = state(kind, evaluations, assessments, summaries)
    chosen = find_template(kind, [one.template for one in evaluations]) if template is None else read_template(template)
    reports = []
    for target, indices in name_files(out, REPORT_WORDS[kind], statements):
        some = [statements[index] for index in indices]
        rendered = render(kind, some, chosen, charts, datetime.now())
        save(target, rendered.content, kept)
        reports.append(WrittenReport(target, rendered, len(some)))
    if project is not None:
        sheets = {one.place.sheet for one in evaluations}
        checked = replace(checked, findings=tuple(one for one in checked.findings if one.place.sheet in sheets))
    return ReportResult(kind, out, chosen.name, tuple(reports), count_severities([checked])["error"])


def state(
    kind: ReportKind,
    evaluations: Sequence[Evaluation],
    assessments: Sequence[Assessment],
    summaries: Sequence[Summary] = (),
) -> list[FormStatement | UnitStatement]:
    """What the reports of this kind state: each form by itself, or for a summary the unit as a whole."""
    forms = [form_for(evaluation.template) for evaluation in evaluations]
    if kind == "summary":
        return [state_unit(evaluations, assessments, forms, summaries)]
    return [state_form(*parts) for parts in zip(evaluations, assessments, forms, strict=True)]


def choose_forms(evaluations: Sequence[Evaluation], name: str) -> list[int]:
    """The forms that a name means: of that sheet or project, else whose name alone holds it.

    Raises ZpbError listing the names where there is none, or where several hold it.
    """
    wanted = squeeze(name)
    names = [(squeeze(one.place.sheet or ""), squeeze(one.project.text or "")) for one in evaluations]
    exact = [index for index, known in enumerate(names) if wanted in known]
    if wanted and exact:
        return exact
    partly = [index for index, known in enumerate(names) if any(wanted in one for one in known)] if wanted else []
    if len(partly) == 1:
        return partly
    listed = [excerpt(evaluations[index].name, _NAME_LIMIT) for index in partly or range(len(evaluations))]
    more = f" 等 {len(listed)} 张" if len(listed) > _LISTED else ""
    what = f"有 {len(partly)} 张自评表的名称含有“{name}”" if partly else f"没有名称为“{name}”的自评表"
    raise ZpbError(f"{what}，可选：{'、'.join(listed[:_LISTED])}{more}。")


def refuse_paths(path: Path, out: Path) -> None:
    """Raises ZpbError, before any work is done, for what is no file to read, and an output that could not be written."""
    if path.is_dir():
        raise ZpbError(f"「{printable(str(path))}」是文件夹，请指定一个填好的自评表文件。")
    if out.is_dir():
        return
    if out.suffix.lower() != SUFFIX:
        raise ZpbError(f"输出文件名应以 {SUFFIX} 结尾，或是已有的文件夹：{printable(out.name)}")
    need_folder(out)
    if is_same_file(out, path):
        raise ZpbError("输出文件不能就是要读的文件，请换一个文件名。")


def name_files(
    out: Path, words: str, statements: Sequence[FormStatement | UnitStatement]
) -> list[tuple[Path, list[int]]]:
    """The files to write, each with the numbers (from 0) of the statements in it.

    Args:
        out: a file for all of them, or a folder that gets a file for each.
        words: what each of them is called in the name of its file.
        statements: what is written.
    """
    if not out.is_dir():
        return [(out, list(range(len(statements))))]
    found: list[tuple[Path, list[int]]] = []
    used: set[str] = set()
    for index, statement in enumerate(statements):
        parts = _name_parts(words, statement)
        name = join_name(parts, SUFFIX)
        if name.casefold() in used:
            name = join_name([*parts, str(index + 1)], SUFFIX)
        used.add(name.casefold())
        found.append((out / name, [index]))
    return found


def _name_parts(words: str, statement: FormStatement | UnitStatement) -> list[str]:
    if isinstance(statement, UnitStatement):
        names = [statement.unit_name.text]
    else:
        names = [statement.implementing_unit.text or statement.department.text, statement.project.text]
    return [*map(squeeze, names), statement.year.text and f"{statement.year.text}年度", words]


def _document(report: WrittenReport) -> dict[str, Any]:
    figures: dict[tuple[Any, ...], dict[str, Any]] = {}
    for part in report.rendered.parts:
        for sentence in part:
            for span in sentence.spans:
                if span.figure:
                    figure = _figure(span.figure)
                    figures[(figure["text"], figure["label"], *figure["cells"])] = figure
    return {
        "file": printable(str(report.path)),
        "figures": list(figures.values()),
        "placeholders": list(report.rendered.placeholders),
    }


def _figure(figure: Sourced) -> dict[str, Any]:
    """A figure as --json shows it; where a form has no cells (DATA.json), its file is the source."""
    spots = [str(place._replace(file=None)) or printable(place.file or "") for place in figure.places]
    return {
        "text": figure.text,
        "label": figure.label,
        "number": None if figure.number is None else show(figure.number),
        "cells": list(dict.fromkeys(spots)),
        "how": figure.how,
    }
