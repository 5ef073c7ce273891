"""zpb report --kind form: the forms of a file as Word tables, each in its form, with the figures of all reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from zipingbiao.app.adopt_figures import Figures
from zipingbiao.app.adopt_losses import find_losses
from zipingbiao.app.adopt_sources import Source, drafts_of
from zipingbiao.app.adopting import Adopted, choose_forms, settle
from zipingbiao.app.check import check_one
from zipingbiao.app.form_fit import COLUMNS
from zipingbiao.app.reading import read_file
from zipingbiao.app.word_form_changes import as_printed_here, find_differences
from zipingbiao.app.word_report import choose_forms as choose_by_name
from zipingbiao.app.word_report import name_files, refuse_paths
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.files import Kept, printable, save
from zipingbiao.forms import catalog
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.statement import FormStatement
from zipingbiao.scoring.engine import Assessment, FundingResult
from zipingbiao.scoring.formulas.rows import with_results
from zipingbiao.scoring.stating import state_form
from zipingbiao.writers.checked import count_severities
from zipingbiao.writers.workbook.paper import Paper, draw_form

#: What the file of one form is called.
FORM_WORDS = "自评表"


@dataclass(slots=True)
class WordForms:
    """What was written.

    out     as the user named it: a .docx, or a folder with one file per form
    files   the documents, each with the numbers (from 0) of its forms
    forms   each with the form it is written in, what it lacks, and the figures that are printed otherwise
    errors  open findings at error level of the file the forms were read from
    """

    out: Path
    forms: list[Adopted]
    files: list[tuple[Path, list[int]]] = field(default_factory=list)
    errors: int = 0


def write_word_forms(
    path: Path,
    out: Path,
    *,
    project: str | None = None,
    template: str | None = None,
    profile: str | None = None,
    kept: Kept | None = None,
) -> WordForms:
    """Writes the forms of a workbook, a Word file or DATA.json as Word tables, each on a page of its own.

    Args:
        path: any file zpb check reads; it stays as it is.
        out: a .docx that takes all forms, or an existing folder that gets a file per form.
        project: only the form of this project, or on this sheet; all forms where None.
        template: the id of the form to be used; else the one the file names, or the best fitting one.
        profile: by which the forms are judged, as zpb check takes it.
        kept: told where an existing file of another content was kept.

    Raises:
        FormError: for an unknown form or profile.
        UnreadableFile: for a file that cannot be read or holds no form.
        ZpbError: for an unknown project, an output that cannot be written, where no form fits, or where python-docx is
            not installed.
    """
    # Slow to import, and what is refused before needs none of it.
    from zipingbiao.writers.word.form_document import write_forms

    refuse_paths(path, out)
    asked = [] if template is None else [catalog.get_form(template)]
    checked, read = check_one(path, profile)
    if not checked.evaluations:
        raise UnreadableFile(f"「{printable(path.name)}」里没有找到自评表，没有生成 Word 文件。")
    forms = choose_forms(Source(path, read, drafts_of(read)), asked)
    settle(forms)
    assessments: Sequence[Assessment] = checked.assessments
    if project is not None:
        wanted = choose_by_name(checked.evaluations, project)
        forms, assessments = [forms[index] for index in wanted], [assessments[index] for index in wanted]
    statements = [_state(one.given, assessment) for one, assessment in zip(forms, assessments, strict=True)]
    papers = [_drawn(*parts) for parts in zip(forms, assessments, statements, strict=True)]
    result = WordForms(out, forms, name_files(out, FORM_WORDS, statements), count_severities([checked])["error"])
    for target, indices in result.files:
        save(target, write_forms([papers[index] for index in indices]), kept)
    _compare(result, statements)
    return result


def _state(evaluation: Evaluation, assessment: Assessment) -> FormStatement:
    return state_form(evaluation, assessment, catalog.form_for(evaluation.template))


def _drawn(one: Adopted, assessment: Assessment, statement: FormStatement) -> Paper:
    results = printed_results(one.given, assessment, statement)
    evaluation = with_results(one.given).model_copy(update={"template": _named(one)})
    return draw_form(evaluation, one.form, results)


def _named(one: Adopted) -> str | None:
    """What the document is to be judged as: the form the source names, or the one it agrees with in everything.

    A form made by hand and only written in the nearest known one is not judged more strictly for that.
    """
    if one.given.template is None and one.fit is not None and not one.fit.but:
        return one.form.id
    return one.given.template


def printed_results(evaluation: Evaluation, assessment: Assessment, statement: FormStatement) -> Assessment:
    """What the computed cells of a form print: the figures that every report states, and nothing where it states none.

    Args:
        evaluation: as read.
        assessment: of it.
        statement: of it, as the reports have it.
    """
    lines = iter(statement.sources)
    whole = evaluation.total_funding
    funds = [statement.total_fund if row is whole else next(lines) for row in evaluation.funding]
    rows = zip(assessment.indicators, statement.indicators, strict=True)
    return replace(
        assessment,
        funding=tuple(FundingResult(fund.rate.number, fund.score.number) for fund in funds if fund is not None),
        indicators=tuple(replace(result, counted=row.score.number) for result, row in rows),
        weight_total=_weight_total(evaluation, assessment),
        total=statement.total.number,
        grade=statement.grade.text or None,
    )


def _weight_total(evaluation: Evaluation, assessment: Assessment) -> Decimal:
    """Of a form of no known template the sum as printed: some of its rows may not have been read."""
    written = evaluation.total_weight.number
    return assessment.weight_total if evaluation.template is not None or written is None else written


def _compare(result: WordForms, statements: Sequence[FormStatement]) -> None:
    """Reads the documents back: every value of the source is in them, or is named."""
    for target, indices in result.files:
        written = read_file(target).evaluations
        if len(written) != len(indices):
            raise ZpbError(f"「{printable(target.name)}」写出后读不全，请打开核对。")
        for index, back in zip(indices, written, strict=True):
            one = result.forms[index]
            losses = find_losses(as_printed_here(one.given), back, one.form.policy.execution.points)
            unprinted = _unprinted(one) if one.chosen == "own" else set()
            one.losses = [loss for loss in losses if loss.label not in unprinted]
            one.figures = Figures(list(find_differences(one.given, back, statements[index])), [], 0, 0)


def _unprinted(one: Adopted) -> set[str]:
    """What the form has no column for (评分细则): helper columns hold it, and no paper does."""
    printed = {column.key for column in one.form.layout.columns}
    return {label for key, label in COLUMNS.items() if key not in printed}
