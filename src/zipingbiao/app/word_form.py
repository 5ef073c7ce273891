"""zpb report --kind form: the forms of a file as Word tables, each in its form; what changed on the way is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from zipingbiao.app.adopt_figures import Difference, Figures
from zipingbiao.app.adopt_losses import find_losses
from zipingbiao.app.adopt_sources import Source, drafts_of
from zipingbiao.app.adopting import Adopted, choose_forms, settle
from zipingbiao.app.new import Kept
from zipingbiao.app.reading import ReadFile, read_file
from zipingbiao.base.errors import UnreadableFile, ZpbError
from zipingbiao.base.files import printable, save
from zipingbiao.base.numbers import show
from zipingbiao.base.text import squeeze
from zipingbiao.checks.figures import as_printed, looks_like, rate_readings, rate_text
from zipingbiao.forms import catalog
from zipingbiao.forms.judging import judge
from zipingbiao.forms.schema import Form
from zipingbiao.model.evaluation import Evaluation, FundingRow
from zipingbiao.model.finding import Finding
from zipingbiao.model.values import BLANK
from zipingbiao.scoring.engine import Assessment, FundingResult, assess
from zipingbiao.scoring.formulas.rows import with_results
from zipingbiao.writers.workbook.paper import Paper, draw_form


@dataclass(slots=True)
class WordForms:
    """The document that was written, the file it was made of, and its forms with what did not come through."""

    out: Path
    source: Path
    forms: list[Adopted]
    findings: list[Finding] = field(default_factory=list)


def write_word_forms(
    path: Path, out: Path, *, template: str | None = None, unit_name: str = "", kept: Kept | None = None
) -> WordForms:
    """Writes the forms of a workbook, a Word file or DATA.json to OUT.docx, each on a page of its own.

    Args:
        path: the file; it stays as it is.
        out: the document to be written; an existing file is kept beside as 名称（旧1）.docx.
        template: the id of the form to be used; else the one the file names, or the best fitting one.
        unit_name: for the properties of the document.
        kept: told where an older file was kept.

    Raises:
        FormError: for an unknown template.
        UnreadableFile, DataError: for a file that cannot be read or holds no form.
        ZpbError: where OUT is the file itself, does not end in .docx or cannot be written; where no form fits or
            python-docx is not installed.
    """
    # Slow to import, and nothing else of this module's users needs them.
    from zipingbiao.writers.word.form_document import write_forms

    if out.suffix.lower() != ".docx":
        raise ZpbError(f"输出文件名应以 .docx 结尾：{printable(out.name)}")
    if out.exists() and path.exists() and out.samefile(path):
        raise ZpbError("输出文件不能就是要读的文件，请换一个文件名。")
    asked = [] if template is None else [catalog.get_form(template)]
    read = read_file(path)
    if not read.evaluations:
        listed = "，只有项目汇总" if read.summaries else ""
        raise UnreadableFile(f"「{printable(path.name)}」里没有找到自评表{listed}，没有生成 Word 文件。")
    result = WordForms(out, path, _chosen(path, read, asked), list(read.findings))
    papers = [_drawn(one) for one in result.forms]
    old = save(out, write_forms(papers, unit_name))
    if old is not None and kept is not None:
        kept(old)
    _compare(result)
    return result


def _chosen(path: Path, read: ReadFile, asked: list[Form]) -> list[Adopted]:
    forms = choose_forms(Source(path, read, drafts_of(read)), asked)
    settle(forms)
    return forms


def _drawn(one: Adopted) -> Paper:
    evaluation = with_results(one.given)
    results = printed_results(evaluation)
    named = evaluation.model_copy(update={"template": _named(one)})
    return draw_form(named, one.form, results)


def _named(one: Adopted) -> str | None:
    """What the document is to be judged as: the form the source names, or the one it agrees with in everything.

    A form made by hand and only written in the nearest known one is not judged more strictly for that.
    """
    if one.given.template is None and one.fit is not None and not one.fit.but:
        return one.form.id
    return one.given.template


def printed_results(evaluation: Evaluation) -> Assessment:
    """What the computed cells of a form print.

    Rates, sums, totals and grades are the engine's. A row's score is what counts in a workbook of this software, and
    what a person wrote in any other form; computed there only where nobody wrote one.
    """
    policy = judge(evaluation).policy
    result = assess(evaluation, policy)
    if evaluation.own:
        return result
    rows = tuple(
        one if row.score.number is None or one.is_left_out else replace(one, counted=row.score.number)
        for row, one in zip(evaluation.indicators, result.indicators, strict=True)
    )
    is_whole = result.weight_total == policy.full_marks.value or bool(evaluation.grade)
    grade = result.written_grade if is_whole else None
    return replace(result, indicators=rows, total=result.written_total, grade=grade)


# -- what changed -----------------------------------------------------------------------------------------------------


def _compare(result: WordForms) -> None:
    """Reads the document back: every value of the source is in it, or is named."""
    written = read_file(result.out).evaluations
    if len(written) != len(result.forms):
        raise ZpbError(f"「{printable(result.out.name)}」写出后读不全，请报告这个问题。")
    for one, back in zip(result.forms, written, strict=True):
        one.losses = find_losses(_as_printed(one.given), back, one.form.policy.execution.points)
        one.figures = Figures(list(_differences(one.given)), [], 0, 0)


def _as_printed(evaluation: Evaluation) -> Evaluation:
    """The form without figures that its living cells replace."""
    evaluation = with_results(evaluation)
    if not evaluation.own:
        return evaluation
    rows = tuple(row.model_copy(update={"score": BLANK}) for row in evaluation.indicators)
    funding = tuple(row.model_copy(update={"rate": BLANK, "score": BLANK}) for row in evaluation.funding)
    return evaluation.model_copy(update={"indicators": rows, "funding": funding, "total": BLANK, "grade": BLANK})


def _differences(evaluation: Evaluation) -> Iterator[Difference]:
    """Figures that a person wrote and the document prints otherwise."""
    if evaluation.own:
        return
    result = printed_results(evaluation)
    for row, one in zip(evaluation.funding, result.funding, strict=True):
        yield from _fund_differences(row, one)
    total, grade = evaluation.total, evaluation.grade
    if total.number is not None and result.total is not None and not looks_like(total, result.total):
        reason = "执行得分与各项得分之和"
        yield Difference("总分", as_printed(total), show(result.total), reason, "error", total.place)
    weights = evaluation.total_weight
    if weights.number is not None and weights.number != result.weight_total:
        reason = "执行率与各指标分值的合计"
        yield Difference("分值合计", as_printed(weights), show(result.weight_total), reason, "error", weights.place)
    if grade and result.grade and squeeze(grade.text or "") != result.grade:
        yield Difference("等级", grade.text or "", result.grade, "总分对应的等级", "warning", grade.place)


def _fund_differences(row: FundingRow, result: FundingResult) -> Iterator[Difference]:
    name, readings = squeeze(row.source.text or ""), rate_readings(row.rate)
    if result.rate is not None and readings and not any(looks_like(one, result.rate) for one in readings):
        computed = rate_text(result.rate, row.rate)
        yield Difference(f"{name}的执行率", as_printed(row.rate), computed, "执行数÷预算数", "error", row.rate.place)
    if result.score is not None and row.score.number is not None and row.score.number != result.score:
        reason = "执行率×分值"
        yield Difference(f"{name}的得分", as_printed(row.score), show(result.score), reason, "warning", row.score.place)
