"""zpb adopt: forms made by hand become a living workbook; every cell of theirs is in it, or is named as not being there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zipingbiao.app.adopt_figures import Figures, compare_figures, with_manual_scores, with_written_results
from zipingbiao.app.adopt_leftovers import find_leftovers
from zipingbiao.app.adopt_losses import Loss, Renaming, find_list_losses, find_losses, find_renamings
from zipingbiao.app.adopt_sources import Progress, Source, read_sources
from zipingbiao.app.form_fit import Fit, rank_forms, rivals
from zipingbiao.app.new import check_out, generate, live_of
from zipingbiao.app.reading import read_file
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.files import Kept, printable
from zipingbiao.base.text import squeeze
from zipingbiao.forms import catalog
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.finding import Finding
from zipingbiao.model.summary import Summary
from zipingbiao.readers.draft import Draft
from zipingbiao.readers.ticks import chosen_option

#: A part of a unit is no unit: 办公室, 商贸管理科.
_SECTION = re.compile(r"[科室股组]\Z")
#: More sheets than this no office opens; a folder that large holds the forms of many units.
MAX_FORMS = 500


@dataclass(slots=True)
class Adopted:
    """One form: where it came from, the form it was written in and why, and what did not come through.

    fit     None where the form was not chosen by likeness
    chosen  "fit", "asked" (--template), "own" (the source names it)
    """

    given: Evaluation
    form: Form
    chosen: str
    fit: Fit | None = None
    close: list[Fit] = field(default_factory=list)
    draft: Draft | None = None
    sheet: str = ""
    losses: list[Loss] = field(default_factory=list)
    renamings: list[Renaming] = field(default_factory=list)
    figures: Figures = field(default_factory=lambda: Figures([], [], 0, 0))


@dataclass(slots=True)
class Adoption:
    """The workbook that was written, its forms, and what concerns all of them."""

    out: Path
    sources: list[Path]
    unit_name: str
    year: int | None
    forms: list[Adopted]
    findings: list[Finding] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """1 where a printed figure is wrong by its own form, or a form could not be read; else 0."""
        wrong = any(difference.severity == "error" for form in self.forms for difference in form.figures.differences)
        return 1 if wrong or any(finding.severity == "error" for finding in self.findings) else 0


def adopt(
    paths: Sequence[Path | str],
    out: Path,
    *,
    templates: Sequence[str] = (),
    live: str = "both",
    unit_name: str = "",
    kept: Kept | None = None,
    progress: Progress | None = None,
) -> Adoption:
    """Reads forms of any origin and writes one living workbook of them; the sources stay as they are.

    Args:
        paths: files that hold forms, or folders with such files.
        out: the workbook to be written.
        templates: form ids to be used in place of the best fitting ones; of several the first of the form's level.
        live: `both`, `native` or `udf`.
        unit_name: for the title of 汇总; else what most forms name.
        kept: told where an older file of the same name was kept.
        progress: told how many files have been read, then how many forms have been written and compared, and the
            name of the next one.

    Raises:
        FormError: for an unknown template.
        UnreadableFile, DataError: for a file that cannot be read or holds no form.
        ZpbError: where OUT is one of the sources, does not end in .xlsx or cannot be written; where no form fits.
    """
    way, out = live_of(live), check_out(out)
    asked = [catalog.get_form(template) for template in templates]
    sources, passed = read_sources(paths, out, progress)
    forms = [form for source in sources for form in choose_forms(source, asked)]
    if len(forms) > MAX_FORMS:
        raise ZpbError(f"共有 {len(forms)} 张表，一个工作簿最多放 {MAX_FORMS} 张，请按单位分几次转换。")
    settle(forms)
    evaluations = [_prepared(form) for form in forms]
    lists = [one for source in sources for one in source.read.summaries]
    files = [source.path for source in sources]
    given = next((one for one in lists if not one.own), None) or next(
        (one for one in lists if any(row.purpose.text for row in one.rows)), None
    )
    result = Adoption(out, files, unit_name or _unit_of(evaluations), _year_of(evaluations), forms)
    if progress:
        progress(0, len(forms), f"写入 {printable(out.name)}")
    generate(
        forms[0].form.id, evaluations, out, way, kept,
        unit_name=result.unit_name, year=result.year, project_list=given,
    )  # fmt: skip
    result.findings = [finding for source in sources for finding in source.read.findings]
    _compare(result, evaluations, given, progress)
    result.notes = _notes(result, lists, given, sources, passed)
    if progress:
        progress(len(forms), len(forms), "")
    return result


# -- choosing ---------------------------------------------------------------------------------------------------------


def choose_forms(source: Source, asked: Sequence[Form]) -> list[Adopted]:
    """The forms of a file, each with the form it is written in: asked for, its own, or the best fitting one."""
    hints = "".join([source.path.stem, *(e.department.text or "" for e in source.read.evaluations)])
    pairs = zip(source.read.evaluations, source.drafts, strict=True)
    return [_choose(one, draft, asked, hints) for one, draft in pairs]


def _choose(evaluation: Evaluation, draft: Draft | None, asked: Sequence[Form], hints: str) -> Adopted:
    wanted = next((form for form in asked if evaluation.level in form.levels), None)
    if wanted is not None:
        return Adopted(evaluation, wanted, "asked", draft=draft)
    known = catalog.form_paths()
    # A workbook of ours and DATA.json name their form; what the reader guesses of another file is only a guess.
    if evaluation.template in known and draft is None and evaluation.template is not None:
        own = catalog.get_form(evaluation.template)
        if evaluation.level in own.levels:
            return Adopted(evaluation, own, "own")
    fits = rank_forms(evaluation, draft, catalog.forms().values(), hints + (evaluation.place.sheet or ""))
    if not fits:
        raise ZpbError(f"没有一种表样能放下「{evaluation.name}」，请用 zpb form new 照原表起草一份表样。")
    return Adopted(evaluation, fits[0].form, "fit", fits[0], rivals(fits), draft)


def settle(forms: list[Adopted]) -> None:
    """Forms that fit two templates nearly as well take the one that most of their neighbours take."""
    votes: Counter[tuple[str, str]] = Counter((one.given.level, one.form.id) for one in forms if one.chosen == "fit")
    for one in forms:
        if one.fit is None or not one.close:
            continue
        best = max([one.fit, *one.close], key=lambda fit: (votes[one.given.level, fit.form.id], fit.points))
        if best is not one.fit:
            one.close = [one.fit, *(fit for fit in one.close if fit is not best)]
            one.fit, one.form = best, best.form


def _prepared(one: Adopted) -> Evaluation:
    given = one.given.model_copy(update={"template": one.form.id})
    return with_manual_scores(with_written_results(given, one.form), one.form.policy)


def _unit_of(evaluations: Sequence[Evaluation]) -> str:
    """The unit whose forms these are: that of the department's form, else the one that most forms name."""
    for evaluation in evaluations:
        if evaluation.level == "department" and (
            name := evaluation.implementing_unit.text or evaluation.department.text
        ):
            return name
    for key in ("implementing_unit", "department"):
        names = Counter(text for e in evaluations if (text := getattr(e, key).text) and not _SECTION.search(text))
        if names and (len(names) == 1 or key == "department"):
            return str(names.most_common(1)[0][0])
    return ""


