"""One truth: the total a report states is the sum of what it states, and the form in Word prints the same figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.app.samples import form, write_data
from tests.scoring.statements import DATA, HAND_MADE, UNSEEN, Stated, drawn, stated, stated_of
from zipingbiao.app.reading import read_file
from zipingbiao.app.word_form import write_word_forms
from zipingbiao.base.errors import ZpbError
from zipingbiao.base.numbers import round_to
from zipingbiao.base.text import squeeze
from zipingbiao.forms.policy import Policy
from zipingbiao.model.evaluation import Evaluation
from zipingbiao.model.statement import FormStatement, Sourced
from zipingbiao.readers.data import read_data
from zipingbiao.scoring.engine import Assessment
from zipingbiao.scoring.stating.totals import NO_TOTAL_NOTE, PARTS_NOTE


def _data_files() -> list[Path]:
    """The DATA.json among the data; the others there are findings and extracts."""
    found = []
    for path in sorted((DATA / "json").glob("*.json")):
        try:
            read_file(path)
        except ZpbError:
            continue
        found.append(path)
    return found


FILES = [*_data_files(), *HAND_MADE]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_one_thing(path: Path, tmp_path: Path) -> None:
    check(stated(path), tmp_path)


@pytest.mark.parametrize("name", UNSEEN)
def test_a_form_of_another_place_says_one_thing(name: str, tmp_path: Path) -> None:
    result = stated(drawn(name, tmp_path))
    if result.evaluations:  # two of them are not recognised as forms
        check(result, tmp_path)


def check(result: Stated, folder: Path) -> None:
    """Adds up what is stated, and reads back what the form in Word prints."""
    out = folder / "自评表.docx"
    written = write_word_forms(result.path, out)
    back = read_file(out).evaluations
    faults = []
    parts = zip(result.forms, result.evaluations, result.assessments, result.definitions, strict=True)
    for (statement, given, assessment, definition), printed, one in zip(parts, back, written.forms, strict=True):
        faults += sum_faults(statement, assessment, definition.policy)
        has_grade = one.form.layout.total is not None and one.form.layout.total.grade is not None
        faults += printed_faults(statement, given, printed, has_grade)
    assert not faults, "\n".join(faults)


def sum_faults(statement: FormStatement, assessment: Assessment, policy: Policy) -> list[str]:
    """Why the stated total is not the sum of what is stated; nothing where a part is unread, converted or capped."""
    is_partial = any(note in (PARTS_NOTE, NO_TOTAL_NOTE) for note in statement.notes)
    if not statement.scored or is_partial or assessment.applicable is not None or assessment.cap is not None:
        return []
    scores = [row.score.number for row in statement.indicators if not row.left_out]
    execution = statement.execution
    if execution is not None and not execution.indicators:
        scores.append(execution.score.number)
    known = [score for score in scores if score is not None]
    total = round_to(sum(known, Decimal(0)), policy.rounding.score_places) if known else None
    return [] if statement.total.number == total else [f"{statement.project}: {statement.total.text} ≠ {total}"]


def printed_faults(statement: FormStatement, given: Evaluation, printed: Evaluation, has_grade: bool) -> list[str]:
    """Where the document prints another figure than is stated, or one of its own where nothing is."""
    pairs: list[tuple[str, Sourced, object, object]] = []
    # The form has lines of its own for 项目资金: those of the same name are compared.
    names = [squeeze(row.source.text or "") for row in given.funding]
    others = {squeeze(row.source.text or ""): row for row in printed.funding if row is not printed.total_funding}
    whole, lines = given.total_funding, iter(statement.sources)
    for row in given.funding:
        fund = statement.total_fund if row is whole else next(lines)
        name = squeeze(row.source.text or "")
        back = printed.total_funding if row is whole else others.get(name)
        assert fund is not None
        if back is not None and (row is whole or names.count(name) == 1):
            pairs.append((f"{row.label} rate", fund.rate, back.rate.number, row.rate.number))
            pairs.append((f"{row.label} score", fund.score, back.score.number, row.score.number))
    # A line 合计 that was read as an indicator is read as the total where it is printed.
    has_sum = any(squeeze(row.l1_name) == "合计" for row in given.indicators)
    for row_stated, row_given, row_back in zip(statement.indicators, given.indicators, printed.indicators, strict=False):
        pairs.append((row_stated.l3.text, row_stated.score, row_back.score.number, row_given.score.number))
    if not has_sum:
        pairs.append(("总分", statement.total, printed.total.number, given.total.number))
    faults = [
        f"{statement.project} {label}: {figure.text} ≠ {back}"
        for label, figure, back, own in pairs
        if back not in _printed(figure, own)
    ]
    if has_grade and (printed.grade.text or "") != statement.grade.text and printed.grade.text != given.grade.text:
        faults.append(f"{statement.project}: {printed.grade.text} ≠ {statement.grade.text}")
    return faults


def _printed(figure: Sourced, own: object) -> list[object]:
    """What may stand in the document: the figure; for one that is not stated, nothing or what a person wrote."""
    if not figure:
        return [None, own]
    text = figure.text
    return [Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)]


# -- a form of no known template ------------------------------------------------------------------------------------------


def of(rate: str, score: str, total: str, executed: str = "33.28", **changes: object) -> FormStatement:
    """A hand-made form with 50万元, of which 10 points are for 预算执行率, and 87 points of its indicators."""
    money = {"source": "年度资金总额", "budget": "50.00", "executed": executed, "weight": "10", "rate": rate, "score": score}
    data = form(template=None, funding=[money], total=total, **changes)
    return stated_of(read_data(data)[0][0])


def line(statement: FormStatement) -> tuple[str, str, str]:
    assert statement.total_fund is not None
    return statement.total_fund.rate.text, statement.total_fund.score.text, statement.total.text


def test_a_rate_in_whole_percents_and_its_score_stay_together() -> None:
    statement = of("67.00%", "6.7", "93.7")
    assert line(statement) == ("67%", "6.7", "93.7")
    assert statement.notes == ()


def test_a_score_of_the_exact_rate_takes_the_exact_rate() -> None:
    assert line(of("67.00%", "6.66", "93.66")) == ("66.56%", "6.66", "93.66")


def test_a_total_of_the_written_scores_gives_way_with_them() -> None:
    statement = of("75%", "7.5", "94.5")
    assert line(statement) == ("66.56%", "6.66", "93.66")
    assert "不一致" in statement.notes[0]


def test_a_total_of_the_indicators_alone_gives_way_also_where_a_row_was_not_read() -> None:
    rows = form()["indicators"][:2]
    scores = sum(Decimal(row["score"]) for row in rows)
    assert line(of("66.56%", "6.66", str(scores), indicators=rows))[2] == str(scores + Decimal("6.66"))


def test_a_total_that_nobody_can_explain_stays() -> None:
    assert line(of("75%", "7.5", "95.5", indicators=form()["indicators"][:2]))[2] == "95.5"


def test_a_score_that_cannot_be_computed_stays_and_counts() -> None:
    assert line(of("67%", "6.7", "93.7", executed="")) == ("67.00%", "6.7", "93.7")


def test_nothing_is_printed_where_no_total_is_stated(tmp_path: Path) -> None:
    rows = form()["indicators"][:2]
    path = write_data(tmp_path / "表.json", form(indicators=rows, total=None, grade=None, template=None))
    write_word_forms(path, tmp_path / "表.docx")
    assert read_file(tmp_path / "表.docx").evaluations[0].total.number is None
    assert not stated(path).forms[0].total