def _year_of(evaluations: Sequence[Evaluation]) -> int | None:
    years = Counter(year for e in evaluations if (year := e.year_number) is not None)
    return years.most_common(1)[0][0] if years else None


# -- comparing ----------------------------------------------------------------------------------------------------------


def _compare(
    result: Adoption, evaluations: Sequence[Evaluation], given: Summary | None, progress: Progress | None
) -> None:
    """Reads the workbook back and notes, form by form, what of the source is not in it."""
    read = read_file(result.out)
    first: dict[str | None, Evaluation] = {}
    for form in read.evaluations:
        first.setdefault(form.place.sheet, form)
    if len(first) != len(evaluations):
        raise ZpbError(f"「{printable(result.out.name)}」已生成，但读回来的表数不对，无法核对，请把原表发给维护者。")
    pairs = zip(result.forms, evaluations, first.values(), strict=True)
    for number, (one, evaluation, written) in enumerate(pairs):
        if progress:
            progress(number, len(evaluations), f"核对 {one.given.name}")
        one.sheet = written.place.sheet or ""
        losses = find_losses(one.given, written, one.form.policy.execution.points)
        if one.draft is not None:
            losses = [_located(loss, one.draft) for loss in losses]
            losses += find_leftovers(one.given, one.draft)
        one.losses = losses
        one.renamings = find_renamings(one.given, written)
        one.figures = compare_figures(evaluation, one.form.policy)
    result.losses = find_list_losses(given, read.summaries)


def _located(loss: Loss, draft: Draft) -> Loss:
    """The loss with its cell, where only the label beside it is known: the one right of the label."""
    if loss.place.cell is not None:
        return loss
    sheet = draft.sheet
    for row, _ in draft.rows:
        texts = {column: squeeze(sheet.text(row, column) or "") for column in sorted(sheet.rows.get(row, {}))}
        labels = [column for column, text in texts.items() if text == squeeze(loss.label)]
        for column, text in texts.items():
            if labels and column > labels[0] and loss.text in (sheet.text(row, column), chosen_option(text)):
                return loss._replace(place=sheet.place(row, column))
    return loss


def _notes(
    result: Adoption, lists: Sequence[Summary], given: Summary | None, sources: Sequence[Source], passed: Sequence[Path]
) -> list[str]:
    notes = []
    years = sorted({year for one in result.forms if (year := one.given.year_number) is not None})
    if len(years) > 1:
        notes.append(f"各表的年度不一：{'、'.join(map(str, years))}，请核对。")
    if result.year is None:
        notes.append("没有读到年度，请在表上补填。")
    names: dict[str, list[str]] = defaultdict(list)
    for one in result.forms:
        if one.given.level == "project":
            names[one.given.name].append(str(one.given.place))
    if twice := {name: places for name, places in names.items() if len(places) > 1}:
        texts = [f"「{name}」{len(places)} 张（{'、'.join(places)}）" for name, places in twice.items()]
        notes.append(f"项目名称相同的表都写入了，请核对是否重复：{'；'.join(texts)}。")
    own = {id(one) for one in lists if one.own}
    if extra := [one for one in lists if one is not given and id(one) not in own]:
        notes.append(f"另有项目清单或汇总没有写入：{'、'.join(str(one.place) for one in extra)}。")
    hidden = [
        f"{book.name}!{sheet.name}" if len(sources) > 1 else sheet.name
        for source in sources
        if (book := source.book) is not None and not any(e.own for e in source.read.evaluations)
        for sheet in book.sheets
        if sheet.state != "visible" and sheet.rows
    ]
    if passed:
        notes.append(
            f"文件夹里有 {len(passed)} 个文件没有自评表，没有转换：{'、'.join(printable(one.name) for one in passed)}。"
        )
    if hidden:
        notes.append(f"隐藏的工作表没有读：{'、'.join(hidden)}。")
    return notes
